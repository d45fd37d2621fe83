"""Where a keystore's password comes from: a file or a prompt, never the command line or the environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import typer

from scripts.cli.failures import Failure, read_file
from scripts.cli.output import notice

MAX_BYTES: Final = 4_096
OTHERS: Final = 0o077


def read_password(file: Path | None, question: str, *, confirm: bool = False) -> str:
    """The password from `file`, else asked for on the terminal (twice with `confirm`). Errors: Failure."""
    if file is not None:
        return _from_file(file)
    if not sys.stdin.isatty():
        raise Failure(
            "a password is needed and there is no terminal to ask on: "
            "name a file that holds it in TALLYSTICK_KEYSTORE_PASSWORD_FILE."
        )
    answer: str = typer.prompt(question, hide_input=True, confirmation_prompt=confirm, err=True)
    return answer


def _from_file(file: Path) -> str:
    try:
        text = read_file(file, MAX_BYTES).decode("utf-8")
        open_to_others = bool(file.stat().st_mode & OTHERS)
    except UnicodeDecodeError:
        raise Failure(f"{file}: not UTF-8 text.") from None
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}.") from None
    password = text.rstrip("\r\n")
    if not password:
        raise Failure(f"{file}: holds no password.")
    if open_to_others:
        notice(f"tallystick: others can read {file}: chmod 600 it.")
    return password
