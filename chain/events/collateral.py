"""Events of Collateral, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class PledgedSold(Struct, frozen=True, gc=False):
    """PledgedSold of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "PledgedSold"
    order_id: str
    receivable_id: str
    buyer_of_units: str
    units: int
    price: int


_PLEDGED_SOLD_TOPICS: Final = padding_mask("bytes32", "bytes32", "address")
_PLEDGED_SOLD_DATA: Final = padding_mask("uint128", "uint128")


def _pledged_sold(topics: Sequence[str], data: str) -> PledgedSold:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("PledgedSold", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _PLEDGED_SOLD_TOPICS:
        raise malformed("PledgedSold", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("PledgedSold", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _PLEDGED_SOLD_DATA:
        raise malformed("PledgedSold", topics, data)
    return PledgedSold(
        "0x" + t[0:32].hex(),
        "0x" + t[32:64].hex(),
        "0x" + t[76:96].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
    )


class UnitsDeposited(Struct, frozen=True, gc=False):
    """UnitsDeposited of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "UnitsDeposited"
    order_id: str
    receivable_id: str
    units: int


_UNITS_DEPOSITED_DATA: Final = padding_mask("uint128")


def _units_deposited(topics: Sequence[str], data: str) -> UnitsDeposited:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("UnitsDeposited", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64:
        raise malformed("UnitsDeposited", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("UnitsDeposited", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _UNITS_DEPOSITED_DATA:
        raise malformed("UnitsDeposited", topics, data)
    return UnitsDeposited("0x" + t[0:32].hex(), "0x" + t[32:64].hex(), int.from_bytes(w[16:32]))


class UnitsReleased(Struct, frozen=True, gc=False):
    """UnitsReleased of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "UnitsReleased"
    order_id: str
    receivable_id: str
    to: str
    units: int


_UNITS_RELEASED_TOPICS: Final = padding_mask("bytes32", "bytes32", "address")
_UNITS_RELEASED_DATA: Final = padding_mask("uint128")


def _units_released(topics: Sequence[str], data: str) -> UnitsReleased:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("UnitsReleased", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _UNITS_RELEASED_TOPICS:
        raise malformed("UnitsReleased", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("UnitsReleased", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _UNITS_RELEASED_DATA:
        raise malformed("UnitsReleased", topics, data)
    return UnitsReleased(
        "0x" + t[0:32].hex(), "0x" + t[32:64].hex(), "0x" + t[76:96].hex(), int.from_bytes(w[16:32])
    )


CollateralEvent: TypeAlias = PledgedSold | UnitsDeposited | UnitsReleased

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], CollateralEvent]]] = {
    "0xcc3046bcb30362d22b51976682a9321f0adbb2a682b1b7471062496c4546e03d": _pledged_sold,
    "0x0b91c1912829bb7887d1af082a54c9c77dbcee74bab2ccaeab955600fccd18bf": _units_deposited,
    "0xb0f1f9d8969007ad904306ab74a615ab420c179afa164c199e6457694971bab2": _units_released,
}
