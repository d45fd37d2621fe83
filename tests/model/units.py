"""Units of receivables: holdings, claims, transfers, consent (model.md, Receivables; finance.md, Holders)."""

from __future__ import annotations

from typing import Any

from tests.model.orders import Orders
from tests.model.parties import ANY
from tests.model.rows import OVERDUE, SETTLED, Holding, Receivable
from tests.model.words import MASK


class Units(Orders):
    """The ERC-6909 calls of IReceivables."""

    def known_receivable(self, receivable_id: int, *states: int) -> Receivable:
        """A receivable in one of the states (any, where none is named), or a refusal."""
        row = self.row(Receivable, receivable_id)
        if row is None:
            raise self.refuse("Receivables_Unknown", receivable_id)
        if states and row.state not in states:
            raise self.refuse("Receivables_StateForbids", receivable_id, row.state)
        return row

    def touch(self, row: Receivable, holder: int) -> Holding:
        """A holding with the claim brought up to the money that has come in."""
        found = self.row(Holding, row.id, holder)
        h = self.edit(found) if found else self.add(Holding(row.id, holder), row.id, holder)
        h.claim += h.units * (row.money_in - h.seen)
        h.seen = row.money_in
        return h

    def consents(self, receiver: int, sender: int) -> bool:
        """Once per sender, or to all."""
        return bool(self.get("consent", receiver, sender) or self.get("consent", receiver, 0))

    def move_units(self, receivable_id: int, source: int, target: int, units: int) -> None:
        """Units change hands; those that reach the obligor before the first payment are extinguished."""
        if units == 0:
            raise self.refuse("Receivables_ZeroAmount")
        row = self.known_receivable(receivable_id)
        obligor = self.order(row.order).buyer
        has = self.units(receivable_id, source)
        if has < units:
            self.no("Receivables_InsufficientUnits", receivable_id, source, has, units)
        if target == obligor and row.money_in:
            self.no("Receivables_ObligorPays", receivable_id, obligor)
        self.stop()
        giver = self.touch(row, source)
        giver.units -= units
        if target == obligor:
            self.extinguish(row, units)
            return
        taker = self.touch(row, target)
        taker.units += units
        if source == self.at["Collateral"] and giver.units == 0:
            taker.claim, giver.claim = taker.claim + giver.claim, 0

    def extinguish(self, row: Receivable, units: int) -> None:
        """Units end; with the last of them the debt."""
        self.edit(row).outstanding -= units
        if row.outstanding == 0:
            row.state = SETTLED
            self.no_longer_overdue(row)

    def no_longer_overdue(self, row: Receivable) -> None:
        if row.flags & OVERDUE:
            self.edit(row).flags &= ~OVERDUE
            self.edit(self.party(self.order(row.order).buyer)).overdue -= 1

    def _transfer(self, sender: int, receiver: int, receivable_id: int, units: int) -> None:
        if receiver in (self.at["Collateral"], self.at["Market"], self.at["Receivables"]):
            self.no("Receivables_ReceiverIsSystem", receiver)
        self.need_standing(sender, ANY)
        self.need_standing(receiver, ANY)
        if not self.consents(receiver, sender):
            self.no("Receivables_ReceiverNotConsenting", receiver, sender)
        self.move_units(receivable_id, sender, receiver, units)

    def receivables_transfer(self, receiver: int, receivable_id: int, units: int) -> list[int]:
        """Holder: ERC-6909."""
        self._transfer(self.me, receiver, receivable_id, units)
        return [1]

    def receivables_transfer_from(
        self, sender: int, receiver: int, receivable_id: int, units: int
    ) -> list[int]:
        """Its operator or whom it approved."""
        if self.me != sender and not self.get("operator", sender, self.me):
            allowed = self.get("units allowance", sender, self.me, receivable_id)
            if allowed < units:
                self.no("Receivables_InsufficientPermission", receivable_id, self.me, allowed, units)
            elif allowed != MASK:
                self.put(allowed - units, "units allowance", sender, self.me, receivable_id)
        self._transfer(sender, receiver, receivable_id, units)
        return [1]

    def receivables_approve(self, spender: int, receivable_id: int, units: int) -> list[int]:
        """ERC-6909."""
        self.put(units, "units allowance", self.me, spender, receivable_id)
        return [1]

    def receivables_set_operator(self, operator: int, approved: int) -> list[int]:
        """ERC-6909."""
        self.put(approved, "operator", self.me, operator)
        return [1]

    def receivables_accept_from(self, sender: int, consented: int) -> None:
        """Receiver: take units from a sender, or no longer."""
        self.put(consented, "consent", self.me, sender)

    def receivables_move_units(self, *_: Any) -> None:
        """Collateral and Market only."""
        raise self.refuse("Receivables_OnlySister", self.me)
