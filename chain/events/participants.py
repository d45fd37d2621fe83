"""Events of Participants, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


_ADMITTED_TOPICS: Final = padding_mask("address", "bytes14")
_ADMITTED_DATA: Final = padding_mask("uint64", "uint16", "uint40", "bytes32", "bytes32")


def _admitted(topics: Sequence[str], data: str) -> Admitted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Admitted", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ADMITTED_TOPICS:
        raise malformed("Admitted", topics, data)
    if len(data) != 322 or data[:2] != "0x":
        raise malformed("Admitted", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 160 or int.from_bytes(w) & _ADMITTED_DATA:
        raise malformed("Admitted", topics, data)
    return Admitted(
        "0x" + t[12:32].hex(),
        "0x" + t[32:46].hex(),
        int.from_bytes(w[24:32]),
        int.from_bytes(w[62:64]),
        int.from_bytes(w[91:96]),
        "0x" + w[96:128].hex(),
        "0x" + w[128:160].hex(),
    )


class AuthorityUpdated(Struct, frozen=True, gc=False):
    """AuthorityUpdated of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "AuthorityUpdated"
    authority: str


_AUTHORITY_UPDATED_DATA: Final = padding_mask("address")


def _authority_updated(topics: Sequence[str], data: str) -> AuthorityUpdated:
    if len(topics) != 1:
        raise malformed("AuthorityUpdated", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("AuthorityUpdated", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _AUTHORITY_UPDATED_DATA:
        raise malformed("AuthorityUpdated", topics, data)
    return AuthorityUpdated("0x" + w[12:32].hex())


class CashListed(Struct, frozen=True, gc=False):
    """CashListed of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "CashListed"
    cash_id: int
    cash: str
    currency: str


_CASH_LISTED_TOPICS: Final = padding_mask("uint16", "address")
_CASH_LISTED_DATA: Final = padding_mask("bytes3")


def _cash_listed(topics: Sequence[str], data: str) -> CashListed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("CashListed", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _CASH_LISTED_TOPICS:
        raise malformed("CashListed", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("CashListed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _CASH_LISTED_DATA:
        raise malformed("CashListed", topics, data)
    return CashListed(int.from_bytes(t[30:32]), "0x" + t[44:64].hex(), "0x" + w[0:3].hex())


class Paused(Struct, frozen=True, gc=False):
    """Paused of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Paused"
    by: str


_PAUSED_DATA: Final = padding_mask("address")


def _paused(topics: Sequence[str], data: str) -> Paused:
    if len(topics) != 1:
        raise malformed("Paused", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Paused", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _PAUSED_DATA:
        raise malformed("Paused", topics, data)
    return Paused("0x" + w[12:32].hex())


class Reinstated(Struct, frozen=True, gc=False):
    """Reinstated of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Reinstated"
    account: str


_REINSTATED_TOPICS: Final = padding_mask("address")


def _reinstated(topics: Sequence[str], data: str) -> Reinstated:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Reinstated", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _REINSTATED_TOPICS:
        raise malformed("Reinstated", topics, data)
    if data != "0x":
        raise malformed("Reinstated", topics, data)
    return Reinstated("0x" + t[12:32].hex())


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


_RENEWED_TOPICS: Final = padding_mask("address")
_RENEWED_DATA: Final = padding_mask("uint64", "uint16", "uint40", "bytes32", "bytes32")


def _renewed(topics: Sequence[str], data: str) -> Renewed:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Renewed", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _RENEWED_TOPICS:
        raise malformed("Renewed", topics, data)
    if len(data) != 322 or data[:2] != "0x":
        raise malformed("Renewed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 160 or int.from_bytes(w) & _RENEWED_DATA:
        raise malformed("Renewed", topics, data)
    return Renewed(
        "0x" + t[12:32].hex(),
        int.from_bytes(w[24:32]),
        int.from_bytes(w[62:64]),
        int.from_bytes(w[91:96]),
        "0x" + w[96:128].hex(),
        "0x" + w[128:160].hex(),
    )


class Suspended(Struct, frozen=True, gc=False):
    """Suspended of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Suspended"
    account: str
    reason: int


_SUSPENDED_TOPICS: Final = padding_mask("address")
_SUSPENDED_DATA: Final = padding_mask("uint16")


def _suspended(topics: Sequence[str], data: str) -> Suspended:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Suspended", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _SUSPENDED_TOPICS:
        raise malformed("Suspended", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Suspended", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _SUSPENDED_DATA:
        raise malformed("Suspended", topics, data)
    return Suspended("0x" + t[12:32].hex(), int.from_bytes(w[30:32]))


class Unpaused(Struct, frozen=True, gc=False):
    """Unpaused of Participants."""

    CONTRACT: ClassVar[str] = "Participants"
    EVENT: ClassVar[str] = "Unpaused"
    by: str


_UNPAUSED_DATA: Final = padding_mask("address")


def _unpaused(topics: Sequence[str], data: str) -> Unpaused:
    if len(topics) != 1:
        raise malformed("Unpaused", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Unpaused", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _UNPAUSED_DATA:
        raise malformed("Unpaused", topics, data)
    return Unpaused("0x" + w[12:32].hex())


ParticipantsEvent: TypeAlias = (
    Admitted | AuthorityUpdated | CashListed | Paused | Reinstated | Renewed | Suspended | Unpaused
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], ParticipantsEvent]]] = {
    "0x0e6a5c923a6c5fe1ddb950c0b9bb4cc171b513f73466f3ce08a62ffcddf6daa9": _admitted,
    "0x2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad": _authority_updated,
    "0x067c95f1ca4653571b96721a391018a67948726588c7436830098c667db1322b": _cash_listed,
    "0x62e78cea01bee320cd4e420270b5ea74000d11b0c9f74754ebdbfc544b05a258": _paused,
    "0x9ce910e1241f6f0534eef8d2bfc73b49ed0ddf882a0a36b78f697e062adf9ded": _reinstated,
    "0xfb8a0b4a8ccde34fbaf745c3bc438dfcee799b360ae06e9aeebd05fb3851fa72": _renewed,
    "0x62d7790c229e78d81a3df7dafda829c51439103163711c47382d0ff30fbdadc0": _suspended,
    "0x5db9ee0a495bf2e6ff9c91a7834c1ba4fdd244a5e8aa4e537bd38aeae4b073aa": _unpaused,
}
