"""`python -m scripts.prove [STEP …] [--calls N] [--until HH:MM]`: long runs, proofs, docs/proof-report.md.

Steps: invariants, differential, planted, proofs, slither, coverage, report; all of them where none is named.
Campaigns that ran before on the present build of the contracts count and are not made again. Times are UTC.
Exit status: 0 all that ran held, 1 a fault was found, 2 it could not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from scripts.build.compiler import BuildError
from scripts.prove import campaigns, forge, planted, records, report, tools

STEPS = ("invariants", "differential", "planted", "proofs", "slither", "coverage", "report")


def proofs(seconds: int) -> bool:
    """Every property that has not been proved on the present text of the proofs and libraries."""
    held = True
    for ran in tools.proofs(seconds):
        print(f"{ran.name}: {ran.verdict}, {ran.seconds:.0f} s", flush=True)
        held = held and ran.held is not False
    return held


def slither() -> bool:
    """Static analysis; its verdict is kept for the report."""
    ran = tools.slither()
    record = {
        "build": records.build_hash(),
        "held": ran.held,
        "words": ran.words,
        "seconds": round(ran.seconds, 1),
    }
    records.append("slither", record)
    print(f"slither: {ran.verdict}", flush=True)
    return ran.held is not False


def coverage() -> bool:
    """Lines and branches; the step leaves its result for the report."""
    ran = tools.coverage()
    print(f"coverage: {ran.verdict}\n{ran.words}", flush=True)
    return ran.held is not False


def until(text: str) -> dt.datetime:
    """A time of today, UTC."""
    hour, minute = (int(part) for part in text.split(":"))
    return dt.datetime.now(dt.UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove", description=__doc__)
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []], help="all where none is named")
    parser.add_argument("--calls", type=int, default=10_000_000, help="of each campaign, on this build")
    parser.add_argument(
        "--until", type=until, default=None, help="begin no piece after this time (HH:MM, UTC)"
    )
    parser.add_argument("--proof-seconds", type=int, default=120, help="a solver's time for one property")
    given = parser.parse_args()
    wanted = given.steps or list(STEPS)
    if forge.program() is None:
        print("prove: no forge for this system in node_modules", file=sys.stderr)
        return 2
    run = {
        "invariants": lambda: campaigns.invariants(given.calls, given.until),
        "differential": lambda: campaigns.differential(given.calls, given.until),
        "planted": planted.run,
        "proofs": lambda: proofs(given.proof_seconds),
        "slither": slither,
        "coverage": coverage,
        "report": report.write,
    }
    try:
        held = [run[step]() for step in STEPS if step in wanted]
    except BuildError as error:
        print(f"prove: {error}", file=sys.stderr)
        return 2
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
