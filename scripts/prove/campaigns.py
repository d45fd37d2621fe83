"""The long runs, in pieces: each piece is one line in build/prove, so that what was made is never lost.

A run asked for N calls makes as many as are missing to N on the present build of the contracts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from scripts.build.compiler import ROOT
from scripts.prove import forge, records

DEPTH: Final = 500
"""Calls of one run of forge: long enough for late states, short enough that looking stays cheap."""
PIECE: Final = 100_000


def invariants(calls: int, until: dt.datetime | None = None) -> bool:
    """Forge's campaign; whether nothing was broken."""
    forge.build("campaign")
    return _pieces("invariants", calls, until, _forge_piece)


def differential(calls: int, until: dt.datetime | None = None) -> bool:
    """The Python model of the whole against the bytecode; whether they agreed."""
    return _pieces("differential", calls, until, _differential_piece)


def _pieces(
    name: str, calls: int, until: dt.datetime | None, piece: Callable[[int, int], records.Record]
) -> bool:
    build = records.build_hash()
    made = records.read(name)
    done = records.calls_on(records.of_model(made) if name == "differential" else made, build)
    while done < calls and (until is None or dt.datetime.now(dt.UTC) < until):
        record = piece(secrets.randbits(31), min(PIECE, calls - done))
        if record["fault"]:
            print(f"{name}: seed {record['seed']}: {record['fault']}\n{record['words']}", flush=True)
            return False
        done += record["calls"]
        rate = record["calls"] / max(record["seconds"], 1e-9)
        print(f"{name}: {done:,} of {calls:,} calls on build {build}, {rate:.0f}/s", flush=True)
    return True


def _forge_piece(seed: int, calls: int) -> records.Record:
    outcome = forge.campaign(seed, runs=-(-calls // DEPTH), depth=DEPTH, seconds=24 * 3_600)
    record = {
        "build": records.build_hash(),
        "suite": forge.suite_hash(),
        **dataclasses.asdict(outcome),
        "seconds": round(outcome.seconds, 1),
    }
    record["words"] = outcome.words[-4_000:] if outcome.fault else ""
    records.append("invariants", record)
    return record


def _differential_piece(seed: int, calls: int) -> records.Record:
    """A process of its own: it appends its line by itself."""
    file, before, begun = (
        records.FOLDER / "differential.jsonl",
        len(records.read("differential")),
        time.monotonic(),
    )
    command = [sys.executable, "-m", "tests.model.campaign", "--calls", str(calls), "--seed", str(seed)]
    answer = subprocess.run(
        [*command, "--json", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = records.read("differential")
    words = (answer.stdout + answer.stderr)[-8_000:]
    if len(found) > before:
        return {**found[-1], "words": words}
    seconds = time.monotonic() - begun
    return {"seed": seed, "calls": 0, "seconds": seconds, "fault": "the campaign did not run", "words": words}
