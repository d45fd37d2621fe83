"""Running `tallystick` in tests: in a process of its own, as people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.run import run

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """The one JSON object on standard output; fails when there is anything else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without settings of its own, and `changes`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALLYSTICK_")}
    return kept | changes


def command(*arguments: object) -> list[str]:
    """The command line, with `arguments` as text."""
    return [sys.executable, "-m", "scripts.cli", *map(str, arguments)]


def tallystick(
    *arguments: object, folder: Path = ROOT, stdin: str = "", variables: Mapping[str, str] | None = None
) -> Ran:
    """Run the command to its end, without a terminal."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(PYTHONPATH=str(ROOT), **(variables or {})),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def here(capsys: pytest.CaptureFixture[str], *arguments: object) -> Ran:
    """The same in this process: for what needs neither signals nor an environment of its own."""
    capsys.readouterr()
    code = run([str(each) for each in arguments])
    said = capsys.readouterr()
    return Ran(code, said.out, said.err)


def refused(ran: Ran) -> str:
    """The one line of a command that could not run: exit code 2, nothing on standard output, no traceback."""
    assert ran.code == 2, ran
    assert ran.out == ""
    assert ran.err.startswith("tallystick: ")
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    return ran.err
