"""All actions together: the discriminated union that `prepare` takes, and batches of one contract's calls."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from api.problems import Invalid
from api.scalars import Schema
from api.transactions.actions import (
    cash,
    cash_calls,
    credit,
    credit_calls,
    servicing,
    servicing_calls,
    trade,
    trade_calls,
)
from api.transactions.actions.desk import Desk, Meant
from chain.clients.batches import MOST_CALLS, together

BATCHING: Final = ("Orders", "Receivables", "Loans")

TradeAction = (
    trade.Place
    | trade.PlaceSigned
    | trade.Accept
    | trade.RejectOrder
    | trade.Amend
    | trade.AcceptAmendment
    | trade.RecordShipment
    | trade.AttestShipment
    | trade.RetractAttestation
    | trade.RecordReceipt
    | trade.RecordReturn
    | trade.Dispute
    | trade.ResolveDispute
    | trade.CancelRemainder
    | trade.Propose
    | trade.Withdraw
    | trade.RejectReceivable
    | trade.Confirm
    | trade.AcceptFrom
    | trade.Transfer
    | trade.Pay
    | trade.PayAndRedeem
    | trade.FlagOverdue
    | trade.Forgive
    | trade.RequestVoid
    | trade.VoidReceivable
    | trade.Redeem
)
CreditAction = (
    credit.SetMandate
    | credit.RevokeMandate
    | credit.SetLine
    | credit.SetAttestor
    | credit.AcceptTerms
    | credit.OpenAndDraw
    | credit.Pledge
    | credit.Release
    | credit.Draw
    | credit.Repay
    | credit.Sync
    | credit.ReleaseUnits
    | credit.DepositUnits
    | credit.SellPledged
    | credit.Sell
    | credit.CancelQuote
)
CashAction = (
    cash.Issue
    | cash.RedeemCash
    | cash.Approve
    | cash.PermitCash
    | cash.TransferCash
    | cash.ReleaseHeld
    | cash.Admit
    | cash.Renew
    | cash.Suspend
    | cash.Reinstate
    | cash.Pause
    | cash.Unpause
)
ServicingAction = (
    servicing.LowerCap
    | servicing.Freeze
    | servicing.Unfreeze
    | servicing.SetMinVersion
    | servicing.DrawMany
    | servicing.Adopt
    | servicing.Extend
    | servicing.Waive
    | servicing.DeclareDefault
    | servicing.WriteOff
    | servicing.EnforceSale
    | servicing.DepositGuarantee
    | servicing.GiveNotice
    | servicing.WithdrawGuarantee
    | servicing.Commit
    | servicing.EndCommitment
    | servicing.Claim
)
Single = TradeAction | CreditAction | ServicingAction | CashAction


class Batch(Schema):
    """Several calls of one contract (Orders, Receivables or Loans) in one transaction: all or none; with
    `keepGoing` those that the contract takes, and the others change nothing.
    """

    action: Literal["batch"]
    actions: Annotated[
        list[Annotated[Single, Field(discriminator="action")]], Field(min_length=1, max_length=MOST_CALLS)
    ]
    keep_going: bool = False


Action = Annotated[Single | Batch, Field(discriminator="action")]

BUILDERS: Final = (
    trade_calls.BUILDERS | credit_calls.BUILDERS | servicing_calls.BUILDERS | cash_calls.BUILDERS
)


def build(desk: Desk, asked: Single | Batch) -> Meant:
    """The call that an action means. Errors: NotFound (not yours), Invalid, Conflict."""
    if not isinstance(asked, Batch):
        return BUILDERS[type(asked)](desk, asked)
    parts = [BUILDERS[type(each)](desk, each) for each in asked.actions]
    contracts = {part.call.contract for part in parts}
    if len(contracts) != 1 or not contracts <= set(BATCHING):
        raise Invalid(
            f"a batch is of one of {', '.join(BATCHING)}; this one is of {', '.join(sorted(contracts))}",
            code="batch_mixed",
        )
    meaning = " ".join(f"({at}) {part.meaning}" for at, part in enumerate(parts, 1))
    if asked.keep_going:
        meaning = f"As far as each is taken: {meaning}"
    return Meant(together([part.call for part in parts], asked.keep_going), meaning)
