"""Chance with a plan: picks what to do next from what the model knows, mostly sensible, sometimes not."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from chain.abi import load_artifact
from tests.model.arithmetic import DAY, MAX_AMOUNT
from tests.model.batches import Model
from tests.model.pair import Call
from tests.model.rows import Account, Facility, Order, Receivable
from tests.model.signatures import address_of, digest_of, key_of, sign
from tests.model.words import MASK, hash_text

T = TypeVar("T")
BUYERS: Final = ("buyer1", "buyer2", "tier")
SUPPLIERS: Final = ("supplier1", "supplier2", "supplier3", "twin", "tier")
FINANCIERS: Final = ("financier1", "financier2")
GUARANTORS: Final = ("guarantor1", "guarantor2")
ATTESTORS: Final = ("attestor1", "attestor2")
PARTIES: Final = (
    *("operator", "bank", "service", *BUYERS, *SUPPLIERS[:-1], *FINANCIERS, *GUARANTORS, *ATTESTORS),
    *("under1", "under2", "investor", "fees", "outsider", "newcomer1", "newcomer2"),
)
UNDERWRITER: Final = {"financier1": "under1", "financier2": "under2"}
SIGNERS: Final = {address_of(name): name for name in PARTIES}
Made = tuple[int, str, str, tuple[Any, ...]]


@functools.cache
def types_of_arguments(contract: str, function: str) -> tuple[Any, ...]:
    """ABI types of a function's arguments; a struct as a tuple, an array type as its text."""

    def shape(item: Any) -> Any:
        kind = item["type"]
        if kind == "tuple":
            return tuple(shape(part) for part in item["components"])
        if kind.endswith("[4]"):
            return (kind[:-3],) * 4
        return kind

    return tuple(shape(item) for item in load_artifact(contract).entry("function", function)["inputs"])


class Player:
    """The dice, and the knowledge that every kind of move shares."""

    def __init__(self, model: Model, seed: int) -> None:
        self.model = model
        self.dice = random.Random(seed)
        self.proposals: dict[int, tuple[Any, ...]] = {}
        self.orders: list[int] = []
        self.receivables: list[int] = []
        self.terms: list[tuple[tuple[Any, ...], bytes]] = []
        self.quotes: list[tuple[tuple[Any, ...], bytes]] = []
        self.counter = 0
        self.focus = 0

    # ---- dice

    def chance(self, of_hundred: float) -> bool:
        return self.dice.random() * 100 < of_hundred

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.dice.random() * len(things))]

    def recent(self, things: Sequence[T]) -> T | None:
        """Something, the newest more often."""
        if not things:
            return None
        return self.pick(things[-8:] if self.chance(80) else things)

    def fresh(self, what: str) -> int:
        """A bytes32 that was not there before."""
        self.counter += 1
        return hash_text(f"{what} {self.counter}")

    def upto(self, most: int, least: int = 0) -> int:
        """A number of (least, most], its ends often; one too many now and then."""
        if most <= least:
            return least + (1 if self.chance(50) else 0)
        roll = self.dice.random()
        if roll < 0.25:
            return most
        if roll < 0.29:
            return most + 1
        if roll < 0.33:
            return least
        if roll < 0.40:
            return least + 1
        return self.dice.randint(least + 1, most)

    def amount(self) -> int:
        """An amount of an order."""
        roll = self.dice.random()
        if roll < 0.05:
            return MAX_AMOUNT
        if roll < 0.15:
            return self.dice.randint(1, 40)
        return self.dice.randint(1, 10 ** self.dice.randint(3, 12))

    def who(self, *names: str) -> int:
        return address_of(self.pick(names))

    @property
    def now(self) -> int:
        return self.model.now

    def cash(self) -> int:
        return self.model.at["EUR" if self.chance(85) else "JPY"]

    def signed(self, struct: str, contract: str, values: tuple[Any, ...], signer: int) -> bytes:
        """A party's signature under a contract's domain (an outsider's where the party has no key)."""
        digest = digest_of(struct, contract, self.model.at[contract], values)
        return sign(SIGNERS.get(signer, "outsider"), digest)

    # ---- what there is

    def rarely(self, other: Callable[[], T | None]) -> T | None:
        """Something that will not do, now and then."""
        return other() if self.chance(20) else None

    def order(self, good: Callable[[Order], bool] = lambda _: True) -> Order | None:
        """An order for which something holds, if one is found soon; one is in focus for a while."""
        if self.chance(1.5) or not self.focus:
            self.focus = self.recent(self.orders) or 0
        for _ in range(6):
            order_id = self.focus if self.chance(30) else self.recent(self.orders)
            order = self.model.row(Order, order_id) if order_id is not None else None
            if order is not None and good(order):
                return order
        return None

    def receivable(self, good: Callable[[Receivable], bool] = lambda _: True) -> Receivable | None:
        for _ in range(6):
            receivable_id = self.recent(self.receivables)
            row = self.model.row(Receivable, receivable_id) if receivable_id is not None else None
            if row is not None and good(row):
                return row
        return None

    def any_account(self, good: Callable[[Account], bool]) -> Account | None:
        """One of all accounts for which something (cheap) holds."""
        found = [account for account in self.model.accounts() if good(account)]
        return self.pick(found) if found else None

    def account(self, good: Callable[[Account], bool] = lambda _: True) -> Account | None:
        for _ in range(6):
            order = self.order(lambda o: o.pledged)
            account = self.model.row(Account, order.id) if order else None
            if account is not None and good(account):
                return account
        return None

    def facility(self) -> Facility | None:
        count = self.model.get("facility count")
        return self.model.facility_no(self.dice.randint(1, count)) if count else None

    # ---- making a call wrong

    def spoil(self, made: Made) -> Made:
        """Another caller, or one argument changed within its type."""
        caller, target, function, args = made
        if not args or self.chance(45):
            return (self.who(*PARTIES), target, function, args)
        contract = "Cash" if target in ("EUR", "JPY", "STRAY") else target
        kinds = types_of_arguments(contract, function)
        index = int(self.dice.random() * len(args))
        changed = self._other(kinds[index], args[index])
        return (caller, target, function, (*args[:index], changed, *args[index + 1 :]))

    def _other(self, kind: Any, value: Any) -> Any:
        if isinstance(kind, tuple):
            index = int(self.dice.random() * len(kind))
            return (*value[:index], self._other(kind[index], value[index]), *value[index + 1 :])
        if kind == "bytes":
            cut = int(self.dice.random() * len(value)) if value else 0
            return self.pick([b"", value[:-1], value[:cut] + b"\x07" + value[cut + 1 :], value + b"\0"])
        if kind.endswith("[]"):
            return value[:-1] if self.chance(50) and kind != "bytes[]" else value
        return self._other_word(kind, value)

    def _other_word(self, kind: str, value: int) -> int:
        if kind == "bool":
            return 1 - value
        if kind == "address":
            at = self.model.at
            return self.pick([self.who(*PARTIES), self.pick(list(at.values())), self.who(*PARTIES), 1])
        if kind == "bytes32":
            known = [*self.orders[-3:], *self.receivables[-3:], 0, value ^ 1]
            facility = self.facility()
            return self.pick([*known, facility.id] if facility else known)
        if kind == "bytes14":
            return self.pick([0, value ^ (1 << 250)])
        most = (1 << int(kind[4:])) - 1
        near = [value + 1, value - 1, 0, 1, value + DAY, value - DAY, value * 2, value // 2, most, most - 1]
        near += [MAX_AMOUNT, MAX_AMOUNT + 1, 10_000, 10_001, 2**64 - 1, 2**64, 365, 366]
        return min(max(self.pick(near), 0), most)

    # ---- time

    def wait(self) -> int:
        """Seconds before the next call: mostly none, rarely years, often to where a rule turns."""
        roll = self.dice.random()
        if roll < 0.80 or roll > 0.99:
            return 0
        if roll < 0.90:
            return self.dice.randint(1, 100)
        if roll < 0.96:
            return self.dice.randint(100, DAY)
        if roll < 0.975:
            return self.dice.randint(1, 8) * DAY
        if roll < 0.977:
            return self.dice.randint(10, 60) * DAY
        if roll < 0.9772:
            return self.dice.randint(100, 1_095) * DAY
        turn = self._turn()
        return max(0, turn + self.pick([-1, 0, 0, 1, 1]) - self.now) if turn else 0

    def _turn(self) -> int:
        """A second at which something changes by time alone, within a year."""
        found = [(self.now // DAY + 1) * DAY]
        account = self.account()
        if account:
            order = self.model.order(account.order)
            found += [account.due_at, self.model.grace_ends(account), account.defaulted_at + 30 * DAY]
            stale = account.deliver_by + self.model.schedule(account).stale_days * DAY
            found += [stale, stale + order.term_days * DAY, order.deliver_by]
            if account.over_since:
                found += [self.model.cure_ends(account)] * 3
        row = self.receivable()
        if row:
            found += [row.maturity, row.maturity, row.maturity - 180 * DAY]
        far = self.pick([DAY, 3 * DAY, 10 * DAY, 40 * DAY, 100 * DAY])
        found = [turn for turn in found if self.now < turn < self.now + far]
        return self.pick(found) if found else 0


def call_of(made: Made, after: int = 0) -> Call:
    """A move as a call."""
    return Call(*made, after=after)


__all__ = ["MASK", "Made", "Player", "call_of", "key_of"]
