"""Events of Orders, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class Accepted(Struct, frozen=True, gc=False):
    """Accepted of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Accepted"
    order_id: str
    version: int


_ACCEPTED_DATA: Final = padding_mask("uint8")


def _accepted(topics: Sequence[str], data: str) -> Accepted:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Accepted", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("Accepted", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Accepted", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _ACCEPTED_DATA:
        raise malformed("Accepted", topics, data)
    return Accepted("0x" + t[0:32].hex(), int.from_bytes(w[31:32]))


class AttestationRetracted(Struct, frozen=True, gc=False):
    """AttestationRetracted of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "AttestationRetracted"
    order_id: str
    attestor: str
    attested: int
    root: str


_ATTESTATION_RETRACTED_TOPICS: Final = padding_mask("bytes32", "address")
_ATTESTATION_RETRACTED_DATA: Final = padding_mask("uint64", "bytes32")


def _attestation_retracted(topics: Sequence[str], data: str) -> AttestationRetracted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("AttestationRetracted", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ATTESTATION_RETRACTED_TOPICS:
        raise malformed("AttestationRetracted", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("AttestationRetracted", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _ATTESTATION_RETRACTED_DATA:
        raise malformed("AttestationRetracted", topics, data)
    return AttestationRetracted(
        "0x" + t[0:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(w[24:32]), "0x" + w[32:64].hex()
    )


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
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


class ConfirmedSet(Struct, frozen=True, gc=False):
    """ConfirmedSet of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ConfirmedSet"
    order_id: str
    proposed: int
    confirmed: int


_CONFIRMED_SET_DATA: Final = padding_mask("uint64", "uint64")


def _confirmed_set(topics: Sequence[str], data: str) -> ConfirmedSet:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("ConfirmedSet", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("ConfirmedSet", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("ConfirmedSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _CONFIRMED_SET_DATA:
        raise malformed("ConfirmedSet", topics, data)
    return ConfirmedSet("0x" + t[0:32].hex(), int.from_bytes(w[24:32]), int.from_bytes(w[56:64]))


class DisputeResolved(Struct, frozen=True, gc=False):
    """DisputeResolved of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "DisputeResolved"
    order_id: str
    by: str
    disputed_by_buyer: int
    disputed_by_supplier: int


_DISPUTE_RESOLVED_TOPICS: Final = padding_mask("bytes32", "address")
_DISPUTE_RESOLVED_DATA: Final = padding_mask("uint64", "uint64")


def _dispute_resolved(topics: Sequence[str], data: str) -> DisputeResolved:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("DisputeResolved", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _DISPUTE_RESOLVED_TOPICS:
        raise malformed("DisputeResolved", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("DisputeResolved", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _DISPUTE_RESOLVED_DATA:
        raise malformed("DisputeResolved", topics, data)
    return DisputeResolved(
        "0x" + t[0:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(w[24:32]), int.from_bytes(w[56:64])
    )


class Disputed(Struct, frozen=True, gc=False):
    """Disputed of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Disputed"
    order_id: str
    by: str
    disputed_by_buyer: int
    disputed_by_supplier: int
    reason: int


_DISPUTED_TOPICS: Final = padding_mask("bytes32", "address")
_DISPUTED_DATA: Final = padding_mask("uint64", "uint64", "uint16")


def _disputed(topics: Sequence[str], data: str) -> Disputed:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Disputed", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _DISPUTED_TOPICS:
        raise malformed("Disputed", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("Disputed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _DISPUTED_DATA:
        raise malformed("Disputed", topics, data)
    return Disputed(
        "0x" + t[0:32].hex(),
        "0x" + t[44:64].hex(),
        int.from_bytes(w[24:32]),
        int.from_bytes(w[56:64]),
        int.from_bytes(w[94:96]),
    )


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1:
        raise malformed("EIP712DomainChanged", topics, data)
    if data != "0x":
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


_PLACED_TOPICS: Final = padding_mask("bytes32", "address", "address")
_PLACED_DATA: Final = padding_mask(
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


def _placed(topics: Sequence[str], data: str) -> Placed:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Placed", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _PLACED_TOPICS:
        raise malformed("Placed", topics, data)
    if len(data) != 706 or data[:2] != "0x":
        raise malformed("Placed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 352 or int.from_bytes(w) & _PLACED_DATA:
        raise malformed("Placed", topics, data)
    return Placed(
        "0x" + t[0:32].hex(),
        "0x" + t[44:64].hex(),
        "0x" + t[76:96].hex(),
        int.from_bytes(w[31:32]),
        "0x" + w[44:64].hex(),
        "0x" + w[76:96].hex(),
        int.from_bytes(w[112:128]),
        int.from_bytes(w[155:160]),
        int.from_bytes(w[190:192]),
        "0x" + w[204:224].hex(),
        int.from_bytes(w[254:256]),
        "0x" + w[256:288].hex(),
        "0x" + w[288:320].hex(),
        int.from_bytes(w[348:352]),
    )


class PledgedSet(Struct, frozen=True, gc=False):
    """PledgedSet of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "PledgedSet"
    order_id: str
    pledged: bool


_PLEDGED_SET_DATA: Final = padding_mask("bool")


def _pledged_set(topics: Sequence[str], data: str) -> PledgedSet:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("PledgedSet", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("PledgedSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("PledgedSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _PLEDGED_SET_DATA:
        raise malformed("PledgedSet", topics, data)
    return PledgedSet("0x" + t[0:32].hex(), w[31] == 1)


class ProposedSet(Struct, frozen=True, gc=False):
    """ProposedSet of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ProposedSet"
    order_id: str
    proposed: int


_PROPOSED_SET_DATA: Final = padding_mask("uint64")


def _proposed_set(topics: Sequence[str], data: str) -> ProposedSet:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("ProposedSet", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("ProposedSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("ProposedSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _PROPOSED_SET_DATA:
        raise malformed("ProposedSet", topics, data)
    return ProposedSet("0x" + t[0:32].hex(), int.from_bytes(w[24:32]))


class ReceiptRecorded(Struct, frozen=True, gc=False):
    """ReceiptRecorded of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ReceiptRecorded"
    order_id: str
    received: int
    root: str


_RECEIPT_RECORDED_DATA: Final = padding_mask("uint64", "bytes32")


def _receipt_recorded(topics: Sequence[str], data: str) -> ReceiptRecorded:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("ReceiptRecorded", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("ReceiptRecorded", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("ReceiptRecorded", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _RECEIPT_RECORDED_DATA:
        raise malformed("ReceiptRecorded", topics, data)
    return ReceiptRecorded("0x" + t[0:32].hex(), int.from_bytes(w[24:32]), "0x" + w[32:64].hex())


class Rejected(Struct, frozen=True, gc=False):
    """Rejected of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "Rejected"
    order_id: str
    reason: int


_REJECTED_DATA: Final = padding_mask("uint16")


def _rejected(topics: Sequence[str], data: str) -> Rejected:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Rejected", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("Rejected", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Rejected", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _REJECTED_DATA:
        raise malformed("Rejected", topics, data)
    return Rejected("0x" + t[0:32].hex(), int.from_bytes(w[30:32]))


class RemainderCancelled(Struct, frozen=True, gc=False):
    """RemainderCancelled of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "RemainderCancelled"
    order_id: str
    cancelled: int
    state: int


_REMAINDER_CANCELLED_DATA: Final = padding_mask("uint64", "uint8")


def _remainder_cancelled(topics: Sequence[str], data: str) -> RemainderCancelled:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("RemainderCancelled", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("RemainderCancelled", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("RemainderCancelled", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _REMAINDER_CANCELLED_DATA:
        raise malformed("RemainderCancelled", topics, data)
    return RemainderCancelled("0x" + t[0:32].hex(), int.from_bytes(w[24:32]), int.from_bytes(w[63:64]))


class ReturnRecorded(Struct, frozen=True, gc=False):
    """ReturnRecorded of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ReturnRecorded"
    order_id: str
    returned: int
    reason: int
    root: str


_RETURN_RECORDED_DATA: Final = padding_mask("uint64", "uint16", "bytes32")


def _return_recorded(topics: Sequence[str], data: str) -> ReturnRecorded:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("ReturnRecorded", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("ReturnRecorded", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("ReturnRecorded", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _RETURN_RECORDED_DATA:
        raise malformed("ReturnRecorded", topics, data)
    return ReturnRecorded(
        "0x" + t[0:32].hex(), int.from_bytes(w[24:32]), int.from_bytes(w[62:64]), "0x" + w[64:96].hex()
    )


class ShipmentAttested(Struct, frozen=True, gc=False):
    """ShipmentAttested of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ShipmentAttested"
    order_id: str
    attestor: str
    attested: int
    root: str


_SHIPMENT_ATTESTED_TOPICS: Final = padding_mask("bytes32", "address")
_SHIPMENT_ATTESTED_DATA: Final = padding_mask("uint64", "bytes32")


def _shipment_attested(topics: Sequence[str], data: str) -> ShipmentAttested:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("ShipmentAttested", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _SHIPMENT_ATTESTED_TOPICS:
        raise malformed("ShipmentAttested", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("ShipmentAttested", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _SHIPMENT_ATTESTED_DATA:
        raise malformed("ShipmentAttested", topics, data)
    return ShipmentAttested(
        "0x" + t[0:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(w[24:32]), "0x" + w[32:64].hex()
    )


class ShipmentRecorded(Struct, frozen=True, gc=False):
    """ShipmentRecorded of Orders."""

    CONTRACT: ClassVar[str] = "Orders"
    EVENT: ClassVar[str] = "ShipmentRecorded"
    order_id: str
    shipped: int
    root: str


_SHIPMENT_RECORDED_DATA: Final = padding_mask("uint64", "bytes32")


def _shipment_recorded(topics: Sequence[str], data: str) -> ShipmentRecorded:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("ShipmentRecorded", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("ShipmentRecorded", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("ShipmentRecorded", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _SHIPMENT_RECORDED_DATA:
        raise malformed("ShipmentRecorded", topics, data)
    return ShipmentRecorded("0x" + t[0:32].hex(), int.from_bytes(w[24:32]), "0x" + w[32:64].hex())


OrdersEvent: TypeAlias = (
    Accepted
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
