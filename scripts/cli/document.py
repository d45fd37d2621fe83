"""`tallystick document FILE`: what the platform reads in a document, before anything is sent anywhere."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scripts.cli import output
from scripts.cli.failures import Failure, read_file
from scripts.cli.options import Json

if TYPE_CHECKING:
    from api.documents.model import ReadResult

SECRET_BYTES: Final = 32
MAX_SECRET_FILE_BYTES: Final = 256


def document(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="UBL 2.1 or CII XML, or a Factur-X PDF.")],
    secret_file: Annotated[
        Path | None,
        typer.Option(
            "--secret-file",
            metavar="FILE",
            help="64 hex digits that salt the commitment; without it they are random and not kept.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Read and check one document; show its canonical form, its findings, its identity and its commitment.

    Exit code 0: it can be acted on. 1: it has errors, each named by its rule. 2: the file could not be read.
    Nothing is sent or stored.
    """
    from api.documents.reading import read_document
    from api.documents.safexml import MAX_BYTES

    secret = _secret(secret_file)
    # One byte over the limit is enough for the reader to refuse it by its own rule.
    content = read_file(file, 2 * MAX_BYTES)
    with output.working("Reading the document", quiet=json):
        result = read_document(content)
        facts = _facts(result, secret, kept=secret_file is not None)
    if json:
        output.emit_json(facts)
    else:
        _show(facts)
    raise typer.Exit(0 if result.actionable else 1)


def _facts(result: ReadResult, secret: bytes, *, kept: bool) -> dict[str, Any]:
    from api.documents.canonical import canonical_json
    from api.documents.commitment import commit
    from api.documents.identity import identity_text

    findings = [each.as_json() for each in result.findings]
    facts: dict[str, Any] = {"actionable": result.actionable, "findings": findings}
    if result.document is None:
        return {**facts, "document": None, "identity": None, "commitment": None}
    commitment = commit(result.document, secret)
    return {
        **facts,
        "document": canonical_json(result.document),
        "identity": identity_text(result.document).splitlines(),
        "commitment": {
            "root": "0x" + commitment.root.hex(),
            "fields": len(commitment.fields),
            "salts": "from the secret file" if kept else "random, not kept",
        },
    }


def _show(facts: dict[str, Any]) -> None:
    if facts["document"] is not None:
        output.pairs(_flat("", facts["document"]))
        output.say("")
        commitment = facts["commitment"]
        output.pairs(
            [
                ("identity", " · ".join(facts["identity"][1:])),
                ("commitment", commitment["root"]),
                ("", f"{commitment['fields']} fields, salts {commitment['salts']}"),
            ]
        )
        output.say("")
    for finding in facts["findings"]:
        output.say(f"{finding['severity']}  {finding['rule']}  at {finding['location']}")
        output.say(f"    {finding['message']}", f"    {finding['remedy']}")
    output.say("It can be acted on." if facts["actionable"] else "It cannot be acted on.")


def _flat(path: str, value: Any) -> list[tuple[str, str]]:
    """Every leaf under its path, in the order of the form."""
    if isinstance(value, dict):
        return [
            leaf for name, each in value.items() for leaf in _flat(f"{path}.{name}" if path else name, each)
        ]
    if isinstance(value, list):
        return [leaf for index, each in enumerate(value, 1) for leaf in _flat(f"{path}[{index}]", each)]
    return [(path, str(value))]


def _secret(file: Path | None) -> bytes:
    if file is None:
        return secrets.token_bytes(SECRET_BYTES)
    try:
        secret = bytes.fromhex(
            read_file(file, MAX_SECRET_FILE_BYTES).decode("ascii").strip().removeprefix("0x")
        )
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise Failure(f"{file}: a secret is {2 * SECRET_BYTES} hex digits.")
    return secret
