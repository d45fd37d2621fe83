"""`tallystick config`: the settings as they are in force, where each comes from, secrets masked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from api.settings import PREFIX
from scripts.cli import output
from scripts.cli.options import Json
from scripts.cli.targets import configuration, configuration_file

NEEDED: Final = {
    "database_url": "postgresql://not-set.invalid/",
    "rpc_url": "http://not-set.invalid",
    "deployment": "(not set)",
}
"""What has no default, with a stand-in so that the rest can be shown when one is missing."""


def config(
    file: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="TOML file [TALLYSTICK_CONFIG].")
    ] = None,
    json: Json = False,
) -> None:
    """Show the settings in force (environment over file over defaults) and where each comes from.

    Secrets are masked. Exit code 1: something that serving needs is not set.
    """
    from api.settings import Settings, load

    named = configuration_file(file)
    configured = configuration(file)
    sources = {name: _source(name, name in configured) for name in Settings.model_fields}
    missing = sorted(name for name in NEEDED if sources[name] == "default")
    stand_ins = {f"{PREFIX}{name.upper()}": NEEDED[name] for name in missing}
    shown: dict[str, Any] = load({**os.environ, **stand_ins}, named).masked()
    for name in missing:
        shown[name], sources[name] = None, "not set"
    facts = {
        "file": str(named) if named else None,
        "settings": {name: {"value": value, "source": sources[name]} for name, value in shown.items()},
        "missing": missing,
    }
    if json:
        output.emit_json(facts)
    else:
        rows = [(name, _text(value), sources[name]) for name, value in shown.items()]
        output.table(("setting", "value", "from"), rows)
        if missing:
            output.say("", f"Not set: {', '.join(missing)}. `tallystick up` finds these by itself.")
    raise typer.Exit(1 if missing else 0)


def _source(name: str, is_set: bool) -> str:
    if f"{PREFIX}{name.upper()}" in os.environ:
        return "environment"
    return "file" if is_set else "default"


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
