"""Logs → typed events with their places, and the lines of the table `events` beside them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from chain.events.all import DECODERS, Event
from indexer.changes import At
from indexer.columns import Logs
from indexer.plain import NULL, sum_of

MAX_TOPICS: Final = 4


class UnknownEvent(Exception):
    """A contract emitted an event that this program does not know: it is older than the contracts."""


class Lines(NamedTuple):
    """Lines of the table `events` and the sum of their hashes (indexer/plain.py)."""

    lines: list[str]
    total: int


NO_LINES: Final = Lines([], 0)


class Decoded(NamedTuple):
    """Events in their order, where each stands, and their lines.

    listings: block in which a token was listed, by address, for tokens that are listed in the same batch:
    what such a token did before falls, in a reorg, with its listing.
    """

    events: list[Event]
    places: list[At]
    raw: Lines
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
    logs: Logs,
    names: Mapping[str, str],
    times: Mapping[int, int],
    listings: Mapping[str, int],
    raw: Lines | None = None,
) -> Decoded:
    """Decode logs of our contracts.

    names: contract name by address; times: Unix seconds by block number; listings: see Decoded; raw: the
    lines, where they have been made already.
    Errors: UnknownEvent, EventDecodeError.
    """
    kinds = _kinds(logs, names)
    events = [
        kind.decode(topics, data) for kind, topics, data in zip(kinds, logs.topics, logs.data, strict=True)
    ]
    seconds = [times[number] for number in logs.numbers]
    places = list(map(At, logs.numbers, seconds, logs.indices, logs.transactions, logs.addresses))
    return Decoded(events, places, raw or _lines(logs, kinds), listings)


def raw_lines(logs: Logs, names: Mapping[str, str]) -> Lines:
    """The lines alone, undecoded. Errors: UnknownEvent."""
    return _lines(logs, _kinds(logs, names))


def event_texts(logs: Logs, names: Mapping[str, str]) -> list[str]:
    """The lines without the sum of their hashes. Errors: UnknownEvent."""
    return _texts(logs, _kinds(logs, names))


def _kinds(logs: Logs, names: Mapping[str, str]) -> list[Kind]:
    """The event that each log is. Errors: UnknownEvent."""
    known = {address: kinds_of(contract) for address, contract in names.items()}
    try:
        return [
            known[address][topics[0]] for address, topics in zip(logs.addresses, logs.topics, strict=True)
        ]
    except (KeyError, IndexError):
        for address, topics in zip(logs.addresses, logs.topics, strict=True):
            if not topics or topics[0] not in known[address]:
                raise UnknownEvent(f"{names[address]} emitted {topics[:1]}") from None
        raise


def _lines(logs: Logs, kinds: Sequence[Kind]) -> Lines:
    texts = _texts(logs, kinds)
    return Lines(texts, sum_of(texts))


def _texts(logs: Logs, kinds: Sequence[Kind]) -> list[str]:
    tab, missing = "\t", _MISSING
    return [
        f"{number}\t{index}\t{transaction}\t{at}\t{address}{kind.named}"
        f"{tab.join(topics)}{missing[len(topics)]}{data}"
        for (number, index, transaction, at, address, topics, data), kind in zip(
            logs.rows(), kinds, strict=True
        )
    ]


_MISSING: Final = tuple("\t" + f"{NULL}\t" * (MAX_TOPICS - count) for count in range(MAX_TOPICS + 1))


def _name_of(decoder: Callable[..., Any]) -> str:
    """The event's name: that of the class that its decoder answers (chain/codegen/events.py)."""
    return str(decoder.__annotations__["return"])
