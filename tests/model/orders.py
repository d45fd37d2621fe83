"""Orders: placing, answering, milestones, disputes (model.md, Orders; IOrders)."""

from __future__ import annotations

from typing import Any

from tests.model.arithmetic import BPS, MAX_AMOUNT, YEAR
from tests.model.loans import Loans
from tests.model.parties import ATTESTOR, BUYER, SUPPLIER
from tests.model.rows import ACCEPTED, CANCELLED, PLACED, REJECTED, Order
from tests.model.signatures import digest_of, recovered
from tests.model.words import hash_words


class Orders(Loans):
    """The calls of IOrders."""

    def known(self, order_id: int) -> Order:
        """An order, or a refusal."""
        order = self.row(Order, order_id)
        if order is None:
            raise self.refuse("Orders_Unknown", order_id)
        return order

    def _by_buyer(self, order_id: int) -> Order:
        order = self.known(order_id)
        if self.me != order.buyer:
            self.no("Orders_NotBuyer", order_id, self.me, order.buyer)
        return order

    def _by_supplier(self, order_id: int) -> Order:
        order = self.known(order_id)
        if self.me != order.supplier:
            self.no("Orders_NotSupplier", order_id, self.me, order.supplier)
        return order

    def _by_attestor(self, order_id: int) -> Order:
        order = self.known(order_id)
        if self.me != order.attestor:
            self.no("Orders_NotAttestor", order_id, self.me, order.attestor)
        return order

    def _need_state(self, order: Order, *states: int) -> None:
        if order.state not in states:
            self.no("Orders_StateForbids", order.id, order.state)

    # ---- placing

    def orders_place(self, terms: tuple[Any, ...]) -> list[int]:
        """Buyer: a new order."""
        return self._create(self.me, terms)

    def orders_place_signed(
        self, buyer: int, terms: tuple[Any, ...], valid_until: int, signature: bytes
    ) -> list[int]:
        """Anyone, with the buyer's signature."""
        if self.now > valid_until:
            self.no("Orders_SignatureExpired", valid_until, self.now)
        digest = digest_of("PlaceOrder", "Orders", self.at["Orders"], (buyer, terms, valid_until))
        if recovered(digest, signature) != buyer:
            self.no("Orders_SignatureInvalid", buyer, int.from_bytes(digest, "big"))
        return self._create(buyer, terms)

    def order_id(self, buyer: int, fingerprint: int, n: int) -> int:
        """hash(entity of the buyer, fingerprint, n)."""
        return hash_words(self.party(buyer).entity, fingerprint, n)

    def _create(self, buyer: int, terms: tuple[Any, ...]) -> list[int]:
        supplier, cash, amount, deliver_by, term_days, attestor, late_bps, fingerprint, _root, n = terms
        self.need_active(buyer, BUYER, supplier, SUPPLIER)
        self._need_amount(amount)
        self._need_date(deliver_by)
        if term_days > 365:
            self.no("Orders_PaymentTermTooLong", term_days, 365)
        if late_bps > BPS:
            self.no("Orders_LateRateTooHigh", late_bps, BPS)
        if fingerprint == 0:
            self.no("Orders_FingerprintMissing")
        if buyer == supplier:
            self.no("Orders_SelfDealing", buyer, supplier)
        if attestor:
            self.need_active(attestor, ATTESTOR)
            self._need_independent(attestor, buyer, supplier)
        order_id = self.order_id(buyer, fingerprint, n)
        if self.row(Order, order_id):
            self.no("Orders_AlreadyExists", order_id)
        if n:
            former_id = self.order_id(buyer, fingerprint, n - 1)
            former = self.row(Order, former_id)
            state = former.state if former else 0
            if state not in (REJECTED, CANCELLED):
                self.no("Orders_FormerStillOpen", former_id, state)
        cash_id = self.cash_id(cash)
        self.stop()
        order = Order(order_id, buyer, supplier, cash_id, amount, deliver_by, term_days, attestor, late_bps)
        self.add(order, order_id)
        return [order_id]

    def _need_independent(self, attestor: int, buyer: int, supplier: int) -> None:
        if self.related(attestor, buyer) or self.related(attestor, supplier):
            self.no("Orders_AttestorNotIndependent", attestor, buyer, supplier)

    def _need_amount(self, amount: int) -> None:
        if not 0 < amount <= MAX_AMOUNT:
            self.no("Orders_AmountOutOfRange", amount, MAX_AMOUNT)

    def _need_date(self, deliver_by: int) -> None:
        if not self.now < deliver_by <= self.now + 10 * YEAR:
            self.no("Orders_DeliverByOutOfRange", deliver_by, self.now)

    def orders_accept(self, order_id: int, version: int) -> None:
        """Supplier: names what it accepts."""
        order = self._by_supplier(order_id)
        self._need_state(order, PLACED)
        if version != order.version:
            self.no("Orders_VersionDiffers", order_id, order.version, version)
        self.need_active(self.me, SUPPLIER, order.buyer, BUYER)
        self.stop()
        self.edit(order).state = ACCEPTED

    def orders_reject(self, order_id: int, _reason: int) -> None:
        """Supplier: refuse what is not accepted yet."""
        order = self._by_supplier(order_id)
        self._need_state(order, PLACED)
        self.stop()
        self.edit(order).state = REJECTED

    def _need_above_recorded(self, order: Order, amount: int) -> None:
        least = max(order.cancelled + order.moved, order.disputed_by_buyer, order.disputed_by_supplier)
        if amount < least:
            self.no("Orders_BelowRecorded", order.id, amount, least)

    def orders_amend(self, order_id: int, amount: int, deliver_by: int, _root: int) -> list[int]:
        """Buyer: before acceptance the order changes, after it the change waits for the supplier."""
        order = self._by_buyer(order_id)
        self._need_state(order, PLACED, ACCEPTED)
        self.need_active(self.me, BUYER)
        self._need_amount(amount)
        self._need_date(deliver_by)
        self._need_above_recorded(order, amount)
        version = max(order.version, order.change[0]) + 1
        if version > 255:
            self.no("Orders_VersionsExhausted", order_id)
        self.stop()
        self.edit(order)
        if order.state == ACCEPTED:
            order.change, order.cancelled_at_change = (version, amount, deliver_by), order.cancelled
        else:
            order.version, order.amount, order.deliver_by = version, amount, deliver_by
        return [version]

    def orders_accept_amendment(self, order_id: int, version: int) -> None:
        """Supplier: agree to the waiting change."""
        order = self._by_supplier(order_id)
        self._need_state(order, ACCEPTED)
        self.need_active(self.me, SUPPLIER, order.buyer, BUYER)
        waiting, amount, deliver_by = order.change
        if not waiting:
            raise self.refuse("Orders_NoAmendment", order_id)
        if waiting != version:
            self.no("Orders_VersionDiffers", order_id, waiting, version)
        if order.cancelled != order.cancelled_at_change:
            self.no("Orders_AmendmentOvertaken", order_id, version, order.cancelled)
        self._need_above_recorded(order, amount)
        self.stop()
        self.edit(order)
        order.version, order.amount, order.deliver_by, order.change = version, amount, deliver_by, (0, 0, 0)
        self.facts_changed(order)

    # ---- milestones: the new total

    def _need_ahead(self, order: Order, before: int, total: int) -> None:
        if total <= before:
            self.no("Orders_NotAhead", order.id, before, total)

    def _need_ordered(self, order: Order, total: int) -> None:
        if total > order.amount - order.cancelled:
            self.no("Orders_AboveOrdered", order.id, total, order.amount - order.cancelled)

    def orders_record_shipment(self, order_id: int, total: int, _root: int) -> None:
        """Supplier: a claim."""
        order = self._by_supplier(order_id)
        self._need_state(order, ACCEPTED)
        self._need_ahead(order, order.shipped, total)
        self._need_ordered(order, total)
        self.stop()
        self.edit(order).shipped = total
        self.facts_changed(order)

    def orders_attest_shipment(self, order_id: int, total: int, _root: int) -> None:
        """Attestor: evidence."""
        order = self._by_attestor(order_id)
        self._need_state(order, ACCEPTED)
        self.need_standing(self.me, ATTESTOR)
        self._need_independent(order.attestor, order.buyer, order.supplier)
        self._need_ahead(order, order.attested, total)
        if total > order.shipped:
            self.no("Orders_AboveShipped", order_id, total, order.shipped)
        self.stop()
        self.edit(order).attested = total
        self.facts_changed(order)

    def orders_retract_attestation(self, order_id: int, total: int, _root: int) -> None:
        """Attestor: always works."""
        order = self._by_attestor(order_id)
        if total >= order.attested:
            self.no("Orders_NotAhead", order_id, order.attested, total)
        self.stop()
        self.edit(order).attested = total
        self.facts_changed(order)

    def orders_record_receipt(self, order_id: int, total: int, _root: int) -> None:
        """Buyer: may run ahead of what was shipped."""
        order = self._by_buyer(order_id)
        self._need_state(order, ACCEPTED)
        self._need_ahead(order, order.received, total)
        self._need_ordered(order, total)
        self.stop()
        self.edit(order).received = total
        self.facts_changed(order)

    def orders_record_return(self, order_id: int, total: int, _reason: int, _root: int) -> None:
        """Buyer: final."""
        order = self._by_buyer(order_id)
        self._need_state(order, ACCEPTED)
        self._need_ahead(order, order.returned, total)
        if total > order.received - order.confirmed:
            self.no("Orders_AboveReceived", order_id, total, order.received - order.confirmed)
        self.stop()
        self.edit(order).returned = total
        self.facts_changed(order)

    def _own_dispute(self, order: Order) -> str:
        if self.me == order.buyer:
            return "disputed_by_buyer"
        if self.me == order.supplier:
            return "disputed_by_supplier"
        raise self.refuse("Orders_NotParty", order.id, self.me)

    def orders_dispute(self, order_id: int, amount: int, _reason: int) -> None:
        """Either party: its own fact."""
        order = self.known(order_id)
        self._need_state(order, ACCEPTED)
        if not 0 < amount <= order.amount:
            self.no("Orders_AmountOutOfRange", amount, order.amount)
        own = self._own_dispute(order)
        self.stop()
        setattr(self.edit(order), own, amount)
        self.facts_changed(order)

    def orders_resolve_dispute(self, order_id: int) -> None:
        """Either party: its own."""
        order = self.known(order_id)
        own = self._own_dispute(order)
        if getattr(order, own) == 0:
            raise self.refuse("Orders_NothingDisputed", order_id, self.me)
        setattr(self.edit(order), own, 0)
        self.facts_changed(order)

    def orders_cancel_remainder(self, order_id: int) -> None:
        """Buyer: what has neither left nor arrived."""
        order = self._by_buyer(order_id)
        self._need_state(order, PLACED, ACCEPTED)
        if order.amount - order.moved <= order.cancelled:
            self.no("Orders_NothingToCancel", order_id)
        self.stop()
        self.edit(order).cancelled = order.amount - order.moved
        if order.state == PLACED:
            order.state = CANCELLED
        self.facts_changed(order)

    def _orders_sister(self, *_: Any) -> None:
        raise self.refuse("Orders_OnlySister", self.me)

    orders_add_proposed = orders_remove_proposed = orders_confirm_proposed = _orders_sister
    orders_void_confirmed = orders_set_pledged = _orders_sister
