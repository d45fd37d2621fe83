"""Actions on running facilities and accounts, and on guarantees, as a party asks for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.scalars import Address, AmountIn, Bps, Currency, Hex32, Schema, TimeIn, TotalIn

Version = Annotated[int, Field(strict=True, ge=1, le=255)]


class LowerCap(Schema):
    """Financier: lower a facility's cap; always works, also below what is used."""

    action: Literal["lowerCap"]
    facility_id: Hex32
    cap: TotalIn


class Freeze(Schema):
    """Financier or its underwriter: stop a facility's draws."""

    action: Literal["freeze"]
    facility_id: Hex32


class Unfreeze(Schema):
    """Financier or its underwriter: lift its own freeze."""

    action: Literal["unfreeze"]
    facility_id: Hex32


class SetMinVersion(Schema):
    """Financier: withdraw terms that are signed but not accepted, below this version."""

    action: Literal["setMinVersion"]
    supplier: Address
    currency: Currency
    min_version: Version


class OneDraw(Schema):
    """A draw among several."""

    order_id: Hex32
    amount: AmountIn
    max_rate_bps: Bps


class DrawMany(Schema):
    """Supplier: several draws at once; all or none."""

    action: Literal["drawMany"]
    draws: Annotated[list[OneDraw], Field(min_length=1, max_length=50)]


class Adopt(Schema):
    """Supplier: move a running account to the facility's newest terms."""

    action: Literal["adopt"]
    order_id: Hex32


class Extend(Schema):
    """Financier: give a running account a later due date."""

    action: Literal["extend"]
    order_id: Hex32
    due_at: TimeIn


class Waive(Schema):
    """Financier: waive accrued interest and penalty."""

    action: Literal["waive"]
    order_id: Hex32
    interest: AmountIn = 0
    penalty: AmountIn = 0


class DeclareDefault(Schema):
    """Financier: declare default, after the grace or when over-advanced past the cure."""

    action: Literal["declareDefault"]
    order_id: Hex32


class WriteOff(Schema):
    """Financier: mark an account in default as written off."""

    action: Literal["writeOff"]
    order_id: Hex32


class EnforceSale(Schema):
    """Financier, after default: sell units in custody against a purchase offer of an independent party."""

    action: Literal["enforceSale"]
    offer_id: Hex32


class DepositGuarantee(Schema):
    """Guarantor: add cash to its deposit; needs an approval for `GuaranteePool`."""

    action: Literal["depositGuarantee"]
    currency: Currency
    amount: AmountIn


class GiveNotice(Schema):
    """Guarantor: say 30 days ahead what it will withdraw; replaces an earlier notice, zero ends it."""

    action: Literal["giveNotice"]
    currency: Currency
    amount: TotalIn


class WithdrawGuarantee(Schema):
    """Guarantor: take out what was noticed."""

    action: Literal["withdrawGuarantee"]
    currency: Currency
    amount: TotalIn


class Commit(Schema):
    """Guarantor: cover accounts of one version of a facility whose first draw comes later."""

    action: Literal["commit"]
    facility_id: Hex32
    version: Version
    cover_bps: Bps
    cap: TotalIn
    per_buyer_cap: TotalIn
    valid_until: TimeIn


class EndCommitment(Schema):
    """Anyone: end a commitment whose validity is over."""

    action: Literal["endCommitment"]
    guarantor: Address
    facility_id: Hex32
    version: Version


class Claim(Schema):
    """Financier: be paid the covered part of an account that is 30 days in default."""

    action: Literal["claim"]
    order_id: Hex32
    guarantor: Address
