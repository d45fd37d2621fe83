"""Stories: moves in an order that chance seldom finds, told between the other moves and as liable to fail."""

from __future__ import annotations

from collections.abc import Iterator

from tests.model.arithmetic import BPS, DAY, YEAR
from tests.model.guarantees import LEVERAGE
from tests.model.moves_market import Trading
from tests.model.player import GUARANTORS, UNDERWRITER, Made
from tests.model.rows import Account, Facility, Order, Receivable
from tests.model.signatures import address_of
from tests.model.words import hash_words

Step = tuple[Made, int]
"""A move and the seconds before it."""


class Stories(Trading):
    """`told` is the story that is being told."""

    told: Iterator[Step] | None = None

    def step(self) -> Step | None:
        """The story's next move; a new story where there is none."""
        if self.told is None:
            stories = [self._in_trouble, self._in_trouble, self._full_custody, self._void, self._leaving]
            self.told = self.pick(stories)()
        found = next(self.told, None)
        if found is None:
            self.told = None
        return found

    # ---- what stories begin with

    def _facility(self, financier: str, supplier: int, cash: int) -> tuple[int, Made]:
        """(facility's id, the acceptance of generous terms for it)."""
        facility_id = hash_words(address_of(financier), supplier, cash)
        f = self.model.row(Facility, facility_id)
        version = max((f.version if f else 0) + 1, self.model.get("min version", facility_id))
        mandate = self.model.mandate_of(address_of(financier), self.model.get("cash id", cash))
        low, rates = self.dice.randint(0, 4_000), sorted(self.dice.choices(range(1_500), k=4), reverse=True)
        advances = (low, low, 7_000, 8_500)
        days = (self.pick([0, 5, 20]), self.pick([0, 3, 10]), self.pick([10, 90]), self.pick([60, 120, 365]))
        begun = (address_of(financier), supplier, cash, mandate.max_cap, advances, tuple(rates))
        rest = (self.dice.randint(0, 3_000), self.pick([0, 50, 100]), *days, 9, min(version, 255))
        terms = (*begun, *rest, self.now + DAY, self.now + 3 * YEAR)
        signer = address_of(UNDERWRITER[financier])
        return facility_id, (
            supplier,
            "Facilities",
            "acceptTerms",
            (terms, self.signed("Terms", "Facilities", terms, signer)),
        )

    def _ordered(self, supplier: int, cash: int, amount: int) -> tuple[int, list[Made]]:
        """(order's id, placing and accepting it)."""
        buyer, fingerprint = self.who("buyer1", "tier", "buyer2"), self.fresh("order")
        due = self.now + self.dice.randint(5, 60) * DAY
        terms = (
            supplier,
            cash,
            amount,
            due,
            self.pick([10, 30]),
            self.who("attestor1"),
            1_825,
            fingerprint,
            7,
            0,
        )
        order_id = self.model.order_id(buyer, fingerprint, 0)
        return order_id, [
            (buyer, "Orders", "place", (terms,)),
            (supplier, "Orders", "accept", (order_id, 1)),
        ]

    def _account(self, order_id: int) -> Account | None:
        return self.model.row(Account, order_id)

    def _pledged(self) -> Iterator[Step]:
        """A facility, cover for it, one order pledged, received and drawn on; ends in `self.hero`."""
        self.hero = 0
        financier, supplier, cash = (
            self.pick(["financier1", "financier2"]),
            self.who("supplier1", "supplier2"),
            self.cash(),
        )
        facility_id, accepting = self._facility(financier, supplier, cash)
        yield accepting, 0
        f = self.model.row(Facility, facility_id)
        if f is None:
            return
        guarantor = address_of("guarantor1" if self.chance(85) else "guarantor2")
        amount = self.dice.randint(1_000, 10**10)
        yield (guarantor, "GuaranteePool", "deposit", (cash, self.dice.randint(1, amount))), 0
        free = 5 * self.model.deposit_of(guarantor, f.cash_id).deposited
        free = max(1, free - self.model.deposit_of(guarantor, f.cash_id).committed)
        free = max(1, free - self.dice.randint(0, 9))
        cover = self.pick([3_333, 5_000, 10_000, self.dice.randint(1, BPS)])
        args = (
            facility_id,
            f.version,
            cover,
            free,
            self.pick([free, max(1, free // 2)]),
            self.now + 3 * YEAR,
        )
        yield (guarantor, "GuaranteePool", "commit", args), 0
        order_id, calls = self._ordered(supplier, cash, amount)
        for made in calls:
            yield made, self.dice.randint(1, 100)
        yield (supplier, "Loans", "pledge", (facility_id, order_id)), 1
        o = self.model.row(Order, order_id)
        if o is None:
            return
        yield (o.buyer, "Orders", "recordReceipt", (order_id, self.dice.randint(amount // 2, amount), 4)), 5
        a = self._account(order_id)
        if a is None:
            return
        room = max(1, self.model.capacity(a) - a.principal)
        yield (supplier, "Loans", "draw", (order_id, max(1, room * self.dice.randint(5, 10) // 10), BPS)), 7
        self.hero = order_id

    # ---- stories

    def _in_trouble(self) -> Iterator[Step]:
        """Drawn, confirmed in part, not paid: default, sale of custody, cover, sweep by a sister, repaid."""
        yield from self._pledged()
        a = self._account(self.hero)
        if a is None or not a.version:
            return
        o, f = self.model.order(a.order), self.model.facility_no(a.facility)
        if self.chance(60):
            yield from self._confirmed(o, max(1, (o.received - o.confirmed) // self.dice.randint(2, 5)), 40)
        yield (f.financier, "Loans", "declareDefault", (o.id,)), max(0, self.model.grace_ends(a) - self.now)
        yield (f.financier, "Loans", "declareDefault", (o.id,)), 1
        for _ in range(self.dice.randint(0, 2)):
            found = self._enforced(o, f)
            if found:
                yield found, 50
        if self.chance(50):
            yield from self._sister(o, f)
        claimable = max(0, a.defaulted_at + 30 * DAY - self.now) if a.defaulted_at else 0
        claim: Made = (f.financier, "GuaranteePool", "claim", (o.id, address_of("guarantor1")))
        yield claim, max(0, claimable - 1)
        yield claim, 1
        yield claim, 1
        for part in (30, 7, 3, 1):
            owes = max(1, (a.principal + a.subrogated) // part)
            yield (o.supplier, "Loans", "repay", (o.id, owes)), self.dice.randint(0, DAY)
            if self.chance(30):
                yield (f.financier, "Loans", "writeOff", (o.id,)), 0
        yield (o.supplier, "Loans", "repay", (o.id, 2 * a.principal + 10**14)), 3

    def _confirmed(self, o: Order, face: int, days: int) -> Iterator[Step]:
        p = (o.id, face, face, (self.now // DAY + days) * DAY, self.fresh("invoice"), 6, 0)
        yield self._proposed(o.supplier, p), 0
        yield (o.buyer, "Receivables", "confirm", (self.model.proposal_id(p)[0], 1)), 1

    def _enforced(self, o: Order, f: Facility) -> Made | None:
        rows = [self.model.row(Receivable, receivable_id) for receivable_id in o.receivables]
        there = [r for r in rows if r and self.model.units(r.id, self.model.at["Collateral"])]
        if not there:
            return None
        r = self.pick(there)
        units = self.upto(self.model.units(r.id, self.model.at["Collateral"]))
        quote, signature = self._quote(r, f.financier, units)
        if self.chance(70):
            kin = "guarantor2" if f.financier == address_of("financier2") else "financier1"
            buyer = address_of("investor" if self.chance(65) else kin)
            quote = (buyer, f.financier, *quote[2:])
            signature = self.signed("PurchaseQuote", "Market", quote, buyer)
        return (f.financier, "Collateral", "enforceSale", (o.id, quote, signature))

    def _sister(self, o: Order, f: Facility) -> Iterator[Step]:
        """Another order of the facility, whose residual pays the troubled one first."""
        order_id, calls = self._ordered(o.supplier, self.model.get("cash of", o.cash_id), 10**9)
        for made in calls:
            yield made, 1
        yield (o.supplier, "Loans", "pledge", (f.id, order_id)), 1
        sister = self.model.row(Order, order_id)
        if sister is None or not sister.pledged:
            return
        yield (sister.buyer, "Orders", "recordReceipt", (order_id, 10**9, 4)), 5
        yield from self._confirmed(sister, self.dice.randint(1, 10**9), 20)
        for receivable_id in sister.receivables:
            face = max(1, sister.confirmed // self.dice.randint(1, 3))
            yield (sister.buyer, "Receivables", "pay", (receivable_id, face)), self.dice.randint(0, DAY)

    def _full_custody(self) -> Iterator[Step]:
        """Seventeen small invoices of one pledged order, and one that is put in from outside."""
        yield from self._pledged()
        o = self.model.row(Order, self.hero)
        if o is None or not o.pledged:
            return
        face = max(1, (o.received - o.confirmed) // 40)
        for _ in range(17):
            yield from self._confirmed(o, face, self.dice.randint(20, 60))
        for receivable_id in o.receivables[:3]:
            units = self.model.units(receivable_id, self.model.at["Collateral"])
            yield (
                (o.supplier, "Collateral", "releaseUnits", (o.id, receivable_id, max(1, units), o.supplier)),
                1,
            )
        for receivable_id in o.receivables[:3]:
            units = self.model.units(receivable_id, o.supplier)
            yield (o.supplier, "Collateral", "depositUnits", (o.id, receivable_id, max(1, units))), 1
        yield from self._confirmed(o, face, 30)
        for receivable_id in o.receivables:
            yield (o.buyer, "Receivables", "pay", (receivable_id, self.upto(face))), self.dice.randint(0, DAY)

    def _void(self) -> Iterator[Step]:
        """A receivable outside custody is asked to be voided by one party, voided by the other."""
        supplier = self.who("supplier1", "supplier2", "supplier3")
        order_id, calls = self._ordered(supplier, self.cash(), 10**6)
        for made in calls:
            yield made, 1
        o = self.model.row(Order, order_id)
        if o is None:
            return
        yield (o.buyer, "Orders", "recordReceipt", (order_id, 10**6, 4)), 5
        yield from self._confirmed(o, self.dice.randint(1, 10**6), 20)
        for receivable_id in o.receivables[:1]:
            first, second = (o.buyer, o.supplier) if self.chance(50) else (o.supplier, o.buyer)
            yield (first, "Receivables", "requestVoid", (receivable_id,)), 1
            if receivable_id in self.proposals:
                yield (second, "Receivables", "voidReceivable", (self.proposals[receivable_id],)), 1
                yield (o.supplier, "Receivables", "propose", self._again(o, receivable_id)), 1

    def _leaving(self) -> Iterator[Step]:
        """A guarantor gives notice and takes out at the first second, within the seven days, or too late."""
        guarantor, cash = self.who(*GUARANTORS), self.cash()
        yield (guarantor, "GuaranteePool", "deposit", (cash, self.dice.randint(10, 10**9))), 0
        d = self.model.deposit_of(guarantor, self.model.get("cash id", cash) or 1)
        spare = max(1, d.deposited - -(-d.committed // LEVERAGE))
        amount = self.pick([spare, spare + 1, self.upto(spare)])
        yield (guarantor, "GuaranteePool", "giveNotice", (cash, amount)), 0
        withdraw = (guarantor, "GuaranteePool", "withdraw", (cash, self.pick([amount, self.upto(amount)])))
        if self.chance(30):
            yield withdraw, max(0, d.notice_ends - self.now - 1)
        later = self.pick([0, 0, self.dice.randint(0, 7 * DAY), 7 * DAY, 7 * DAY + 1])
        yield withdraw, max(0, d.notice_ends + later - self.now)
        yield withdraw, 0

    def _again(self, o: Order, receivable_id: int) -> tuple[object, ...]:
        former = self.proposals[receivable_id]
        made = self._proposed(o.supplier, (*former[:6], former[6] + 1))
        return made[3]
