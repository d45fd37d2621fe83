"""Facilities: mandates, lines, relied-on attestors, accepted terms, use."""

from __future__ import annotations

from typing import Any, Final

from chain.events import facilities as events
from indexer.changes import ZERO_ADDRESS, ZERO_ID, At, Changes, Key, Lookup, Put, Set
from indexer.handlers.registry import handles, recorded_only

ENDED: Final = {"underwriter": ZERO_ADDRESS, "valid_until": 0}
"""What revoking a mandate leaves of it."""


def _four(name: str, values: tuple[int, ...]) -> dict[str, int]:
    return {f"{name}_{stage}": value for stage, value in enumerate(values)}


@handles("Facilities", "MandateSet", mandates="financier cash_id")
def mandate_set(event: events.MandateSet, _at: At, _rows: Lookup) -> Changes:
    values = {
        "underwriter": event.underwriter,
        "valid_until": event.valid_until,
        "floor_rate_bps": event.floor_rate_bps,
        "max_fee_bps": event.max_fee_bps,
        "max_penalty_bps": event.max_penalty_bps,
        "max_cap": event.max_cap,
        "max_total": event.max_total,
        **_four("max_advance_bps", event.max_advance_bps),
        "fee_to": event.fee_to,
        "max_tenor_days": event.max_tenor_days,
        "min_yield_bps": event.min_yield_bps,
        "purchase_budget": event.purchase_budget,
    }
    start = {"financier": event.financier, "cash_id": event.cash_id, "used": 0}
    return (Set("mandates", (event.financier, event.cash_id), values, start),)


@handles("Facilities", "MandateRevoked", mandates="financier cash_id")
def mandate_revoked(event: events.MandateRevoked, _at: At, _rows: Lookup) -> Changes:
    return (Set("mandates", (event.financier, event.cash_id), ENDED),)


@handles("Facilities", "LineSet", lines="financier cash_id buyer")
def line_set(event: events.LineSet, _at: At, _rows: Lookup) -> Changes:
    key = (event.financier, event.cash_id, event.buyer)
    start = {"financier": event.financier, "cash_id": event.cash_id, "buyer": event.buyer, "used": 0}
    return (Set("lines", key, {"cap": event.cap}, start),)


@handles("Facilities", "AttestorSet", relied_attestors="financier attestor")
def attestor_set(event: events.AttestorSet, _at: At, _rows: Lookup) -> Changes:
    row = {"financier": event.financier, "attestor": event.attestor, "relied_on": event.relied_on}
    return (Put("relied_attestors", (event.financier, event.attestor), row),)


def _unnumbered(facility_id: str) -> dict[str, Any]:
    return {"facility_id": facility_id, "no": 0, "min_version": 0}


@handles("Facilities", "TermsAccepted", facilities="no", facility_ids="facility_id")
def terms_accepted(event: events.TermsAccepted, at: At, _rows: Lookup) -> Changes:
    facility = {
        "facility_id": event.facility_id,
        "financier": event.financier,
        "supplier": event.supplier,
        "cash_id": event.cash_id,
        "version": event.version,
        "cap": event.cap,
    }
    version = {
        "facility_id": event.facility_id,
        "version": event.version,
        "cap": event.cap,
        **_four("advance_bps", event.advance_bps),
        **_four("rate_bps", event.rate_bps),
        "penalty_bps": event.penalty_bps,
        "fee_bps": event.fee_bps,
        "grace_days": event.grace_days,
        "cure_days": event.cure_days,
        "stale_days": event.stale_days,
        "max_tenor_days": event.max_tenor_days,
        "policy_hash": event.policy_hash,
        "accept_by": event.accept_by,
        "draw_until": event.draw_until,
        "accepted_at": at.timestamp,
    }
    start = {
        "no": event.no,
        "used": 0,
        "frozen_by_financier": False,
        "frozen_by_underwriter": False,
        "defaults": 0,
        "sweep_order": ZERO_ID,
    }
    return (
        Set("facilities", (event.no,), facility, start),
        Set("facility_ids", (event.facility_id,), {"no": event.no}, _unnumbered(event.facility_id)),
        Put("facility_terms", (event.facility_id, event.version), version),
    )


def _use(event: Any, _at: At, rows: Lookup) -> tuple[tuple[str, Key], ...]:
    facility = rows.get("facilities", (event.no,))
    if facility is None:  # accepted in this very batch: its mandate and line are then loaded one by one
        return ()
    financier, cash_id = facility["financier"], facility["cash_id"]
    return ("mandates", (financier, cash_id)), ("lines", (financier, cash_id, event.buyer))


@handles("Facilities", "UseSet", hint=_use)
def use_set(event: events.UseSet, _at: At, rows: Lookup) -> Changes:
    facility = rows.need("facilities", (event.no,))
    financier, cash_id = facility["financier"], facility["cash_id"]
    return (
        Set("facilities", (event.no,), {"used": event.facility_used}),
        Set("mandates", (financier, cash_id), {"used": event.mandate_used}),
        Set("lines", (financier, cash_id, event.buyer), {"used": event.line_used}),
    )


@handles("Facilities", "PurchaseBudgetSet", mandates="financier cash_id")
def purchase_budget_set(event: events.PurchaseBudgetSet, _at: At, _rows: Lookup) -> Changes:
    return (Set("mandates", (event.financier, event.cash_id), {"purchase_budget": event.budget}),)


def _of_id(event: Any, rows: Lookup, values: dict[str, Any]) -> Changes:
    """Columns of the facility that the event names by its id."""
    no = rows.need("facility_ids", (event.facility_id,))["no"]
    return (Set("facilities", (no,), values),)


@handles("Facilities", "CapSet", facility_ids="facility_id")
def cap_set(event: events.CapSet, _at: At, rows: Lookup) -> Changes:
    return _of_id(event, rows, {"cap": event.cap})


@handles("Facilities", "FreezeSet", facility_ids="facility_id")
def freeze_set(event: events.FreezeSet, _at: At, rows: Lookup) -> Changes:
    values = {
        "frozen_by_financier": event.frozen_by_financier,
        "frozen_by_underwriter": event.frozen_by_underwriter,
    }
    return _of_id(event, rows, values)


@handles("Facilities", "DefaultsSet", facilities="no")
def defaults_set(event: events.DefaultsSet, _at: At, _rows: Lookup) -> Changes:
    return (Set("facilities", (event.no,), {"defaults": event.defaults}),)


@handles("Facilities", "MinVersionSet", facility_ids="facility_id")
def min_version_set(event: events.MinVersionSet, _at: At, _rows: Lookup) -> Changes:
    start = _unnumbered(event.facility_id)
    return (Set("facility_ids", (event.facility_id,), {"min_version": event.min_version}, start),)


recorded_only("Facilities", "EIP712DomainChanged", "CallFailed")
