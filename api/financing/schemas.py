"""What financing takes and answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.documents.money import money_text
from api.financing.limits import FacilityBase, Prospect
from api.financing.models import Offer
from api.mirror import Head
from api.scalars import Address, Amount, AmountIn, Hex32, HexBytes, Schema, Time, to_rfc3339
from finance.borrowing_base import Constraint, OrderBase
from finance.decision import Offer as Decided
from finance.decision import Refusal
from finance.milestones import Unlock
from finance.quote import DrawQuote
from finance.reasons import Reason
from finance.stages import Stages


class ReasonShown(Schema):
    """A reason code with its sentence, what would change it, and its figures (names carry the unit)."""

    code: str
    sentence: str
    change: str
    figures: dict[str, str]

    @classmethod
    def of(cls, reason: Reason) -> ReasonShown:
        """From finance's."""
        figures = {each.name: str(each.number) for each in reason.figures}
        return cls(code=reason.code.value, sentence=reason.sentence, change=reason.change, figures=figures)


class ConstraintShown(Schema):
    """A limit: whose, its size, what is used and left of it, what was wanted, whether it binds."""

    code: str
    sentence: str
    change: str
    subject: str
    limit: Amount
    used: Amount
    room: Amount
    wanted: Amount
    binds: bool

    @classmethod
    def of(cls, limit: Constraint) -> ConstraintShown:
        """From finance's."""
        return cls(
            code=limit.code.value,
            sentence=limit.code.sentence,
            change=limit.code.change,
            subject=limit.subject,
            limit=limit.limit,
            used=limit.used,
            room=limit.room,
            wanted=limit.wanted,
            binds=limit.binds,
        )


class UnlockShown(Schema):
    """A milestone ahead: what it adds to the capacity, and what the account then costs."""

    milestone: str
    adds: Amount
    capacity_after: Amount
    rate_bps_after: int
    sentence: str

    @classmethod
    def of(cls, unlock: Unlock, currency: str) -> UnlockShown:
        """From finance's, with the sentence in money."""
        return cls(
            milestone=unlock.milestone.value,
            adds=unlock.adds,
            capacity_after=unlock.capacity_after,
            rate_bps_after=unlock.rate_bps_after,
            sentence=(
                f"{unlock.milestone.clause}: +{money_text(unlock.adds, currency)} "
                f"at {percent(unlock.rate_bps_after)}"
            ),
        )


class StagesShown(Schema):
    """Minor units at each stage, least safe first."""

    accepted: Amount
    in_transit: Amount
    received: Amount
    confirmed: Amount

    @classmethod
    def of(cls, stages: Stages) -> StagesShown:
        """From finance's."""
        return cls(
            accepted=stages.accepted,
            in_transit=stages.in_transit,
            received=stages.received,
            confirmed=stages.confirmed,
        )


class OrderLimit(Schema):
    """Where one pledged order stands."""

    order_id: str
    buyer: str
    facts: StagesShown
    eligible: StagesShown
    capacity: Amount
    principal: Amount
    rate_bps: int
    headroom: Amount
    available: Amount
    over_advanced: Amount
    owed_interest: Amount
    owed_penalty: Amount
    due_at: Time | None
    blocks: list[ReasonShown]
    losses: list[ReasonShown]
    binding: list[ConstraintShown]
    unlocks: list[UnlockShown]

    @classmethod
    def of(cls, base: OrderBase, currency: str) -> OrderLimit:
        """From finance's."""
        return cls(
            order_id=base.order_id,
            buyer=base.buyer,
            facts=StagesShown.of(base.facts),
            eligible=StagesShown.of(base.eligible),
            capacity=base.capacity,
            principal=base.principal,
            rate_bps=base.rate_bps,
            headroom=base.headroom,
            available=base.available,
            over_advanced=base.over_advanced,
            owed_interest=base.owed_interest,
            owed_penalty=base.owed_penalty,
            due_at=base.due_at,
            blocks=[ReasonShown.of(each) for each in base.blocks],
            losses=[ReasonShown.of(each) for each in base.losses],
            binding=[ConstraintShown.of(each) for each in base.binding],
            unlocks=[UnlockShown.of(each, currency) for each in base.unlocks],
        )


class FacilityLimit(Schema):
    """A facility: what can be drawn under it, and what binds."""

    facility_id: str
    financier: str
    currency: str
    version: int
    cap: Amount
    used: Amount
    principal: Amount
    owed_interest: Amount
    owed_penalty: Amount
    headroom: Amount
    available: Amount
    blocks: list[ReasonShown]
    binding: list[ConstraintShown]
    orders: list[OrderLimit]

    @classmethod
    def of(cls, found: FacilityBase) -> FacilityLimit:
        """From the service's."""
        base = found.base
        return cls(
            facility_id=found.facility.facility_id,
            financier=found.facility.financier,
            currency=found.currency,
            version=found.facility.version,
            cap=found.facility.cap,
            used=found.facility.used,
            principal=base.principal,
            owed_interest=base.owed_interest,
            owed_penalty=base.owed_penalty,
            headroom=base.headroom,
            available=base.available,
            blocks=[ReasonShown.of(each) for each in base.blocks],
            binding=[ConstraintShown.of(each) for each in base.binding],
            orders=[OrderLimit.of(each, found.currency) for each in base.orders],
        )


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


class ProspectShown(Schema):
    """An accepted order that is not pledged: what this financier would lend on it now."""

    order_id: str
    buyer: str
    financier: str
    currency: str
    outcome: Literal["offer", "refusal"]
    available: Amount
    rate_bps: int | None
    limits: list[ConstraintShown]
    reasons: list[ReasonShown]
    unlocks: list[UnlockShown]

    @classmethod
    def of(cls, found: Prospect) -> ProspectShown:
        """From the service's."""
        decision = found.decision
        offered = isinstance(decision, Decided)
        return cls(
            order_id=found.order.order_id,
            buyer=found.order.buyer,
            financier=found.financier,
            currency=found.currency,
            outcome="offer" if offered else "refusal",
            available=decision.first_draw.amount if isinstance(decision, Decided) else 0,
            rate_bps=decision.first_draw.rate_bps if isinstance(decision, Decided) else None,
            limits=[ConstraintShown.of(each) for each in decision.limits]
            if isinstance(decision, Decided)
            else [],
            reasons=[ReasonShown.of(each) for each in decision.reasons],
            unlocks=[
                UnlockShown.of(each, found.currency)
                for each in (
                    decision.first_draw.unlocks if isinstance(decision, Decided) else decision.unlocks
                )
            ],
        )


class HeadShown(Schema):
    """The block that all figures are of."""

    block_number: int
    block_hash: str
    time: Time

    @classmethod
    def of(cls, head: Head) -> HeadShown:
        """From the mirror's."""
        return cls(block_number=head.number, block_hash=head.hash, time=head.timestamp)


class Total(Schema):
    """What can be drawn in one currency over all facilities."""

    currency: str
    available: Amount
    principal: Amount


class LimitShown(Schema):
    """What a supplier can draw: by facility and pledged order, and what its other orders would bring."""

    supplier: str
    as_of: HeadShown
    totals: list[Total]
    facilities: list[FacilityLimit]
    prospects: list[ProspectShown]


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


def percent(bps: int) -> str:
    """Basis points for people: 510 → 5.10 %."""
    return f"{bps // 100}.{bps % 100:02d} %"


def refusal_parts(refusal: Refusal, currency: str) -> tuple[list[ReasonShown], list[UnlockShown]]:
    """Reasons and unlocks of a refusal."""
    return (
        [ReasonShown.of(each) for each in refusal.reasons],
        [UnlockShown.of(each, currency) for each in refusal.unlocks],
    )
