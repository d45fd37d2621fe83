"""The two Python environments: `.venv` for the program, `.venv-brownie` for Brownie, which pins all."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

from scripts.setup.steps import BUILD, ROOT, SetupError, fingerprint, is_current, run, say, set_stamp

MAIN: Final = ROOT / ".venv"
BROWNIE: Final = ROOT / ".venv-brownie"
PROVERS: Final = ("halmos", "slither")
LOCKS: Final = ROOT / "requirements"
DOWNLOADED: Final = re.compile(r"^\s*(Downloading|Using cached) (\S+)\s+(?:\(([\d.]+) (kB|MB|bytes)\))?")
SOURCE_ONLY: Final = frozenset({"pygments-lexer-solidity"})
SHOWN_FROM_MEGABYTES: Final = 5.0
PIP: Final = ("-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--no-input")


def main() -> bool:
    """`.venv` from requirements/main.lock, and the working copy itself. Whether there was something to do."""
    lock, project = LOCKS / "main.lock", ROOT / "pyproject.toml"
    made_from = fingerprint([lock, project])
    if is_current(MAIN, made_from) and is_whole(MAIN):
        return False
    create(MAIN)
    install(MAIN, lock)
    # The build system comes from the lock as well: nothing unpinned is fetched.
    editable = ("--no-deps", "--no-build-isolation", "--editable", ROOT)
    run("tallystick itself", [MAIN / "bin" / "python", *PIP, *editable], "tallystick.log")
    set_stamp(MAIN, made_from)
    return True


def brownie() -> bool:
    """`.venv-brownie` from requirements/brownie.lock. Whether there was something to do."""
    return _alone(BROWNIE, LOCKS / "brownie.lock")


def provers() -> bool:
    """`.venv-halmos` and `.venv-slither`, each from its lock. Whether there was something to do."""
    worked = [name for name in PROVERS if _alone(ROOT / f".venv-{name}", LOCKS / f"{name}.lock")]
    return bool(worked)


def _alone(folder: Path, lock: Path) -> bool:
    """An environment of a tool that pins what it needs. Whether there was something to do."""
    made_from = fingerprint([lock])
    if is_current(folder, made_from) and is_whole(folder):
        return False
    create(folder)
    install(folder, lock)
    set_stamp(folder, made_from)
    return True


def is_whole(folder: Path) -> bool:
    """Whether the environment works where it lies: its Python starts, is new enough, and has pip."""
    question = "import pip, sys; print(sys.version_info >= (3, 11), sys.prefix)"
    try:
        answer = subprocess.run(
            [folder / "bin" / "python", "-c", question],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == f"True {folder}"


def create(folder: Path) -> None:
    """A virtual environment of this Python; a broken, moved or foreign one is replaced."""
    if is_whole(folder):
        return
    if folder.exists():
        say(f"{folder.name} is broken, moved or of too old a Python: making it anew")
        shutil.rmtree(folder)
    say(f"making {folder.name} with Python {sys.version.split()[0]}")
    try:
        venv.create(folder, with_pip=True, symlinks=True)
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            f"this Python cannot make a virtual environment with pip ({error}).\n"
            f"  Debian, Ubuntu: apt-get install python{version}-venv\n"
            "  elsewhere: take a Python from python.org, uv or pyenv: make setup PYTHON=/path/to/python3"
        ) from error


def without_sources(lock: str) -> str:
    """The lock without the packages that their authors publish as source only."""
    entries = re.split(r"^(?=[A-Za-z0-9_.-]+==)", lock, flags=re.MULTILINE)
    return "".join(entry for entry in entries if entry.split("==")[0] not in SOURCE_ONLY)


def install(folder: Path, lock: Path) -> None:
    """Install the lock, every file checked against its hash; says what came and how much it was."""
    count = len(re.findall(r"^[A-Za-z0-9_.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"{folder.name}: {count} Python packages pinned in {lock.relative_to(ROOT)}")
    sizes: dict[str, float] = {}
    units = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0, None: 0.0}

    def on_line(line: str) -> None:
        found = DOWNLOADED.match(line)
        if found is None or found[2].endswith(".metadata"):
            return
        name, size = found[2].rsplit("/", 1)[-1], float(found[3] or 0) * units[found[4]]
        sizes[name] = size
        if size >= SHOWN_FROM_MEGABYTES:
            say(f"  {len(sizes):>3} {found[1].lower()} {' '.join(name.split('-')[:2])} ({size:.1f} MB)")

    python, exact = folder / "bin" / "python", ("--require-hashes", "--no-deps")
    wheels = BUILD / "setup" / f"{lock.stem}-wheels.txt"
    wheels.parent.mkdir(parents=True, exist_ok=True)
    wheels.write_text(without_sources(lock.read_text(encoding="utf-8")), encoding="utf-8")
    run(
        folder.name,
        [python, *PIP, *exact, "--only-binary=:all:", "-r", wheels],
        f"{lock.stem}.log",
        on_line=on_line,
    )
    # What exists as source only is built with the setuptools of the lock: nothing unpinned is fetched.
    if wheels.read_bytes() != lock.read_bytes():
        run(
            folder.name,
            [python, *PIP, *exact, "--no-build-isolation", "-r", lock],
            f"{lock.stem}-sources.log",
        )
    log = f"build/setup/{lock.stem}.log"
    say(f"{folder.name}: {len(sizes)} files fetched, {sum(sizes.values()):.0f} MB; their names are in {log}")
