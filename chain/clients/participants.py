"""The typed client of Participants.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Participant

_ADD_OVERDUE: Final = Function("addOverdue", "569fe50f", ("account",), ("address",), ())
_ADMIT: Final = Function(
    "admit",
    "a13bbf1a",
    ("account", "entityId", "groupId", "roles", "validUntil", "profile", "encryptionKey"),
    ("address", "bytes14", "uint64", "uint16", "uint40", "bytes32", "bytes32"),
    (),
)
_AFFILIATED: Final = Function("affiliated", "34095fd7", ("a", "b"), ("address", "address"), ("bool",))
_AUTHORITY: Final = Function("authority", "bf7e214f", (), (), ("address",))
_CASH_ID_OF: Final = Function("cashIdOf", "2feb5080", ("cash",), ("address",), ("uint16",))
_CASH_OF: Final = Function("cashOf", "ae088c70", ("cashId",), ("uint16",), ("address",))
_ENTITY_OF: Final = Function("entityOf", "a18d375e", ("account",), ("address",), ("bytes14",))
_IS_CONSUMING_SCHEDULED_OP: Final = Function("isConsumingScheduledOp", "8fb36037", (), (), ("bytes4",))
_LIST_CASH: Final = Function("listCash", "bb22a6ac", ("cash",), ("address",), ("uint16",))
_PARTICIPANT: Final = Function(
    "participant", "2605b3c7", ("account",), ("address",), ("(uint40,uint16,bool,uint64,bytes14,uint16)",)
)
_PAUSE: Final = Function("pause", "8456cb59", (), (), ())
_PAUSED: Final = Function("paused", "5c975abb", (), (), ("bool",))
_RECEIVER_KIND: Final = Function("receiverKind", "01336128", ("account",), ("address",), ("uint8",))
_REINSTATE: Final = Function("reinstate", "830aebd9", ("account",), ("address",), ())
_REMOVE_OVERDUE: Final = Function("removeOverdue", "b533c2f2", ("account",), ("address",), ())
_RENEW: Final = Function(
    "renew",
    "87270d31",
    ("account", "groupId", "roles", "validUntil", "profile", "encryptionKey"),
    ("address", "uint64", "uint16", "uint40", "bytes32", "bytes32"),
    (),
)
_REQUIRE_ACTIVE: Final = Function(
    "requireActive", "23800cee", ("account", "role"), ("address", "uint16"), ("bytes14",)
)
_REQUIRE_ACTIVE_PAIR: Final = Function(
    "requireActivePair",
    "17842572",
    ("a", "roleA", "b", "roleB"),
    ("address", "uint16", "address", "uint16"),
    ("bool",),
)
_REQUIRE_ACTIVE_PARTIES: Final = Function(
    "requireActiveParties",
    "6d7d640d",
    ("supplier", "buyer", "financier", "drawing", "cashId"),
    ("address", "address", "address", "bool", "uint16"),
    ("bool", "address"),
)
_REQUIRE_ATTESTOR: Final = Function(
    "requireAttestor",
    "02e29287",
    ("attestor", "buyer", "supplier"),
    ("address", "address", "address"),
    ("bool",),
)
_REQUIRE_MAY_CONFIRM: Final = Function(
    "requireMayConfirm", "b82d2b75", ("buyer", "intoCustody"), ("address", "bool"), ()
)
_REQUIRE_MAY_RELEASE: Final = Function(
    "requireMayRelease", "891be524", ("supplier", "buyer"), ("address", "address"), ()
)
_REQUIRE_NOT_PAUSED: Final = Function("requireNotPaused", "7d6a5f7b", (), (), ())
_REQUIRE_NOT_SUSPENDED: Final = Function("requireNotSuspended", "27e0765d", ("account",), ("address",), ())
_REQUIRE_STANDING: Final = Function(
    "requireStanding", "6cfd81c2", ("account", "role"), ("address", "uint16"), ()
)
_REQUIRE_STANDING_PAIR: Final = Function(
    "requireStandingPair", "1198e34c", ("a", "b"), ("address", "address"), ()
)
_REQUIRE_TRADERS: Final = Function(
    "requireTraders",
    "ab00fa6a",
    ("buyer", "supplier", "cash"),
    ("address", "address", "address"),
    ("bytes14", "uint16"),
)
_SET_AUTHORITY: Final = Function("setAuthority", "7a9e5e4b", ("newAuthority",), ("address",), ())
_STANDING: Final = Function(
    "standing",
    "af78a98b",
    ("buyer", "supplier", "financier"),
    ("address", "address", "address"),
    ("bool", "bool", "bool"),
)
_SUSPEND: Final = Function("suspend", "2ebdd60d", ("account", "reason"), ("address", "uint16"), ())
_UNPAUSE: Final = Function("unpause", "3f4ba83a", (), (), ())


class RequireActivePartiesAnswer(NamedTuple):
    """What requireActiveParties answers."""

    affiliates: bool
    cash: str


class RequireTradersAnswer(NamedTuple):
    """What requireTraders answers."""

    entity_id: str
    cash_id: int


class StandingAnswer(NamedTuple):
    """What standing answers."""

    buyer_suspended: bool
    supplier_suspended: bool
    affiliates: bool


class Participants(Contract):
    """Participants: who may take part (see IParticipants)."""

    NAME = "Participants"

    def add_overdue(self, account: str) -> Call:
        """Receivables only: one more payable of the account is flagged overdue."""
        return self._call(_ADD_OVERDUE, (account,))

    def admit(
        self,
        *,
        account: str,
        entity_id: str,
        group_id: int,
        roles: int,
        valid_until: int,
        profile: str,
        encryption_key: str,
    ) -> Call:
        """Admit an account of the legal person `entityId`; no contract of the deployment, no cash token,
        as money sent to one would be in nobody's book. Only the operator.
        """
        return self._call(_ADMIT, (account, entity_id, group_id, roles, valid_until, profile, encryption_key))

    def affiliated(self, a: str, b: str, *, at: BlockTag = "latest") -> bool:
        """True when the two accounts are of one entity or one non-zero group. Never reverts."""
        return self._ask(self.read_affiliated(a, b), at)

    def read_affiliated(self, a: str, b: str) -> Read[bool]:
        """The question of `affiliated`, to be asked with others."""
        return self._read(_AFFILIATED, (a, b), lambda v: v[0])

    def authority(self, *, at: BlockTag = "latest") -> str:
        """authority of Participants."""
        return self._ask(self.read_authority(), at)

    def read_authority(self) -> Read[str]:
        """The question of `authority`, to be asked with others."""
        return self._read(_AUTHORITY, (), lambda v: v[0])

    def cash_id_of(self, cash: str, *, at: BlockTag = "latest") -> int:
        """Number of a listed cash token; refuses an unknown one."""
        return self._ask(self.read_cash_id_of(cash), at)

    def read_cash_id_of(self, cash: str) -> Read[int]:
        """The question of `cash_id_of`, to be asked with others."""
        return self._read(_CASH_ID_OF, (cash,), lambda v: v[0])

    def cash_of(self, cash_id: int, *, at: BlockTag = "latest") -> str:
        """Address of a listed cash token; zero when unknown."""
        return self._ask(self.read_cash_of(cash_id), at)

    def read_cash_of(self, cash_id: int) -> Read[str]:
        """The question of `cash_of`, to be asked with others."""
        return self._read(_CASH_OF, (cash_id,), lambda v: v[0])

    def entity_of(self, account: str, *, at: BlockTag = "latest") -> str:
        """Legal person of an account; zero when never admitted."""
        return self._ask(self.read_entity_of(account), at)

    def read_entity_of(self, account: str) -> Read[str]:
        """The question of `entity_of`, to be asked with others."""
        return self._read(_ENTITY_OF, (account,), lambda v: v[0])

    def is_consuming_scheduled_op(self, *, at: BlockTag = "latest") -> str:
        """isConsumingScheduledOp of Participants."""
        return self._ask(self.read_is_consuming_scheduled_op(), at)

    def read_is_consuming_scheduled_op(self) -> Read[str]:
        """The question of `is_consuming_scheduled_op`, to be asked with others."""
        return self._read(_IS_CONSUMING_SCHEDULED_OP, (), lambda v: v[0])

    def list_cash(self, cash: str) -> Call:
        """Add a cash token to the register; a listed token is never removed or replaced, and no
        participant. Only the operator.
        """
        return self._call(_LIST_CASH, (cash,))

    def participant(self, account: str, *, at: BlockTag = "latest") -> Participant:
        """The row of an account; all zero when never admitted."""
        return self._ask(self.read_participant(account), at)

    def read_participant(self, account: str) -> Read[Participant]:
        """The question of `participant`, to be asked with others."""
        return self._read(_PARTICIPANT, (account,), lambda v: Participant(*v[0]))

    def pause(self) -> Call:
        """Stop new business everywhere (model.md, Pause). Paying, repaying and recording go on. Only the
        operator.
        """
        return self._call(_PAUSE, ())

    def paused(self, *, at: BlockTag = "latest") -> bool:
        """True while new business is stopped."""
        return self._ask(self.read_paused(), at)

    def read_paused(self) -> Read[bool]:
        """The question of `paused`, to be asked with others."""
        return self._read(_PAUSED, (), lambda v: v[0])

    def receiver_kind(self, account: str, *, at: BlockTag = "latest") -> int:
        """What cash may do with an account: credit a RECEIVER (admitted, not suspended; lapsed ones too),
        hold money for one that is SUSPENDED, come to SYSTEM only by a contract of this deployment,
        nothing to a STRANGER.
        """
        return self._ask(self.read_receiver_kind(account), at)

    def read_receiver_kind(self, account: str) -> Read[int]:
        """The question of `receiver_kind`, to be asked with others."""
        return self._read(_RECEIVER_KIND, (account,), lambda v: v[0])

    def reinstate(self, account: str) -> Call:
        """Lift a suspension. Only the operator."""
        return self._call(_REINSTATE, (account,))

    def remove_overdue(self, account: str) -> Call:
        """Receivables only: one flagged payable of the account less."""
        return self._call(_REMOVE_OVERDUE, (account,))

    def renew(
        self, *, account: str, group_id: int, roles: int, valid_until: int, profile: str, encryption_key: str
    ) -> Call:
        """Renew an account's admission with its present group, roles, validity and profile. Only the
        operator.
        """
        return self._call(_RENEW, (account, group_id, roles, valid_until, profile, encryption_key))

    def require_active(self, account: str, role: int, *, at: BlockTag = "latest") -> str:
        """Refuses unless not paused and `account` is admitted with `role`, neither suspended nor lapsed."""
        return self._ask(self.read_require_active(account, role), at)

    def read_require_active(self, account: str, role: int) -> Read[str]:
        """The question of `require_active`, to be asked with others."""
        return self._read(_REQUIRE_ACTIVE, (account, role), lambda v: v[0])

    def require_active_pair(
        self, a: str, role_a: int, b: str, role_b: int, *, at: BlockTag = "latest"
    ) -> bool:
        """Refuses unless not paused and every account is active in its role."""
        return self._ask(self.read_require_active_pair(a, role_a, b, role_b), at)

    def read_require_active_pair(self, a: str, role_a: int, b: str, role_b: int) -> Read[bool]:
        """The question of `require_active_pair`, to be asked with others."""
        return self._read(_REQUIRE_ACTIVE_PAIR, (a, role_a, b, role_b), lambda v: v[0])

    def require_active_parties(
        self,
        *,
        supplier: str,
        buyer: str,
        financier: str,
        drawing: bool,
        cash_id: int,
        at: BlockTag = "latest",
    ) -> RequireActivePartiesAnswer:
        """Refuses unless not paused and the parties of a loan are active in their roles: supplier and
        buyer, and when money is drawn the financier too.
        """
        return self._ask(
            self.read_require_active_parties(
                supplier=supplier, buyer=buyer, financier=financier, drawing=drawing, cash_id=cash_id
            ),
            at,
        )

    def read_require_active_parties(
        self, *, supplier: str, buyer: str, financier: str, drawing: bool, cash_id: int
    ) -> Read[RequireActivePartiesAnswer]:
        """The question of `require_active_parties`, to be asked with others."""
        return self._read(
            _REQUIRE_ACTIVE_PARTIES,
            (supplier, buyer, financier, drawing, cash_id),
            lambda v: RequireActivePartiesAnswer(v[0], v[1]),
        )

    def require_attestor(self, attestor: str, buyer: str, supplier: str, *, at: BlockTag = "latest") -> bool:
        """Refuses unless not paused and the attestor is active."""
        return self._ask(self.read_require_attestor(attestor, buyer, supplier), at)

    def read_require_attestor(self, attestor: str, buyer: str, supplier: str) -> Read[bool]:
        """The question of `require_attestor`, to be asked with others."""
        return self._read(_REQUIRE_ATTESTOR, (attestor, buyer, supplier), lambda v: v[0])

    def require_may_confirm(self, buyer: str, into_custody: bool, *, at: BlockTag = "latest") -> None:
        """Refuses while any matured payable of the buyer is flagged; outside custody also unless it is
        active.
        """
        self._ask(self.read_require_may_confirm(buyer, into_custody), at)

    def read_require_may_confirm(self, buyer: str, into_custody: bool) -> Read[None]:
        """The question of `require_may_confirm`, to be asked with others."""
        return self._read(_REQUIRE_MAY_CONFIRM, (buyer, into_custody), lambda _: None)

    def require_may_release(self, supplier: str, buyer: str, *, at: BlockTag = "latest") -> None:
        """Refuses unless the supplier stands and the buyer is not suspended: what a suspended key
        confirmed into custody stays there.
        """
        self._ask(self.read_require_may_release(supplier, buyer), at)

    def read_require_may_release(self, supplier: str, buyer: str) -> Read[None]:
        """The question of `require_may_release`, to be asked with others."""
        return self._read(_REQUIRE_MAY_RELEASE, (supplier, buyer), lambda _: None)

    def require_not_paused(self, *, at: BlockTag = "latest") -> None:
        """Refuses while paused."""
        self._ask(self.read_require_not_paused(), at)

    def read_require_not_paused(self) -> Read[None]:
        """The question of `require_not_paused`, to be asked with others."""
        return self._read(_REQUIRE_NOT_PAUSED, (), lambda _: None)

    def require_not_suspended(self, account: str, *, at: BlockTag = "latest") -> None:
        """Refuses a suspended account: it gives nothing away."""
        self._ask(self.read_require_not_suspended(account), at)

    def read_require_not_suspended(self, account: str) -> Read[None]:
        """The question of `require_not_suspended`, to be asked with others."""
        return self._read(_REQUIRE_NOT_SUSPENDED, (account,), lambda _: None)

    def require_standing(self, account: str, role: int, *, at: BlockTag = "latest") -> None:
        """The same without regard to the pause: admitted, in the role, neither suspended nor lapsed."""
        self._ask(self.read_require_standing(account, role), at)

    def read_require_standing(self, account: str, role: int) -> Read[None]:
        """The question of `require_standing`, to be asked with others."""
        return self._read(_REQUIRE_STANDING, (account, role), lambda _: None)

    def require_standing_pair(self, a: str, b: str, *, at: BlockTag = "latest") -> None:
        """The same of two accounts in any role."""
        self._ask(self.read_require_standing_pair(a, b), at)

    def read_require_standing_pair(self, a: str, b: str) -> Read[None]:
        """The question of `require_standing_pair`, to be asked with others."""
        return self._read(_REQUIRE_STANDING_PAIR, (a, b), lambda _: None)

    def require_traders(
        self, buyer: str, supplier: str, cash: str, *, at: BlockTag = "latest"
    ) -> RequireTradersAnswer:
        """Refuses unless not paused and buyer and supplier are active: an order may be placed between
        them.
        """
        return self._ask(self.read_require_traders(buyer, supplier, cash), at)

    def read_require_traders(self, buyer: str, supplier: str, cash: str) -> Read[RequireTradersAnswer]:
        """The question of `require_traders`, to be asked with others."""
        return self._read(
            _REQUIRE_TRADERS, (buyer, supplier, cash), lambda v: RequireTradersAnswer(v[0], v[1])
        )

    def set_authority(self, new_authority: str) -> Call:
        """setAuthority of Participants."""
        return self._call(_SET_AUTHORITY, (new_authority,))

    def standing(
        self, buyer: str, supplier: str, financier: str, *, at: BlockTag = "latest"
    ) -> StandingAnswer:
        """What capacity depends on: suspensions, and whether any two of the three belong together."""
        return self._ask(self.read_standing(buyer, supplier, financier), at)

    def read_standing(self, buyer: str, supplier: str, financier: str) -> Read[StandingAnswer]:
        """The question of `standing`, to be asked with others."""
        return self._read(_STANDING, (buyer, supplier, financier), lambda v: StandingAnswer(v[0], v[1], v[2]))

    def suspend(self, account: str, reason: int) -> Call:
        """Suspend an account: nothing new by it or to it. Only the operator."""
        return self._call(_SUSPEND, (account, reason))

    def unpause(self) -> Call:
        """End the pause. Only the operator."""
        return self._call(_UNPAUSE, ())


FUNCTIONS: Final = (
    _ADD_OVERDUE,
    _ADMIT,
    _AFFILIATED,
    _AUTHORITY,
    _CASH_ID_OF,
    _CASH_OF,
    _ENTITY_OF,
    _IS_CONSUMING_SCHEDULED_OP,
    _LIST_CASH,
    _PARTICIPANT,
    _PAUSE,
    _PAUSED,
    _RECEIVER_KIND,
    _REINSTATE,
    _REMOVE_OVERDUE,
    _RENEW,
    _REQUIRE_ACTIVE,
    _REQUIRE_ACTIVE_PAIR,
    _REQUIRE_ACTIVE_PARTIES,
    _REQUIRE_ATTESTOR,
    _REQUIRE_MAY_CONFIRM,
    _REQUIRE_MAY_RELEASE,
    _REQUIRE_NOT_PAUSED,
    _REQUIRE_NOT_SUSPENDED,
    _REQUIRE_STANDING,
    _REQUIRE_STANDING_PAIR,
    _REQUIRE_TRADERS,
    _SET_AUTHORITY,
    _STANDING,
    _SUSPEND,
    _UNPAUSE,
)
