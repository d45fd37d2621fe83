"""The checks of `make check`, each with its own line, all run even when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scripts.build.artifacts import Artifact, drift, project_artifacts
from scripts.build.compiler import BUILD, ROOT, BuildError
from scripts.services.binaries import foundry

RUNTIME_LIMIT_BYTES: Final = 23_000
COMMAND_SECONDS: Final = 600
CODE: Final = ("chain", "api", "indexer", "finance", "scripts", "tests", "bench")


def sizes(artifacts: dict[str, Artifact]) -> dict[str, int]:
    """Bytes of runtime code by contract; interfaces have none and are left out."""
    return {
        name: size
        for name, artifact in artifacts.items()
        if (size := len(artifact["deployedBytecode"]) // 2 - 1) > 0
    }


def oversized(artifacts: dict[str, Artifact]) -> list[str]:
    """Contracts of 23,000 bytes or more, in words (the network's limit is 24,576: room for mending)."""
    return [
        f"{name}: {size:,} bytes of {RUNTIME_LIMIT_BYTES:,}"
        for name, size in sizes(artifacts).items()
        if size >= RUNTIME_LIMIT_BYTES
    ]


def tool(name: str) -> str:
    """A program of this Python environment."""
    return str(Path(sys.executable).parent / name)


def command(*words: str) -> Callable[[], list[str]]:
    """A check that is a command: no lines when it succeeds, else its output."""

    def check() -> list[str]:
        env = {**os.environ, "NO_COLOR": "1", "FOUNDRY_DISABLE_NIGHTLY_WARNING": "1"}
        try:
            ran = subprocess.run(
                words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return [f"took longer than {COMMAND_SECONDS} s"]
        return (
            [] if ran.returncode == 0 else (ran.stdout + ran.stderr).splitlines() or ["failed without a word"]
        )

    return check


def folders() -> list[str]:
    """The code folders that there are."""
    return [name for name in CODE if (ROOT / name).is_dir()]


def artifact_drift() -> list[str]:
    lines = drift(project_artifacts())
    return [*lines, "run `make compile` and commit chain/artifacts"] if lines else []


def steps() -> dict[str, Callable[[], list[str]]]:
    """Name and function of each check; a function answers the lines to show, none when all is well."""
    return {
        "format": command(tool("ruff"), "format", "--check", *folders()),
        "lint": command(tool("ruff"), "check", "--output-format=concise", *folders()),
        "types": command(tool("mypy"), f"--cache-dir={BUILD / 'cache' / 'mypy'}"),
        "import layers": command(tool("lint-imports"), "--no-logo"),
        "contract format": command(str(foundry("forge")), "fmt", "--check", "contracts"),
        "artifact drift": artifact_drift,
        "contract size": lambda: oversized(project_artifacts()),
        "gas": command(sys.executable, "-m", "bench", "gas", "--check"),
    }


def check() -> bool:
    """Run all checks, say how each went. Whether all is well."""
    BUILD.mkdir(exist_ok=True)
    good = True
    for name, step in steps().items():
        started = time.monotonic()
        try:
            lines = step()
        except BuildError as error:
            lines = str(error).splitlines()
        good &= not lines
        print(
            f"[check] {'FAIL' if lines else 'ok  '} {name} ({time.monotonic() - started:.1f} s)", flush=True
        )
        for line in lines:
            print(f"        {line}")
    return good


def reformat() -> bool:
    """Format Python and Solidity in place."""
    commands = (
        command(tool("ruff"), "format", *folders()),
        command(tool("ruff"), "check", "--fix-only", "--select", "I", *folders()),
        command(str(foundry("forge")), "fmt", "contracts"),
    )
    lines = [line for each in commands for line in each()]
    print("\n".join(lines) if lines else "formatted")
    return not lines
