"""Loan accounts: accrual, price, capacity, payments (finance.md; model.md, Loans)."""

from __future__ import annotations

from tests.model.arithmetic import (
    DAY,
    DEN,
    Doubt,
    Four,
    Parts,
    cumulative,
    eligible,
    owed,
    price,
    unpaid_face,
    waterfall,
)
from tests.model.facilities import Facilities
from tests.model.rows import Account, Facility, Holding, Order, Receivable, Schedule


class Accounts(Facilities):
    """What sync does, and how money that comes in is laid on debts."""

    def order(self, order_id: int) -> Order:
        """An order that is known to exist."""
        found = self.row(Order, order_id)
        assert found is not None
        return found

    def units(self, receivable_id: int, holder: int) -> int:
        """Units that a holder has."""
        found = self.row(Holding, receivable_id, holder)
        return found.units if found else 0

    custody_seen: dict[int, list[tuple[int, int]]] | None = None
    """What `custody` has answered, while nothing changes (views ask many times); None while calls run."""

    def custody(self, order: Order) -> list[tuple[int, int]]:
        """(maturity, unpaid face) of what lies in custody for an order and is not paid."""
        seen = self.custody_seen
        if seen is None:
            return self._custody(order)
        if order.id not in seen:
            seen[order.id] = self._custody(order)
        return seen[order.id]

    def _custody(self, order: Order) -> list[tuple[int, int]]:
        found, collateral = [], self.at["Collateral"]
        for receivable_id in order.receivables:
            held = self.row(Holding, receivable_id, collateral)
            if held is not None and held.units:
                r = self.row(Receivable, receivable_id)
                assert r is not None
                face = unpaid_face(held.units, r.paid, r.outstanding)
                if face:
                    found.append((r.maturity, face))
        return found

    def facts(self, order: Order) -> Four:
        """f of an order: three stages of its own and the unpaid face in custody."""
        return (*order.stages(), sum(face for _, face in self.custody(order)))

    def custody_overdue(self, order: Order) -> bool:
        """Whether anything in custody is unpaid past its maturity."""
        return any(maturity < self.now for maturity, _ in self.custody(order))

    def schedule(self, account: Account) -> Schedule:
        """That of the version of the first draw; the newest while nothing is owed."""
        facility = self.facility_no(account.facility)
        return facility.schedules[account.version or facility.version]

    def doubt(self, account: Account, order: Order) -> Doubt:
        """What speaks against an order's value this second."""
        facility, terms = self.facility_no(account.facility), self.schedule(account)
        promised = account.deliver_by if account.version else order.deliver_by
        stale_at = promised + terms.stale_days * DAY
        buyer, supplier = self.party(order.buyer), self.party(order.supplier)
        return Doubt(
            evidence_counts=bool(order.attestor)
            and bool(self.get("relies", facility.financier, order.attestor)),
            stale=self.now > stale_at,
            stale_received=self.now > stale_at + order.term_days * DAY,
            disputed=order.disputed_by_buyer + order.disputed_by_supplier,
            custody_overdue=self.custody_overdue(order),
            supplier_suspended=supplier.suspended,
            nothing_counts=buyer.suspended or self.related(order.buyer, order.supplier, facility.financier),
        )

    def capacity(self, account: Account) -> int:
        """Minor units that may be owed this second."""
        order = self.order(account.order)
        s = eligible(self.facts(order), self.doubt(account, order))
        return cumulative(s, self.schedule(account).advances)[0]

    def price_of(self, account: Account, principal: int) -> int:
        """Basis points a year of a principal on this account."""
        terms = self.schedule(account)
        return price(principal, self.facts(self.order(account.order)), terms.advances, terms.rates)

    def grace_ends(self, account: Account) -> int:
        """When penalty begins without a declared default."""
        return account.due_at + self.schedule(account).grace_days * DAY

    def cure_ends(self, account: Account) -> int:
        """Until when an over-advance may be cured."""
        dropped = 0
        order = self.order(account.order)
        if order.stages()[1]:  # its evidence is part of what counts
            financier = self.facility_no(account.facility).financier
            dropped = self.get("dropped", financier, order.attestor)
        return max(account.over_since, dropped) + self.schedule(account).cure_days * DAY

    def accrued(self, account: Account) -> tuple[int, int]:
        """Interest units and penalty units as of now."""
        seconds = self.now - account.synced_at
        interest = account.interest + account.principal * account.rate * seconds
        if not account.principal:
            return account.interest, account.penalty
        begin = self.grace_ends(account)
        if account.defaulted_at:
            begin = min(begin, account.defaulted_at)
        late = max(0, self.now - max(begin, account.synced_at))
        return interest, account.penalty + account.principal * self.schedule(account).penalty * late

    def accrue(self, account: Account) -> Account:
        """Bring accrued money up to now."""
        interest, penalty = self.accrued(account)
        self.edit(account)
        account.interest, account.penalty, account.synced_at = interest, penalty, self.now
        return account

    def troubled(self, account: Account) -> bool:
        """In default, or over-advanced now and seen so for longer than the cure."""
        return bool(account.defaulted_at) or (
            account.over_since != 0
            and self.now > self.cure_ends(account)
            and account.principal > self.capacity(account)
        )

    def reprice(self, account: Account, closed: Schedule | None = None) -> int:
        """Price, over-advance and sweep after whatever happened; answers the capacity.

        `closed`: the schedule under which everything was just paid; its rate_0 stays until the next event.
        """
        capacity = self.capacity(account)
        self.edit(account)
        closes = closed is not None and not account.version
        account.rate = closed.rates[0] if closed and closes else self.price_of(account, account.principal)
        if account.principal <= capacity:
            account.over_since = 0
        else:
            account.over_since = account.over_since or self.now
        troubled = self.troubled(account)
        facility = self.facility_no(account.facility)
        if account.swept and not troubled:
            account.swept = False
            self.edit(facility).sweep = 0
        elif troubled and not account.swept and not facility.sweep:
            account.swept = True
            self.edit(facility).sweep = account.order
        return capacity

    def facts_changed(self, order: Order) -> None:
        """A fact of an order was recorded: its account is synced in the same transaction."""
        if order.pledged:
            account = self.row(Account, order.id)
            assert account is not None
            self.accrue(account)
            self.reprice(account)

    # ---- money

    def lay(self, account: Account, amount: int) -> Parts:
        """Lay a payment on a debt that is accrued up to now; what owes nothing any more is closed."""
        parts = waterfall(
            amount, owed(account.penalty), owed(account.interest), account.principal, account.subrogated
        )
        self.edit(account)
        account.penalty -= parts.penalty * DEN
        account.interest -= parts.interest * DEN
        account.principal -= parts.principal
        account.subrogated -= parts.subrogated
        if account.version and account.principal + account.subrogated == 0:
            account.penalty = account.interest = account.version = account.due_at = 0
            account.deliver_by = account.first_draw = account.defaulted_at = account.guarantor = 0
            account.written_off = False
        return parts

    def need_sound(self, account: Account, capacity: int) -> None:
        """Nothing owed, or a debt that is neither past due, in default nor uncovered."""
        if account.version:
            if self.now >= account.due_at:
                self.no("Loans_PastDue", account.order, account.due_at, self.now)
            if account.defaulted_at:
                self.no("Loans_InDefault", account.order, account.defaulted_at)
            if account.principal > capacity:
                self.no("Loans_OverAdvanced", account.order, account.principal, capacity)
        self.stop()

    def collect(self, account: Account, amount: int, source: int, must_cover: bool) -> None:
        """Money of units in custody runs the waterfall; `source` is the contract that has it."""
        order, facility = self.order(account.order), self.facility_no(account.facility)
        cash = self.get("cash of", order.cash_id)
        self.accrue(account)
        guarantor = account.guarantor
        terms, parts = self.schedule(account), self.lay(account, amount)
        capacity = self.reprice(account, terms)
        if must_cover:
            self.need_sound(account, capacity)
        self._share(cash, source, facility, guarantor, parts)
        left = parts.residual
        if left and facility.sweep and facility.sweep != order.id:
            left = self._sweep(facility, cash, source, left)
        if left:
            self.settle(cash, source, order.supplier, left)

    def _sweep(self, facility: Facility, cash: int, source: int, residual: int) -> int:
        account = self.row(Account, facility.sweep)
        assert account is not None
        self.accrue(account)
        if not self.troubled(account):
            self.reprice(account)
            return residual
        guarantor = account.guarantor
        terms, parts = self.schedule(account), self.lay(account, residual)
        self.reprice(account, terms)
        self._share(cash, source, facility, guarantor, parts)
        return parts.residual

    def _share(self, cash: int, source: int, facility: Facility, guarantor: int, parts: Parts) -> None:
        to_financier = parts.penalty + parts.interest + parts.principal
        if to_financier:
            self.settle(cash, source, facility.financier, to_financier)
        if parts.subrogated:
            self.settle(cash, source, guarantor, parts.subrogated)
