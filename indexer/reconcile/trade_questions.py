"""Which view answers which columns: parties, cash, orders, receivables, quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chain.structs import Proposal
from indexer.changes import ZERO_ADDRESS
from indexer.handlers import orders as order_handlers
from indexer.handlers import receivables as receivable_handlers
from indexer.handlers.participants import currency_code
from indexer.models.shape import SHAPES
from indexer.reconcile.asking import Context, Question, Row, View, fields, one


def _participants(row: Row, context: Context) -> list[View]:
    columns = fields("valid_until", "roles", "suspended", "group_id", "entity_id", "overdue")
    return [View(context.participants.read_participant(row["account"]), columns)]


def _cash_tokens(row: Row, context: Context) -> list[View]:
    currency = View(
        context.tokens[row["cash_id"]].read_currency(),
        lambda answer: {"currency": currency_code(answer)},
    )
    return [View(context.participants.read_cash_of(row["cash_id"]), one("cash")), currency]


def _cash_balances(row: Row, context: Context) -> list[View]:
    return [View(context.tokens[row["cash_id"]].read_balance_of(row["account"]), one("balance"))]


def _cash_held(row: Row, context: Context) -> list[View]:
    return [View(context.tokens[row["cash_id"]].read_held_for(row["account"]), one("amount"))]


def _cash_receipts(row: Row, context: Context) -> list[View]:
    read = context.tokens[row["cash_id"]].read_receipt_issued(row["receipt_hash"])
    return [View(read, lambda issued: {"receipt_hash": row["receipt_hash"] if issued else None})]


def _system_state(_row: Row, context: Context) -> list[View]:
    return [
        View(context.participants.read_paused(), one("paused")),
        View(context.fingerprints.read_service(), one("fingerprint_service")),
    ]


def _fingerprint_writers(row: Row, context: Context) -> list[View]:
    return [View(context.fingerprints.read_is_writer(row["writer"]), one("allowed"))]


def _occupancy(row: Row, context: Context) -> list[View]:
    return [View(context.fingerprints.read_occupancy(row["key"]), fields("gross", "occupied"))]


_ORDER: Final = (
    "buyer",
    "supplier",
    "cash_id",
    "amount",
    "deliver_by",
    "payment_term_days",
    "attestor",
    "late_bps",
    "version",
    "pledged",
    "cancelled",
    "shipped",
    "attested",
    "received",
    "returned",
    "proposed",
    "confirmed",
    "disputed_by_buyer",
    "disputed_by_supplier",
)


def _orders(row: Row, context: Context) -> list[View]:
    """The order's facts; the change that waits; and its id again from buyer, fingerprint and n."""
    facts = fields(*_ORDER)
    identity = context.orders.read_order_id_of(row["buyer"], row["fingerprint"], row["n"])
    return [
        View(
            context.orders.read_order(row["order_id"]),
            lambda order: {**facts(order), "state": order_handlers.STATES[order.state]},
        ),
        View(
            context.orders.read_amendment(row["order_id"]),
            lambda change: {
                "amendment_version": change.version,
                "amendment_amount": change.amount,
                "amendment_deliver_by": change.deliver_by,
            },
        ),
        View(identity, one("order_id")),
    ]


def _flags(flags: int) -> dict[str, bool]:
    return {
        "overdue": bool(flags & receivable_handlers.OVERDUE),
        "void_by_buyer": bool(flags & receivable_handlers.VOID_BY_BUYER),
        "void_by_supplier": bool(flags & receivable_handlers.VOID_BY_SUPPLIER),
    }


def _receivables(row: Row, context: Context) -> list[View]:
    """The receivable's facts; and its id again from its content."""
    facts = fields("order_id", "face", "outstanding", "paid", "maturity", "cash_id", "late_bps")
    content = Proposal(
        order_id=row["order_id"],
        face=row["face"],
        gross=row["gross"],
        maturity=row["maturity"],
        fingerprint=row["fingerprint"],
        root=row["root"],
        n=row["n"],
    )
    return [
        View(
            context.receivables.read_receivable(row["receivable_id"]),
            lambda answer: {
                **facts(answer),
                **_flags(answer.flags),
                "state": receivable_handlers.STATES[answer.state],
            },
        ),
        View(
            context.receivables.read_late_of(row["receivable_id"]),
            lambda late: {
                "late_units": late.units,
                "late_accrued_at": late.accrued_at,
                "late_paid": late.paid,
            },
        ),
        View(context.receivables.read_obligor_of(row["receivable_id"]), one("buyer")),
        View(
            context.receivables.read_receivable_id_of(content, row["supplier"]),
            one("receivable_id"),
        ),
    ]


def _holdings(row: Row, context: Context) -> list[View]:
    read = context.receivables.read_holding(row["receivable_id"], row["holder"])
    return [View(read, fields("units", "seen", "claim"))]


def _consents(row: Row, context: Context) -> list[View]:
    """The view also says yes where the receiver takes units from anyone."""
    columns = SHAPES["consents"].columns
    anyone = context.mirror["consents"].get((row["receiver"], ZERO_ADDRESS))
    whole = anyone is not None and anyone[columns.index("consented")]
    read = context.receivables.read_consents(row["receiver"], row["sender"])
    return [View(read, one("consented"), {"consented": row["consented"] or whole})]


def _unit_operators(row: Row, context: Context) -> list[View]:
    return [View(context.receivables.read_is_operator(row["owner"], row["spender"]), one("approved"))]


def _quote_nonces(row: Row, context: Context) -> list[View]:
    read = context.market.read_nonce_used(row["account"], row["nonce"])
    return [View(read, lambda used: {"nonce": row["nonce"] if used else None})]


QUESTIONS: Final[Mapping[str, Question]] = {
    "participants": _participants,
    "cash_tokens": _cash_tokens,
    "cash_balances": _cash_balances,
    "cash_held": _cash_held,
    "cash_receipts": _cash_receipts,
    "system_state": _system_state,
    "fingerprint_writers": _fingerprint_writers,
    "occupancy": _occupancy,
    "orders": _orders,
    "receivables": _receivables,
    "holdings": _holdings,
    "consents": _consents,
    "unit_operators": _unit_operators,
    "quote_nonces": _quote_nonces,
}
