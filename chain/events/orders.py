"""Events of Orders, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class Accepted(Struct, frozen=True, gc=False):
    """Accepted of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Accepted"
    order_id: str
    version: int


_ACCEPTED_PADDING: Final = padding_mask("bytes32", "uint8")
_ACCEPTED_WORDS: Final = Words(">32s31xB").unpack


def _accepted(topics: Sequence[str], data: str) -> Accepted:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Accepted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Accepted", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _ACCEPTED_PADDING:
        raise malformed("Accepted", topics, data)
    (
        order_id,
        version,
    ) = _ACCEPTED_WORDS(raw)
    return Accepted("0x" + order_id.hex(), version)


class Amended(Struct, frozen=True, gc=False):
    """Amended of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Amended"
    order_id: str
    version: int
    amount: int
    deliver_by: int
    state: int
    root: str


_AMENDED_PADDING: Final = padding_mask("bytes32", "uint8", "uint56", "uint40", "uint8", "bytes32")
_AMENDED_WORDS: Final = Words(">32s31xB24xQ24xQ31xB32s").unpack


def _amended(topics: Sequence[str], data: str) -> Amended:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Amended", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Amended", topics, data) from None
    if len(raw) != 192 or int.from_bytes(raw) & _AMENDED_PADDING:
        raise malformed("Amended", topics, data)
    (
        order_id,
        version,
        amount,
        deliver_by,
        state,
        root,
    ) = _AMENDED_WORDS(raw)
    return Amended("0x" + order_id.hex(), version, amount, deliver_by, state, "0x" + root.hex())


class AmendmentAccepted(Struct, frozen=True, gc=False):
    """AmendmentAccepted of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "AmendmentAccepted"
    order_id: str
    version: int
    amount: int
    deliver_by: int


_AMENDMENT_ACCEPTED_PADDING: Final = padding_mask("bytes32", "uint8", "uint56", "uint40")
_AMENDMENT_ACCEPTED_WORDS: Final = Words(">32s31xB24xQ24xQ").unpack


def _amendment_accepted(topics: Sequence[str], data: str) -> AmendmentAccepted:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("AmendmentAccepted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("AmendmentAccepted", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _AMENDMENT_ACCEPTED_PADDING:
        raise malformed("AmendmentAccepted", topics, data)
    (
        order_id,
        version,
        amount,
        deliver_by,
    ) = _AMENDMENT_ACCEPTED_WORDS(raw)
    return AmendmentAccepted("0x" + order_id.hex(), version, amount, deliver_by)


class AttestationRetracted(Struct, frozen=True, gc=False):
    """AttestationRetracted of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "AttestationRetracted"
    order_id: str
    attestor: str
    attested: int
    root: str


_ATTESTATION_RETRACTED_PADDING: Final = padding_mask("bytes32", "address", "uint64", "bytes32")
_ATTESTATION_RETRACTED_WORDS: Final = Words(">32s12x20s24xQ32s").unpack


def _attestation_retracted(topics: Sequence[str], data: str) -> AttestationRetracted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("AttestationRetracted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("AttestationRetracted", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _ATTESTATION_RETRACTED_PADDING:
        raise malformed("AttestationRetracted", topics, data)
    (
        order_id,
        attestor,
        attested,
        root,
    ) = _ATTESTATION_RETRACTED_WORDS(raw)
    return AttestationRetracted("0x" + order_id.hex(), "0x" + attestor.hex(), attested, "0x" + root.hex())


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
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


class ConfirmedSet(Struct, frozen=True, gc=False):
    """ConfirmedSet of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ConfirmedSet"
    order_id: str
    proposed: int
    confirmed: int


_CONFIRMED_SET_PADDING: Final = padding_mask("bytes32", "uint64", "uint64")
_CONFIRMED_SET_WORDS: Final = Words(">32s24xQ24xQ").unpack


def _confirmed_set(topics: Sequence[str], data: str) -> ConfirmedSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("ConfirmedSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("ConfirmedSet", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _CONFIRMED_SET_PADDING:
        raise malformed("ConfirmedSet", topics, data)
    (
        order_id,
        proposed,
        confirmed,
    ) = _CONFIRMED_SET_WORDS(raw)
    return ConfirmedSet("0x" + order_id.hex(), proposed, confirmed)


class DisputeResolved(Struct, frozen=True, gc=False):
    """DisputeResolved of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "DisputeResolved"
    order_id: str
    by: str
    disputed_by_buyer: int
    disputed_by_supplier: int


_DISPUTE_RESOLVED_PADDING: Final = padding_mask("bytes32", "address", "uint64", "uint64")
_DISPUTE_RESOLVED_WORDS: Final = Words(">32s12x20s24xQ24xQ").unpack


def _dispute_resolved(topics: Sequence[str], data: str) -> DisputeResolved:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("DisputeResolved", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("DisputeResolved", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _DISPUTE_RESOLVED_PADDING:
        raise malformed("DisputeResolved", topics, data)
    (
        order_id,
        by,
        disputed_by_buyer,
        disputed_by_supplier,
    ) = _DISPUTE_RESOLVED_WORDS(raw)
    return DisputeResolved("0x" + order_id.hex(), "0x" + by.hex(), disputed_by_buyer, disputed_by_supplier)


class Disputed(Struct, frozen=True, gc=False):
    """Disputed of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Disputed"
    order_id: str
    by: str
    disputed_by_buyer: int
    disputed_by_supplier: int
    reason: int


_DISPUTED_PADDING: Final = padding_mask("bytes32", "address", "uint64", "uint64", "uint16")
_DISPUTED_WORDS: Final = Words(">32s12x20s24xQ24xQ30xH").unpack


def _disputed(topics: Sequence[str], data: str) -> Disputed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("Disputed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Disputed", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _DISPUTED_PADDING:
        raise malformed("Disputed", topics, data)
    (
        order_id,
        by,
        disputed_by_buyer,
        disputed_by_supplier,
        reason,
    ) = _DISPUTED_WORDS(raw)
    return Disputed("0x" + order_id.hex(), "0x" + by.hex(), disputed_by_buyer, disputed_by_supplier, reason)


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1 or data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class Placed(Struct, frozen=True, gc=False):
    """Placed of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Placed"
    order_id: str
    buyer: str
    supplier: str
    version: int
    terms_supplier: str
    cash: str
    amount: int
    deliver_by: int
    payment_term_days: int
    attestor: str
    late_bps: int
    fingerprint: str
    root: str
    n: int


_PLACED_PADDING: Final = padding_mask(
    "bytes32",
    "address",
    "address",
    "uint8",
    "address",
    "address",
    "uint128",
    "uint40",
    "uint16",
    "address",
    "uint16",
    "bytes32",
    "bytes32",
    "uint32",
)
_PLACED_WORDS: Final = Words(">32s12x20s12x20s31xB12x20s12x20s16xQQ24xQ30xH12x20s30xH32s32s28xI").unpack


def _placed(topics: Sequence[str], data: str) -> Placed:
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
        raise malformed("Placed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Placed", topics, data) from None
    if len(raw) != 448 or int.from_bytes(raw) & _PLACED_PADDING:
        raise malformed("Placed", topics, data)
    (
        order_id,
        buyer,
        supplier,
        version,
        terms_supplier,
        cash,
        amount_high,
        amount,
        deliver_by,
        payment_term_days,
        attestor,
        late_bps,
        fingerprint,
        root,
        n,
    ) = _PLACED_WORDS(raw)
    return Placed(
        "0x" + order_id.hex(),
        "0x" + buyer.hex(),
        "0x" + supplier.hex(),
        version,
        "0x" + terms_supplier.hex(),
        "0x" + cash.hex(),
        amount_high << 64 | amount,
        deliver_by,
        payment_term_days,
        "0x" + attestor.hex(),
        late_bps,
        "0x" + fingerprint.hex(),
        "0x" + root.hex(),
        n,
    )


class PledgedSet(Struct, frozen=True, gc=False):
    """PledgedSet of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "PledgedSet"
    order_id: str
    pledged: bool


_PLEDGED_SET_PADDING: Final = padding_mask("bytes32", "bool")
_PLEDGED_SET_WORDS: Final = Words(">32s31x?").unpack


def _pledged_set(topics: Sequence[str], data: str) -> PledgedSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("PledgedSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("PledgedSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _PLEDGED_SET_PADDING:
        raise malformed("PledgedSet", topics, data)
    (
        order_id,
        pledged,
    ) = _PLEDGED_SET_WORDS(raw)
    return PledgedSet("0x" + order_id.hex(), pledged)


class ProposedSet(Struct, frozen=True, gc=False):
    """ProposedSet of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ProposedSet"
    order_id: str
    proposed: int


_PROPOSED_SET_PADDING: Final = padding_mask("bytes32", "uint64")
_PROPOSED_SET_WORDS: Final = Words(">32s24xQ").unpack


def _proposed_set(topics: Sequence[str], data: str) -> ProposedSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("ProposedSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("ProposedSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _PROPOSED_SET_PADDING:
        raise malformed("ProposedSet", topics, data)
    (
        order_id,
        proposed,
    ) = _PROPOSED_SET_WORDS(raw)
    return ProposedSet("0x" + order_id.hex(), proposed)


class ReceiptRecorded(Struct, frozen=True, gc=False):
    """ReceiptRecorded of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ReceiptRecorded"
    order_id: str
    received: int
    root: str


_RECEIPT_RECORDED_PADDING: Final = padding_mask("bytes32", "uint64", "bytes32")
_RECEIPT_RECORDED_WORDS: Final = Words(">32s24xQ32s").unpack


def _receipt_recorded(topics: Sequence[str], data: str) -> ReceiptRecorded:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("ReceiptRecorded", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("ReceiptRecorded", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _RECEIPT_RECORDED_PADDING:
        raise malformed("ReceiptRecorded", topics, data)
    (
        order_id,
        received,
        root,
    ) = _RECEIPT_RECORDED_WORDS(raw)
    return ReceiptRecorded("0x" + order_id.hex(), received, "0x" + root.hex())


class Rejected(Struct, frozen=True, gc=False):
    """Rejected of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Rejected"
    order_id: str
    reason: int


_REJECTED_PADDING: Final = padding_mask("bytes32", "uint16")
_REJECTED_WORDS: Final = Words(">32s30xH").unpack


def _rejected(topics: Sequence[str], data: str) -> Rejected:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Rejected", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Rejected", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _REJECTED_PADDING:
        raise malformed("Rejected", topics, data)
    (
        order_id,
        reason,
    ) = _REJECTED_WORDS(raw)
    return Rejected("0x" + order_id.hex(), reason)


class RemainderCancelled(Struct, frozen=True, gc=False):
    """RemainderCancelled of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "RemainderCancelled"
    order_id: str
    cancelled: int
    state: int


_REMAINDER_CANCELLED_PADDING: Final = padding_mask("bytes32", "uint64", "uint8")
_REMAINDER_CANCELLED_WORDS: Final = Words(">32s24xQ31xB").unpack


def _remainder_cancelled(topics: Sequence[str], data: str) -> RemainderCancelled:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("RemainderCancelled", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("RemainderCancelled", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _REMAINDER_CANCELLED_PADDING:
        raise malformed("RemainderCancelled", topics, data)
    (
        order_id,
        cancelled,
        state,
    ) = _REMAINDER_CANCELLED_WORDS(raw)
    return RemainderCancelled("0x" + order_id.hex(), cancelled, state)


class ReturnRecorded(Struct, frozen=True, gc=False):
    """ReturnRecorded of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ReturnRecorded"
    order_id: str
    returned: int
    reason: int
    root: str


_RETURN_RECORDED_PADDING: Final = padding_mask("bytes32", "uint64", "uint16", "bytes32")
_RETURN_RECORDED_WORDS: Final = Words(">32s24xQ30xH32s").unpack


def _return_recorded(topics: Sequence[str], data: str) -> ReturnRecorded:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("ReturnRecorded", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("ReturnRecorded", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _RETURN_RECORDED_PADDING:
        raise malformed("ReturnRecorded", topics, data)
    (
        order_id,
        returned,
        reason,
        root,
    ) = _RETURN_RECORDED_WORDS(raw)
    return ReturnRecorded("0x" + order_id.hex(), returned, reason, "0x" + root.hex())


class ShipmentAttested(Struct, frozen=True, gc=False):
    """ShipmentAttested of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ShipmentAttested"
    order_id: str
    attestor: str
    attested: int
    root: str


_SHIPMENT_ATTESTED_PADDING: Final = padding_mask("bytes32", "address", "uint64", "bytes32")
_SHIPMENT_ATTESTED_WORDS: Final = Words(">32s12x20s24xQ32s").unpack


def _shipment_attested(topics: Sequence[str], data: str) -> ShipmentAttested:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("ShipmentAttested", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("ShipmentAttested", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _SHIPMENT_ATTESTED_PADDING:
        raise malformed("ShipmentAttested", topics, data)
    (
        order_id,
        attestor,
        attested,
        root,
    ) = _SHIPMENT_ATTESTED_WORDS(raw)
    return ShipmentAttested("0x" + order_id.hex(), "0x" + attestor.hex(), attested, "0x" + root.hex())


class ShipmentRecorded(Struct, frozen=True, gc=False):
    """ShipmentRecorded of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ShipmentRecorded"
    order_id: str
    shipped: int
    root: str


_SHIPMENT_RECORDED_PADDING: Final = padding_mask("bytes32", "uint64", "bytes32")
_SHIPMENT_RECORDED_WORDS: Final = Words(">32s24xQ32s").unpack


def _shipment_recorded(topics: Sequence[str], data: str) -> ShipmentRecorded:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("ShipmentRecorded", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("ShipmentRecorded", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _SHIPMENT_RECORDED_PADDING:
        raise malformed("ShipmentRecorded", topics, data)
    (
        order_id,
        shipped,
        root,
    ) = _SHIPMENT_RECORDED_WORDS(raw)
    return ShipmentRecorded("0x" + order_id.hex(), shipped, "0x" + root.hex())


OrdersEvent: TypeAlias = (
    Accepted
    | Amended
    | AmendmentAccepted
    | AttestationRetracted
    | CallFailed
    | ConfirmedSet
    | DisputeResolved
    | Disputed
    | EIP712DomainChanged
    | Placed
    | PledgedSet
    | ProposedSet
    | ReceiptRecorded
    | Rejected
    | RemainderCancelled
    | ReturnRecorded
    | ShipmentAttested
    | ShipmentRecorded
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], OrdersEvent]]] = {
    "0x79cc6cdbb7c4a269d4fa177ed2d9ccd63b4137b732ceff12c38fa307f87578a4": _accepted,
    "0x17b6efd3542e1cd0752b80ce08b5e8614733d25dcb4bfa2e17b1dc98664cc047": _amended,
    "0xf4a894083d02b0ac03caae46c5744812c2d674b69865fa37b4388d5376e834c5": _amendment_accepted,
    "0x689aab4ec3cebccf24231708367792f4d04699aad003810c55cc4cd171dc9b02": _attestation_retracted,
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0x88f32c848779c793bac307effec7995fbbf87d801aa72f7bc456ff59db7b17c7": _confirmed_set,
    "0x20da710a8768714df73fb56ee267c4392435083f76cb9584ec98101ccf414ec0": _dispute_resolved,
    "0x4a993424b114514d73e181db5c52178cfb7236820785749f7ac105f196195d13": _disputed,
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0xe627cc5997d2aa71e39cc133ef4724bd733f02deac6c32b0c784f68c56ee8d6f": _placed,
    "0xf4b6168edf66a7207ac5335d04fd17669a9b9d341a66208e4fb9368f78ee0353": _pledged_set,
    "0xd36f26762ad3344cad6fccb6757f4facdb63e98a4feb9cc8d0222cebe3cba6ee": _proposed_set,
    "0xd06bf3db6a1bc530fdd177ea25e1cc679b82e1b30d525771357dccc2460a9cfb": _receipt_recorded,
    "0xf4b46ef2a00d8cc50d69e2023f8fee30e99bfc96885ff1bf73aac3b551c4cd40": _rejected,
    "0xad0427a7e3de0115de01a554b0d66262a3b1347de15ad315928cb98725f74740": _remainder_cancelled,
    "0x71be33c87193f95283d396915d85648ed54b8a800f9b1b95e7a56e29ff85cac8": _return_recorded,
    "0xe784fde33f3d4f53bf2687b743735d2714847c2df29679c568efa22ca8a33e4f": _shipment_attested,
    "0xac75001d442be59979f1c888b5adfc9f2db06cdde82c57ceb81d29f611be9008": _shipment_recorded,
}
