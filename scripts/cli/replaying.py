"""`tallystick replay`: a real procurement log through the contracts, with a report and a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.cli import output
from scripts.cli.failures import Failure
from scripts.cli.options import Json


def replay(
    log: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder with cases.csv and events.csv(.gz): docs/replay.md.")
    ],
    *,
    items: Annotated[
        int | None, typer.Option("--items", min=1, help="Only those items that were ordered first.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Chooses financiers and shares of the limit.")] = 2018,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where report and chart are written.")
    ] = Path("build/replay"),
    json: Json = False,
) -> None:
    """Drive a procurement log through the contracts, day by day, and verify the mirror at the end.

    A chain and a database of its own; nothing is left behind but the report. Exit code 1: the mirror differs
    from the chain, or a transaction failed as a whole.
    """
    from scripts.replay.faults import ReplayError
    from scripts.replay.report import CHART, PAGE, REPORT, page_of, write_report
    from scripts.replay.run import Options
    from scripts.replay.run import replay as drive

    if not log.is_dir():
        raise Failure(f"{log}: not a folder with a log.")
    try:
        with output.working("Replaying", quiet=json) as step:

            def count(done: int, of: int) -> None:
                step(f"driving the log, day {done} of {of}")

            outcome = drive(log, Options(items=items, seed=seed, progress=step, count=count))
    except ReplayError as error:
        raise Failure(f"{error}.") from None
    facts = write_report(outcome, out)
    if json:
        output.emit_json(facts)
    else:
        output.say(*page_of(facts).splitlines(), "", f"{out}: {REPORT}, {PAGE}, {CHART}")
    raise typer.Exit(0 if outcome.good else 1)
