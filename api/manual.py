"""/docs: the OpenAPI document as one page for people. No script and nothing from elsewhere: it must work in a
closed network, and a page beside bearer tokens must not run the code of others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse

PATH: Final = "/docs"
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "code{font-size:.95em}details{margin:.4em 0}summary{cursor:pointer}"
    "table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #999;padding:.2em .6em;"
    "text-align:left;vertical-align:top}"
)
_SUCCESS: Final = range(200, 300)
_REFERENCE: Final = "#/components/schemas/"

Json = Mapping[str, Any]


def install(app: FastAPI) -> None:
    """Serve the page at /docs."""

    @app.get(PATH, include_in_schema=False)
    def manual() -> Response:
        return HTMLResponse(page(app.openapi()), headers={"Content-Security-Policy": POLICY})


def page(document: Json) -> str:
    """The whole page: every operation by tag, then every schema that they speak of."""
    body = "\n".join([*_operations(document), "<h2>Schemas</h2>", *_schemas(document)])
    title = escape(document["info"]["title"])
    about = "".join(f"<p>{escape(part)}</p>" for part in document["info"]["description"].split("\n\n"))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{about}"
        f'<p>For machines: <a href="/openapi.json">openapi.json</a>.</p>\n{body}</body></html>'
    )


def _operations(document: Json) -> Iterator[str]:
    for tag in document["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>"
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation["tags"]:
                    yield _operation(method.upper(), path, operation)


def _operation(method: str, path: str, operation: Json) -> str:
    parts = [f"<p>{escape(operation.get('description', ''))}</p>"]
    rows = [
        (each["name"], each["in"], _type(each["schema"]), each["required"], each.get("description", ""))
        for each in operation.get("parameters", ())
    ]
    parts += [_table(("parameter", "in", "type", "needed", ""), rows)] if rows else []
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<p>Takes {escape(kind)}: {_type(body.get('schema', {}))}</p>")
    for status, answer in operation["responses"].items():
        if int(status) in _SUCCESS:
            for kind, body in answer.get("content", {}).items():
                parts.append(f"<p>{status} {escape(kind)}: {_type(body.get('schema', {}))}</p>")
    others = ", ".join(status for status in operation["responses"] if int(status) not in _SUCCESS)
    parts.append(f"<p>Refusals, as application/problem+json: {others}</p>")
    summary = f"<summary><code>{method} {escape(path)}</code></summary>"
    return f"<details>{summary}{''.join(parts)}</details>"


def _schemas(document: Json) -> Iterator[str]:
    for name, schema in sorted(document["components"]["schemas"].items()):
        needed = schema.get("required", ())
        rows = [
            (member, _type(what), member in needed, what.get("description", ""))
            for member, what in schema.get("properties", {}).items()
        ]
        inside = _table(("member", "type", "needed", ""), rows) if rows else f"<p>{_type(schema)}</p>"
        about = escape(schema.get("description", ""))
        yield f'<h3 id="{escape(name)}"><code>{escape(name)}</code></h3><p>{about}</p>{inside}'


def _type(schema: Json) -> str:
    """A schema in a few words, as HTML: a link where it has a name."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(_REFERENCE))
        return f'<a href="#{name}">{name}</a>'
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(_type(each) for each in schema[choice])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    known = ("const", "enum", "format", "pattern", "minimum", "maximum", "maxLength")
    bounds = ", ".join(f"{name} {schema[name]}" for name in known if name in schema)
    return escape(str(schema.get("type", "any")) + (f" ({bounds})" if bounds else ""))


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """Rows whose type column is HTML already; everything else is escaped."""
    at = heads.index("type")
    top = "".join(f"<th>{head}</th>" for head in heads)
    lines = (
        "".join(f"<td>{cell if column == at else _cell(cell)}</td>" for column, cell in enumerate(row))
        for row in rows
    )
    return f"<table><tr>{top}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cell(cell: object) -> str:
    return ("yes" if cell else "") if isinstance(cell, bool) else escape(str(cell))
