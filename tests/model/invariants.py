"""Invariants of model.md on the model's own state, which the views say is the chain's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.model.batches import Model
from tests.model.evm import SYSTEM
from tests.model.guarantees import LEVERAGE
from tests.model.rows import ACCEPTED, CONFIRMED, SETTLED, Deposit, Holding, Order, Receivable


def broken(m: Model) -> Iterator[tuple[str, str]]:
    """(invariant, what breaks it)."""
    yield from _orders(m)
    yield from _money(m)
    for d in m.all(Deposit):
        if d.committed > LEVERAGE * d.deposited:
            yield "INV-13", f"{d}"


def _orders(m: Model) -> Iterator[tuple[str, str]]:
    for o in m.all(Order):
        if o.amount - o.cancelled < o.moved and o.state == ACCEPTED:
            yield "INV-04", f"{o}"
        if o.received < o.confirmed + o.returned or o.attested > o.shipped:
            yield "INV-04", f"{o}"
        if max(o.disputed_by_buyer, o.disputed_by_supplier) > o.amount:
            yield "INV-04", f"{o}"
        if o.state == ACCEPTED:
            f = m.facts(o)
            if sum(f[:3]) + o.confirmed != o.amount - o.cancelled - o.returned or f[3] > o.confirmed:
                yield "INV-06", f"{o} {f}"


def _money(m: Model) -> Iterator[tuple[str, str]]:
    due: dict[tuple[int, int], int] = defaultdict(int)
    claims: dict[int, int] = defaultdict(int)
    units: dict[int, int] = defaultdict(int)
    for h in m.all(Holding):
        r = m.row(Receivable, h.receivable)
        assert r is not None
        claims[r.id] += h.claim + h.units * (r.money_in - h.seen)
        units[r.id] += h.units
    for d in m.all(Deposit):
        due[m.get("cash of", d.cash_id), m.at["GuaranteePool"]] += d.deposited
    for r in m.all(Receivable):
        if r.state in (CONFIRMED, SETTLED) and r.outstanding:
            if units[r.id] != r.outstanding:
                yield "INV-01", f"{r} {units[r.id]}"
            held, rest = divmod(claims[r.id], r.outstanding)
            if rest:
                yield "INV-01b", f"{r} {claims[r.id]}"
            due[m.get("cash of", r.cash_id), m.at["Receivables"]] += held
    yield from _balances(m, due)


def _balances(m: Model, due: dict[tuple[int, int], int]) -> Iterator[tuple[str, str]]:
    supply: dict[int, int] = defaultdict(int)
    contracts = {m.at[name] for name in SYSTEM}
    for key, value in m.cells.items():
        if key[0] == "balance":
            supply[key[1]] += value
            if key[2] in contracts and value != due[key[1], key[2]]:
                yield "INV-08", f"{m.name_of[key[2]]} has {value}, owes {due[key[1], key[2]]}"
    for cash, total in supply.items():
        if total != m.get("supply", cash):
            yield "INV-08", f"supply {m.get('supply', cash)}, balances {total}"
        held = sum(value for key, value in m.cells.items() if key[:2] == ("held", cash))
        if held != m.balance(cash, cash):
            yield "INV-08 held", f"{held} held, {m.balance(cash, cash)} there"
