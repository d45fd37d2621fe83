"""Events of Receivables, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


_APPROVAL_TOPICS: Final = padding_mask("address", "address", "uint256")


def _approval(topics: Sequence[str], data: str) -> Approval:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Approval", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _APPROVAL_TOPICS:
        raise malformed("Approval", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Approval", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32:
        raise malformed("Approval", topics, data)
    return Approval(
        "0x" + t[12:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(t[64:96]), int.from_bytes(w[0:32])
    )


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
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


_CONFIRMED_TOPICS: Final = padding_mask("bytes32", "bytes32", "address")
_CONFIRMED_DATA: Final = padding_mask("address", "uint128", "uint40", "uint16")


def _confirmed(topics: Sequence[str], data: str) -> Confirmed:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Confirmed", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _CONFIRMED_TOPICS:
        raise malformed("Confirmed", topics, data)
    if len(data) != 258 or data[:2] != "0x":
        raise malformed("Confirmed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 128 or int.from_bytes(w) & _CONFIRMED_DATA:
        raise malformed("Confirmed", topics, data)
    return Confirmed(
        "0x" + t[0:32].hex(),
        "0x" + t[32:64].hex(),
        "0x" + t[76:96].hex(),
        "0x" + w[12:32].hex(),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[91:96]),
        int.from_bytes(w[126:128]),
    )


class ConsentSet(Struct, frozen=True, gc=False):
    """ConsentSet of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "ConsentSet"
    receiver: str
    sender: str
    consented: bool


_CONSENT_SET_TOPICS: Final = padding_mask("address", "address")
_CONSENT_SET_DATA: Final = padding_mask("bool")


def _consent_set(topics: Sequence[str], data: str) -> ConsentSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("ConsentSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _CONSENT_SET_TOPICS:
        raise malformed("ConsentSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("ConsentSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _CONSENT_SET_DATA:
        raise malformed("ConsentSet", topics, data)
    return ConsentSet("0x" + t[12:32].hex(), "0x" + t[44:64].hex(), w[31] == 1)


class Extinguished(Struct, frozen=True, gc=False):
    """Extinguished of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Extinguished"
    receivable_id: str
    units: int
    outstanding: int


_EXTINGUISHED_DATA: Final = padding_mask("uint128", "uint128")


def _extinguished(topics: Sequence[str], data: str) -> Extinguished:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Extinguished", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("Extinguished", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("Extinguished", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _EXTINGUISHED_DATA:
        raise malformed("Extinguished", topics, data)
    return Extinguished("0x" + t[0:32].hex(), int.from_bytes(w[16:32]), int.from_bytes(w[48:64]))


class HoldingSet(Struct, frozen=True, gc=False):
    """HoldingSet of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "HoldingSet"
    receivable_id: str
    holder: str
    units: int
    seen: int
    claim: int


_HOLDING_SET_TOPICS: Final = padding_mask("bytes32", "address")
_HOLDING_SET_DATA: Final = padding_mask("uint64", "uint64", "uint128")


def _holding_set(topics: Sequence[str], data: str) -> HoldingSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("HoldingSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _HOLDING_SET_TOPICS:
        raise malformed("HoldingSet", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("HoldingSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _HOLDING_SET_DATA:
        raise malformed("HoldingSet", topics, data)
    return HoldingSet(
        "0x" + t[0:32].hex(),
        "0x" + t[44:64].hex(),
        int.from_bytes(w[24:32]),
        int.from_bytes(w[56:64]),
        int.from_bytes(w[80:96]),
    )


class OperatorSet(Struct, frozen=True, gc=False):
    """OperatorSet of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "OperatorSet"
    owner: str
    spender: str
    approved: bool


_OPERATOR_SET_TOPICS: Final = padding_mask("address", "address")
_OPERATOR_SET_DATA: Final = padding_mask("bool")


def _operator_set(topics: Sequence[str], data: str) -> OperatorSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("OperatorSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _OPERATOR_SET_TOPICS:
        raise malformed("OperatorSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("OperatorSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _OPERATOR_SET_DATA:
        raise malformed("OperatorSet", topics, data)
    return OperatorSet("0x" + t[12:32].hex(), "0x" + t[44:64].hex(), w[31] == 1)


class Paid(Struct, frozen=True, gc=False):
    """Paid of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Paid"
    receivable_id: str
    payer: str
    amount: int
    paid: int
    outstanding: int


_PAID_TOPICS: Final = padding_mask("bytes32", "address")
_PAID_DATA: Final = padding_mask("uint128", "uint128", "uint128")


def _paid(topics: Sequence[str], data: str) -> Paid:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Paid", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _PAID_TOPICS:
        raise malformed("Paid", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("Paid", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _PAID_DATA:
        raise malformed("Paid", topics, data)
    return Paid(
        "0x" + t[0:32].hex(),
        "0x" + t[44:64].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[80:96]),
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


_PROPOSED_TOPICS: Final = padding_mask("bytes32", "bytes32", "address")
_PROPOSED_DATA: Final = padding_mask(
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


def _proposed(topics: Sequence[str], data: str) -> Proposed:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Proposed", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _PROPOSED_TOPICS:
        raise malformed("Proposed", topics, data)
    if len(data) != 706 or data[:2] != "0x":
        raise malformed("Proposed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 352 or int.from_bytes(w) & _PROPOSED_DATA:
        raise malformed("Proposed", topics, data)
    return Proposed(
        "0x" + t[0:32].hex(),
        "0x" + t[32:64].hex(),
        "0x" + t[76:96].hex(),
        "0x" + w[12:32].hex(),
        "0x" + w[32:64].hex(),
        int.from_bytes(w[94:96]),
        int.from_bytes(w[126:128]),
        "0x" + w[128:160].hex(),
        int.from_bytes(w[176:192]),
        int.from_bytes(w[208:224]),
        int.from_bytes(w[251:256]),
        "0x" + w[256:288].hex(),
        "0x" + w[288:320].hex(),
        int.from_bytes(w[348:352]),
    )


class Redeemed(Struct, frozen=True, gc=False):
    """Redeemed of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Redeemed"
    receivable_id: str
    holder: str
    amount: int


_REDEEMED_TOPICS: Final = padding_mask("bytes32", "address")
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
    return Redeemed("0x" + t[0:32].hex(), "0x" + t[44:64].hex(), int.from_bytes(w[16:32]))


class Rejected(Struct, frozen=True, gc=False):
    """Rejected of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Rejected"
    receivable_id: str
    order_id: str
    reason: int


_REJECTED_DATA: Final = padding_mask("uint16")


def _rejected(topics: Sequence[str], data: str) -> Rejected:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Rejected", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64:
        raise malformed("Rejected", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("Rejected", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _REJECTED_DATA:
        raise malformed("Rejected", topics, data)
    return Rejected("0x" + t[0:32].hex(), "0x" + t[32:64].hex(), int.from_bytes(w[30:32]))


class Transfer(Struct, frozen=True, gc=False):
    """Transfer of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Transfer"
    caller: str
    sender: str
    receiver: str
    id: int
    amount: int


_TRANSFER_TOPICS: Final = padding_mask("address", "address", "uint256")
_TRANSFER_DATA: Final = padding_mask("address", "uint256")


def _transfer(topics: Sequence[str], data: str) -> Transfer:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Transfer", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _TRANSFER_TOPICS:
        raise malformed("Transfer", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("Transfer", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _TRANSFER_DATA:
        raise malformed("Transfer", topics, data)
    return Transfer(
        "0x" + w[12:32].hex(),
        "0x" + t[12:32].hex(),
        "0x" + t[44:64].hex(),
        int.from_bytes(t[64:96]),
        int.from_bytes(w[32:64]),
    )


class Withdrawn(Struct, frozen=True, gc=False):
    """Withdrawn of Receivables."""

    CONTRACT: ClassVar[str] = "Receivables"
    EVENT: ClassVar[str] = "Withdrawn"
    receivable_id: str
    order_id: str


def _withdrawn(topics: Sequence[str], data: str) -> Withdrawn:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Withdrawn", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64:
        raise malformed("Withdrawn", topics, data)
    if data != "0x":
        raise malformed("Withdrawn", topics, data)
    return Withdrawn("0x" + t[0:32].hex(), "0x" + t[32:64].hex())


ReceivablesEvent: TypeAlias = (
    Approval
    | CallFailed
    | Confirmed
    | ConsentSet
    | Extinguished
    | HoldingSet
    | OperatorSet
    | Paid
    | Proposed
    | Redeemed
    | Rejected
    | Transfer
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
    "0xebc10a51c6748685d35e0a5f8ce5cb294f28a5cd4d8dcc1d1a457f98af130403": _paid,
    "0x881dedad91e43d80468d2aa7709c2a78ef3201ff09d432bcf919d2ddda594ccc": _proposed,
    "0x640ba5022e51d544bcefd980b0d5a786710d8c353f424fb7a73619b827f0f964": _redeemed,
    "0x73ff891e723f6aea133d168a315f19e7e0e364399504edbed93a1a1af40ccdc2": _rejected,
    "0x1b3d7edb2e9c0b0e7c525b20aaaef0f5940d2ed71663c7d39266ecafac728859": _transfer,
    "0x62388c59a1deeef5c43bd1e453c09d8fd255c31f651700e1f606339958b88b1c": _withdrawn,
}
