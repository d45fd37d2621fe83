"""CPU seconds of a service, so that a figure says where its time went; Linux only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PROCESSES: Final = Path("/proc")
TICKS: Final = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float | None:
    """User and system time of a process, of those that it has started and of those that have ended and were
    waited for; None where the system does not tell."""
    if not (PROCESSES / str(pid) / "stat").exists():
        return None
    ticks, wanted = 0, {pid}
    found = {int(entry.name): _stat(entry) for entry in PROCESSES.iterdir() if entry.name.isdigit()}
    while wanted:
        one = wanted.pop()
        fields = found.get(one)
        if fields:
            ticks += sum(map(int, fields[11:15]))
            wanted |= {child for child, its in found.items() if its and int(its[1]) == one}
    return ticks / TICKS


def _stat(process: Path) -> list[str]:
    """The fields behind the name (proc(5)); none where it has just ended."""
    try:
        return (process / "stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return []
