"""Orders, receivables and who holds them, sales."""

from __future__ import annotations

from sqlalchemy import Index

from indexer.models.base import (
    Mirror,
    address20,
    bytes32,
    flag,
    int32,
    int64,
    label,
    minor_units,
    seconds,
    uint64,
    uint128,
    wide,
)


class Order(Mirror, table=True):
    """A purchase order with all its facts; totals are cumulative minor units. Times are those of the blocks
    that first placed and accepted it and last recorded shipment, evidence and receipt; null while there is
    none. amendment_…: the change that waits for the supplier, version 0 where none does."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("orders_buyer", "buyer", "placed_block", "order_id"),
        Index("orders_supplier", "supplier", "placed_block", "order_id"),
    )
    order_id: str = bytes32(key=True)
    buyer: str = address20()
    supplier: str = address20()
    cash_id: int = int32()
    amount: int = minor_units()
    deliver_by: int = seconds()
    payment_term_days: int = int32()
    attestor: str = address20()
    late_bps: int = int32()
    fingerprint: str = bytes32()
    root: str = bytes32()
    n: int = int64()
    version: int = int32()
    state: str = label()
    pledged: bool = flag()
    cancelled: int = minor_units()
    shipped: int = minor_units()
    attested: int = minor_units()
    received: int = minor_units()
    returned: int = minor_units()
    proposed: int = minor_units()
    confirmed: int = minor_units()
    disputed_by_buyer: int = minor_units()
    disputed_by_supplier: int = minor_units()
    amendment_version: int = int32()
    amendment_amount: int = minor_units()
    amendment_deliver_by: int = seconds()
    amendment_root: str | None = bytes32(null=True)
    reject_reason: int | None = int32(null=True)
    return_reason: int | None = int32(null=True)
    dispute_reason: int | None = int32(null=True)
    placed_block: int = int64()
    placed_at: int = seconds()
    accepted_at: int | None = seconds(null=True)
    shipped_at: int | None = seconds(null=True)
    attested_at: int | None = seconds(null=True)
    received_at: int | None = seconds(null=True)


class Receivable(Mirror, table=True):
    """An invoice, from proposal to settlement. paid is face paid in; outstanding units not extinguished.

    late_…: the buyer's late interest as of the last payment after maturity (interest units still owed, up to
    when, minor units paid); what has accrued since is computed by finance/. overdue: flagged against its
    buyer."""

    __tablename__ = "receivables"
    __table_args__ = (
        Index("receivables_order", "order_id"),
        Index("receivables_buyer", "buyer", "proposed_block", "receivable_id"),
        Index("receivables_supplier", "supplier", "proposed_block", "receivable_id"),
    )
    receivable_id: str = bytes32(key=True)
    order_id: str = bytes32()
    supplier: str = address20()
    buyer: str = address20()
    occupancy_key: str = bytes32()
    cash_id: int = int32()
    late_bps: int = int32()
    face: int = minor_units()
    gross: int = uint128()
    maturity: int = seconds()
    fingerprint: str = bytes32()
    root: str = bytes32()
    n: int = int64()
    state: str = label()
    outstanding: int = minor_units()
    paid: int = minor_units()
    late_units: int = wide()
    late_accrued_at: int = seconds()
    late_paid: int = uint64()
    overdue: bool = flag()
    void_by_buyer: bool = flag()
    void_by_supplier: bool = flag()
    reason_code: int | None = int32(null=True)
    reject_reason: int | None = int32(null=True)
    proposed_block: int = int64()
    proposed_at: int = seconds()
    confirmed_at: int | None = seconds(null=True)
    settled_at: int | None = seconds(null=True)


class Holding(Mirror, table=True):
    """A holder's units of a receivable and its claim on money paid in (minor units × units outstanding)."""

    __tablename__ = "holdings"
    receivable_id: str = bytes32(key=True)
    holder: str = address20(key=True, index=True)
    units: int = uint64()
    seen: int = uint64()
    claim: int = uint128()


class Consent(Mirror, table=True):
    """Whether a receiver takes units from a sender (zero address: from anyone)."""

    __tablename__ = "consents"
    receiver: str = address20(key=True)
    sender: str = address20(key=True)
    consented: bool = flag()


class UnitOperator(Mirror, table=True):
    """Whether a spender may move all units of an owner (ERC-6909 operator)."""

    __tablename__ = "unit_operators"
    owner: str = address20(key=True)
    spender: str = address20(key=True)
    approved: bool = flag()


class QuoteNonce(Mirror, table=True):
    """A nonce that is used by a sale in the name of the buyer of units, or cancelled by an account."""

    __tablename__ = "quote_nonces"
    account: str = address20(key=True)
    nonce: int = wide(key=True)
    cancelled: bool = flag()


class Sale(Mirror, table=True):
    """A sale of units against cash."""

    __tablename__ = "sales"
    block_number: int = int64(key=True)
    log_index: int = int32(key=True)
    transaction_hash: str = bytes32()
    receivable_id: str = bytes32(index=True)
    seller: str = address20(index=True)
    buyer_of_units: str = address20(index=True)
    units: int = uint64()
    price: int = uint128()
    signer: str = address20()
    nonce: int = wide()
    sold_at: int = seconds()
