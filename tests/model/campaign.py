"""python -m tests.model.campaign --calls N --seed S [--seconds T]: random calls against model and bytecode."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Sequence

from tests.model.pair import Call
from tests.model.run import LENGTH, Failure, Tally, play, replay, shrink
from tests.model.script import as_test
from tests.model.words import errors


def run(calls: int, seed: int, seconds: float | None = None) -> tuple[Tally, Failure | None, float]:
    """Runs of LENGTH calls with seeds from `seed` on; stops at the first failure."""
    tally, begun = Tally(), time.monotonic()
    while tally.calls < calls and (seconds is None or time.monotonic() - begun < seconds):
        failure = play(seed, min(LENGTH, calls - tally.calls), tally)
        if failure is not None:
            return tally, failure, time.monotonic() - begun
        seed += 1
    return tally, None, time.monotonic() - begun


def shown(tally: Tally, seconds: float) -> str:
    """Counts per function and per error."""
    lines = [
        f"{tally.calls} calls, {tally.views} things looked at, {tally.calls / max(seconds, 1e-9):.0f} calls/s"
    ]
    lines.append("function".ljust(44) + "succeeded".rjust(10) + "refused".rjust(10))
    for name in sorted({*tally.succeeded, *tally.refused}):
        lines.append(name.ljust(44) + f"{tally.succeeded[name]:10}{tally.refused[name]:10}")
    lines.append("error".ljust(54) + "times".rjust(10))
    lines += [name.ljust(54) + f"{count:10}" for name, count in sorted(tally.errors.items())]
    contracts = (
        "Participants_",
        "Cash_",
        "Orders_",
        "Receivables_",
        "Fingerprints_",
        "Facilities_",
        "Loans_",
    )
    ours = {n for n in errors() if n.startswith((*contracts, "Collateral_", "Market_", "GuaranteePool_"))}
    lines.append("never seen: " + ", ".join(sorted(ours - set(tally.errors))))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where model and bytecode disagree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=None, help="fresh where it is not given")
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--shrink", type=float, default=90, help="seconds for making a failure short")
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(10**9) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    tally, failure, seconds = run(given.calls, seed, given.seconds)
    print(shown(tally, seconds))
    if failure is None:
        return 0
    print(f"seed {failure.seed}, after {len(failure.calls)} calls: {failure.error}", flush=True)
    calls: list[Call] = shrink(failure, given.shrink)
    print(as_test(calls, failure.seed, replay(calls)))
    return 1


if __name__ == "__main__":
    sys.exit(main())
