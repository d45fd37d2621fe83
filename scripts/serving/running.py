"""A data folder in use: taken by one stack at a time, with a note of where its parts answer.

Standard library only: commands look at the note before they import anything heavy.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scripts.serving.faults import ServingError

RUNNING_FILE: Final = "running.json"
LOCK_FILE: Final = "lock"
PRIVATE: Final = 0o600


def take_folder(folder: Path) -> int:
    """Make the folder ours until the returned file number is closed. Errors: ServingError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, PRIVATE)
    except OSError as error:
        raise ServingError(f"{folder} cannot be used as data folder: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ServingError(
            f"{folder} is in use by another `tallystick`: stop it, or name another --data-dir"
        ) from None
    return lock


def leave_note(folder: Path, addresses: Mapping[str, Any]) -> Path:
    """Write where the stack's parts answer, for its owner only: an address may hold a password."""
    path = folder / RUNNING_FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
        json.dump(addresses, file)
    return path


def running_stack(folder: Path) -> Mapping[str, Any]:
    """The note of the stack that runs on this folder; empty when none does."""
    try:
        with (folder / LOCK_FILE).open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return {}  # nobody holds the folder: a note in it is of a stack that was killed
            except BlockingIOError:
                found = json.loads((folder / RUNNING_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
