"""What every set-up step needs: stamps, commands that show progress, plain words."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build"
HEARTBEAT_SECONDS: Final = 10.0
LOG_TAIL_LINES: Final = 15
FORMAT: Final = "1"  # raise it to make every copy set itself up again


class SetupError(RuntimeError):
    """The set-up cannot go on; the message says what to do."""


def say(text: str) -> None:
    """One line of progress."""
    print(f"[set-up] {text}", flush=True)


def fingerprint(files: Sequence[Path], *words: str) -> str:
    """Hash of the files' contents and of these words: what an environment was made from."""
    digest = hashlib.sha256("\n".join((FORMAT, str(ROOT), *words)).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def stamp_of(folder: Path) -> Path:
    """The stamp lies in the folder that it vouches for, so that it goes with it."""
    return folder / ".tallystick-stamp"


def is_current(folder: Path, wanted: str) -> bool:
    """Whether this folder was completed from exactly these inputs."""
    stamp = stamp_of(folder)
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == wanted


def set_stamp(folder: Path, made_from: str) -> None:
    """Vouch for the folder; the last thing that a step does."""
    stamp_of(folder).write_text(made_from + "\n", encoding="ascii")


def megabytes(folder: Path) -> float:
    """Size of the files below a folder, in MB."""
    sizes = (path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(sizes) / 1e6


def home_is_usable() -> bool:
    """Whether there is a home folder to keep caches in; containers and service users often have none."""
    home = Path(os.environ.get("HOME") or "/nonexistent")
    return home.is_dir() and os.access(home, os.W_OK)


def run(
    label: str,
    command: Sequence[str | Path],
    log_name: str,
    *,
    env: dict[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
) -> None:
    """Run a command in the root folder, its output in build/setup/, saying every ten seconds that it lives.

    on_line: sees every line of the output. SetupError with the log's end when the command fails.
    """
    log = BUILD / "setup" / log_name
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    finished = threading.Event()

    def heartbeat() -> None:
        while not finished.wait(HEARTBEAT_SECONDS):
            say(f"{label}: {time.monotonic() - started:.0f} s so far")

    beat = threading.Thread(target=heartbeat, daemon=True)
    beat.start()
    try:
        with (
            log.open("w", encoding="utf-8") as file,
            subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            ) as process,
        ):
            for line in process.stdout or ():
                file.write(line)
                if on_line is not None:
                    on_line(line)
    except OSError as error:
        raise SetupError(f"{label}: {error}") from error
    finally:
        finished.set()
        beat.join()
    if process.returncode != 0:
        tail = "".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-LOG_TAIL_LINES:])
        print(tail, file=sys.stderr)
        raise SetupError(
            f"{label} failed (status {process.returncode}); the whole output is in {log.relative_to(ROOT)}"
        )
