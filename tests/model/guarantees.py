"""GuaranteePool: first-loss cover, each guarantor its own account (model.md, GuaranteePool)."""

from __future__ import annotations

from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, ceil_div
from tests.model.parties import GUARANTOR
from tests.model.rows import Account, Commitment, Deposit, Facility
from tests.model.sales import Sales

LEVERAGE = 5
NOTICE = CLAIM_AFTER = 30 * DAY
NOTICE_GOOD_FOR = 7 * DAY
LONGEST_COVER = 3_650 * DAY


class Guarantees(Sales):
    """The calls of IGuaranteePool."""

    def deposit_of(self, guarantor: int, cash_id: int) -> Deposit:
        """A guarantor's account in a cash, about to change."""
        found = self.row(Deposit, guarantor, cash_id)
        return self.edit(found) if found else self.add(Deposit(guarantor, cash_id), guarantor, cash_id)

    def _need_leverage(self, deposit: Deposit) -> None:
        if deposit.committed > LEVERAGE * deposit.deposited:
            most = LEVERAGE * deposit.deposited
            self.no("GuaranteePool_OverCommitted", deposit.guarantor, deposit.committed, most)

    def guaranteepool_deposit(self, cash: int, amount: int) -> None:
        """Guarantor: add cash."""
        self.need_active(self.me, GUARANTOR)
        cash_id = self.cash_id(cash)
        if not cash_id:
            self.stop()
        d = self.deposit_of(self.me, cash_id)
        if amount == 0 or d.deposited + amount > MAX_TOTAL:
            self.no("GuaranteePool_AmountOutOfRange", amount, MAX_TOTAL)
        d.deposited += amount
        self.hand(cash, self.me, self.at["GuaranteePool"], amount, self.at["GuaranteePool"])

    def guaranteepool_give_notice(self, cash: int, amount: int) -> None:
        """Guarantor: what will leave in 30 days."""
        cash_id = self.cash_id(cash)
        self.stop()
        d = self.deposit_of(self.me, cash_id)
        if amount > d.deposited:
            raise self.refuse("GuaranteePool_AmountOutOfRange", amount, d.deposited)
        d.noticed, d.notice_ends = amount, self.now + NOTICE

    def guaranteepool_withdraw(self, cash: int, amount: int) -> None:
        """Guarantor: what was noticed."""
        cash_id = self.cash_id(cash)
        self.stop()
        d = self.deposit_of(self.me, cash_id)
        if amount == 0:
            self.no("GuaranteePool_AmountOutOfRange", 0, d.noticed)
        if amount > d.noticed:
            self.no("GuaranteePool_NoticeMissing", self.me, d.noticed, amount)
        if self.now < d.notice_ends:
            self.no("GuaranteePool_NoticeRunning", d.notice_ends, self.now)
        if self.now > d.notice_ends + NOTICE_GOOD_FOR:
            self.no("GuaranteePool_NoticeLapsed", d.notice_ends + NOTICE_GOOD_FOR, self.now)
        d.noticed -= amount
        d.deposited -= amount
        self._need_leverage(d)
        self.stop()
        self.settle(cash, self.at["GuaranteePool"], self.me, amount)

    def guaranteepool_commit(  # noqa: PLR0917
        self, facility_id: int, version: int, cover: int, cap: int, per_buyer: int, valid_until: int
    ) -> None:
        """Guarantor: cover accounts of this version whose first draw comes later."""
        self.need_standing(self.me, GUARANTOR)
        facility = self.row(Facility, facility_id)
        if facility is None or not 0 < version <= facility.version:
            raise self.refuse("GuaranteePool_FacilityUnknown", facility_id, version)
        if not 0 < cover <= BPS:
            self.no("GuaranteePool_CoverOutOfRange", cover, BPS)
        if not 0 < cap <= MAX_TOTAL:
            self.no("GuaranteePool_AmountOutOfRange", cap, MAX_TOTAL)
        if not 0 < per_buyer <= cap:
            self.no("GuaranteePool_AmountOutOfRange", per_buyer, cap)
        if not self.now < valid_until <= self.now + LONGEST_COVER:
            self.no("GuaranteePool_ValidityOutOfRange", valid_until, self.now, self.now + LONGEST_COVER)
        if self.row(Commitment, self.me, facility_id, version):
            self.no("GuaranteePool_AlreadyCommitted", self.me, facility_id, version)
        d = self.deposit_of(self.me, facility.cash_id)
        if d.committed + cap > MAX_TOTAL:
            self.no("GuaranteePool_AmountOutOfRange", d.committed + cap, MAX_TOTAL)
        d.committed += cap
        self._need_leverage(d)
        self.stop()
        row = Commitment(
            self.me, facility_id, version, cap, per_buyer, cover, self.now, valid_until, facility.cash_id
        )
        self.add(row, self.me, facility_id, version)

    def guaranteepool_end_commitment(self, guarantor: int, facility_id: int, version: int) -> None:
        """Anyone: what is over frees what it bound."""
        row = self.row(Commitment, guarantor, facility_id, version)
        if row is None:
            raise self.refuse("GuaranteePool_NoCommitment", guarantor, facility_id, version)
        if self.now <= row.valid_until:
            raise self.refuse("GuaranteePool_StillValid", row.valid_until, self.now)
        self.deposit_of(guarantor, row.cash_id).committed -= row.cap
        self.remove(row, guarantor, facility_id, version)

    def guaranteepool_claim(self, order_id: int, guarantor: int) -> list[int]:
        """Financier: the covered part of an account that is 30 days in default."""
        account = self.row(Account, order_id)
        if account is None or not account.defaulted_at:
            raise self.refuse("GuaranteePool_NotInDefault", order_id)
        facility, order = self.facility_no(account.facility), self.order(order_id)
        financier, version = facility.financier, account.version
        if self.me != financier:
            self.no("GuaranteePool_NotFinancier", order_id, self.me, financier)
        row = self.row(Commitment, guarantor, facility.id, version)
        if row is None:
            raise self.refuse("GuaranteePool_NoCommitment", guarantor, facility.id, version)
        claimable = account.defaulted_at + CLAIM_AFTER
        if self.now < claimable:
            self.no("GuaranteePool_TooEarly", order_id, claimable, self.now)
        if self.now > row.valid_until:
            self.no("GuaranteePool_Expired", row.valid_until, self.now)
        if account.first_draw <= row.since:
            self.no("GuaranteePool_DrawnBefore", order_id, account.first_draw, row.since)
        if self.related(order.buyer, order.supplier, financier, guarantor):
            self.no("GuaranteePool_Affiliates", order_id, guarantor)
        if account.guarantor:
            self.no("Loans_AlreadyGuaranteed", order_id, account.guarantor)
        d = self.deposit_of(guarantor, row.cash_id)
        others = d.committed - row.cap
        paid = self.get("paid for", guarantor, facility.id, version, order.buyer, row.since)
        bounds = (row.cover * account.principal // BPS, row.cap, row.per_buyer - paid)
        amount = max(0, min(*bounds, d.deposited - ceil_div(others, LEVERAGE)))
        if amount == 0:
            raise self.refuse("GuaranteePool_NothingToPay", order_id)
        self.stop()
        self.put(paid + amount, "paid for", guarantor, facility.id, version, order.buyer, row.since)
        d.deposited -= amount
        self.edit(row).cap = min(row.cap - amount, LEVERAGE * d.deposited - others)
        d.committed = others + row.cap
        d.noticed = min(d.noticed, d.deposited)
        self.subrogate(order_id, guarantor, amount)
        cash = self.get("cash of", row.cash_id)
        self.settle(cash, self.at["GuaranteePool"], financier, amount)
        return [amount]
