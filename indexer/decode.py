"""Logs → typed events with their places, and the lines of the table `events` beside them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from chain.events.all import DECODERS, Event
from chain.sealed import RawLog
from indexer.changes import At
from indexer.lines import NULL

MAX_TOPICS: Final = 4


class UnknownEvent(Exception):
    """A contract emitted an event that this program does not know: it is older than the contracts."""


class Decoded(NamedTuple):
    """Events in their order, where each stands, and each one's line of `events`.

    listings: block in which a token was listed, by address, for tokens that are listed in the same batch:
    what such a token did before falls, in a reorg, with its listing.
    """

    events: list[Event]
    places: list[At]
    lines: list[str]
    listings: Mapping[str, int]


class Kind(NamedTuple):
    """One event of one contract: its decoder, and what its lines have in common."""

    decode: Callable[[Sequence[str], str], Event]
    named: str


@functools.cache
def kinds_of(contract: str) -> Mapping[str, Kind]:
    """The events of a contract by their first topic."""
    return {
        topic: Kind(decoder, f"\t{contract}\t{_name_of(decoder)}\t")
        for topic, decoder in DECODERS[contract].items()
    }


def decode_event(contract: str, topics: Sequence[str], data: str) -> Event:
    """The typed event of one log of this contract. Errors: UnknownEvent, EventDecodeError."""
    kind = kinds_of(contract).get(topics[0]) if topics else None
    if kind is None:
        raise UnknownEvent(f"{contract} emitted {list(topics[:1])}")
    return kind.decode(topics, data)


def decode_logs(
    logs: Iterable[RawLog],
    names: Mapping[str, str],
    times: Mapping[int, int],
    listings: Mapping[str, int],
) -> Decoded:
    """Decode logs of our contracts.

    names: contract name by address; times: Unix seconds by block number; listings: see Decoded.
    Errors: UnknownEvent, EventDecodeError.
    """
    decoded = Decoded([], [], [], listings)
    kinds = {address: kinds_of(contract) for address, contract in names.items()}
    blocks = {hex(number): number for number in times}
    for log in logs:
        topics, address = log.topics, log.address
        kind = kinds[address].get(topics[0]) if topics else None
        if kind is None:
            raise UnknownEvent(f"{names[address]} emitted {topics[:1]}")
        number = blocks[log.block_number]
        decoded.events.append(kind.decode(topics, log.data))
        decoded.places.append(
            At(number, times[number], int(log.log_index, 16), log.transaction_hash, address)
        )
        decoded.lines.append(event_line(log, number, kind.named))
    return decoded


def event_line(log: RawLog, number: int, named: str) -> str:
    """The line of `events` for a log."""
    topics = log.topics
    return (
        f"{number}\t{int(log.log_index, 16)}\t{log.transaction_hash}\t{int(log.transaction_index, 16)}\t"
        f"{log.address}{named}{_TAB.join(topics)}{_MISSING[len(topics)]}{log.data}"
    )


_TAB: Final = "\t"
_MISSING: Final = tuple("\t" + f"{NULL}\t" * (MAX_TOPICS - count) for count in range(MAX_TOPICS + 1))


def raw_lines(logs: Iterable[RawLog], names: Mapping[str, str]) -> list[str]:
    """The lines alone, undecoded. Errors: UnknownEvent."""
    kinds = {address: kinds_of(contract) for address, contract in names.items()}
    try:
        return [
            event_line(log, int(log.block_number, 16), kinds[log.address][log.topics[0]].named)
            for log in logs
        ]
    except (KeyError, IndexError) as error:
        raise UnknownEvent(f"a contract emitted {error}") from error


def _name_of(decoder: Callable[..., Any]) -> str:
    """The event's name: that of the class that its decoder answers (chain/codegen/events.py)."""
    return str(decoder.__annotations__["return"])
