"""The command `tallystick`: what people type (docs: `tallystick --help`).

Exit codes: 0 good, 1 found a fault, 2 could not run, 130 stopped by Ctrl-C (143 by a TERM signal).
Facts go to standard output (with --json as one JSON object and nothing else); progress and complaints go to
standard error.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The console script. It ends the process with the exit code."""
    try:
        # Here, because building the commands takes time that importing this package must not.
        from scripts.cli.run import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))
