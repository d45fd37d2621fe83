"""Random lives of a pledged order: the chain and finance/ agree after every step, to the unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st

from chain.errors import ContractError
from chain.transactions import Mined
from tests.contracts.ground import DAY, MAX_AMOUNT, START, YEAR
from tests.contracts.refusals import refused
from tests.contracts.twin import CUSTODY, OUTSIDE, Twin, assert_twins
from tests.contracts.world import World

WHOLE = 1_000_000
NO_DRAW = "Loans_OverCapacity|Loans_PastDue|Loans_CustodyOverdue|Participants_Suspended|Facilities_Frozen"
parts = st.one_of(st.sampled_from([0, 1, WHOLE - 1, WHOLE]), st.integers(0, WHOLE))
acts = st.sampled_from(
    [
        *["ship", "attest", "retract", "receive", "give_back", "dispute", "resolve", "cancel"],
        *["draw", "draw", "draw", "repay", "repay", "sync", "wait", "jump", "jump"],
        *["confirm", "confirm", "pay", "pay", "release", "deposit"],
        *["suspend_supplier", "suspend_buyer", "rely"],
        *["amend", "offer", "adopt", "extend", "waive", "flag", "void"],
        *["ripen", "declare_default", "declare_default", "claim", "write_off"],
    ]
)
STORY = (
    "ship",
    "attest",
    "draw",
    "receive",
    "draw",
    "confirm",
    "release",
    "draw",
    "jump",
    "confirm",
    "pay",
    "repay",
)
TROUBLE = (
    "receive",
    "draw",
    "confirm",
    "offer",
    "release",
    "ripen",
    "declare_default",
    "flag",
    "waive",
    "claim",
    "pay",
    "adopt",
    "extend",
    "repay",
)
"""What most lives begin with, so that chance does not have to find the way to a matured or defaulted debt."""
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""Without explaining: it takes minutes here."""
COVER = 3_333
"""Basis points of the principal that the guarantor covers."""
amounts = st.one_of(st.sampled_from([1, 2, MAX_AMOUNT]), st.integers(1, MAX_AMOUNT), st.integers(1, 10**7))


def schedule(low: int, high: int, *, rising: bool) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[st.integers(low, high)] * 4).map(lambda four: tuple(sorted(four, reverse=not rising)))


@dataclass
class Life:
    """One pledged order, and the steps that it may take. `part` says how much of what is possible."""

    world: World
    order: str
    twin: Twin
    proposals: dict[str, dict[str, Any]] = field(default_factory=dict)
    amendments: int = 0

    def take(self, act: str, part: int) -> None:
        """Do what is possible of an act; what is impossible is left out, as finance/ has no word for it."""
        getattr(self, act)(part)

    def at(self, _mined: Mined) -> int:
        """The second of the block that was just mined."""
        return self.world.now

    def upto(self, low: int, high: int, part: int) -> int | None:
        """A number in (low, high], by `part`; None where there is none."""
        return None if high <= low else low + 1 + (high - low - 1) * part // WHOLE

    @property
    def standing(self) -> int:
        return self.twin.order.amount - self.twin.order.cancelled

    def ship(self, part: int) -> None:
        total = self.upto(self.twin.order.shipped, self.standing, part)
        if total is not None:
            self.twin.fact(self.at(self.world.ship(self.order, total)), shipped=total)

    def attest(self, part: int) -> None:
        total = self.upto(self.twin.order.attested, self.twin.order.shipped, part)
        if total is not None:
            self.twin.fact(self.at(self.world.attest(self.order, total)), attested=total)

    def retract(self, part: int) -> None:
        if self.twin.order.attested:
            total = (self.twin.order.attested - 1) * part // WHOLE
            self.twin.fact(self.at(self.world.retract(self.order, total)), attested=total)

    def receive(self, part: int) -> None:
        total = self.upto(self.twin.order.received, self.standing, part)
        if total is not None:
            self.twin.fact(self.at(self.world.receive(self.order, total)), received=total)

    def give_back(self, part: int) -> None:
        facts = self.twin.order
        total = self.upto(facts.returned, facts.received - facts.confirmed, part)
        if total is not None:
            self.twin.fact(self.at(self.world.return_goods(self.order, total)), returned=total)

    def dispute(self, part: int) -> None:
        amount = 1 + (self.twin.order.amount - 1) * part // WHOLE
        by_buyer = part % 2 == 0
        who = self.world.buyer if by_buyer else self.world.supplier
        name = "disputed_by_buyer" if by_buyer else "disputed_by_supplier"
        self.twin.fact(self.at(self.world.dispute(self.order, amount, by=who)), **{name: amount})

    def resolve(self, _part: int) -> None:
        for name, who in (
            ("disputed_by_buyer", self.world.buyer),
            ("disputed_by_supplier", self.world.supplier),
        ):
            if getattr(self.twin.order, name):
                self.twin.fact(self.at(self.world.resolve(self.order, by=who)), **{name: 0})

    def cancel(self, part: int) -> None:
        facts = self.twin.order
        cancelled = facts.amount - max(facts.shipped, facts.received)
        if part > WHOLE // 2 and cancelled > facts.cancelled:
            self.twin.fact(self.at(self.world.cancel(self.order)), cancelled=cancelled)

    def draw(self, part: int) -> None:
        """What finance/ says is available is drawn, one more unit is refused."""
        now = self.world.now
        if not self.steady(now):
            return
        available = self.twin.figures(now)["available"]
        suspended = self.twin.order.supplier_suspended or self.twin.order.buyer_suspended
        if suspended or available == 0 or not self.due_ahead(now):
            self.refuse(1 if suspended or available == 0 else available)
            return
        self.refuse(available + 1)
        amount = 1 + (available - 1) * part // WHOLE
        if amount * self.twin.terms["feeBps"] == 0 or amount > 1:
            self.twin.draw(amount, self.at(self.world.draw(self.order, amount)))

    def steady(self, now: int) -> bool:
        """Whether the next second allows what this one does: a transaction is checked now and mined then."""
        figures = (self.twin.figures(now), self.twin.figures(now + 1))
        return all(figures[0][key] == figures[1][key] for key in ("capacity", "available", "pastDue"))

    def due_ahead(self, now: int) -> bool:
        """Whether a first draw would be due later than now."""
        facts = self.twin.order
        return self.twin.due_at is not None or facts.deliver_by + facts.payment_term_seconds > now + 1

    def refuse(self, amount: int) -> None:
        with pytest.raises(ContractError, match=NO_DRAW):
            self.world.draw(self.order, amount)

    def repay(self, part: int) -> None:
        owed = self.twin.figures(self.world.now)
        whole = owed["principal"] + owed["owedInterest"] + owed["owedPenalty"]
        if whole:
            amount = 1 + whole * part // WHOLE
            before = self.world.balance(self.world.buyer)
            at = self.at(self.world.repay(self.order, amount, by=self.world.buyer))
            split = self.twin.repay(amount, at)
            assert before - self.world.balance(self.world.buyer) == amount - split.residual

    def sync(self, _part: int) -> None:
        self.twin.fact(self.at(self.world.sync(self.order)))

    def wait(self, part: int) -> None:
        self.world.travel(1 + [part, 59, 3_600, part * 10, 30 * DAY][part % 5])

    def jump(self, part: int) -> None:
        """To a second at which something changes, or the one before or after it."""
        facts, twin = self.twin.order, self.twin
        stale = facts.deliver_by + facts.stale_seconds
        seconds = [stale, stale + facts.payment_term_seconds, twin.due_at or 0, twin.account.grace_ends or 0]
        seconds += [row.maturity for row in twin.receivables.values()]
        ahead = [second + part % 3 - 1 for second in seconds if second - 1 > self.world.now]
        if ahead:
            self.world.travel_to(sorted(ahead)[part // 3 % min(2, len(ahead))])

    def confirm(self, part: int) -> None:
        facts = self.twin.order
        face = self.upto(0, facts.received - facts.returned - facts.confirmed, part)
        open_now = sum(row.unpaid_in_custody > 0 for row in self.twin.receivables.values())
        if face is not None and open_now < 16 and not facts.supplier_suspended:
            proposal = self.world.proposal(
                self.order, face, maturity=(self.world.now // DAY + 2 + part % 170) * DAY
            )
            receivable = self.world.propose(proposal)
            self.proposals[receivable] = proposal
            if any(row.flagged and row.unpaid for row in self.twin.receivables.values()):
                with refused("Participants_Overdue", account=self.world.buyer.address):  # INV-14
                    self.world.confirm(receivable)
                self.world.send(self.world.supplier, "Receivables", "withdraw", proposal)
                return
            at = self.at(self.world.confirm(receivable))
            self.twin.confirm(receivable, face, proposal["maturity"], at)

    def pay(self, part: int) -> None:
        for receivable, row in self.twin.receivables.items():
            if row.unpaid and (part + row.maturity // DAY) % 2:
                amount = 1 + (row.owed_at(self.world.now) - 1) * part // WHOLE
                at = self.at(self.world.pay(receivable, amount))
                self.twin.pay(receivable, amount, at)

    def release(self, part: int) -> None:
        """Units leave custody where what is owed stays covered."""
        for receivable, row in self.twin.receivables.items():
            units = self.upto(0, row.units, part)
            if (
                units is None
                or row.unpaid == 0
                or self.twin.order.supplier_suspended
                or not self.steady(self.world.now)
            ):
                continue
            refusal = self.refusal_of_release(receivable, units)
            if refusal:
                with refused(refusal):
                    self.world.release_units(self.order, receivable, units, self.world.supplier)
            else:
                at = self.at(self.world.release_units(self.order, receivable, units, self.world.supplier))
                self.twin.move(receivable, CUSTODY, OUTSIDE, units, at)

    def refusal_of_release(self, receivable: str, units: int) -> str:
        """What finance/ says: with no debt all may go; past due nothing; else what is owed stays covered.

        Nothing while the buyer is suspended.
        """
        if self.twin.order.buyer_suspended:
            return "Participants_Suspended"
        after = self.twin.copy()
        after.move(receivable, CUSTODY, OUTSIDE, units, self.world.now)
        if after.account.principal == 0:
            return ""
        if after.figures(self.world.now)["pastDue"]:
            return "Loans_PastDue"
        return "Loans_OverAdvanced" if after.account.principal > after.capacity(self.world.now) else ""

    def deposit(self, part: int) -> None:
        for receivable, row in self.twin.receivables.items():
            units = self.upto(0, row.book.holding(OUTSIDE).units, part)
            if units is not None and row.unpaid:
                at = self.at(self.world.deposit_units(self.order, receivable, units))
                self.twin.move(receivable, OUTSIDE, CUSTODY, units, at)

    # ---------------------------------------------------------------- what is rarer

    def amend(self, part: int) -> None:
        """The buyer proposes another amount and date, the supplier agrees; nothing below what is recorded."""
        facts, now = self.twin.order, self.world.now
        least = facts.cancelled + max(facts.shipped, facts.received)
        least = max(least, facts.disputed_by_buyer, facts.disputed_by_supplier, 1)
        active = not facts.supplier_suspended and not facts.buyer_suspended
        if active and self.amendments < 200 and least < MAX_AMOUNT:
            amount = least + (MAX_AMOUNT - least) * part // WHOLE // 1_000
            until = now + (2 + part % 90) * DAY
            version = self.world.event(
                self.world.amend(self.order, amount, deliver_by=until), "Amended"
            ).version
            self.amendments += 1
            at = self.at(self.world.accept_amendment(self.order, version))
            self.twin.amend(amount, until, at)

    def offer(self, part: int) -> None:
        """Newer terms are accepted: a running account keeps its own."""
        facts = self.twin.order
        if not facts.supplier_suspended and self.twin.newest["version"] < 250:
            newest = self.twin.newest
            terms = newest | {
                "version": newest["version"] + 1,
                "rateBps": tuple(rate * part // WHOLE for rate in newest["rateBps"]),
                "penaltyBps": 2_000 * part // WHOLE,
                "graceDays": part % 31,
                "staleDays": part % 61,
                "acceptBy": self.world.now + DAY,
                "drawUntil": self.world.now + 9 * YEAR,
            }
            self.world.accept_terms(**terms)
            self.twin.offer(terms)

    def adopt(self, _part: int) -> None:
        if self.twin.due_at is None or self.twin.terms is self.twin.newest:
            with refused("Loans_NothingToAdopt"):
                self.world.adopt(self.order)
        elif self.twin.account.defaulted_at is None:
            event("adopted")
            self.twin.adopt(self.at(self.world.adopt(self.order)))

    def extend(self, part: int) -> None:
        if self.twin.due_at is not None:
            due_at = max(self.world.now, self.twin.due_at) + 1 + part % 20 * DAY
            self.twin.extend(due_at, self.at(self.world.extend(self.order, due_at)))

    def waive(self, part: int) -> None:
        owed = self.twin.figures(self.world.now)
        interest, penalty = (owed[name] * part // WHOLE for name in ("owedInterest", "owedPenalty"))
        if interest or penalty:
            event("waived")
            self.twin.waive(interest, penalty, self.at(self.world.waive(self.order, interest, penalty)))

    def flag(self, _part: int) -> None:
        """Flagging moves nothing; it is told of each unpaid payable past its maturity."""
        for receivable, row in self.twin.receivables.items():
            if row.unpaid and self.world.now > row.maturity:
                event("flagged")
                row.flagged = True
                self.world.flag_overdue(receivable)

    def void(self, _part: int) -> None:
        for receivable, row in list(self.twin.receivables.items()):
            outside = row.book.holding(OUTSIDE).units
            if outside != row.book.outstanding or row.book.money_in != 0:
                continue
            if self.twin.order.buyer_suspended:
                with refused("Participants_Suspended"):
                    self.world.request_void(receivable)
            elif self.twin.order.supplier_suspended:
                with refused("Participants_Suspended"):
                    self.world.void(self.proposals[receivable])
            else:
                self.world.request_void(receivable)
                event("voided")
                at = self.at(self.world.void(self.proposals[receivable]))
                self.twin.void(receivable, at)

    def ripen(self, part: int) -> None:
        """Past the grace of what is drawn."""
        ends = self.twin.account.grace_ends
        if ends is not None:
            self.world.travel_to(max(self.world.now, ends) + 1 + part % 40 * DAY)

    def declare_default(self, _part: int) -> None:
        """After the grace, or over-advanced now and seen so for longer than the cure."""
        now, twin = self.world.now, self.twin
        ends = twin.account.grace_ends
        if ends is None or twin.account.defaulted_at is not None or not self.steady(now):
            return
        cure_ends = twin.over_since + twin.terms["cureDays"] * DAY
        over = twin.over_since != 0 and twin.account.principal > twin.capacity(now)
        if now > ends or (over and now > cure_ends):
            event("in default")
            twin.declare_default(self.at(self.world.declare_default(self.order)))
        elif now + 1 <= ends and not (over and now + 1 > cure_ends):
            with refused("Loans_TooEarlyToDeclare"):
                self.world.declare_default(self.order)

    def claim(self, _part: int) -> None:
        """A third of the principal, thirty days after the default, once."""
        twin, declared = self.twin, self.twin.account.defaulted_at
        if declared is None or twin.account.subrogated or twin.terms["version"] != 1:
            return
        if self.world.now < declared + 30 * DAY:
            self.world.travel_to(declared + 30 * DAY)
        amount = twin.account.principal * COVER // 10_000
        if amount == 0:
            with refused("GuaranteePool_NothingToPay"):
                self.world.claim(self.order)
        else:
            event("guaranteed")
            twin.subrogate(amount, self.at(self.world.claim(self.order)))

    def write_off(self, _part: int) -> None:
        """A mark: the account is synced and the debt stays."""
        if self.twin.account.defaulted_at is not None and not self.world.account(self.order).writtenOff:
            self.twin.fact(self.at(self.world.write_off(self.order)))

    def suspend_supplier(self, _part: int) -> None:
        now_suspended = self.twin.order.supplier_suspended
        (self.world.reinstate if now_suspended else self.world.suspend)(self.world.supplier)
        self.twin.standing(supplier_suspended=not now_suspended)

    def suspend_buyer(self, _part: int) -> None:
        now_suspended = self.twin.order.buyer_suspended
        (self.world.reinstate if now_suspended else self.world.suspend)(self.world.buyer)
        self.twin.standing(buyer_suspended=not now_suspended)

    def rely(self, _part: int) -> None:
        self.world.rely_on(self.world.carrier, not self.twin.order.attestor_relied_on)
        self.twin.standing(attestor_relied_on=not self.twin.order.attestor_relied_on)


@given(
    amount=amounts,
    advances=schedule(0, 8_500, rising=True),
    rates=schedule(0, 1_500, rising=False),
    late_bps=st.one_of(st.sampled_from([0, 1, 1_825, 10_000]), st.integers(0, 10_000)),
    rest=st.fixed_dictionaries(
        {
            "penaltyBps": st.integers(0, 2_000),
            "feeBps": st.integers(0, 300),
            "graceDays": st.integers(0, 30),
            "cureDays": st.integers(0, 30),
            "staleDays": st.integers(0, 60),
            "drawUntil": st.just(START + 9 * YEAR),
            "maxTenorDays": st.integers(1, 330),
        }
    ),
    plot=st.sampled_from([STORY, TROUBLE]),
    story=st.lists(parts, min_size=0, max_size=len(TROUBLE)),
    steps=st.lists(st.tuples(acts, parts), min_size=3, max_size=40),
)
@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES
)
def test_INV_05_INV_06_INV_10_any_life_of_an_account_agrees_with_finance(
    *,
    whole_world: World,
    amount: int,
    advances: tuple[int, ...],
    rates: tuple[int, ...],
    late_bps: int,
    rest: dict[str, Any],
    plot: tuple[str, ...],
    story: list[int],
    steps: list[tuple[str, int]],
) -> None:
    with whole_world.undone() as world:
        content = world.order_terms(amount=amount, lateBps=late_bps)
        order = str(world.event(world.place(content), "Placed").orderId)
        world.accept(order)
        terms = world.terms(advanceBps=advances, rateBps=rates, **rest)
        facility = world.accept_terms(**terms)
        world.deposit(MAX_AMOUNT)
        world.commit(facility, cover=COVER, cap=MAX_AMOUNT, until=world.now + 9 * YEAR)
        world.pledge(facility, order)
        life = Life(world, order, Twin(terms, content, world.now))
        for act, part in [*zip(plot, story, strict=False), *steps]:
            event(act)
            note(f"{act} {part}")
            life.take(act, part)
            assert_twins(world, order, life.twin)
