"""Events of Loans, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class Adopted(Struct, frozen=True, gc=False):
    """Adopted of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Adopted"
    order_id: str
    version: int


_ADOPTED_PADDING: Final = padding_mask("bytes32", "uint8")
_ADOPTED_WORDS: Final = Words(">32s31xB").unpack


def _adopted(topics: Sequence[str], data: str) -> Adopted:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Adopted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Adopted", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _ADOPTED_PADDING:
        raise malformed("Adopted", topics, data)
    (
        order_id,
        version,
    ) = _ADOPTED_WORDS(raw)
    return Adopted("0x" + order_id.hex(), version)


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
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


class Collected(Struct, frozen=True, gc=False):
    """Collected of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Collected"
    order_id: str
    source: str
    amount: int
    penalty: int
    interest: int
    principal: int
    subrogated: int
    residual: int


_COLLECTED_PADDING: Final = padding_mask(
    "bytes32", "bytes32", "uint128", "uint128", "uint128", "uint128", "uint128", "uint128"
)
_COLLECTED_WORDS: Final = Words(">32s32s16xQQ16xQQ16xQQ16xQQ16xQQ16xQQ").unpack


def _collected(topics: Sequence[str], data: str) -> Collected:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 386
        or data[:2] != "0x"
    ):
        raise malformed("Collected", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Collected", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _COLLECTED_PADDING:
        raise malformed("Collected", topics, data)
    (
        order_id,
        source,
        amount_high,
        amount,
        penalty_high,
        penalty,
        interest_high,
        interest,
        principal_high,
        principal,
        subrogated_high,
        subrogated,
        residual_high,
        residual,
    ) = _COLLECTED_WORDS(raw)
    return Collected(
        "0x" + order_id.hex(),
        "0x" + source.hex(),
        amount_high << 64 | amount,
        penalty_high << 64 | penalty,
        interest_high << 64 | interest,
        principal_high << 64 | principal,
        subrogated_high << 64 | subrogated,
        residual_high << 64 | residual,
    )


class CustodyMaturitiesSet(Struct, frozen=True, gc=False):
    """CustodyMaturitiesSet of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "CustodyMaturitiesSet"
    order_id: str
    maturity_days: int


_CUSTODY_MATURITIES_SET_WORDS: Final = Words(">32s32s").unpack


def _custody_maturities_set(topics: Sequence[str], data: str) -> CustodyMaturitiesSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("CustodyMaturitiesSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("CustodyMaturitiesSet", topics, data) from None
    if len(raw) != 64:
        raise malformed("CustodyMaturitiesSet", topics, data)
    (
        order_id,
        maturity_days,
    ) = _CUSTODY_MATURITIES_SET_WORDS(raw)
    return CustodyMaturitiesSet("0x" + order_id.hex(), int.from_bytes(maturity_days))


class DefaultDeclared(Struct, frozen=True, gc=False):
    """DefaultDeclared of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "DefaultDeclared"
    order_id: str
    defaulted_at: int


_DEFAULT_DECLARED_PADDING: Final = padding_mask("bytes32", "uint40")
_DEFAULT_DECLARED_WORDS: Final = Words(">32s24xQ").unpack


def _default_declared(topics: Sequence[str], data: str) -> DefaultDeclared:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("DefaultDeclared", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("DefaultDeclared", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _DEFAULT_DECLARED_PADDING:
        raise malformed("DefaultDeclared", topics, data)
    (
        order_id,
        defaulted_at,
    ) = _DEFAULT_DECLARED_WORDS(raw)
    return DefaultDeclared("0x" + order_id.hex(), defaulted_at)


class DefaultLifted(Struct, frozen=True, gc=False):
    """DefaultLifted of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "DefaultLifted"
    order_id: str


_DEFAULT_LIFTED_WORDS: Final = Words(">32s").unpack


def _default_lifted(topics: Sequence[str], data: str) -> DefaultLifted:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x" or data != "0x":
        raise malformed("DefaultLifted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:])
    except ValueError:
        raise malformed("DefaultLifted", topics, data) from None
    if len(raw) != 32:
        raise malformed("DefaultLifted", topics, data)
    (order_id,) = _DEFAULT_LIFTED_WORDS(raw)
    return DefaultLifted("0x" + order_id.hex())


class Drawn(Struct, frozen=True, gc=False):
    """Drawn of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Drawn"
    order_id: str
    facility_id: str
    financier: str
    supplier: str
    amount: int
    fee: int
    fee_to: str
    version: int


_DRAWN_PADDING: Final = padding_mask(
    "bytes32", "bytes32", "address", "address", "uint128", "uint128", "address", "uint8"
)
_DRAWN_WORDS: Final = Words(">32s32s12x20s12x20s16xQQ16xQQ12x20s31xB").unpack


def _drawn(topics: Sequence[str], data: str) -> Drawn:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Drawn", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Drawn", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _DRAWN_PADDING:
        raise malformed("Drawn", topics, data)
    (
        order_id,
        facility_id,
        financier,
        supplier,
        amount_high,
        amount,
        fee_high,
        fee,
        fee_to,
        version,
    ) = _DRAWN_WORDS(raw)
    return Drawn(
        "0x" + order_id.hex(),
        "0x" + facility_id.hex(),
        "0x" + financier.hex(),
        "0x" + supplier.hex(),
        amount_high << 64 | amount,
        fee_high << 64 | fee,
        "0x" + fee_to.hex(),
        version,
    )


class DueSet(Struct, frozen=True, gc=False):
    """DueSet of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "DueSet"
    order_id: str
    due_at: int
    deliver_by: int
    first_draw_at: int
    version: int


_DUE_SET_PADDING: Final = padding_mask("bytes32", "uint40", "uint40", "uint40", "uint8")
_DUE_SET_WORDS: Final = Words(">32s24xQ24xQ24xQ31xB").unpack


def _due_set(topics: Sequence[str], data: str) -> DueSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 258
        or data[:2] != "0x"
    ):
        raise malformed("DueSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("DueSet", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _DUE_SET_PADDING:
        raise malformed("DueSet", topics, data)
    (
        order_id,
        due_at,
        deliver_by,
        first_draw_at,
        version,
    ) = _DUE_SET_WORDS(raw)
    return DueSet("0x" + order_id.hex(), due_at, deliver_by, first_draw_at, version)


class Extended(Struct, frozen=True, gc=False):
    """Extended of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Extended"
    order_id: str
    due_at: int


_EXTENDED_PADDING: Final = padding_mask("bytes32", "uint40")
_EXTENDED_WORDS: Final = Words(">32s24xQ").unpack


def _extended(topics: Sequence[str], data: str) -> Extended:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("Extended", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Extended", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _EXTENDED_PADDING:
        raise malformed("Extended", topics, data)
    (
        order_id,
        due_at,
    ) = _EXTENDED_WORDS(raw)
    return Extended("0x" + order_id.hex(), due_at)


class Pledged(Struct, frozen=True, gc=False):
    """Pledged of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Pledged"
    order_id: str
    facility_id: str
    supplier: str
    financier: str


_PLEDGED_PADDING: Final = padding_mask("bytes32", "bytes32", "address", "address")
_PLEDGED_WORDS: Final = Words(">32s32s12x20s12x20s").unpack


def _pledged(topics: Sequence[str], data: str) -> Pledged:
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
        raise malformed("Pledged", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Pledged", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _PLEDGED_PADDING:
        raise malformed("Pledged", topics, data)
    (
        order_id,
        facility_id,
        supplier,
        financier,
    ) = _PLEDGED_WORDS(raw)
    return Pledged(
        "0x" + order_id.hex(), "0x" + facility_id.hex(), "0x" + supplier.hex(), "0x" + financier.hex()
    )


class Released(Struct, frozen=True, gc=False):
    """Released of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Released"
    order_id: str
    facility_id: str


_RELEASED_WORDS: Final = Words(">32s32s").unpack


def _released(topics: Sequence[str], data: str) -> Released:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("Released", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("Released", topics, data) from None
    if len(raw) != 64:
        raise malformed("Released", topics, data)
    (
        order_id,
        facility_id,
    ) = _RELEASED_WORDS(raw)
    return Released("0x" + order_id.hex(), "0x" + facility_id.hex())


class Repaid(Struct, frozen=True, gc=False):
    """Repaid of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Repaid"
    order_id: str
    payer: str
    amount: int
    penalty: int
    interest: int
    principal: int
    subrogated: int


_REPAID_PADDING: Final = padding_mask(
    "bytes32", "address", "uint128", "uint128", "uint128", "uint128", "uint128"
)
_REPAID_WORDS: Final = Words(">32s12x20s16xQQ16xQQ16xQQ16xQQ16xQQ").unpack


def _repaid(topics: Sequence[str], data: str) -> Repaid:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Repaid", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Repaid", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _REPAID_PADDING:
        raise malformed("Repaid", topics, data)
    (
        order_id,
        payer,
        amount_high,
        amount,
        penalty_high,
        penalty,
        interest_high,
        interest,
        principal_high,
        principal,
        subrogated_high,
        subrogated,
    ) = _REPAID_WORDS(raw)
    return Repaid(
        "0x" + order_id.hex(),
        "0x" + payer.hex(),
        amount_high << 64 | amount,
        penalty_high << 64 | penalty,
        interest_high << 64 | interest,
        principal_high << 64 | principal,
        subrogated_high << 64 | subrogated,
    )


class Subrogated(Struct, frozen=True, gc=False):
    """Subrogated of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Subrogated"
    order_id: str
    guarantor: str
    amount: int
    subrogated: int


_SUBROGATED_PADDING: Final = padding_mask("bytes32", "address", "uint128", "uint128")
_SUBROGATED_WORDS: Final = Words(">32s12x20s16xQQ16xQQ").unpack


def _subrogated(topics: Sequence[str], data: str) -> Subrogated:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Subrogated", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Subrogated", topics, data) from None
    if len(raw) != 128 or int.from_bytes(raw) & _SUBROGATED_PADDING:
        raise malformed("Subrogated", topics, data)
    (
        order_id,
        guarantor,
        amount_high,
        amount,
        subrogated_high,
        subrogated,
    ) = _SUBROGATED_WORDS(raw)
    return Subrogated(
        "0x" + order_id.hex(),
        "0x" + guarantor.hex(),
        amount_high << 64 | amount,
        subrogated_high << 64 | subrogated,
    )


class SweepSet(Struct, frozen=True, gc=False):
    """SweepSet of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "SweepSet"
    facility_no: int
    order_id: str


_SWEEP_SET_PADDING: Final = padding_mask("uint32", "bytes32")
_SWEEP_SET_WORDS: Final = Words(">28xI32s").unpack


def _sweep_set(topics: Sequence[str], data: str) -> SweepSet:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("SweepSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("SweepSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _SWEEP_SET_PADDING:
        raise malformed("SweepSet", topics, data)
    (
        facility_no,
        order_id,
    ) = _SWEEP_SET_WORDS(raw)
    return SweepSet(facility_no, "0x" + order_id.hex())


class Swept(Struct, frozen=True, gc=False):
    """Swept of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Swept"
    from_order_id: str
    to_order_id: str
    amount: int
    penalty: int
    interest: int
    principal: int
    subrogated: int


_SWEPT_PADDING: Final = padding_mask(
    "bytes32", "bytes32", "uint128", "uint128", "uint128", "uint128", "uint128"
)
_SWEPT_WORDS: Final = Words(">32s32s16xQQ16xQQ16xQQ16xQQ16xQQ").unpack


def _swept(topics: Sequence[str], data: str) -> Swept:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 322
        or data[:2] != "0x"
    ):
        raise malformed("Swept", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Swept", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _SWEPT_PADDING:
        raise malformed("Swept", topics, data)
    (
        from_order_id,
        to_order_id,
        amount_high,
        amount,
        penalty_high,
        penalty,
        interest_high,
        interest,
        principal_high,
        principal,
        subrogated_high,
        subrogated,
    ) = _SWEPT_WORDS(raw)
    return Swept(
        "0x" + from_order_id.hex(),
        "0x" + to_order_id.hex(),
        amount_high << 64 | amount,
        penalty_high << 64 | penalty,
        interest_high << 64 | interest,
        principal_high << 64 | principal,
        subrogated_high << 64 | subrogated,
    )


class Synced(Struct, frozen=True, gc=False):
    """Synced of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Synced"
    order_id: str
    principal: int
    interest: int
    penalty: int
    rate_bps: int
    custody: int
    capacity: int
    over_since: int


_SYNCED_PADDING: Final = padding_mask(
    "bytes32", "uint128", "int256", "int256", "uint16", "uint128", "uint128", "uint40"
)
_SYNCED_WORDS: Final = Words(">32s16xQQ32s32s30xH16xQQ16xQQ24xQ").unpack


def _synced(topics: Sequence[str], data: str) -> Synced:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 450
        or data[:2] != "0x"
    ):
        raise malformed("Synced", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Synced", topics, data) from None
    if len(raw) != 256 or int.from_bytes(raw) & _SYNCED_PADDING:
        raise malformed("Synced", topics, data)
    (
        order_id,
        principal_high,
        principal,
        interest,
        penalty,
        rate_bps,
        custody_high,
        custody,
        capacity_high,
        capacity,
        over_since,
    ) = _SYNCED_WORDS(raw)
    return Synced(
        "0x" + order_id.hex(),
        principal_high << 64 | principal,
        int.from_bytes(interest, signed=True),
        int.from_bytes(penalty, signed=True),
        rate_bps,
        custody_high << 64 | custody,
        capacity_high << 64 | capacity,
        over_since,
    )


class Waived(Struct, frozen=True, gc=False):
    """Waived of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "Waived"
    order_id: str
    interest: int
    penalty: int


_WAIVED_PADDING: Final = padding_mask("bytes32", "uint128", "uint128")
_WAIVED_WORDS: Final = Words(">32s16xQQ16xQQ").unpack


def _waived(topics: Sequence[str], data: str) -> Waived:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Waived", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Waived", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _WAIVED_PADDING:
        raise malformed("Waived", topics, data)
    (
        order_id,
        interest_high,
        interest,
        penalty_high,
        penalty,
    ) = _WAIVED_WORDS(raw)
    return Waived("0x" + order_id.hex(), interest_high << 64 | interest, penalty_high << 64 | penalty)


class WrittenOff(Struct, frozen=True, gc=False):
    """WrittenOff of Loans."""

    CONTRACT: ClassVar[str] = "Loans"
    EVENT: ClassVar[str] = "WrittenOff"
    order_id: str
    principal: int


_WRITTEN_OFF_PADDING: Final = padding_mask("bytes32", "uint128")
_WRITTEN_OFF_WORDS: Final = Words(">32s16xQQ").unpack


def _written_off(topics: Sequence[str], data: str) -> WrittenOff:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("WrittenOff", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("WrittenOff", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _WRITTEN_OFF_PADDING:
        raise malformed("WrittenOff", topics, data)
    (
        order_id,
        principal_high,
        principal,
    ) = _WRITTEN_OFF_WORDS(raw)
    return WrittenOff("0x" + order_id.hex(), principal_high << 64 | principal)


LoansEvent: TypeAlias = (
    Adopted
    | CallFailed
    | Collected
    | CustodyMaturitiesSet
    | DefaultDeclared
    | DefaultLifted
    | Drawn
    | DueSet
    | Extended
    | Pledged
    | Released
    | Repaid
    | Subrogated
    | SweepSet
    | Swept
    | Synced
    | Waived
    | WrittenOff
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], LoansEvent]]] = {
    "0x1da3def1b2419e30159bb07993333aec39aa88a8ff133e3ff11381592034a1a6": _adopted,
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0x6ab7147801a3a155f86d629b2ff7dfa1d3e385a97858c6480ba9e4470d7cd8e3": _collected,
    "0xc09725aa83497ceb70e90c5014c033fde35468a55f5e0665e8400bc14e3dc87c": _custody_maturities_set,
    "0x3fab08d9e0dc95b2a6cd606c1a62890de7ed15ea16e0c924c88df5efc134330a": _default_declared,
    "0x543fe4c9d5336fd7eabdf5f57c7134b0354182c173a953fb653fda8b5ff3859c": _default_lifted,
    "0x1f475de6475d5c48aae7e0e35c8f6db19a6fe7ae83b0a1567c457e428ea8a824": _drawn,
    "0xb94317a3df7a3af014b3f0b9a360760a2a4345b73b3ae827b1b2617f860fdac2": _due_set,
    "0x2234c145ac0591e7f0f88c2049c3e36f66faa73592bb5ab3d7de1679afd42156": _extended,
    "0x011e3ca099e4d7749bdbeef6b6c1427214dea602a05a26c1242d79c2f9f56b38": _pledged,
    "0x34b273afe3a59624f54ddb6221093941dad73846d3b274ffef15cf43ec03e605": _released,
    "0x12a954cdab28a5f2742f19982824217858a625467bd5ab9a58481aec9f90989d": _repaid,
    "0xc637ed093fe2ac8a0a9ae0db5e7d383312d32b6f3351ea900f8af796f70ba5ae": _subrogated,
    "0x6f3c3e99109c73b9616ed2c25b478b675e5a2e686107f34e38811dc8c222eab9": _sweep_set,
    "0x2f5c168881ca125168bfb0189cb76fd99e797027c9486140f1439a886b296b73": _swept,
    "0x16cf153df54593089cf58d215cc026f5701385196579635d33715a8c88dfacf8": _synced,
    "0x3b449e411f4414c551ac3901b6dc407955adf357daeefaa7b83568b6d61342d9": _waived,
    "0x5dbe4b77f2c3105385c3eba13689e65ad205ae56f4f109363c44ecf495ad73a8": _written_off,
}
