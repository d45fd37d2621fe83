"""Actions on orders and receivables → calls and sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from api.auth.signatures import canonical
from api.documents.service import invoice_attestation
from api.mirror import head
from api.problems import Conflict
from api.receivables.owing import owed_at
from api.scalars import to_rfc3339
from api.transactions.actions import trade
from api.transactions.actions.desk import Desk, Meant, shown
from chain.structs import OrderTerms, Proposal
from indexer.models.trade import Receivable

Builder = Callable[[Desk, Any], Meant]


def place(desk: Desk, asked: trade.Place) -> Meant:
    """IOrders.place."""
    terms, words = _ordered(desk, asked)
    return desk.call("Orders", "place", [terms], f"Order {words}")


def place_signed(desk: Desk, asked: trade.PlaceSigned) -> Meant:
    """IOrders.placeSigned. Who stands behind the signature is the contract's to judge."""
    terms, words = _ordered(desk, asked)
    meaning = f"Bring to the chain what {shown(asked.buyer)} signed to order, and will owe for: {words}"
    signature = canonical(bytes.fromhex(asked.signature[2:]))
    values = [asked.buyer, terms, asked.valid_until, signature]
    return desk.call("Orders", "placeSigned", values, meaning)


def _ordered(desk: Desk, asked: trade.Place | trade.PlaceSigned) -> tuple[OrderTerms, str]:
    """The contract's terms, and in words."""
    token = desk.token(asked.currency)
    terms = OrderTerms(
        asked.supplier,
        token.cash,
        asked.amount,
        asked.deliver_by,
        asked.payment_term_days,
        asked.attestor,
        asked.late_bps,
        asked.fingerprint,
        asked.root,
        asked.n,
    )
    words = (
        f"goods for {desk.money(asked.amount, token.cash_id)} from {shown(asked.supplier)}, to be "
        f"delivered by {to_rfc3339(asked.deliver_by)} and paid within {asked.payment_term_days} days."
    )
    return terms, words


def accept(desk: Desk, asked: trade.Accept) -> Meant:
    """IOrders.accept."""
    order = desk.order(asked.order_id)
    version = asked.version or order.version
    meaning = (
        f"Accept the order of {shown(order.buyer)} for {desk.money(order.amount, order.cash_id)} in its "
        f"version {version}."
    )
    return desk.call("Orders", "accept", [asked.order_id, version], meaning)


def reject_order(desk: Desk, asked: trade.RejectOrder) -> Meant:
    """IOrders.reject."""
    order = desk.order(asked.order_id)
    meaning = f"Refuse the order of {shown(order.buyer)} for {desk.money(order.amount, order.cash_id)}."
    return desk.call("Orders", "reject", [asked.order_id, asked.reason], meaning)


def amend(desk: Desk, asked: trade.Amend) -> Meant:
    """IOrders.amend."""
    order = desk.order(asked.order_id)
    waits = ", once the supplier agrees" if order.state == "ACCEPTED" else ""
    meaning = (
        f"Change the order of {desk.money(order.amount, order.cash_id)} to "
        f"{desk.money(asked.amount, order.cash_id)}, delivered by {to_rfc3339(asked.deliver_by)}{waits}."
    )
    values = [asked.order_id, asked.amount, asked.deliver_by, asked.root]
    return desk.call("Orders", "amend", values, meaning)


def accept_amendment(desk: Desk, asked: trade.AcceptAmendment) -> Meant:
    """IOrders.acceptAmendment. Errors: Conflict where no change waits."""
    order = desk.order(asked.order_id)
    if order.amendment_version == 0:
        raise Conflict("no change of this order waits for the supplier", code="no_amendment")
    version = asked.version or order.amendment_version
    meaning = (
        f"Agree to change the order of {desk.money(order.amount, order.cash_id)} to "
        f"{desk.money(order.amendment_amount, order.cash_id)}, delivered by "
        f"{to_rfc3339(order.amendment_deliver_by)}, as its version {version}."
    )
    return desk.call("Orders", "acceptAmendment", [asked.order_id, version], meaning)


def _milestone(function: str, words: str, field: str) -> Builder:
    def build(desk: Desk, asked: Any) -> Meant:
        order = desk.order(asked.order_id)
        total: int = getattr(asked, field)
        ordered = desk.money(order.amount, order.cash_id)
        meaning = f"{words} {desk.money(total, order.cash_id)} of {ordered} ordered."
        return desk.call("Orders", function, [asked.order_id, total, asked.root], meaning)

    return build


def record_return(desk: Desk, asked: trade.RecordReturn) -> Meant:
    """IOrders.recordReturn."""
    order = desk.order(asked.order_id)
    total = desk.money(asked.returned_total, order.cash_id)
    meaning = f"Record that goods worth {total} in all were returned; final."
    values = [asked.order_id, asked.returned_total, asked.reason, asked.root]
    return desk.call("Orders", "recordReturn", values, meaning)


def dispute(desk: Desk, asked: trade.Dispute) -> Meant:
    """IOrders.dispute."""
    order = desk.order(asked.order_id)
    meaning = f"Dispute {desk.money(asked.amount, order.cash_id)} of the order."
    return desk.call("Orders", "dispute", [asked.order_id, asked.amount, asked.reason], meaning)


def resolve_dispute(desk: Desk, asked: trade.ResolveDispute) -> Meant:
    """IOrders.resolveDispute."""
    desk.order(asked.order_id)
    return desk.call("Orders", "resolveDispute", [asked.order_id], "End your dispute of the order.")


def cancel_remainder(desk: Desk, asked: trade.CancelRemainder) -> Meant:
    """IOrders.cancelRemainder."""
    order = desk.order(asked.order_id)
    rest = order.amount - order.cancelled - max(order.shipped, order.received)
    meaning = f"Cancel {desk.money(max(0, rest), order.cash_id)} that is neither shipped nor received."
    return desk.call("Orders", "cancelRemainder", [asked.order_id], meaning)


def propose(desk: Desk, asked: trade.Propose) -> Meant:
    """IReceivables.propose, with the fingerprint service's signature over what the uploaded invoice says."""
    order = desk.order(asked.order_id)
    proposal = Proposal(
        asked.order_id,
        asked.face,
        asked.gross,
        asked.maturity,
        asked.fingerprint,
        asked.root,
        asked.n,
    )
    valid_until, signature = invoice_attestation(desk.context, desk.session, desk.caller, proposal)
    meaning = (
        f"Propose to {shown(order.buyer)} to owe {desk.money(asked.face, order.cash_id)} of an invoice of "
        f"{desk.money(asked.gross, order.cash_id)}, due {to_rfc3339(asked.maturity)}."
    )
    return desk.call("Receivables", "propose", [proposal, valid_until, signature], meaning)


def _proposal(row: Receivable) -> tuple[Any, ...]:
    return (row.order_id, row.face, row.gross, row.maturity, row.fingerprint, row.root, row.n)


def withdraw(desk: Desk, asked: trade.Withdraw) -> Meant:
    """IReceivables.withdraw."""
    row = desk.receivable(asked.receivable_id)
    meaning = f"Take back the proposal of {desk.money(row.face, row.cash_id)}."
    return desk.call("Receivables", "withdraw", [_proposal(row)], meaning)


def reject_receivable(desk: Desk, asked: trade.RejectReceivable) -> Meant:
    """IReceivables.reject."""
    row = desk.receivable(asked.receivable_id)
    meaning = f"Refuse to owe the {desk.money(row.face, row.cash_id)} that {shown(row.supplier)} proposed."
    return desk.call("Receivables", "reject", [_proposal(row), asked.reason], meaning)


def confirm(desk: Desk, asked: trade.Confirm) -> Meant:
    """IReceivables.confirm."""
    row = desk.receivable(asked.receivable_id)
    due = to_rfc3339(row.maturity)
    meaning = f"Owe {desk.money(row.face, row.cash_id)}, irrevocably, to whoever holds it, due {due}."
    return desk.call("Receivables", "confirm", [asked.receivable_id, asked.reason_code], meaning)


def accept_from(desk: Desk, asked: trade.AcceptFrom) -> Meant:
    """IReceivables.acceptFrom."""
    whom = "anyone" if asked.sender == trade.ZERO_ADDRESS else shown(asked.sender)
    meaning = f"{'Take' if asked.consented else 'Take no longer'} units of receivables from {whom}."
    return desk.call("Receivables", "acceptFrom", [asked.sender, asked.consented], meaning)


def transfer(desk: Desk, asked: trade.Transfer) -> Meant:
    """IERC6909.transfer."""
    row = desk.receivable(asked.receivable_id)
    meaning = f"Hand {desk.money(asked.units, row.cash_id)} of the receivable's face to {shown(asked.to)}."
    values = [asked.to, int(asked.receivable_id, 16), asked.units]
    return desk.call("Receivables", "transfer", values, meaning)


def pay(desk: Desk, asked: trade.Pay) -> Meant:
    """IReceivables.pay."""
    row = desk.receivable(asked.receivable_id)
    values = [asked.receivable_id, asked.amount]
    return desk.call("Receivables", "pay", values, _paying(desk, row, asked.amount))


def pay_and_redeem(desk: Desk, asked: trade.PayAndRedeem) -> Meant:
    """IReceivables.payAndRedeem."""
    row = desk.receivable(asked.receivable_id)
    holders = ", ".join(map(shown, asked.holders))
    meaning = f"{_paying(desk, row, asked.amount)} Then hand {holders} what is theirs of it."
    values = [asked.receivable_id, asked.amount, tuple(asked.holders)]
    return desk.call("Receivables", "payAndRedeem", values, meaning)


def _paying(desk: Desk, row: Receivable, amount: int) -> str:
    owed = owed_at(row, head(desk.session).timestamp)
    total = desk.money(owed.face + owed.late, row.cash_id)
    late = f", {desk.money(owed.late, row.cash_id)} of it late interest" if owed.late else ""
    return f"Pay at most {desk.money(amount, row.cash_id)} of {total} owed{late}."


def flag_overdue(desk: Desk, asked: trade.FlagOverdue) -> Meant:
    """IReceivables.flagOverdue."""
    rows = [desk.receivable(each) for each in asked.receivable_ids]
    buyers = ", ".join(shown(each) for each in sorted({row.buyer for row in rows}))
    meaning = (
        f"Flag {len(rows)} payables of {buyers} as unpaid past maturity: it confirms nothing until paid."
    )
    return desk.call("Receivables", "flagOverdue", [tuple(asked.receivable_ids)], meaning)


def forgive(desk: Desk, asked: trade.Forgive) -> Meant:
    """IReceivables.forgive."""
    row = desk.receivable(asked.receivable_id)
    meaning = (
        f"Give up {desk.money(asked.units, row.cash_id)} that {shown(row.buyer)} owes you, for good and for "
        "nothing."
    )
    return desk.call("Receivables", "forgive", [asked.receivable_id, asked.units], meaning)


def request_void(desk: Desk, asked: trade.RequestVoid) -> Meant:
    """IReceivables.requestVoid."""
    row = desk.receivable(asked.receivable_id)
    meaning = f"Ask the other party to void the receivable of {desk.money(row.face, row.cash_id)}."
    return desk.call("Receivables", "requestVoid", [asked.receivable_id], meaning)


def void_receivable(desk: Desk, asked: trade.VoidReceivable) -> Meant:
    """IReceivables.voidReceivable."""
    row = desk.receivable(asked.receivable_id)
    face = desk.money(row.face, row.cash_id)
    meaning = f"Void the receivable of {face} as the other party asked: no debt is left."
    return desk.call("Receivables", "voidReceivable", [_proposal(row)], meaning)


def redeem(desk: Desk, asked: trade.Redeem) -> Meant:
    """IReceivables.redeem."""
    desk.receivable(asked.receivable_id)
    holder = asked.holder or desk.caller.account
    meaning = f"Hand {shown(holder)} its share of what was paid in."
    return desk.call("Receivables", "redeem", [asked.receivable_id, holder], meaning)


BUILDERS: Final[dict[type, Builder]] = {
    trade.Place: place,
    trade.PlaceSigned: place_signed,
    trade.Accept: accept,
    trade.RejectOrder: reject_order,
    trade.Amend: amend,
    trade.AcceptAmendment: accept_amendment,
    trade.RecordShipment: _milestone("recordShipment", "Record that you have shipped", "shipped_total"),
    trade.AttestShipment: _milestone("attestShipment", "Attest shipments of", "attested_total"),
    trade.RetractAttestation: _milestone(
        "retractAttestation", "Take your evidence back down to", "attested_total"
    ),
    trade.RecordReceipt: _milestone("recordReceipt", "Record that you have received", "received_total"),
    trade.RecordReturn: record_return,
    trade.Dispute: dispute,
    trade.ResolveDispute: resolve_dispute,
    trade.CancelRemainder: cancel_remainder,
    trade.Propose: propose,
    trade.Withdraw: withdraw,
    trade.RejectReceivable: reject_receivable,
    trade.Confirm: confirm,
    trade.AcceptFrom: accept_from,
    trade.Transfer: transfer,
    trade.Pay: pay,
    trade.PayAndRedeem: pay_and_redeem,
    trade.FlagOverdue: flag_overdue,
    trade.Forgive: forgive,
    trade.RequestVoid: request_void,
    trade.VoidReceivable: void_receivable,
    trade.Redeem: redeem,
}
