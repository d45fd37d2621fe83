"""Loans: the account of each pledged order as last synced, its life's totals, and what each payment
settled."""

from __future__ import annotations

from typing import Any, Final

from chain.events import loans as events
from indexer.changes import ZERO_ADDRESS, ZERO_ID, Add, At, Changes, Lookup, Put, Set
from indexer.handlers.postings import move, post
from indexer.handlers.registry import handles, recorded_only

_STORED: Final = [
    "principal",
    "interest",
    "penalty",
    "accrued_at",
    "rate_bps",
    "custody",
    "over_since",
    "due_at",
    "deliver_by",
    "first_draw_at",
    "version",
    "subrogated",
]
_UNTROUBLED: Final = {"written_off": False, "defaulted_at": 0, "guarantor": ZERO_ADDRESS}
"""What paying everything leaves of a default."""
_TOTALS: Final = [
    "drawn_total",
    "fees_total",
    "principal_repaid_total",
    "interest_paid_total",
    "penalty_paid_total",
    "subrogated_total",
    "subrogated_repaid_total",
    "interest_waived_total",
    "penalty_waived_total",
]


@handles("Loans", "Pledged", loan_accounts="order_id", orders="order_id")
def pledged(event: events.Pledged, _at: At, rows: Lookup) -> Changes:
    """A new life of the account: an order that was released and is pledged again starts from zero."""
    row = {
        "order_id": event.order_id,
        "facility_id": event.facility_id,
        "financier": event.financier,
        "supplier": event.supplier,
        "cash_id": rows.need("orders", (event.order_id,))["cash_id"],
        "pledged": True,
        "custody_maturities": 0,
        "swept": False,
        **_UNTROUBLED,
        **dict.fromkeys(_STORED, 0),
        **dict.fromkeys(_TOTALS, 0),
    }
    return (Put("loan_accounts", (event.order_id,), row),)


@handles("Loans", "Released", loan_accounts="order_id")
def released(event: events.Released, _at: At, _rows: Lookup) -> Changes:
    values = {"pledged": False, "swept": False, **_UNTROUBLED, **dict.fromkeys(_STORED, 0)}
    return (Set("loan_accounts", (event.order_id,), values),)


@handles("Loans", "Drawn", loan_accounts="order_id")
def drawn(event: events.Drawn, at: At, rows: Lookup) -> Changes:
    account = rows.need("loan_accounts", (event.order_id,))
    totals = {"drawn_total": event.amount, "fees_total": event.fee}
    lines = (
        *move(f"loan_principal:{event.order_id}", f"loan_debt:{event.order_id}", event.amount),
        *move(f"fee_expense:{event.supplier}", f"fee_income:{event.fee_to}", event.fee),
    )
    return Add("loan_accounts", (event.order_id,), totals), *post(at, account["cash_id"], *lines)


@handles("Loans", "Repaid", loan_accounts="order_id")
def repaid(event: events.Repaid, at: At, rows: Lookup) -> Changes:
    return _paid(event, event.order_id, at, rows)


@handles("Loans", "Collected", loan_accounts="order_id")
def collected(event: events.Collected, at: At, rows: Lookup) -> Changes:
    """Money for units in custody ran through the waterfall; the residual is the supplier's and only moves as
    cash."""
    return _paid(event, event.order_id, at, rows)


@handles("Loans", "Swept", loan_accounts="to_order_id")
def swept(event: events.Swept, at: At, rows: Lookup) -> Changes:
    """What another order left over paid the troubled one."""
    return _paid(event, event.to_order_id, at, rows)


def _paid(event: Any, order_id: str, at: At, rows: Lookup) -> Changes:
    account = rows.need("loan_accounts", (order_id,))
    totals = {
        "subrogated": -event.subrogated,
        "subrogated_repaid_total": event.subrogated,
        "principal_repaid_total": event.principal,
        "interest_paid_total": event.interest,
        "penalty_paid_total": event.penalty,
    }
    financier, supplier = account["financier"], account["supplier"]
    lines = (
        *move(f"loan_debt:{order_id}", f"loan_principal:{order_id}", event.principal),
        *move(f"loan_debt:{order_id}", f"loan_subrogated:{order_id}", event.subrogated),
        *move(f"interest_expense:{supplier}", f"interest_income:{financier}", event.interest),
        *move(f"penalty_expense:{supplier}", f"penalty_income:{financier}", event.penalty),
    )
    return Add("loan_accounts", (order_id,), totals), *post(at, account["cash_id"], *lines)


@handles("Loans", "Subrogated", loan_accounts="order_id")
def subrogated(event: events.Subrogated, at: At, rows: Lookup) -> Changes:
    """A guarantor stands in the financier's place for a part of the principal; the supplier owes the same."""
    account = rows.need("loan_accounts", (event.order_id,))
    key = (event.order_id,)
    lines = move(f"loan_subrogated:{event.order_id}", f"loan_principal:{event.order_id}", event.amount)
    return (
        Set("loan_accounts", key, {"subrogated": event.subrogated, "guarantor": event.guarantor}),
        Add("loan_accounts", key, {"subrogated_total": event.amount}),
        *post(at, account["cash_id"], *lines),
    )


@handles("Loans", "Waived", loan_accounts="order_id")
def waived(event: events.Waived, _at: At, _rows: Lookup) -> Changes:
    """Accrued money that nobody will pay: it was never in the books, which know interest when it is paid."""
    totals = {"interest_waived_total": event.interest, "penalty_waived_total": event.penalty}
    return (Add("loan_accounts", (event.order_id,), totals),)


@handles("Loans", "Adopted", loan_accounts="order_id")
def adopted(event: events.Adopted, _at: At, _rows: Lookup) -> Changes:
    return (Set("loan_accounts", (event.order_id,), {"version": event.version}),)


@handles("Loans", "DefaultDeclared", loan_accounts="order_id")
def default_declared(event: events.DefaultDeclared, _at: At, _rows: Lookup) -> Changes:
    return (Set("loan_accounts", (event.order_id,), {"defaulted_at": event.defaulted_at}),)


@handles("Loans", "DefaultLifted", loan_accounts="order_id")
def default_lifted(event: events.DefaultLifted, _at: At, _rows: Lookup) -> Changes:
    return (Set("loan_accounts", (event.order_id,), _UNTROUBLED),)


@handles("Loans", "WrittenOff", loan_accounts="order_id")
def written_off(event: events.WrittenOff, _at: At, _rows: Lookup) -> Changes:
    """A mark of the financier; the debt and its books stay."""
    return (Set("loan_accounts", (event.order_id,), {"written_off": True}),)


@handles("Loans", "SweepSet", facilities="facility_no", loan_accounts="order_id")
def sweep_set(event: events.SweepSet, _at: At, rows: Lookup) -> Changes:
    """The facility names another troubled account, or (zero) none any more."""
    key = (event.facility_no,)
    former = rows.need("facilities", key)["sweep_order"]
    changes = [Set("facilities", key, {"sweep_order": event.order_id})]
    for order_id, named in ((former, False), (event.order_id, True)):
        if order_id != ZERO_ID:
            changes.append(Set("loan_accounts", (order_id,), {"swept": named}))
    return tuple(changes)


@handles("Loans", "Synced", loan_accounts="order_id")
def synced(event: events.Synced, at: At, _rows: Lookup) -> Changes:
    """The capacity seen at the sync stays in the event: time alone changes it."""
    values = {
        "principal": event.principal,
        "interest": event.interest,
        "penalty": event.penalty,
        "accrued_at": at.timestamp,
        "rate_bps": event.rate_bps,
        "custody": event.custody,
        "over_since": event.over_since,
    }
    return (Set("loan_accounts", (event.order_id,), values),)


@handles("Loans", "DueSet", loan_accounts="order_id")
def due_set(event: events.DueSet, _at: At, _rows: Lookup) -> Changes:
    values = {
        "due_at": event.due_at,
        "deliver_by": event.deliver_by,
        "first_draw_at": event.first_draw_at,
        "version": event.version,
    }
    return (Set("loan_accounts", (event.order_id,), values),)


@handles("Loans", "CustodyMaturitiesSet", loan_accounts="order_id")
def custody_maturities_set(event: events.CustodyMaturitiesSet, _at: At, _rows: Lookup) -> Changes:
    return (Set("loan_accounts", (event.order_id,), {"custody_maturities": event.maturity_days}),)


# The new due date of an extension comes with its DueSet.
recorded_only("Loans", "Extended", "CallFailed")
