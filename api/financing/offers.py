"""Offers as messages: EIP-712 digests of terms and purchase quotes, their form in JSON and in the ABI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.financing.models import Offer
from api.problems import NotFound
from chain.deployments import Deployment
from chain.messages import Message, facility_terms, purchase_quote
from chain.structs import PurchaseQuote, Terms
from finance import terms as finance_terms
from finance.purchase import PurchaseOffer

TERMS: Final = "terms"
PURCHASE: Final = "purchase"


_TERMS_NAMES: Final = (
    "financier",
    "supplier",
    "cash",
    "cap",
    "advanceBps",
    "rateBps",
    "penaltyBps",
    "feeBps",
    "graceDays",
    "cureDays",
    "staleDays",
    "maxTenorDays",
    "policyHash",
    "version",
    "acceptBy",
    "drawUntil",
)
_QUOTE_NAMES: Final = (
    "buyerOfUnits",
    "seller",
    "receivableId",
    "units",
    "price",
    "moneyIn",
    "validUntil",
    "nonce",
)
_WIDE: Final = ("cap", "units", "price", "moneyIn", "nonce")


def terms_message(terms: finance_terms.Terms) -> dict[str, Any]:
    """Terms as JSON under the contract's names; the amount is a string."""
    return {
        "financier": terms.financier,
        "supplier": terms.supplier,
        "cash": terms.cash,
        "cap": str(terms.cap),
        "advanceBps": list(terms.advance_bps),
        "rateBps": list(terms.rate_bps),
        "penaltyBps": terms.penalty_bps,
        "feeBps": terms.fee_bps,
        "graceDays": terms.grace_days,
        "cureDays": terms.cure_days,
        "staleDays": terms.stale_days,
        "maxTenorDays": terms.max_tenor_days,
        "policyHash": terms.policy_hash,
        "version": terms.version,
        "acceptBy": terms.accept_by,
        "drawUntil": terms.draw_until,
    }


def quote_message(offer: PurchaseOffer, nonce: int) -> dict[str, Any]:
    """A purchase quote as JSON under the contract's names; amounts and nonce are strings."""
    return {
        "buyerOfUnits": offer.buyer_of_units,
        "seller": offer.seller,
        "receivableId": offer.receivable_id,
        "units": str(offer.units),
        "price": str(offer.price),
        "moneyIn": str(offer.money_in),
        "validUntil": offer.valid_until,
        "nonce": str(nonce),
    }


def terms_tuple(message: Mapping[str, Any]) -> Terms:
    """The message as the contract's struct."""
    return Terms(*_values(message, _TERMS_NAMES))


def quote_tuple(message: Mapping[str, Any]) -> PurchaseQuote:
    """The message as the contract's struct."""
    return PurchaseQuote(*_values(message, _QUOTE_NAMES))


def message_of(deployment: Deployment, kind: str, message: Mapping[str, Any]) -> Message:
    """What the signer of an offer signs (EIP-712)."""
    if kind == TERMS:
        return facility_terms(deployment.chain_id, deployment.address("Facilities"), terms_tuple(message))
    return purchase_quote(deployment.chain_id, deployment.address("Market"), quote_tuple(message))


def visible_offer(session: Session, caller: Caller, offer_id: str) -> Offer:
    """An offer that the caller made, signs or was made. Errors: NotFound."""
    row = session.get(Offer, offer_id)
    if row is None or caller.account not in (row.supplier, row.financier, row.signer):
        raise NotFound("no offer with this id is visible to you", code="offer_unknown")
    return row


def _values(message: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    found = [int(message[name]) if name in _WIDE else message[name] for name in names]
    return [tuple(each) if isinstance(each, list) else each for each in found]
