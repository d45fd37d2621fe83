"""Moves of the trade: orders, their milestones, invoices, payments."""

from __future__ import annotations

from tests.model.arithmetic import DAY, MAX_AMOUNT, owed
from tests.model.pair import Call
from tests.model.player import ATTESTORS, BUYERS, PARTIES, SUPPLIERS, Made, Player
from tests.model.rows import (
    ACCEPTED,
    CANCELLED,
    CONFIRMED,
    OVERDUE,
    PLACED,
    PROPOSED,
    REJECTED,
    SETTLED,
    Holding,
    Order,
    Receivable,
)
from tests.model.signatures import address_of
from tests.model.words import MASK, hash_words


class Trade(Player):
    """Each method answers a call, or None where there is nothing to do it with."""

    # ---- orders

    def _order_terms(self, buyer: int) -> tuple[int, ...]:
        supplier = self.who(*SUPPLIERS)
        attestor = self.who(*ATTESTORS) if self.chance(75) else 0
        deliver_by = self.now + self.dice.randint(1, 150) * DAY + self.dice.randint(0, DAY)
        late = self.pick([0, 1_825, 1_825, 10_000, self.dice.randint(0, 10_000)])
        term = self.pick([0, 30, 60, 90, 365])
        fingerprint, n = self.fresh("order"), 0
        former = self.order(lambda o: o.state in (REJECTED, CANCELLED)) if self.chance(15) else None
        if former:
            buyer = former.buyer
            for i in range(1, self.counter + 1):
                if self.model.order_id(buyer, _print(i), 0) == former.id:
                    fingerprint, n = _print(i), 1
                    break
        if self.chance(3):
            n += 1
        cash = self.cash()
        return (supplier, cash, self.amount(), deliver_by, term, attestor, late, fingerprint, 7, n)

    def place(self) -> Made:
        buyer = self.who(*BUYERS)
        return (buyer, "Orders", "place", (self._order_terms(buyer),))

    def place_signed(self) -> Made:
        buyer = self.who(*BUYERS)
        terms = self._order_terms(buyer)
        until = self.now + self.pick([0, 1, DAY, -1, 10 * DAY])
        signer = buyer if self.chance(92) else self.who(*PARTIES)
        signature = self.signed("PlaceOrder", "Orders", (buyer, terms, until), signer)
        return (self.who(*PARTIES), "Orders", "placeSigned", (buyer, terms, until, signature))

    def accept(self) -> Made | None:
        o = self.order(lambda o: o.state == PLACED)
        return (o.supplier, "Orders", "accept", (o.id, o.version)) if o else None

    def reject_order(self) -> Made | None:
        o = self.order(lambda o: o.state == PLACED)
        return (o.supplier, "Orders", "reject", (o.id, 3)) if o else None

    def amend(self) -> Made | None:
        o = self.order()
        if o is None:
            return None
        least = max(o.cancelled + o.moved, o.disputed_by_buyer, o.disputed_by_supplier)
        amount = self.pick([least, least + 1, o.amount, o.amount * 2, least - 1, self.amount(), o.amount + 1])
        deliver_by = self.pick([o.deliver_by, self.now + self.dice.randint(0, 200) * DAY])
        return (o.buyer, "Orders", "amend", (o.id, min(max(amount, 0), MAX_AMOUNT + 1), deliver_by, 8))

    def amend_storm(self) -> Made | None:
        """As many amendments as there are versions, by and by."""
        o = self.order(lambda o: o.state in (PLACED, ACCEPTED))
        if o is None:
            return None
        made = [Call(o.buyer, "Orders", "amend", (o.id, o.amount, self.now + DAY, 8)) for _ in range(90)]
        return (o.buyer, "Orders", self.pick(["multicall", "tryMulticall"]), (made,))

    def accept_amendment(self) -> Made | None:
        o = self.order(lambda o: o.change[0] != 0) or self.rarely(self.order)
        return (o.supplier, "Orders", "acceptAmendment", (o.id, o.change[0])) if o else None

    def _open(self) -> Order | None:
        return self.order(lambda o: o.state == ACCEPTED) or self.rarely(self.order)

    def ship(self) -> Made | None:
        o = self._open()
        if o is None:
            return None
        return (
            o.supplier,
            "Orders",
            "recordShipment",
            (o.id, self.upto(o.amount - o.cancelled, o.shipped), 1),
        )

    def attest(self) -> Made | None:
        o = self.order(lambda o: o.shipped > o.attested) or self.rarely(self._open)
        if o is None:
            return None
        return (
            o.attestor or address_of("attestor1"),
            "Orders",
            "attestShipment",
            (o.id, self.upto(o.shipped, o.attested), 2),
        )

    def retract(self) -> Made | None:
        o = self.order(lambda o: o.attested > 0) or self.rarely(self._open)
        if o is None:
            return None
        total = self.dice.randint(0, max(0, o.attested - 1)) if self.chance(90) else o.attested
        return (o.attestor, "Orders", "retractAttestation", (o.id, total, 3)) if o.attestor else None

    def receive(self) -> Made | None:
        o = self._open()
        if o is None:
            return None
        return (o.buyer, "Orders", "recordReceipt", (o.id, self.upto(o.amount - o.cancelled, o.received), 4))

    def give_back(self) -> Made | None:
        o = self.order(lambda o: o.received > o.confirmed + o.returned) or self.rarely(self._open)
        if o is None:
            return None
        total = self.upto(o.received - o.confirmed, o.returned)
        if self.chance(60):  # a little, so that something is left to invoice
            total = o.returned + max(1, (total - o.returned) // 20)
        return (o.buyer, "Orders", "recordReturn", (o.id, total, 1, 5))

    def dispute(self) -> Made | None:
        o = self._open()
        if o is None:
            return None
        return (self.pick([o.buyer, o.supplier]), "Orders", "dispute", (o.id, self.upto(o.amount), 2))

    def resolve(self) -> Made | None:
        o = self.order(lambda o: bool(o.disputed_by_buyer or o.disputed_by_supplier)) or self.rarely(
            self._open
        )
        if o is None:
            return None
        by = o.buyer if o.disputed_by_buyer else o.supplier
        return (by, "Orders", "resolveDispute", (o.id,))

    def cancel(self) -> Made | None:
        o = self.order(lambda o: o.amount - o.moved > o.cancelled) or self.rarely(self._open)
        return (o.buyer, "Orders", "cancelRemainder", (o.id,)) if o else None

    # ---- invoices

    def propose(self) -> Made | None:
        o = self.order(lambda o: o.received - o.returned - o.confirmed - o.proposed > 0) or self.rarely(
            self._open
        )
        if o is None:
            return None
        face = self.upto(max(0, o.received - o.returned - o.confirmed - o.proposed))
        if self.chance(75):
            face = max(1, face // self.dice.randint(1, 25))
        days = self.dice.randint(1, 200) if self.chance(85) else self.pick([0, 181, 365, 366])
        maturity = (self.now // DAY + days) * DAY
        fingerprint = self.fresh("invoice")
        gross = self.pick([face, face, face + self.dice.randint(0, 1_000), 2 * face])
        n = 0
        if self.chance(20) and self.proposals:
            former = self.proposals[self.pick(list(self.proposals))]
            fingerprint, n = former[4], self.pick([0, former[6] + 1])
            gross = self.pick([former[2], gross])
            if self.chance(25):
                return self._proposed(o.supplier, former)
        return self._proposed(o.supplier, (o.id, face, gross, maturity, fingerprint, 6, n))

    def _proposed(self, supplier: int, p: tuple[int, ...]) -> Made:
        entity = self.model.party(supplier).entity
        key = hash_words(entity, p[4])
        purpose = hash_words(p[0], key, p[1], p[2], p[3], p[5], p[6])
        writer = self.model.at["Receivables"] if self.chance(99) else self.model.at["Market"]
        until = self.now + (self.dice.randint(0, 3_600) if self.chance(97) else -1)
        service = self.model.get("service") if self.chance(97) else self.who(*PARTIES)
        said = (entity, p[4], p[2], writer, purpose, until)
        signature = self.signed("InvoiceIdentity", "Fingerprints", said, service)
        return (supplier, "Receivables", "propose", (p, until, signature))

    def withdraw(self) -> Made | None:
        r = self.receivable(lambda r: r.state == PROPOSED) or self.rarely(self.receivable)
        return (
            (self.model.order(r.order).supplier, "Receivables", "withdraw", (self.proposals[r.id],))
            if r
            else None
        )

    def reject(self) -> Made | None:
        r = self.receivable(lambda r: r.state == PROPOSED) or self.rarely(self.receivable)
        return (
            (self.model.order(r.order).buyer, "Receivables", "reject", (self.proposals[r.id], 4))
            if r
            else None
        )

    def confirm(self) -> Made | None:
        r = self.receivable(lambda r: r.state == PROPOSED and r.maturity > self.now)
        r = r or self.rarely(self.receivable)
        if r is None:
            return None
        return (self.model.order(r.order).buyer, "Receivables", "confirm", (r.id, self.pick([0, 0, 1])))

    # ---- units

    def holder(self, receivable_id: int, *, free: bool = True) -> int:
        """Somebody with units, and not custody where they shall be free."""
        holders = [
            row.holder
            for row in self.model.all(Holding)
            if row.receivable == receivable_id
            and (row.units or row.claim)
            and not (free and row.holder in self.model.name_of)
        ]
        return self.pick(holders) if holders else 0

    def transfer(self) -> Made | None:
        r = self.receivable(lambda r: self.holder(r.id) != 0) or self.rarely(self.receivable)
        if r is None:
            return None
        sender = self.holder(r.id) or self.who(*SUPPLIERS)
        receiver = self.model.order(r.order).buyer if self.chance(10) else self.who(*PARTIES)
        units = self.upto(self.model.units(r.id, sender))
        if self.chance(35):
            operator = self.who(*PARTIES) if self.chance(70) else sender
            return (operator, "Receivables", "transferFrom", (sender, receiver, r.id, units))
        return (sender, "Receivables", "transfer", (receiver, r.id, units))

    def approve_units(self) -> Made | None:
        r = self.receivable()
        if r is None:
            return None
        owner = self.holder(r.id) or self.who(*PARTIES)
        if self.chance(30):
            return (owner, "Receivables", "setOperator", (self.who(*PARTIES), int(self.chance(70))))
        units = self.pick([0, 1, r.face, MASK, r.face // 2])
        return (owner, "Receivables", "approve", (self.who(*PARTIES), r.id, units))

    def consent(self) -> Made:
        sender = 0 if self.chance(40) else self.who(*PARTIES)
        return (self.who(*PARTIES), "Receivables", "acceptFrom", (sender, int(self.chance(85))))

    # ---- payment

    def pay(self) -> Made | None:
        flagged = [r for r in self.receivables[-60:] if self._flagged(r)] if self.chance(45) else []
        r = self.model.row(Receivable, self.pick(flagged)) if flagged else None
        r = r or self.receivable(lambda r: r.state == CONFIRMED) or self.rarely(self.receivable)
        if r is None:
            return None
        owes = r.outstanding - r.paid + owed(self.model.late_units(r)) if r.state == CONFIRMED else 5
        amount = self.upto(owes) if self.chance(60) else max(1, owes // self.dice.randint(2, 50))
        payer = self.model.order(r.order).buyer if self.chance(85) else self.who(*PARTIES)
        if flagged and self.chance(70):
            amount = owes
        if self.chance(25):
            holders = [self.holder(r.id) or self.who(*PARTIES) for _ in range(self.dice.randint(0, 3))]
            return (payer, "Receivables", "payAndRedeem", (r.id, amount, holders))
        return (payer, "Receivables", "pay", (r.id, amount))

    def _flagged(self, receivable_id: int) -> bool:
        row = self.model.row(Receivable, receivable_id)
        return row is not None and bool(row.flags & OVERDUE)

    def redeem(self) -> Made | None:
        r = self.receivable(lambda r: r.paid > 0) or self.rarely(self.receivable)
        if r is None:
            return None
        holder = self.holder(r.id) or self.who(*PARTIES)
        return (self.who(*PARTIES), "Receivables", "redeem", (r.id, holder))

    def flag(self) -> Made | None:
        late = [r for r in (self.receivable() for _ in range(3)) if r]
        late = [
            r for r in late if r.state == CONFIRMED and (r.maturity < self.now or self.chance(5))
        ] or late[:1]
        return (self.who(*PARTIES), "Receivables", "flagOverdue", ([r.id for r in late],)) if late else None

    def forgive(self) -> Made | None:
        r = self.receivable(lambda r: r.state == CONFIRMED and not r.money_in and self.holder(r.id) != 0)
        r = r or self.rarely(self.receivable)
        if r is None:
            return None
        holder = self.holder(r.id) or self.who(*SUPPLIERS)
        units = self.upto(self.model.units(r.id, holder))
        return (holder, "Receivables", "forgive", (r.id, units if self.chance(30) else max(1, units // 30)))

    def request_void(self) -> Made | None:
        r = self.receivable(lambda r: r.state == CONFIRMED and not r.money_in) or self.rarely(self.receivable)
        if r is None:
            return None
        o = self.model.order(r.order)
        return (self.pick([o.buyer, o.supplier]), "Receivables", "requestVoid", (r.id,))

    def void(self) -> Made | None:
        r = self.receivable(lambda r: r.flags & 6 != 0 and r.state != SETTLED) or self.rarely(self.receivable)
        if r is None:
            return None
        o = self.model.order(r.order)
        by = o.buyer if r.flags & 4 else o.supplier
        return (by, "Receivables", "voidReceivable", (self.proposals[r.id],))


def _print(number: int) -> int:
    from tests.model.words import hash_text

    return hash_text(f"order {number}")
