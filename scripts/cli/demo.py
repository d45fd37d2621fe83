"""`tallystick demo`: the main job, told step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.cli import output
from scripts.cli.failures import Failure
from scripts.cli.options import Json


def demo(
    documents: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DOCUMENTS_DIR]", help="Documents of one trade; left out: those that come along."
        ),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Play one trade from its documents: order, draws, shipment, invoice, repayment, audit.

    Everything is real and your own: a chain, a database, the API, a key for each party. It takes well under
    a minute and leaves nothing behind. Exit code 1: something was not as it must be.
    """
    from scripts.demo.story import Options, run

    if documents is not None and not documents.is_dir():
        raise Failure(f"{documents}: not a folder with documents.")
    with output.working_above("Preparing", quiet=json) as step:
        code = run(documents, Options(as_json=json, progress=step))
    raise typer.Exit(code)
