"""Which view answers which columns of which table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from chain.clients.base import Read
from chain.clients.cash import Cash
from chain.clients.facilities import Facilities
from chain.clients.fingerprints import Fingerprints
from chain.clients.loans import Loans
from chain.clients.market import Market
from chain.clients.orders import Orders
from chain.clients.participants import Participants
from chain.clients.receivables import Receivables
from chain.deployments import Deployment
from chain.structs import Proposal
from indexer.changes import ZERO_ADDRESS
from indexer.handlers import orders as order_handlers
from indexer.handlers import receivables as receivable_handlers
from indexer.handlers.participants import currency_code
from indexer.models.shape import SHAPES
from indexer.replay import Keyed

Row: TypeAlias = Mapping[str, Any]


class Context:
    """Clients at the deployment's addresses, the cash tokens by number, the mirror's tables."""

    def __init__(
        self, deployment: Deployment, tokens: Mapping[int, Cash], mirror: Mapping[str, Keyed]
    ) -> None:
        self.participants = Participants(deployment.address("Participants"))
        self.fingerprints = Fingerprints(deployment.address("Fingerprints"))
        self.orders = Orders(deployment.address("Orders"))
        self.receivables = Receivables(deployment.address("Receivables"))
        self.facilities = Facilities(deployment.address("Facilities"))
        self.loans = Loans(deployment.address("Loans"))
        self.market = Market(deployment.address("Market"))
        self.tokens = tokens
        self.mirror = mirror


@dataclass(frozen=True)
class View:
    """A question, and how its answer reads as columns. derived: what the mirror says where it is not one
    column."""

    read: Read[Any]
    columns: Callable[[Any], dict[str, Any]]
    derived: Mapping[str, Any] = field(default_factory=dict)


Question: TypeAlias = Callable[[Row, Context], list[View]]
"""A row → the views that must answer what it says. KeyError: it names an unknown cash token."""


def _fields(*names: str) -> Callable[[Any], dict[str, Any]]:
    """The answer's fields that are columns of the same name."""
    return lambda answer: {name: getattr(answer, name) for name in names}


def _one(column: str) -> Callable[[Any], dict[str, Any]]:
    """The answer is one column's value."""
    return lambda answer: {column: answer}


def _four(column: str, values: tuple[int, ...]) -> dict[str, int]:
    return {f"{column}_{stage}": value for stage, value in enumerate(values)}


def _participants(row: Row, context: Context) -> list[View]:
    columns = _fields("valid_until", "roles", "suspended", "group_id", "entity_id")
    return [View(context.participants.read_participant(row["account"]), columns)]


def _cash_tokens(row: Row, context: Context) -> list[View]:
    currency = View(
        context.tokens[row["cash_id"]].read_currency(),
        lambda answer: {"currency": currency_code(answer)},
    )
    return [View(context.participants.read_cash_of(row["cash_id"]), _one("cash")), currency]


def _cash_balances(row: Row, context: Context) -> list[View]:
    return [View(context.tokens[row["cash_id"]].read_balance_of(row["account"]), _one("balance"))]


def _cash_held(row: Row, context: Context) -> list[View]:
    return [View(context.tokens[row["cash_id"]].read_held_for(row["account"]), _one("amount"))]


def _cash_receipts(row: Row, context: Context) -> list[View]:
    read = context.tokens[row["cash_id"]].read_receipt_issued(row["receipt_hash"])
    return [View(read, lambda issued: {"receipt_hash": row["receipt_hash"] if issued else None})]


def _system_state(_row: Row, context: Context) -> list[View]:
    return [
        View(context.participants.read_paused(), _one("paused")),
        View(context.fingerprints.read_service(), _one("fingerprint_service")),
    ]


def _fingerprint_writers(row: Row, context: Context) -> list[View]:
    return [View(context.fingerprints.read_is_writer(row["writer"]), _one("allowed"))]


def _occupancy(row: Row, context: Context) -> list[View]:
    return [View(context.fingerprints.read_occupancy(row["key"]), _fields("gross", "occupied"))]


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
    """The order's facts; and its id again from buyer, fingerprint and n."""
    facts = _fields(*_ORDER)
    identity = context.orders.read_order_id_of(row["buyer"], row["fingerprint"], row["n"])
    return [
        View(
            context.orders.read_order(row["order_id"]),
            lambda order: {**facts(order), "state": order_handlers.STATES[order.state]},
        ),
        View(identity, _one("order_id")),
    ]


def _receivables(row: Row, context: Context) -> list[View]:
    """The receivable's facts; and its id again from its content."""
    facts = _fields("order_id", "face", "outstanding", "paid", "maturity", "cash_id", "late_bps")
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
            lambda answer: {**facts(answer), "state": receivable_handlers.STATES[answer.state]},
        ),
        View(context.receivables.read_obligor_of(row["receivable_id"]), _one("buyer")),
        View(
            context.receivables.read_receivable_id_of(content, row["supplier"]),
            _one("receivable_id"),
        ),
    ]


def _holdings(row: Row, context: Context) -> list[View]:
    read = context.receivables.read_holding(row["receivable_id"], row["holder"])
    return [View(read, _fields("units", "seen", "claim"))]


def _consents(row: Row, context: Context) -> list[View]:
    """The view also says yes where the receiver takes units from anyone."""
    columns = SHAPES["consents"].columns
    anyone = context.mirror["consents"].get((row["receiver"], ZERO_ADDRESS))
    whole = anyone is not None and anyone[columns.index("consented")]
    read = context.receivables.read_consents(row["receiver"], row["sender"])
    return [View(read, _one("consented"), {"consented": row["consented"] or whole})]


def _unit_operators(row: Row, context: Context) -> list[View]:
    return [View(context.receivables.read_is_operator(row["owner"], row["spender"]), _one("approved"))]


def _quote_nonces(row: Row, context: Context) -> list[View]:
    read = context.market.read_nonce_used(row["signer"], row["nonce"])
    return [View(read, lambda used: {"nonce": row["nonce"] if used else None})]


_MANDATE: Final = (
    "underwriter",
    "valid_until",
    "floor_rate_bps",
    "max_fee_bps",
    "max_penalty_bps",
    "max_cap",
    "max_total",
    "fee_to",
    "max_tenor_days",
    "min_yield_bps",
    "purchase_budget",
)


def _mandates(row: Row, context: Context) -> list[View]:
    def columns(answer: Any) -> dict[str, Any]:
        mandate = answer.m
        return {
            **_fields(*_MANDATE)(mandate),
            **_four("max_advance_bps", mandate.max_advance_bps),
            "used": answer.used,
        }

    return [View(context.facilities.read_mandate(row["financier"], row["cash_id"]), columns)]


def _lines(row: Row, context: Context) -> list[View]:
    read = context.facilities.read_line(row["financier"], row["cash_id"], row["buyer"])
    return [View(read, _fields("cap", "used"))]


def _relied_attestors(row: Row, context: Context) -> list[View]:
    return [View(context.facilities.read_relies_on(row["financier"], row["attestor"]), _one("relied_on"))]


def _facilities(row: Row, context: Context) -> list[View]:
    """The facility under its number; and its id again from the parties and the token."""
    token = context.tokens[row["cash_id"]].address
    return [
        View(
            context.facilities.read_facility_by_no(row["no"]),
            _fields("financier", "cash_id", "version", "no", "cap", "used"),
        ),
        View(
            context.facilities.read_facility_id_of(row["financier"], row["supplier"], token),
            _one("facility_id"),
        ),
    ]


_SCHEDULE: Final = (
    "penalty_bps",
    "fee_bps",
    "grace_days",
    "cure_days",
    "stale_days",
    "max_tenor_days",
    "draw_until",
)


def _facility_terms(row: Row, context: Context) -> list[View]:
    def columns(schedule: Any) -> dict[str, Any]:
        return {
            **_fields(*_SCHEDULE)(schedule),
            **_four("advance_bps", schedule.advance_bps),
            **_four("rate_bps", schedule.rate_bps),
        }

    return [View(context.facilities.read_schedule_of(row["facility_id"], row["version"]), columns)]


_ACCOUNT: Final = (
    "principal",
    "interest",
    "penalty",
    "accrued_at",
    "rate_bps",
    "due_at",
    "version",
    "pledged",
    "custody",
    "over_since",
    "deliver_by",
    "first_draw_at",
)


def _loan_accounts(row: Row, context: Context) -> list[View]:
    """The account as stored; and its facility, which is none once it is released."""
    order_id = row["order_id"]
    of_now = {"facility_id": row["facility_id"] if row["pledged"] else "0x" + "00" * 32}
    return [
        View(context.loans.read_account(order_id), _fields(*_ACCOUNT)),
        View(context.loans.read_custody_maturities(order_id), _one("custody_maturities")),
        View(context.loans.read_facility_of(order_id), _one("facility_id"), of_now),
    ]


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
    "mandates": _mandates,
    "lines": _lines,
    "relied_attestors": _relied_attestors,
    "facilities": _facilities,
    "facility_terms": _facility_terms,
    "loan_accounts": _loan_accounts,
}
