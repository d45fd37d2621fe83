"""Loans: pledge, draw, repay, adopt, extend, waive, default (model.md, Loans; ILoans)."""

from __future__ import annotations

from typing import Any

from tests.model.accounts import Accounts
from tests.model.arithmetic import BPS, DAY, DEN, ceil_div, owed
from tests.model.parties import BUYER, FINANCIER, SUPPLIER
from tests.model.rows import ACCEPTED, Account, Facility, Order
from tests.model.words import MASK

LONGEST_EXTENSION = 3_650 * DAY


class Loans(Accounts):
    """The calls of ILoans."""

    def pledged(self, order_id: int) -> Account:
        """The account of a pledged order."""
        account = self.row(Account, order_id)
        if account is None:
            raise self.refuse("Loans_NotPledged", order_id)
        return account

    def _need_supplier(self, order: Order) -> None:
        if self.me != order.supplier:
            self.no("Loans_NotSupplier", order.id, self.me, order.supplier)

    def _financiers(self, order_id: int) -> Account:
        account = self.pledged(order_id)
        financier = self.facility_no(account.facility).financier
        if self.me != financier:
            self.no("Loans_NotFinancier", order_id, self.me, financier)
        return account

    def _need_debt(self, account: Account) -> None:
        if not account.version:
            self.no("Loans_NothingOwed", account.order)

    def loans_pledge(self, facility_id: int, order_id: int) -> None:
        """Supplier: an accepted order, no affiliates."""
        facility = self.row(Facility, facility_id)
        if facility is None:
            self.no("Loans_FacilityUnknown", facility_id)
        order = self.row(Order, order_id)
        if order is None:
            self.no("Orders_Unknown", order_id)
        if facility is None or order is None:
            self.stop()
            return
        if order.state != ACCEPTED:
            self.no("Orders_StateForbids", order_id, order.state)
        if order.pledged:
            self.no("Orders_AlreadyPledged", order_id)
        self._need_supplier(order)
        if (facility.supplier, facility.cash_id) != (order.supplier, order.cash_id):
            self.no("Loans_FacilityDiffers", order_id, facility_id)
        self.need_active(order.supplier, SUPPLIER, order.buyer, BUYER)
        if self.related(order.buyer, order.supplier, facility.financier):
            self.no("Loans_Affiliates", order_id)
        self.stop()
        self.edit(order).pledged = True
        self.reprice(self.add(Account(order_id, facility.no, self.now), order_id))

    def loans_release(self, order_id: int) -> None:
        """Supplier: nothing owed, custody empty."""
        account, order = self.pledged(order_id), self.order(order_id)
        self._need_supplier(order)
        if account.principal + account.subrogated:
            self.no("Loans_StillOwed", order_id, account.principal + account.subrogated)
        in_custody = self.facts(order)[3]
        if in_custody:
            self.no("Loans_CustodyNotEmpty", order_id, in_custody)
        self.stop()
        self.edit(order).pledged = False
        self.remove(account, order_id)

    def loans_draw(self, order_id: int, amount: int, max_rate: int) -> None:
        """Supplier: principal rises, cash moves from the financier, its fee to feeTo."""
        account, order = self.pledged(order_id), self.order(order_id)
        facility, terms = self.facility_no(account.facility), self.schedule(account)
        financier, cash = facility.financier, self.get("cash of", order.cash_id)
        self._need_supplier(order)
        if amount == 0:
            self.no("Loans_ZeroAmount")
        self.need_active(order.supplier, SUPPLIER, order.buyer, BUYER, financier, FINANCIER)
        due_at = account.due_at
        if not account.version:
            due_at = min(order.deliver_by + order.term_days * DAY, self.now + terms.max_tenor * DAY)
        if self.now >= due_at:
            self.no("Loans_PastDue", order_id, due_at, self.now)
        if self.custody_overdue(order):
            earliest = min(maturity for maturity, _ in self.custody(order))
            self.no("Loans_CustodyOverdue", order_id, earliest, self.now)
        available = max(0, self.capacity(account) - account.principal)
        if amount > available:
            self.no("Loans_OverCapacity", order_id, amount, available)
        self.need_room(facility, terms, order.buyer, amount)
        fee = ceil_div(amount * terms.fee, BPS)
        if fee >= amount:
            self.no("Loans_NetNotPositive", order_id, amount, fee)
        rate = self.price_of(account, account.principal + amount)
        if rate > max_rate:
            self.no("Loans_RateAboveLimit", order_id, rate, max_rate)
        has, allowed = self.balance(cash, financier), self.allowed(cash, financier, self.at["Loans"])
        if min(has, allowed) < amount:
            self.no("Loans_FinancierUnfunded", financier, has, allowed, amount)
        self.stop()
        self.accrue(account)
        if not account.version:
            account.version, account.due_at = facility.version, due_at
            account.deliver_by, account.first_draw = order.deliver_by, self.now
        account.principal += amount
        self.reprice(account)
        fee_to = self.mandate_of(financier, order.cash_id).fee_to
        self.hand(cash, financier, order.supplier, amount - fee, self.at["Loans"])
        if fee:
            self.settle(cash, financier, fee_to, fee, self.at["Loans"])

    def loans_draw_many(self, order_ids: list[int], amounts: list[int], max_rates: list[int]) -> None:
        """Supplier: all or none."""
        if not len(order_ids) == len(amounts) == len(max_rates):
            raise self.refuse("Loans_LengthsDiffer", len(order_ids), len(amounts), len(max_rates))
        for order_id, amount, max_rate in zip(order_ids, amounts, max_rates, strict=True):
            self.loans_draw(order_id, amount, max_rate)

    def loans_open_and_draw(
        self, terms: tuple[Any, ...], signature: bytes, order_id: int, amount: int, max_rate: int
    ) -> None:
        """Supplier: accept terms, pledge and draw at once."""
        facility_id = self.accept_terms(self.me, terms, signature)
        self.loans_pledge(facility_id, order_id)
        self.loans_draw(order_id, amount, max_rate)

    def loans_repay(self, order_id: int, amount: int) -> list[int]:
        """Anyone: at most what is owed."""
        account, order = self.pledged(order_id), self.order(order_id)
        if amount == 0:
            raise self.refuse("Loans_ZeroAmount")
        cash, financier = self.get("cash of", order.cash_id), self.facility_no(account.facility).financier
        self.accrue(account)
        guarantor = account.guarantor
        terms, parts = self.schedule(account), self.lay(account, amount)
        taken = amount - parts.residual
        if taken == 0:
            raise self.refuse("Loans_NothingOwed", order_id)
        self.reprice(account, terms)
        if taken - parts.subrogated:
            self.settle(cash, self.me, financier, taken - parts.subrogated, self.at["Loans"])
        if parts.subrogated:
            self.settle(cash, self.me, guarantor, parts.subrogated, self.at["Loans"])
        return [taken]

    def loans_adopt(self, order_id: int) -> None:
        """Supplier: a running account moves to the newest terms, not in default."""
        account = self.pledged(order_id)
        self._need_supplier(self.order(order_id))
        newest = self.facility_no(account.facility).version
        if account.version in (0, newest):
            self.no("Loans_NothingToAdopt", order_id, account.version, newest)
        if account.defaulted_at:
            self.no("Loans_InDefault", order_id, account.defaulted_at)
        self.stop()
        self.accrue(account).version = newest
        self.reprice(account)

    def loans_extend(self, order_id: int, due_at: int) -> None:
        """Financier: a later due date."""
        account = self._financiers(order_id)
        self.need_not_suspended(self.me)
        self._need_debt(account)
        latest = self.now + LONGEST_EXTENSION
        if not account.due_at < due_at <= latest:
            self.no("Loans_DueNotLater", order_id, account.due_at, due_at, latest)
        self.stop()
        self.accrue(account).due_at = due_at
        self.reprice(account)

    def loans_waive(self, order_id: int, interest: int, penalty: int) -> None:
        """Financier: accrued money is given up, at most what is owed."""
        account = self._financiers(order_id)
        self.need_not_suspended(self.me)
        owed_interest, owed_penalty = (owed(units) for units in self.accrued(account))
        if interest > owed_interest or penalty > owed_penalty:
            self.no("Loans_WaiverAboveOwed", order_id, interest, penalty, owed_interest, owed_penalty)
        if interest + penalty == 0:
            self.no("Loans_ZeroAmount")
        self.stop()
        self.accrue(account)
        account.interest -= interest * DEN
        account.penalty -= penalty * DEN
        self.reprice(account)

    def loans_declare_default(self, order_id: int) -> None:
        """Financier: after the grace, or over-advanced for longer than the cure."""
        account = self._financiers(order_id)
        self._need_debt(account)
        if account.defaulted_at:
            self.no("Loans_InDefault", order_id, account.defaulted_at)
        grace_ends = self.grace_ends(account)
        over = account.over_since and account.principal > self.capacity(account)
        cure_ends = self.cure_ends(account) if over else MASK
        if self.now <= min(grace_ends, cure_ends):
            self.no("Loans_TooEarlyToDeclare", order_id, grace_ends, cure_ends, self.now)
        self.stop()
        self.accrue(account).defaulted_at = self.now
        self.reprice(account)

    def loans_write_off(self, order_id: int) -> None:
        """Financier: a mark; the debt stays."""
        account = self._financiers(order_id)
        if not account.defaulted_at:
            self.no("Loans_NotInDefault", order_id)
        if account.written_off:
            self.no("Loans_AlreadyWrittenOff", order_id)
        self.stop()
        self.accrue(account).written_off = True
        self.reprice(account)

    def loans_sync(self, order_id: int) -> None:
        """Anyone, in any state."""
        account = self.row(Account, order_id)
        if account is not None:
            self.accrue(account)
            self.reprice(account)

    def subrogate(self, order_id: int, guarantor: int, amount: int) -> None:
        """The guarantor has paid a part of the principal and is owed it."""
        account = self.pledged(order_id)
        if account.guarantor:
            raise self.refuse("Loans_AlreadyGuaranteed", order_id, account.guarantor)
        self.accrue(account)
        account.principal -= amount
        account.subrogated, account.guarantor = amount, guarantor
        self.reprice(account)

    def _loans_sister(self, *_: Any) -> None:
        raise self.refuse("Loans_OnlySister", self.me)

    loans_sync_with = loans_take_confirmed = loans_change_custody = loans_collect = _loans_sister
    loans_subrogate = _loans_sister
