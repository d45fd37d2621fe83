"""Forge's invariant campaigns: one process an invariant, each with draws of its own, named by its seed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scripts.build.compiler import MODULES, ROOT, BuildError, CompilerSettings, ensure_solc

FOLDER: Final = ROOT / "build" / "forge"
SUITE: Final = ROOT / "contracts" / "test" / "invariants" / "Invariants.t.sol"
CHECKS: Final = SUITE.with_name("Checks.sol")
CAMPAIGN: Final = "invariant_everything_holds"
NAME: Final = re.compile(r"function _(INV_\w+)\(")
OUTCOME: Final = re.compile(r"\(runs: \d+, calls: (\d+), reverts: \d+\)")
FAULT: Final = re.compile(r"^\[FAIL:? ?([^\]]*)\]", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """One campaign: seed, calls made, seconds, the fault if there is one.

    `tallies`: name of a call → (succeeded, tried), over all runs.
    """

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
    """Names of the invariants that the campaign holds every run to."""
    return NAME.findall(CHECKS.read_text(encoding="utf-8"))


def suite_hash() -> str:
    """Twelve hex digits of the SHA-256 over the campaign's own sources: which checks a piece was held to."""
    whole = hashlib.sha256()
    for file in sorted(SUITE.parent.glob("*.sol")):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


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


def campaign(  # noqa: PLR0917
    seed: int,
    runs: int,
    depth: int,
    seconds: float = 3_600,
    artifacts: str = "chain/artifacts",
    shrink: bool = True,
) -> Outcome:
    """`runs` × `depth` calls, every invariant held all the while. TimeoutExpired after `seconds`.

    `artifacts`: folder of the contracts that are tried (those with a planted defect lie elsewhere).
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        tally_file = Path(folder) / "tallies.txt"
        more = {
            "FOUNDRY_INVARIANT_RUNS": str(runs),
            "FOUNDRY_INVARIANT_DEPTH": str(depth),
            "FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR": folder,
            "TALLY_FILE": str(tally_file),
            "ARTIFACTS": artifacts,
            **({} if shrink else {"FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT": "0"}),
        }
        command = [str(program()), "test", "--root", str(ROOT), "--threads", "1"]
        command += ["--match-test", rf"^{CAMPAIGN}\(", "--fuzz-seed", str(seed)]
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
    calls = int(found[1]) if found else 0
    said = "" if found and answer.returncode == 0 else "forge did not run it"
    if fault:
        said = fault[1] or "broken"
    return Outcome(seed, calls, time.monotonic() - started, said, words, tallies(lines))


def tallies(lines: list[str]) -> dict[str, tuple[int, int]]:
    """Sum of the runs' lines `name=succeeded/tried;…`."""
    good: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for part in (part for line in lines for part in line.split(";") if part):
        padded, _, counts = part.rpartition("=")
        name = padded.rstrip("\0")
        succeeded, _, of = counts.partition("/")
        good[name] += int(succeeded)
        tried[name] += int(of)
    return {name: (good[name], tried[name]) for name in sorted(tried)}
