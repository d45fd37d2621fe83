"""Events of Collateral, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "CallFailed"
    index: int
    selector: str
    reason: str


_CALL_FAILED_WORDS: Final = Words(">32s").unpack


def _call_failed(topics: Sequence[str], data: str) -> CallFailed:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("CallFailed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:])
    except ValueError:
        raise malformed("CallFailed", topics, data) from None
    if len(raw) != 32:
        raise malformed("CallFailed", topics, data)
    (index,) = _CALL_FAILED_WORDS(raw)
    v = canonical_values("CallFailed", ("bytes4", "bytes"), topics, data)
    return CallFailed(int.from_bytes(index), v[0], v[1])


class EnforcementSold(Struct, frozen=True, gc=False):
    """EnforcementSold of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "EnforcementSold"
    order_id: str
    receivable_id: str
    buyer_of_units: str
    units: int
    price: int


_ENFORCEMENT_SOLD_PADDING: Final = padding_mask("bytes32", "bytes32", "address", "uint128", "uint128")
_ENFORCEMENT_SOLD_WORDS: Final = Words(">32s32s12x20s16xQQ16xQQ").unpack


def _enforcement_sold(topics: Sequence[str], data: str) -> EnforcementSold:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("EnforcementSold", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("EnforcementSold", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _ENFORCEMENT_SOLD_PADDING:
        raise malformed("EnforcementSold", topics, data)
    (
        order_id,
        receivable_id,
        buyer_of_units,
        units_high,
        units,
        price_high,
        price,
    ) = _ENFORCEMENT_SOLD_WORDS(raw)
    return EnforcementSold(
        "0x" + order_id.hex(),
        "0x" + receivable_id.hex(),
        "0x" + buyer_of_units.hex(),
        units_high << 64 | units,
        price_high << 64 | price,
    )


class PledgedSold(Struct, frozen=True, gc=False):
    """PledgedSold of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "PledgedSold"
    order_id: str
    receivable_id: str
    buyer_of_units: str
    units: int
    price: int


_PLEDGED_SOLD_PADDING: Final = padding_mask("bytes32", "bytes32", "address", "uint128", "uint128")
_PLEDGED_SOLD_WORDS: Final = Words(">32s32s12x20s16xQQ16xQQ").unpack


def _pledged_sold(topics: Sequence[str], data: str) -> PledgedSold:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("PledgedSold", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("PledgedSold", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _PLEDGED_SOLD_PADDING:
        raise malformed("PledgedSold", topics, data)
    (
        order_id,
        receivable_id,
        buyer_of_units,
        units_high,
        units,
        price_high,
        price,
    ) = _PLEDGED_SOLD_WORDS(raw)
    return PledgedSold(
        "0x" + order_id.hex(),
        "0x" + receivable_id.hex(),
        "0x" + buyer_of_units.hex(),
        units_high << 64 | units,
        price_high << 64 | price,
    )


class UnitsDeposited(Struct, frozen=True, gc=False):
    """UnitsDeposited of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "UnitsDeposited"
    order_id: str
    receivable_id: str
    units: int


_UNITS_DEPOSITED_PADDING: Final = padding_mask("bytes32", "bytes32", "uint128")
_UNITS_DEPOSITED_WORDS: Final = Words(">32s32s16xQQ").unpack


def _units_deposited(topics: Sequence[str], data: str) -> UnitsDeposited:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("UnitsDeposited", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("UnitsDeposited", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _UNITS_DEPOSITED_PADDING:
        raise malformed("UnitsDeposited", topics, data)
    (
        order_id,
        receivable_id,
        units_high,
        units,
    ) = _UNITS_DEPOSITED_WORDS(raw)
    return UnitsDeposited("0x" + order_id.hex(), "0x" + receivable_id.hex(), units_high << 64 | units)


class UnitsReleased(Struct, frozen=True, gc=False):
    """UnitsReleased of Collateral."""

    CONTRACT: ClassVar[str] = "Collateral"
    EVENT: ClassVar[str] = "UnitsReleased"
    order_id: str
    receivable_id: str
    to: str
    units: int


_UNITS_RELEASED_PADDING: Final = padding_mask("bytes32", "bytes32", "address", "uint128")
_UNITS_RELEASED_WORDS: Final = Words(">32s32s12x20s16xQQ").unpack


def _units_released(topics: Sequence[str], data: str) -> UnitsReleased:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("UnitsReleased", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("UnitsReleased", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _UNITS_RELEASED_PADDING:
        raise malformed("UnitsReleased", topics, data)
    (
        order_id,
        receivable_id,
        to,
        units_high,
        units,
    ) = _UNITS_RELEASED_WORDS(raw)
    return UnitsReleased(
        "0x" + order_id.hex(), "0x" + receivable_id.hex(), "0x" + to.hex(), units_high << 64 | units
    )


CollateralEvent: TypeAlias = CallFailed | EnforcementSold | PledgedSold | UnitsDeposited | UnitsReleased

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], CollateralEvent]]] = {
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0x9db996271a47f45a6eeaa220658a7b8d2e4de2c0cb4b48b155d23efd1923420a": _enforcement_sold,
    "0xcc3046bcb30362d22b51976682a9321f0adbb2a682b1b7471062496c4546e03d": _pledged_sold,
    "0x0b91c1912829bb7887d1af082a54c9c77dbcee74bab2ccaeab955600fccd18bf": _units_deposited,
    "0xb0f1f9d8969007ad904306ab74a615ab420c179afa164c199e6457694971bab2": _units_released,
}
