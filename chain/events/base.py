"""What the written decoders share: the error, and the slow path for values without a fixed size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from chain.abi import AbiError, decode_values, encode_values

_WORD: Final = (1 << 256) - 1


class EventDecodeError(ValueError):
    """A log is not the event that its address and first topic say; nothing is guessed from it.

    `event` names what it should have been, `topics` and `data` are what came.
    """

    def __init__(self, event: str, topics: Sequence[str], data: str) -> None:
        super().__init__(f"{event}: topics {list(topics)!r:.400}, data {data!r:.400}")
        self.event, self.topics, self.data = event, tuple(topics), data


def padding(kind: str) -> int:
    """The bits of a word that must be zero for a value of this type. Errors: ValueError on other types."""
    if kind in ("int256", "uint256", "bytes32"):
        return 0
    if kind == "address":
        return _WORD ^ ((1 << 160) - 1)
    if kind == "bool":
        return _WORD ^ 1
    if kind.startswith("uint"):
        return _WORD ^ ((1 << int(kind[4:])) - 1)
    if kind.startswith("bytes") and kind != "bytes":
        return _WORD >> (8 * int(kind[5:]))
    raise ValueError(f"{kind} is not padded with zeros")


def padding_mask(*kinds: str) -> int:
    """The paddings of consecutive words as one number, so that one AND checks them all."""
    mask = 0
    for kind in kinds:
        mask = mask << 256 | padding(kind)
    return mask


def malformed(event: str, topics: Sequence[str], data: str) -> EventDecodeError:
    """The error for a log that has not the shape of this event."""
    return EventDecodeError(event, topics, data)


def canonical_values(event: str, types: tuple[str, ...], topics: Sequence[str], data: str) -> Any:
    """Decode data with values of no fixed size; refuses what a contract would not have written so."""
    if data[:2] != "0x":
        raise EventDecodeError(event, topics, data)
    try:
        raw = bytes.fromhex(data[2:])
        values = decode_values(types, raw)
        if len(data) != 2 + 2 * len(raw) or encode_values(types, values) != raw:
            raise EventDecodeError(event, topics, data)
    except (AbiError, ValueError) as error:
        raise EventDecodeError(event, topics, data) from error
    return values
