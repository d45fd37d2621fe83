"""Moves of custody, sale and cover."""

from __future__ import annotations

from typing import Any

from tests.model.arithmetic import DAY, MAX_AMOUNT, YEAR, unpaid_face, yield_price
from tests.model.moves_credit import Credit
from tests.model.player import FINANCIERS, GUARANTORS, PARTIES, SUPPLIERS, Made
from tests.model.rows import CONFIRMED, Account, Commitment, Facility, Receivable
from tests.model.signatures import address_of


class Trading(Credit):
    """Each method answers a call, or None where there is nothing to do it with."""

    def _in_custody(self, *, there: bool) -> Receivable | None:
        def good(r: Receivable) -> bool:
            order = self.model.order(r.order)
            at = self.model.at["Collateral"] if there else order.supplier
            return order.pledged and r.state == CONFIRMED and self.model.units(r.id, at) > 0

        return self.receivable(good) or self.rarely(self.receivable)

    def release_units(self) -> Made | None:
        r = self._in_custody(there=True)
        if r is None:
            return None
        o = self.model.order(r.order)
        units = self.upto(self.model.units(r.id, self.model.at["Collateral"]))
        to = o.supplier if self.chance(60) else self.pick([o.buyer, self.who(*PARTIES), self.who(*SUPPLIERS)])
        return (o.supplier, "Collateral", "releaseUnits", (o.id, r.id, units, to))

    def deposit_units(self) -> Made | None:
        r = self._in_custody(there=False)
        if r is None:
            return None
        o = self.model.order(r.order)
        return (
            o.supplier,
            "Collateral",
            "depositUnits",
            (o.id, r.id, self.upto(self.model.units(r.id, o.supplier))),
        )

    def _quote(self, r: Receivable, seller: int, units: int) -> tuple[tuple[Any, ...], bytes]:
        buyer = self.who(*FINANCIERS, "investor") if self.chance(85) else self.who(*PARTIES)
        if self.chance(6):
            buyer = self.model.order(r.order).buyer
        face = unpaid_face(min(units, r.outstanding), r.paid, r.outstanding)
        mandate = self.model.mandate_of(buyer, r.cash_id)
        days = -(-max(0, r.maturity - self.now) // DAY)
        fair = yield_price(face, mandate.min_yield, days)
        price = self.pick([fair, fair, fair + 1, face, face + 1, 1, 0, max(0, fair - 1), face // 2 or 1])
        named = seller if self.chance(75) else self.pick([0, 0, self.who(*PARTIES)])
        signer = mandate.underwriter if mandate.underwriter and self.chance(70) else buyer
        if self.chance(3):
            signer = self.who(*PARTIES)
        money_in = r.money_in if self.chance(94) else r.money_in + 1
        until = self.now + (self.dice.randint(0, 2 * DAY) if self.chance(95) else -1)
        nonce = self.dice.randint(0, 600)
        quote = (buyer, named, r.id, units, price, money_in, until, nonce)
        return quote, self.signed("PurchaseQuote", "Market", quote, signer)

    def sell(self) -> Made | None:
        if self.quotes and self.chance(10):
            quote, signature = self.pick(self.quotes[-10:])
            return (quote[1] or self.who(*SUPPLIERS), "Market", "sell", (quote, signature))
        r = self.receivable(lambda r: r.state == CONFIRMED and self.holder(r.id) != 0) or self.rarely(
            self.receivable
        )
        if r is None:
            return None
        seller = self.holder(r.id) or self.who(*SUPPLIERS)
        quote, signature = self._quote(r, seller, self.upto(self.model.units(r.id, seller)))
        self.quotes.append((quote, signature))
        return (seller, "Market", "sell", (quote, signature))

    def sell_pledged(self) -> Made | None:
        r = self._defaulted() if self.chance(30) else None
        r = r or self._in_custody(there=True)
        if r is None:
            return None
        o = self.model.order(r.order)
        a = self.model.row(Account, o.id)
        enforce = a is not None and (a.defaulted_at != 0 or self.chance(8))
        seller = self._financier(a) if a and enforce else o.supplier
        units = self.upto(self.model.units(r.id, self.model.at["Collateral"]))
        quote, signature = self._quote(r, seller, units)
        return (seller, "Collateral", "enforceSale" if enforce else "sellPledged", (o.id, quote, signature))

    def _defaulted(self) -> Receivable | None:
        """Something in custody of an account in default."""
        a = self.any_account(lambda a: a.defaulted_at != 0)
        ids = self.model.order(a.order).receivables if a else ()
        there = [i for i in ids if self.model.units(i, self.model.at["Collateral"])]
        return self.model.row(Receivable, self.pick(there)) if there else None

    def cancel_quote(self) -> Made:
        if self.quotes and self.chance(60):
            quote, _ = self.pick(self.quotes[-10:])
            return (quote[0], "Market", "cancelQuote", (quote[7],))
        return (self.who(*PARTIES), "Market", "cancelQuote", (self.dice.randint(0, 600),))

    # ---- guarantees

    def pool(self) -> Made:
        """A deposit, a notice, a withdrawal."""
        guarantor, cash = self.who(*GUARANTORS), self.cash()
        d = self.model.deposit_of(guarantor, self.model.get("cash id", cash) or 1)
        roll = self.dice.random()
        if roll < 0.45:
            return (
                guarantor,
                "GuaranteePool",
                "deposit",
                (cash, self.pick([0, 1, self.amount(), MAX_AMOUNT])),
            )
        if roll < 0.7:
            most = d.deposited // self.pick([1, 2, 10])
            return (guarantor, "GuaranteePool", "giveNotice", (cash, self.upto(most)))
        return (guarantor, "GuaranteePool", "withdraw", (cash, self.upto(d.noticed)))

    def commit(self) -> Made | None:
        f, guarantor = self.facility(), self.who(*GUARANTORS)
        bare = [
            f
            for f in self.model.all(Facility)
            if self.model.row(Commitment, guarantor, f.id, f.version) is None
        ]
        f = self.pick(bare) if bare and self.chance(80) else f
        if f is None:
            return None
        d = self.model.deposit_of(guarantor, f.cash_id)
        free = max(0, 5 * d.deposited - d.committed)
        if d.deposited == 0:
            return (guarantor, "GuaranteePool", "deposit", (self.model.get("cash of", f.cash_id), 10**13))
        cap = self.upto(free) if self.chance(35) else max(1, free // self.dice.randint(2, 20))
        each = self.upto(cap) if self.chance(50) else cap
        until = self.now + self.pick([0, 1, 40 * DAY, YEAR, 3 * YEAR, 3_650 * DAY, 3_650 * DAY + 1, 3 * YEAR])
        cover = self.pick([1, 5_000, 8_000, 10_000, 10_000, 0, 10_001, self.dice.randint(1, 10_000)])
        version = f.version if self.chance(92) else f.version + 1
        return (guarantor, "GuaranteePool", "commit", (f.id, min(version, 255), cover, cap, each, until))

    def _commitment(self, facility_id: int | None = None) -> Commitment | None:
        rows = [row for row in self.model.all(Commitment) if facility_id in (None, row.facility)]
        return self.pick(rows) if rows else None

    def end_commitment(self) -> Made | None:
        c = self._commitment()
        args = (c.guarantor, c.facility, c.version) if c else (address_of("guarantor1"), 1, 1)
        return (self.who(*PARTIES), "GuaranteePool", "endCommitment", args)

    def claim(self) -> Made | None:
        a = self.any_account(lambda a: a.defaulted_at != 0) or self.rarely(self.account)
        if a is None:
            return None
        facility_id = self.model.facility_no(a.facility).id
        rows = [c for c in self.model.all(Commitment) if (c.facility, c.version) == (facility_id, a.version)]
        c = self.pick(rows) if rows else self._commitment(facility_id)
        guarantor = c.guarantor if c else self.who(*GUARANTORS)
        return (self._financier(a), "GuaranteePool", "claim", (a.order, guarantor))
