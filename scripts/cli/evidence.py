"""`tallystick verify-evidence FILE`: an evidence pack checked offline.

Only the check itself is imported: no database driver, no web3, no network (a test forbids sockets).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scripts.cli import output
from scripts.cli.failures import Failure, read_file
from scripts.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES: Final = 256 * 1024 * 1024
HASH_BYTES: Final = 32


def verify_evidence(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The pack, as /v1/audit/evidence/{id} gave it.")
    ],
    *,
    anchor_hash: Annotated[
        str | None,
        typer.Option(
            "--anchor-hash",
            metavar="HASH",
            help="Hash of the pack's last block, as you know it from elsewhere.",
        ),
    ] = None,
    deployment: Annotated[
        Path | None,
        typer.Option(
            "--deployment", metavar="FILE", help="The contracts' addresses, as you know them from elsewhere."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Check an evidence pack with no chain, no database and no network.

    Exit code 0: it holds. 1: it does not, and what is wrong is named. Without --anchor-hash and --deployment
    it is shown to be consistent in itself; whether its last block is the chain's is for you to know.
    """
    from api.audit.verification import verify_evidence as check

    pack = _read(file)
    known = _anchor(anchor_hash)
    contracts = _contracts(deployment)
    with output.working("Checking the pack", quiet=json):
        findings = check(pack, anchor_hash=known, contracts=contracts)
    facts: dict[str, Any] = {
        "good": not findings,
        "findings": [each.as_json() for each in findings],
        "anchorChecked": known is not None,
        "contractsChecked": contracts is not None,
    }
    if not findings:
        facts |= {"record": pack["record"], "anchor": pack["anchor"], "events": len(pack["events"])}
    if json:
        output.emit_json(facts)
    else:
        _show(facts)
    raise typer.Exit(1 if findings else 0)


def _read(file: Path) -> Any:
    """The pack as strict JSON: what two readers could read differently is refused. Errors: Failure."""
    from api.problems import Problem
    from api.strict_json import loads

    try:
        return loads(read_file(file, MAX_BYTES))
    except Problem as error:
        raise Failure(f"{file}: {error.detail}.") from None


def _anchor(text: str | None) -> str | None:
    from chain.encoding import HexError, from_hex, to_hex

    if text is None:
        return None
    try:
        return to_hex(from_hex(text, "--anchor-hash", HASH_BYTES))
    except HexError as error:
        raise Failure(f"{error}.") from None


def _contracts(file: Path | None) -> Mapping[str, str] | None:
    import json

    if file is None:
        return None
    # chain.deployments would bring the provider and its sockets; the addresses are all that is needed.
    try:
        whole = json.loads(read_file(file, MAX_BYTES))
        return {str(name): str(each["address"]) for name, each in whole["contracts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Failure(f"{file}: not a deployment file.") from None


def _show(facts: Mapping[str, Any]) -> None:
    """The verdict comes last."""
    if not facts["good"]:
        for finding in facts["findings"]:
            output.say(f"{finding['rule']}  at {finding['location']}: {finding['message']}")
        count = len(facts["findings"])
        remedies = " ".join(dict.fromkeys(finding["remedy"] for finding in facts["findings"]))
        output.say(f"It does not hold: {count} thing{'' if count == 1 else 's'} wrong. {remedies}")
        return
    anchor, record = facts["anchor"], facts["record"]
    if not facts["contractsChecked"]:
        output.say("The contracts' addresses are the pack's own word; --deployment FILE checks them.")
    if not facts["anchorChecked"]:
        output.say(f"Compare the hash of block {anchor['number']} with the chain's: {anchor['hash']}")
    where = f"{record['kind']} {record['id']}"
    output.say(f"It holds: {facts['events']} events of {where} stand below block {anchor['number']}.")
