"""Who a request comes from, and what its account may do."""

from __future__ import annotations

from dataclasses import dataclass

from api.problems import Forbidden
from chain.states import Role

__all__ = ["Caller", "Role", "role_names"]


def role_names(roles: int) -> list[str]:
    """The names of the bits set, lower case."""
    return [str(role.name).lower() for role in Role if roles & role]


@dataclass(frozen=True)
class Caller:
    """The account that a request acts for, with its row of the directory."""

    account: str
    roles: int = 0
    entity_id: str = ""
    group_id: int = 0
    suspended: bool = False
    operator: bool = False

    def has(self, role: Role) -> bool:
        """Whether the account is admitted in this role."""
        return bool(self.roles & role)

    @property
    def sees_all_records(self) -> bool:
        """Auditors and the operator see every record's states and proofs, never documents."""
        return self.operator or self.has(Role.AUDITOR)

    def require(self, role: Role) -> None:
        """Refuse without the role. Errors: Forbidden."""
        if not self.has(role):
            name = str(role.name).lower()
            raise Forbidden(f"this needs the role {name}", code="role_missing", role=name)
