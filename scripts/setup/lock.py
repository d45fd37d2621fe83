"""`make lock`: renew requirements/*.lock and package-lock.json, with hashes and without any download address.

The hashes are those of the public registries' files: local mirrors and wheel folders that this machine's
configuration names are not asked. Run `make test` afterwards; both locks together are one decision.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Final

from scripts.setup.node_packages import run_npm
from scripts.setup.python_packages import LOCKS, MAIN, PROVERS
from scripts.setup.steps import ROOT, SetupError, run, say

OLDEST_PYTHON: Final = "3.11"
ADDRESS: Final = re.compile(r"^-|\bhttps?:|\bfile:|\"resolved\"", re.MULTILINE)


def compile_lock(source: Path, lock: Path, *extras: str) -> None:
    """One requirements lock for every platform and every Python from 3.11."""
    options = [
        "--universal",
        "--python-version",
        OLDEST_PYTHON,
        "--generate-hashes",
        "--upgrade",
        "--no-config",
    ]
    options += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    options += [f"--extra={extra}" for extra in extras]
    say(f"resolving {lock.relative_to(ROOT)}")
    run(
        lock.name,
        [MAIN / "bin" / "uv", "pip", "compile", source, *options, "-o", lock],
        f"lock-{lock.stem}.log",
    )


def lock_npm() -> None:
    """package-lock.json, without the addresses that npm would write."""
    lock = ROOT / "package-lock.json"
    say("resolving package-lock.json")
    run_npm(
        "lock-npm", "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"
    )
    whole = json.loads(lock.read_text(encoding="utf-8"))
    packages = whole["packages"]
    for entry in packages.values():
        entry.pop("funding", None)  # an address of its authors, of no use here
    lock.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    unlocked = [name for name, entry in packages.items() if name and "integrity" not in entry]
    if unlocked:
        raise SetupError(f"package-lock.json has no hash for {', '.join(unlocked)}")


def main() -> int:
    alone = ("brownie", *PROVERS)
    locks = [LOCKS / "main.lock", *(LOCKS / f"{name}.lock" for name in alone), ROOT / "package-lock.json"]
    try:
        compile_lock(ROOT / "pyproject.toml", locks[0], "dev")
        for name in alone:
            compile_lock(LOCKS / f"{name}.in", LOCKS / f"{name}.lock")
        lock_npm()
        for lock in locks:
            if ADDRESS.search(lock.read_text(encoding="utf-8")):
                raise SetupError(f"{lock.relative_to(ROOT)} holds a download address")
    except SetupError as error:
        print(f"lock: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
