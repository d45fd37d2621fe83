"""python -m tests.model.campaign --calls N --seed S [--seconds T]: random calls to model and bytecode."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Final

from scripts.prove.records import build_hash, model_hash
from tests.model.run import LENGTH, Failure, Tally, play, replay, shrink
from tests.model.script import as_test
from tests.model.words import errors

OURS: Final = (
    *("Participants_", "Cash_", "Orders_", "Receivables_", "Fingerprints_", "Facilities_", "Loans_"),
    *("Collateral_", "Market_", "GuaranteePool_", "SelfPermit_"),
)
"""How the names of our own errors begin."""
Result = tuple[Tally, Failure | None]


def one(seed: int) -> Result:
    """One run of LENGTH calls."""
    tally = Tally()
    return tally, play(seed, LENGTH, tally)


def run(calls: int, seed: int, seconds: float | None = None, processes: int = 1) -> Result:
    """Runs of LENGTH calls with seeds from `seed` on; stops at the first failure."""
    tally, begun = Tally(), time.monotonic()

    def more() -> bool:
        return tally.calls < calls and (seconds is None or time.monotonic() - begun < seconds)

    if processes == 1:
        while more():
            found, failure = one(seed)
            tally.take(found)
            seed += 1
            if failure is not None:
                return tally, failure
        return tally, None
    with ProcessPoolExecutor(processes) as pool:
        waiting: set[Future[Result]] = {pool.submit(one, seed + i) for i in range(processes)}
        seed += processes
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                found, failure = future.result()
                tally.take(found)
                if failure is not None:
                    return tally, failure
                if more():
                    waiting.add(pool.submit(one, seed))
                    seed += 1
    return tally, None


def shown(tally: Tally, seconds: float) -> str:
    """Counts per function and per error."""
    lines = [
        f"{tally.calls} calls, {tally.views} things looked at, {tally.calls / max(seconds, 1e-9):.0f} calls/s"
    ]
    lines.append("function".ljust(44) + "succeeded".rjust(10) + "refused".rjust(10))
    lines += [
        name.ljust(44) + f"{tally.succeeded[name]:10}{tally.refused[name]:10}"
        for name in sorted({*tally.succeeded, *tally.refused})
    ]
    lines.append("error".ljust(54) + "times".rjust(10))
    lines += [name.ljust(54) + f"{count:10}" for name, count in sorted(tally.errors.items())]
    ours = {name for name in errors() if name.startswith(OURS)}
    lines.append("never seen: " + ", ".join(sorted(ours - set(tally.errors))))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where model and bytecode disagree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=None, help="fresh where it is not given")
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--shrink", type=float, default=90, help="seconds for making a failure short")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", type=Path, default=None, help="a file to append the counts to, as one line")
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(10**9) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    begun = time.monotonic()
    tally, failure = run(given.calls, seed, given.seconds, given.processes)
    print(shown(tally, time.monotonic() - begun))
    if given.json is not None:
        line = {
            **counts(tally, seed, time.monotonic() - begun),
            "fault": str(failure.error) if failure else "",
        }
        given.json.parent.mkdir(parents=True, exist_ok=True)
        with given.json.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")
    if failure is None:
        return 0
    print(f"seed {failure.seed}, after {len(failure.calls)} calls: {failure.error}", flush=True)
    calls = shrink(failure, given.shrink)
    print(as_test(calls, failure.seed, replay(calls)))
    return 1


def counts(tally: Tally, seed: int, seconds: float) -> dict[str, object]:
    """What a piece of the campaign has done, on which build of the contracts."""
    return {
        "build": build_hash(),
        "model": model_hash(),
        "seed": seed,
        "calls": tally.calls,
        "views": tally.views,
        "seconds": round(seconds, 1),
        "tallies": {
            name: [tally.succeeded[name], tally.succeeded[name] + tally.refused[name]]
            for name in sorted({*tally.succeeded, *tally.refused})
        },
        "errors": tally.errors,
    }


if __name__ == "__main__":
    sys.exit(main())
