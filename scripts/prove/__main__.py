"""`python -m scripts.prove [--calls N] [--differential N] [--proof-seconds S]`: writes docs/proof-report.md.

Exit status: 0 all that ran held, 1 a fault was found, 2 it could not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
import sys
from typing import Final

from scripts.build.compiler import ROOT
from scripts.prove import forge, tools

REPORT: Final = ROOT / "docs" / "proof-report.md"
DEPTH: Final = 1_000
"""Calls of one run, at most."""


def campaigns(calls: int) -> list[forge.Outcome]:
    """Every invariant by a campaign of its own; `calls` is the sum over all of them."""
    forge.build("campaign")
    names = forge.invariants()
    depth = min(DEPTH, max(1, calls // len(names)))
    runs = max(1, calls // (depth * len(names)))
    outcomes = []
    for name in names:
        outcome = forge.campaign(name, secrets.randbits(32), runs, depth, seconds=24 * 3_600)
        print(f"{name}: {outcome.calls:,} calls, seed {outcome.seed}, {outcome.fault or 'held'}", flush=True)
        outcomes.append(outcome)
    return outcomes


def report(outcomes: list[forge.Outcome], others: list[tools.Ran]) -> str:
    """The page: what ran, with which seeds, how long, and how often each call succeeded."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    total = sum(outcome.calls for outcome in outcomes)
    lines = [
        "# Proof report",
        "",
        f"Written by `make prove` on {today}. Invariant calls in total: {total:,}.",
        "",
        "## Invariants (forge)",
        "",
        "| invariant | calls | seed | seconds | outcome |",
        "|---|---:|---:|---:|---|",
    ]
    lines += [
        f"| {each.invariant} | {each.calls:,} | {each.seed} | {each.seconds:.0f} | {each.fault or 'held'} |"
        for each in outcomes
    ]
    lines += ["", "## How often each call succeeded", "", "| call | succeeded | tried |", "|---|---:|---:|"]
    lines += [f"| {name} | {good:,} | {of:,} |" for name, (good, of) in forge.together(outcomes).items()]
    lines += [
        "",
        "## Proofs, static analysis, differential",
        "",
        "| what | seconds | outcome |",
        "|---|---:|---|",
    ]
    lines += [f"| {each.name} | {each.seconds:.0f} | {each.verdict} |" for each in others]
    lines += ["", "What did not hold or did not run, in the tool's own words:", ""]
    lines += [f"- {each.name}: {' '.join(each.words.split())[-400:]}" for each in others if not each.held]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove", description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000_000, help="invariant calls in total")
    parser.add_argument("--differential", type=int, default=10_000_000, help="differential calls; 0: none")
    parser.add_argument(
        "--proof-seconds", type=int, default=60, help="a solver's time for one property; 0: none"
    )
    parser.add_argument("--no-slither", action="store_true")
    parser.add_argument("--no-coverage", action="store_true")
    given = parser.parse_args()
    if forge.program() is None:
        print("prove: no forge for this system in node_modules", file=sys.stderr)
        return 2
    outcomes = campaigns(given.calls)
    others = tools.proofs(given.proof_seconds) if given.proof_seconds else []
    others += [] if given.no_slither else [tools.slither()]
    others += [] if given.no_coverage else [tools.coverage()]
    others += [tools.differential(given.differential)] if given.differential else []
    for each in others:
        print(f"{each.name}: {each.verdict}", flush=True)
    REPORT.write_text(report(outcomes, others), encoding="utf-8")
    held = all(not outcome.fault for outcome in outcomes) and all(each.held is not False for each in others)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
