"""Cash: balances, bank receipts, money held for those who may not receive."""

from __future__ import annotations

from typing import Any

from chain.events import cash as events
from indexer.changes import ZERO_ADDRESS, Add, At, Change, Changes, Key, Lookup, Put, Set
from indexer.handlers.postings import move, post
from indexer.handlers.registry import handles, recorded_only


def _balances(event: Any, at: At, rows: Lookup) -> tuple[tuple[str, Key], ...]:
    cash_id = rows.cash_id(at.address)
    return ("cash_balances", (cash_id, event.from_)), ("cash_balances", (cash_id, event.to))


@handles("Cash", "Transfer", hint=_balances)
def transfer(event: events.Transfer, at: At, rows: Lookup) -> Changes:
    """Every movement of cash: issue from and redemption to the zero address included."""
    cash_id = rows.cash_id(at.address)
    changes: list[Change] = []
    for account, delta in ((event.from_, -event.value), (event.to, event.value)):
        if account != ZERO_ADDRESS:
            start = {"cash_id": cash_id, "account": account, "balance": 0}
            changes.append(Add("cash_balances", (cash_id, account), {"balance": delta}, start))
    debit = f"deposits:{at.address}" if event.to == ZERO_ADDRESS else f"cash:{event.to}"
    credit = f"deposits:{at.address}" if event.from_ == ZERO_ADDRESS else f"cash:{event.from_}"
    return *changes, *post(at, cash_id, *move(debit, credit, event.value))


@handles("Cash", "Issued")
def issued(event: events.Issued, at: At, rows: Lookup) -> Changes:
    cash_id = rows.cash_id(at.address)
    row = {
        "cash_id": cash_id,
        "receipt_hash": event.receipt_hash,
        "account": event.to,
        "amount": event.amount,
        "issued_at": at.timestamp,
    }
    return (Put("cash_receipts", (cash_id, event.receipt_hash), row),)


@handles("Cash", "Held")
def held(event: events.Held, at: At, rows: Lookup) -> Changes:
    lines = move(f"held_claim:{event.account}", f"held_owed:{at.address}", event.amount)
    return _held(event.account, event.total_held, at, rows, lines)


@handles("Cash", "HeldReleased")
def held_released(event: events.HeldReleased, at: At, rows: Lookup) -> Changes:
    lines = move(f"held_owed:{at.address}", f"held_claim:{event.account}", event.amount)
    return _held(event.account, 0, at, rows, lines)


def _held(account: str, total: int, at: At, rows: Lookup, lines: tuple[tuple[str, int], ...]) -> Changes:
    cash_id = rows.cash_id(at.address)
    start = {"cash_id": cash_id, "account": account}
    return Set("cash_held", (cash_id, account), {"amount": total}, start), *post(at, cash_id, *lines)


# A redemption's money moves in its Transfer. Allowances are not mirrored: spending one emits nothing.
recorded_only("Cash", "Redeemed", "Approval", "EIP712DomainChanged")
