"""GuaranteePool: deposits, cover committed, what claims have paid."""

from __future__ import annotations

from typing import Any, Final

from chain.events import guarantee_pool as events
from indexer.changes import Add, At, Changes, Key, Lookup, Put, Set
from indexer.handlers.postings import move, post
from indexer.handlers.registry import handles, recorded_only

ENDED: Final = ("cash_id", "cover_bps", "cap", "per_buyer_cap", "since", "valid_until")
"""What is zero of a commitment that has ended."""


def _deposit(guarantor: str, cash_id: int, **values: int) -> Set:
    start = {
        "guarantor": guarantor,
        "cash_id": cash_id,
        "deposited": 0,
        "committed": 0,
        "noticed": 0,
        "notice_ends": 0,
    }
    return Set("guarantee_deposits", (guarantor, cash_id), values, start)


def _claim_on_pool(event: Any, at: At, cash_id: int, amount: int) -> Changes:
    """What the pool owes its guarantor rises (or, negative, falls); the money moves in its Transfer."""
    lines = move(f"guarantee_claim:{event.guarantor}", f"guarantee_owed:{at.address}", amount)
    return post(at, cash_id, *lines)


@handles("GuaranteePool", "Deposited", guarantee_deposits="guarantor cash_id")
def deposited(event: events.Deposited, at: At, _rows: Lookup) -> Changes:
    change = _deposit(event.guarantor, event.cash_id, deposited=event.deposited)
    return change, *_claim_on_pool(event, at, event.cash_id, event.amount)


@handles("GuaranteePool", "NoticeGiven", guarantee_deposits="guarantor cash_id")
def notice_given(event: events.NoticeGiven, _at: At, _rows: Lookup) -> Changes:
    values = {"noticed": event.noticed, "notice_ends": event.notice_ends}
    return (_deposit(event.guarantor, event.cash_id, **values),)


@handles("GuaranteePool", "Withdrawn", guarantee_deposits="guarantor cash_id")
def withdrawn(event: events.Withdrawn, at: At, rows: Lookup) -> Changes:
    noticed = rows.need("guarantee_deposits", (event.guarantor, event.cash_id))["noticed"]
    change = _deposit(
        event.guarantor, event.cash_id, deposited=event.deposited, noticed=noticed - event.amount
    )
    return change, *_claim_on_pool(event, at, event.cash_id, -event.amount)


def _committed_rows(event: Any, _at: At, _rows: Lookup) -> tuple[tuple[str, Key], ...]:
    key = (event.guarantor, event.facility_id, event.version)
    return ("facility_ids", (event.facility_id,)), ("guarantee_commitments", key)


@handles("GuaranteePool", "Committed", hint=_committed_rows)
def committed(event: events.Committed, at: At, rows: Lookup) -> Changes:
    """Covers accounts whose first draw comes after this block's time."""
    no = rows.need("facility_ids", (event.facility_id,))["no"]
    cash_id = rows.need("facilities", (no,))["cash_id"]
    key = (event.guarantor, event.facility_id, event.version)
    row = {
        "guarantor": event.guarantor,
        "facility_id": event.facility_id,
        "version": event.version,
        "cash_id": cash_id,
        "cover_bps": event.cover_bps,
        "cap": event.cap,
        "per_buyer_cap": event.per_buyer_cap,
        "since": at.timestamp,
        "valid_until": event.valid_until,
    }
    change = _deposit(event.guarantor, cash_id, committed=event.committed)
    return change, Put("guarantee_commitments", key, row)


@handles("GuaranteePool", "CommitmentEnded", hint=_committed_rows)
def commitment_ended(event: events.CommitmentEnded, _at: At, rows: Lookup) -> Changes:
    key = (event.guarantor, event.facility_id, event.version)
    cash_id = rows.need("guarantee_commitments", key)["cash_id"]
    return (
        _deposit(event.guarantor, cash_id, committed=event.committed),
        Set("guarantee_commitments", key, dict.fromkeys(ENDED, 0)),
    )


@handles("GuaranteePool", "Claimed", loan_accounts="order_id", orders="order_id")
def claimed(event: events.Claimed, at: At, rows: Lookup) -> Changes:
    """A guarantee pays: deposit and cover fall; the debt's own side is Loans.Subrogated."""
    account = rows.need("loan_accounts", (event.order_id,))
    buyer = rows.need("orders", (event.order_id,))["buyer"]
    cash_id, cover = account["cash_id"], (event.guarantor, account["facility_id"], account["version"])
    noticed = rows.need("guarantee_deposits", (event.guarantor, cash_id))["noticed"]
    deposit = _deposit(
        event.guarantor,
        cash_id,
        deposited=event.deposited,
        committed=event.committed,
        noticed=min(noticed, event.deposited),
    )
    key = (*cover, rows.need("guarantee_commitments", cover)["since"], buyer)
    names = ("guarantor", "facility_id", "version", "since", "buyer")
    paid = dict(zip(names, key, strict=True)) | {"paid": 0}
    return (
        deposit,
        Set("guarantee_commitments", cover, {"cap": event.cap_left}),
        Add("guarantee_paid", key, {"paid": event.amount}, paid),
        *_claim_on_pool(event, at, cash_id, -event.amount),
    )


recorded_only("GuaranteePool", "CallFailed")
