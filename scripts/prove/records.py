"""What the long runs have counted: JSON lines in build/prove, one a piece, each on a named build."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scripts.build.compiler import ROOT

FOLDER: Final = ROOT / "build" / "prove"
CONTRACTS: Final = (
    *("Authority", "Cash", "Collateral", "Facilities", "Fingerprints", "GuaranteePool", "Loans", "Market"),
    *("Orders", "Participants", "Receivables"),
)
Record = Mapping[str, Any]
Tallies = dict[str, tuple[int, int]]
"""Name of a call → (succeeded, tried)."""


@functools.cache
def build_hash() -> str:
    """Twelve hex digits of the SHA-256 over the creation codes of the contracts, in order of their names."""
    whole = hashlib.sha256()
    for name in CONTRACTS:
        artifact = json.loads((ROOT / "chain" / "artifacts" / f"{name}.json").read_text(encoding="utf-8"))
        whole.update(f"{name} {artifact['bytecode']}\n".encode())
    return whole.hexdigest()[:12]


def model_hash() -> str:
    """Twelve hex digits of the SHA-256 over the model: what a piece of the differential was held to."""
    whole = hashlib.sha256()
    for file in sorted((ROOT / "tests" / "model").glob("*.py")):
        if not file.name.startswith("test_") and file.name != "planted.py":
            whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


def of_model(records: list[Record]) -> list[Record]:
    """Those pieces of the differential that the present model has made."""
    present = model_hash()
    return [record for record in records if record.get("model") == present]


def append(name: str, record: Record) -> None:
    """One line more in build/prove/`name`.jsonl."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, sort_keys=True) + "\n")


def read(name: str) -> list[Record]:
    """All lines of build/prove/`name`.jsonl; none where nothing has run."""
    file = FOLDER / f"{name}.jsonl"
    if not file.is_file():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_json(file: Path) -> Any:
    """A result that another tool has left; None where it has not run."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def calls_on(records: list[Record], build: str) -> int:
    """Calls that pieces without a fault have made on one build."""
    return sum(record["calls"] for record in records if record["build"] == build and not record["fault"])


def together(records: list[Record]) -> Tallies:
    """The tallies of several pieces as one."""
    good: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for record in records:
        for name, (succeeded, of) in record["tallies"].items():
            good[name] += succeeded
            tried[name] += of
    return {name: (good[name], tried[name]) for name in sorted(tried)}
