"""Events of Receivables, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class Approval(Struct, frozen=True, gc=False):
    """Approval of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Approval"
    owner: str
    spender: str
    id: int
    amount: int


_APPROVAL_PADDING: Final = padding_mask("address", "address", "uint256", "uint256")
_APPROVAL_WORDS: Final = Words(">12x20s12x20s32s32s").unpack


def _approval(topics: Sequence[str], data: str) -> Approval:
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
        raise malformed("Approval", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Approval", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _APPROVAL_PADDING:
        raise malformed("Approval", topics, data)
    (
        owner,
        spender,
        id_,
        amount,
    ) = _APPROVAL_WORDS(raw)
    return Approval("0x" + owner.hex(), "0x" + spender.hex(), int.from_bytes(id_), int.from_bytes(amount))


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
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


class Confirmed(Struct, frozen=True, gc=False):
    """Confirmed of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Confirmed"
    receivable_id: str
    order_id: str
    holder: str
    buyer: str
    face: int
    maturity: int
    reason_code: int


_CONFIRMED_PADDING: Final = padding_mask(
    "bytes32", "bytes32", "address", "address", "uint128", "uint40", "uint16"
)
_CONFIRMED_WORDS: Final = Words(">32s32s12x20s12x20s16xQQ24xQ30xH").unpack


def _confirmed(topics: Sequence[str], data: str) -> Confirmed:
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
        raise malformed("Confirmed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Confirmed", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _CONFIRMED_PADDING:
        raise malformed("Confirmed", topics, data)
    (
        receivable_id,
        order_id,
        holder,
        buyer,
        face_high,
        face,
        maturity,
        reason_code,
    ) = _CONFIRMED_WORDS(raw)
    return Confirmed(
        "0x" + receivable_id.hex(),
        "0x" + order_id.hex(),
        "0x" + holder.hex(),
        "0x" + buyer.hex(),
        face_high << 64 | face,
        maturity,
        reason_code,
    )


class ConsentSet(Struct, frozen=True, gc=False):
    """ConsentSet of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "ConsentSet"
    receiver: str
    sender: str
    consented: bool


_CONSENT_SET_PADDING: Final = padding_mask("address", "address", "bool")
_CONSENT_SET_WORDS: Final = Words(">12x20s12x20s31x?").unpack


def _consent_set(topics: Sequence[str], data: str) -> ConsentSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("ConsentSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("ConsentSet", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _CONSENT_SET_PADDING:
        raise malformed("ConsentSet", topics, data)
    (
        receiver,
        sender,
        consented,
    ) = _CONSENT_SET_WORDS(raw)
    return ConsentSet("0x" + receiver.hex(), "0x" + sender.hex(), consented)


class Extinguished(Struct, frozen=True, gc=False):
    """Extinguished of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Extinguished"
    receivable_id: str
    units: int
    outstanding: int


_EXTINGUISHED_PADDING: Final = padding_mask("bytes32", "uint128", "uint128")
_EXTINGUISHED_WORDS: Final = Words(">32s16xQQ16xQQ").unpack


def _extinguished(topics: Sequence[str], data: str) -> Extinguished:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Extinguished", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Extinguished", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _EXTINGUISHED_PADDING:
        raise malformed("Extinguished", topics, data)
    (
        receivable_id,
        units_high,
        units,
        outstanding_high,
        outstanding,
    ) = _EXTINGUISHED_WORDS(raw)
    return Extinguished(
        "0x" + receivable_id.hex(), units_high << 64 | units, outstanding_high << 64 | outstanding
    )


class HoldingSet(Struct, frozen=True, gc=False):
    """HoldingSet of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "HoldingSet"
    receivable_id: str
    holder: str
    units: int
    seen: int
    claim: int


_HOLDING_SET_PADDING: Final = padding_mask("bytes32", "address", "uint64", "uint64", "uint128")
_HOLDING_SET_WORDS: Final = Words(">32s12x20s24xQ24xQ16xQQ").unpack


def _holding_set(topics: Sequence[str], data: str) -> HoldingSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("HoldingSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("HoldingSet", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _HOLDING_SET_PADDING:
        raise malformed("HoldingSet", topics, data)
    (
        receivable_id,
        holder,
        units,
        seen,
        claim_high,
        claim,
    ) = _HOLDING_SET_WORDS(raw)
    return HoldingSet("0x" + receivable_id.hex(), "0x" + holder.hex(), units, seen, claim_high << 64 | claim)


class OperatorSet(Struct, frozen=True, gc=False):
    """OperatorSet of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "OperatorSet"
    owner: str
    spender: str
    approved: bool


_OPERATOR_SET_PADDING: Final = padding_mask("address", "address", "bool")
_OPERATOR_SET_WORDS: Final = Words(">12x20s12x20s31x?").unpack


def _operator_set(topics: Sequence[str], data: str) -> OperatorSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("OperatorSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("OperatorSet", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _OPERATOR_SET_PADDING:
        raise malformed("OperatorSet", topics, data)
    (
        owner,
        spender,
        approved,
    ) = _OPERATOR_SET_WORDS(raw)
    return OperatorSet("0x" + owner.hex(), "0x" + spender.hex(), approved)


class OverdueCleared(Struct, frozen=True, gc=False):
    """OverdueCleared of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "OverdueCleared"
    receivable_id: str
    buyer: str


_OVERDUE_CLEARED_PADDING: Final = padding_mask("bytes32", "address")
_OVERDUE_CLEARED_WORDS: Final = Words(">32s12x20s").unpack


def _overdue_cleared(topics: Sequence[str], data: str) -> OverdueCleared:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("OverdueCleared", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("OverdueCleared", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _OVERDUE_CLEARED_PADDING:
        raise malformed("OverdueCleared", topics, data)
    (
        receivable_id,
        buyer,
    ) = _OVERDUE_CLEARED_WORDS(raw)
    return OverdueCleared("0x" + receivable_id.hex(), "0x" + buyer.hex())


class OverdueFlagged(Struct, frozen=True, gc=False):
    """OverdueFlagged of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "OverdueFlagged"
    receivable_id: str
    buyer: str


_OVERDUE_FLAGGED_PADDING: Final = padding_mask("bytes32", "address")
_OVERDUE_FLAGGED_WORDS: Final = Words(">32s12x20s").unpack


def _overdue_flagged(topics: Sequence[str], data: str) -> OverdueFlagged:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("OverdueFlagged", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("OverdueFlagged", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _OVERDUE_FLAGGED_PADDING:
        raise malformed("OverdueFlagged", topics, data)
    (
        receivable_id,
        buyer,
    ) = _OVERDUE_FLAGGED_WORDS(raw)
    return OverdueFlagged("0x" + receivable_id.hex(), "0x" + buyer.hex())


class Paid(Struct, frozen=True, gc=False):
    """Paid of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Paid"
    receivable_id: str
    payer: str
    amount: int
    late: int
    paid: int
    outstanding: int
    late_paid: int
    late_units: int


_PAID_PADDING: Final = padding_mask(
    "bytes32", "address", "uint128", "uint128", "uint128", "uint128", "uint128", "int256"
)
_PAID_WORDS: Final = Words(">32s12x20s16xQQ16xQQ16xQQ16xQQ16xQQ32s").unpack


def _paid(topics: Sequence[str], data: str) -> Paid:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 386
        or data[:2] != "0x"
    ):
        raise malformed("Paid", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Paid", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _PAID_PADDING:
        raise malformed("Paid", topics, data)
    (
        receivable_id,
        payer,
        amount_high,
        amount,
        late_high,
        late,
        paid_high,
        paid,
        outstanding_high,
        outstanding,
        late_paid_high,
        late_paid,
        late_units,
    ) = _PAID_WORDS(raw)
    return Paid(
        "0x" + receivable_id.hex(),
        "0x" + payer.hex(),
        amount_high << 64 | amount,
        late_high << 64 | late,
        paid_high << 64 | paid,
        outstanding_high << 64 | outstanding,
        late_paid_high << 64 | late_paid,
        int.from_bytes(late_units, signed=True),
    )


class Proposed(Struct, frozen=True, gc=False):
    """Proposed of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Proposed"
    receivable_id: str
    order_id: str
    supplier: str
    buyer: str
    occupancy_key: str
    cash_id: int
    late_bps: int
    proposal_order_id: str
    face: int
    gross: int
    maturity: int
    fingerprint: str
    root: str
    n: int


_PROPOSED_PADDING: Final = padding_mask(
    "bytes32",
    "bytes32",
    "address",
    "address",
    "bytes32",
    "uint16",
    "uint16",
    "bytes32",
    "uint128",
    "uint128",
    "uint40",
    "bytes32",
    "bytes32",
    "uint32",
)
_PROPOSED_WORDS: Final = Words(">32s32s12x20s12x20s32s30xH30xH32s16xQQ16xQQ24xQ32s32s28xI").unpack


def _proposed(topics: Sequence[str], data: str) -> Proposed:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 706
        or data[:2] != "0x"
    ):
        raise malformed("Proposed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Proposed", topics, data) from None
    if len(raw) != 448 or int.from_bytes(raw) & _PROPOSED_PADDING:
        raise malformed("Proposed", topics, data)
    (
        receivable_id,
        order_id,
        supplier,
        buyer,
        occupancy_key,
        cash_id,
        late_bps,
        proposal_order_id,
        face_high,
        face,
        gross_high,
        gross,
        maturity,
        fingerprint,
        root,
        n,
    ) = _PROPOSED_WORDS(raw)
    return Proposed(
        "0x" + receivable_id.hex(),
        "0x" + order_id.hex(),
        "0x" + supplier.hex(),
        "0x" + buyer.hex(),
        "0x" + occupancy_key.hex(),
        cash_id,
        late_bps,
        "0x" + proposal_order_id.hex(),
        face_high << 64 | face,
        gross_high << 64 | gross,
        maturity,
        "0x" + fingerprint.hex(),
        "0x" + root.hex(),
        n,
    )


class Redeemed(Struct, frozen=True, gc=False):
    """Redeemed of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Redeemed"
    receivable_id: str
    holder: str
    amount: int


_REDEEMED_PADDING: Final = padding_mask("bytes32", "address", "uint128")
_REDEEMED_WORDS: Final = Words(">32s12x20s16xQQ").unpack


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
        receivable_id,
        holder,
        amount_high,
        amount,
    ) = _REDEEMED_WORDS(raw)
    return Redeemed("0x" + receivable_id.hex(), "0x" + holder.hex(), amount_high << 64 | amount)


class Rejected(Struct, frozen=True, gc=False):
    """Rejected of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Rejected"
    receivable_id: str
    order_id: str
    reason: int


_REJECTED_PADDING: Final = padding_mask("bytes32", "bytes32", "uint16")
_REJECTED_WORDS: Final = Words(">32s32s30xH").unpack


def _rejected(topics: Sequence[str], data: str) -> Rejected:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Rejected", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Rejected", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _REJECTED_PADDING:
        raise malformed("Rejected", topics, data)
    (
        receivable_id,
        order_id,
        reason,
    ) = _REJECTED_WORDS(raw)
    return Rejected("0x" + receivable_id.hex(), "0x" + order_id.hex(), reason)


class Transfer(Struct, frozen=True, gc=False):
    """Transfer of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Transfer"
    caller: str
    sender: str
    receiver: str
    id: int
    amount: int


_TRANSFER_PADDING: Final = padding_mask("address", "address", "uint256", "address", "uint256")
_TRANSFER_WORDS: Final = Words(">12x20s12x20s32s12x20s32s").unpack


def _transfer(topics: Sequence[str], data: str) -> Transfer:
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
        raise malformed("Transfer", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Transfer", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _TRANSFER_PADDING:
        raise malformed("Transfer", topics, data)
    (
        sender,
        receiver,
        id_,
        caller,
        amount,
    ) = _TRANSFER_WORDS(raw)
    return Transfer(
        "0x" + caller.hex(),
        "0x" + sender.hex(),
        "0x" + receiver.hex(),
        int.from_bytes(id_),
        int.from_bytes(amount),
    )


class VoidRequested(Struct, frozen=True, gc=False):
    """VoidRequested of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "VoidRequested"
    receivable_id: str
    by: str
    flags: int


_VOID_REQUESTED_PADDING: Final = padding_mask("bytes32", "address", "uint8")
_VOID_REQUESTED_WORDS: Final = Words(">32s12x20s31xB").unpack


def _void_requested(topics: Sequence[str], data: str) -> VoidRequested:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("VoidRequested", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("VoidRequested", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _VOID_REQUESTED_PADDING:
        raise malformed("VoidRequested", topics, data)
    (
        receivable_id,
        by,
        flags,
    ) = _VOID_REQUESTED_WORDS(raw)
    return VoidRequested("0x" + receivable_id.hex(), "0x" + by.hex(), flags)


class Voided(Struct, frozen=True, gc=False):
    """Voided of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Voided"
    receivable_id: str
    order_id: str
    face: int


_VOIDED_PADDING: Final = padding_mask("bytes32", "bytes32", "uint128")
_VOIDED_WORDS: Final = Words(">32s32s16xQQ").unpack


def _voided(topics: Sequence[str], data: str) -> Voided:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Voided", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Voided", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _VOIDED_PADDING:
        raise malformed("Voided", topics, data)
    (
        receivable_id,
        order_id,
        face_high,
        face,
    ) = _VOIDED_WORDS(raw)
    return Voided("0x" + receivable_id.hex(), "0x" + order_id.hex(), face_high << 64 | face)


class Withdrawn(Struct, frozen=True, gc=False):
    """Withdrawn of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Withdrawn"
    receivable_id: str
    order_id: str


_WITHDRAWN_WORDS: Final = Words(">32s32s").unpack


def _withdrawn(topics: Sequence[str], data: str) -> Withdrawn:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("Withdrawn", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("Withdrawn", topics, data) from None
    if len(raw) != 64:
        raise malformed("Withdrawn", topics, data)
    (
        receivable_id,
        order_id,
    ) = _WITHDRAWN_WORDS(raw)
    return Withdrawn("0x" + receivable_id.hex(), "0x" + order_id.hex())


ReceivablesEvent: TypeAlias = (
    Approval
    | CallFailed
    | Confirmed
    | ConsentSet
    | Extinguished
    | HoldingSet
    | OperatorSet
    | OverdueCleared
    | OverdueFlagged
    | Paid
    | Proposed
    | Redeemed
    | Rejected
    | Transfer
    | VoidRequested
    | Voided
    | Withdrawn
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], ReceivablesEvent]]] = {
    "0xb3fd5071835887567a0671151121894ddccc2842f1d10bedad13e0d17cace9a7": _approval,
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0x1745bb082d7a8a1179d4daa81f6884cd56756ca32c1a9ae079da4cd58fbc37cc": _confirmed,
    "0x9f08a58a651973be4a90b69824f4b6da09b1e093b5dfa9d3155cbf2d34f02e6f": _consent_set,
    "0x61469cf51772badc520de8e6b92d2352df6b3bc4721a84ab335f8f210b5effbc": _extinguished,
    "0x877a99e6cff9f549153d588b45b0a2db0b17e09d7f11ff8b96fa161dcad72708": _holding_set,
    "0xceb576d9f15e4e200fdb5096d64d5dfd667e16def20c1eefd14256d8e3faa267": _operator_set,
    "0xe511620176ca00b0d8ff757a683cc451385db15b1d77d9e2f66de5d0921699a4": _overdue_cleared,
    "0x154dd0bc88ab154d466b81e04624aec1d61cf54693bb5bbd9715607e15a2f745": _overdue_flagged,
    "0x9c2f6b81b54efb00aa54835cacdd5b65299727cf12b587d9f90a1e03dc2eab7e": _paid,
    "0x881dedad91e43d80468d2aa7709c2a78ef3201ff09d432bcf919d2ddda594ccc": _proposed,
    "0x640ba5022e51d544bcefd980b0d5a786710d8c353f424fb7a73619b827f0f964": _redeemed,
    "0x73ff891e723f6aea133d168a315f19e7e0e364399504edbed93a1a1af40ccdc2": _rejected,
    "0x1b3d7edb2e9c0b0e7c525b20aaaef0f5940d2ed71663c7d39266ecafac728859": _transfer,
    "0x36b420a84ab32d0a3e0afc058e17b81231cf10e1e6a912d23951ccbcecbc968b": _void_requested,
    "0x29f17484cf5166ae6a7f9396c05a07c59d88ea9a5c2ef9a308fb2414498f1dcd": _voided,
    "0x62388c59a1deeef5c43bd1e453c09d8fd255c31f651700e1f606339958b88b1c": _withdrawn,
}
