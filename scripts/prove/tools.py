"""The other provers, each where its environment has been set up: halmos and slither."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.build.compiler import ROOT
from scripts.prove import forge, records

HALMOS: Final = ROOT / ".venv-halmos" / "bin" / "halmos"
SLITHER: Final = ROOT / ".venv-slither" / "bin" / "slither"
PROOFS: Final = ROOT / "contracts" / "test" / "proofs" / "Proofs.t.sol"
PROOF: Final = re.compile(r"function (check_\w+)\(")
LIBRARIES: Final = ROOT / "contracts" / "libraries"
SECONDS: Final = 7_200


@dataclass(frozen=True)
class Ran:
    """What a tool said: whether it ran and held, its words for the report, seconds."""

    name: str
    held: bool | None
    words: str
    seconds: float

    @property
    def verdict(self) -> str:
        """held, FAILED, or not run."""
        return "not run" if self.held is None else "held" if self.held else "FAILED"


def missing(name: str, program: Path) -> Ran:
    """A tool that has not been set up here."""
    return Ran(name, None, f"{program.relative_to(ROOT)} has not been set up", 0.0)


def proof(name: str, seconds: int) -> Ran:
    """One property by halmos; a solver that does not answer within `seconds` has not proved it."""
    if not HALMOS.is_file():
        return missing(name, HALMOS)
    command = [str(HALMOS), "--root", str(ROOT), "--forge-build-out", "build/forge/proofs"]
    command += ["--contract", "Proofs", "--match-test", rf"^{name}\(", "--loop", "20", "--no-status"]
    command += ["--solver-timeout-assertion", str(seconds * 1_000)]
    started = time.monotonic()
    try:
        answer = subprocess.run(
            command,
            env=forge.environment("proofs"),
            capture_output=True,
            text=True,
            timeout=4 * seconds,
            check=False,
        )
        words, passed = answer.stdout, answer.returncode == 0 and "[PASS]" in answer.stdout
    except subprocess.TimeoutExpired:
        words, passed = "the solver gave no answer in time", False
    line = next((line for line in words.splitlines() if name in line), words.strip()[-200:])
    return Ran(name, passed, re.sub(r"\x1b\[\d+m", "", line), time.monotonic() - started)


def source_hash() -> str:
    """Twelve hex digits of the SHA-256 over the properties and the libraries that they are about."""
    whole = hashlib.sha256()
    for file in (PROOFS, *sorted(LIBRARIES.glob("*.sol"))):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


def properties() -> list[str]:
    """Names of the properties, as the file declares them."""
    return PROOF.findall(PROOFS.read_text(encoding="utf-8"))


def proofs(seconds: int) -> list[Ran]:
    """The properties not yet proved on the present source, one after another; each kept as a line."""
    source = source_hash()
    shown = {each["name"] for each in records.read("proofs") if each["source"] == source and each["held"]}
    if HALMOS.is_file():
        forge.build("proofs")
    found = []
    for name in properties():
        if name not in shown:
            ran = proof(name, seconds)
            found.append(ran)
            line = {"source": source, "name": name, "held": ran.held, "words": ran.words}
            records.append("proofs", {**line, "seconds": round(ran.seconds, 1)})
    return found


def _run(name: str, command: list[str], profile: str) -> Ran:
    started = time.monotonic()
    answer = subprocess.run(
        command,
        cwd=ROOT,
        env=forge.environment(profile),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    words = (answer.stdout + answer.stderr).strip()
    return Ran(name, answer.returncode == 0, words[-2_000:], time.monotonic() - started)


def slither() -> Ran:
    """Static analysis: every finding above informational has its reason in docs/slither.md, no other has."""
    if not SLITHER.is_file():
        return missing("slither", SLITHER)
    return _run("slither", [sys.executable, "-m", "scripts.prove.slither"], "default")


def coverage() -> Ran:
    """Lines and branches of contracts/ that the Python suite passes through."""
    return _run("coverage", [sys.executable, "-m", "scripts.prove.coverage"], "default")
