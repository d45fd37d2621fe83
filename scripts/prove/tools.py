"""The other provers, each where its environment has been set up: halmos and slither."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.build.compiler import ROOT
from scripts.prove import forge, records

HALMOS: Final = ROOT / ".venv-halmos" / "bin" / "halmos"
SLITHER: Final = ROOT / ".venv-slither" / "bin" / "slither"
PROOFS: Final = ROOT / "contracts" / "test" / "proofs" / "Proofs.t.sol"
CONTROLS: Final = PROOFS.with_name("Controls.t.sol")
SOLVER: Final = ROOT / "scripts" / "prove" / "smt.py"
PROOF: Final = re.compile(r"function (check_\w+)\(")
FUNCTION: Final = re.compile(r"(?:    ///[^\n]*\n)*    function check_\w+\(.*?\n    }\n", re.DOTALL)
"""A property with its comment."""
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


def proof(name: str, seconds: int, contract: str = "Proofs") -> Ran:
    """One property by halmos; a solver that does not answer within `seconds` has not proved it.

    The solver is scripts/prove/smt.py: whole numbers first, bits where those do not say.
    """
    if not HALMOS.is_file():
        return missing(name, HALMOS)
    command = [str(HALMOS), "--root", str(ROOT), "--forge-build-out", "build/forge/proofs"]
    command += ["--contract", contract, "--match-test", rf"^{name}\(", "--loop", "20", "--no-status"]
    command += ["--solver-timeout-assertion", str(2 * seconds * 1_000), "--solver-threads", "1"]
    command += ["--solver-command", f"{HALMOS.parent / 'python'} {SOLVER}"]
    started = time.monotonic()
    try:
        answer = subprocess.run(
            command,
            env=forge.environment("proofs", SOLVER_SECONDS=str(seconds)),
            capture_output=True,
            text=True,
            timeout=8 * seconds,
            check=False,
        )
        words, passed = answer.stdout, answer.returncode == 0 and "[PASS]" in answer.stdout
    except subprocess.TimeoutExpired:
        words, passed = "the solver gave no answer in time", False
    line = next(
        (line for line in words.splitlines() if name in line and "(paths" in line), words.strip()[-200:]
    )
    return Ran(name, passed, re.sub(r"\x1b\[\d+m", "", line), time.monotonic() - started)


def source_hash(name: str, file: Path) -> str:
    """Twelve hex digits of the SHA-256 over a property, its file's helpers, the libraries, the solver."""
    text = file.read_text(encoding="utf-8")
    own = [part for part in FUNCTION.findall(text) if f"function {name}(" in part]
    whole = hashlib.sha256("".join([*own, text.partition("- inside\n")[2]]).encode())
    for other in (SOLVER, *sorted(LIBRARIES.glob("*.sol"))):
        whole.update(other.read_bytes())
    return whole.hexdigest()[:12]


def properties(file: Path = PROOFS) -> list[str]:
    """Names of the properties, as the file declares them."""
    return PROOF.findall(file.read_text(encoding="utf-8"))


def proofs(seconds: int) -> Iterator[Ran]:
    """The properties not yet proved on the present source, one after another; each kept as a line.

    Then the false statements, which hold (as controls) where the prover does not find them true.
    """
    shown = {each["source"] for each in records.read("proofs") if each["held"]}
    if HALMOS.is_file():
        forge.build("proofs")
    for contract, file in (("Proofs", PROOFS), ("Controls", CONTROLS)):
        for name in properties(file):
            source = source_hash(name, file)
            if source in shown:
                continue
            ran = proof(name, seconds, contract)
            if contract == "Controls" and ran.held is not None:
                ran = Ran(name, not ran.held, ran.words, ran.seconds)
            line = {"source": source, "name": name, "held": ran.held, "words": ran.words}
            records.append("proofs", {**line, "seconds": round(ran.seconds, 1)})
            yield ran


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
