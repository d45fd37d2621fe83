"""`python -m bench [mirror [--events N] | gas [--check]]`: figures as JSON lines, or the gas table."""

from __future__ import annotations

import argparse
import json
import sys

from bench import gas, mirror
from bench.figures import figures


def show_gas(check_only: bool) -> int:
    """Measure; compare with the snapshot, and write it unless only checking. Exit status."""
    meter = gas.measure(frozenset() if check_only else frozenset(gas.BUDGETS))
    now = gas.sorted_gas(meter)
    before: dict[str, int] = {}
    if gas.SNAPSHOT.is_file():
        before = json.loads(gas.SNAPSHOT.read_text(encoding="utf-8"))
    lines, too_much = gas.differences(before, now)
    if check_only:
        print("\n".join(lines) or f"{len(now)} figures are those of the snapshot")
        return 1 if too_much else 0
    print("\n".join(gas.table(now)))
    if before and lines:
        print("\nagainst the snapshot:\n" + "\n".join(lines))
    gas.SNAPSHOT.parent.mkdir(exist_ok=True)
    gas.SNAPSHOT.write_text(gas.text_of(now), encoding="utf-8")
    gas.PAGE.write_text(gas.page(meter), encoding="utf-8")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    chosen = commands.add_parser("gas", help="gas of every call")
    chosen.add_argument(
        "--check", action="store_true", help="write nothing; fail where something grew too much"
    )
    mirrored = commands.add_parser(
        "mirror", help="the mirror alone: backfill, head, reorganisations, checking"
    )
    mirrored.add_argument(
        "--events", type=int, default=mirror.EVENTS, help="of the chain that is made for it"
    )
    options = parser.parse_args()
    if options.command == "gas":
        return show_gas(options.check)
    for figure in mirror.figures(options.events) if options.command == "mirror" else figures():
        print(json.dumps(figure, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
