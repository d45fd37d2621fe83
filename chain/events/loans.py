"""Events of Loans, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def _call_failed(topics: Sequence[str], data: str) -> CallFailed:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("CallFailed", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("CallFailed", topics, data)
    v = canonical_values("CallFailed", ("bytes4", "bytes"), topics, data)
    return CallFailed(int.from_bytes(t[0:32]), v[0], v[1])


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


_COLLECTED_DATA: Final = padding_mask("uint128", "uint128", "uint128", "uint128", "uint128")


def _collected(topics: Sequence[str], data: str) -> Collected:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Collected", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64:
        raise malformed("Collected", topics, data)
    if len(data) != 322 or data[:2] != "0x":
        raise malformed("Collected", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 160 or int.from_bytes(w) & _COLLECTED_DATA:
        raise malformed("Collected", topics, data)
    return Collected(
        "0x" + t[0:32].hex(),
        "0x" + t[32:64].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[80:96]),
        int.from_bytes(w[112:128]),
        int.from_bytes(w[144:160]),
    )


class CustodyMaturitiesSet(Struct, frozen=True, gc=False):
    """CustodyMaturitiesSet of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "CustodyMaturitiesSet"
    order_id: str
    maturity_days: int


def _custody_maturities_set(topics: Sequence[str], data: str) -> CustodyMaturitiesSet:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("CustodyMaturitiesSet", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("CustodyMaturitiesSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("CustodyMaturitiesSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32:
        raise malformed("CustodyMaturitiesSet", topics, data)
    return CustodyMaturitiesSet("0x" + t[0:32].hex(), int.from_bytes(w[0:32]))


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


_DRAWN_TOPICS: Final = padding_mask("bytes32", "bytes32", "address")
_DRAWN_DATA: Final = padding_mask("address", "uint128", "uint128", "address", "uint8")


def _drawn(topics: Sequence[str], data: str) -> Drawn:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Drawn", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _DRAWN_TOPICS:
        raise malformed("Drawn", topics, data)
    if len(data) != 322 or data[:2] != "0x":
        raise malformed("Drawn", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 160 or int.from_bytes(w) & _DRAWN_DATA:
        raise malformed("Drawn", topics, data)
    return Drawn(
        "0x" + t[0:32].hex(),
        "0x" + t[32:64].hex(),
        "0x" + t[76:96].hex(),
        "0x" + w[12:32].hex(),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[80:96]),
        "0x" + w[108:128].hex(),
        int.from_bytes(w[159:160]),
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


_DUE_SET_DATA: Final = padding_mask("uint40", "uint40", "uint40", "uint8")


def _due_set(topics: Sequence[str], data: str) -> DueSet:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("DueSet", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("DueSet", topics, data)
    if len(data) != 258 or data[:2] != "0x":
        raise malformed("DueSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 128 or int.from_bytes(w) & _DUE_SET_DATA:
        raise malformed("DueSet", topics, data)
    return DueSet(
        "0x" + t[0:32].hex(),
        int.from_bytes(w[27:32]),
        int.from_bytes(w[59:64]),
        int.from_bytes(w[91:96]),
        int.from_bytes(w[127:128]),
    )


class Pledged(Struct, frozen=True, gc=False):
    """Pledged of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Pledged"
    order_id: str
    facility_id: str
    supplier: str
    financier: str


_PLEDGED_TOPICS: Final = padding_mask("bytes32", "bytes32", "address")
_PLEDGED_DATA: Final = padding_mask("address")


def _pledged(topics: Sequence[str], data: str) -> Pledged:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Pledged", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _PLEDGED_TOPICS:
        raise malformed("Pledged", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Pledged", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _PLEDGED_DATA:
        raise malformed("Pledged", topics, data)
    return Pledged("0x" + t[0:32].hex(), "0x" + t[32:64].hex(), "0x" + t[76:96].hex(), "0x" + w[12:32].hex())


class Released(Struct, frozen=True, gc=False):
    """Released of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Released"
    order_id: str
    facility_id: str


def _released(topics: Sequence[str], data: str) -> Released:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Released", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64:
        raise malformed("Released", topics, data)
    if data != "0x":
        raise malformed("Released", topics, data)
    return Released("0x" + t[0:32].hex(), "0x" + t[32:64].hex())


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


_REPAID_TOPICS: Final = padding_mask("bytes32", "address")
_REPAID_DATA: Final = padding_mask("uint128", "uint128", "uint128", "uint128")


def _repaid(topics: Sequence[str], data: str) -> Repaid:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Repaid", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _REPAID_TOPICS:
        raise malformed("Repaid", topics, data)
    if len(data) != 258 or data[:2] != "0x":
        raise malformed("Repaid", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 128 or int.from_bytes(w) & _REPAID_DATA:
        raise malformed("Repaid", topics, data)
    return Repaid(
        "0x" + t[0:32].hex(),
        "0x" + t[44:64].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[80:96]),
        int.from_bytes(w[112:128]),
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


_SYNCED_DATA: Final = padding_mask("uint128", "int256", "int256", "uint16", "uint128", "uint128", "uint40")


def _synced(topics: Sequence[str], data: str) -> Synced:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Synced", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("Synced", topics, data)
    if len(data) != 450 or data[:2] != "0x":
        raise malformed("Synced", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 224 or int.from_bytes(w) & _SYNCED_DATA:
        raise malformed("Synced", topics, data)
    return Synced(
        "0x" + t[0:32].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[32:64], signed=True),
        int.from_bytes(w[64:96], signed=True),
        int.from_bytes(w[126:128]),
        int.from_bytes(w[144:160]),
        int.from_bytes(w[176:192]),
        int.from_bytes(w[219:224]),
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
