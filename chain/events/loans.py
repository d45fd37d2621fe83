"""Events of Loans, and their decoders.

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
    """CallFailed of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
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


class Collected(Struct, frozen=True, gc=False):
    """Collected of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Collected"
    order_id: str
    source: str
    amount: int
    penalty: int
    interest: int
    principal: int
    residual: int


_COLLECTED_PADDING: Final = padding_mask(
    "bytes32", "bytes32", "uint128", "uint128", "uint128", "uint128", "uint128"
)
_COLLECTED_WORDS: Final = Words(">32s32s16xQQ16xQQ16xQQ16xQQ16xQQ").unpack


def _collected(topics: Sequence[str], data: str) -> Collected:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Collected", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Collected", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _COLLECTED_PADDING:
        raise malformed("Collected", topics, data)
    (
        order_id,
        source,
        amount_high,
        amount,
        penalty_high,
        penalty,
        interest_high,
        interest,
        principal_high,
        principal,
        residual_high,
        residual,
    ) = _COLLECTED_WORDS(raw)
    return Collected(
        "0x" + order_id.hex(),
        "0x" + source.hex(),
        amount_high << 64 | amount,
        penalty_high << 64 | penalty,
        interest_high << 64 | interest,
        principal_high << 64 | principal,
        residual_high << 64 | residual,
    )


class CustodyMaturitiesSet(Struct, frozen=True, gc=False):
    """CustodyMaturitiesSet of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "CustodyMaturitiesSet"
    order_id: str
    maturity_days: int


_CUSTODY_MATURITIES_SET_WORDS: Final = Words(">32s32s").unpack


def _custody_maturities_set(topics: Sequence[str], data: str) -> CustodyMaturitiesSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("CustodyMaturitiesSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("CustodyMaturitiesSet", topics, data) from None
    if len(raw) != 64:
        raise malformed("CustodyMaturitiesSet", topics, data)
    (
        order_id,
        maturity_days,
    ) = _CUSTODY_MATURITIES_SET_WORDS(raw)
    return CustodyMaturitiesSet("0x" + order_id.hex(), int.from_bytes(maturity_days))


class Drawn(Struct, frozen=True, gc=False):
    """Drawn of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Drawn"
    order_id: str
    facility_id: str
    financier: str
    supplier: str
    amount: int
    fee: int
    fee_to: str
    version: int


_DRAWN_PADDING: Final = padding_mask(
    "bytes32", "bytes32", "address", "address", "uint128", "uint128", "address", "uint8"
)
_DRAWN_WORDS: Final = Words(">32s32s12x20s12x20s16xQQ16xQQ12x20s31xB").unpack


def _drawn(topics: Sequence[str], data: str) -> Drawn:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Drawn", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Drawn", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _DRAWN_PADDING:
        raise malformed("Drawn", topics, data)
    (
        order_id,
        facility_id,
        financier,
        supplier,
        amount_high,
        amount,
        fee_high,
        fee,
        fee_to,
        version,
    ) = _DRAWN_WORDS(raw)
    return Drawn(
        "0x" + order_id.hex(),
        "0x" + facility_id.hex(),
        "0x" + financier.hex(),
        "0x" + supplier.hex(),
        amount_high << 64 | amount,
        fee_high << 64 | fee,
        "0x" + fee_to.hex(),
        version,
    )


class DueSet(Struct, frozen=True, gc=False):
    """DueSet of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "DueSet"
    order_id: str
    due_at: int
    deliver_by: int
    first_draw_at: int
    version: int


_DUE_SET_PADDING: Final = padding_mask("bytes32", "uint40", "uint40", "uint40", "uint8")
_DUE_SET_WORDS: Final = Words(">32s24xQ24xQ24xQ31xB").unpack


def _due_set(topics: Sequence[str], data: str) -> DueSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 258
        or data[:2] != "0x"
    ):
        raise malformed("DueSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("DueSet", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _DUE_SET_PADDING:
        raise malformed("DueSet", topics, data)
    (
        order_id,
        due_at,
        deliver_by,
        first_draw_at,
        version,
    ) = _DUE_SET_WORDS(raw)
    return DueSet("0x" + order_id.hex(), due_at, deliver_by, first_draw_at, version)


class Pledged(Struct, frozen=True, gc=False):
    """Pledged of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Pledged"
    order_id: str
    facility_id: str
    supplier: str
    financier: str


_PLEDGED_PADDING: Final = padding_mask("bytes32", "bytes32", "address", "address")
_PLEDGED_WORDS: Final = Words(">32s32s12x20s12x20s").unpack


def _pledged(topics: Sequence[str], data: str) -> Pledged:
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
        raise malformed("Pledged", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Pledged", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _PLEDGED_PADDING:
        raise malformed("Pledged", topics, data)
    (
        order_id,
        facility_id,
        supplier,
        financier,
    ) = _PLEDGED_WORDS(raw)
    return Pledged(
        "0x" + order_id.hex(), "0x" + facility_id.hex(), "0x" + supplier.hex(), "0x" + financier.hex()
    )


class Released(Struct, frozen=True, gc=False):
    """Released of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Released"
    order_id: str
    facility_id: str


_RELEASED_WORDS: Final = Words(">32s32s").unpack


def _released(topics: Sequence[str], data: str) -> Released:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("Released", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("Released", topics, data) from None
    if len(raw) != 64:
        raise malformed("Released", topics, data)
    (
        order_id,
        facility_id,
    ) = _RELEASED_WORDS(raw)
    return Released("0x" + order_id.hex(), "0x" + facility_id.hex())


class Repaid(Struct, frozen=True, gc=False):
    """Repaid of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Repaid"
    order_id: str
    payer: str
    amount: int
    penalty: int
    interest: int
    principal: int


_REPAID_PADDING: Final = padding_mask("bytes32", "address", "uint128", "uint128", "uint128", "uint128")
_REPAID_WORDS: Final = Words(">32s12x20s16xQQ16xQQ16xQQ16xQQ").unpack


def _repaid(topics: Sequence[str], data: str) -> Repaid:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 258
        or data[:2] != "0x"
    ):
        raise malformed("Repaid", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Repaid", topics, data) from None
    if len(raw) != 192 or int.from_bytes(raw) & _REPAID_PADDING:
        raise malformed("Repaid", topics, data)
    (
        order_id,
        payer,
        amount_high,
        amount,
        penalty_high,
        penalty,
        interest_high,
        interest,
        principal_high,
        principal,
    ) = _REPAID_WORDS(raw)
    return Repaid(
        "0x" + order_id.hex(),
        "0x" + payer.hex(),
        amount_high << 64 | amount,
        penalty_high << 64 | penalty,
        interest_high << 64 | interest,
        principal_high << 64 | principal,
    )


class Synced(Struct, frozen=True, gc=False):
    """Synced of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Synced"
    order_id: str
    principal: int
    interest: int
    penalty: int
    rate_bps: int
    custody: int
    capacity: int
    over_since: int


_SYNCED_PADDING: Final = padding_mask(
    "bytes32", "uint128", "int256", "int256", "uint16", "uint128", "uint128", "uint40"
)
_SYNCED_WORDS: Final = Words(">32s16xQQ32s32s30xH16xQQ16xQQ24xQ").unpack


def _synced(topics: Sequence[str], data: str) -> Synced:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 450
        or data[:2] != "0x"
    ):
        raise malformed("Synced", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Synced", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _SYNCED_PADDING:
        raise malformed("Synced", topics, data)
    (
        order_id,
        principal_high,
        principal,
        interest,
        penalty,
        rate_bps,
        custody_high,
        custody,
        capacity_high,
        capacity,
        over_since,
    ) = _SYNCED_WORDS(raw)
    return Synced(
        "0x" + order_id.hex(),
        principal_high << 64 | principal,
        int.from_bytes(interest, signed=True),
        int.from_bytes(penalty, signed=True),
        rate_bps,
        custody_high << 64 | custody,
        capacity_high << 64 | capacity,
        over_since,
    )


LoansEvent: TypeAlias = (
    CallFailed | Collected | CustodyMaturitiesSet | Drawn | DueSet | Pledged | Released | Repaid | Synced
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], LoansEvent]]] = {
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0xa53eb5005adb51854ce865127ce12e282c373b3c1d2b7c3edb6e9eb3a6a4b545": _collected,
    "0xc09725aa83497ceb70e90c5014c033fde35468a55f5e0665e8400bc14e3dc87c": _custody_maturities_set,
    "0x1f475de6475d5c48aae7e0e35c8f6db19a6fe7ae83b0a1567c457e428ea8a824": _drawn,
    "0xb94317a3df7a3af014b3f0b9a360760a2a4345b73b3ae827b1b2617f860fdac2": _due_set,
    "0x011e3ca099e4d7749bdbeef6b6c1427214dea602a05a26c1242d79c2f9f56b38": _pledged,
    "0x34b273afe3a59624f54ddb6221093941dad73846d3b274ffef15cf43ec03e605": _released,
    "0xcad59184338f8991a9cee7535f4ae13ced1aa08d399a6680f0088ee3e1bb2053": _repaid,
    "0x16cf153df54593089cf58d215cc026f5701385196579635d33715a8c88dfacf8": _synced,
}
