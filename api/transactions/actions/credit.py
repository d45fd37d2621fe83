"""Actions on facilities, loans, collateral and the market, as a party asks for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.scalars import Address, AmountIn, Bps, Currency, Hex32, Schema, TimeIn, TotalIn

TenorDays = Annotated[int, Field(strict=True, ge=1, le=65_535, examples=[270])]


class SetMandate(Schema):
    """Financier: what its underwriter may sign in one currency."""

    action: Literal["setMandate"]
    currency: Currency
    underwriter: Address
    valid_until: TimeIn
    floor_rate_bps: Bps
    max_fee_bps: Bps
    max_penalty_bps: Bps
    max_cap: TotalIn
    max_total: TotalIn
    max_advance_bps: tuple[Bps, Bps, Bps, Bps]
    fee_to: Address
    max_tenor_days: TenorDays
    min_yield_bps: Bps
    purchase_budget: TotalIn


class RevokeMandate(Schema):
    """Financier: end its mandate; draws stop at once, repayment never."""

    action: Literal["revokeMandate"]
    currency: Currency


class SetLine(Schema):
    """Financier: bound what it lends against one buyer's orders."""

    action: Literal["setLine"]
    currency: Currency
    buyer: Address
    cap: TotalIn


class SetAttestor(Schema):
    """Financier: rely on an attestor's evidence, or no longer."""

    action: Literal["setAttestor"]
    attestor: Address
    relied_on: bool


class AcceptTerms(Schema):
    """Supplier: accept the terms of a signed offer."""

    action: Literal["acceptTerms"]
    offer_id: Hex32


class OpenAndDraw(Schema):
    """Supplier: accept the terms of a signed offer, pledge its order and draw, in one transaction.

    Left out, `amount` and `maxRateBps` are the offer's.
    """

    action: Literal["openAndDraw"]
    offer_id: Hex32
    amount: AmountIn | None = None
    max_rate_bps: Bps | None = None


class Pledge(Schema):
    """Supplier: pledge an accepted order to one of its facilities."""

    action: Literal["pledge"]
    facility_id: Hex32
    order_id: Hex32


class Release(Schema):
    """Supplier: take an order out of pledge."""

    action: Literal["release"]
    order_id: Hex32


class Draw(Schema):
    """Supplier: draw on a pledged order, at `maxRateBps` at most."""

    action: Literal["draw"]
    order_id: Hex32
    amount: AmountIn
    max_rate_bps: Bps


class Repay(Schema):
    """Anyone: pay back with own cash; needs an approval for `Loans`."""

    action: Literal["repay"]
    order_id: Hex32
    amount: AmountIn


class Sync(Schema):
    """Anyone: bring an account up to date."""

    action: Literal["sync"]
    order_id: Hex32


class ReleaseUnits(Schema):
    """Supplier: move units out of custody, to itself or to whom it pays with them."""

    action: Literal["releaseUnits"]
    order_id: Hex32
    receivable_id: Hex32
    units: AmountIn
    to: Address


class DepositUnits(Schema):
    """Supplier: move own units of the order into custody."""

    action: Literal["depositUnits"]
    order_id: Hex32
    receivable_id: Hex32
    units: AmountIn


class SellPledged(Schema):
    """Supplier: sell units in custody against a signed purchase offer; the price runs through the
    waterfall.
    """

    action: Literal["sellPledged"]
    offer_id: Hex32


class Sell(Schema):
    """Holder: sell own units against a signed purchase offer."""

    action: Literal["sell"]
    offer_id: Hex32


class CancelQuote(Schema):
    """Signer: void an unused quote."""

    action: Literal["cancelQuote"]
    nonce: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,77})$", examples=["1"])]
