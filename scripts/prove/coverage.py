"""`python -m scripts.prove.coverage`: lines and branches of contracts/ that the Python suite passes through.

The suite runs the bytecode of chain/artifacts, of which no tool knows the lines. So what it calls is recorded
(tests/coverage) and called again by forge on contracts compiled from source, at the same addresses and
seconds; each call must come back as it did, and forge counts what it passes through.

Forge counts twice. The older code generator has exact source maps, but four contracts are too deep for its
stack; those (and what they inherit) are counted under --ir-minimum, whose maps are rough. A library counts
from both.

Writes build/prove/coverage.json. Exit status: 0 enough is covered, 1 not, 2 it could not run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scripts.build.compiler import ROOT, BuildError, CompilerSettings, ensure_solc
from scripts.prove import forge, records

RECORDINGS: Final = ROOT / "build" / "coverage"
RESULT: Final = ROOT / "build" / "prove" / "coverage.json"
ROUGHLY: Final = (
    *("contracts/Collateral.sol", "contracts/Facilities.sol", "contracts/Mandates.sol"),
    *(
        "contracts/TermsBook.sol",
        "contracts/Receivables.sol",
        "contracts/Holdings.sol",
        "contracts/Market.sol",
    ),
)
"""Counted under --ir-minimum: what the profile coverage-exact leaves out, and what that inherits."""
WITNESSED: Final = (
    ("contracts/Holdings.sol", "if (to == COLLATERAL) {", 1, "} else if (sender != address(0)) {"),
    (
        "contracts/Holdings.sol",
        "rest = 0;",
        None,
        "_holdings[receivableId][address(this)] = HoldingWords.pack(0, 0, gathered);",
    ),
    ("contracts/Receivables.sol", "return units;", None, "row.flags |= Flags.LATE;"),
)
"""What the rough maps do not show: file, line, way (None: the line itself), and the line that shows it.

The witness cannot be passed without it: the else of a fork is its next condition, and between a statement and
the return behind it there is no way out. An entry that is seen without its witness is refused as out of date.
"""
LIBRARIES: Final = "contracts/libraries/"
LEAST_LINES: Final = 100.0
LEAST_BRANCHES: Final = 97.0
SECONDS: Final = 900

Branch = tuple[int, int, int]
"""Line, number of the fork, which way."""


@dataclass
class Counts:
    """How often each line and branch of a file was passed."""

    lines: dict[int, int] = field(default_factory=dict)
    branches: dict[Branch, int] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """What another count of the same file has seen as well."""
        for line, times in other.lines.items():
            self.lines[line] = self.lines.get(line, 0) + times
        for branch, times in other.branches.items():
            self.branches[branch] = self.branches.get(branch, 0) + times


def read(report: Iterable[str]) -> dict[str, Counts]:
    """An lcov report by file; tests and what others wrote are left out."""
    found: dict[str, Counts] = {}
    counts = Counts()
    for entry in report:
        kind, _, rest = entry.strip().partition(":")
        if kind == "SF":
            counts = Counts()
            if rest.startswith("contracts/") and not rest.startswith("contracts/test/"):
                found[rest] = counts
        elif kind == "DA":
            line, times = rest.split(",")[:2]
            counts.lines[int(line)] = int(times)
        elif kind == "BRDA":
            line, fork, way, times = rest.split(",")
            counts.branches[int(line), int(fork), int(way)] = 0 if times == "-" else int(times)
    return found


def together(exact: dict[str, Counts], rough: dict[str, Counts]) -> dict[str, Counts]:
    """Each file from the count that can tell; libraries from both."""
    found = {name: rough[name] if name in ROUGHLY else exact[name] for name in sorted({*exact, *rough})}
    for name, counts in found.items():
        if name.startswith(LIBRARIES):
            counts.add(rough.get(name, Counts()))
    return found


def witnessed(found: dict[str, Counts]) -> None:
    """Count what a witness shows. BuildError where an entry does not fit any more."""
    for name, shown, way, witness in WITNESSED:
        counts, text = found[name], (ROOT / name).read_text(encoding="utf-8").splitlines()
        numbers = {
            each: [n for n, line in enumerate(text, 1) if line.strip() == each] for each in (shown, witness)
        }
        if any(len(lines) != 1 for lines in numbers.values()):
            raise BuildError(f"{name}: {shown} and {witness} must each stand once")
        at, by = numbers[shown][0], counts.lines[numbers[witness][0]]
        if way is None:
            seen, counts.lines[at] = counts.lines[at], by
        else:
            branch = next(each for each in counts.branches if (each[0], each[2]) == (at, way))
            seen, counts.branches[branch] = counts.branches[branch], by
        if seen:
            raise BuildError(f"{name}: {shown} is seen by itself: it needs no witness any more")


def count(profile: str, *options: str) -> dict[str, Counts]:
    """Compile a profile and replay all recordings. BuildError where a call comes back otherwise."""
    report = RECORDINGS / f"{profile}.info"
    report.unlink(missing_ok=True)
    command = [str(forge.program()), "coverage", "--root", str(ROOT), *options]
    command += ["--report", "lcov", "--report-file", str(report)]
    answer = subprocess.run(
        command,
        env=forge.environment(profile),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if answer.returncode != 0 or not report.is_file():
        raise BuildError(f"forge coverage ({profile}):\n{(answer.stdout + answer.stderr)[-3_000:]}")
    with report.open(encoding="utf-8") as lines:
        return read(lines)


def measure() -> dict[str, Counts]:
    """Record, replay twice, put together. BuildError."""
    if forge.program() is None:
        raise BuildError("forge was not found: run `make setup`")
    ensure_solc(CompilerSettings.read().version)
    record = [sys.executable, "-m", "tests.coverage.record", str(RECORDINGS)]
    made = subprocess.run(record, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    if made.returncode != 0:
        raise BuildError(f"the suite could not be recorded:\n{made.stderr[-3_000:]}")
    found = together(count("coverage-exact"), count("coverage", "--ir-minimum"))
    witnessed(found)
    return found


def share(numbers: Iterable[int]) -> tuple[int, int]:
    """(passed, of how many)."""
    listed = list(numbers)
    return sum(1 for times in listed if times), len(listed)


def percent(passed: int, of: int) -> float:
    """Of a hundred; nothing is all."""
    return 100.0 * passed / of if of else 100.0


def gaps(found: dict[str, Counts]) -> list[str]:
    """What was not passed, with its words."""
    told = []
    for name, counts in found.items():
        text = (ROOT / name).read_text(encoding="utf-8").splitlines()
        places = [(line, "line") for line, times in sorted(counts.lines.items()) if not times]
        places += [(b[0], f"branch {b[2]}") for b, times in sorted(counts.branches.items()) if not times]
        told += [f"{name}:{line}: {what}: {text[line - 1].strip()}" for line, what in places]
    return told


def result(found: dict[str, Counts], seconds: float) -> dict[str, object]:
    """What the report of `make prove` tells."""
    rows = {
        name: {"lines": share(counts.lines.values()), "branches": share(counts.branches.values())}
        for name, counts in found.items()
    }
    lines = share(times for counts in found.values() for times in counts.lines.values())
    branches = share(times for counts in found.values() for times in counts.branches.values())
    held = percent(*lines) >= LEAST_LINES and percent(*branches) >= LEAST_BRANCHES
    told = {"lines": "{} of {}".format(*lines), "branches": "{} of {}".format(*branches)}
    return {
        "held": held,
        "summary": {**told, "build": records.build_hash()},
        "seconds": round(seconds),
        "lines": lines,
        "branches": branches,
        "files": rows,
        "not_passed": gaps(found),
    }


def table(found: dict[str, Counts]) -> str:
    """For eyes, one row a file."""
    rows = [("file", "lines", "", "branches", "")]
    for name, counts in found.items():
        lines, branches = share(counts.lines.values()), share(counts.branches.values())
        rows.append((name, *_cells(lines), *_cells(branches)))
    lines = share(times for counts in found.values() for times in counts.lines.values())
    branches = share(times for counts in found.values() for times in counts.branches.values())
    rows.append(("all", *_cells(lines), *_cells(branches)))
    return "\n".join(f"{row[0]:<40}{row[1]:>12}{row[2]:>8}{row[3]:>12}{row[4]:>8}" for row in rows)


def _cells(numbers: tuple[int, int]) -> tuple[str, str]:
    return f"{numbers[0]}/{numbers[1]}", f"{percent(*numbers):.1f} %"


def write(values: dict[str, object], file: Path = RESULT) -> None:
    """Where the report of `make prove` finds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    started = time.monotonic()
    try:
        found = measure()
    except (BuildError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 2
    values = result(found, time.monotonic() - started)
    write(values)
    print(table(found))
    print("\n".join(["not passed:", *gaps(found)]) if gaps(found) else "everything was passed")
    return 0 if values["held"] else 1


if __name__ == "__main__":
    sys.exit(main())
