"""Receivables: invoices, confirmed payables, units, payments (model.md, Receivables; finance.md, Holders)."""

from __future__ import annotations

from typing import Any

from tests.model.arithmetic import DAY, DEN, MAX_AMOUNT, owed
from tests.model.fingerprints import Fingerprints
from tests.model.parties import SUPPLIER
from tests.model.rows import (
    ACCEPTED,
    CONFIRMED,
    LATE,
    OVERDUE,
    PROPOSED,
    RETURNED,
    SETTLED,
    VOID_BY_BUYER,
    VOID_BY_SUPPLIER,
    VOIDED,
    WITHDRAWN,
    Holding,
    Order,
    Receivable,
)
from tests.model.words import hash_words


class Payables(Fingerprints):
    """The calls of IReceivables that propose, confirm and pay."""

    # ---- proposals

    def proposal_id(self, p: tuple[Any, ...]) -> tuple[int, int]:
        """(receivable, occupancy key) of a proposal by the order's supplier."""
        order = self.row(Order, p[0])
        return self._ids(p, order.supplier if order else 0)

    def _ids(self, p: tuple[Any, ...], supplier: int) -> tuple[int, int]:
        order_id, face, gross, maturity, fingerprint, root, n = p
        key = hash_words(self.party(supplier).entity, fingerprint)
        return hash_words(order_id, key, face, gross, maturity, root, n), key

    def receivables_propose(self, p: tuple[Any, ...], valid_until: int, signature: bytes) -> list[int]:
        """Supplier: with the fingerprint service's signature."""
        order_id, face, gross, maturity, fingerprint, _root, _n = p
        self.need_active(self.me, SUPPLIER)
        if not 0 < face <= MAX_AMOUNT:
            self.no("Receivables_FaceOutOfRange", face, MAX_AMOUNT)
        if face > gross:
            self.no("Receivables_FaceAboveGross", face, gross)
        self._need_maturity(maturity)
        receivable_id, key = self._ids(p, self.me)
        former = self.row(Receivable, receivable_id)
        if former:
            self.no("Receivables_AlreadyExists", receivable_id, former.state)
        entity, writer = self.party(self.me).entity, self.at["Receivables"]
        self.need_room_in(writer, entity, fingerprint, gross, face, receivable_id, valid_until, signature)
        order = self.row(Order, order_id)
        if order is None:
            raise self.refuse("Orders_Unknown", order_id)
        if order.supplier != self.me:
            self.no("Orders_NotSupplier", order_id, self.me, order.supplier)
        if order.state != ACCEPTED:
            self.no("Orders_StateForbids", order_id, order.state)
        free = max(0, order.received - order.returned - order.confirmed - order.proposed)
        if face > free:
            self.no("Orders_AboveReceived", order_id, face, free)
        self.stop()
        self.put(gross, "gross", key)
        self.put(self.get("occupied", key) + face, "occupied", key)
        self.edit(order).proposed += face
        order.receivables = (*order.receivables, receivable_id)
        row = Receivable(receivable_id, order_id, key, face, gross, maturity, order.cash_id, order.late_bps)
        self.add(row, receivable_id)
        return [receivable_id]

    def _need_maturity(self, maturity: int) -> None:
        if maturity % DAY:
            self.no("Receivables_MaturityNotWholeDay", maturity)
        latest = self.now + 365 * DAY
        if not self.now < maturity <= latest:
            self.no("Receivables_MaturityOutOfRange", maturity, self.now, latest)

    def _retire(self, p: tuple[Any, ...], by_buyer: bool, state: int) -> None:
        receivable_id, key = self.proposal_id(p)
        row = self.known_receivable(receivable_id, PROPOSED)
        order = self.order(row.order)
        if by_buyer and self.me != order.buyer:
            self.no("Orders_NotBuyer", order.id, self.me, order.buyer)
        if not by_buyer and self.me != order.supplier:
            self.no("Orders_NotSupplier", order.id, self.me, order.supplier)
        self.need_writing(self.at["Receivables"])
        self.stop()
        self.edit(row).state = state
        self.edit(order).proposed -= row.face
        self.put(self.get("occupied", key) - row.face, "occupied", key)

    def receivables_withdraw(self, p: tuple[Any, ...]) -> None:
        """Supplier: frees the amount and the fingerprint."""
        self._retire(p, False, WITHDRAWN)

    def receivables_reject(self, p: tuple[Any, ...], _reason: int) -> None:
        """Buyer: the same."""
        self._retire(p, True, RETURNED)

    def receivables_confirm(self, receivable_id: int, reason: int) -> None:
        """Buyer: irrevocable."""
        row = self.known_receivable(receivable_id, PROPOSED)
        order = self.order(row.order)
        self._need_maturity(row.maturity)
        if reason == 0 and row.maturity > self.now + 180 * DAY:
            self.no("Receivables_ReasonMissing", row.maturity, self.now + 180 * DAY)
        if self.me != order.buyer:
            self.no("Orders_NotBuyer", order.id, self.me, order.buyer)
        free = order.received - order.returned - order.confirmed
        if row.face > free:
            self.no("Orders_AboveReceived", order.id, row.face, free)
        self.need_may_confirm(self.me, order.pledged)
        if order.pledged and len(self.custody(order)) >= 16:
            self.no("Loans_CustodyFull", order.id, 16)
        self.stop()
        self.edit(order)
        order.proposed -= row.face
        order.confirmed += row.face
        self.edit(row)
        row.state, row.outstanding = CONFIRMED, row.face
        holder = self.at["Collateral"] if order.pledged else order.supplier
        self.add(Holding(row.id, holder, row.face), row.id, holder)
        if order.pledged:
            account = self.accrue(self.pledged(order.id))
            if account.version and self.now < account.due_at:
                latest = account.first_draw + self.schedule(account).max_tenor * DAY
                account.due_at = max(account.due_at, min(row.maturity, latest))
            self.reprice(account)

    # ---- payment

    def late_units(self, row: Receivable) -> int:
        """Late interest in interest units as of now."""
        since = row.late_from if row.flags & LATE else row.maturity
        return row.late_units + (row.outstanding - row.paid) * row.late_bps * max(0, self.now - since)

    def receivables_pay(self, receivable_id: int, amount: int) -> list[int]:
        """Anyone with its own cash: late interest first, at most what is owed."""
        row = self.known_receivable(receivable_id, CONFIRMED)
        if amount == 0:
            raise self.refuse("Receivables_ZeroAmount")
        cash, here = self.get("cash of", row.cash_id), self.at["Receivables"]
        units = self.late_units(row)
        late = min(amount, owed(units))
        face = min(amount - late, row.outstanding - row.paid)
        self.edit(row)
        row.paid += face
        row.late_paid += late
        settled = row.paid == row.outstanding
        if self.now > row.maturity:
            row.late_units, row.late_from = 0 if settled else units - late * DEN, self.now
            row.flags |= LATE
        if settled:
            row.state = SETTLED
            self.no_longer_overdue(row)
        self.hand(cash, self.me, here, face + late, here)
        if self.units(row.id, self.at["Collateral"]):
            share = self._take(row, self.at["Collateral"])[0]
            self.collect(self.pledged(row.order), share, here, must_cover=False)
        return [face + late]

    def _take(self, row: Receivable, holder: int) -> tuple[int, bool]:
        """What a holder may take now, and whether its fraction was handed in (once all is paid)."""
        if row.outstanding == 0:
            return 0, False
        h = self.touch(row, holder)
        amount, rest = divmod(h.claim, row.outstanding)
        h.claim = rest
        if not rest or row.state != SETTLED:
            return amount, False
        h.claim = 0
        found = self.row(Holding, row.id, self.at["Receivables"])
        pot = (
            self.edit(found)
            if found
            else self.add(Holding(row.id, self.at["Receivables"]), row.id, self.at["Receivables"])
        )
        pot.claim += rest
        if pot.claim >= row.outstanding:
            pot.claim -= row.outstanding
            amount += 1
        return amount, True

    def _redeem(self, receivable_id: int, holder: int) -> tuple[int, bool]:
        row = self.known_receivable(receivable_id)
        if holder in (self.at["Collateral"], self.at["Receivables"]):
            raise self.refuse("Receivables_ReceiverIsSystem", holder)
        amount, handed_in = self._take(row, holder)
        if amount:
            self.settle(self.get("cash of", row.cash_id), self.at["Receivables"], holder, amount)
        return amount, handed_in

    def receivables_redeem(self, receivable_id: int, holder: int) -> list[int]:
        """Anyone, for the holder."""
        amount, handed_in = self._redeem(receivable_id, holder)
        if not amount and not handed_in:
            raise self.refuse("Receivables_NothingToRedeem", receivable_id, holder)
        return [amount]

    def receivables_pay_and_redeem(self, receivable_id: int, amount: int, holders: list[int]) -> list[int]:
        """Pay, then hand each named holder its share."""
        paid = self.receivables_pay(receivable_id, amount)
        for holder in holders:
            self._redeem(receivable_id, holder)
        return paid

    # ---- overdue, forgiven, voided

    def receivables_flag_overdue(self, receivable_ids: list[int]) -> None:
        """Anyone, from the second after maturity."""
        for receivable_id in receivable_ids:
            row = self.known_receivable(receivable_id, CONFIRMED)
            if self.now <= row.maturity:
                raise self.refuse("Receivables_NotOverdue", receivable_id, row.maturity, self.now)
            if not row.flags & OVERDUE:
                self.edit(row).flags |= OVERDUE
                self.edit(self.party(self.order(row.order).buyer)).overdue += 1

    def _need_untouched(self, row: Receivable) -> None:
        if row.money_in:
            self.no("Receivables_MoneyCameIn", row.id, row.money_in)

    def receivables_forgive(self, receivable_id: int, units: int) -> None:
        """Holder: extinguish own free units before the first payment."""
        if units == 0:
            raise self.refuse("Receivables_ZeroAmount")
        self.need_not_suspended(self.me)
        row = self.known_receivable(receivable_id, CONFIRMED)
        self._need_untouched(row)
        has = self.units(receivable_id, self.me)
        if has < units:
            self.no("Receivables_InsufficientUnits", receivable_id, self.me, has, units)
        self.stop()
        self.touch(row, self.me).units -= units
        self.extinguish(row, units)

    def receivables_request_void(self, receivable_id: int) -> None:
        """Buyer or supplier: ask."""
        self.need_not_suspended(self.me)
        row = self.known_receivable(receivable_id, CONFIRMED)
        order = self.order(row.order)
        self._need_untouched(row)
        if self.me not in (order.buyer, order.supplier):
            self.no("Receivables_NotParty", receivable_id, self.me)
        self.stop()
        self.edit(row).flags |= VOID_BY_BUYER if self.me == order.buyer else VOID_BY_SUPPLIER

    def receivables_void_receivable(self, p: tuple[Any, ...]) -> None:
        """The other party: nothing paid, all units free with the supplier."""
        self.need_not_suspended(self.me)
        receivable_id, key = self.proposal_id(p)
        row = self.known_receivable(receivable_id, CONFIRMED)
        order = self.order(row.order)
        self._need_untouched(row)
        if self.me not in (order.buyer, order.supplier):
            self.no("Receivables_NotParty", receivable_id, self.me)
        if not row.flags & (VOID_BY_SUPPLIER if self.me == order.buyer else VOID_BY_BUYER):
            self.no("Receivables_VoidNotRequested", receivable_id, row.flags)
        free = self.units(receivable_id, order.supplier)
        if free != row.outstanding:
            self.no("Receivables_UnitsNotFree", receivable_id, free, row.outstanding)
        self.need_writing(self.at["Receivables"])
        self.stop()
        self.touch(row, order.supplier).units = 0
        self.edit(row)
        row.outstanding, row.state = 0, VOIDED
        self.no_longer_overdue(row)
        self.put(self.get("occupied", key) - row.face, "occupied", key)
        self.edit(order).confirmed -= row.face
        self.facts_changed(order)
