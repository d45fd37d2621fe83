"""Financing over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth.dependencies import InCaller, InSession, InSnapshot
from api.auth.roles import Role
from api.context import InContext
from api.financing import limits, offers, repository, service
from api.financing.limit_schemas import FacilityLimit, LimitShown, ProspectShown, Total
from api.financing.models import Decision
from api.financing.parts import ConstraintShown, HeadShown, ReasonShown, UnlockShown
from api.financing.schemas import (
    Answer,
    DecisionShown,
    OfferAsked,
    OfferShown,
    SignatureGiven,
    TermsAsked,
    refusal_parts,
)
from api.mirror import Head, head, token_of_id
from api.pages import Cursor, Limit, Page, microseconds, pack
from api.problems import Forbidden
from api.scalars import Address
from finance.decision import Offer as Decided
from finance.decision import Refusal

router = APIRouter(prefix="/v1/financing", tags=["financing"])
Id = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$")]


@router.get("/limit")
def show_limit(
    session: InSnapshot,
    caller: InCaller,
    supplier: Annotated[
        Address | None, Query(description="a financier names whose limit; a supplier sees its own")
    ] = None,
) -> LimitShown:
    """What a supplier can draw now: each pledged order's stages, capacity, rate, principal, what is
    available, each binding limit, and what unlocks more; and what its other accepted orders would bring.
    """
    financier: str | None = None
    if supplier is None or supplier == caller.account:
        caller.require(Role.SUPPLIER)
        supplier = caller.account
    elif caller.has(Role.FINANCIER):
        financier = caller.account
    elif not caller.sees_all_records:
        raise Forbidden("a supplier's limit is for itself and its financiers", code="not_yours")
    at = head(session)
    facilities = repository.facilities_of(session, supplier, financier)
    bases = [limits.facility_base(session, each, at) for each in facilities]
    # A financier sees what is pledged to it; what was not offered to it is the supplier's own business.
    prospects = [] if financier else limits.prospects(session, supplier, service.POLICY, at)
    return LimitShown(
        supplier=supplier,
        as_of=HeadShown.of(at),
        totals=_totals(bases),
        facilities=[FacilityLimit.of(each) for each in bases],
        prospects=[ProspectShown.of(each) for each in prospects],
    )


@router.post("/offers", status_code=201)
def ask_for_offer(context: InContext, session: InSnapshot, caller: InCaller, asked: OfferAsked) -> Answer:
    """Ask for terms with a first draw, or for a price of units. An offer with full disclosure, signed where
    the financier's own underwriter is connected; or a refusal with reasons. Either is stored and can be
    replayed.
    """
    if caller.suspended:
        raise Forbidden("a suspended account gets no offers", code="suspended")
    if isinstance(asked, TermsAsked):
        outcome = service.offer_terms(context, session, caller, asked)
    else:
        outcome = service.offer_purchase(context, session, caller, asked)
    output = outcome.output
    offer = OfferShown.of(outcome.offer, outcome.currency) if outcome.offer is not None else None
    limits_shown: list[ConstraintShown] = []
    bound: list[str] = []
    unlocks: list[UnlockShown] = []
    if isinstance(output, Refusal):
        reasons, unlocks = refusal_parts(output, outcome.currency)
    else:
        reasons = [ReasonShown.of(each) for each in output.reasons]
    if isinstance(output, Decided):
        limits_shown = [ConstraintShown.of(each) for each in output.limits]
        bound = [each.value for each in output.bound]
        unlocks = [UnlockShown.of(each, outcome.currency) for each in output.first_draw.unlocks]
    return Answer(
        outcome="refusal" if isinstance(output, Refusal) else "offer",
        decision_id=outcome.decision.id,
        as_of=HeadShown.of(outcome.head),
        offer=offer,
        limits=limits_shown,
        bound=bound,
        reasons=reasons,
        unlocks=unlocks,
    )


@router.get("/offers")
def list_offers(
    session: InSnapshot, caller: InCaller, cursor: Cursor = None, limit: Limit = 50
) -> Page[OfferShown]:
    """Offers that you made, sign or were made, newest first."""
    rows = list(repository.offers_page(session, caller.account, cursor, limit))
    more = pack(microseconds(rows[limit - 1].created_at), rows[limit - 1].id) if len(rows) > limit else None
    items = [OfferShown.of(row, token_of_id(session, row.cash_id).currency) for row in rows[:limit]]
    return Page(items=items, next=more)


@router.get("/offers/{offer_id}")
def show_offer(session: InSnapshot, caller: InCaller, offer_id: Id) -> OfferShown:
    """An offer with its message, digest, signature and disclosure."""
    row = offers.visible_offer(session, caller, offer_id)
    return OfferShown.of(row, token_of_id(session, row.cash_id).currency)


@router.post("/offers/{offer_id}/signature")
def sign_offer(
    context: InContext, session: InSession, caller: InCaller, offer_id: Id, given: SignatureGiven
) -> OfferShown:
    """The financier's signature for an offer that waits for it."""
    row = service.add_signature(context, session, caller, offer_id, given.signature)
    return OfferShown.of(row, token_of_id(session, row.cash_id).currency)


@router.get("/decisions/{decision_id}")
def show_decision(session: InSnapshot, caller: InCaller, decision_id: Id) -> DecisionShown:
    """A stored decision: its inputs, policy and output, and whether deciding again gives the same bytes."""
    row: Decision = service.decision_of(session, caller, decision_id)
    return DecisionShown(
        id=row.id,
        kind=row.kind,
        outcome=row.outcome,
        as_of=HeadShown.of(Head(row.block_number, row.block_hash, row.decided_for)),
        policy_version=row.policy_version,
        snapshot=row.snapshot,
        policy=row.policy,
        output=row.output,
        replayed=service.replay(row) == row.output,
    )


def _totals(bases: list[limits.FacilityBase]) -> list[Total]:
    found: dict[str, tuple[int, int]] = {}
    for each in bases:
        available, principal = found.get(each.currency, (0, 0))
        found[each.currency] = (available + each.base.available, principal + each.base.principal)
    return [
        Total(currency=currency, available=available, principal=principal)
        for currency, (available, principal) in sorted(found.items())
    ]
