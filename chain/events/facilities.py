"""Events of Facilities, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class AttestorSet(Struct, frozen=True, gc=False):
    """AttestorSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "AttestorSet"
    financier: str
    attestor: str
    relied_on: bool


_ATTESTOR_SET_TOPICS: Final = padding_mask("address", "address")
_ATTESTOR_SET_DATA: Final = padding_mask("bool")


def _attestor_set(topics: Sequence[str], data: str) -> AttestorSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("AttestorSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ATTESTOR_SET_TOPICS:
        raise malformed("AttestorSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("AttestorSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _ATTESTOR_SET_DATA:
        raise malformed("AttestorSet", topics, data)
    return AttestorSet("0x" + t[12:32].hex(), "0x" + t[44:64].hex(), w[31] == 1)


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1:
        raise malformed("EIP712DomainChanged", topics, data)
    if data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class LineSet(Struct, frozen=True, gc=False):
    """LineSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "LineSet"
    financier: str
    cash_id: int
    buyer: str
    cap: int


_LINE_SET_TOPICS: Final = padding_mask("address", "uint16", "address")
_LINE_SET_DATA: Final = padding_mask("uint128")


def _line_set(topics: Sequence[str], data: str) -> LineSet:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("LineSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _LINE_SET_TOPICS:
        raise malformed("LineSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("LineSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _LINE_SET_DATA:
        raise malformed("LineSet", topics, data)
    return LineSet(
        "0x" + t[12:32].hex(), int.from_bytes(t[62:64]), "0x" + t[76:96].hex(), int.from_bytes(w[16:32])
    )


class MandateRevoked(Struct, frozen=True, gc=False):
    """MandateRevoked of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "MandateRevoked"
    financier: str
    cash_id: int


_MANDATE_REVOKED_TOPICS: Final = padding_mask("address", "uint16")


def _mandate_revoked(topics: Sequence[str], data: str) -> MandateRevoked:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("MandateRevoked", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _MANDATE_REVOKED_TOPICS:
        raise malformed("MandateRevoked", topics, data)
    if data != "0x":
        raise malformed("MandateRevoked", topics, data)
    return MandateRevoked("0x" + t[12:32].hex(), int.from_bytes(t[62:64]))


class MandateSet(Struct, frozen=True, gc=False):
    """MandateSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "MandateSet"
    financier: str
    cash_id: int
    underwriter: str
    valid_until: int
    floor_rate_bps: int
    max_fee_bps: int
    max_penalty_bps: int
    max_cap: int
    max_total: int
    max_advance_bps: tuple[int, int, int, int]
    fee_to: str
    max_tenor_days: int
    min_yield_bps: int
    purchase_budget: int


_MANDATE_SET_TOPICS: Final = padding_mask("address", "uint16")
_MANDATE_SET_DATA: Final = padding_mask(
    "address",
    "uint40",
    "uint16",
    "uint16",
    "uint16",
    "uint128",
    "uint128",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "address",
    "uint16",
    "uint16",
    "uint128",
)


def _mandate_set(topics: Sequence[str], data: str) -> MandateSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("MandateSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _MANDATE_SET_TOPICS:
        raise malformed("MandateSet", topics, data)
    if len(data) != 962 or data[:2] != "0x":
        raise malformed("MandateSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 480 or int.from_bytes(w) & _MANDATE_SET_DATA:
        raise malformed("MandateSet", topics, data)
    return MandateSet(
        "0x" + t[12:32].hex(),
        int.from_bytes(t[62:64]),
        "0x" + w[12:32].hex(),
        int.from_bytes(w[59:64]),
        int.from_bytes(w[94:96]),
        int.from_bytes(w[126:128]),
        int.from_bytes(w[158:160]),
        int.from_bytes(w[176:192]),
        int.from_bytes(w[208:224]),
        (
            int.from_bytes(w[254:256]),
            int.from_bytes(w[286:288]),
            int.from_bytes(w[318:320]),
            int.from_bytes(w[350:352]),
        ),
        "0x" + w[364:384].hex(),
        int.from_bytes(w[414:416]),
        int.from_bytes(w[446:448]),
        int.from_bytes(w[464:480]),
    )


class PurchaseBudgetSet(Struct, frozen=True, gc=False):
    """PurchaseBudgetSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "PurchaseBudgetSet"
    financier: str
    cash_id: int
    budget: int


_PURCHASE_BUDGET_SET_TOPICS: Final = padding_mask("address", "uint16")
_PURCHASE_BUDGET_SET_DATA: Final = padding_mask("uint128")


def _purchase_budget_set(topics: Sequence[str], data: str) -> PurchaseBudgetSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("PurchaseBudgetSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _PURCHASE_BUDGET_SET_TOPICS:
        raise malformed("PurchaseBudgetSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("PurchaseBudgetSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _PURCHASE_BUDGET_SET_DATA:
        raise malformed("PurchaseBudgetSet", topics, data)
    return PurchaseBudgetSet("0x" + t[12:32].hex(), int.from_bytes(t[62:64]), int.from_bytes(w[16:32]))


class TermsAccepted(Struct, frozen=True, gc=False):
    """TermsAccepted of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "TermsAccepted"
    facility_id: str
    no: int
    cash_id: int
    financier: str
    supplier: str
    cash: str
    cap: int
    advance_bps: tuple[int, int, int, int]
    rate_bps: tuple[int, int, int, int]
    penalty_bps: int
    fee_bps: int
    grace_days: int
    cure_days: int
    stale_days: int
    max_tenor_days: int
    policy_hash: str
    version: int
    accept_by: int
    draw_until: int


_TERMS_ACCEPTED_DATA: Final = padding_mask(
    "uint32",
    "uint16",
    "address",
    "address",
    "address",
    "uint128",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint16",
    "uint8",
    "uint8",
    "uint16",
    "uint16",
    "bytes32",
    "uint8",
    "uint40",
    "uint40",
)


def _terms_accepted(topics: Sequence[str], data: str) -> TermsAccepted:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("TermsAccepted", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("TermsAccepted", topics, data)
    if len(data) != 1538 or data[:2] != "0x":
        raise malformed("TermsAccepted", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 768 or int.from_bytes(w) & _TERMS_ACCEPTED_DATA:
        raise malformed("TermsAccepted", topics, data)
    return TermsAccepted(
        "0x" + t[0:32].hex(),
        int.from_bytes(w[28:32]),
        int.from_bytes(w[62:64]),
        "0x" + w[76:96].hex(),
        "0x" + w[108:128].hex(),
        "0x" + w[140:160].hex(),
        int.from_bytes(w[176:192]),
        (
            int.from_bytes(w[222:224]),
            int.from_bytes(w[254:256]),
            int.from_bytes(w[286:288]),
            int.from_bytes(w[318:320]),
        ),
        (
            int.from_bytes(w[350:352]),
            int.from_bytes(w[382:384]),
            int.from_bytes(w[414:416]),
            int.from_bytes(w[446:448]),
        ),
        int.from_bytes(w[478:480]),
        int.from_bytes(w[510:512]),
        int.from_bytes(w[543:544]),
        int.from_bytes(w[575:576]),
        int.from_bytes(w[606:608]),
        int.from_bytes(w[638:640]),
        "0x" + w[640:672].hex(),
        int.from_bytes(w[703:704]),
        int.from_bytes(w[731:736]),
        int.from_bytes(w[763:768]),
    )


class UseSet(Struct, frozen=True, gc=False):
    """UseSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "UseSet"
    no: int
    buyer: str
    facility_used: int
    mandate_used: int
    line_used: int


_USE_SET_TOPICS: Final = padding_mask("uint32", "address")
_USE_SET_DATA: Final = padding_mask("uint128", "uint128", "uint128")


def _use_set(topics: Sequence[str], data: str) -> UseSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("UseSet", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _USE_SET_TOPICS:
        raise malformed("UseSet", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("UseSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _USE_SET_DATA:
        raise malformed("UseSet", topics, data)
    return UseSet(
        int.from_bytes(t[28:32]),
        "0x" + t[44:64].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[80:96]),
    )


FacilitiesEvent: TypeAlias = (
    AttestorSet
    | EIP712DomainChanged
    | LineSet
    | MandateRevoked
    | MandateSet
    | PurchaseBudgetSet
    | TermsAccepted
    | UseSet
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], FacilitiesEvent]]] = {
    "0xe1473361476dd8ea2106d57aaffe8feecef149e36c191e22a062c36ced2cbbca": _attestor_set,
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0x4035ff183871f01ef13e470ecf6684e3586c45f47e588fba5d3c017cdd09f42f": _line_set,
    "0xa704fd836e15a577f5778c1ced79b7b77c0540286d903ccd683dfe1f6c961059": _mandate_revoked,
    "0x2f02d1da940110a24d4dbf74dd7a59d890d4da6a05e6f3ce77532f22de3208a8": _mandate_set,
    "0x6cdbc20296b5489cc152093bde16abb326904b8b6e56f20dd82e3dc37dab575d": _purchase_budget_set,
    "0x078e6a6abeefdb6ae9da417b54ecb538f2e98857782c474e88479416475c7d70": _terms_accepted,
    "0x34478f08259990e9e33efec9680a270b10ddedd27b8f676f35e93b9f66ce8fdf": _use_set,
}
