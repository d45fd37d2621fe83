"""Forge's invariant campaigns: one process an invariant, each with draws of its own, named by its seed."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scripts.build.compiler import MODULES, ROOT, BuildError, CompilerSettings, ensure_solc

FOLDER: Final = ROOT / "build" / "forge"
SUITE: Final = ROOT / "contracts" / "test" / "invariants" / "Invariants.t.sol"
NAME: Final = re.compile(r"function (invariant_INV_\w+)\(")
OUTCOME: Final = re.compile(
    r"^\[(PASS|FAIL[^\]]*)\] ?\S* ?\(runs: (\d+), calls: (\d+), reverts: (\d+)\)", re.MULTILINE
)
FAULT: Final = re.compile(r"^\[FAIL:? ?([^\]]*)\]", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """One campaign: its invariant, seed, calls made, seconds, the fault if there is one.

    `tallies`: name of a call → (succeeded, tried), over all runs.
    """

    invariant: str
    seed: int
    calls: int
    seconds: float
    fault: str = ""
    words: str = ""
    tallies: dict[str, tuple[int, int]] = field(default_factory=dict)


def program() -> Path | None:
    """Forge, where npm has put it; None where this system has no such package."""
    found = sorted(MODULES.glob("@foundry-rs/forge-*/bin/forge*"))
    return found[0] if found else None


def invariants() -> list[str]:
    """Names of the invariant functions, as the suite declares them."""
    return NAME.findall(SUITE.read_text(encoding="utf-8"))


def environment(profile: str, **more: str) -> dict[str, str]:
    """What forge is started with: the profile of foundry.toml, and itself on the path."""
    forge = program()
    if forge is None:
        raise BuildError("forge was not found: run `make setup`")
    path = f"{forge.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "FOUNDRY_PROFILE": profile, "PATH": path, **more}


def build(profile: str) -> None:
    """Compile a profile, once at a time. CalledProcessError with the compiler's words."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    ensure_solc(CompilerSettings.read().version)
    with (FOLDER / f"{profile}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [str(program()), "build", "--root", str(ROOT), "--ast"]
        subprocess.run(
            command, env=environment(profile), check=True, capture_output=True, text=True, timeout=900
        )


def campaign(invariant: str, seed: int, runs: int, depth: int, seconds: float = 3_600) -> Outcome:
    """`runs` × `depth` calls, the invariant held all the while. TimeoutExpired after `seconds`."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        tally_file = Path(folder) / "tallies.txt"
        more = {
            "FOUNDRY_INVARIANT_RUNS": str(runs),
            "FOUNDRY_INVARIANT_DEPTH": str(depth),
            "FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR": folder,
            "TALLY_FILE": str(tally_file),
        }
        command = [str(program()), "test", "--root", str(ROOT), "--threads", "1"]
        command += ["--match-test", rf"^{invariant}\(", "--fuzz-seed", str(seed)]
        answer = subprocess.run(
            command,
            env=environment("campaign", **more),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        lines = tally_file.read_text(encoding="utf-8").splitlines() if tally_file.is_file() else []
    found, words = OUTCOME.search(answer.stdout), answer.stdout + answer.stderr
    fault = FAULT.search(answer.stdout)
    calls = int(found[3]) if found else 0
    said = "" if found and answer.returncode == 0 else "forge did not run it"
    if fault:
        said = fault[1] or "broken"
    return Outcome(invariant, seed, calls, time.monotonic() - started, said, words, tallies(lines))


def tallies(lines: list[str]) -> dict[str, tuple[int, int]]:
    """Sum of the runs' lines `name=succeeded/tried;…`."""
    good: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for part in (part for line in lines for part in line.split(";") if part):
        name, _, counts = part.rpartition("=")
        succeeded, _, of = counts.partition("/")
        good[name] += int(succeeded)
        tried[name] += int(of)
    return {name: (good[name], tried[name]) for name in sorted(tried)}


def together(outcomes: list[Outcome]) -> Mapping[str, tuple[int, int]]:
    """The tallies of several campaigns as one."""
    good: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for outcome in outcomes:
        for name, (succeeded, of) in outcome.tallies.items():
            good[name] += succeeded
            tried[name] += of
    return {name: (good[name], tried[name]) for name in sorted(tried)}
