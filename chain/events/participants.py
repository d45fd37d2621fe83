"""Events of Participants, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class Admitted(Struct, frozen=True, gc=False):
    """Admitted of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Admitted"
    account: str
    entity_id: str
    group_id: int
    roles: int
    valid_until: int
    profile: str
    encryption_key: str


_ADMITTED_PADDING: Final = padding_mask(
    "address", "bytes14", "uint64", "uint16", "uint40", "bytes32", "bytes32"
)
_ADMITTED_WORDS: Final = Words(">12x20s14s18x24xQ30xH24xQ32s32s").unpack


def _admitted(topics: Sequence[str], data: str) -> Admitted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Admitted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Admitted", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _ADMITTED_PADDING:
        raise malformed("Admitted", topics, data)
    (
        account,
        entity_id,
        group_id,
        roles,
        valid_until,
        profile,
        encryption_key,
    ) = _ADMITTED_WORDS(raw)
    return Admitted(
        "0x" + account.hex(),
        "0x" + entity_id.hex(),
        group_id,
        roles,
        valid_until,
        "0x" + profile.hex(),
        "0x" + encryption_key.hex(),
    )


class AuthorityUpdated(Struct, frozen=True, gc=False):
    """AuthorityUpdated of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "AuthorityUpdated"
    authority: str


_AUTHORITY_UPDATED_PADDING: Final = padding_mask("address")
_AUTHORITY_UPDATED_WORDS: Final = Words(">12x20s").unpack


def _authority_updated(topics: Sequence[str], data: str) -> AuthorityUpdated:
    if len(topics) != 1 or len(data) != 66 or data[:2] != "0x":
        raise malformed("AuthorityUpdated", topics, data)
    try:
        raw = bytes.fromhex(data[2:])
    except ValueError:
        raise malformed("AuthorityUpdated", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _AUTHORITY_UPDATED_PADDING:
        raise malformed("AuthorityUpdated", topics, data)
    (authority,) = _AUTHORITY_UPDATED_WORDS(raw)
    return AuthorityUpdated("0x" + authority.hex())


class CashListed(Struct, frozen=True, gc=False):
    """CashListed of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "CashListed"
    cash_id: int
    cash: str
    currency: str


_CASH_LISTED_PADDING: Final = padding_mask("uint16", "address", "bytes3")
_CASH_LISTED_WORDS: Final = Words(">30xH12x20s3s29x").unpack


def _cash_listed(topics: Sequence[str], data: str) -> CashListed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("CashListed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("CashListed", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _CASH_LISTED_PADDING:
        raise malformed("CashListed", topics, data)
    (
        cash_id,
        cash,
        currency,
    ) = _CASH_LISTED_WORDS(raw)
    return CashListed(cash_id, "0x" + cash.hex(), "0x" + currency.hex())


class OverdueSet(Struct, frozen=True, gc=False):
    """OverdueSet of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "OverdueSet"
    account: str
    overdue: int


_OVERDUE_SET_PADDING: Final = padding_mask("address", "uint16")
_OVERDUE_SET_WORDS: Final = Words(">12x20s30xH").unpack


def _overdue_set(topics: Sequence[str], data: str) -> OverdueSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("OverdueSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("OverdueSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _OVERDUE_SET_PADDING:
        raise malformed("OverdueSet", topics, data)
    (
        account,
        overdue,
    ) = _OVERDUE_SET_WORDS(raw)
    return OverdueSet("0x" + account.hex(), overdue)


class Paused(Struct, frozen=True, gc=False):
    """Paused of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Paused"
    by: str


_PAUSED_PADDING: Final = padding_mask("address")
_PAUSED_WORDS: Final = Words(">12x20s").unpack


def _paused(topics: Sequence[str], data: str) -> Paused:
    if len(topics) != 1 or len(data) != 66 or data[:2] != "0x":
        raise malformed("Paused", topics, data)
    try:
        raw = bytes.fromhex(data[2:])
    except ValueError:
        raise malformed("Paused", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _PAUSED_PADDING:
        raise malformed("Paused", topics, data)
    (by,) = _PAUSED_WORDS(raw)
    return Paused("0x" + by.hex())


class Reinstated(Struct, frozen=True, gc=False):
    """Reinstated of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Reinstated"
    account: str


_REINSTATED_PADDING: Final = padding_mask("address")
_REINSTATED_WORDS: Final = Words(">12x20s").unpack


def _reinstated(topics: Sequence[str], data: str) -> Reinstated:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x" or data != "0x":
        raise malformed("Reinstated", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:])
    except ValueError:
        raise malformed("Reinstated", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _REINSTATED_PADDING:
        raise malformed("Reinstated", topics, data)
    (account,) = _REINSTATED_WORDS(raw)
    return Reinstated("0x" + account.hex())


class Renewed(Struct, frozen=True, gc=False):
    """Renewed of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Renewed"
    account: str
    group_id: int
    roles: int
    valid_until: int
    profile: str
    encryption_key: str


_RENEWED_PADDING: Final = padding_mask("address", "uint64", "uint16", "uint40", "bytes32", "bytes32")
_RENEWED_WORDS: Final = Words(">12x20s24xQ30xH24xQ32s32s").unpack


def _renewed(topics: Sequence[str], data: str) -> Renewed:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Renewed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Renewed", topics, data) from None
    if len(raw) != 192 or int.from_bytes(raw) & _RENEWED_PADDING:
        raise malformed("Renewed", topics, data)
    (
        account,
        group_id,
        roles,
        valid_until,
        profile,
        encryption_key,
    ) = _RENEWED_WORDS(raw)
    return Renewed(
        "0x" + account.hex(), group_id, roles, valid_until, "0x" + profile.hex(), "0x" + encryption_key.hex()
    )


class Suspended(Struct, frozen=True, gc=False):
    """Suspended of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Suspended"
    account: str
    reason: int


_SUSPENDED_PADDING: Final = padding_mask("address", "uint16")
_SUSPENDED_WORDS: Final = Words(">12x20s30xH").unpack


def _suspended(topics: Sequence[str], data: str) -> Suspended:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Suspended", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Suspended", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _SUSPENDED_PADDING:
        raise malformed("Suspended", topics, data)
    (
        account,
        reason,
    ) = _SUSPENDED_WORDS(raw)
    return Suspended("0x" + account.hex(), reason)


class Unpaused(Struct, frozen=True, gc=False):
    """Unpaused of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Unpaused"
    by: str


_UNPAUSED_PADDING: Final = padding_mask("address")
_UNPAUSED_WORDS: Final = Words(">12x20s").unpack


def _unpaused(topics: Sequence[str], data: str) -> Unpaused:
    if len(topics) != 1 or len(data) != 66 or data[:2] != "0x":
        raise malformed("Unpaused", topics, data)
    try:
        raw = bytes.fromhex(data[2:])
    except ValueError:
        raise malformed("Unpaused", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _UNPAUSED_PADDING:
        raise malformed("Unpaused", topics, data)
    (by,) = _UNPAUSED_WORDS(raw)
    return Unpaused("0x" + by.hex())


ParticipantsEvent: TypeAlias = (
    Admitted
    | AuthorityUpdated
    | CashListed
    | OverdueSet
    | Paused
    | Reinstated
    | Renewed
    | Suspended
    | Unpaused
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], ParticipantsEvent]]] = {
    "0x0e6a5c923a6c5fe1ddb950c0b9bb4cc171b513f73466f3ce08a62ffcddf6daa9": _admitted,
    "0x2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad": _authority_updated,
    "0x067c95f1ca4653571b96721a391018a67948726588c7436830098c667db1322b": _cash_listed,
    "0xe7e1aa8cd8184f90b181ef808a8afe990e1508a62fa78039bfdaf415bab9b5bc": _overdue_set,
    "0x62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a258": _paused,
    "0x9ce910e1241f6f0534eef8d2bfc73b49ed0ddf882a0a36b78f697e062adf9ded": _reinstated,
    "0xfb8a0b4a8ccde34fbaf745c3bc438dfcee799b360ae06e9aeebd05fb3851fa72": _renewed,
    "0x62d7790c229e78d81a3df7dafda829c51439103163711c47382d0ff30fbdadc0": _suspended,
    "0x5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa": _unpaused,
}
