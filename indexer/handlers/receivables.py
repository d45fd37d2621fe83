"""Receivables: from proposal to settlement, holdings, consents, operators."""

from __future__ import annotations

from typing import Any, Final

from chain.events import receivables as events
from indexer.changes import At, Changes, Lookup, Put, Set
from indexer.handlers.postings import move, post
from indexer.handlers.registry import handles, recorded_only

STATES: Final = ("NONE", "PROPOSED", "CONFIRMED", "WITHDRAWN", "REJECTED", "SETTLED", "VOIDED")
"""IReceivables.ReceivableState in its order."""


OVERDUE: Final = 1
VOID_BY_BUYER: Final = 2
VOID_BY_SUPPLIER: Final = 4
"""Bits of a receivable's flags (contracts/types/Flags.sol)."""


def _set(event: Any, **values: Any) -> Set:
    return Set("receivables", (event.receivable_id,), values)


@handles("Receivables", "Proposed", receivables="+receivable_id")
def proposed(event: events.Proposed, at: At, _rows: Lookup) -> Changes:
    row = {
        "receivable_id": event.receivable_id,
        "order_id": event.order_id,
        "supplier": event.supplier,
        "buyer": event.buyer,
        "occupancy_key": event.occupancy_key,
        "cash_id": event.cash_id,
        "late_bps": event.late_bps,
        "face": event.face,
        "gross": event.gross,
        "maturity": event.maturity,
        "fingerprint": event.fingerprint,
        "root": event.root,
        "n": event.n,
        "state": "PROPOSED",
        "outstanding": 0,
        "paid": 0,
        "late_units": 0,
        "late_accrued_at": 0,
        "late_paid": 0,
        "overdue": False,
        "void_by_buyer": False,
        "void_by_supplier": False,
        "reason_code": None,
        "reject_reason": None,
        "proposed_block": at.block_number,
        "proposed_at": at.timestamp,
        "confirmed_at": None,
        "settled_at": None,
    }
    return (Put("receivables", (event.receivable_id,), row),)


@handles("Receivables", "Withdrawn", receivables="receivable_id")
def withdrawn(event: events.Withdrawn, _at: At, _rows: Lookup) -> Changes:
    return (_set(event, state="WITHDRAWN"),)


@handles("Receivables", "Rejected", receivables="receivable_id")
def rejected(event: events.Rejected, _at: At, _rows: Lookup) -> Changes:
    return (_set(event, state="REJECTED", reject_reason=event.reason),)


@handles("Receivables", "Confirmed", receivables="receivable_id")
def confirmed(event: events.Confirmed, at: At, rows: Lookup) -> Changes:
    change = _set(
        event,
        state="CONFIRMED",
        outstanding=event.face,
        confirmed_at=at.timestamp,
        reason_code=event.reason_code,
    )
    return change, *_debt(event.receivable_id, event.face, at, rows)


@handles("Receivables", "Extinguished", receivables="receivable_id")
def extinguished(event: events.Extinguished, at: At, rows: Lookup) -> Changes:
    ended = {"state": "SETTLED", "settled_at": at.timestamp} if event.outstanding == 0 else {}
    change = _set(event, outstanding=event.outstanding, **ended)
    return change, *_debt(event.receivable_id, -event.units, at, rows)


@handles("Receivables", "Paid", receivables="receivable_id")
def paid(event: events.Paid, at: At, rows: Lookup) -> Changes:
    """Face paid in: the debt falls; the money waits with the contract until it is redeemed or collected. Late
    interest comes first, and is the holders' with the rest."""
    row = rows.need("receivables", (event.receivable_id,))
    values: dict[str, Any] = {"paid": event.paid, "outstanding": event.outstanding}
    if event.paid == event.outstanding:
        values |= {"state": "SETTLED", "settled_at": at.timestamp}
    if at.timestamp > row["maturity"]:
        late = {"late_accrued_at": at.timestamp, "late_units": event.late_units}
        values |= late | {"late_paid": event.late_paid}
    late_lines = move(f"late_expense:{row['buyer']}", f"late_income:{event.receivable_id}", event.late)
    face = move(
        f"payable:{event.receivable_id}", f"receivable:{event.receivable_id}", event.amount - event.late
    )
    return _set(event, **values), *post(at, row["cash_id"], *face, *late_lines)


@handles("Receivables", "OverdueFlagged", receivables="receivable_id")
def overdue_flagged(event: events.OverdueFlagged, _at: At, _rows: Lookup) -> Changes:
    return (_set(event, overdue=True),)


@handles("Receivables", "OverdueCleared", receivables="receivable_id")
def overdue_cleared(event: events.OverdueCleared, _at: At, _rows: Lookup) -> Changes:
    return (_set(event, overdue=False),)


@handles("Receivables", "VoidRequested", receivables="receivable_id")
def void_requested(event: events.VoidRequested, _at: At, _rows: Lookup) -> Changes:
    flags = event.flags
    return (
        _set(
            event,
            void_by_buyer=bool(flags & VOID_BY_BUYER),
            void_by_supplier=bool(flags & VOID_BY_SUPPLIER),
        ),
    )


@handles("Receivables", "Voided", receivables="receivable_id")
def voided(event: events.Voided, at: At, rows: Lookup) -> Changes:
    change = _set(event, state="VOIDED", outstanding=0)
    return change, *_debt(event.receivable_id, -event.face, at, rows)


@handles("Receivables", "HoldingSet", holdings="receivable_id holder")
def holding_set(event: events.HoldingSet, _at: At, _rows: Lookup) -> Changes:
    row = {
        "receivable_id": event.receivable_id,
        "holder": event.holder,
        "units": event.units,
        "seen": event.seen,
        "claim": event.claim,
    }
    return (Put("holdings", (event.receivable_id, event.holder), row),)


@handles("Receivables", "ConsentSet", consents="receiver sender")
def consent_set(event: events.ConsentSet, _at: At, _rows: Lookup) -> Changes:
    row = {"receiver": event.receiver, "sender": event.sender, "consented": event.consented}
    return (Put("consents", (event.receiver, event.sender), row),)


@handles("Receivables", "OperatorSet", unit_operators="owner spender")
def operator_set(event: events.OperatorSet, _at: At, _rows: Lookup) -> Changes:
    row = {"owner": event.owner, "spender": event.spender, "approved": event.approved}
    return (Put("unit_operators", (event.owner, event.spender), row),)


def _debt(identity: str, face: int, at: At, rows: Lookup) -> Changes:
    """Face that comes into being (or, negative, ceases to be)."""
    return post(at, _cash_id(identity, rows), *move(f"receivable:{identity}", f"payable:{identity}", face))


def _cash_id(identity: str, rows: Lookup) -> int:
    return int(rows.need("receivables", (identity,))["cash_id"])


# Units move in HoldingSet, which says what each holder then has; redeemed money moves in the token's
# Transfer. Spending an allowance emits nothing, so allowances are not mirrored.
recorded_only("Receivables", "Transfer", "Redeemed", "Approval", "CallFailed")
