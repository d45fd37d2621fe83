"""Participants: admission, standing, listed cash, the pause."""

from __future__ import annotations

from typing import Final

from chain.events import participants as events
from indexer.changes import At, Changes, Lookup, Put, Set
from indexer.handlers.registry import handles, recorded_only

SYSTEM_KEY: Final = (1,)
SYSTEM_START: Final = {"id": 1, "paused": False, "changed_by": None, "fingerprint_service": None}


def currency_code(bytes3: str) -> str:
    """ISO 4217 code from its three bytes; their hex where they are not letters and digits."""
    code = bytes.fromhex(bytes3[2:]).decode("latin-1")
    return code if code.isascii() and code.isalnum() else bytes3


@handles("Participants", "Admitted", participants="account")
def admitted(event: events.Admitted, at: At, _rows: Lookup) -> Changes:
    row = {
        "account": event.account,
        "entity_id": event.entity_id,
        "group_id": event.group_id,
        "roles": event.roles,
        "valid_until": event.valid_until,
        "suspended": False,
        "suspension_reason": 0,
        "overdue": 0,
        "profile": event.profile,
        "encryption_key": event.encryption_key,
        "admitted_at": at.timestamp,
    }
    return (Put("participants", (event.account,), row),)


@handles("Participants", "Renewed", participants="account")
def renewed(event: events.Renewed, _at: At, _rows: Lookup) -> Changes:
    values = {
        "group_id": event.group_id,
        "roles": event.roles,
        "valid_until": event.valid_until,
        "profile": event.profile,
        "encryption_key": event.encryption_key,
    }
    return (Set("participants", (event.account,), values),)


@handles("Participants", "Suspended", participants="account")
def suspended(event: events.Suspended, _at: At, _rows: Lookup) -> Changes:
    return (Set("participants", (event.account,), {"suspended": True, "suspension_reason": event.reason}),)


@handles("Participants", "Reinstated", participants="account")
def reinstated(event: events.Reinstated, _at: At, _rows: Lookup) -> Changes:
    return (Set("participants", (event.account,), {"suspended": False, "suspension_reason": 0}),)


@handles("Participants", "OverdueSet", participants="account")
def overdue_set(event: events.OverdueSet, _at: At, _rows: Lookup) -> Changes:
    return (Set("participants", (event.account,), {"overdue": event.overdue}),)


@handles("Participants", "CashListed", cash_tokens="cash_id")
def cash_listed(event: events.CashListed, _at: At, _rows: Lookup) -> Changes:
    row = {"cash_id": event.cash_id, "cash": event.cash, "currency": currency_code(event.currency)}
    return (Put("cash_tokens", (event.cash_id,), row),)


@handles("Participants", "Paused")
def paused(event: events.Paused, _at: At, _rows: Lookup) -> Changes:
    return (Set("system_state", SYSTEM_KEY, {"paused": True, "changed_by": event.by}, SYSTEM_START),)


@handles("Participants", "Unpaused")
def unpaused(event: events.Unpaused, _at: At, _rows: Lookup) -> Changes:
    return (Set("system_state", SYSTEM_KEY, {"paused": False, "changed_by": event.by}, SYSTEM_START),)


recorded_only("Participants", "AuthorityUpdated")
