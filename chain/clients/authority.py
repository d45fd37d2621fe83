"""The typed client of Authority.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: A002
from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag

_ADMIN_ROLE: Final = Function("ADMIN_ROLE", "75b238fc", (), (), ("uint64",))
_PUBLIC_ROLE: Final = Function("PUBLIC_ROLE", "3ca7c02a", (), (), ("uint64",))
_CAN_CALL: Final = Function(
    "canCall",
    "b7009613",
    ("caller", "target", "selector"),
    ("address", "address", "bytes4"),
    ("bool", "uint32"),
)
_CANCEL: Final = Function(
    "cancel", "d6bb62c6", ("caller", "target", "data"), ("address", "address", "bytes"), ("uint32",)
)
_CONSUME_SCHEDULED_OP: Final = Function(
    "consumeScheduledOp", "94c7d7ee", ("caller", "data"), ("address", "bytes"), ()
)
_EXECUTE: Final = Function("execute", "1cff79cd", ("target", "data"), ("address", "bytes"), ("uint32",))
_EXPIRATION: Final = Function("expiration", "4665096d", (), (), ("uint32",))
_GET_ACCESS: Final = Function(
    "getAccess",
    "3078f114",
    ("roleId", "account"),
    ("uint64", "address"),
    ("uint48", "uint32", "uint32", "uint48"),
)
_GET_NONCE: Final = Function("getNonce", "4136a33c", ("id",), ("bytes32",), ("uint32",))
_GET_ROLE_ADMIN: Final = Function("getRoleAdmin", "530dd456", ("roleId",), ("uint64",), ("uint64",))
_GET_ROLE_GRANT_DELAY: Final = Function(
    "getRoleGrantDelay", "12be8727", ("roleId",), ("uint64",), ("uint32",)
)
_GET_ROLE_GUARDIAN: Final = Function("getRoleGuardian", "0b0a93ba", ("roleId",), ("uint64",), ("uint64",))
_GET_SCHEDULE: Final = Function("getSchedule", "3adc277a", ("id",), ("bytes32",), ("uint48",))
_GET_TARGET_ADMIN_DELAY: Final = Function(
    "getTargetAdminDelay", "4c1da1e2", ("target",), ("address",), ("uint32",)
)
_GET_TARGET_FUNCTION_ROLE: Final = Function(
    "getTargetFunctionRole", "6d5115bd", ("target", "selector"), ("address", "bytes4"), ("uint64",)
)
_GRANT_ROLE: Final = Function(
    "grantRole", "25c471a0", ("roleId", "account", "executionDelay"), ("uint64", "address", "uint32"), ()
)
_HAS_ROLE: Final = Function(
    "hasRole", "d1f856ee", ("roleId", "account"), ("uint64", "address"), ("bool", "uint32")
)
_HASH_OPERATION: Final = Function(
    "hashOperation", "abd9bd2a", ("caller", "target", "data"), ("address", "address", "bytes"), ("bytes32",)
)
_IS_TARGET_CLOSED: Final = Function("isTargetClosed", "a166aa89", ("target",), ("address",), ("bool",))
_LABEL_ROLE: Final = Function("labelRole", "853551b8", ("roleId", "label"), ("uint64", "string"), ())
_MIN_SETBACK: Final = Function("minSetback", "cc1b6c81", (), (), ("uint32",))
_MULTICALL: Final = Function("multicall", "ac9650d8", ("data",), ("bytes[]",), ("bytes[]",))
_RENOUNCE_ROLE: Final = Function(
    "renounceRole", "fe0776f5", ("roleId", "callerConfirmation"), ("uint64", "address"), ()
)
_REVOKE_ROLE: Final = Function("revokeRole", "b7d2b162", ("roleId", "account"), ("uint64", "address"), ())
_SCHEDULE: Final = Function(
    "schedule", "f801a698", ("target", "data", "when"), ("address", "bytes", "uint48"), ("bytes32", "uint32")
)
_SET_GRANT_DELAY: Final = Function(
    "setGrantDelay", "a64d95ce", ("roleId", "newDelay"), ("uint64", "uint32"), ()
)
_SET_ROLE_ADMIN: Final = Function("setRoleAdmin", "30cae187", ("roleId", "admin"), ("uint64", "uint64"), ())
_SET_ROLE_GUARDIAN: Final = Function(
    "setRoleGuardian", "52962952", ("roleId", "guardian"), ("uint64", "uint64"), ()
)
_SET_TARGET_ADMIN_DELAY: Final = Function(
    "setTargetAdminDelay", "d22b5989", ("target", "newDelay"), ("address", "uint32"), ()
)
_SET_TARGET_CLOSED: Final = Function(
    "setTargetClosed", "167bd395", ("target", "closed"), ("address", "bool"), ()
)
_SET_TARGET_FUNCTION_ROLE: Final = Function(
    "setTargetFunctionRole",
    "08d6122d",
    ("target", "selectors", "roleId"),
    ("address", "bytes4[]", "uint64"),
    (),
)
_UPDATE_AUTHORITY: Final = Function(
    "updateAuthority", "18ff183c", ("target", "newAuthority"), ("address", "address"), ()
)


class CanCallAnswer(NamedTuple):
    """What canCall answers."""

    immediate: bool
    delay: int


class GetAccessAnswer(NamedTuple):
    """What getAccess answers."""

    since: int
    current_delay: int
    pending_delay: int
    effect: int


class HasRoleAnswer(NamedTuple):
    """What hasRole answers."""

    is_member: bool
    execution_delay: int


class Authority(Contract):
    """Authority: the operator's rights."""

    NAME = "Authority"

    def admin_role(self, *, at: BlockTag = "latest") -> int:
        """ADMIN_ROLE of Authority."""
        return self._ask(self.read_admin_role(), at)

    def read_admin_role(self) -> Read[int]:
        """The question of `admin_role`, to be asked with others."""
        return self._read(_ADMIN_ROLE, (), lambda v: v[0])

    def public_role(self, *, at: BlockTag = "latest") -> int:
        """PUBLIC_ROLE of Authority."""
        return self._ask(self.read_public_role(), at)

    def read_public_role(self) -> Read[int]:
        """The question of `public_role`, to be asked with others."""
        return self._read(_PUBLIC_ROLE, (), lambda v: v[0])

    def can_call(self, caller: str, target: str, selector: str, *, at: BlockTag = "latest") -> CanCallAnswer:
        """canCall of Authority."""
        return self._ask(self.read_can_call(caller, target, selector), at)

    def read_can_call(self, caller: str, target: str, selector: str) -> Read[CanCallAnswer]:
        """The question of `can_call`, to be asked with others."""
        return self._read(_CAN_CALL, (caller, target, selector), lambda v: CanCallAnswer(v[0], v[1]))

    def cancel(self, caller: str, target: str, data: str) -> Call:
        """cancel of Authority."""
        return self._call(_CANCEL, (caller, target, data))

    def consume_scheduled_op(self, caller: str, data: str) -> Call:
        """consumeScheduledOp of Authority."""
        return self._call(_CONSUME_SCHEDULED_OP, (caller, data))

    def execute(self, target: str, data: str) -> Call:
        """execute of Authority."""
        return self._call(_EXECUTE, (target, data))

    def expiration(self, *, at: BlockTag = "latest") -> int:
        """expiration of Authority."""
        return self._ask(self.read_expiration(), at)

    def read_expiration(self) -> Read[int]:
        """The question of `expiration`, to be asked with others."""
        return self._read(_EXPIRATION, (), lambda v: v[0])

    def get_access(self, role_id: int, account: str, *, at: BlockTag = "latest") -> GetAccessAnswer:
        """getAccess of Authority."""
        return self._ask(self.read_get_access(role_id, account), at)

    def read_get_access(self, role_id: int, account: str) -> Read[GetAccessAnswer]:
        """The question of `get_access`, to be asked with others."""
        return self._read(_GET_ACCESS, (role_id, account), lambda v: GetAccessAnswer(v[0], v[1], v[2], v[3]))

    def get_nonce(self, id: str, *, at: BlockTag = "latest") -> int:
        """getNonce of Authority."""
        return self._ask(self.read_get_nonce(id), at)

    def read_get_nonce(self, id: str) -> Read[int]:
        """The question of `get_nonce`, to be asked with others."""
        return self._read(_GET_NONCE, (id,), lambda v: v[0])

    def get_role_admin(self, role_id: int, *, at: BlockTag = "latest") -> int:
        """getRoleAdmin of Authority."""
        return self._ask(self.read_get_role_admin(role_id), at)

    def read_get_role_admin(self, role_id: int) -> Read[int]:
        """The question of `get_role_admin`, to be asked with others."""
        return self._read(_GET_ROLE_ADMIN, (role_id,), lambda v: v[0])

    def get_role_grant_delay(self, role_id: int, *, at: BlockTag = "latest") -> int:
        """getRoleGrantDelay of Authority."""
        return self._ask(self.read_get_role_grant_delay(role_id), at)

    def read_get_role_grant_delay(self, role_id: int) -> Read[int]:
        """The question of `get_role_grant_delay`, to be asked with others."""
        return self._read(_GET_ROLE_GRANT_DELAY, (role_id,), lambda v: v[0])

    def get_role_guardian(self, role_id: int, *, at: BlockTag = "latest") -> int:
        """getRoleGuardian of Authority."""
        return self._ask(self.read_get_role_guardian(role_id), at)

    def read_get_role_guardian(self, role_id: int) -> Read[int]:
        """The question of `get_role_guardian`, to be asked with others."""
        return self._read(_GET_ROLE_GUARDIAN, (role_id,), lambda v: v[0])

    def get_schedule(self, id: str, *, at: BlockTag = "latest") -> int:
        """getSchedule of Authority."""
        return self._ask(self.read_get_schedule(id), at)

    def read_get_schedule(self, id: str) -> Read[int]:
        """The question of `get_schedule`, to be asked with others."""
        return self._read(_GET_SCHEDULE, (id,), lambda v: v[0])

    def get_target_admin_delay(self, target: str, *, at: BlockTag = "latest") -> int:
        """getTargetAdminDelay of Authority."""
        return self._ask(self.read_get_target_admin_delay(target), at)

    def read_get_target_admin_delay(self, target: str) -> Read[int]:
        """The question of `get_target_admin_delay`, to be asked with others."""
        return self._read(_GET_TARGET_ADMIN_DELAY, (target,), lambda v: v[0])

    def get_target_function_role(self, target: str, selector: str, *, at: BlockTag = "latest") -> int:
        """getTargetFunctionRole of Authority."""
        return self._ask(self.read_get_target_function_role(target, selector), at)

    def read_get_target_function_role(self, target: str, selector: str) -> Read[int]:
        """The question of `get_target_function_role`, to be asked with others."""
        return self._read(_GET_TARGET_FUNCTION_ROLE, (target, selector), lambda v: v[0])

    def grant_role(self, role_id: int, account: str, execution_delay: int) -> Call:
        """grantRole of Authority."""
        return self._call(_GRANT_ROLE, (role_id, account, execution_delay))

    def has_role(self, role_id: int, account: str, *, at: BlockTag = "latest") -> HasRoleAnswer:
        """hasRole of Authority."""
        return self._ask(self.read_has_role(role_id, account), at)

    def read_has_role(self, role_id: int, account: str) -> Read[HasRoleAnswer]:
        """The question of `has_role`, to be asked with others."""
        return self._read(_HAS_ROLE, (role_id, account), lambda v: HasRoleAnswer(v[0], v[1]))

    def hash_operation(self, caller: str, target: str, data: str, *, at: BlockTag = "latest") -> str:
        """hashOperation of Authority."""
        return self._ask(self.read_hash_operation(caller, target, data), at)

    def read_hash_operation(self, caller: str, target: str, data: str) -> Read[str]:
        """The question of `hash_operation`, to be asked with others."""
        return self._read(_HASH_OPERATION, (caller, target, data), lambda v: v[0])

    def is_target_closed(self, target: str, *, at: BlockTag = "latest") -> bool:
        """isTargetClosed of Authority."""
        return self._ask(self.read_is_target_closed(target), at)

    def read_is_target_closed(self, target: str) -> Read[bool]:
        """The question of `is_target_closed`, to be asked with others."""
        return self._read(_IS_TARGET_CLOSED, (target,), lambda v: v[0])

    def label_role(self, role_id: int, label: str) -> Call:
        """labelRole of Authority."""
        return self._call(_LABEL_ROLE, (role_id, label))

    def min_setback(self, *, at: BlockTag = "latest") -> int:
        """minSetback of Authority."""
        return self._ask(self.read_min_setback(), at)

    def read_min_setback(self) -> Read[int]:
        """The question of `min_setback`, to be asked with others."""
        return self._read(_MIN_SETBACK, (), lambda v: v[0])

    def multicall(self, data: tuple[str, ...]) -> Call:
        """multicall of Authority."""
        return self._call(_MULTICALL, (data,))

    def renounce_role(self, role_id: int, caller_confirmation: str) -> Call:
        """renounceRole of Authority."""
        return self._call(_RENOUNCE_ROLE, (role_id, caller_confirmation))

    def revoke_role(self, role_id: int, account: str) -> Call:
        """revokeRole of Authority."""
        return self._call(_REVOKE_ROLE, (role_id, account))

    def schedule(self, target: str, data: str, when: int) -> Call:
        """schedule of Authority."""
        return self._call(_SCHEDULE, (target, data, when))

    def set_grant_delay(self, role_id: int, new_delay: int) -> Call:
        """setGrantDelay of Authority."""
        return self._call(_SET_GRANT_DELAY, (role_id, new_delay))

    def set_role_admin(self, role_id: int, admin: int) -> Call:
        """setRoleAdmin of Authority."""
        return self._call(_SET_ROLE_ADMIN, (role_id, admin))

    def set_role_guardian(self, role_id: int, guardian: int) -> Call:
        """setRoleGuardian of Authority."""
        return self._call(_SET_ROLE_GUARDIAN, (role_id, guardian))

    def set_target_admin_delay(self, target: str, new_delay: int) -> Call:
        """setTargetAdminDelay of Authority."""
        return self._call(_SET_TARGET_ADMIN_DELAY, (target, new_delay))

    def set_target_closed(self, target: str, closed: bool) -> Call:
        """setTargetClosed of Authority."""
        return self._call(_SET_TARGET_CLOSED, (target, closed))

    def set_target_function_role(self, target: str, selectors: tuple[str, ...], role_id: int) -> Call:
        """setTargetFunctionRole of Authority."""
        return self._call(_SET_TARGET_FUNCTION_ROLE, (target, selectors, role_id))

    def update_authority(self, target: str, new_authority: str) -> Call:
        """updateAuthority of Authority."""
        return self._call(_UPDATE_AUTHORITY, (target, new_authority))


FUNCTIONS: Final = (
    _ADMIN_ROLE,
    _PUBLIC_ROLE,
    _CAN_CALL,
    _CANCEL,
    _CONSUME_SCHEDULED_OP,
    _EXECUTE,
    _EXPIRATION,
    _GET_ACCESS,
    _GET_NONCE,
    _GET_ROLE_ADMIN,
    _GET_ROLE_GRANT_DELAY,
    _GET_ROLE_GUARDIAN,
    _GET_SCHEDULE,
    _GET_TARGET_ADMIN_DELAY,
    _GET_TARGET_FUNCTION_ROLE,
    _GRANT_ROLE,
    _HAS_ROLE,
    _HASH_OPERATION,
    _IS_TARGET_CLOSED,
    _LABEL_ROLE,
    _MIN_SETBACK,
    _MULTICALL,
    _RENOUNCE_ROLE,
    _REVOKE_ROLE,
    _SCHEDULE,
    _SET_GRANT_DELAY,
    _SET_ROLE_ADMIN,
    _SET_ROLE_GUARDIAN,
    _SET_TARGET_ADMIN_DELAY,
    _SET_TARGET_CLOSED,
    _SET_TARGET_FUNCTION_ROLE,
    _UPDATE_AUTHORITY,
)
