"""What the service tests need to know about processes of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie that nobody has waited for does not)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone_within(pid: int, seconds: float) -> bool:
    """Whether the process ends within that time."""
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def removed_within(folder: Path, seconds: float) -> bool:
    """Whether the folder disappears within that time."""
    deadline = time.monotonic() + seconds
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not folder.exists()


def program(source: str) -> subprocess.Popen[str]:
    """Run this source in a Python of its own, as a user's program would; it prints pids and then waits.

    A shell starts background jobs with SIGINT ignored, and a child inherits that: the program hears it again.
    """
    heard = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    return subprocess.Popen(
        [sys.executable, "-c", heard + source],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def first_line(running: subprocess.Popen[str]) -> str:
    """What the program prints first: it is then up."""
    assert running.stdout is not None
    return running.stdout.readline().strip()


def end_by(running: subprocess.Popen[str], how: signal.Signals) -> None:
    """Send the program the signal and wait for its end."""
    running.send_signal(how)
    running.wait(30)
    assert running.stdout is not None
    running.stdout.close()
