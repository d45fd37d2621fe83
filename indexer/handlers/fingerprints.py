"""Fingerprints: occupancy of invoice identities, who may write and who signs."""

from __future__ import annotations

from chain.events import fingerprints as events
from indexer.changes import At, Changes, Lookup, Put, Set
from indexer.handlers.participants import SYSTEM_KEY, SYSTEM_START
from indexer.handlers.registry import handles, recorded_only


@handles("Fingerprints", "Occupied", occupancy="key")
def occupied(event: events.Occupied, _at: At, _rows: Lookup) -> Changes:
    row = {
        "key": event.key,
        "entity_id": event.entity_id,
        "gross": event.gross,
        "occupied": event.occupied,
    }
    return (Put("occupancy", (event.key,), row),)


@handles("Fingerprints", "Freed", occupancy="key")
def freed(event: events.Freed, _at: At, _rows: Lookup) -> Changes:
    return (Set("occupancy", (event.key,), {"occupied": event.occupied}),)


@handles("Fingerprints", "ServiceSet")
def service_set(event: events.ServiceSet, _at: At, _rows: Lookup) -> Changes:
    return (Set("system_state", SYSTEM_KEY, {"fingerprint_service": event.service}, SYSTEM_START),)


@handles("Fingerprints", "WriterSet", fingerprint_writers="writer")
def writer_set(event: events.WriterSet, _at: At, _rows: Lookup) -> Changes:
    row = {"writer": event.writer, "allowed": event.allowed}
    return (Put("fingerprint_writers", (event.writer,), row),)


recorded_only("Fingerprints", "EIP712DomainChanged", "AuthorityUpdated")
