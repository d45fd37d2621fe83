"""`tallystick entity`: the keyed hash under which a legal person is admitted, where its documents find it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scripts.cli import output
from scripts.cli.failures import Failure, of_os
from scripts.cli.options import DEFAULT_DATA_DIR, DataDir, Json
from scripts.cli.targets import configuration

KEY_BYTES: Final = 32


def entity(
    registration: Annotated[
        str,
        typer.Argument(
            metavar="REGISTRATION",
            help="As its documents carry it (`tallystick document`): scheme:value, or name:legal name.",
        ),
    ],
    data_dir: DataDir = DEFAULT_DATA_DIR,
    json: Json = False,
) -> None:
    """Work out the entity id of a legal person; the operator admits its accounts under it.

    The consortium's key is that of TALLYSTICK_CONSORTIUM_KEY, else of DATA_DIR/operator. Nothing is sent.
    """
    from api.documents.parties import entity_id_of

    facts = {"registration": registration, "entityId": entity_id_of(_consortium_key(data_dir), registration)}
    if json:
        output.emit_json(facts)
    else:
        output.pairs(facts.items())


def _consortium_key(data_dir: Path) -> bytes:
    configured = configuration().get("consortium_key")
    file = data_dir / "operator" / "consortium-key"
    try:
        key = bytes.fromhex(str(configured or file.read_text(encoding="ascii")).strip().removeprefix("0x"))
    except OSError as error:
        raise Failure(f"no consortium key: set TALLYSTICK_CONSORTIUM_KEY ({of_os(error)})") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Failure(f"the consortium key is not {KEY_BYTES} bytes in hex.")
    return key
