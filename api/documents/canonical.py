"""A document as plain fields: what the API shows, and what a commitment commits to.

Paths are dotted names with four-digit indices (`lines[0002].amount`), so that sorting them as text keeps the
order; values are text: amounts as minor units, dates as ISO 8601, decimals without trailing zeros. Empty
fields are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from api.documents.model import Document


def canonical_fields(document: Document) -> tuple[tuple[str, str], ...]:
    """All fields as (path, value), sorted by path; each path once."""
    return tuple(sorted(_walk("", document)))


def canonical_json(document: Document) -> dict[str, Any]:
    """The same as nested, JSON-able objects; every leaf is text, every amount text of minor units."""
    plain = _plain(document)
    return plain if isinstance(plain, dict) else {}


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
    return str(value)


def _walk(path: str, value: object) -> Iterator[tuple[str, str]]:
    if value is None or value == "":
        return
    if is_dataclass(value) and not isinstance(value, type):
        for field in dataclass_fields(value):
            yield from _walk(f"{path}.{field.name}" if path else field.name, getattr(value, field.name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _walk(f"{path}[{index:04d}]", each)
    else:
        yield path, _text(value)


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, _plain(getattr(value, field.name))) for field in dataclass_fields(value))
        return {name: each for name, each in pairs if each not in (None, "", [], {})}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return None if value is None else _text(value)
