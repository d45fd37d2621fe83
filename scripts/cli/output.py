"""How a command speaks: facts on standard output, for people or as one JSON object; progress on a terminal.

Nothing here knows what the facts are.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

Step = Callable[[str], None]
"""Says what is being done now."""

Count = Callable[[int, int], None]
"""Says how many of how many are done."""


def emit_json(facts: Mapping[str, Any]) -> None:
    """Print the one JSON object of a command run with --json."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def say(*lines: str) -> None:
    """Print lines for people, as they are."""
    for line in lines:
        sys.stdout.write(printable(line) + "\n")
    sys.stdout.flush()


def notice(line: str) -> None:
    """One line on standard error that is no fact."""
    sys.stderr.write(printable(line) + "\n")
    sys.stderr.flush()


def printable(text: str) -> str:
    """Without control characters: a document or a server must not steer the terminal."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[str] = ()) -> None:
    """Print a table for people; columns in `right` are aligned to the right."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        shown.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(printable(str(cell))) for cell in row))
    Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty(), width=_width()).print(shown)


def pairs(rows: Iterable[tuple[str, object]]) -> None:
    """Print names and values under each other."""
    known = [(name, printable(str(value))) for name, value in rows]
    width = max((len(name) for name, _ in known), default=0)
    for name, value in known:
        sys.stdout.write(f"{name:<{width}}  {value}\n")
    sys.stdout.flush()


@contextmanager
def working(title: str, *, quiet: bool) -> Iterator[Step]:
    """What is being done and since when, on a terminal; nothing elsewhere or when `quiet`."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(f"{title} …", total=None)
        yield lambda words: progress.update(task, description=f"{title}: {printable(words)}")


@contextmanager
def working_above(title: str, *, quiet: bool) -> Iterator[Step]:
    """As `working`, for work that prints facts itself: one line that is written over until they begin.

    A live display would take standard output over and print facts on standard error.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    began = time.monotonic()

    def step(words: str) -> None:
        sys.stderr.write(f"\r\x1b[K{title}: {printable(words)} ({time.monotonic() - began:.0f} s)")
        sys.stderr.flush()

    try:
        yield step
    except BaseException:
        sys.stderr.write("\n")
        raise


@contextmanager
def counting(title: str, *, quiet: bool) -> Iterator[Count]:
    """While many things are done one by one: a bar on a terminal; nothing elsewhere or when `quiet`."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _done, _of: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _width() -> int | None:
    """A terminal's own width; elsewhere wide enough for ids and hashes."""
    return None if sys.stdout.isatty() else 200
