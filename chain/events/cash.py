"""Events of Cash, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class Approval(Struct, frozen=True, gc=False):
    """Approval of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Approval"
    owner: str
    spender: str
    value: int


_APPROVAL_TOPICS: Final = padding_mask("address", "address")


def _approval(topics: Sequence[str], data: str) -> Approval:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Approval", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _APPROVAL_TOPICS:
        raise malformed("Approval", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Approval", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32:
        raise malformed("Approval", topics, data)
    return Approval("0x" + t[12:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(w[0:32]))


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1:
        raise malformed("EIP712DomainChanged", topics, data)
    if data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class Held(Struct, frozen=True, gc=False):
    """Held of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Held"
    account: str
    amount: int
    total_held: int


_HELD_TOPICS: Final = padding_mask("address")
_HELD_DATA: Final = padding_mask("uint128", "uint128")


def _held(topics: Sequence[str], data: str) -> Held:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Held", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _HELD_TOPICS:
        raise malformed("Held", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("Held", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _HELD_DATA:
        raise malformed("Held", topics, data)
    return Held("0x" + t[12:32].hex(), int.from_bytes(w[16:32]), int.from_bytes(w[48:64]))


class HeldReleased(Struct, frozen=True, gc=False):
    """HeldReleased of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "HeldReleased"
    account: str
    amount: int


_HELD_RELEASED_TOPICS: Final = padding_mask("address")
_HELD_RELEASED_DATA: Final = padding_mask("uint128")


def _held_released(topics: Sequence[str], data: str) -> HeldReleased:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("HeldReleased", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _HELD_RELEASED_TOPICS:
        raise malformed("HeldReleased", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("HeldReleased", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _HELD_RELEASED_DATA:
        raise malformed("HeldReleased", topics, data)
    return HeldReleased("0x" + t[12:32].hex(), int.from_bytes(w[16:32]))


class Issued(Struct, frozen=True, gc=False):
    """Issued of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Issued"
    to: str
    amount: int
    receipt_hash: str


_ISSUED_TOPICS: Final = padding_mask("address", "bytes32")
_ISSUED_DATA: Final = padding_mask("uint128")


def _issued(topics: Sequence[str], data: str) -> Issued:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Issued", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ISSUED_TOPICS:
        raise malformed("Issued", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Issued", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _ISSUED_DATA:
        raise malformed("Issued", topics, data)
    return Issued("0x" + t[12:32].hex(), int.from_bytes(w[16:32]), "0x" + t[32:64].hex())


class Redeemed(Struct, frozen=True, gc=False):
    """Redeemed of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Redeemed"
    from_: str
    amount: int
    instruction_hash: str


_REDEEMED_TOPICS: Final = padding_mask("address", "bytes32")
_REDEEMED_DATA: Final = padding_mask("uint128")


def _redeemed(topics: Sequence[str], data: str) -> Redeemed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Redeemed", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _REDEEMED_TOPICS:
        raise malformed("Redeemed", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Redeemed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _REDEEMED_DATA:
        raise malformed("Redeemed", topics, data)
    return Redeemed("0x" + t[12:32].hex(), int.from_bytes(w[16:32]), "0x" + t[32:64].hex())


class Transfer(Struct, frozen=True, gc=False):
    """Transfer of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Transfer"
    from_: str
    to: str
    value: int


_TRANSFER_TOPICS: Final = padding_mask("address", "address")


def _transfer(topics: Sequence[str], data: str) -> Transfer:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Transfer", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _TRANSFER_TOPICS:
        raise malformed("Transfer", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Transfer", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32:
        raise malformed("Transfer", topics, data)
    return Transfer("0x" + t[12:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(w[0:32]))


CashEvent: TypeAlias = Approval | EIP712DomainChanged | Held | HeldReleased | Issued | Redeemed | Transfer

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], CashEvent]]] = {
    "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925": _approval,
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0x4a932702f696c850fac1881530b4d1af1348683e1d2a8c6f37d97108d0840b02": _held,
    "0x2b7d4681ada2e2d3d0144e059aa527bd05a2cd068433e224ec33a418cd516576": _held_released,
    "0xb9bd34d523a1b133624c4a63044d7a16bad4d8bd16e62e1d51c0245724be1b74": _issued,
    "0xc76d305dff08923ae958c97feecadd1096146922c861e3a91be4a8741ff13153": _redeemed,
    "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef": _transfer,
}
