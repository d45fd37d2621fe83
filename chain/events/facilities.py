"""Events of Facilities, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class AttestorSet(Struct, frozen=True, gc=False):
    """AttestorSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "AttestorSet"
    financier: str
    attestor: str
    relied_on: bool


_ATTESTOR_SET_PADDING: Final = padding_mask("address", "address", "bool")
_ATTESTOR_SET_WORDS: Final = Words(">12x20s12x20s31x?").unpack


def _attestor_set(topics: Sequence[str], data: str) -> AttestorSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("AttestorSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("AttestorSet", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _ATTESTOR_SET_PADDING:
        raise malformed("AttestorSet", topics, data)
    (
        financier,
        attestor,
        relied_on,
    ) = _ATTESTOR_SET_WORDS(raw)
    return AttestorSet("0x" + financier.hex(), "0x" + attestor.hex(), relied_on)


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
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


class CapSet(Struct, frozen=True, gc=False):
    """CapSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "CapSet"
    facility_id: str
    cap: int


_CAP_SET_PADDING: Final = padding_mask("bytes32", "uint128")
_CAP_SET_WORDS: Final = Words(">32s16xQQ").unpack


def _cap_set(topics: Sequence[str], data: str) -> CapSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("CapSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("CapSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _CAP_SET_PADDING:
        raise malformed("CapSet", topics, data)
    (
        facility_id,
        cap_high,
        cap,
    ) = _CAP_SET_WORDS(raw)
    return CapSet("0x" + facility_id.hex(), cap_high << 64 | cap)


class DefaultsSet(Struct, frozen=True, gc=False):
    """DefaultsSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "DefaultsSet"
    no: int
    defaults: int


_DEFAULTS_SET_PADDING: Final = padding_mask("uint32", "uint16")
_DEFAULTS_SET_WORDS: Final = Words(">28xI30xH").unpack


def _defaults_set(topics: Sequence[str], data: str) -> DefaultsSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("DefaultsSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("DefaultsSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _DEFAULTS_SET_PADDING:
        raise malformed("DefaultsSet", topics, data)
    (
        no,
        defaults,
    ) = _DEFAULTS_SET_WORDS(raw)
    return DefaultsSet(no, defaults)


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1 or data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class FreezeSet(Struct, frozen=True, gc=False):
    """FreezeSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "FreezeSet"
    facility_id: str
    by: str
    frozen_by_financier: bool
    frozen_by_underwriter: bool


_FREEZE_SET_PADDING: Final = padding_mask("bytes32", "address", "bool", "bool")
_FREEZE_SET_WORDS: Final = Words(">32s12x20s31x?31x?").unpack


def _freeze_set(topics: Sequence[str], data: str) -> FreezeSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("FreezeSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("FreezeSet", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _FREEZE_SET_PADDING:
        raise malformed("FreezeSet", topics, data)
    (
        facility_id,
        by,
        frozen_by_financier,
        frozen_by_underwriter,
    ) = _FREEZE_SET_WORDS(raw)
    return FreezeSet("0x" + facility_id.hex(), "0x" + by.hex(), frozen_by_financier, frozen_by_underwriter)


class LineSet(Struct, frozen=True, gc=False):
    """LineSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "LineSet"
    financier: str
    cash_id: int
    buyer: str
    cap: int


_LINE_SET_PADDING: Final = padding_mask("address", "uint16", "address", "uint128")
_LINE_SET_WORDS: Final = Words(">12x20s30xH12x20s16xQQ").unpack


def _line_set(topics: Sequence[str], data: str) -> LineSet:
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
        raise malformed("LineSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("LineSet", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _LINE_SET_PADDING:
        raise malformed("LineSet", topics, data)
    (
        financier,
        cash_id,
        buyer,
        cap_high,
        cap,
    ) = _LINE_SET_WORDS(raw)
    return LineSet("0x" + financier.hex(), cash_id, "0x" + buyer.hex(), cap_high << 64 | cap)


class MandateRevoked(Struct, frozen=True, gc=False):
    """MandateRevoked of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "MandateRevoked"
    financier: str
    cash_id: int


_MANDATE_REVOKED_PADDING: Final = padding_mask("address", "uint16")
_MANDATE_REVOKED_WORDS: Final = Words(">12x20s30xH").unpack


def _mandate_revoked(topics: Sequence[str], data: str) -> MandateRevoked:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("MandateRevoked", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("MandateRevoked", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _MANDATE_REVOKED_PADDING:
        raise malformed("MandateRevoked", topics, data)
    (
        financier,
        cash_id,
    ) = _MANDATE_REVOKED_WORDS(raw)
    return MandateRevoked("0x" + financier.hex(), cash_id)


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


_MANDATE_SET_PADDING: Final = padding_mask(
    "address",
    "uint16",
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
_MANDATE_SET_WORDS: Final = Words(
    ">12x20s30xH12x20s24xQ30xH30xH30xH16xQQ16xQQ30xH30xH30xH30xH12x20s30xH30xH16xQQ"
).unpack


def _mandate_set(topics: Sequence[str], data: str) -> MandateSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 962
        or data[:2] != "0x"
    ):
        raise malformed("MandateSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("MandateSet", topics, data) from None
    if len(raw) != 544 or int.from_bytes(raw) & _MANDATE_SET_PADDING:
        raise malformed("MandateSet", topics, data)
    (
        financier,
        cash_id,
        underwriter,
        valid_until,
        floor_rate_bps,
        max_fee_bps,
        max_penalty_bps,
        max_cap_high,
        max_cap,
        max_total_high,
        max_total,
        max_advance_bps_0,
        max_advance_bps_1,
        max_advance_bps_2,
        max_advance_bps_3,
        fee_to,
        max_tenor_days,
        min_yield_bps,
        purchase_budget_high,
        purchase_budget,
    ) = _MANDATE_SET_WORDS(raw)
    return MandateSet(
        "0x" + financier.hex(),
        cash_id,
        "0x" + underwriter.hex(),
        valid_until,
        floor_rate_bps,
        max_fee_bps,
        max_penalty_bps,
        max_cap_high << 64 | max_cap,
        max_total_high << 64 | max_total,
        (
            max_advance_bps_0,
            max_advance_bps_1,
            max_advance_bps_2,
            max_advance_bps_3,
        ),
        "0x" + fee_to.hex(),
        max_tenor_days,
        min_yield_bps,
        purchase_budget_high << 64 | purchase_budget,
    )


class MinVersionSet(Struct, frozen=True, gc=False):
    """MinVersionSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "MinVersionSet"
    facility_id: str
    min_version: int


_MIN_VERSION_SET_PADDING: Final = padding_mask("bytes32", "uint8")
_MIN_VERSION_SET_WORDS: Final = Words(">32s31xB").unpack


def _min_version_set(topics: Sequence[str], data: str) -> MinVersionSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("MinVersionSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("MinVersionSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _MIN_VERSION_SET_PADDING:
        raise malformed("MinVersionSet", topics, data)
    (
        facility_id,
        min_version,
    ) = _MIN_VERSION_SET_WORDS(raw)
    return MinVersionSet("0x" + facility_id.hex(), min_version)


class PurchaseBudgetSet(Struct, frozen=True, gc=False):
    """PurchaseBudgetSet of Facilities."""

    CONTRACT: ClassVar[str] = "Facilities"
    EVENT: ClassVar[str] = "PurchaseBudgetSet"
    financier: str
    cash_id: int
    budget: int


_PURCHASE_BUDGET_SET_PADDING: Final = padding_mask("address", "uint16", "uint128")
_PURCHASE_BUDGET_SET_WORDS: Final = Words(">12x20s30xH16xQQ").unpack


def _purchase_budget_set(topics: Sequence[str], data: str) -> PurchaseBudgetSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("PurchaseBudgetSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("PurchaseBudgetSet", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _PURCHASE_BUDGET_SET_PADDING:
        raise malformed("PurchaseBudgetSet", topics, data)
    (
        financier,
        cash_id,
        budget_high,
        budget,
    ) = _PURCHASE_BUDGET_SET_WORDS(raw)
    return PurchaseBudgetSet("0x" + financier.hex(), cash_id, budget_high << 64 | budget)


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


_TERMS_ACCEPTED_PADDING: Final = padding_mask(
    "bytes32",
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
_TERMS_ACCEPTED_WORDS: Final = Words(
    ">32s28xI30xH12x20s12x20s12x20s16xQQ30xH30xH30xH30xH30xH30xH30xH30xH30xH30xH31xB31xB30xH30xH32s31xB24xQ24xQ"
).unpack


def _terms_accepted(topics: Sequence[str], data: str) -> TermsAccepted:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 1538
        or data[:2] != "0x"
    ):
        raise malformed("TermsAccepted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("TermsAccepted", topics, data) from None
    if len(raw) != 800 or int.from_bytes(raw) & _TERMS_ACCEPTED_PADDING:
        raise malformed("TermsAccepted", topics, data)
    (
        facility_id,
        no,
        cash_id,
        financier,
        supplier,
        cash,
        cap_high,
        cap,
        advance_bps_0,
        advance_bps_1,
        advance_bps_2,
        advance_bps_3,
        rate_bps_0,
        rate_bps_1,
        rate_bps_2,
        rate_bps_3,
        penalty_bps,
        fee_bps,
        grace_days,
        cure_days,
        stale_days,
        max_tenor_days,
        policy_hash,
        version,
        accept_by,
        draw_until,
    ) = _TERMS_ACCEPTED_WORDS(raw)
    return TermsAccepted(
        "0x" + facility_id.hex(),
        no,
        cash_id,
        "0x" + financier.hex(),
        "0x" + supplier.hex(),
        "0x" + cash.hex(),
        cap_high << 64 | cap,
        (
            advance_bps_0,
            advance_bps_1,
            advance_bps_2,
            advance_bps_3,
        ),
        (
            rate_bps_0,
            rate_bps_1,
            rate_bps_2,
            rate_bps_3,
        ),
        penalty_bps,
        fee_bps,
        grace_days,
        cure_days,
        stale_days,
        max_tenor_days,
        "0x" + policy_hash.hex(),
        version,
        accept_by,
        draw_until,
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


_USE_SET_PADDING: Final = padding_mask("uint32", "address", "uint128", "uint128", "uint128")
_USE_SET_WORDS: Final = Words(">28xI12x20s16xQQ16xQQ16xQQ").unpack


def _use_set(topics: Sequence[str], data: str) -> UseSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("UseSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("UseSet", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _USE_SET_PADDING:
        raise malformed("UseSet", topics, data)
    (
        no,
        buyer,
        facility_used_high,
        facility_used,
        mandate_used_high,
        mandate_used,
        line_used_high,
        line_used,
    ) = _USE_SET_WORDS(raw)
    return UseSet(
        no,
        "0x" + buyer.hex(),
        facility_used_high << 64 | facility_used,
        mandate_used_high << 64 | mandate_used,
        line_used_high << 64 | line_used,
    )


FacilitiesEvent: TypeAlias = (
    AttestorSet
    | CallFailed
    | CapSet
    | DefaultsSet
    | EIP712DomainChanged
    | FreezeSet
    | LineSet
    | MandateRevoked
    | MandateSet
    | MinVersionSet
    | PurchaseBudgetSet
    | TermsAccepted
    | UseSet
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], FacilitiesEvent]]] = {
    "0xe1473361476dd8ea2106d57aaffe8feecef149e36c191e22a062c36ced2cbbca": _attestor_set,
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0xd4f74ea19f63b1f0dc22c695394fa77d63aac1e149b9e1312954ce210355e9fc": _cap_set,
    "0xae9e5da225f19e1800775058a689cf21c0ee9b2c0668936bb398e24977518738": _defaults_set,
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0x54f146165b2f2e2e0abdb2e7143d14bdb7d0da72fd88c9242a0a70be5d751972": _freeze_set,
    "0x4035ff183871f01ef13e470ecf6684e3586c45f47e588fba5d3c017cdd09f42f": _line_set,
    "0xa704fd836e15a577f5778c1ced79b7b77c0540286d903ccd683dfe1f6c961059": _mandate_revoked,
    "0x2f02d1da940110a24d4dbf74dd7a59d890d4da6a05e6f3ce77532f22de3208a8": _mandate_set,
    "0xe4ed25498cfd3777716cc126ba3f5ac1470bea2419e2f3b0321aad4a03e3afa9": _min_version_set,
    "0x6cdbc20296b5489cc152093bde16abb326904b8b6e56f20dd82e3dc37dab575d": _purchase_budget_set,
    "0x078e6a6abeefdb6ae9da417b54ecb538f2e98857782c474e88479416475c7d70": _terms_accepted,
    "0x34478f08259990e9e33efec9680a270b10ddedd27b8f676f35e93b9f66ce8fdf": _use_set,
}
