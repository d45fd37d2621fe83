"""The long run: `python -m tests.torture [--schedules N] [--first SEED] [--seed N] [--verify-every N]`.

Exit 0 where every schedule ended as it must, 1 where one did not, 2 where it could not run.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections import Counter

from scripts.services.process import ServiceError
from tests.torture.moves import NodeForgot
from tests.torture.runner import Outcome, play
from tests.torture.schedule import schedule
from tests.torture.stage import stage


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description="The fault campaign.")
    asked.add_argument("--schedules", type=int, default=2_000, help="how many")
    asked.add_argument("--first", type=int, default=1, help="seed of the first; the others follow")
    asked.add_argument("--seed", type=int, help="this one alone")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="begin none after so long")
    asked.add_argument("--verify-every", type=int, default=25, help="compare each Nth with the contracts too")
    chosen = asked.parse_args()
    os.nice(5)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that processes and folders go in order
    seeds = range(chosen.first, chosen.first + chosen.schedules)
    if chosen.seed is not None:
        seeds = range(chosen.seed, chosen.seed + 1)
    started, done, bad, verified, played, forgot = time.monotonic(), Counter[str](), [], 0, 0, 0
    with stage() as ready:
        print(json.dumps({"ready_s": round(time.monotonic() - started, 1)}), flush=True)
        started = time.monotonic()
        for number, seed in enumerate(seeds):
            if time.monotonic() - started > chosen.seconds:
                break
            wanted = number % chosen.verify_every == 0
            wanted = wanted or chosen.seed is not None
            try:
                outcome = play(ready, schedule(seed), with_verify=wanted)
            except NodeForgot:  # the node is started anew before the next
                forgot += 1
                outcome = play(ready, schedule(seed), with_verify=wanted)
            played += 1
            done += outcome.done
            verified += outcome.verified
            if not outcome.good:
                bad.append(seed)
                tell(outcome)
            if played % 20 == 0:
                print(
                    json.dumps(
                        {"played": played, "seed": seed, "bad": bad, "s": round(time.monotonic() - started)}
                    ),
                    flush=True,
                )
        blocks = ready.moves.sent
    facts = {
        "schedules": played,
        "seeds": [seeds[0], seeds[0] + played - 1],
        "differences": len(bad),
        "bad_seeds": bad,
        "verified": verified,
        "seconds": round(time.monotonic() - started, 1),
        "transactions": blocks,
        "played_again": forgot,
        "done": dict(sorted(done.items())),
    }
    print(json.dumps(facts), flush=True)
    return 1 if bad else 0


def tell(outcome: Outcome) -> None:
    """A schedule that did not end as it must, as a script that can be run again."""
    print(outcome.schedule.script())
    for trouble in outcome.troubles:
        print("# " + trouble.replace("\n", "\n#   "), flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ServiceError as error:
        print(f"it could not run: {error}", file=sys.stderr)
        sys.exit(2)
