"""Actions on cash and the directory, and several actions in one transaction."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.scalars import Address, AmountIn, Currency, Hex32, Reason, Schema, TimeIn, TotalIn


class Issue(Schema):
    """Bank: issue cash against one receipt of money; a receipt issues once."""

    action: Literal["issue"]
    currency: Currency
    to: Address
    amount: AmountIn
    receipt_hash: Hex32


class RedeemCash(Schema):
    """Holder: give cash back for a payment by the bank."""

    action: Literal["redeemCash"]
    currency: Currency
    amount: AmountIn
    instruction_hash: Hex32


class Approve(Schema):
    """Let a contract of this deployment take cash in the calls that say so; zero ends it."""

    action: Literal["approve"]
    currency: Currency
    spender: Literal["Receivables", "Loans", "Market", "GuaranteePool"]
    amount: TotalIn


class PermitCash(Schema):
    """Use the caller's own ERC-2612 permit for a contract, in a batch before the call that takes cash: one
    transaction instead of an approval and another.
    """

    action: Literal["permitCash"]
    currency: Currency
    spender: Literal["Receivables", "Loans"]
    amount: TotalIn
    deadline: TimeIn
    signature: Annotated[str, Field(pattern=r"^0x[0-9a-f]{130}$", examples=["0x" + "ab" * 65])]


class TransferCash(Schema):
    """Pay cash to another participant."""

    action: Literal["transferCash"]
    currency: Currency
    to: Address
    amount: AmountIn


class ReleaseHeld(Schema):
    """Hand over what is held for an account that may receive again."""

    action: Literal["releaseHeld"]
    currency: Currency
    account: Address


class Admit(Schema):
    """Operator: admit an account of a legal person."""

    action: Literal["admit"]
    account: Address
    entity_id: Annotated[str, Field(pattern=r"^0x[0-9a-f]{28}$", examples=["0x" + "ab" * 14])]
    group_id: Annotated[int, Field(strict=True, ge=0, le=2**53)] = 0
    roles: Annotated[int, Field(strict=True, ge=1, le=127)]
    valid_until: TimeIn
    profile: Hex32
    encryption_key: Hex32


class Renew(Schema):
    """Operator: renew an account's admission."""

    action: Literal["renew"]
    account: Address
    group_id: Annotated[int, Field(strict=True, ge=0, le=2**53)] = 0
    roles: Annotated[int, Field(strict=True, ge=1, le=127)]
    valid_until: TimeIn
    profile: Hex32
    encryption_key: Hex32


class Suspend(Schema):
    """Operator: suspend an account."""

    action: Literal["suspend"]
    account: Address
    reason: Reason


class Reinstate(Schema):
    """Operator: lift a suspension."""

    action: Literal["reinstate"]
    account: Address


class Pause(Schema):
    """Operator: stop new business everywhere."""

    action: Literal["pause"]


class Unpause(Schema):
    """Operator: end the pause."""

    action: Literal["unpause"]
