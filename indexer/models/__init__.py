"""The tables of the schema `mirror`, by room: ledger (raw), parties, trade, credit, guarantee."""

from __future__ import annotations

from indexer.models import credit, guarantee, ledger, parties, trade
from indexer.models.base import SCHEMA, SCHEMA_VERSION, Mirror, check_lengths, metadata, table_of

check_lengths()

__all__ = [
    "SCHEMA",
    "SCHEMA_VERSION",
    "Mirror",
    "credit",
    "guarantee",
    "ledger",
    "metadata",
    "parties",
    "table_of",
    "trade",
]
