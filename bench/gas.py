"""Gas of every call in a realistic state: measured on a node, compared with the budgets and the snapshot.

    python -m bench gas            measure, write snapshots/gas.json, print the table
    python -m bench gas --check    write nothing; fail where something grew by more than 3 %

A figure is a whole transaction as the node charged it: intrinsic gas, calldata and execution. Allowances are
unlimited, as they are usually given; orders name no attestor unless the case says `with evidence`. The world
is deterministic (keys, clock, amounts), so the same bytecode gives the same figures.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from bench import loans, orders, receivables, system
from bench.meter import Meter
from tests.contracts.world import World

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "gas.md"
SNAPSHOT: Final = Path(__file__).resolve().parent.parent / "snapshots" / "gas.json"
GROWTH_PERCENT: Final = 3

BUDGETS: Final = {
    "Loans.openAndDraw first": 310_000,
    "Loans.openAndDraw later supplier": 285_000,
    "Loans.draw": 138_000,
    "Loans.draw first of an order": 152_000,
    "Loans.pledge": 68_000,
    "Loans.repay in part": 106_000,
    "Loans.sync": 72_000,
    "Orders.recordReceipt pledged": 78_000,
    "Orders.recordReceipt": 36_000,
    "Receivables.confirm": 88_000,
    "Receivables.confirm pledged first": 150_000,
    "Receivables.confirm pledged next": 133_000,
    "Receivables.confirm, one of a hundred": 57_000,
    "Receivables.confirm pledged, one of a hundred": 113_000,
    "Orders.place": 86_000,
    "Orders.place with attestor": 110_000,
    "Orders.place, one of a hundred": 60_000,
    "Receivables.propose first": 140_000,
    "Receivables.propose next": 122_000,
    "Receivables.pay with waterfall and residual": 203_000,
    "Market.sell first": 155_000,
    "Market.sell later": 103_000,
    "Collateral.releaseUnits to a new holder": 127_000,
    "Receivables.transfer to a new holder": 68_000,
    "Receivables.redeem": 56_000,
}
"""Whole transactions, by the case that has a budget."""


HEADING: Final = """# Gas against its budgets

Written by `make gas`. The figures of all calls are in snapshots/gas.json; `make check` fails when one of them
grows by more than 3 % without the snapshot.

A figure is a whole transaction on a node, intrinsic gas and calldata included; "one of a hundred" is a share
of a multicall. Allowances are unlimited, as they are usually given; orders name no attestor unless the case
says so; debts are a day old.

The *floor* is what remains of a figure without computing: intrinsic gas, calldata, storage, account access,
logs, signature checks, counted step by step by the node (bench/floor.py). Whatever is written around the same
facts, checks and events stays above it: where the budget is below the floor, only a slot, a check or an event
less would meet it.

| case | gas | budget | | floor | new slots | changed | read cold | calls | logs |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


def measure(explained: frozenset[str] = frozenset()) -> Meter:
    """All figures, and the floors of the `explained` cases. Some seconds of a node."""
    with World.on_new_chain() as world:
        meter = Meter(world, explained)
        meter.usual_allowances()
        loans.measure_first(meter)
        for part in (orders, loans, receivables, system):
            part.measure(meter)
    return meter


def page(meter: Meter) -> str:
    """docs/gas.md: the budgets, what is used, and the floor of each case."""
    lines = [HEADING]
    for name, budget in BUDGETS.items():
        used, floor = meter.gas[name], meter.floors.get(name)
        counts = (
            f"{floor.gas:,} | {floor.new_slots} | {floor.changed_slots} | {floor.read_cold} | "
            f"{floor.calls} | {floor.logs}"
            if floor
            else "| | | | |"
        )
        off = f"{100 * (used - budget) / budget:+.1f} %"
        lines.append(f"| {name} | {used:,} | {budget:,} | {off} | {counts} |")
    return "\n".join(lines) + "\n"


def sorted_gas(meter: Meter) -> dict[str, int]:
    return dict(sorted(meter.gas.items()))


def text_of(gas: dict[str, int]) -> str:
    return json.dumps(gas, indent=1, sort_keys=True) + "\n"


def table(gas: dict[str, int]) -> list[str]:
    """One line a figure; beside it the budget and how far below (−) or above (+) it is."""
    lines = []
    for name, used in sorted(gas.items()):
        line = f"{used:>9,}  {name}"
        if budget := BUDGETS.get(name):
            line = f"{line:<75} budget {budget:>7,}  {100 * (used - budget) / budget:+6.1f} %"
        lines.append(line)
    return lines


def differences(before: dict[str, int], now: dict[str, int]) -> tuple[list[str], bool]:
    """What changed since the snapshot, one line each, and whether anything grew too much."""
    lines, too_much = [], False
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        if old is None or new is None:
            lines.append(f"{name}: {'new' if old is None else 'gone'} ({old or new:,})")
            too_much = True
            continue
        grew = 100 * new > (100 + GROWTH_PERCENT) * old
        too_much |= grew
        lines.append(
            f"{name}: {old:,} → {new:,} ({100 * (new - old) / old:+.1f} %){' TOO MUCH' if grew else ''}"
        )
    return lines, too_much


def check() -> list[str]:
    """Lines to show when the figures have grown beyond what is allowed, or cases came or went; else none."""
    if not SNAPSHOT.is_file():
        return [f"{SNAPSHOT.name} is missing: run `make gas` and commit it"]
    lines, too_much = differences(json.loads(SNAPSHOT.read_text(encoding="utf-8")), sorted_gas(measure()))
    return [*lines, "if this is meant: run `make gas` and commit snapshots/gas.json"] if too_much else []
