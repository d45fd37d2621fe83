"""The long run: `python -m tests.torture [--schedules N] [--first SEED] [--seed N] [--jobs N]`.

Progress on the way, counts at the end; a line for each schedule in build/torture/*.jsonl. Exit 0 where every
schedule ended as it must, 1 where one did not, 2 where it could not run. `--facts FILE…` adds runs up.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

from scripts.services.process import ServiceError
from tests.torture.campaign import FOLDER, Run, Tally, about, read, serve


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description="The fault campaign.")
    asked.add_argument("--schedules", type=int, default=2_000, help="how many")
    asked.add_argument("--first", type=int, default=1, help="seed of the first; the others follow")
    asked.add_argument("--seed", type=int, help="this one alone, compared with the contracts too")
    asked.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), help="how many side by side")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="begin none after so long")
    asked.add_argument("--verify-every", type=int, default=25, help="compare each Nth with the contracts too")
    asked.add_argument("--wait-while", type=Path, metavar="FILE", help="begin none while this file exists")
    asked.add_argument("--facts", type=Path, nargs="+", metavar="FILE", help="only count what these runs did")
    asked.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that processes and folders go in order
    if chosen.facts:
        lines = [line for file in chosen.facts for line in read(file)[1].lines]
        print(json.dumps(Tally(lines).facts(), indent=1))
        return 0
    if chosen.worker:
        serve(sys.stdin, sys.stdout)
        return 0
    os.nice(5)
    seeds = range(chosen.first, chosen.first + chosen.schedules)
    if chosen.seed is not None:
        seeds = range(chosen.seed, chosen.seed + 1)
    jobs = min(chosen.jobs, len(seeds))
    facts = about(seeds, jobs)
    file = FOLDER / f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{facts['commit'] or 'unknown'}.jsonl"
    print(json.dumps(facts | {"file": str(file)}), flush=True)
    run = Run(seeds, jobs, chosen.verify_every, file=file, facts=facts, wait_while=chosen.wait_while)
    tally = run.play(chosen.seconds)
    print(json.dumps(tally.facts()), flush=True)
    return 1 if tally.bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ServiceError, RuntimeError) as error:
        print(f"it could not run: {error}", file=sys.stderr)
        sys.exit(2)
