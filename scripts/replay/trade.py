"""From the log's lines to calls: who does what on chain when the log says that something happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chain.clients.collateral import Collateral
from chain.clients.orders import Orders
from chain.clients.receivables import Receivables
from chain.deployments import Deployment
from chain.encoding import to_hex
from chain.identities import receivable_id
from chain.messages import invoice_identity
from chain.structs import OrderTerms, Proposal
from scripts.replay import rules
from scripts.replay.books import Action, Invoice, Item, Kind, Stage, commitment
from scripts.replay.log import Event
from scripts.replay.people import People

NOBODY: Final = "0x" + "00" * 20
ALL_OWED: Final = 2**56 - 1
"""`pay` and `repay` take at most what is owed."""


class Trade:
    """Makes the calls of buyer and suppliers. `now`: time of the next block; `day`: of the log."""

    def __init__(self, deployment: Deployment, people: People) -> None:
        self._deployment = deployment
        self._people = people
        self._cash = deployment.cash_of(rules.CURRENCY).address
        self._orders = Orders(deployment.address("Orders"))
        self._receivables = Receivables(deployment.address("Receivables"))
        self._collateral = Collateral(deployment.address("Collateral"))
        self.now = 0
        self.day = 0
        self._acts: dict[str, Callable[[Item, Event], list[Action]]] = {
            rules.ORDER: self._ordered,
            rules.RECEIPT: self._receipt,
            rules.RECEIPT_CANCELLED: self._receipt_cancelled,
            rules.VENDOR_INVOICE: self._vendor_invoice,
            rules.VENDOR_CREDIT: self._vendor_credit,
            rules.INVOICE: self._invoice,
            rules.INVOICE_CANCELLED: self._invoice_cancelled,
            rules.CLEARING: self._clearing,
            rules.PRICE: self._changed,
            rules.QUANTITY: self._changed,
            rules.DELETED: self._deleted,
            rules.REACTIVATED: self._reactivated,
            rules.BLOCKED: self._blocked,
            rules.UNBLOCKED: self._unblocked,
        }

    def acts(self, item: Item, event: Event) -> list[Action]:
        """The calls that a line of the log stands for; none where there is nothing on chain to refer to."""
        return self._acts[event.activity](item, event)

    # ---------------------------------------------------------------- the log's lines

    def _ordered(self, item: Item, event: Event) -> list[Action]:
        deliver_by = (self.day + rules.DELIVERY_DAYS) * rules.DAY_S
        terms = OrderTerms(
            item.supplier.address,
            self._cash,
            event.amount,
            deliver_by,
            rules.PAYMENT_TERM_DAYS,
            NOBODY,
            rules.LATE_BPS,
            item.fingerprint,
            commitment("order", item.case_id),
            0,
        )
        values = {"amount": event.amount, "deliver_by": deliver_by}
        place = Action(Kind.PLACE, self._people.buyer, self._orders.place(terms), item, values=values)
        accept = self._orders.accept(item.order_id, 1)
        return [place, Action(Kind.ACCEPT, item.supplier, accept, item)]

    def _receipt(self, item: Item, event: Event) -> list[Action]:
        item.books_received += event.amount
        return [self.receive(item)]

    def _receipt_cancelled(self, item: Item, event: Event) -> list[Action]:
        return [self._give_back(item, event.amount, Kind.RETURN, rules.REASON_CANCELLED_RECEIPT)]

    def _vendor_invoice(self, item: Item, event: Event) -> list[Action]:
        invoice = self._new_invoice(item, event.amount)
        return [self.propose(item, invoice, event.amount, event.day)]

    def _vendor_credit(self, item: Item, event: Event) -> list[Action]:
        """A credit note: before the buyer has booked the invoice it is withdrawn, after it forgiven."""
        for invoice in item.newest(Stage.PROPOSED):
            if not invoice.booked:
                return [self.withdraw(item, invoice)]
        for invoice in item.newest(Stage.CONFIRMED):
            units = min(event.amount, invoice.proposal.face - invoice.forgiven)
            call = self._receivables.forgive(invoice.receivable_id, units)
            return [Action(Kind.FORGIVE, item.supplier, call, item, invoice, {"units": units})]
        return []

    def _invoice(self, item: Item, event: Event) -> list[Action]:
        """The buyer books the oldest invoice that it has not booked, or one that only its books know."""
        waiting = (
            one for one in item.invoices if not one.booked and one.stage in (Stage.NEW, Stage.PROPOSED)
        )
        invoice = next(waiting, None) or self._new_invoice(item, event.amount)
        invoice.booked, invoice.amount = True, event.amount
        acts = []
        if invoice.stage is Stage.PROPOSED and invoice.proposal.face != event.amount:
            acts.append(self.reject(item, invoice, rules.REASON_OTHER_AMOUNT))
        if invoice.stage is Stage.NEW:
            acts.append(self.propose(item, invoice, event.amount, self.day))
        return [*acts, self.confirm(item, invoice)]

    def _invoice_cancelled(self, item: Item, event: Event) -> list[Action]:
        """The newest of the same amount is voided by both parties, unless money came in."""
        candidates = item.newest(Stage.CONFIRMED, Stage.SETTLED)
        same = [one for one in candidates if one.amount == event.amount]
        if not candidates:
            return []
        invoice = (same or candidates)[0]
        return [self.ask_void(item, invoice), self.void(item, invoice)]

    def _clearing(self, item: Item, event: Event) -> list[Action]:
        """The oldest confirmed payable is paid; where there is none, the money went outside the chain."""
        confirmed = list(reversed(item.newest(Stage.CONFIRMED)))
        same = [one for one in confirmed if one.amount == event.amount]
        if not confirmed:
            return [self._give_back(item, event.amount, Kind.OUTSIDE, rules.REASON_OUTSIDE)]
        return [self.pay(item, (same or confirmed)[0])]

    def _changed(self, item: Item, event: Event) -> list[Action]:
        return self.amend(item, event.amount + item.cancelled)

    def _deleted(self, item: Item, _event: Event) -> list[Action]:
        call = self._orders.cancel_remainder(item.order_id)
        return [Action(Kind.CANCEL, self._people.buyer, call, item)]

    def _reactivated(self, item: Item, _event: Event) -> list[Action]:
        """What was cancelled comes back by an amendment alone."""
        return self.amend(item, item.ordered + item.cancelled)

    def _blocked(self, item: Item, event: Event) -> list[Action]:
        call = self._orders.dispute(item.order_id, event.amount, rules.REASON_PAYMENT_BLOCK)
        return [Action(Kind.DISPUTE, self._people.buyer, call, item)]

    def _unblocked(self, item: Item, _event: Event) -> list[Action]:
        call = self._orders.resolve_dispute(item.order_id)
        return [Action(Kind.RESOLVE, self._people.buyer, call, item)]

    # ---------------------------------------------------------------- single calls

    def receive(self, item: Item) -> Action:
        """The buyer says what it has received in all."""
        total = item.books_received
        root = commitment("receipt", item.case_id, total)
        call = self._orders.record_receipt(item.order_id, total, root)
        return Action(Kind.RECEIVE, self._people.buyer, call, item, values={"total": total})

    def amend(self, item: Item, amount: int) -> list[Action]:
        """The buyer changes the order's amount, the supplier agrees."""
        deliver_by = max(item.deliver_by, (self.day + rules.CHANGE_DELIVERY_DAYS) * rules.DAY_S)
        item.version += 1
        values = {"amount": amount, "deliver_by": deliver_by, "version": item.version}
        root = commitment("change", item.case_id, item.version)
        change = self._orders.amend(item.order_id, amount, deliver_by, root)
        agree = self._orders.accept_amendment(item.order_id, item.version)
        return [
            Action(Kind.AMEND, self._people.buyer, change, item, values=values),
            Action(Kind.AGREE, item.supplier, agree, item, values=values),
        ]

    def propose(self, item: Item, invoice: Invoice, face: int, dated: int) -> Action:
        """The supplier proposes `face` of an invoice, due its term after the day `dated`.

        The fingerprint service signs for this proposal alone, for a day.
        """
        maturity = (dated + rules.PAYMENT_TERM_DAYS) * rules.DAY_S
        proposal = Proposal(
            item.order_id, face, invoice.amount, maturity, invoice.fingerprint, invoice.root, invoice.n
        )
        invoice.n += 1
        invoice.proposal = proposal
        invoice.receivable_id = receivable_id(proposal, item.supplier.entity_id)
        invoice.stage = Stage.PROPOSED
        until = self.now + rules.DAY_S
        message = invoice_identity(
            self._deployment.chain_id,
            self._deployment.address("Fingerprints"),
            (item.supplier.entity_id, invoice.fingerprint, invoice.amount),
            self._deployment.address("Receivables"),
            invoice.receivable_id,
            until,
        )
        signature = to_hex(message.sign(self._people.service.key))
        call = self._receivables.propose(proposal, until, signature)
        return Action(Kind.PROPOSE, item.supplier, call, item, invoice)

    def reject(self, item: Item, invoice: Invoice, reason: int) -> Action:
        """The buyer refuses a proposal."""
        invoice.stage = Stage.NEW
        call = self._receivables.reject(invoice.proposal, reason)
        return Action(Kind.REJECT, self._people.buyer, call, item, invoice)

    def confirm(self, item: Item, invoice: Invoice) -> Action:
        """The buyer confirms what is proposed."""
        invoice.stage = Stage.CONFIRMED
        call = self._receivables.confirm(invoice.receivable_id, 0)
        return Action(Kind.CONFIRM, self._people.buyer, call, item, invoice)

    def pay(self, item: Item, invoice: Invoice) -> Action:
        """The buyer pays all that is owed, and the supplier gets its share."""
        invoice.stage = Stage.SETTLED
        holders = (item.supplier.address,)
        call = self._receivables.pay_and_redeem(invoice.receivable_id, ALL_OWED, holders)
        return Action(Kind.PAY, self._people.buyer, call, item, invoice)

    def withdraw(self, item: Item, invoice: Invoice) -> Action:
        """The supplier takes a proposal back."""
        invoice.stage = Stage.GONE
        call = self._receivables.withdraw(invoice.proposal)
        return Action(Kind.WITHDRAW, item.supplier, call, item, invoice)

    def ask_void(self, item: Item, invoice: Invoice) -> Action:
        """The buyer asks for what it confirmed to be voided."""
        call = self._receivables.request_void(invoice.receivable_id)
        return Action(Kind.ASK_VOID, self._people.buyer, call, item, invoice)

    def void(self, item: Item, invoice: Invoice) -> Action:
        """The supplier voids what the buyer asked to be voided."""
        invoice.stage = Stage.GONE
        call = self._receivables.void_receivable(invoice.proposal)
        return Action(Kind.VOID, item.supplier, call, item, invoice)

    def free_units(self, item: Item, invoice: Invoice) -> Action:
        """The supplier takes an invoice's units out of custody."""
        invoice.in_custody = False
        call = self._collateral.release_units(
            item.order_id, invoice.receivable_id, invoice.proposal.face, item.supplier.address
        )
        return Action(Kind.FREE_UNITS, item.supplier, call, item, invoice)

    def _give_back(self, item: Item, amount: int, kind: Kind, reason: int) -> Action:
        item.books_returned += amount
        total = item.books_returned
        root = commitment(kind, item.case_id, total)
        call = self._orders.record_return(item.order_id, total, reason, root)
        return Action(kind, self._people.buyer, call, item, values={"total": total})

    def _new_invoice(self, item: Item, amount: int) -> Invoice:
        no = len(item.invoices)
        identity = commitment("invoice identity", item.case_id, no)
        invoice = Invoice(no, identity, commitment("invoice", item.case_id, no), amount)
        item.invoices.append(invoice)
        return invoice
