"""Actions on facilities, loans, collateral and the market → calls and sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from api.financing import offers
from api.financing.models import Offer
from api.financing.parts import percent
from api.problems import Conflict, Invalid
from api.scalars import to_rfc3339
from api.transactions.actions import credit
from api.transactions.actions.desk import Desk, Meant, shown

Builder = Callable[[Desk, Any], Meant]


def set_mandate(desk: Desk, asked: credit.SetMandate) -> Meant:
    """IFacilities.setMandate."""
    token = desk.token(asked.currency)
    mandate = (
        asked.underwriter,
        asked.valid_until,
        asked.floor_rate_bps,
        asked.max_fee_bps,
        asked.max_penalty_bps,
        asked.max_cap,
        asked.max_total,
        asked.max_advance_bps,
        asked.fee_to,
        asked.max_tenor_days,
        asked.min_yield_bps,
        asked.purchase_budget,
    )
    meaning = (
        f"Let {shown(asked.underwriter)} sign terms for you until {to_rfc3339(asked.valid_until)}: at most "
        f"{desk.money(asked.max_cap, token.cash_id)} a supplier, "
        f"{desk.money(asked.max_total, token.cash_id)} in all, "
        f"not below {percent(asked.floor_rate_bps)} a year, and buy receivables for "
        f"{desk.money(asked.purchase_budget, token.cash_id)}."
    )
    return desk.call("Facilities", "setMandate", [token.cash, mandate], meaning)


def revoke_mandate(desk: Desk, asked: credit.RevokeMandate) -> Meant:
    """IFacilities.revokeMandate."""
    token = desk.token(asked.currency)
    meaning = f"End your mandate in {asked.currency}: no draws and quotes any more, repayments go on."
    return desk.call("Facilities", "revokeMandate", [token.cash], meaning)


def set_line(desk: Desk, asked: credit.SetLine) -> Meant:
    """IFacilities.setLine."""
    token = desk.token(asked.currency)
    meaning = f"Lend at most {desk.money(asked.cap, token.cash_id)} against orders of {shown(asked.buyer)}."
    return desk.call("Facilities", "setLine", [token.cash, asked.buyer, asked.cap], meaning)


def set_attestor(desk: Desk, asked: credit.SetAttestor) -> Meant:
    """IFacilities.setAttestor."""
    meaning = f"Rely {'on' if asked.relied_on else 'no longer on'} evidence of {shown(asked.attestor)}."
    return desk.call("Facilities", "setAttestor", [asked.attestor, asked.relied_on], meaning)


def signed_offer(desk: Desk, offer_id: str, kind: str) -> tuple[Offer, str]:
    """A signed offer of this kind. Errors: NotFound, Invalid (another kind), Conflict (unsigned)."""
    offer = offers.visible_offer(desk.session, desk.caller, offer_id)
    if offer.kind != kind:
        raise Invalid(f"this is an offer of {offer.kind}, not of {kind}", code="offer_of_another_kind")
    if offer.signature is None:
        raise Conflict(
            "the financier has not signed this offer yet",
            code="offer_unsigned",
            remedy="Wait until the financier signs it (POST /v1/financing/offers/{id}/signature).",
        )
    return offer, offer.signature


def accept_terms(desk: Desk, asked: credit.AcceptTerms) -> Meant:
    """IFacilities.acceptTerms."""
    offer, signature = signed_offer(desk, asked.offer_id, offers.TERMS)
    meaning = f"Accept terms of {shown(offer.financier)}: at most {_cap(desk, offer)} in all."
    return desk.call("Facilities", "acceptTerms", [offers.terms_tuple(offer.message), signature], meaning)


def open_and_draw(desk: Desk, asked: credit.OpenAndDraw) -> Meant:
    """ILoans.openAndDraw."""
    offer, signature = signed_offer(desk, asked.offer_id, offers.TERMS)
    amount = asked.amount if asked.amount is not None else int(offer.disclosure["amount"])
    rate = asked.max_rate_bps if asked.max_rate_bps is not None else int(offer.disclosure["rateBps"])
    values = [offers.terms_tuple(offer.message), signature, offer.order_id, amount, rate]
    meaning = (
        f"Accept terms of {shown(offer.financier)} (at most {_cap(desk, offer)} in all), pledge the order "
        f"and draw {desk.money(amount, offer.cash_id)} at {percent(rate)} a year at most."
    )
    return desk.call("Loans", "openAndDraw", values, meaning)


def _cap(desk: Desk, offer: Offer) -> str:
    return desk.money(int(offer.message["cap"]), offer.cash_id)


def pledge(desk: Desk, asked: credit.Pledge) -> Meant:
    """ILoans.pledge."""
    order = desk.order(asked.order_id)
    meaning = (
        f"Pledge the order of {desk.money(order.amount, order.cash_id)}; the buyer's payment repays first."
    )
    return desk.call("Loans", "pledge", [asked.facility_id, asked.order_id], meaning)


def release(desk: Desk, asked: credit.Release) -> Meant:
    """ILoans.release."""
    desk.order(asked.order_id)
    return desk.call("Loans", "release", [asked.order_id], "Take the order out of pledge.")


def draw(desk: Desk, asked: credit.Draw) -> Meant:
    """ILoans.draw."""
    order = desk.order(asked.order_id)
    rate = percent(asked.max_rate_bps)
    meaning = f"Draw {desk.money(asked.amount, order.cash_id)} at {rate} a year at most."
    return desk.call("Loans", "draw", [asked.order_id, asked.amount, asked.max_rate_bps], meaning)


def repay(desk: Desk, asked: credit.Repay) -> Meant:
    """ILoans.repay."""
    order = desk.order(asked.order_id)
    meaning = f"Pay back at most {desk.money(asked.amount, order.cash_id)} of what is owed on the order."
    return desk.call("Loans", "repay", [asked.order_id, asked.amount], meaning)


def sync(desk: Desk, asked: credit.Sync) -> Meant:
    """ILoans.sync."""
    desk.order(asked.order_id)
    return desk.call("Loans", "sync", [asked.order_id], "Bring the account up to date.")


def release_units(desk: Desk, asked: credit.ReleaseUnits) -> Meant:
    """ICollateral.releaseUnits."""
    row = desk.receivable(asked.receivable_id)
    whom = "yourself" if asked.to == desk.caller.account else shown(asked.to)
    meaning = f"Move {desk.money(asked.units, row.cash_id)} of the receivable out of pledge to {whom}."
    values = [asked.order_id, asked.receivable_id, asked.units, asked.to]
    return desk.call("Collateral", "releaseUnits", values, meaning)


def deposit_units(desk: Desk, asked: credit.DepositUnits) -> Meant:
    """ICollateral.depositUnits."""
    row = desk.receivable(asked.receivable_id)
    meaning = f"Put {desk.money(asked.units, row.cash_id)} of the receivable into pledge."
    return desk.call(
        "Collateral", "depositUnits", [asked.order_id, asked.receivable_id, asked.units], meaning
    )


def sell_pledged(desk: Desk, asked: credit.SellPledged) -> Meant:
    """ICollateral.sellPledged."""
    offer, signature = signed_offer(desk, asked.offer_id, offers.PURCHASE)
    meaning = sale_in_words(desk, offer) + " The price repays the loan first; the rest is yours."
    values = [offer.order_id, offers.quote_tuple(offer.message), signature]
    return desk.call("Collateral", "sellPledged", values, meaning)


def sell(desk: Desk, asked: credit.Sell) -> Meant:
    """IMarket.sell."""
    offer, signature = signed_offer(desk, asked.offer_id, offers.PURCHASE)
    meaning = sale_in_words(desk, offer) + " You do not answer for the buyer's payment."
    return desk.call("Market", "sell", [offers.quote_tuple(offer.message), signature], meaning)


def sale_in_words(desk: Desk, offer: Offer) -> str:
    """What a purchase offer gives for what."""
    units, price = int(offer.message["units"]), int(offer.message["price"])
    return (
        f"Sell {desk.money(units, offer.cash_id)} of the receivable's face to {shown(offer.financier)} for "
        f"{desk.money(price, offer.cash_id)}."
    )


def cancel_quote(desk: Desk, asked: credit.CancelQuote) -> Meant:
    """IMarket.cancelQuote."""
    return desk.call("Market", "cancelQuote", [int(asked.nonce)], "Void your unused quote.")


BUILDERS: Final[dict[type, Builder]] = {
    credit.SetMandate: set_mandate,
    credit.RevokeMandate: revoke_mandate,
    credit.SetLine: set_line,
    credit.SetAttestor: set_attestor,
    credit.AcceptTerms: accept_terms,
    credit.OpenAndDraw: open_and_draw,
    credit.Pledge: pledge,
    credit.Release: release,
    credit.Draw: draw,
    credit.Repay: repay,
    credit.Sync: sync,
    credit.ReleaseUnits: release_units,
    credit.DepositUnits: deposit_units,
    credit.SellPledged: sell_pledged,
    credit.Sell: sell,
    credit.CancelQuote: cancel_quote,
}
