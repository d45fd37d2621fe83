"""Events of GuaranteePool, and their decoders.

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
    """CallFailed of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
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


class Claimed(Struct, frozen=True, gc=False):
    """Claimed of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
    EVENT: ClassVar[str] = "Claimed"
    order_id: str
    guarantor: str
    financier: str
    amount: int
    cap_left: int
    deposited: int
    committed: int


_CLAIMED_PADDING: Final = padding_mask(
    "bytes32", "address", "address", "uint128", "uint128", "uint128", "uint128"
)
_CLAIMED_WORDS: Final = Words(">32s12x20s12x20s16xQQ16xQQ16xQQ16xQQ").unpack


def _claimed(topics: Sequence[str], data: str) -> Claimed:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 258
        or data[:2] != "0x"
    ):
        raise malformed("Claimed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Claimed", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _CLAIMED_PADDING:
        raise malformed("Claimed", topics, data)
    (
        order_id,
        guarantor,
        financier,
        amount_high,
        amount,
        cap_left_high,
        cap_left,
        deposited_high,
        deposited,
        committed_high,
        committed,
    ) = _CLAIMED_WORDS(raw)
    return Claimed(
        "0x" + order_id.hex(),
        "0x" + guarantor.hex(),
        "0x" + financier.hex(),
        amount_high << 64 | amount,
        cap_left_high << 64 | cap_left,
        deposited_high << 64 | deposited,
        committed_high << 64 | committed,
    )


class CommitmentEnded(Struct, frozen=True, gc=False):
    """CommitmentEnded of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
    EVENT: ClassVar[str] = "CommitmentEnded"
    guarantor: str
    facility_id: str
    version: int
    cap: int
    committed: int


_COMMITMENT_ENDED_PADDING: Final = padding_mask("address", "bytes32", "uint8", "uint128", "uint128")
_COMMITMENT_ENDED_WORDS: Final = Words(">12x20s32s31xB16xQQ16xQQ").unpack


def _commitment_ended(topics: Sequence[str], data: str) -> CommitmentEnded:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("CommitmentEnded", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("CommitmentEnded", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _COMMITMENT_ENDED_PADDING:
        raise malformed("CommitmentEnded", topics, data)
    (
        guarantor,
        facility_id,
        version,
        cap_high,
        cap,
        committed_high,
        committed,
    ) = _COMMITMENT_ENDED_WORDS(raw)
    return CommitmentEnded(
        "0x" + guarantor.hex(),
        "0x" + facility_id.hex(),
        version,
        cap_high << 64 | cap,
        committed_high << 64 | committed,
    )


class Committed(Struct, frozen=True, gc=False):
    """Committed of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
    EVENT: ClassVar[str] = "Committed"
    guarantor: str
    facility_id: str
    version: int
    cover_bps: int
    cap: int
    per_buyer_cap: int
    valid_until: int
    committed: int


_COMMITTED_PADDING: Final = padding_mask(
    "address", "bytes32", "uint8", "uint16", "uint128", "uint128", "uint40", "uint128"
)
_COMMITTED_WORDS: Final = Words(">12x20s32s31xB30xH16xQQ16xQQ24xQ16xQQ").unpack


def _committed(topics: Sequence[str], data: str) -> Committed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 386
        or data[:2] != "0x"
    ):
        raise malformed("Committed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Committed", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _COMMITTED_PADDING:
        raise malformed("Committed", topics, data)
    (
        guarantor,
        facility_id,
        version,
        cover_bps,
        cap_high,
        cap,
        per_buyer_cap_high,
        per_buyer_cap,
        valid_until,
        committed_high,
        committed,
    ) = _COMMITTED_WORDS(raw)
    return Committed(
        "0x" + guarantor.hex(),
        "0x" + facility_id.hex(),
        version,
        cover_bps,
        cap_high << 64 | cap,
        per_buyer_cap_high << 64 | per_buyer_cap,
        valid_until,
        committed_high << 64 | committed,
    )


class Deposited(Struct, frozen=True, gc=False):
    """Deposited of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
    EVENT: ClassVar[str] = "Deposited"
    guarantor: str
    cash_id: int
    amount: int
    deposited: int


_DEPOSITED_PADDING: Final = padding_mask("address", "uint16", "uint128", "uint128")
_DEPOSITED_WORDS: Final = Words(">12x20s30xH16xQQ16xQQ").unpack


def _deposited(topics: Sequence[str], data: str) -> Deposited:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Deposited", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Deposited", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _DEPOSITED_PADDING:
        raise malformed("Deposited", topics, data)
    (
        guarantor,
        cash_id,
        amount_high,
        amount,
        deposited_high,
        deposited,
    ) = _DEPOSITED_WORDS(raw)
    return Deposited(
        "0x" + guarantor.hex(), cash_id, amount_high << 64 | amount, deposited_high << 64 | deposited
    )


class NoticeGiven(Struct, frozen=True, gc=False):
    """NoticeGiven of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
    EVENT: ClassVar[str] = "NoticeGiven"
    guarantor: str
    cash_id: int
    noticed: int
    notice_ends: int


_NOTICE_GIVEN_PADDING: Final = padding_mask("address", "uint16", "uint128", "uint40")
_NOTICE_GIVEN_WORDS: Final = Words(">12x20s30xH16xQQ24xQ").unpack


def _notice_given(topics: Sequence[str], data: str) -> NoticeGiven:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("NoticeGiven", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("NoticeGiven", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _NOTICE_GIVEN_PADDING:
        raise malformed("NoticeGiven", topics, data)
    (
        guarantor,
        cash_id,
        noticed_high,
        noticed,
        notice_ends,
    ) = _NOTICE_GIVEN_WORDS(raw)
    return NoticeGiven("0x" + guarantor.hex(), cash_id, noticed_high << 64 | noticed, notice_ends)


class Withdrawn(Struct, frozen=True, gc=False):
    """Withdrawn of GuaranteePool."""

    CONTRACT: ClassVar[str] = "GuaranteePool"
    EVENT: ClassVar[str] = "Withdrawn"
    guarantor: str
    cash_id: int
    amount: int
    deposited: int


_WITHDRAWN_PADDING: Final = padding_mask("address", "uint16", "uint128", "uint128")
_WITHDRAWN_WORDS: Final = Words(">12x20s30xH16xQQ16xQQ").unpack


def _withdrawn(topics: Sequence[str], data: str) -> Withdrawn:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Withdrawn", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Withdrawn", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _WITHDRAWN_PADDING:
        raise malformed("Withdrawn", topics, data)
    (
        guarantor,
        cash_id,
        amount_high,
        amount,
        deposited_high,
        deposited,
    ) = _WITHDRAWN_WORDS(raw)
    return Withdrawn(
        "0x" + guarantor.hex(), cash_id, amount_high << 64 | amount, deposited_high << 64 | deposited
    )


GuaranteePoolEvent: TypeAlias = (
    CallFailed | Claimed | CommitmentEnded | Committed | Deposited | NoticeGiven | Withdrawn
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], GuaranteePoolEvent]]] = {
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0x025122a2da8c9d8c750d922f1d0302ec97254138612a71708f5097d9fcf17f2a": _claimed,
    "0x7e3e55dad056658711cc7d4a281e1841cc9d0e4c2400bdbce06a03d0b19526a4": _commitment_ended,
    "0xdb991e650a64e9269c764d4a3602d41f8f873d6ae68513753c6a9d6c1727f84c": _committed,
    "0x9199872e82f5d3e4f93df842b09e08c0e4c1631ecda1502315b5ce5278a9f13e": _deposited,
    "0x97390c6ca45fefc05bbe8f960a3cf8a861cb033fa0cc7266efef83b83d128e1a": _notice_given,
    "0x7238d9c7229b417db6e77cebdcc229140f04f8bed387c3b9d3a5aa6440ae1bce": _withdrawn,
}
