"""The tree of commands. Each command imports what it needs when it runs, so that help is instant."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from scripts.cli.acting import tx
from scripts.cli.configuration import config
from scripts.cli.demo import demo
from scripts.cli.document import document
from scripts.cli.entity import entity
from scripts.cli.evidence import verify_evidence
from scripts.cli.keys import keys
from scripts.cli.mirror import index
from scripts.cli.replaying import replay
from scripts.cli.serve import up
from scripts.cli.verifying import verify

app = typer.Typer(
    name="tallystick",
    help=(
        "Orders and invoices recorded by their parties' own keys; credit limits that follow the order.\n\n"
        "Start with `tallystick demo`: it plays one trade from order to repayment. "
        "`tallystick up` serves until you stop it."
    ),
    epilog="Exit codes: 0 good, 1 a fault was found, 2 it could not run (with one line that says why).",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"tallystick {version('tallystick')}")
        except PackageNotFoundError:
            typer.echo("tallystick (not installed)")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version_: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop."),
    ] = False,
) -> None:
    del version_
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


SEE = "See it work"
JUDGE = "Check for yourself"
ACT = "Act as a party"
RUN = "Operate"

app.command(rich_help_panel=SEE, short_help="Play one trade from its documents, step by step.")(demo)
app.command(rich_help_panel=SEE, short_help="Serve until stopped: chain, database, indexer, API.")(up)
app.command(rich_help_panel=SEE, short_help="Drive a real procurement log through the contracts.")(replay)
app.command(rich_help_panel=JUDGE, short_help="Read and check one document.")(document)
app.command("verify-evidence", rich_help_panel=JUDGE, short_help="Check an evidence pack offline.")(
    verify_evidence
)
app.command(rich_help_panel=JUDGE, short_help="Compare the database's mirror with the chain.")(verify)
app.add_typer(keys, name="keys", rich_help_panel=ACT)
app.add_typer(tx, name="tx", rich_help_panel=ACT)
app.command(rich_help_panel=RUN, short_help="Mirror the chain into the database.")(index)
app.command(rich_help_panel=RUN, short_help="Show the settings in force.")(config)
app.command(rich_help_panel=RUN, short_help="Work out the id to admit a legal person under.")(entity)
