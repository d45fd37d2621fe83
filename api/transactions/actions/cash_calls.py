"""Actions on cash and the directory → calls and sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from api.auth.roles import role_names
from api.scalars import to_rfc3339
from api.transactions.actions import cash
from api.transactions.actions.desk import Desk, Meant, shown

Builder = Callable[[Desk, Any], Meant]


def issue(desk: Desk, asked: cash.Issue) -> Meant:
    """ICash.issue."""
    token = desk.token(asked.currency)
    meaning = (
        f"Issue {desk.money(asked.amount, token.cash_id)} to {shown(asked.to)} against one receipt of money."
    )
    values = [asked.to, asked.amount, asked.receipt_hash]
    return desk.call("Cash", "issue", values, meaning, to=token.cash)


def redeem_cash(desk: Desk, asked: cash.RedeemCash) -> Meant:
    """ICash.redeem."""
    token = desk.token(asked.currency)
    meaning = f"Give back {desk.money(asked.amount, token.cash_id)} for a payment by the bank."
    return desk.call("Cash", "redeem", [asked.amount, asked.instruction_hash], meaning, to=token.cash)


def approve(desk: Desk, asked: cash.Approve) -> Meant:
    """IERC20.approve for a contract of this deployment."""
    token = desk.token(asked.currency)
    amount = desk.money(asked.amount, token.cash_id)
    meaning = f"Let the contract {asked.spender} take up to {amount} of your cash in calls that say so."
    spender = desk.context.deployment.address(asked.spender)
    return desk.call("Cash", "approve", [spender, asked.amount], meaning, to=token.cash)


def permit_cash(desk: Desk, asked: cash.PermitCash) -> Meant:
    """SelfPermit.permitCash of the contract that the permit is for."""
    token = desk.token(asked.currency)
    amount = desk.money(asked.amount, token.cash_id)
    meaning = f"Let the contract {asked.spender} take up to {amount} of your cash, as you signed."
    signature = bytes.fromhex(asked.signature[2:])
    v, r, s = signature[64], "0x" + signature[:32].hex(), "0x" + signature[32:64].hex()
    return desk.call(
        asked.spender, "permitCash", [token.cash, asked.amount, asked.deadline, v, r, s], meaning
    )


def transfer_cash(desk: Desk, asked: cash.TransferCash) -> Meant:
    """IERC20.transfer."""
    token = desk.token(asked.currency)
    meaning = f"Pay {desk.money(asked.amount, token.cash_id)} to {shown(asked.to)}."
    return desk.call("Cash", "transfer", [asked.to, asked.amount], meaning, to=token.cash)


def release_held(desk: Desk, asked: cash.ReleaseHeld) -> Meant:
    """ICash.releaseHeld."""
    token = desk.token(asked.currency)
    meaning = f"Hand over what is held for {shown(asked.account)}."
    return desk.call("Cash", "releaseHeld", [asked.account], meaning, to=token.cash)


def admit(desk: Desk, asked: cash.Admit) -> Meant:
    """IParticipants.admit."""
    meaning = f"Admit {shown(asked.account)} as {_roles(asked.roles)} until {to_rfc3339(asked.valid_until)}."
    values = [
        asked.account,
        asked.entity_id,
        asked.group_id,
        asked.roles,
        asked.valid_until,
        asked.profile,
        asked.encryption_key,
    ]
    return desk.call("Participants", "admit", values, meaning)


def renew(desk: Desk, asked: cash.Renew) -> Meant:
    """IParticipants.renew."""
    meaning = f"Renew {shown(asked.account)} as {_roles(asked.roles)} until {to_rfc3339(asked.valid_until)}."
    values = [
        asked.account,
        asked.group_id,
        asked.roles,
        asked.valid_until,
        asked.profile,
        asked.encryption_key,
    ]
    return desk.call("Participants", "renew", values, meaning)


def suspend(desk: Desk, asked: cash.Suspend) -> Meant:
    """IParticipants.suspend."""
    meaning = f"Suspend {shown(asked.account)}: nothing new by it or to it."
    return desk.call("Participants", "suspend", [asked.account, asked.reason], meaning)


def reinstate(desk: Desk, asked: cash.Reinstate) -> Meant:
    """IParticipants.reinstate."""
    return desk.call(
        "Participants", "reinstate", [asked.account], f"Lift the suspension of {shown(asked.account)}."
    )


def pause(desk: Desk, asked: cash.Pause) -> Meant:  # noqa: ARG001  (it has no members)
    """IParticipants.pause."""
    return desk.call("Participants", "pause", [], "Stop new business everywhere.")


def unpause(desk: Desk, asked: cash.Unpause) -> Meant:  # noqa: ARG001  (it has no members)
    """IParticipants.unpause."""
    return desk.call("Participants", "unpause", [], "End the pause.")


def _roles(roles: int) -> str:
    return ", ".join(role_names(roles))


BUILDERS: Final[dict[type, Builder]] = {
    cash.Issue: issue,
    cash.RedeemCash: redeem_cash,
    cash.Approve: approve,
    cash.PermitCash: permit_cash,
    cash.TransferCash: transfer_cash,
    cash.ReleaseHeld: release_held,
    cash.Admit: admit,
    cash.Renew: renew,
    cash.Suspend: suspend,
    cash.Reinstate: reinstate,
    cash.Pause: pause,
    cash.Unpause: unpause,
}
