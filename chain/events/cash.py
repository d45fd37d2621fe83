"""Events of Cash, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
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


_APPROVAL_PADDING: Final = padding_mask("address", "address", "uint256")
_APPROVAL_WORDS: Final = Words(">12x20s12x20s32s").unpack


def _approval(topics: Sequence[str], data: str) -> Approval:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Approval", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Approval", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _APPROVAL_PADDING:
        raise malformed("Approval", topics, data)
    (
        owner,
        spender,
        value,
    ) = _APPROVAL_WORDS(raw)
    return Approval("0x" + owner.hex(), "0x" + spender.hex(), int.from_bytes(value))


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1 or data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class Held(Struct, frozen=True, gc=False):
    """Held of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Held"
    account: str
    amount: int
    total_held: int


_HELD_PADDING: Final = padding_mask("address", "uint128", "uint128")
_HELD_WORDS: Final = Words(">12x20s16xQQ16xQQ").unpack


def _held(topics: Sequence[str], data: str) -> Held:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Held", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Held", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _HELD_PADDING:
        raise malformed("Held", topics, data)
    (
        account,
        amount_high,
        amount,
        total_held_high,
        total_held,
    ) = _HELD_WORDS(raw)
    return Held("0x" + account.hex(), amount_high << 64 | amount, total_held_high << 64 | total_held)


class HeldReleased(Struct, frozen=True, gc=False):
    """HeldReleased of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "HeldReleased"
    account: str
    amount: int


_HELD_RELEASED_PADDING: Final = padding_mask("address", "uint128")
_HELD_RELEASED_WORDS: Final = Words(">12x20s16xQQ").unpack


def _held_released(topics: Sequence[str], data: str) -> HeldReleased:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("HeldReleased", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("HeldReleased", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _HELD_RELEASED_PADDING:
        raise malformed("HeldReleased", topics, data)
    (
        account,
        amount_high,
        amount,
    ) = _HELD_RELEASED_WORDS(raw)
    return HeldReleased("0x" + account.hex(), amount_high << 64 | amount)


class Issued(Struct, frozen=True, gc=False):
    """Issued of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Issued"
    to: str
    amount: int
    receipt_hash: str


_ISSUED_PADDING: Final = padding_mask("address", "bytes32", "uint128")
_ISSUED_WORDS: Final = Words(">12x20s32s16xQQ").unpack


def _issued(topics: Sequence[str], data: str) -> Issued:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Issued", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Issued", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _ISSUED_PADDING:
        raise malformed("Issued", topics, data)
    (
        to,
        receipt_hash,
        amount_high,
        amount,
    ) = _ISSUED_WORDS(raw)
    return Issued("0x" + to.hex(), amount_high << 64 | amount, "0x" + receipt_hash.hex())


class Redeemed(Struct, frozen=True, gc=False):
    """Redeemed of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Redeemed"
    from_: str
    amount: int
    instruction_hash: str


_REDEEMED_PADDING: Final = padding_mask("address", "bytes32", "uint128")
_REDEEMED_WORDS: Final = Words(">12x20s32s16xQQ").unpack


def _redeemed(topics: Sequence[str], data: str) -> Redeemed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Redeemed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Redeemed", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _REDEEMED_PADDING:
        raise malformed("Redeemed", topics, data)
    (
        from_,
        instruction_hash,
        amount_high,
        amount,
    ) = _REDEEMED_WORDS(raw)
    return Redeemed("0x" + from_.hex(), amount_high << 64 | amount, "0x" + instruction_hash.hex())


class Transfer(Struct, frozen=True, gc=False):
    """Transfer of Cash."""

    CONTRACT: ClassVar[str] = "Cash"
    EVENT: ClassVar[str] = "Transfer"
    from_: str
    to: str
    value: int


_TRANSFER_PADDING: Final = padding_mask("address", "address", "uint256")
_TRANSFER_WORDS: Final = Words(">12x20s12x20s32s").unpack


def _transfer(topics: Sequence[str], data: str) -> Transfer:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Transfer", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Transfer", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _TRANSFER_PADDING:
        raise malformed("Transfer", topics, data)
    (
        from_,
        to,
        value,
    ) = _TRANSFER_WORDS(raw)
    return Transfer("0x" + from_.hex(), "0x" + to.hex(), int.from_bytes(value))


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
