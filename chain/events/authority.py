"""Events of Authority, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class OperationCanceled(Struct, frozen=True, gc=False):
    """OperationCanceled of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "OperationCanceled"
    operation_id: str
    nonce: int


_OPERATION_CANCELED_PADDING: Final = padding_mask("bytes32", "uint32")
_OPERATION_CANCELED_WORDS: Final = Words(">32s28xI").unpack


def _operation_canceled(topics: Sequence[str], data: str) -> OperationCanceled:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("OperationCanceled", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("OperationCanceled", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _OPERATION_CANCELED_PADDING:
        raise malformed("OperationCanceled", topics, data)
    (
        operation_id,
        nonce,
    ) = _OPERATION_CANCELED_WORDS(raw)
    return OperationCanceled("0x" + operation_id.hex(), nonce)


class OperationExecuted(Struct, frozen=True, gc=False):
    """OperationExecuted of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "OperationExecuted"
    operation_id: str
    nonce: int


_OPERATION_EXECUTED_PADDING: Final = padding_mask("bytes32", "uint32")
_OPERATION_EXECUTED_WORDS: Final = Words(">32s28xI").unpack


def _operation_executed(topics: Sequence[str], data: str) -> OperationExecuted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("OperationExecuted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("OperationExecuted", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _OPERATION_EXECUTED_PADDING:
        raise malformed("OperationExecuted", topics, data)
    (
        operation_id,
        nonce,
    ) = _OPERATION_EXECUTED_WORDS(raw)
    return OperationExecuted("0x" + operation_id.hex(), nonce)


class OperationScheduled(Struct, frozen=True, gc=False):
    """OperationScheduled of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "OperationScheduled"
    operation_id: str
    nonce: int
    schedule: int
    caller: str
    target: str
    data: str


_OPERATION_SCHEDULED_PADDING: Final = padding_mask("bytes32", "uint32")
_OPERATION_SCHEDULED_WORDS: Final = Words(">32s28xI").unpack


def _operation_scheduled(topics: Sequence[str], data: str) -> OperationScheduled:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("OperationScheduled", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("OperationScheduled", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _OPERATION_SCHEDULED_PADDING:
        raise malformed("OperationScheduled", topics, data)
    (
        operation_id,
        nonce,
    ) = _OPERATION_SCHEDULED_WORDS(raw)
    v = canonical_values("OperationScheduled", ("uint48", "address", "address", "bytes"), topics, data)
    return OperationScheduled("0x" + operation_id.hex(), nonce, v[0], v[1], v[2], v[3])


class RoleAdminChanged(Struct, frozen=True, gc=False):
    """RoleAdminChanged of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleAdminChanged"
    role_id: int
    admin: int


_ROLE_ADMIN_CHANGED_PADDING: Final = padding_mask("uint64", "uint64")
_ROLE_ADMIN_CHANGED_WORDS: Final = Words(">24xQ24xQ").unpack


def _role_admin_changed(topics: Sequence[str], data: str) -> RoleAdminChanged:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("RoleAdminChanged", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("RoleAdminChanged", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _ROLE_ADMIN_CHANGED_PADDING:
        raise malformed("RoleAdminChanged", topics, data)
    (
        role_id,
        admin,
    ) = _ROLE_ADMIN_CHANGED_WORDS(raw)
    return RoleAdminChanged(role_id, admin)


class RoleGrantDelayChanged(Struct, frozen=True, gc=False):
    """RoleGrantDelayChanged of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleGrantDelayChanged"
    role_id: int
    delay: int
    since: int


_ROLE_GRANT_DELAY_CHANGED_PADDING: Final = padding_mask("uint64", "uint32", "uint48")
_ROLE_GRANT_DELAY_CHANGED_WORDS: Final = Words(">24xQ28xI24xQ").unpack


def _role_grant_delay_changed(topics: Sequence[str], data: str) -> RoleGrantDelayChanged:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("RoleGrantDelayChanged", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("RoleGrantDelayChanged", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _ROLE_GRANT_DELAY_CHANGED_PADDING:
        raise malformed("RoleGrantDelayChanged", topics, data)
    (
        role_id,
        delay,
        since,
    ) = _ROLE_GRANT_DELAY_CHANGED_WORDS(raw)
    return RoleGrantDelayChanged(role_id, delay, since)


class RoleGranted(Struct, frozen=True, gc=False):
    """RoleGranted of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleGranted"
    role_id: int
    account: str
    delay: int
    since: int
    new_member: bool


_ROLE_GRANTED_PADDING: Final = padding_mask("uint64", "address", "uint32", "uint48", "bool")
_ROLE_GRANTED_WORDS: Final = Words(">24xQ12x20s28xI24xQ31x?").unpack


def _role_granted(topics: Sequence[str], data: str) -> RoleGranted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("RoleGranted", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("RoleGranted", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _ROLE_GRANTED_PADDING:
        raise malformed("RoleGranted", topics, data)
    (
        role_id,
        account,
        delay,
        since,
        new_member,
    ) = _ROLE_GRANTED_WORDS(raw)
    return RoleGranted(role_id, "0x" + account.hex(), delay, since, new_member)


class RoleGuardianChanged(Struct, frozen=True, gc=False):
    """RoleGuardianChanged of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleGuardianChanged"
    role_id: int
    guardian: int


_ROLE_GUARDIAN_CHANGED_PADDING: Final = padding_mask("uint64", "uint64")
_ROLE_GUARDIAN_CHANGED_WORDS: Final = Words(">24xQ24xQ").unpack


def _role_guardian_changed(topics: Sequence[str], data: str) -> RoleGuardianChanged:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("RoleGuardianChanged", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("RoleGuardianChanged", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _ROLE_GUARDIAN_CHANGED_PADDING:
        raise malformed("RoleGuardianChanged", topics, data)
    (
        role_id,
        guardian,
    ) = _ROLE_GUARDIAN_CHANGED_WORDS(raw)
    return RoleGuardianChanged(role_id, guardian)


class RoleLabel(Struct, frozen=True, gc=False):
    """RoleLabel of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleLabel"
    role_id: int
    label: str


_ROLE_LABEL_PADDING: Final = padding_mask("uint64")
_ROLE_LABEL_WORDS: Final = Words(">24xQ").unpack


def _role_label(topics: Sequence[str], data: str) -> RoleLabel:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("RoleLabel", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:])
    except ValueError:
        raise malformed("RoleLabel", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _ROLE_LABEL_PADDING:
        raise malformed("RoleLabel", topics, data)
    (role_id,) = _ROLE_LABEL_WORDS(raw)
    v = canonical_values("RoleLabel", ("string",), topics, data)
    return RoleLabel(role_id, v[0])


class RoleRevoked(Struct, frozen=True, gc=False):
    """RoleRevoked of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleRevoked"
    role_id: int
    account: str


_ROLE_REVOKED_PADDING: Final = padding_mask("uint64", "address")
_ROLE_REVOKED_WORDS: Final = Words(">24xQ12x20s").unpack


def _role_revoked(topics: Sequence[str], data: str) -> RoleRevoked:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or data != "0x"
    ):
        raise malformed("RoleRevoked", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:])
    except ValueError:
        raise malformed("RoleRevoked", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _ROLE_REVOKED_PADDING:
        raise malformed("RoleRevoked", topics, data)
    (
        role_id,
        account,
    ) = _ROLE_REVOKED_WORDS(raw)
    return RoleRevoked(role_id, "0x" + account.hex())


class TargetAdminDelayUpdated(Struct, frozen=True, gc=False):
    """TargetAdminDelayUpdated of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "TargetAdminDelayUpdated"
    target: str
    delay: int
    since: int


_TARGET_ADMIN_DELAY_UPDATED_PADDING: Final = padding_mask("address", "uint32", "uint48")
_TARGET_ADMIN_DELAY_UPDATED_WORDS: Final = Words(">12x20s28xI24xQ").unpack


def _target_admin_delay_updated(topics: Sequence[str], data: str) -> TargetAdminDelayUpdated:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("TargetAdminDelayUpdated", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("TargetAdminDelayUpdated", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _TARGET_ADMIN_DELAY_UPDATED_PADDING:
        raise malformed("TargetAdminDelayUpdated", topics, data)
    (
        target,
        delay,
        since,
    ) = _TARGET_ADMIN_DELAY_UPDATED_WORDS(raw)
    return TargetAdminDelayUpdated("0x" + target.hex(), delay, since)


class TargetClosed(Struct, frozen=True, gc=False):
    """TargetClosed of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "TargetClosed"
    target: str
    closed: bool


_TARGET_CLOSED_PADDING: Final = padding_mask("address", "bool")
_TARGET_CLOSED_WORDS: Final = Words(">12x20s31x?").unpack


def _target_closed(topics: Sequence[str], data: str) -> TargetClosed:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("TargetClosed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("TargetClosed", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _TARGET_CLOSED_PADDING:
        raise malformed("TargetClosed", topics, data)
    (
        target,
        closed,
    ) = _TARGET_CLOSED_WORDS(raw)
    return TargetClosed("0x" + target.hex(), closed)


class TargetFunctionRoleUpdated(Struct, frozen=True, gc=False):
    """TargetFunctionRoleUpdated of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "TargetFunctionRoleUpdated"
    target: str
    selector: str
    role_id: int


_TARGET_FUNCTION_ROLE_UPDATED_PADDING: Final = padding_mask("address", "uint64", "bytes4")
_TARGET_FUNCTION_ROLE_UPDATED_WORDS: Final = Words(">12x20s24xQ4s28x").unpack


def _target_function_role_updated(topics: Sequence[str], data: str) -> TargetFunctionRoleUpdated:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("TargetFunctionRoleUpdated", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("TargetFunctionRoleUpdated", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _TARGET_FUNCTION_ROLE_UPDATED_PADDING:
        raise malformed("TargetFunctionRoleUpdated", topics, data)
    (
        target,
        role_id,
        selector,
    ) = _TARGET_FUNCTION_ROLE_UPDATED_WORDS(raw)
    return TargetFunctionRoleUpdated("0x" + target.hex(), "0x" + selector.hex(), role_id)


AuthorityEvent: TypeAlias = (
    OperationCanceled
    | OperationExecuted
    | OperationScheduled
    | RoleAdminChanged
    | RoleGrantDelayChanged
    | RoleGranted
    | RoleGuardianChanged
    | RoleLabel
    | RoleRevoked
    | TargetAdminDelayUpdated
    | TargetClosed
    | TargetFunctionRoleUpdated
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], AuthorityEvent]]] = {
    "0xbd9ac67a6e2f6463b80927326310338bcbb4bdb7936ce1365ea3e01067e7b9f7": _operation_canceled,
    "0x76a2a46953689d4861a5d3f6ed883ad7e6af674a21f8e162707159fc9dde614d": _operation_executed,
    "0x82a2da5dee54ea8021c6545b4444620291e07ee83be6dd57edb175062715f3b4": _operation_scheduled,
    "0x1fd6dd7631312dfac2205b52913f99de03b4d7e381d5d27d3dbfe0713e6e6340": _role_admin_changed,
    "0xfeb69018ee8b8fd50ea86348f1267d07673379f72cffdeccec63853ee8ce8b48": _role_grant_delay_changed,
    "0xf98448b987f1428e0e230e1f3c6e2ce15b5693eaf31827fbd0b1ec4b424ae7cf": _role_granted,
    "0x7a8059630b897b5de4c08ade69f8b90c3ead1f8596d62d10b6c4d14a0afb4ae2": _role_guardian_changed,
    "0x1256f5b5ecb89caec12db449738f2fbcd1ba5806cf38f35413f4e5c15bf6a450": _role_label,
    "0xf229baa593af28c41b1d16b748cd7688f0c83aaf92d4be41c44005defe84c166": _role_revoked,
    "0xa56b76017453f399ec2327ba00375dbfb1fd070ff854341ad6191e6a2e2de19c": _target_admin_delay_updated,
    "0x90d4e7bb7e5d933792b3562e1741306f8be94837e1348dacef9b6f1df56eb138": _target_closed,
    "0x9ea6790c7dadfd01c9f8b9762b3682607af2c7e79e05a9f9fdf5580dde949151": _target_function_role_updated,
}
