"""Orders: milestones as cumulative totals; every event carries the resulting facts."""

from __future__ import annotations

from typing import Any, Final

from chain.events import orders as events
from indexer.changes import At, Changes, Lookup, Put, Set
from indexer.handlers.registry import handles, recorded_only

STATES: Final = ("NONE", "PLACED", "ACCEPTED", "REJECTED", "CANCELLED")
"""IOrders.OrderState in its order."""

_FACTS: Final = [
    "cancelled",
    "shipped",
    "attested",
    "received",
    "returned",
    "proposed",
    "confirmed",
    "disputed_by_buyer",
    "disputed_by_supplier",
]
_NO_AMENDMENT: Final = {
    "amendment_version": 0,
    "amendment_amount": 0,
    "amendment_deliver_by": 0,
    "amendment_root": None,
}
_LATER: Final = [
    "reject_reason",
    "return_reason",
    "dispute_reason",
    "accepted_at",
    "shipped_at",
    "attested_at",
    "received_at",
]


def _set(event: Any, **values: Any) -> Changes:
    return (Set("orders", (event.order_id,), values),)


@handles("Orders", "Placed", orders="+order_id")
def placed(event: events.Placed, at: At, rows: Lookup) -> Changes:
    row = {
        "order_id": event.order_id,
        "buyer": event.buyer,
        "supplier": event.supplier,
        "cash_id": rows.cash_id(event.cash),
        "amount": event.amount,
        "deliver_by": event.deliver_by,
        "payment_term_days": event.payment_term_days,
        "attestor": event.attestor,
        "late_bps": event.late_bps,
        "fingerprint": event.fingerprint,
        "root": event.root,
        "n": event.n,
        "version": event.version,
        "state": "PLACED",
        "pledged": False,
        "placed_block": at.block_number,
        "placed_at": at.timestamp,
        **dict.fromkeys(_FACTS, 0),
        **dict.fromkeys(_LATER),
        **_NO_AMENDMENT,
    }
    return (Put("orders", (event.order_id,), row),)


@handles("Orders", "Accepted", orders="order_id")
def accepted(event: events.Accepted, at: At, _rows: Lookup) -> Changes:
    return _set(event, state="ACCEPTED", version=event.version, accepted_at=at.timestamp)


@handles("Orders", "Rejected", orders="order_id")
def rejected(event: events.Rejected, _at: At, _rows: Lookup) -> Changes:
    return _set(event, state="REJECTED", reject_reason=event.reason)


@handles("Orders", "Amended", orders="order_id")
def amended(event: events.Amended, _at: At, _rows: Lookup) -> Changes:
    """Before acceptance the order itself changes; afterwards the change waits for the supplier."""
    if STATES[event.state] == "ACCEPTED":
        return _set(
            event,
            amendment_version=event.version,
            amendment_amount=event.amount,
            amendment_deliver_by=event.deliver_by,
            amendment_root=event.root,
        )
    return _set(
        event, version=event.version, amount=event.amount, deliver_by=event.deliver_by, root=event.root
    )


@handles("Orders", "AmendmentAccepted", orders="order_id")
def amendment_accepted(event: events.AmendmentAccepted, _at: At, rows: Lookup) -> Changes:
    root = rows.need("orders", (event.order_id,))["amendment_root"]
    return _set(
        event,
        version=event.version,
        amount=event.amount,
        deliver_by=event.deliver_by,
        root=root,
        **_NO_AMENDMENT,
    )


@handles("Orders", "ShipmentRecorded", orders="order_id")
def shipment_recorded(event: events.ShipmentRecorded, at: At, _rows: Lookup) -> Changes:
    return _set(event, shipped=event.shipped, shipped_at=at.timestamp)


@handles("Orders", "ShipmentAttested", orders="order_id")
def shipment_attested(event: events.ShipmentAttested, at: At, _rows: Lookup) -> Changes:
    return _set(event, attested=event.attested, attested_at=at.timestamp)


@handles("Orders", "AttestationRetracted", orders="order_id")
def attestation_retracted(event: events.AttestationRetracted, at: At, _rows: Lookup) -> Changes:
    return _set(event, attested=event.attested, attested_at=at.timestamp)


@handles("Orders", "ReceiptRecorded", orders="order_id")
def receipt_recorded(event: events.ReceiptRecorded, at: At, _rows: Lookup) -> Changes:
    return _set(event, received=event.received, received_at=at.timestamp)


@handles("Orders", "ReturnRecorded", orders="order_id")
def return_recorded(event: events.ReturnRecorded, _at: At, _rows: Lookup) -> Changes:
    return _set(event, returned=event.returned, return_reason=event.reason)


@handles("Orders", "Disputed", orders="order_id")
def disputed(event: events.Disputed, _at: At, _rows: Lookup) -> Changes:
    return _set(
        event,
        disputed_by_buyer=event.disputed_by_buyer,
        disputed_by_supplier=event.disputed_by_supplier,
        dispute_reason=event.reason,
    )


@handles("Orders", "DisputeResolved", orders="order_id")
def dispute_resolved(event: events.DisputeResolved, _at: At, _rows: Lookup) -> Changes:
    return _set(
        event,
        disputed_by_buyer=event.disputed_by_buyer,
        disputed_by_supplier=event.disputed_by_supplier,
    )


@handles("Orders", "RemainderCancelled", orders="order_id")
def remainder_cancelled(event: events.RemainderCancelled, _at: At, _rows: Lookup) -> Changes:
    return _set(event, cancelled=event.cancelled, state=STATES[event.state])


@handles("Orders", "ProposedSet", orders="order_id")
def proposed_set(event: events.ProposedSet, _at: At, _rows: Lookup) -> Changes:
    return _set(event, proposed=event.proposed)


@handles("Orders", "ConfirmedSet", orders="order_id")
def confirmed_set(event: events.ConfirmedSet, _at: At, _rows: Lookup) -> Changes:
    return _set(event, proposed=event.proposed, confirmed=event.confirmed)


@handles("Orders", "PledgedSet", orders="order_id")
def pledged_set(event: events.PledgedSet, _at: At, _rows: Lookup) -> Changes:
    return _set(event, pledged=event.pledged)


recorded_only("Orders", "CallFailed", "EIP712DomainChanged")
