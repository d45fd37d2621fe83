"""Logs → typed events with their place, and the raw rows beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from chain.events.all import DECODERS, Event
from indexer.changes import At
from indexer.fetch import RawLog
from indexer.fold import Told

MAX_TOPICS: Final = 4


class UnknownEvent(Exception):
    """A contract emitted an event that this program does not know: it is older than the contracts."""


class Decoded(NamedTuple):
    """Events in order, and their rows of the table `events` in the order of its columns."""

    told: list[Told]
    rows: list[tuple[Any, ...]]


def decode_event(contract: str, topics: Sequence[str], data: str) -> Event:
    """The typed event of one log of this contract. Errors: UnknownEvent, EventDecodeError."""
    decoder = DECODERS[contract].get(topics[0]) if topics else None
    if decoder is None:
        raise UnknownEvent(f"{contract} emitted {list(topics[:1])}")
    return decoder(topics, data)


def decode_logs(
    logs: Iterable[RawLog],
    names: Mapping[str, str],
    times: Mapping[int, int],
    listings: Mapping[str, int],
) -> Decoded:
    """Decode logs of our contracts.

    names: contract name by address; times: Unix seconds by block number; listings: block in which a token was
    listed, by address, for tokens that are listed in the same batch. Errors: UnknownEvent,
    EventDecodeError.
    """
    decoded = Decoded([], [])
    for log in logs:
        contract = names[log.address]
        topics = log.topics
        block_number = int(log.block_number, 16)
        log_index = int(log.log_index, 16)
        event = decode_event(contract, topics, log.data)
        name = event.EVENT
        at = At(block_number, times[block_number], log_index, log.transaction_hash, log.address)
        journal_block = max(block_number, listings.get(log.address, 0))
        decoded.told.append(Told(contract, name, event, at, journal_block))
        decoded.rows.append(
            (
                block_number,
                log_index,
                log.transaction_hash,
                int(log.transaction_index, 16),
                log.address,
                contract,
                name,
                *topics,
                *(None,) * (MAX_TOPICS - len(topics)),
                log.data,
            )
        )
    return decoded
