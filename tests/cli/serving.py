"""`tallystick up` in tests: started, waited for, asked where it is, ended by a signal."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cli.commands import ROOT, command, environment

START_SECONDS = 120.0
STOP_SECONDS = 40.0


class Up:
    """One running `tallystick up --json`."""

    def __init__(self, data_dir: Path, *options: object) -> None:
        self.errors = data_dir.with_suffix(".err")
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                command("up", "--json", "--data-dir", data_dir, *options),
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    def facts(self) -> dict[str, Any]:
        """What it prints when it is up; fails with its complaint when it ends instead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.errors.read_text()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send the signal and wait; the exit code (negative: killed). Nothing else may have been printed."""
        self.process.send_signal(how)
        code = self.process.wait(STOP_SECONDS)
        assert self.process.stdout is not None
        with self.process.stdout as rest:
            assert rest.read() == ""
        return code


@contextmanager
def up(data_dir: Path, *options: object) -> Iterator[Up]:
    """A running one; killed at the end if the test has not ended it."""
    running = Up(data_dir, *options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait(STOP_SECONDS)
        if running.process.stdout is not None:
            running.process.stdout.close()


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that name this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if str(folder) in words:
            found.append(words)
    return found


def process_id(words: str) -> int:
    """The process with this command line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if found == words:
            return int(path.parent.name)
    raise AssertionError(f"no process: {words}")


def gone(folder: Path, seconds: float = 20.0) -> bool:
    """Whether no process names the folder any more, within that time."""
    deadline = time.monotonic() + seconds
    while processes_of(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
