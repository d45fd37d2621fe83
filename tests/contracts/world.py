"""A small world on a real chain: deployed contracts, named parties under their own keys, and what they do.

    with World.on_new_chain() as world:
        order = world.accepted_order(amount=1_000_000)
        world.open_and_draw(order, 300_000)

Money is in minor units of CNY, times in Unix seconds, ids and addresses lower-case 0x-hex. Every
transaction is signed by the party's own key. Blocks are one second apart unless time is moved. A refusal is a
ContractError, by what would happen at `world.now`.
"""

from __future__ import annotations

from typing import Any

from chain.signing import Key
from chain.transactions import Mined
from tests.contracts.contracts import Row
from tests.contracts.ground import DAY, HOUR, NOBODY, PLENTY, YEAR, Party, hash_of
from tests.contracts.servicing import Servicing

__all__ = ["World"]


class World(Servicing):
    """Who trades with whom: methods are what the parties do, in the words of the trade."""

    def populate(self) -> None:
        """Everybody admitted, the rich funded, allowances given, mandate, line and list set."""
        super().populate()
        for party in (self.buyer, self.financier, self.second_financier, self.guarantor):
            self.fund(party, PLENTY)
        for party in (self.buyer, self.supplier, self.sub_supplier, self.outsider):
            self.allow(party, "Receivables")
        for party in (self.buyer, self.supplier, self.outsider, self.financier, self.second_financier):
            self.allow(party, "Loans")
        for party in (self.financier, self.second_financier, self.buyer):
            self.allow(party, "Market")
        self.allow(self.guarantor, "GuaranteePool")
        self.set_mandate()
        self.set_line(PLENTY)
        self.rely_on(self.carrier)

    # ---------------------------------------------------------------- orders

    def order_terms(self, **changes: Any) -> dict[str, Any]:
        """Content of an order: 1,000,000, delivery in 30 days, 60 days to pay, the carrier attests."""
        number = next(self.numbers)
        return {
            "supplier": self.supplier.address,
            "cash": self.cash,
            "amount": 1_000_000,
            "deliverBy": self.now + 30 * DAY,
            "paymentTermDays": 60,
            "attestor": self.carrier.address,
            "lateBps": 1_825,
            "fingerprint": hash_of("order", number),
            "root": hash_of("order document", number),
            "n": 0,
        } | changes

    def place_order(self, *, by: Party | None = None, **changes: Any) -> str:
        """The buyer places; answers the order's id."""
        return str(self.event(self.place(self.order_terms(**changes), by=by), "Placed").orderId)

    def place(self, terms: dict[str, Any], *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Orders", "place", terms)

    def accept(self, order: str, *, by: Party | None = None, version: int = 1) -> Mined:
        return self.send(by or self.supplier, "Orders", "accept", order, version)

    def accepted_order(self, **changes: Any) -> str:
        order = self.place_order(**changes)
        self.accept(order)
        return order

    def ship(self, order: str, total: int, *, by: Party | None = None) -> Mined:
        return self.send(
            by or self.supplier, "Orders", "recordShipment", order, total, hash_of("despatch", total)
        )

    def attest(self, order: str, total: int, *, by: Party | None = None) -> Mined:
        return self.send(
            by or self.carrier, "Orders", "attestShipment", order, total, hash_of("evidence", total)
        )

    def retract(self, order: str, total: int, *, by: Party | None = None) -> Mined:
        return self.send(
            by or self.carrier, "Orders", "retractAttestation", order, total, hash_of("no", total)
        )

    def receive(self, order: str, total: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Orders", "recordReceipt", order, total, hash_of("receipt", total))

    def return_goods(self, order: str, total: int, *, by: Party | None = None, reason: int = 1) -> Mined:
        return self.send(
            by or self.buyer, "Orders", "recordReturn", order, total, reason, hash_of("back", total)
        )

    def dispute(self, order: str, amount: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Orders", "dispute", order, amount, 1)

    def resolve(self, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Orders", "resolveDispute", order)

    def cancel(self, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Orders", "cancelRemainder", order)

    def order(self, order: str) -> Row:
        row = self.ask("Orders", "order", order)
        assert isinstance(row, Row)
        return row

    # ---------------------------------------------------------------- receivables

    def proposal(self, order: str, face: int, **changes: Any) -> dict[str, Any]:
        """Content of an invoice of the whole face, due at the end of the day in 60 days."""
        number = next(self.numbers)
        return {
            "orderId": order,
            "face": face,
            "gross": face,
            "maturity": (self.now // DAY + 60) * DAY,
            "fingerprint": hash_of("invoice", number),
            "root": hash_of("invoice document", number),
            "n": 0,
        } | changes

    def identity_of(self, proposal: dict[str, Any], *, of: Party | None = None) -> dict[str, Any]:
        """What the fingerprint service signs for a proposal; good for an hour."""
        who = of or self.supplier
        return {
            "entityId": who.entity_id,
            "fingerprint": proposal["fingerprint"],
            "gross": proposal["gross"],
            "writer": self.addresses["Receivables"],
            "purpose": self.ask("Receivables", "receivableIdOf", proposal, who.address),
            "validUntil": self.now + HOUR,
        }

    def identity_signature(
        self, proposal: dict[str, Any], *, of: Party | None = None, key: Key | None = None
    ) -> tuple[int, bytes]:
        """The fingerprint service's word on a proposal: its last second, the signature."""
        message = self.identity_of(proposal, of=of)
        signature = self.signed("InvoiceIdentity", message, key or self.fingerprint_service.key)
        return message["validUntil"], signature

    def propose(self, proposal: dict[str, Any], *, by: Party | None = None) -> str:
        """The supplier proposes an invoice; answers the receivable's id."""
        who = by or self.supplier
        mined = self.send(who, "Receivables", "propose", proposal, *self.identity_signature(proposal, of=who))
        return str(self.event(mined, "Proposed").receivableId)

    def confirm(self, receivable: str, *, by: Party | None = None, reason: int = 0) -> Mined:
        return self.send(by or self.buyer, "Receivables", "confirm", receivable, reason)

    def confirmed_receivable(self, order: str, face: int, **changes: Any) -> str:
        receivable = self.propose(self.proposal(order, face, **changes))
        self.confirm(receivable)
        return receivable

    def pay(self, receivable: str, amount: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Receivables", "pay", receivable, amount)

    def redeem(self, receivable: str, holder: Party, *, by: Party | None = None) -> Mined:
        return self.send(by or self.outsider, "Receivables", "redeem", receivable, holder.address)

    def consent(self, receiver: Party, sender: Party | None = None) -> Mined:
        """The receiver takes units from `sender`, or from anybody."""
        address = NOBODY if sender is None else sender.address
        return self.send(receiver, "Receivables", "acceptFrom", address, True)

    def transfer(self, receivable: str, sender: Party, receiver: Party, units: int) -> Mined:
        return self.send(sender, "Receivables", "transfer", receiver.address, int(receivable, 16), units)

    def units(self, receivable: str, holder: Party | str) -> int:
        address = self.addresses[holder] if isinstance(holder, str) else holder.address
        return int(self.ask("Receivables", "balanceOf", address, int(receivable, 16)))

    def receivable(self, receivable: str) -> Row:
        row = self.ask("Receivables", "receivable", receivable)
        assert isinstance(row, Row)
        return row

    # ---------------------------------------------------------------- facilities and loans

    def mandate(self, **changes: Any) -> dict[str, Any]:
        return {
            "underwriter": self.underwriter.address,
            "validUntil": self.now + 40 * YEAR,
            "floorRateBps": 0,
            "maxFeeBps": 300,
            "maxPenaltyBps": 2_000,
            "maxCap": PLENTY,
            "maxTotal": PLENTY,
            "maxAdvanceBps": (9_000, 9_000, 9_500, 10_000),
            "feeTo": self.fee_collector.address,
            "maxTenorDays": 365,
            "minYieldBps": 300,
            "purchaseBudget": PLENTY,
        } | changes

    def set_mandate(self, *, by: Party | None = None, **changes: Any) -> Mined:
        return self.send(by or self.financier, "Facilities", "setMandate", self.cash, self.mandate(**changes))

    def set_line(self, cap: int, *, buyer: Party | None = None, by: Party | None = None) -> Mined:
        named = (buyer or self.buyer).address
        return self.send(by or self.financier, "Facilities", "setLine", self.cash, named, cap)

    def rely_on(self, attestor: Party, relied_on: bool = True, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Facilities", "setAttestor", attestor.address, relied_on)

    def terms(self, **changes: Any) -> dict[str, Any]:
        """Terms of the financier for the supplier: 30/50/80/90 % at 12/10/8/5 % a year, fee 0.5 %."""
        return {
            "financier": self.financier.address,
            "supplier": self.supplier.address,
            "cash": self.cash,
            "cap": PLENTY,
            "advanceBps": (3_000, 5_000, 8_000, 9_000),
            "rateBps": (1_200, 1_000, 800, 500),
            "penaltyBps": 1_800,
            "feeBps": 50,
            "graceDays": 10,
            "cureDays": 5,
            "staleDays": 30,
            "maxTenorDays": 180,
            "policyHash": hash_of("policy"),
            "version": 1,
            "acceptBy": self.now + DAY,
            "drawUntil": self.now + YEAR,
        } | changes

    def terms_signature(self, terms: dict[str, Any], *, key: Key | None = None) -> bytes:
        return self.signed("Terms", terms, key or self.underwriter.key)

    def accept_terms(self, *, by: Party | None = None, **changes: Any) -> str:
        """The supplier accepts; answers the facility's id."""
        terms = self.terms(**changes)
        mined = self.send(
            by or self.supplier, "Facilities", "acceptTerms", terms, self.terms_signature(terms)
        )
        return str(self.event(mined, "TermsAccepted").facilityId)

    def pledge(self, facility: str, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Loans", "pledge", facility, order)

    def draw(self, order: str, amount: int, *, by: Party | None = None, max_rate: int = 10_000) -> Mined:
        return self.send(by or self.supplier, "Loans", "draw", order, amount, max_rate)

    def open_and_draw(self, order: str, amount: int, *, by: Party | None = None, **changes: Any) -> Mined:
        """Terms accepted, order pledged, money drawn: one transaction of the supplier."""
        terms = self.terms(**changes)
        signature = self.terms_signature(terms)
        return self.send(by or self.supplier, "Loans", "openAndDraw", terms, signature, order, amount, 10_000)

    def repay(self, order: str, amount: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Loans", "repay", order, amount)

    def release(self, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Loans", "release", order)

    def sync(self, order: str) -> Mined:
        return self.send(self.outsider, "Loans", "sync", order)

    def account(self, order: str) -> Row:
        row = self.ask("Loans", "account", order)
        assert isinstance(row, Row)
        return row

    def position(self, order: str) -> Row:
        row = self.ask("Loans", "position", order)
        assert isinstance(row, Row)
        return row

    # ---------------------------------------------------------------- collateral and market

    def release_units(
        self, order: str, receivable: str, units: int, to: Party, *, by: Party | None = None
    ) -> Mined:
        return self.send(
            by or self.supplier, "Collateral", "releaseUnits", order, receivable, units, to.address
        )

    def deposit_units(self, order: str, receivable: str, units: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Collateral", "depositUnits", order, receivable, units)

    def quote(self, receivable: str, units: int, price: int, **changes: Any) -> dict[str, Any]:
        """The financier's offer to the supplier for units on which nothing has been paid."""
        return {
            "buyerOfUnits": self.financier.address,
            "seller": self.supplier.address,
            "receivableId": receivable,
            "units": units,
            "price": price,
            "moneyIn": 0,
            "validUntil": self.now + DAY,
            "nonce": next(self.numbers),
        } | changes

    def sell(self, quote: dict[str, Any], *, by: Party | None = None, key: Key | None = None) -> Mined:
        signature = self.signed("PurchaseQuote", quote, key or self.underwriter.key)
        return self.send(by or self.supplier, "Market", "sell", quote, signature)

    def sell_pledged(
        self, order: str, quote: dict[str, Any], *, by: Party | None = None, key: Key | None = None
    ) -> Mined:
        signature = self.signed("PurchaseQuote", quote, key or self.underwriter.key)
        return self.send(by or self.supplier, "Collateral", "sellPledged", order, quote, signature)
