"""One pure handler an event: typed event, where it stands, what was → changes of rows."""

from __future__ import annotations

from indexer.handlers import (
    authority,
    cash,
    facilities,
    fingerprints,
    guarantee,
    loans,
    market,
    orders,
    participants,
    receivables,
)
from indexer.handlers.registry import HANDLERS

__all__ = [
    "HANDLERS",
    "authority",
    "cash",
    "facilities",
    "fingerprints",
    "guarantee",
    "loans",
    "market",
    "orders",
    "participants",
    "receivables",
]
