"""Runs one command line: every way to end becomes an exit code and at most one line of complaint."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Final

import typer
from typer.exceptions import TyperException

from scripts.cli.app import app
from scripts.cli.failures import Failure, explain

GOOD: Final = 0
COULD_NOT_RUN: Final = 2
INTERRUPTED: Final = 128 + signal.SIGINT
TERMINATED: Final = 128 + signal.SIGTERM
TRACE_VARIABLE: Final = "TALLYSTICK_TRACE"


class Terminated(KeyboardInterrupt):
    """A TERM signal: ends the command in the same order as Ctrl-C."""


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name; answers its exit code. Never raises but on faults of Python."""
    previous = {
        # A shell starts background jobs with SIGINT ignored; whoever sends it to us still means it.
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
        signal.SIGTERM: signal.signal(signal.SIGTERM, _terminate),
    }
    try:
        answer = app(list(arguments), prog_name="tallystick", standalone_mode=False)
        return answer if isinstance(answer, int) else GOOD
    except Failure as failure:
        return _complain(str(failure))
    except TyperException as usage:
        return _complain(_one_line(usage.format_message()) + _hint(usage))
    except Terminated:
        return TERMINATED
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output went away (`tallystick … | head`): nothing is left to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN
    except Exception as error:  # noqa: BLE001  (the edge of the program: people get a line, not a traceback)
        if os.environ.get(TRACE_VARIABLE):
            traceback.print_exc()
        return _complain(explain(error))
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _complain(message: str) -> int:
    sys.stderr.write(f"tallystick: {_one_line(message)}\n")
    return COULD_NOT_RUN


def _one_line(text: str) -> str:
    """Without line breaks and without characters that could move a terminal's cursor."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _hint(usage: TyperException) -> str:
    context = getattr(usage, "ctx", None)
    path = getattr(context, "command_path", "tallystick")
    return f" See `{path} --help`."
