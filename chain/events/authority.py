"""Events of Authority, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class OperationCanceled(Struct, frozen=True, gc=False):
    """OperationCanceled of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "OperationCanceled"
    operation_id: str
    nonce: int


_OPERATION_CANCELED_TOPICS: Final = padding_mask("bytes32", "uint32")


def _operation_canceled(topics: Sequence[str], data: str) -> OperationCanceled:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("OperationCanceled", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _OPERATION_CANCELED_TOPICS:
        raise malformed("OperationCanceled", topics, data)
    if data != "0x":
        raise malformed("OperationCanceled", topics, data)
    return OperationCanceled("0x" + t[0:32].hex(), int.from_bytes(t[60:64]))


class OperationExecuted(Struct, frozen=True, gc=False):
    """OperationExecuted of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "OperationExecuted"
    operation_id: str
    nonce: int


_OPERATION_EXECUTED_TOPICS: Final = padding_mask("bytes32", "uint32")


def _operation_executed(topics: Sequence[str], data: str) -> OperationExecuted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("OperationExecuted", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _OPERATION_EXECUTED_TOPICS:
        raise malformed("OperationExecuted", topics, data)
    if data != "0x":
        raise malformed("OperationExecuted", topics, data)
    return OperationExecuted("0x" + t[0:32].hex(), int.from_bytes(t[60:64]))


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


_OPERATION_SCHEDULED_TOPICS: Final = padding_mask("bytes32", "uint32")


def _operation_scheduled(topics: Sequence[str], data: str) -> OperationScheduled:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("OperationScheduled", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _OPERATION_SCHEDULED_TOPICS:
        raise malformed("OperationScheduled", topics, data)
    v = canonical_values("OperationScheduled", ("uint48", "address", "address", "bytes"), topics, data)
    return OperationScheduled("0x" + t[0:32].hex(), int.from_bytes(t[60:64]), v[0], v[1], v[2], v[3])


class RoleAdminChanged(Struct, frozen=True, gc=False):
    """RoleAdminChanged of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleAdminChanged"
    role_id: int
    admin: int


_ROLE_ADMIN_CHANGED_TOPICS: Final = padding_mask("uint64", "uint64")


def _role_admin_changed(topics: Sequence[str], data: str) -> RoleAdminChanged:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("RoleAdminChanged", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ROLE_ADMIN_CHANGED_TOPICS:
        raise malformed("RoleAdminChanged", topics, data)
    if data != "0x":
        raise malformed("RoleAdminChanged", topics, data)
    return RoleAdminChanged(int.from_bytes(t[24:32]), int.from_bytes(t[56:64]))


class RoleGrantDelayChanged(Struct, frozen=True, gc=False):
    """RoleGrantDelayChanged of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleGrantDelayChanged"
    role_id: int
    delay: int
    since: int


_ROLE_GRANT_DELAY_CHANGED_TOPICS: Final = padding_mask("uint64")
_ROLE_GRANT_DELAY_CHANGED_DATA: Final = padding_mask("uint32", "uint48")


def _role_grant_delay_changed(topics: Sequence[str], data: str) -> RoleGrantDelayChanged:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("RoleGrantDelayChanged", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _ROLE_GRANT_DELAY_CHANGED_TOPICS:
        raise malformed("RoleGrantDelayChanged", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("RoleGrantDelayChanged", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _ROLE_GRANT_DELAY_CHANGED_DATA:
        raise malformed("RoleGrantDelayChanged", topics, data)
    return RoleGrantDelayChanged(int.from_bytes(t[24:32]), int.from_bytes(w[28:32]), int.from_bytes(w[58:64]))


class RoleGranted(Struct, frozen=True, gc=False):
    """RoleGranted of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleGranted"
    role_id: int
    account: str
    delay: int
    since: int
    new_member: bool


_ROLE_GRANTED_TOPICS: Final = padding_mask("uint64", "address")
_ROLE_GRANTED_DATA: Final = padding_mask("uint32", "uint48", "bool")


def _role_granted(topics: Sequence[str], data: str) -> RoleGranted:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("RoleGranted", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ROLE_GRANTED_TOPICS:
        raise malformed("RoleGranted", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("RoleGranted", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _ROLE_GRANTED_DATA:
        raise malformed("RoleGranted", topics, data)
    return RoleGranted(
        int.from_bytes(t[24:32]),
        "0x" + t[44:64].hex(),
        int.from_bytes(w[28:32]),
        int.from_bytes(w[58:64]),
        w[95] == 1,
    )


class RoleGuardianChanged(Struct, frozen=True, gc=False):
    """RoleGuardianChanged of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleGuardianChanged"
    role_id: int
    guardian: int


_ROLE_GUARDIAN_CHANGED_TOPICS: Final = padding_mask("uint64", "uint64")


def _role_guardian_changed(topics: Sequence[str], data: str) -> RoleGuardianChanged:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("RoleGuardianChanged", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ROLE_GUARDIAN_CHANGED_TOPICS:
        raise malformed("RoleGuardianChanged", topics, data)
    if data != "0x":
        raise malformed("RoleGuardianChanged", topics, data)
    return RoleGuardianChanged(int.from_bytes(t[24:32]), int.from_bytes(t[56:64]))


class RoleLabel(Struct, frozen=True, gc=False):
    """RoleLabel of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleLabel"
    role_id: int
    label: str


_ROLE_LABEL_TOPICS: Final = padding_mask("uint64")


def _role_label(topics: Sequence[str], data: str) -> RoleLabel:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("RoleLabel", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _ROLE_LABEL_TOPICS:
        raise malformed("RoleLabel", topics, data)
    v = canonical_values("RoleLabel", ("string",), topics, data)
    return RoleLabel(int.from_bytes(t[24:32]), v[0])


class RoleRevoked(Struct, frozen=True, gc=False):
    """RoleRevoked of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "RoleRevoked"
    role_id: int
    account: str


_ROLE_REVOKED_TOPICS: Final = padding_mask("uint64", "address")


def _role_revoked(topics: Sequence[str], data: str) -> RoleRevoked:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("RoleRevoked", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _ROLE_REVOKED_TOPICS:
        raise malformed("RoleRevoked", topics, data)
    if data != "0x":
        raise malformed("RoleRevoked", topics, data)
    return RoleRevoked(int.from_bytes(t[24:32]), "0x" + t[44:64].hex())


class TargetAdminDelayUpdated(Struct, frozen=True, gc=False):
    """TargetAdminDelayUpdated of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "TargetAdminDelayUpdated"
    target: str
    delay: int
    since: int


_TARGET_ADMIN_DELAY_UPDATED_TOPICS: Final = padding_mask("address")
_TARGET_ADMIN_DELAY_UPDATED_DATA: Final = padding_mask("uint32", "uint48")


def _target_admin_delay_updated(topics: Sequence[str], data: str) -> TargetAdminDelayUpdated:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("TargetAdminDelayUpdated", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _TARGET_ADMIN_DELAY_UPDATED_TOPICS:
        raise malformed("TargetAdminDelayUpdated", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("TargetAdminDelayUpdated", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _TARGET_ADMIN_DELAY_UPDATED_DATA:
        raise malformed("TargetAdminDelayUpdated", topics, data)
    return TargetAdminDelayUpdated("0x" + t[12:32].hex(), int.from_bytes(w[28:32]), int.from_bytes(w[58:64]))


class TargetClosed(Struct, frozen=True, gc=False):
    """TargetClosed of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "TargetClosed"
    target: str
    closed: bool


_TARGET_CLOSED_TOPICS: Final = padding_mask("address")
_TARGET_CLOSED_DATA: Final = padding_mask("bool")


def _target_closed(topics: Sequence[str], data: str) -> TargetClosed:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("TargetClosed", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _TARGET_CLOSED_TOPICS:
        raise malformed("TargetClosed", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("TargetClosed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _TARGET_CLOSED_DATA:
        raise malformed("TargetClosed", topics, data)
    return TargetClosed("0x" + t[12:32].hex(), w[31] == 1)


class TargetFunctionRoleUpdated(Struct, frozen=True, gc=False):
    """TargetFunctionRoleUpdated of Authority."""

    CONTRACT: ClassVar[str] = "Authority"
    EVENT: ClassVar[str] = "TargetFunctionRoleUpdated"
    target: str
    selector: str
    role_id: int


_TARGET_FUNCTION_ROLE_UPDATED_TOPICS: Final = padding_mask("address", "uint64")
_TARGET_FUNCTION_ROLE_UPDATED_DATA: Final = padding_mask("bytes4")


def _target_function_role_updated(topics: Sequence[str], data: str) -> TargetFunctionRoleUpdated:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("TargetFunctionRoleUpdated", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _TARGET_FUNCTION_ROLE_UPDATED_TOPICS:
        raise malformed("TargetFunctionRoleUpdated", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("TargetFunctionRoleUpdated", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _TARGET_FUNCTION_ROLE_UPDATED_DATA:
        raise malformed("TargetFunctionRoleUpdated", topics, data)
    return TargetFunctionRoleUpdated("0x" + t[12:32].hex(), "0x" + w[0:4].hex(), int.from_bytes(t[56:64]))


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
