"""Decisions made, stored, signed and replayed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.context import Context
from api.financing import limits, offers, repository, snapshots
from api.financing.models import Decision, Offer
from api.financing.schemas import DisclosureShown, PurchaseAsked, TermsAsked
from api.mirror import ORDERS, RECEIVABLES, Head, head, token_of_id, visible_receivables
from api.problems import Conflict, Forbidden, Invalid, NotFound
from api.receivables.owing import money_in
from chain.encoding import to_hex
from chain.signing import is_valid_signature
from finance.canonical import from_canonical_json, to_canonical_json
from finance.decision import Offer as Decided
from finance.decision import Refusal, decide
from finance.policy import Policy
from finance.purchase import PurchaseOffer, decide_purchase
from finance.snapshot import Party, PurchaseSnapshot, ReceivableFacts, Snapshot
from finance.terms import check_terms
from finance.units import AccountId, MinorUnits, ReceivableId, Timestamp
from indexer.models.credit import LoanAccount
from indexer.models.trade import Order, Receivable

POLICY: Final = Policy()
_NONCE_BITS: Final = 64


@dataclass(frozen=True)
class Outcome:
    """A stored decision, its output, and the offer where there is one."""

    decision: Decision
    output: Decided | PurchaseOffer | Refusal
    offer: Offer | None
    head: Head
    currency: str


def offer_terms(context: Context, session: Session, caller: Caller, asked: TermsAsked) -> Outcome:
    """Decide on one of the caller's orders. Errors: NotFound, Invalid (which financier)."""
    order = session.scalars(
        select(Order).where(ORDERS.c.order_id == asked.order_id, ORDERS.c.supplier == caller.account)
    ).first()
    if order is None:
        raise NotFound("no order of yours as its supplier has this id", code="order_unknown")
    at = head(session)
    pledged_to = repository.pledged_to(session, order.order_id)
    financier = pledged_to or _one_financier(session, order.cash_id, order.buyer, asked.financier)
    if asked.financier not in (None, financier):
        raise Conflict(
            f"the order is pledged to {financier}: one order, one facility",
            code="order_pledged_elsewhere",
            remedy="Ask that financier, or release the order first.",
        )
    snapshot = limits.snapshot_of(session, order, financier, at, requested=asked.amount)
    output = decide(snapshot, POLICY, Timestamp(at.timestamp))
    decision = _store(
        session, caller, at, kind=offers.TERMS, financier=financier, snapshot=snapshot, output=output
    )
    offer = None
    if isinstance(output, Decided):
        disclosure = DisclosureShown.of(output.first_draw).model_dump(mode="json", by_alias=True)
        offer = _offer(
            decision,
            order.cash_id,
            message=offers.terms_message(output.terms),
            disclosure=disclosure,
            signer=_underwriter_of(session, financier, order.cash_id),
            valid_until=output.terms.accept_by,
            supplier=order.supplier,
        )
        offer.order_id = order.order_id
        check_terms(output.terms, snapshot.mandate)
        _sign(context, session, offer)
    return Outcome(decision, output, offer, at, snapshot.currency)


def offer_purchase(context: Context, session: Session, caller: Caller, asked: PurchaseAsked) -> Outcome:
    """Price units that the caller holds, or that are in custody of its pledged order. Errors: NotFound,
    Invalid.
    """
    row = session.scalars(
        select(Receivable).where(
            RECEIVABLES.c.receivable_id == asked.receivable_id, visible_receivables(caller)
        )
    ).first()
    if row is None:
        raise NotFound("no receivable with this id is visible to you", code="receivable_unknown")
    if row.state != "CONFIRMED":
        raise Conflict(f"the receivable is {row.state.lower()}", code="receivable_not_for_sale")
    if asked.pledged and not _may_sell_pledged(session, caller, row):
        raise NotFound(
            "only the order's supplier, or its financier after default, sells units in custody",
            code="receivable_unknown",
        )
    at = head(session)
    financier = _one_financier(session, row.cash_id, row.buyer, asked.financier)
    holder = context.deployment.address("Collateral") if asked.pledged else caller.account
    snapshot = _purchase_snapshot(
        session, caller, row, at, financier=financier, holder=holder, units=asked.units
    )
    output = decide_purchase(snapshot, POLICY, Timestamp(at.timestamp))
    decision = _store(
        session, caller, at, kind=offers.PURCHASE, financier=financier, snapshot=snapshot, output=output
    )
    offer = None
    if isinstance(output, PurchaseOffer):
        offer = _offer(
            decision,
            row.cash_id,
            message=offers.quote_message(output, secrets.randbits(_NONCE_BITS)),
            disclosure=_purchase_disclosure(output),
            signer=_underwriter_of(session, financier, row.cash_id),
            valid_until=output.valid_until,
            supplier=caller.account,
        )
        offer.order_id, offer.receivable_id = row.order_id, row.receivable_id
        _sign(context, session, offer)
    return Outcome(decision, output, offer, at, snapshot.currency)


def _may_sell_pledged(session: Session, caller: Caller, row: Receivable) -> bool:
    if row.supplier == caller.account:
        return True
    account = session.get(LoanAccount, row.order_id)
    return account is not None and account.financier == caller.account and account.defaulted_at != 0


def add_signature(context: Context, session: Session, caller: Caller, offer_id: str, signature: str) -> Offer:
    """The financier's signature for an offer that waits for it. Errors: NotFound, Forbidden, Conflict,
    Invalid.
    """
    row = offers.visible_offer(session, caller, offer_id)
    if caller.account not in (row.financier, row.signer):
        raise Forbidden("only the financier or its underwriter signs an offer", code="not_signer")
    if row.signature is not None:
        raise Conflict("the offer is signed already", code="offer_signed")
    digest, given = bytes.fromhex(row.digest[2:]), bytes.fromhex(signature[2:])
    if not is_valid_signature(context.chain, row.signer, digest, given):
        raise Invalid(f"the signature is not that of {row.signer}", code="signature_refused")
    row.signature = signature
    session.add(row)
    return row


def decision_of(session: Session, caller: Caller, decision_id: str) -> Decision:
    """A stored decision, for who asked, the financier and auditors. Errors: NotFound."""
    row = session.get(Decision, decision_id)
    if row is None or not (caller.account in (row.asked_by, row.financier) or caller.sees_all_records):
        raise NotFound("no decision with this id is visible to you", code="decision_unknown")
    return row


def replay(row: Decision) -> str:
    """Decide again from the stored inputs; the canonical output, which must equal the stored one byte for
    byte.
    """
    policy = from_canonical_json(Policy, row.policy)
    now = Timestamp(row.decided_for)
    if row.kind == offers.TERMS:
        return to_canonical_json(decide(from_canonical_json(Snapshot, row.snapshot), policy, now))
    return to_canonical_json(
        decide_purchase(from_canonical_json(PurchaseSnapshot, row.snapshot), policy, now)
    )


def _one_financier(session: Session, cash_id: int, buyer: str, asked: str | None) -> str:
    if asked is not None:
        return asked
    found = repository.financiers_for(session, cash_id, buyer)
    if len(found) == 1:
        return found[0]
    raise Invalid(
        f"{len(found)} financiers have a mandate and a line for this buyer: name one",
        code="financier_needed",
        financiers=list(found),
    )


def _purchase_snapshot(
    session: Session,
    caller: Caller,
    row: Receivable,
    at: Head,
    *,
    financier: str,
    holder: str,
    units: int | None,
) -> PurchaseSnapshot:
    token = token_of_id(session, row.cash_id)
    people = repository.participants(session, [row.buyer, caller.account, financier])
    standing = snapshots.standing_of(people, row.buyer, caller.account, financier, at.timestamp)
    holding = repository.holding_of(session, row.receivable_id, holder)
    return PurchaseSnapshot(
        currency=token.currency,
        cash=AccountId(token.cash),
        financier=AccountId(financier),
        seller=Party(AccountId(caller.account), standing.supplier_valid_until),
        obligor=Party(AccountId(row.buyer), standing.buyer_valid_until),
        receivable=ReceivableFacts(
            receivable_id=ReceivableId(row.receivable_id),
            outstanding=MinorUnits(row.outstanding),
            free_units=MinorUnits(holding.units if holding else 0),
            maturity=Timestamp(row.maturity),
            paid_face=MinorUnits(row.paid),
            money_in=MinorUnits(money_in(row)),
            obligor_suspended=standing.buyer_suspended,
            seller_suspended=standing.supplier_suspended,
            affiliates=standing.affiliates,
        ),
        conduct=snapshots.conduct(session, row.buyer, at),
        mandate=snapshots.mandate_of(repository.mandate_of(session, financier, row.cash_id), token.cash),
        line=snapshots.line_of(repository.line_of(session, financier, row.cash_id, row.buyer)),
        units=None if units is None else MinorUnits(units),
    )


def _purchase_disclosure(offer: PurchaseOffer) -> dict[str, Any]:
    return {
        "units": str(offer.units),
        "unpaidFace": str(offer.unpaid_face),
        "price": str(offer.price),
        "discount": str(offer.discount),
        "yieldBps": offer.yield_bps,
        "days": offer.days,
        "basis": offer.basis,
        "apr": str(offer.apr),
        "ear": str(offer.ear),
        "clauses": [{"code": each.value, "sentence": each.sentence} for each in offer.clauses],
    }


def _store(
    session: Session,
    caller: Caller,
    at: Head,
    *,
    kind: str,
    financier: str,
    snapshot: Snapshot | PurchaseSnapshot,
    output: Decided | PurchaseOffer | Refusal,
) -> Decision:
    row = Decision(
        id=to_hex(secrets.token_bytes(32)),
        kind=kind,
        outcome="refusal" if isinstance(output, Refusal) else "offer",
        asked_by=caller.account,
        financier=financier,
        block_number=at.number,
        block_hash=at.hash,
        decided_for=at.timestamp,
        policy_version=f"{POLICY.name}/{POLICY.version}",
        snapshot=to_canonical_json(snapshot),
        policy=to_canonical_json(POLICY),
        output=to_canonical_json(output),
    )
    session.add(row)
    return row


def _underwriter_of(session: Session, financier: str, cash_id: int) -> str:
    row = repository.mandate_of(session, financier, cash_id)
    return financier if row is None else row.underwriter


def _offer(
    decision: Decision,
    cash_id: int,
    *,
    message: dict[str, Any],
    disclosure: dict[str, Any],
    signer: str,
    valid_until: int,
    supplier: str,
) -> Offer:
    return Offer(
        id=to_hex(secrets.token_bytes(32)),
        decision_id=decision.id,
        kind=decision.kind,
        financier=decision.financier,
        supplier=supplier,
        cash_id=cash_id,
        message=message,
        disclosure=disclosure,
        digest="",
        signer=signer,
        valid_until=valid_until,
    )


def _sign(context: Context, session: Session, offer: Offer) -> None:
    """Fill in the digest, and the signature where the financier's own signer runs here and is the
    mandate's.
    """
    digest = offers.message_of(context.deployment, offer.kind, offer.message).digest
    offer.digest = to_hex(digest)
    underwriter = context.underwriters.of(offer.financier)
    if underwriter is not None and underwriter.address == offer.signer:
        offer.signature = to_hex(underwriter.sign(digest))
    session.add(offer)
