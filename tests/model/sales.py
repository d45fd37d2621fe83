"""Market and Collateral: units against cash, and the custody of pledged orders (IMarket, ICollateral)."""

from __future__ import annotations

from typing import Any

from tests.model.arithmetic import unpaid_face
from tests.model.parties import ANY, SUPPLIER
from tests.model.payables import Payables
from tests.model.rows import CONFIRMED, Account, Order, Receivable
from tests.model.signatures import digest_of, recovered


class Sales(Payables):
    """The calls of IMarket and ICollateral."""

    def take_quote(
        self, q: tuple[Any, ...], signature: bytes, seller: int, source: int, paid_to: int
    ) -> None:
        """Use a signed quote: units of `source` to the buyer of units, its cash to `paid_to`."""
        buyer, named, receivable_id, units, asked, money_in, valid_until, nonce = q
        self.need_active(seller, ANY, buyer, ANY)
        if units == 0:
            self.no("Market_ZeroUnits")
        if named not in (0, seller):
            self.no("Market_NotSeller", seller, named)
        if self.now > valid_until:
            self.no("Market_QuoteExpired", valid_until, self.now)
        row = self.row(Receivable, receivable_id)
        if row is None or row.state != CONFIRMED:
            raise self.refuse("Market_NotForSale", receivable_id)
        if money_in != row.money_in:
            self.no("Market_MoneyCameIn", receivable_id, money_in, row.money_in)
        face = unpaid_face(min(units, row.outstanding), row.paid, row.outstanding)
        if not 0 < asked <= face:
            self.no("Market_PriceOutOfRange", asked, face)
        digest = digest_of("PurchaseQuote", "Market", self.at["Market"], q)
        signer = recovered(digest, signature)
        underwriter = self.mandate_of(buyer, row.cash_id).underwriter
        if not signer or signer not in (buyer, underwriter):
            raise self.refuse("Market_SignatureInvalid", buyer, int.from_bytes(digest, "big"))
        self._need_unused(nonce, buyer, signer)
        if signer != buyer and named == 0:
            self.no("Market_SellerOpen")
        self.stop()
        self.put(1, "quote used", buyer, nonce)
        if signer != buyer:
            self.spend(buyer, row.cash_id, face, asked, row.maturity)
        self.move_units(receivable_id, source, buyer, units)
        cash = self.get("cash of", row.cash_id)
        has, allowed = self.balance(cash, buyer), self.allowed(cash, buyer, self.at["Market"])
        if min(has, allowed) < asked:
            raise self.refuse("Market_BuyerUnfunded", buyer, has, allowed, asked)
        self.hand(cash, buyer, paid_to, asked, self.at["Market"])

    def _need_unused(self, nonce: int, *accounts: int) -> None:
        for account in accounts:
            if self.get("quote used", account, nonce):
                self.no("Market_NonceUsed", account, nonce)

    def market_sell(self, q: tuple[Any, ...], signature: bytes) -> None:
        """Holder: own units against a quote."""
        self.take_quote(q, signature, self.me, self.me, self.me)

    def market_take_pledged(self, *_: Any) -> None:
        """Collateral only."""
        raise self.refuse("Market_OnlySister", self.me)

    def market_cancel_quote(self, nonce: int) -> None:
        """Signer: void an unused quote."""
        if self.get("quote used", self.me, nonce):
            raise self.refuse("Market_NonceUsed", self.me, nonce)
        self.put(1, "quote used", self.me, nonce)

    # ---- custody

    def _of_order(self, order_id: int, receivable_id: int, units: int) -> Receivable:
        if units == 0:
            self.no("Collateral_ZeroUnits")
        row = self.row(Receivable, receivable_id)
        if row is None or row.order != order_id:
            raise self.refuse("Collateral_OrderDiffers", receivable_id, order_id)
        return row

    def _suppliers(self, order_id: int, receivable_id: int, units: int) -> tuple[Order, Receivable]:
        row = self._of_order(order_id, receivable_id, units)
        order = self.order(order_id)
        if self.me != order.supplier:
            self.no("Collateral_NotSupplier", order_id, self.me, order.supplier)
        return order, row

    def collateral_release_units(self, order_id: int, receivable_id: int, units: int, to: int) -> None:
        """Supplier: units leave custody where what is owed stays covered."""
        order, _ = self._suppliers(order_id, receivable_id, units)
        self.need_not_suspended(order.buyer)
        here = self.at["Collateral"]
        self.need_standing(self.me, SUPPLIER)
        if to == here:
            raise self.refuse("Receivables_ReceiverIsSystem", to)
        self.need_standing(to, ANY)
        if to != self.me and not self.consents(to, self.me):
            self.no("Receivables_ReceiverNotConsenting", to, self.me)
        self.move_units(receivable_id, here, to, units)
        account = self.accrue(self.pledged(order_id))
        self.need_sound(account, self.reprice(account))

    def collateral_deposit_units(self, order_id: int, receivable_id: int, units: int) -> None:
        """Supplier: own units into custody."""
        order, row = self._suppliers(order_id, receivable_id, units)
        if not order.pledged:
            self.no("Collateral_NotPledged", order_id)
        if row.state != CONFIRMED:
            self.no("Collateral_Settled", receivable_id)
        self.move_units(receivable_id, self.me, self.at["Collateral"], units)
        if len(self.custody(order)) > 16:
            raise self.refuse("Loans_CustodyFull", order_id, 16)
        self.facts_changed(order)

    def collateral_sell_pledged(self, order_id: int, q: tuple[Any, ...], signature: bytes) -> None:
        """Supplier: sell units in custody; the price runs through the waterfall."""
        order, _ = self._suppliers(order_id, q[2], q[3])
        self.need_not_suspended(order.buyer)
        self._sell(order_id, q, signature, must_cover=True)

    def collateral_enforce_sale(self, order_id: int, q: tuple[Any, ...], signature: bytes) -> None:
        """Financier, after default: to somebody outside its own group."""
        self._of_order(order_id, q[2], q[3])
        account = self.row(Account, order_id)
        financier = self.facility_no(account.facility).financier if account else 0
        if self.me != financier:
            self.no("Collateral_NotFinancier", order_id, self.me, financier)
        if account is None or not account.defaulted_at:
            self.no("Collateral_NotInDefault", order_id)
        if self.related(q[0], financier):
            self.no("Collateral_BuyerNotIndependent", q[0], financier)
        self._sell(order_id, q, signature, must_cover=False)

    def _sell(self, order_id: int, q: tuple[Any, ...], signature: bytes, must_cover: bool) -> None:
        here = self.at["Collateral"]
        self.take_quote(q, signature, self.me, here, here)
        self.collect(self.pledged(order_id), q[4], here, must_cover)
