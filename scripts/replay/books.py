"""What the parties know of each order item: their own books, and what of it the chain has taken.

An item's `received`, `returned`, `ordered` … are the chain's, changed only by calls that succeeded. What the
buyer's own system says (`books_received` …) runs ahead of it wherever a contract refused. `version` and the
stage of an invoice are expected while a day is planned, and put right when its receipts are there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from chain.calls import Call
from chain.encoding import from_hex, keccak256, to_hex
from chain.errors import ContractError
from chain.structs import Proposal
from scripts.replay.faults import ReplayError
from scripts.replay.people import Party, Supplier
from scripts.replay.rules import DAY_S, PAYMENT_TERM_DAYS

NO_PROPOSAL: Final = Proposal("0x" + "00" * 32, 0, 0, 0, "0x" + "00" * 32, "0x" + "00" * 32, 0)


class Kind(StrEnum):
    """What a call does, in the words of the trade."""

    PLACE = "place"
    ACCEPT = "accept"
    AMEND = "amend"
    AGREE = "acceptAmendment"
    RECEIVE = "recordReceipt"
    RETURN = "recordReturn"
    OUTSIDE = "recordReturn (settled outside the chain)"
    CANCEL = "cancelRemainder"
    DISPUTE = "dispute"
    RESOLVE = "resolveDispute"
    PROPOSE = "propose"
    WITHDRAW = "withdraw"
    REJECT = "reject"
    CONFIRM = "confirm"
    FORGIVE = "forgive"
    ASK_VOID = "requestVoid"
    VOID = "voidReceivable"
    FREE_UNITS = "releaseUnits"
    PAY = "payAndRedeem"
    PLEDGE = "pledge"
    OPEN = "openAndDraw"
    DRAW = "draw"
    REPAY = "repay"
    SYNC = "sync"
    SET_UP = "set-up"


class Stage(StrEnum):
    """Where an invoice stands on chain."""

    NEW = "new"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    GONE = "gone"


@dataclass(slots=True)
class Invoice:
    """An invoice of an item: the supplier's document, or one that only the buyer's books know.

    amount: what it says, minor units; booked: the buyer has entered it. stage and in_custody are
    expected, those with chain_ are so.
    """

    no: int
    fingerprint: str
    root: str
    amount: int
    proposal: Proposal = NO_PROPOSAL
    receivable_id: str = ""
    stage: Stage = Stage.NEW
    chain_stage: Stage = Stage.NEW
    n: int = 0
    forgiven: int = 0
    settled_at: int = 0
    booked: bool = False
    in_custody: bool = False
    chain_in_custody: bool = False

    def move(self, stage: Stage) -> None:
        """The chain took it there."""
        self.stage = self.chain_stage = stage


@dataclass(slots=True)
class Item:
    """An order item. Amounts are minor units; times Unix seconds; days count from 1970."""

    no: int
    case_id: str
    supplier: Supplier
    fingerprint: str
    order_id: str
    ordered: int = 0
    first_amount: int = 0
    deliver_by: int = 0
    cancelled: int = 0
    received: int = 0
    returned: int = 0
    accepted: bool = False
    version: int = 1
    chain_version: int = 1
    books_received: int = 0
    books_returned: int = 0
    invoices: list[Invoice] = field(default_factory=list)
    pledged: bool = False
    principal: int = 0
    capacity: int = 0
    over_since: int = 0
    due_at: int = 0
    first_maturity: int = 0
    next_try_day: int = 0

    @property
    def live(self) -> int:
        """What of the order stands."""
        return self.ordered - self.cancelled

    def drawable(self, at: int) -> bool:
        """Whether the account can be drawn on at a time: not past due, nothing overdue in custody."""
        term = PAYMENT_TERM_DAYS * DAY_S
        due_at = self.due_at if self.principal else self.deliver_by + term
        return at < due_at and not 0 < self.first_maturity <= at

    def newest(self, *stages: Stage) -> list[Invoice]:
        """Its invoices in these stages, the newest first."""
        return [invoice for invoice in reversed(self.invoices) if invoice.stage in stages]

    def put_right(self) -> None:
        """After the day's receipts: what was expected is what the chain says."""
        self.version = self.chain_version
        for invoice in self.invoices:
            invoice.stage, invoice.in_custody = invoice.chain_stage, invoice.chain_in_custody


@dataclass(slots=True)
class Action:
    """One call that a party makes, and how it ended. `values`: what it says, for whom it succeeds for.

    refused: the contract's error; mended: a later call brought about what this one wanted.
    """

    kind: Kind
    by: Party
    call: Call
    item: Item | None = None
    invoice: Invoice | None = None
    values: dict[str, Any] = field(default_factory=dict)
    refused: ContractError | None = None
    mended: bool = False
    repeated: bool = False

    @property
    def on(self) -> Item:
        """The item of a call that has one. Errors: ReplayError."""
        if self.item is None:
            raise ReplayError(f"{self.kind} belongs to no item")
        return self.item

    @property
    def of(self) -> Invoice:
        """The invoice of a call that has one. Errors: ReplayError."""
        if self.invoice is None:
            raise ReplayError(f"{self.kind} belongs to no invoice")
        return self.invoice

    @property
    def why(self) -> ContractError:
        """Why it was refused. Errors: ReplayError where it was not."""
        if self.refused is None:
            raise ReplayError(f"{self.kind} was not refused")
        return self.refused


def order_id_of(entity_id: str, fingerprint: str) -> str:
    """The id of an order that is the first of its identity: IOrders.orderIdOf with n = 0."""
    entity = from_hex(entity_id, "entityId", 14).ljust(32, b"\0")
    return to_hex(keccak256(entity + from_hex(fingerprint, "fingerprint", 32) + bytes(32)))


def commitment(*words: object) -> str:
    """32 bytes that stand for a document or an identity of the log."""
    return to_hex(keccak256("/".join(map(str, words)).encode()))


def apply(action: Action, at: int) -> None:
    """Write down a call that succeeded in a block of this time, Unix seconds."""
    item, invoice = action.item, action.invoice
    if item is None:
        return
    match action.kind:
        case Kind.PLACE:
            item.ordered = item.first_amount = action.values["amount"]
            item.deliver_by = action.values["deliver_by"]
        case Kind.ACCEPT:
            item.accepted = True
        case Kind.AMEND:
            item.chain_version = action.values["version"]
        case Kind.AGREE:
            item.ordered, item.deliver_by = action.values["amount"], action.values["deliver_by"]
        case Kind.RECEIVE:
            item.received = action.values["total"]
        case Kind.RETURN | Kind.OUTSIDE:
            item.returned = action.values["total"]
        case Kind.CANCEL:
            item.cancelled = item.ordered - item.received
        case Kind.PLEDGE:
            item.pledged = True
        case Kind.OPEN:
            item.pledged = item.supplier.open = True
        case _:
            if invoice is not None:
                _apply_to_invoice(action, item, invoice)
                invoice.settled_at = at if invoice.chain_stage is Stage.SETTLED else 0


def _apply_to_invoice(action: Action, item: Item, invoice: Invoice) -> None:
    kind = action.kind
    if kind is Kind.FORGIVE:
        invoice.forgiven += action.values["units"]
        if invoice.forgiven == invoice.proposal.face:
            invoice.move(Stage.SETTLED)
    if kind in _LEADS_TO:
        invoice.move(_LEADS_TO[kind])
    if kind in (Kind.CONFIRM, Kind.FREE_UNITS):
        invoice.in_custody = invoice.chain_in_custody = item.pledged and kind is Kind.CONFIRM


_LEADS_TO: Final = {
    Kind.PROPOSE: Stage.PROPOSED,
    Kind.WITHDRAW: Stage.GONE,
    Kind.REJECT: Stage.NEW,
    Kind.CONFIRM: Stage.CONFIRMED,
    Kind.VOID: Stage.GONE,
    Kind.PAY: Stage.SETTLED,
}
