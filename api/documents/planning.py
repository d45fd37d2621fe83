"""From the documents of a trade to the calls that they imply.

Source: interfaces.md, Documents → actions; model.md, Orders and Receivables. Milestones carry the NEW TOTAL
in minor units (valuation.py says how quantities become money). A document with an error finding implies
nothing. Received goods are counted with the rejected ones; the rejected ones are a return, so received −
returned is what the buyer keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from api.documents.actions import (
    AFTER_CONFIRMATION,
    BEFORE_CONFIRMATION,
    CARRIER_CONFIRMS,
    Action,
    Agreement,
    Plan,
    Signer,
    Step,
    Verb,
)
from api.documents.findings import Finding, Severity, error, ordered, warning
from api.documents.identity import identity_text, normalised
from api.documents.ledger import Ledger
from api.documents.model import Answer, Document, Kind, ReferenceKind
from api.documents.money import money_text
from api.documents.trade import Entry, Trade, answers_change
from api.documents.valuation import value_order

Parameters = dict[str, int | str]


def end_of_day(day: date, shift_days: int = 0) -> int:
    """Unix seconds of 23:59:59 UTC of a day, moved by `shift_days`: a day is due until it is over."""
    day = day + timedelta(days=shift_days)
    return int(datetime.combine(day, time(23, 59, 59), tzinfo=UTC).timestamp())


def plan(trade: Trade, agreement: Agreement | None = None) -> Plan:
    """The calls that a trade's documents imply, step by step. Pure: no chain is asked, nothing is sent."""
    value = value_order(trade.order.document)
    if value is None or not trade.order.actionable:
        refused = _refusal(trade.order)
        steps = [Step(trade.order, (), (refused,))]
        steps += [Step(each, (), (_without_order(each),)) for each in trade.steps if each is not trade.order]
        return Plan(tuple(steps), None)
    planner = _Planner(trade, Ledger(value), agreement or Agreement())
    steps = [planner.step(each) for each in trade.steps]
    return Plan(tuple(steps), planner.ledger.match())


def _refusal(each: Entry) -> Finding:
    worst = [one.rule for one in each.findings if one.severity is not Severity.WARNING]
    rules = ", ".join(dict.fromkeys(worst)) or "no amount or no line"
    message = f"'{each.name}' implies nothing on chain: {rules}."
    return error("TS-NO-ACTION", message, "Cure what was found in it, then send it again.", f"/{each.name}")


def _without_order(each: Entry) -> Finding:
    message = f"'{each.name}' cannot be acted on, because its order cannot."
    return error("TS-NO-ACTION", message, "Cure the order first.", f"/{each.name}")


@dataclass
class _Planner:
    trade: Trade
    ledger: Ledger
    agreement: Agreement
    pending: Document | None = None
    faces: dict[str, int] = field(default_factory=dict)

    def step(self, each: Entry) -> Step:
        if not each.actionable:
            return Step(each, (), (_refusal(each),))
        reader: dict[Kind, Callable[[Entry, list[Finding]], list[Action]]] = {
            Kind.ORDER: self._place,
            Kind.ORDER_RESPONSE: self._respond,
            Kind.ORDER_RESPONSE_SIMPLE: self._respond,
            Kind.ORDER_CHANGE: self._amend,
            Kind.ORDER_CANCELLATION: self._cancel,
            Kind.DESPATCH_ADVICE: self._ship,
            Kind.RECEIPT_ADVICE: self._receive,
            Kind.INVOICE: self._propose,
            Kind.CREDIT_NOTE: self._credit,
            Kind.REMITTANCE_ADVICE: self._pay,
        }
        findings: list[Finding] = []
        actions = reader[each.document.kind](each, findings)
        return Step(each, tuple(actions), ordered(findings))

    def _place(self, each: Entry, findings: list[Finding]) -> list[Action]:
        order = each.document
        term = order.payment_term_days
        if term is None:
            term = self.agreement.payment_term_days
            findings.append(_silent("payment term", f"{term} days", each))
        parameters: Parameters = {
            "order": order.number,
            "amount": self.ledger.value.total,
            "currency": order.currency,
            "deliverBy": self._deliver_by(each, findings),
            "paymentTermDays": term,
            "identity": identity_text(order),
        }
        return [Action(Verb.PLACE, Signer.BUYER, parameters)]

    def _deliver_by(self, each: Entry, findings: list[Finding]) -> int:
        day = each.document.delivery_date
        if day is None:
            day = (each.document.issue_date or date.min) + timedelta(days=self.agreement.delivery_days)
            findings.append(_silent("delivery date", day.isoformat(), each))
        return end_of_day(day, self.agreement.shift_days)

    def _respond(self, each: Entry, findings: list[Finding]) -> list[Action]:
        order: Parameters = {"order": self.trade.order.document.number}
        answer = each.document.answer
        to_change = answers_change(self.trade, each)
        if answer is Answer.ACCEPTED and not to_change:
            return [Action(Verb.ACCEPT, Signer.SUPPLIER, order)]
        if answer is Answer.ACCEPTED and self.pending is not None:
            value = value_order(self.pending)
            if value is not None:
                self.ledger.revalue(value)
            self.pending = None
            return [
                Action(Verb.ACCEPT_AMENDMENT, Signer.SUPPLIER, {**order, "amount": self.ledger.value.total})
            ]
        if answer is Answer.REJECTED and not to_change:
            return [Action(Verb.REJECT, Signer.SUPPLIER, order)]
        said = answer.value if answer is not None else "nothing that we know"
        message = f"'{each.name}' says {said}: no call follows from it."
        remedy = "The buyer sends an order change; the supplier answers it by accepting."
        findings.append(warning("TS-RESPONSE", message, remedy, f"/{each.name}"))
        return []

    def _amend(self, each: Entry, findings: list[Finding]) -> list[Action]:
        value = value_order(each.document)
        if value is None or value.currency != self.ledger.value.currency:
            findings.append(_refusal(each))
            return []
        self.pending = each.document
        parameters: Parameters = {
            "order": self.trade.order.document.number,
            "amount": value.total,
            "deliverBy": self._deliver_by(each, findings),
        }
        return [Action(Verb.AMEND, Signer.BUYER, parameters)]

    def _cancel(self, each: Entry, findings: list[Finding]) -> list[Action]:
        del each, findings
        order = self.trade.order.document.number
        return [Action(Verb.CANCEL_REMAINDER, Signer.BUYER, {"order": order})]

    def _ship(self, each: Entry, findings: list[Finding]) -> list[Action]:
        total = self.ledger.ship(each, findings)
        parameters: Parameters = {"order": self.trade.order.document.number, "shippedTotal": total}
        actions = [Action(Verb.RECORD_SHIPMENT, Signer.SUPPLIER, parameters)]
        if each.document.carrier is not None:
            attested: Parameters = {"order": self.trade.order.document.number, "attestedTotal": total}
            actions.append(Action(Verb.ATTEST_SHIPMENT, Signer.ATTESTOR, attested, CARRIER_CONFIRMS))
        return actions

    def _receive(self, each: Entry, findings: list[Finding]) -> list[Action]:
        returned_before = self.ledger.returned
        received, returned = self.ledger.receive(each, findings)
        order = self.trade.order.document.number
        actions = [Action(Verb.RECORD_RECEIPT, Signer.BUYER, {"order": order, "receivedTotal": received})]
        if returned > returned_before:
            parameters: Parameters = {
                "order": order,
                "returnedTotal": returned,
                "reason": "rejected",
            }
            actions.append(Action(Verb.RECORD_RETURN, Signer.BUYER, parameters))
        return actions

    def _propose(self, each: Entry, findings: list[Finding]) -> list[Action]:
        invoice = each.document
        if invoice.currency != self.ledger.value.currency:
            message = f"Invoice in {invoice.currency}, order in {self.ledger.value.currency}."
            findings.append(
                error("TS-CURRENCY", message, "Invoice in the order's currency.", f"/{each.name}")
            )
            return []
        gross, room = invoice.amounts.payable or 0, self.ledger.room()
        self.ledger.invoice(each, findings)
        face = min(gross, room)
        if face <= 0:
            message = (
                f"Nothing can be proposed for {invoice.number}: "
                f"invoiced {money_text(gross, invoice.currency)}, "
                f"received and not yet invoiced {money_text(room, invoice.currency)}."
            )
            remedy = "The buyer records what it received first."
            findings.append(error("TS-MATCH-NOTHING", message, remedy, f"/{each.name}"))
            return []
        if face < gross:
            message = (
                f"{invoice.number}: invoiced {money_text(gross, invoice.currency)}, received "
                f"{money_text(room, invoice.currency)}; {money_text(face, invoice.currency)} can be proposed."
            )
            remedy = "The buyer records more receipts, or the supplier sends a credit note."
            findings.append(warning("TS-MATCH-OVER", message, remedy, f"/{each.name}"))
        due = self._due(each, findings)
        self.ledger.proposed += face
        self.faces[normalised(invoice.number)] = face
        parameters: Parameters = {
            "order": self.trade.order.document.number,
            "invoice": invoice.number,
            "face": face,
            "gross": gross,
            "maturity": end_of_day(due, self.agreement.shift_days),
            "identity": identity_text(invoice),
        }
        return [Action(Verb.PROPOSE, Signer.SUPPLIER, parameters)]

    def _due(self, each: Entry, findings: list[Finding]) -> date:
        document = each.document
        if document.due_date is not None:
            return document.due_date
        term = document.payment_term_days
        if term is None:
            term = self.trade.order.document.payment_term_days
        if term is None:
            term = self.agreement.payment_term_days
        due = (document.issue_date or date.min) + timedelta(days=term)
        findings.append(_silent("due date", due.isoformat(), each))
        return due

    def _credit(self, each: Entry, findings: list[Finding]) -> list[Action]:
        credited = each.document.amounts.payable or 0
        known = [
            (number, self.faces[normalised(number)])
            for number in each.document.numbers(ReferenceKind.INVOICE)
            if normalised(number) in self.faces
        ]
        if not known or credited <= 0:
            message = f"'{each.name}' credits no invoice of this trade."
            findings.append(
                error("TS-CREDIT", message, "Name the invoice that is credited.", f"/{each.name}")
            )
            return []
        self.ledger.credited += credited
        number, face = known[0]
        both: Parameters = {"invoice": number, "amount": credited}
        actions = [Action(Verb.WITHDRAW, Signer.SUPPLIER, both, BEFORE_CONFIRMATION)]
        returned = self.ledger.give_back(each)
        if returned is not None:
            goods: Parameters = {
                "order": self.trade.order.document.number,
                "returnedTotal": returned,
                "reason": "credited",
            }
            actions.append(Action(Verb.RECORD_RETURN, Signer.BUYER, goods, BEFORE_CONFIRMATION))
        forgiven: Parameters = {"invoice": number, "units": min(credited, face)}
        actions.append(Action(Verb.FORGIVE, Signer.SUPPLIER, forgiven, AFTER_CONFIRMATION))
        return actions

    def _pay(self, each: Entry, findings: list[Finding]) -> list[Action]:
        document = each.document
        amounts: dict[str, int] = {}
        for line in document.lines:
            numbers = [one.number for one in line.references if one.kind is ReferenceKind.INVOICE]
            if len(numbers) == 1 and line.amount is not None and line.amount > 0:
                amounts[numbers[0]] = amounts.get(numbers[0], 0) + line.amount
        heads = document.numbers(ReferenceKind.INVOICE)
        if not amounts and len(heads) == 1:
            amounts[heads[0]] = document.amounts.payable or 0
        mine = {number: amount for number, amount in amounts.items() if normalised(number) in self.faces}
        for number in sorted(set(amounts) - set(mine)):
            message = f"'{each.name}' pays {number}, which was not proposed in this trade."
            remedy = "Send that invoice, or pay it on its own."
            findings.append(warning("TS-PAYMENT", message, remedy, f"/{each.name}"))
        self.ledger.paid += sum(mine.values())
        return [
            Action(Verb.PAY, Signer.BUYER, {"invoice": number, "amount": amount})
            for number, amount in mine.items()
        ]


def _silent(what: str, taken: str, each: Entry) -> Finding:
    message = f"'{each.name}' states no {what}; the agreement's is taken: {taken}."
    return warning("TS-SILENT", message, f"State the {what} in the document.", f"/{each.name}")
