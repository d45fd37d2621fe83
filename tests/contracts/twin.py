"""A pledged order as finance/ sees it: told what happened, never what the chain answers.

Every method takes the second of the block in which it happened. `figures(now)` are to equal `Loans.position`.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Self

from finance import account as loans
from finance import accrual, holders, late
from finance.account import LoanAccount
from finance.capacity import capacity
from finance.holders import HolderBook
from finance.price import rate_of
from finance.stages import OrderFacts
from finance.units import DAY, Bps, ClaimUnits, Days, InterestUnits, MinorUnits, Seconds, Timestamp
from finance.waterfall import Parts

CUSTODY, OUTSIDE = "custody", "outside"


@dataclass
class Receivable:
    """A confirmed receivable: who has its units, when it is due, face paid, late interest up to `late_to`."""

    book: HolderBook
    maturity: int
    late_bps: int
    paid: int = 0
    late_units: InterestUnits = InterestUnits(0)
    late_to: int = 0
    flagged: bool = False

    @property
    def units(self) -> int:
        """Units in custody."""
        return self.book.holding(CUSTODY).units

    @property
    def unpaid_in_custody(self) -> int:
        """Face in custody that is still to be paid: units − floor(units × paid / outstanding)."""
        return self.units - self.units * self.paid // self.book.outstanding

    @property
    def unpaid(self) -> int:
        """Face that is still to be paid."""
        return self.book.outstanding - self.paid

    def late_at(self, now: int) -> InterestUnits:
        """Late interest as of `now`, in interest units."""
        return late.accrue_late(
            self.late_units,
            MinorUnits(self.unpaid),
            Bps(self.late_bps),
            maturity=Timestamp(self.maturity),
            since=Timestamp(self.late_to),
            until=Timestamp(now),
        )

    def owed_at(self, now: int) -> int:
        """Unpaid face and late interest."""
        return self.unpaid + accrual.owed(self.late_at(now))

    def pay(self, amount: int, now: int) -> int:
        """Late interest first, then face; answers what is taken."""
        units = self.late_at(now)
        late_paid, face, _ = late.split_payment(
            MinorUnits(amount), accrual.owed(units), MinorUnits(self.unpaid)
        )
        settles = face == self.unpaid
        self.late_units = InterestUnits(0) if settles else accrual.settle(units, late_paid)
        self.late_to = now
        self.paid += face
        self.book = holders.pay_in(self.book, MinorUnits(late_paid + face), settles=settles)
        return late_paid + face


class Twin:
    """One order, its terms, its account, its receivables."""

    def __init__(
        self, terms: dict[str, Any], order: dict[str, Any], now: int, relied_on: bool = True
    ) -> None:
        """`terms` and `order` as the World makes them; pledged at `now`."""
        self.newest, self.terms = terms, terms
        self.late_bps, self.deliver_by = order["lateBps"], order["deliverBy"]
        self.over_since = 0
        self.order = OrderFacts(
            amount=order["amount"],
            deliver_by=order["deliverBy"],
            payment_term_seconds=Seconds(order["paymentTermDays"] * DAY),
            stale_seconds=Seconds(terms["staleDays"] * DAY),
            accepted=True,
            attestor_relied_on=relied_on,
        )
        self.receivables: dict[str, Receivable] = {}
        self.first_draw: int | None = None
        self.due_at: int | None = None
        self.account = LoanAccount(
            accrued_to=Timestamp(now), penalty_bps=Bps(terms["penaltyBps"]), fee_bps=Bps(terms["feeBps"])
        )
        self.fact(now)

    def copy(self) -> Self:
        """Another one, to ask what would be."""
        other = copy(self)
        other.receivables = {name: replace(row) for name, row in self.receivables.items()}
        return other

    # ---------------------------------------------------------------- what happened

    def fact(self, now: int, **changes: Any) -> None:
        """A recorded fact of the order, by its name in OrderFacts; none: a mere sync."""
        self.account = loans.sync(self.account, Timestamp(now))
        self.order = replace(self.order, **changes, custody_unpaid=MinorUnits(self.custody))
        self.account = loans.reprice(self.account, self.rate, Timestamp(now))
        if self.account.principal <= self.capacity(now):
            self.over_since = 0
        elif not self.over_since:
            self.over_since = now

    def standing(self, **changes: Any) -> None:
        """What syncs nothing: suspensions, the financier's list."""
        self.order = replace(self.order, **changes)

    def draw(self, amount: int, now: int) -> int:
        """Answers the fee."""
        if self.due_at is None:
            term = self.order.payment_term_seconds
            tenor = Days(self.terms["maxTenorDays"])
            self.first_draw = now
            self._due(loans.first_due_at(self.order.deliver_by, term, Timestamp(now), tenor))
        self.account, fee = loans.draw(self.account, MinorUnits(amount), Timestamp(now))
        self.fact(now)
        return fee

    def repay(self, amount: int, now: int) -> Parts:
        self.account, parts = loans.pay(self.account, MinorUnits(amount), Timestamp(now))
        if self.account.owed == 0:
            self.first_draw = self.due_at = None
            self.account = replace(self.account, grace_ends=None, defaulted_at=None)
            self.order = replace(self.order, deliver_by=Timestamp(self.deliver_by))
            self._take_up(self.newest)
        self.fact(now)
        return parts

    def amend(self, amount: int, deliver_by: int, now: int) -> None:
        """The order is another one; what was drawn keeps the delivery date of its first draw."""
        self.deliver_by = deliver_by
        kept = self.order.deliver_by if self.due_at is not None else Timestamp(deliver_by)
        self.order = replace(self.order, deliver_by=kept)
        self.fact(now, amount=MinorUnits(amount))

    def offer(self, terms: dict[str, Any]) -> None:
        """The supplier accepted newer terms: they hold at once where nothing is drawn, else when adopted."""
        self.newest = terms
        if self.due_at is None:
            self._take_up(terms)

    def adopt(self, now: int) -> None:
        self.account = loans.sync(self.account, Timestamp(now))
        self._take_up(self.newest)
        assert self.due_at is not None
        self._due(self.due_at)
        self.fact(now)

    def extend(self, due_at: int, now: int) -> None:
        self.account = loans.sync(self.account, Timestamp(now))
        self._due(due_at)
        self.fact(now)

    def waive(self, interest: int, penalty: int, now: int) -> None:
        current = loans.sync(self.account, Timestamp(now))
        self.account = replace(
            current,
            interest_units=accrual.settle(current.interest_units, MinorUnits(interest)),
            penalty_units=accrual.settle(current.penalty_units, MinorUnits(penalty)),
        )
        self.fact(now)

    def declare_default(self, now: int) -> None:
        self.account = loans.declare_default(self.account, Timestamp(now))
        self.fact(now)

    def subrogate(self, amount: int, now: int) -> None:
        self.account = loans.subrogate(self.account, MinorUnits(amount), Timestamp(now))
        self.fact(now)

    def void(self, receivable: str, now: int) -> None:
        """Nothing was paid and all units are outside custody: as if it had never been confirmed."""
        row = self.receivables.pop(receivable)
        self.fact(now, confirmed=MinorUnits(self.order.confirmed - row.book.outstanding))

    def confirm(self, receivable: str, face: int, maturity: int, now: int) -> None:
        """A receivable of the pledged order is confirmed, and goes into custody."""
        self.account = loans.sync(self.account, Timestamp(now))
        book = holders.mint(CUSTODY, MinorUnits(face))
        self.receivables[receivable] = Receivable(book, maturity, self.late_bps)
        if self.due_at is not None and self.first_draw is not None and now < self.due_at:
            latest = self.first_draw + self.terms["maxTenorDays"] * DAY
            self._due(max(self.due_at, min(maturity, latest)))
        self.fact(now, confirmed=MinorUnits(self.order.confirmed + face))

    def move(self, receivable: str, giver: str, taker: str, units: int, now: int) -> None:
        """Units leave custody or come into it. Custody leaves its fraction with its last unit."""
        book = holders.transfer(self.receivables[receivable].book, giver, taker, MinorUnits(units))
        left = book.holding(CUSTODY)
        if giver == CUSTODY and left.units == 0:
            taken = book.holding(taker)
            whole = ClaimUnits(taken.claim + left.claim)
            claims = {CUSTODY: replace(left, claim=ClaimUnits(0)), taker: replace(taken, claim=whole)}
            book = replace(book, holdings=MappingProxyType({**book.holdings, **claims}))
        self.receivables[receivable].book = book
        self.fact(now)

    def pay(self, receivable: str, amount: int, now: int) -> tuple[int, Parts | None]:
        """The obligor pays; answers the custody's share and where it went (None: nothing is in custody)."""
        row = self.receivables[receivable]
        row.pay(amount, now)
        if row.units == 0:
            return 0, None
        row.book, share = holders.redeem(row.book, CUSTODY)
        return share, self.repay(share, now)

    # ---------------------------------------------------------------- what follows

    @property
    def advance(self) -> tuple[Bps, ...]:
        return tuple(map(Bps, self.terms["advanceBps"]))

    @property
    def rates(self) -> tuple[Bps, ...]:
        return tuple(map(Bps, self.terms["rateBps"]))

    @property
    def custody(self) -> int:
        return sum(row.unpaid_in_custody for row in self.receivables.values())

    @property
    def rate(self) -> Bps:
        return rate_of(self.order.facts(), self.advance, self.rates, self.account.principal)  # type: ignore[arg-type]

    def overdue(self, now: int) -> bool:
        """Whether a receivable in custody is unpaid past its maturity."""
        return any(row.unpaid_in_custody and now > row.maturity for row in self.receivables.values())

    def capacity(self, now: int) -> int:
        order = replace(self.order, custody_matured_unpaid=self.overdue(now))
        return capacity(order.eligible(Timestamp(now)), self.advance)  # type: ignore[arg-type]

    def figures(self, now: int) -> dict[str, Any]:
        """What `Loans.position` has to say at `now`."""
        order = replace(self.order, custody_matured_unpaid=self.overdue(now))
        current = loans.sync(self.account, Timestamp(now))
        limit = self.capacity(now)
        past_due = self.due_at is not None and now >= self.due_at
        in_default = current.defaulted_at is not None
        shut = past_due or self.overdue(now) or in_default
        return {
            "facts": tuple(order.facts()),
            "eligible": tuple(order.eligible(Timestamp(now))),
            "capacity": limit,
            "principal": current.principal,
            "owedInterest": current.owed_interest,
            "owedPenalty": current.owed_penalty,
            "subrogated": current.subrogated,
            "inDefault": in_default,
            "rateBps": self.rate,
            "dueAt": self.due_at or 0,
            "graceEnds": current.grace_ends or 0,
            "available": 0 if shut else max(0, limit - current.principal),
            "pastDue": past_due,
            "overAdvanced": current.principal > limit,
            "custodyOverdue": self.overdue(now),
        }

    def stored(self) -> dict[str, Any]:
        """What `Loans.account` has to hold after the newest event."""
        return {
            "principal": self.account.principal,
            "interest": self.account.interest_units,
            "penalty": self.account.penalty_units,
            "accruedAt": self.account.accrued_to,
            "rateBps": self.account.rate_bps,
            "dueAt": self.due_at or 0,
            "custody": self.custody,
            "subrogated": self.account.subrogated,
            "defaultedAt": self.account.defaulted_at or 0,
            "overSince": self.over_since,
        }

    def _take_up(self, terms: dict[str, Any]) -> None:
        self.terms = terms
        stale = Seconds(terms["staleDays"] * DAY)
        self.order = replace(self.order, stale_seconds=stale)
        penalty, fee = Bps(terms["penaltyBps"]), Bps(terms["feeBps"])
        self.account = replace(self.account, penalty_bps=penalty, fee_bps=fee)

    def _due(self, due_at: int) -> None:
        self.due_at = due_at
        ends = loans.grace_ends_at(Timestamp(due_at), Days(self.terms["graceDays"]))
        self.account = replace(self.account, grace_ends=ends)


def assert_twins(world: Any, order: str, twin: Twin) -> None:
    """The chain's position and account are the Python twin's, to the unit."""
    found = {**vars(world.position(order))}
    expected = twin.figures(world.now)
    different = {key: (found[key], expected[key]) for key in expected if found[key] != expected[key]}
    assert not different, f"chain, Python: {different}"
    stored = vars(world.account(order))
    different = {key: (stored[key], value) for key, value in twin.stored().items() if stored[key] != value}
    assert not different, f"stored on chain, Python: {different}"
