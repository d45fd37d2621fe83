"""Moves of credit: mandates, terms, loans, guarantees, sales."""

from __future__ import annotations

from typing import Any

from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR, owed
from tests.model.moves_trade import Trade
from tests.model.player import FINANCIERS, PARTIES, SUPPLIERS, UNDERWRITER, Made
from tests.model.rows import ACCEPTED, Account, Facility
from tests.model.signatures import address_of
from tests.model.words import hash_words


class Credit(Trade):
    """Each method answers a call, or None where there is nothing to do it with."""

    # ---- the financier

    def set_mandate(self) -> Made:
        """New bounds, rather where there are none."""
        name, cash = self.pick(FINANCIERS), self.cash()
        for other in FINANCIERS:
            cash_id = self.model.get("cash id", self.model.at["EUR"])
            if not self.model.mandate_of(address_of(other), cash_id).underwriter and self.chance(70):
                name, cash = other, self.model.at["EUR"]
        generous = self.chance(75)
        most = MAX_TOTAL if generous else self.amount() * 3
        mandate = (
            address_of(UNDERWRITER[name] if self.chance(92) else "under1"),
            self.now + (10 * YEAR if generous else self.dice.randint(1, 300) * DAY),
            0 if generous else self.dice.randint(0, 300),
            BPS if generous else self.dice.randint(0, 500),
            BPS if generous else self.dice.randint(0, 3_000),
            most,
            most if generous else self.amount() * 5,
            (9_000, 9_000, 9_500, 10_000) if generous else (BPS,) * 4,
            self.who("fees", name, "fees", "outsider") if self.chance(20) else address_of("fees"),
            365 if generous else self.dice.randint(30, 365),
            self.pick([0, 100, 300]),
            MAX_TOTAL if generous else self.amount(),
        )
        return (address_of(name), "Facilities", "setMandate", (cash, mandate))

    def revoke_mandate(self) -> Made:
        return (self.who(*FINANCIERS), "Facilities", "revokeMandate", (self.cash(),))

    def set_line(self) -> Made:
        o = self.order()
        buyer = o.buyer if o else self.who("buyer1")
        cap = MAX_TOTAL if self.chance(70) else self.amount() * self.pick([0, 1, 2])
        return (self.who(*FINANCIERS), "Facilities", "setLine", (self.cash(), buyer, min(cap, MAX_TOTAL + 1)))

    def set_attestor(self) -> Made:
        return (
            self.who(*FINANCIERS),
            "Facilities",
            "setAttestor",
            (self.who("attestor1", "attestor2"), int(self.chance(80))),
        )

    def facility_call(self) -> Made | None:
        """A cap, a freeze, a least version."""
        f = self.facility()
        if f is None:
            return None
        under = self.model.mandate_of(f.financier, f.cash_id).underwriter
        roll = self.dice.random()
        if 0.45 <= roll < 0.9:
            f = self._frozen() or f
            under = self.model.mandate_of(f.financier, f.cash_id).underwriter
        if roll < 0.2:
            cap = self.pick([f.cap - 1, f.cap, f.cap // 2, f.cap * 9 // 10, self.model.used_of_facility(f)])
            return (f.financier, "Facilities", "lowerCap", (f.id, max(cap, 0)))
        if roll < 0.45:
            return (self.pick([f.financier, under]), "Facilities", "freeze", (f.id,))
        if roll < 0.9:
            return (self.pick([f.financier, under]), "Facilities", "unfreeze", (f.id,))
        least = self.model.get("min version", f.id) + self.pick([0, 1, 1])
        cash = self.model.get("cash of", f.cash_id)
        return (f.financier, "Facilities", "setMinVersion", (f.supplier, cash, min(least, 255)))

    def _frozen(self) -> Facility | None:
        found = [f for f in self.model.all(Facility) if f.frozen_by_financier or f.frozen_by_underwriter]
        return self.pick(found) if found else None

    # ---- terms

    def _terms(self, supplier: int | None = None, cash: int | None = None) -> tuple[tuple[Any, ...], bytes]:
        name = self.pick(FINANCIERS)
        supplier, cash = supplier or self.who(*SUPPLIERS), cash or self.cash()
        facility_id = hash_words(address_of(name), supplier, cash)
        f = self.model.row(Facility, facility_id)
        least = max((f.version if f else 0) + 1, self.model.get("min version", facility_id))
        step = 0 if self.chance(85) else self.pick([-1, -1, 1])
        version = min(max(least + step, 0), 255)
        mandate = self.model.mandate_of(address_of(name), self.model.get("cash id", cash))
        advances = sorted(self.dice.randint(0, min(most, 8_800)) for most in mandate.max_advances)
        if self.chance(40):
            advances = [2_000, 5_000, 7_500, 9_000]
        rates = sorted(
            (self.dice.randint(mandate.floor_rate, max(mandate.floor_rate, 1_500)) for _ in range(4)),
            reverse=True,
        )
        if self.chance(10):
            rates, advances = [0, 0, 0, 0], [min(most, BPS) for most in (9_000, 9_000, 9_500, 10_000)]
        if self.chance(5):
            rates, advances = [10_000, 10_000, 500, 0], [0, 100, 5_000, 9_000]
        terms = (
            address_of(name),
            supplier,
            cash,
            mandate.max_cap if self.chance(88) else min(mandate.max_cap, self.amount() * 2),
            tuple(advances),
            tuple(rates),
            self.dice.randint(0, mandate.max_penalty),
            min(
                mandate.max_fee,
                (self.pick([0, 0, 25, 100, self.dice.randint(0, 500)]) if self.chance(95) else 10_000),
            ),
            self.pick([0, 5, 30, 255]),
            self.pick([0, 3, 10, 60]),
            self.pick([0, 10, 60, 365]),
            min(mandate.max_tenor, (self.pick([30, 120, 365, 365]) if self.chance(94) else 0)),
            9,
            version,
            self.now + (self.dice.randint(0, 10 * DAY) if self.chance(95) else -1),
            self.now
            + (self.pick([YEAR, 3 * YEAR, 10 * YEAR]) if self.chance(92) else self.dice.randint(0, 50) * DAY),
        )
        signer = mandate.underwriter if self.chance(95) else self.who(*PARTIES)
        made = (terms, self.signed("Terms", "Facilities", terms, signer))
        self.terms.append(made)
        return made

    def bad_terms(self) -> Made:
        """Terms with one thing beyond its bound, signed as they are."""
        terms, _ = self._terms()
        m = self.model.mandate_of(terms[0], self.model.get("cash id", terms[2]))
        least = self.model.get("min version", hash_words(*terms[:3]))
        rise = (terms[5][0], terms[5][1], terms[5][2], terms[5][2] + 1)
        index, value = self.pick(
            [
                (3, m.max_cap + 1),
                (4, terms[4][::-1]),
                (4, (*terms[4][:3], m.max_advances[3] + 1)),
                (5, rise),
                (5, (10_001, *terms[5][1:])),
                (5, (10_000, 10_000, 10_000, 10_000)),
                (6, m.max_penalty + 1),
                (7, m.max_fee + 1),
                (11, m.max_tenor + 1),
                (13, max(0, least - 1)),
            ]
        )
        terms = (*terms[:index], value, *terms[index + 1 :])
        return (
            terms[1],
            "Facilities",
            "acceptTerms",
            (terms, self.signed("Terms", "Facilities", terms, m.underwriter)),
        )

    def accept_terms(self) -> Made:
        terms, signature = self._terms() if self.chance(85) or not self.terms else self.pick(self.terms[-20:])
        return (terms[1], "Facilities", "acceptTerms", (terms, signature))

    def open_and_draw(self) -> Made | None:
        o = self.order(lambda o: o.state == ACCEPTED and not o.pledged)
        if o is None:
            return None
        terms, signature = self._terms(o.supplier, self.model.get("cash of", o.cash_id))
        worth = sum(v * a for v, a in zip((*o.stages(), 0), terms[4], strict=True)) // BPS
        return (
            o.supplier,
            "Loans",
            "openAndDraw",
            (terms, signature, o.id, self.upto(worth), self._rate(10_000)),
        )

    # ---- loans

    def _rate(self, rate: int) -> int:
        return 10_000 if self.chance(80) else max(0, rate + self.pick([-1, 0, 1]))

    def pledge(self) -> Made | None:
        o = self.order(lambda o: o.state == ACCEPTED and not o.pledged) or self.rarely(self.order)
        if o is None:
            return None
        found = [self.model.facility_no(no + 1) for no in range(self.model.get("facility count"))]
        fitting = [f for f in found if (f.supplier, f.cash_id) == (o.supplier, o.cash_id)]
        f = self.pick(fitting) if fitting else self.rarely(self.facility)
        return (o.supplier, "Loans", "pledge", (f.id, o.id)) if f else None

    def release(self) -> Made | None:
        a = self.account(lambda a: a.principal == 0) or self.rarely(self.account)
        return (self.model.order(a.order).supplier, "Loans", "release", (a.order,)) if a else None

    def _draw(self) -> tuple[int, int, int, int] | None:
        def possible(a: Account) -> bool:
            o = self.model.order(a.order)
            due_at = a.due_at or o.deliver_by + o.term_days * DAY
            return due_at > self.now and self.model.capacity(a) > a.principal

        a = self.account(possible) or self.rarely(self.account)
        if a is None:
            return None
        o = self.model.order(a.order)
        amount = self.upto(max(0, self.model.capacity(a) - a.principal))
        if self.chance(40):
            amount = max(1, amount // self.dice.randint(2, 9))
        return o.supplier, o.id, amount, self._rate(self.model.price_of(a, a.principal + amount))

    def draw(self) -> Made | None:
        made = self._draw()
        if made is None:
            return None
        supplier, order_id, amount, rate = made
        if self.chance(12):
            more = [found for found in (self._draw() for _ in range(2)) if found and found[0] == supplier]
            rows = [made, *more]
            lists = [[row[i] for row in rows] for i in (1, 2, 3)]
            if self.chance(8):
                lists[1].append(1)
            return (supplier, "Loans", "drawMany", (lists[0], lists[1], lists[2]))
        return (supplier, "Loans", "draw", (order_id, amount, rate))

    def repay(self) -> Made | None:
        a = self.any_account(lambda a: a.principal + a.subrogated > 0) or self.rarely(self.account)
        if a is None:
            return None
        interest, penalty = self.model.accrued(a)
        owes = a.principal + a.subrogated + owed(interest) + owed(penalty)
        amount = self.upto(owes) if self.chance(55) else max(1, owes // self.dice.randint(2, 30))
        if a.defaulted_at and self.chance(20):
            amount = owes
        payer = self.model.order(a.order).supplier if self.chance(85) else self.who(*PARTIES)
        return (payer, "Loans", "repay", (a.order, amount))

    def adopt(self) -> Made | None:
        a = self.any_account(lambda a: a.version not in (0, self.model.facility_no(a.facility).version))
        a = a or self.rarely(self.account)
        return (self.model.order(a.order).supplier, "Loans", "adopt", (a.order,)) if a else None

    def _financier(self, a: Account) -> int:
        return self.model.facility_no(a.facility).financier

    def extend(self) -> Made | None:
        a = self.any_account(lambda a: a.version != 0)
        if a is None:
            return None
        due_at = self.pick([a.due_at + DAY, a.due_at, a.due_at + 30 * DAY, self.now + 3_650 * DAY + 1])
        return (self._financier(a), "Loans", "extend", (a.order, due_at))

    def waive(self) -> Made | None:
        a = self.any_account(lambda a: a.interest > 0)
        if a is None:
            return None
        interest, penalty = (owed(units) for units in self.model.accrued(a))
        return (self._financier(a), "Loans", "waive", (a.order, self.upto(interest), self.upto(penalty)))

    def declare(self) -> Made | None:
        def ripe(a: Account) -> bool:
            past = self.now > self.model.grace_ends(a) or (
                a.over_since and self.now > self.model.cure_ends(a)
            )
            return bool(a.version) and not a.defaulted_at and bool(past)

        a = self.any_account(ripe) or self.rarely(self.account)
        return (self._financier(a), "Loans", "declareDefault", (a.order,)) if a else None

    def write_off(self) -> Made | None:
        a = self.any_account(lambda a: a.defaulted_at != 0) or self.rarely(self.account)
        return (self._financier(a), "Loans", "writeOff", (a.order,)) if a else None

    def sync(self) -> Made | None:
        o = self.order()
        return (self.who(*PARTIES), "Loans", "sync", (o.id,)) if o else None
