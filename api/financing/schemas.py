"""What offers take and answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.financing.models import Offer
from api.financing.parts import ConstraintShown, HeadShown, ReasonShown, UnlockShown
from api.scalars import Address, Amount, AmountIn, Hex32, HexBytes, Schema, Time, to_rfc3339
from finance.decision import Refusal
from finance.quote import DrawQuote


class DisclosureShown(Schema):
    """What a draw costs, before it is signed: net proceeds, each fee, interest along the expected path, APR,
    EAR.
    """

    amount: Amount
    net: Amount
    fees: list[dict[str, str]]
    rate_bps: int
    principal_after: Amount
    interest: Amount
    interest_to: str
    expected_at: Time
    days: int
    apr: str
    ear: str
    due_at: Time
    grace_ends: Time
    penalty_bps: int
    path: list[dict[str, Any]]
    clauses: list[dict[str, str]]
    unlocks: list[UnlockShown]

    @classmethod
    def of(cls, quote: DrawQuote) -> DisclosureShown:
        """From finance's."""
        return cls(
            amount=quote.amount,
            net=quote.net,
            fees=[{"name": fee.name, "amount": str(fee.amount), "payee": fee.payee} for fee in quote.fees],
            rate_bps=quote.rate_bps,
            principal_after=quote.principal_after,
            interest=quote.interest,
            interest_to=quote.interest_to,
            expected_at=quote.expected_at,
            days=quote.days,
            apr=str(quote.apr),
            ear=str(quote.ear),
            due_at=quote.due_at,
            grace_ends=quote.grace_ends,
            penalty_bps=quote.penalty_bps,
            path=[
                {
                    "beginsWith": step.begins_with.value if step.begins_with else None,
                    "startsAt": to_rfc3339(step.starts_at),
                    "endsAt": to_rfc3339(step.ends_at),
                    "rateBps": step.rate_bps,
                }
                for step in quote.path
            ],
            clauses=[{"code": each.value, "sentence": each.sentence} for each in quote.clauses],
            unlocks=[UnlockShown.of(each, quote.currency) for each in quote.unlocks],
        )


class TermsAsked(Schema):
    """Supplier: ask for terms and a first draw on one of its accepted orders."""

    kind: Literal["terms"]
    order_id: Hex32
    financier: Address | None = None
    amount: AmountIn | None = None


class PurchaseAsked(Schema):
    """Holder: ask for a price of units; `pledged` for units in custody of the order's pledge."""

    kind: Literal["purchase"]
    receivable_id: Hex32
    financier: Address | None = None
    units: AmountIn | None = None
    pledged: bool = False


OfferAsked = Annotated[TermsAsked | PurchaseAsked, Field(discriminator="kind")]


class OfferShown(Schema):
    """An offer: the message that is signed, its digest and signature, and its disclosure."""

    id: str
    decision_id: str
    kind: str
    financier: str
    supplier: str
    currency: str
    order_id: str | None
    receivable_id: str | None
    message: dict[str, Any]
    digest: str
    signer: str
    signature: str | None
    valid_until: Time
    disclosure: dict[str, Any]

    @classmethod
    def of(cls, row: Offer, currency: str) -> OfferShown:
        """From the stored row."""
        return cls(
            id=row.id,
            decision_id=row.decision_id,
            kind=row.kind,
            financier=row.financier,
            supplier=row.supplier,
            currency=currency,
            order_id=row.order_id,
            receivable_id=row.receivable_id,
            message=row.message,
            digest=row.digest,
            signer=row.signer,
            signature=row.signature,
            valid_until=row.valid_until,
            disclosure=row.disclosure,
        )


class Answer(Schema):
    """What was decided: an offer, or a refusal with its reasons and what unlocks more."""

    outcome: Literal["offer", "refusal"]
    decision_id: str
    as_of: HeadShown
    offer: OfferShown | None
    limits: list[ConstraintShown]
    bound: list[str]
    reasons: list[ReasonShown]
    unlocks: list[UnlockShown]


class SignatureGiven(Schema):
    """The signature of an offer's digest by its signer (EIP-712; ERC-1271 accounts too)."""

    signature: HexBytes


class DecisionShown(Schema):
    """A stored decision whole, and whether deciding again gives the same bytes."""

    id: str
    kind: str
    outcome: str
    as_of: HeadShown
    policy_version: str
    snapshot: str
    policy: str
    output: str
    replayed: bool


def refusal_parts(refusal: Refusal, currency: str) -> tuple[list[ReasonShown], list[UnlockShown]]:
    """Reasons and unlocks of a refusal."""
    return (
        [ReasonShown.of(each) for each in refusal.reasons],
        [UnlockShown.of(each, currency) for each in refusal.unlocks],
    )
