"""Authority: the operator's rights. They change no row; who held which right when is read from the raw
events."""

from __future__ import annotations

from indexer.handlers.registry import recorded_only

recorded_only(
    "Authority",
    "OperationCanceled",
    "OperationExecuted",
    "OperationScheduled",
    "RoleAdminChanged",
    "RoleGranted",
    "RoleGrantDelayChanged",
    "RoleGuardianChanged",
    "RoleLabel",
    "RoleRevoked",
    "TargetAdminDelayUpdated",
    "TargetClosed",
    "TargetFunctionRoleUpdated",
)
