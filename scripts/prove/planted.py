"""Defects planted on purpose: which of them the two campaigns find, and after how many calls."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Final

from scripts.build.compiler import ROOT
from scripts.prove import forge, records
from tests.model.planted import DEFECTS, Defect, creation_code, found_after

ARTIFACTS: Final = ROOT / "chain" / "artifacts"
FOLDER: Final = records.FOLDER / "planted"
DIFFERENTIAL_CALLS: Final = 200_000
FORGE_CALLS: Final = (10_000, 20_000)
"""A short campaign first: most are found there."""


def run() -> bool:
    """Every defect that has not been tried on the present build; whether the differential finds them all."""
    build = records.build_hash()
    done = {record["defect"] for record in records.read("planted") if record["build"] == build}
    forge.build("campaign")
    for defect in DEFECTS:
        if defect.name not in done:
            record = {"build": build, **tried(defect)}
            records.append("planted", record)
            print(f"planted: {defect.name}: {record['differential']}, {record['forge']}", flush=True)
    found = [record for record in records.read("planted") if record["build"] == build]
    return all(record["differential_calls"] for record in found)


def tried(defect: Defect) -> dict[str, object]:
    """One defect against both campaigns. Errors: ValueError where its text does not stand in the source."""
    begun = time.monotonic()
    code = creation_code(defect)
    calls, failure = found_after({defect.contract: code}, DIFFERENTIAL_CALLS, seed=1)
    invariant, forge_calls = by_forge(defect.contract, code)
    return {
        "defect": defect.name,
        "file": defect.file,
        "differential": failure.error.kind if failure else "not found",
        "differential_calls": calls if failure else 0,
        "forge": invariant or "not found",
        "forge_calls": forge_calls,
        "seconds": round(time.monotonic() - begun, 1),
    }


def by_forge(contract: str, code: bytes) -> tuple[str, int]:
    """(what the invariants said, calls made until then); nothing said where they held."""
    with_defect = _artifacts(contract, code)
    made = 0
    try:
        for calls in FORGE_CALLS:
            outcome = forge.campaign(
                1, runs=calls // 500, depth=500, artifacts=str(with_defect.relative_to(ROOT)), shrink=False
            )
            made += outcome.calls
            if outcome.fault:
                return outcome.fault, made
    finally:
        shutil.rmtree(with_defect)
    return "", made


def _artifacts(contract: str, code: bytes) -> Path:
    """A copy of the artifacts with one contract's creation code replaced."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = FOLDER / contract
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(ARTIFACTS, folder)
    file = folder / f"{contract}.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["bytecode"] = "0x" + code.hex()
    file.write_text(json.dumps(whole), encoding="utf-8")
    return folder
