"""`python -m scripts.prove.slither [--rows]`: static analysis of contracts/, each finding with its reason.

docs/slither.md holds the explained findings: a section says why, its table says of which findings. The check
fails upon a finding without a reason and upon a reason without a finding (that one is out of date).
Informational findings are counted, no more.

Slither reads syntax trees. The compiler gives them in seconds when it is not asked for code, so it is asked
here, and slither finds the answer where forge would have left it.

`--rows` prints the table rows that are missing. Writes build/prove/slither.json.
Exit status: 0 all explained, 1 not, 2 it could not run.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import solcx

from scripts.build.artifacts import TEST_FOLDER, read_sources
from scripts.build.compiler import ROOT, BuildError, CompilerSettings, ensure_solc
from scripts.prove import forge, records

SLITHER: Final = ROOT / ".venv-slither" / "bin" / "slither"
EXPLAINED: Final = ROOT / "docs" / "slither.md"
TREES: Final = ROOT / "build" / "slither"
RESULT: Final = ROOT / "build" / "prove" / "slither.json"
REMAPPING: Final = "@openzeppelin/=node_modules/@openzeppelin/"
COUNTED_ONLY: Final = "Informational"
SECONDS: Final = 900
ROW: Final = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$")
OUTWARD: Final = re.compile(r"\b([A-Z][A-Z_]+|I?[Cc]ash(?:\([^()]*\))?|PARTICIPANTS)\)?\.(\w+)\(")
EVENT: Final = re.compile(r"^([A-Z]\w+)\(")


@dataclass(frozen=True, order=True)
class Finding:
    """One finding: which detector, where (contract and function), and what it points at."""

    detector: str
    where: str
    what: str

    @property
    def row(self) -> str:
        """Its row in docs/slither.md."""
        what = self.what.replace("|", "\\|")
        return f"| `{self.detector}` | `{self.where}` | `{what}` |"


def compile_trees() -> None:
    """Syntax trees of all sources, in the form in which slither takes them from forge. BuildError."""
    settings = CompilerSettings.read()
    request = {
        "language": "Solidity",
        "sources": {
            name: {"content": text}
            for name, text in read_sources().items()
            if not name.startswith(TEST_FOLDER)
        },
        "settings": {
            **settings.settings,
            "remappings": [REMAPPING],
            "outputSelection": {"*": {"": ["ast"], "*": ["abi", "devdoc", "userdoc"]}},
        },
    }
    try:
        output = solcx.compile_standard(
            request, solc_binary=ensure_solc(settings.version), base_path=str(ROOT)
        )
    except solcx.exceptions.SolcError as error:
        raise BuildError(f"solc: {error.message or error.stderr_data}") from error
    for contract in (each for file in output["contracts"].values() for each in file.values()):
        no_code = {"object": "", "sourceMap": ""}
        contract["evm"] = {"bytecode": no_code, "deployedBytecode": no_code}
    TREES.mkdir(parents=True, exist_ok=True)
    info = {"solcVersion": settings.version, "input": request, "output": output}
    (TREES / "contracts.json").write_text(json.dumps(info), encoding="utf-8")


def run() -> list[dict[str, Any]]:
    """Slither's own answer, as JSON. BuildError."""
    if not SLITHER.is_file():
        raise BuildError("slither was not found: run `python3 -m scripts.setup provers`")
    compile_trees()
    answer = TREES / "answer" / "slither.json"
    answer.parent.mkdir(exist_ok=True)
    answer.unlink(missing_ok=True)
    command = [str(SLITHER), ".", "--compile-force-framework", "foundry", "--ignore-compile"]
    command += ["--foundry-build-info-directory", str(TREES.relative_to(ROOT))]
    command += ["--filter-paths", "node_modules", "--json", str(answer), "--no-fail-pedantic"]
    said = subprocess.run(
        command,
        cwd=ROOT,
        env=forge.environment("default"),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if not answer.is_file():
        raise BuildError(f"slither: {said.stderr[-3_000:]}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if not found["success"]:
        raise BuildError(f"slither: {found['error']}")
    detectors: list[dict[str, Any]] = found["results"].get("detectors", [])
    return detectors


def place_of(element: dict[str, Any]) -> str:
    """Contract, function and variable of an element, as people write them."""
    names = [element["name"]]
    parent = element.get("type_specific_fields", {}).get("parent")
    while parent and parent["type"] != "source_unit":
        names.append(parent["name"])
        parent = parent.get("type_specific_fields", {}).get("parent")
    return ".".join(reversed(names))


def subject_of(elements: list[dict[str, Any]]) -> str:
    """What a finding points at, without line numbers.

    Of a re-entrancy: the calls to others, and what is written or told after them. Else the expressions.
    """
    calls: set[str] = set()
    after: set[str] = set()
    plain: list[str] = []
    for element in elements:
        kind = (element.get("additional_fields") or {}).get("underlying_type", "")
        if kind.startswith("external_calls"):
            calls.update(f"{target}.{name}" for target, name in OUTWARD.findall(element["name"]))
        elif kind == "variables_written":
            after.add(element["additional_fields"]["variable_name"])
        elif kind == "event":
            after.update(EVENT.findall(element["name"]))
        else:
            plain.append(" ".join(element["name"].split()))
    if calls or after:
        return f"{', '.join(sorted(calls)) or 'delegatecall'} → {', '.join(sorted(after))}"
    return "; ".join(plain[1:]) or plain[0]


def findings(answer: Iterable[dict[str, Any]]) -> set[Finding]:
    """Everything above informational."""
    return {
        Finding(each["check"], place_of(each["elements"][0]), subject_of(each["elements"]))
        for each in answer
        if each["impact"] != COUNTED_ONLY
    }


def explained(text: str) -> dict[Finding, str]:
    """The page's findings, each with the words of its section. BuildError for a table without words."""
    found: dict[Finding, str] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        lines = section.splitlines()
        words = " ".join(line for line in lines[1:] if line and not line.startswith("|")).strip()
        for line in lines:
            row = ROW.match(line.replace("\\|", "¦"))
            if row is None:
                continue
            finding = Finding(row[1], row[2], row[3].replace("¦", "|"))
            if not words:
                raise BuildError(f"docs/slither.md: “{lines[0]}” gives no reason")
            if finding in found:
                raise BuildError(f"docs/slither.md explains twice: {finding.row}")
            found[finding] = words
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="slither", description=__doc__)
    parser.add_argument("--rows", action="store_true", help="print the rows that are missing, no more")
    given = parser.parse_args()
    started = time.monotonic()
    try:
        answer = run()
        reasons = explained(EXPLAINED.read_text(encoding="utf-8"))
    except (BuildError, subprocess.TimeoutExpired, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    found = findings(answer)
    unexplained, gone = sorted(found - reasons.keys()), sorted(reasons.keys() - found)
    if given.rows:
        print("\n".join(each.row for each in unexplained))
        return 0
    impacts = Counter(each["impact"] for each in answer)
    values = {
        "held": not unexplained and not gone,
        "build": records.build_hash(),
        "seconds": round(time.monotonic() - started),
        "findings": dict(impacts),
        "explained": len(found) - len(unexplained),
        "unexplained": [each.row for each in unexplained],
        "gone": [each.row for each in gone],
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    counts = ", ".join(f"{impact} {count}" for impact, count in sorted(impacts.items()))
    print(f"slither: {counts}; {values['explained']} explained in {EXPLAINED.relative_to(ROOT)}")
    for each in unexplained:
        print(f"without a reason: {each.row}")
    for each in gone:
        print(f"a reason without a finding: {each.row}")
    return 0 if values["held"] else 1


if __name__ == "__main__":
    sys.exit(main())
