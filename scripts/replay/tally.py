"""What is counted while a log is driven: calls, refusals, the limit and its use by the day, over-advances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from chain.events.all import Event
from chain.events.loans import Collected, CustodyMaturitiesSet, Drawn, DueSet, Repaid, Synced
from chain.events.receivables import Confirmed, Paid
from scripts.replay.blocks import Sent
from scripts.replay.books import Action, Item, Kind
from scripts.replay.rules import DAY_S


class Point(NamedTuple):
    """A day's end, minor units: what stands (the first three) and what has been by then (the others).

    limit: capacity of all pledged orders as last recorded; usable: what of it may be owed, see `_usable`;
    collected: what payments of the buyer brought the financiers; repaid: what suppliers paid back.
    """

    day: int
    limit: int
    usable: int
    principal: int
    drawn: int
    collected: int
    repaid: int
    paid: int
    confirmed: int


@dataclass
class Refusal:
    """One reason for which one kind of call was refused: at first, in the evening's second try (again), and
    how many of the first were made good."""

    calls: int = 0
    again: int = 0
    mended: int = 0
    items: set[int] = field(default_factory=set)


@dataclass
class OverAdvances:
    """Accounts whose principal was seen above capacity, by what brought it about."""

    by_cause: Counter[str] = field(default_factory=Counter)
    amount: int = 0
    largest: int = 0
    cured: int = 0
    items: set[int] = field(default_factory=set)


class Tally:
    """Counts blocks as they come. `items` by order id."""

    def __init__(self, items: dict[str, Item]) -> None:
        self._items = items
        self.lines: Counter[str] = Counter()
        self.without_object: Counter[str] = Counter()
        self.blocks = self.transactions = self.failed = self.gas = self.gas_most = 0
        self.sent: Counter[Kind] = Counter()
        self.refused: Counter[Kind] = Counter()
        self.events: Counter[str] = Counter()
        self.refusals: dict[tuple[Kind, str], Refusal] = {}
        self.over = OverAdvances()
        self.limit = self.usable = self.principal = self.drawn = self.fees = self.collected = self.repaid = 0
        self.interest = self.penalty = self.paid = self.late_paid = self.confirmed = self.residual = 0
        self.limit_most = self.usable_most = self.principal_most = self.short = 0
        self.points: list[Point] = []

    def count(self, block: Sequence[Sent], again: bool = False) -> set[int]:
        """Count a block; answers the numbers of the items whose loan accounts were synced in it.

        again: its refusals are those of second tries."""
        self.blocks += 1
        self.transactions += len(block)
        synced: set[int] = set()
        for sent in block:
            self.failed += sent.failed
            self.gas += sent.gas
            self.gas_most = max(self.gas_most, sent.gas)
            causes = {}
            for action in sent.actions:
                self._count_action(action, again)
                if action.item is not None and action.refused is None:
                    causes[action.item.no] = action.kind
            for event in sent.events:
                self.events[f"{event.CONTRACT}.{event.EVENT}"] += 1
                self._count_event(event, synced, causes)
        return synced

    def mend(self, refused: list[Action], evening: list[Action]) -> None:
        """Which of the day's refusals a later call of the evening made good."""
        done = {_what(action) for action in evening if action.refused is None}
        for action in refused:
            if action.repeated and _what(action) in done:
                action.mended = True
                self.refusals[action.kind, action.why.name].mended += 1

    def close_day(self, day: int) -> None:
        """Keep the day's end."""
        self.usable = self._usable((day + 1) * DAY_S)
        self.limit_most = max(self.limit_most, self.limit)
        self.usable_most = max(self.usable_most, self.usable)
        self.principal_most = max(self.principal_most, self.principal)
        self.points.append(
            Point(
                day,
                self.limit,
                self.usable,
                self.principal,
                self.drawn,
                self.collected,
                self.repaid,
                self.paid,
                self.confirmed,
            )
        )

    def _count_action(self, action: Action, again: bool) -> None:
        self.sent[action.kind] += 1
        if action.refused is None:
            return
        self.refused[action.kind] += 1
        found = self.refusals.setdefault((action.kind, action.refused.name), Refusal())
        found.calls += not again
        found.again += again
        if action.item is not None:
            found.items.add(action.item.no)

    def _count_event(self, event: Event, synced: set[int], causes: Mapping[int, Kind]) -> None:
        if isinstance(event, Synced):
            self._synced(event, synced, causes)
            return
        if isinstance(event, Drawn):
            self.drawn += event.amount
            self.fees += event.fee
        elif isinstance(event, Collected):
            self.collected += event.amount - event.residual
            self.residual += event.residual
            self._earned(event.interest, event.penalty)
        elif isinstance(event, Repaid):
            self.repaid += event.amount
            self._earned(event.interest, event.penalty)
        elif isinstance(event, Paid):
            self.paid += event.amount
            self.late_paid += event.late
        elif isinstance(event, Confirmed):
            self.confirmed += event.face
        elif isinstance(event, DueSet):
            self._items[event.order_id].due_at = event.due_at
        elif isinstance(event, CustodyMaturitiesSet):
            self._items[event.order_id].first_maturity = (event.maturity_days & 0xFFFF) * DAY_S

    def _earned(self, interest: int, penalty: int) -> None:
        self.interest += interest
        self.penalty += penalty

    def _synced(self, event: Synced, synced: set[int], causes: Mapping[int, Kind]) -> None:
        item = self._items[event.order_id]
        synced.add(item.no)
        self.limit += event.capacity - item.capacity
        self.principal += event.principal - item.principal
        item.capacity, item.principal = event.capacity, event.principal
        if event.over_since and not item.over_since:
            over = event.principal - event.capacity
            self.over.by_cause[str(causes.get(item.no, "another order of its supplier"))] += 1
            self.over.amount += over
            self.over.largest = max(self.over.largest, over)
            self.over.items.add(item.no)
        self.over.cured += bool(item.over_since and not event.over_since)
        item.over_since = event.over_since

    def _usable(self, at: int) -> int:
        """What may be owed at a time, Unix seconds: of orders that can be drawn on their capacity, of others
        what is drawn, and of each facility no more than its cap."""
        by_supplier: Counter[str] = Counter()
        caps: dict[str, int] = {}
        for item in self._items.values():
            if item.capacity:
                supplier = item.supplier
                caps[supplier.address] = supplier.financier.offer.cap
                may = item.capacity if item.drawable(at) else min(item.capacity, item.principal)
                by_supplier[supplier.address] += may
        return sum(min(caps[address], amount) for address, amount in by_supplier.items())


def _what(action: Action) -> tuple[Kind, int, int]:
    return (
        action.kind,
        action.item.no if action.item else -1,
        action.invoice.no if action.invoice else -1,
    )
