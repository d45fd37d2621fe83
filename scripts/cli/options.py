"""Options that several commands share, in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

DATA_DIR_VARIABLE: Final = "TALLYSTICK_DATA_DIR"
DEFAULT_DATA_DIR: Final = Path("data")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
DataDir = Annotated[
    Path,
    typer.Option(
        "--data-dir", envvar=DATA_DIR_VARIABLE, help="Folder of the chain, the database and the keys."
    ),
]
RpcUrl = Annotated[
    str | None, typer.Option("--rpc-url", metavar="URL", help="Address of the node (http://…).")
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        metavar="URL",
        help="Address of the PostgreSQL database. One with a password belongs in TALLYSTICK_DATABASE_URL, "
        "where no process list shows it.",
    ),
]
DeploymentFile = Annotated[
    Path | None,
    typer.Option(
        "--deployment", metavar="FILE", help="Where the contracts are: deployments/<chain id>.json."
    ),
]
Keystores = Annotated[
    Path | None,
    typer.Option(
        "--keystores",
        envvar="TALLYSTICK_KEYSTORES",
        metavar="DIR",
        help="Folder of the keystores [DATA_DIR/keystores].",
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        envvar="TALLYSTICK_KEYSTORE_PASSWORD_FILE",
        metavar="FILE",
        help="File that holds the keystore's password; without one it is asked for.",
    ),
]
