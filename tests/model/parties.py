"""Participants: who may take part (model.md, Participants; IParticipants)."""

from __future__ import annotations

from typing import Final

from tests.model.ledger import Ledger
from tests.model.rows import Party

BUYER, SUPPLIER, FINANCIER, GUARANTOR, ATTESTOR, BANK, AUDITOR = (1 << bit for bit in range(7))
ANY: Final = 127
SYSTEM: Final = 1 << 15
STRANGER, SUSPENDED, RECEIVER, SYSTEM_KIND = range(4)


class Parties(Ledger):
    """Admission, standing, pause, register of cash."""

    operator = 0

    def party(self, account: int) -> Party:
        """The row of an account; an empty one where it was never admitted."""
        return self.row(Party, account) or Party(account)

    def mark_system(self, *accounts: int) -> None:
        """The contracts of the deployment."""
        for account in accounts:
            self.add(Party(account, roles=SYSTEM), account)

    # ---- conditions that others ask for

    def need_standing(self, account: int, role: int) -> None:
        """Admitted, in the role, neither suspended nor lapsed."""
        party = self.party(account)
        if not party.roles:
            self.no("Participants_NotAdmitted", account)
        elif not party.roles & role:
            self.no("Participants_RoleMissing", account, role, party.roles)
        if party.suspended:
            self.no("Participants_Suspended", account)
        if party.valid_until < self.now:
            self.no("Participants_Lapsed", account, party.valid_until)

    def need_not_suspended(self, account: int) -> None:
        """Whatever else it is."""
        if self.party(account).suspended:
            self.no("Participants_Suspended", account)

    def need_open(self) -> None:
        """Not paused."""
        if self.get("paused"):
            self.no("Participants_Paused")

    def need_active(self, *accounts_and_roles: int) -> None:
        """Not paused, and each account active in its role."""
        self.need_open()
        for i in range(0, len(accounts_and_roles), 2):
            self.need_standing(accounts_and_roles[i], accounts_and_roles[i + 1])

    def cash_id(self, cash: int) -> int:
        """Number of a listed token; a reason against the call where it is not listed."""
        found = self.get("cash id", cash)
        if not found:
            self.no("Participants_CashUnknown", cash)
        return found

    def receiver_kind(self, account: int) -> int:
        """What cash may do with an account: STRANGER, SUSPENDED, RECEIVER or SYSTEM."""
        party = self.party(account)
        if party.roles in (0, SYSTEM):
            return STRANGER if party.roles == 0 else SYSTEM_KIND
        return SUSPENDED if party.suspended else RECEIVER

    def related(self, *accounts: int) -> bool:
        """Whether any two are of one entity or one non-zero group."""
        parties = [self.party(account) for account in accounts]
        return any(
            a.entity == b.entity or (a.group != 0 and a.group == b.group)
            for i, a in enumerate(parties)
            for b in parties[i + 1 :]
        )

    # ---- calls

    def _need_operator(self) -> None:
        if self.me != self.operator:
            raise self.refuse("AccessManagedUnauthorized", self.me)

    def _check_description(self, roles: int, valid_until: int) -> None:
        if roles == 0 or roles > ANY:
            self.no("Participants_RolesOutOfRange", roles)
        if valid_until <= self.now:
            self.no("Participants_ValidityInPast", valid_until, self.now)

    def _admitted(self, account: int) -> Party:
        party = self.party(account)
        if party.roles in (0, SYSTEM):
            raise self.refuse("Participants_NotAdmitted", account)
        return party

    def participants_admit(
        self, account: int, entity: int, group: int, roles: int, valid_until: int, _profile: int, _key: int
    ) -> None:
        """Operator: a new account."""
        self._need_operator()
        if self.party(account).roles:
            self.no("Participants_AlreadyAdmitted", account)
        if self.get("cash id", account):
            self.no("Participants_CashAlreadyListed", account, self.get("cash id", account))
        if entity == 0:
            self.no("Participants_EntityMissing", account)
        self._check_description(roles, valid_until)
        self.stop()
        self.add(Party(account, valid_until, roles, False, group, entity), account)

    def participants_renew(
        self, account: int, group: int, roles: int, valid_until: int, _profile: int, _key: int
    ) -> None:
        """Operator: present group, roles and validity."""
        self._need_operator()
        party = self._admitted(account)
        self._check_description(roles, valid_until)
        self.stop()
        self.edit(party)
        party.group, party.roles, party.valid_until = group, roles, valid_until

    def participants_suspend(self, account: int, _reason: int) -> None:
        """Operator: nothing new by it or to it."""
        self._need_operator()
        party = self._admitted(account)
        if party.suspended:
            raise self.refuse("Participants_Suspended", account)
        self.edit(party).suspended = True

    def participants_reinstate(self, account: int) -> None:
        """Operator: lift it."""
        self._need_operator()
        party = self._admitted(account)
        if not party.suspended:
            raise self.refuse("Participants_NotSuspended", account)
        self.edit(party).suspended = False

    def participants_list_cash(self, cash: int) -> list[int]:
        """Operator: a token joins the register for ever."""
        self._need_operator()
        known = self.get("cash id", cash)
        if known:
            raise self.refuse("Participants_CashAlreadyListed", cash, known)
        if self.name_of.get(cash) not in ("EUR", "JPY"):
            raise self.refuse("Participants_CashOfAnotherDirectory", cash)
        if self.party(cash).roles:
            raise self.refuse("Participants_AlreadyAdmitted", cash)
        number = self.get("cash count") + 1
        self.put(number, "cash count")
        self.put(number, "cash id", cash)
        self.put(cash, "cash of", number)
        return [number]

    def participants_pause(self) -> None:
        """Operator: no new business."""
        self._need_operator()
        self.need_open()
        self.stop()
        self.put(1, "paused")

    def participants_unpause(self) -> None:
        """Operator: new business again."""
        self._need_operator()
        if not self.get("paused"):
            raise self.refuse("Participants_NotPaused")
        self.put(0, "paused")

    def participants_add_overdue(self, _account: int) -> None:
        """Receivables only."""
        raise self.refuse("Participants_OnlySister", self.me)

    def participants_remove_overdue(self, _account: int) -> None:
        """Receivables only."""
        raise self.refuse("Participants_OnlySister", self.me)

    def participants_require_active(self, account: int, role: int) -> None:
        """A condition that anyone may ask for."""
        self.need_active(account, role)
        self.stop()

    def participants_require_active_pair(self, a: int, role_a: int, b: int, role_b: int) -> None:
        """The same of two."""
        self.need_active(a, role_a, b, role_b)
        self.stop()

    def participants_require_standing(self, account: int, role: int) -> None:
        """The same without regard to the pause."""
        self.need_standing(account, role)
        self.stop()

    def participants_require_may_confirm(self, buyer: int, into_custody: int) -> None:
        """No flagged payable; outside custody also active."""
        self.need_may_confirm(buyer, bool(into_custody))
        self.stop()

    def need_may_confirm(self, buyer: int, into_custody: bool) -> None:
        """No flagged payable; outside custody also active."""
        overdue = self.party(buyer).overdue
        if overdue:
            self.no("Participants_Overdue", buyer, overdue)
        if not into_custody:
            self.need_active(buyer, BUYER)
