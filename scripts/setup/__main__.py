"""`python3 -m scripts.setup [main] [npm] [brownie]`: bring the named environments up to their locks.

A second run with nothing to do takes a tenth of a second. Exit 0 done, 2 could not (it says what to do).
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this file is what an older Python meets first)
    sys.exit("Tallystick needs Python 3.11 or newer; this one is " + sys.version.split()[0])

import argparse
import fcntl
import time

from scripts.setup import node_packages, python_packages
from scripts.setup.steps import BUILD, SetupError, say

STEPS = {"main": python_packages.main, "npm": node_packages.npm, "brownie": python_packages.brownie}
ON_REQUEST = {"provers": python_packages.provers}
HELP = f"all of: {', '.join(STEPS)}; on request: {', '.join(ON_REQUEST)}"


def run() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m scripts.setup", description=__doc__)
    parser.add_argument("steps", nargs="*", choices=[*STEPS, *ON_REQUEST, []], help=HELP)
    wanted = parser.parse_args().steps or list(STEPS)
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this copy")
            fcntl.flock(lock, fcntl.LOCK_EX)
        started = time.monotonic()
        try:
            worked = [step for step in wanted if {**STEPS, **ON_REQUEST}[step]()]
        except SetupError as error:
            print(f"\nset-up stopped: {error}", file=sys.stderr)
            return 2
        if worked:
            say(f"ready after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit("\nset-up interrupted; run it again to go on")
