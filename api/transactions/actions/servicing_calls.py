"""Actions on running facilities and accounts, and on guarantees → calls and sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from api.financing import offers
from api.financing.parts import percent
from api.scalars import to_rfc3339
from api.transactions.actions import servicing
from api.transactions.actions.credit_calls import sale_in_words, signed_offer
from api.transactions.actions.desk import Desk, Meant, shown

Builder = Callable[[Desk, Any], Meant]


def lower_cap(desk: Desk, asked: servicing.LowerCap) -> Meant:
    """IFacilities.lowerCap."""
    facility = desk.facility(asked.facility_id)
    meaning = (
        f"Lower the cap of {shown(facility.supplier)} from {desk.money(facility.cap, facility.cash_id)} to "
        f"{desk.money(asked.cap, facility.cash_id)}."
    )
    return desk.call("Facilities", "lowerCap", [asked.facility_id, asked.cap], meaning)


def freeze(desk: Desk, asked: servicing.Freeze) -> Meant:
    """IFacilities.freeze."""
    facility = desk.facility(asked.facility_id)
    meaning = f"Stop the draws of {shown(facility.supplier)}; what is owed stays, repayments go on."
    return desk.call("Facilities", "freeze", [asked.facility_id], meaning)


def unfreeze(desk: Desk, asked: servicing.Unfreeze) -> Meant:
    """IFacilities.unfreeze."""
    facility = desk.facility(asked.facility_id)
    meaning = f"Lift your freeze of the facility of {shown(facility.supplier)}, and no other."
    return desk.call("Facilities", "unfreeze", [asked.facility_id], meaning)


def set_min_version(desk: Desk, asked: servicing.SetMinVersion) -> Meant:
    """IFacilities.setMinVersion."""
    token = desk.token(asked.currency)
    meaning = (
        f"Withdraw what is signed for {shown(asked.supplier)} in {asked.currency} below version "
        f"{asked.min_version} and not accepted yet."
    )
    values = [asked.supplier, token.cash, asked.min_version]
    return desk.call("Facilities", "setMinVersion", values, meaning)


def draw_many(desk: Desk, asked: servicing.DrawMany) -> Meant:
    """ILoans.drawMany."""
    words = []
    for each in asked.draws:
        order = desk.order(each.order_id)
        rate = percent(each.max_rate_bps)
        words.append(f"{desk.money(each.amount, order.cash_id)} at {rate} a year at most")
    values = [
        tuple(each.order_id for each in asked.draws),
        tuple(each.amount for each in asked.draws),
        tuple(each.max_rate_bps for each in asked.draws),
    ]
    return desk.call("Loans", "drawMany", values, f"Draw {'; '.join(words)}.")


def adopt(desk: Desk, asked: servicing.Adopt) -> Meant:
    """ILoans.adopt."""
    desk.order(asked.order_id)
    meaning = "Put what is drawn on the order under the newest terms that you accepted, from now on."
    return desk.call("Loans", "adopt", [asked.order_id], meaning)


def extend(desk: Desk, asked: servicing.Extend) -> Meant:
    """ILoans.extend."""
    order = desk.order(asked.order_id)
    meaning = f"Let {shown(order.supplier)} pay back by {to_rfc3339(asked.due_at)}."
    return desk.call("Loans", "extend", [asked.order_id, asked.due_at], meaning)


def waive(desk: Desk, asked: servicing.Waive) -> Meant:
    """ILoans.waive."""
    order = desk.order(asked.order_id)
    meaning = (
        f"Give up {desk.money(asked.interest, order.cash_id)} of accrued interest and "
        f"{desk.money(asked.penalty, order.cash_id)} of penalty that {shown(order.supplier)} owes you."
    )
    return desk.call("Loans", "waive", [asked.order_id, asked.interest, asked.penalty], meaning)


def declare_default(desk: Desk, asked: servicing.DeclareDefault) -> Meant:
    """ILoans.declareDefault."""
    order = desk.order(asked.order_id)
    meaning = (
        f"Declare what {shown(order.supplier)} owes on the order in default: its facility draws nothing, "
        "what its other orders leave pays this one first, you may sell custody and claim guarantees."
    )
    return desk.call("Loans", "declareDefault", [asked.order_id], meaning)


def write_off(desk: Desk, asked: servicing.WriteOff) -> Meant:
    """ILoans.writeOff."""
    desk.order(asked.order_id)
    meaning = "Mark the account in default as written off; the debt stays."
    return desk.call("Loans", "writeOff", [asked.order_id], meaning)


def enforce_sale(desk: Desk, asked: servicing.EnforceSale) -> Meant:
    """ICollateral.enforceSale."""
    offer, signature = signed_offer(desk, asked.offer_id, offers.PURCHASE)
    meaning = (
        sale_in_words(desk, offer) + " They are in custody of an order in default; the price repays you."
    )
    values = [offer.order_id, offers.quote_tuple(offer.message), signature]
    return desk.call("Collateral", "enforceSale", values, meaning)


def deposit_guarantee(desk: Desk, asked: servicing.DepositGuarantee) -> Meant:
    """IGuaranteePool.deposit."""
    token = desk.token(asked.currency)
    meaning = f"Put {desk.money(asked.amount, token.cash_id)} into your deposit for guarantees."
    return desk.call("GuaranteePool", "deposit", [token.cash, asked.amount], meaning)


def give_notice(desk: Desk, asked: servicing.GiveNotice) -> Meant:
    """IGuaranteePool.giveNotice."""
    token = desk.token(asked.currency)
    meaning = f"Say that you will withdraw {desk.money(asked.amount, token.cash_id)} in 30 days or later."
    return desk.call("GuaranteePool", "giveNotice", [token.cash, asked.amount], meaning)


def withdraw_guarantee(desk: Desk, asked: servicing.WithdrawGuarantee) -> Meant:
    """IGuaranteePool.withdraw."""
    token = desk.token(asked.currency)
    meaning = f"Take {desk.money(asked.amount, token.cash_id)} out of your deposit for guarantees."
    return desk.call("GuaranteePool", "withdraw", [token.cash, asked.amount], meaning)


def commit(desk: Desk, asked: servicing.Commit) -> Meant:
    """IGuaranteePool.commit."""
    facility = desk.facility(asked.facility_id)
    meaning = (
        f"Answer to {shown(facility.financier)} for {percent(asked.cover_bps)} of what "
        f"{shown(facility.supplier)} will draw under version {asked.version} and not pay back: at most "
        f"{desk.money(asked.cap, facility.cash_id)}, at most "
        f"{desk.money(asked.per_buyer_cap, facility.cash_id)} for one buyer, until "
        f"{to_rfc3339(asked.valid_until)}."
    )
    values = [
        asked.facility_id,
        asked.version,
        asked.cover_bps,
        asked.cap,
        asked.per_buyer_cap,
        asked.valid_until,
    ]
    return desk.call("GuaranteePool", "commit", values, meaning)


def end_commitment(desk: Desk, asked: servicing.EndCommitment) -> Meant:
    """IGuaranteePool.endCommitment."""
    desk.facility(asked.facility_id)
    meaning = f"End the commitment of {shown(asked.guarantor)} whose time is over."
    values = [asked.guarantor, asked.facility_id, asked.version]
    return desk.call("GuaranteePool", "endCommitment", values, meaning)


def claim(desk: Desk, asked: servicing.Claim) -> Meant:
    """IGuaranteePool.claim."""
    desk.order(asked.order_id)
    meaning = (
        f"Be paid by {shown(asked.guarantor)} its part of the order in default; it then shares recoveries."
    )
    return desk.call("GuaranteePool", "claim", [asked.order_id, asked.guarantor], meaning)


BUILDERS: Final[dict[type, Builder]] = {
    servicing.LowerCap: lower_cap,
    servicing.Freeze: freeze,
    servicing.Unfreeze: unfreeze,
    servicing.SetMinVersion: set_min_version,
    servicing.DrawMany: draw_many,
    servicing.Adopt: adopt,
    servicing.Extend: extend,
    servicing.Waive: waive,
    servicing.DeclareDefault: declare_default,
    servicing.WriteOff: write_off,
    servicing.EnforceSale: enforce_sale,
    servicing.DepositGuarantee: deposit_guarantee,
    servicing.GiveNotice: give_notice,
    servicing.WithdrawGuarantee: withdraw_guarantee,
    servicing.Commit: commit,
    servicing.EndCommitment: end_commitment,
    servicing.Claim: claim,
}
