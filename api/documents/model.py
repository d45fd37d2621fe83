"""The one form that every document is read into, whatever it was written in.

Amounts are int minor units of the document's currency; quantities, prices and percentages are Decimal; dates
are calendar dates without a clock. Nothing here knows XML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from api.documents.findings import Finding, has_errors


class Kind(StrEnum):
    """What a document is, by what it does in a trade."""

    ORDER = "order"
    ORDER_CHANGE = "order-change"
    ORDER_CANCELLATION = "order-cancellation"
    ORDER_RESPONSE = "order-response"
    ORDER_RESPONSE_SIMPLE = "order-response-simple"
    DESPATCH_ADVICE = "despatch-advice"
    RECEIPT_ADVICE = "receipt-advice"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    REMITTANCE_ADVICE = "remittance-advice"


BUYER_ISSUES = frozenset(
    {Kind.ORDER, Kind.ORDER_CHANGE, Kind.ORDER_CANCELLATION, Kind.RECEIPT_ADVICE, Kind.REMITTANCE_ADVICE}
)
"""Kinds whose issuer is the buyer; the seller issues the others."""


class Syntax(StrEnum):
    """How the document was written."""

    UBL = "ubl"
    CII = "cii"


class Answer(StrEnum):
    """What an order response says."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CHANGED = "changed"


@dataclass(frozen=True)
class PartyId:
    """An identifier; scheme `tax`, `tax-local`, `legal`, `id`, `endpoint` or `account`, or `<one>:<list>`."""

    scheme: str
    value: str


@dataclass(frozen=True)
class Party:
    """A party as the document names it; `ids` in the order of their weight as an identity."""

    name: str = ""
    legal_name: str = ""
    ids: tuple[PartyId, ...] = ()
    country: str = ""


class ReferenceKind(StrEnum):
    """What a document points to."""

    ORDER = "order"
    ORDER_CHANGE = "order-change"
    DESPATCH = "despatch"
    RECEIPT = "receipt"
    INVOICE = "invoice"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Reference:
    """A pointer to another document by its number."""

    kind: ReferenceKind
    number: str
    issue_date: date | None = None


@dataclass(frozen=True)
class Amounts:
    """Totals as stated, minor units; None where the document is silent. `tax` may come from the lines."""

    line_extension: int | None = None
    allowances: int | None = None
    charges: int | None = None
    tax_exclusive: int | None = None
    tax: int | None = None
    tax_inclusive: int | None = None
    prepaid: int | None = None
    rounding: int | None = None
    payable: int | None = None


@dataclass(frozen=True)
class TaxShare:
    """One row of the tax breakdown, minor units and percent."""

    category: str
    percent: Decimal | None
    taxable: int | None
    tax: int | None


@dataclass(frozen=True)
class Line:
    """One line. Only the quantities that its kind of document knows are set; `unit` is their UN/ECE code."""

    id: str
    item: str = ""
    item_ids: tuple[PartyId, ...] = ()
    order_line: str = ""
    despatch_line: str = ""
    parent: str = ""
    references: tuple[Reference, ...] = ()
    unit: str = ""
    quantity: Decimal | None = None
    backorder: Decimal | None = None
    received: Decimal | None = None
    short: Decimal | None = None
    rejected: Decimal | None = None
    unit_price: Decimal | None = None
    price_base: Decimal | None = None
    allowances: int = 0
    charges: int = 0
    amount: int | None = None
    tax: int | None = None
    tax_percent: Decimal | None = None
    delivery_date: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Document:
    """A document of a trade in canonical form. `kind`, `number` and the issuer's identity are never empty."""

    kind: Kind
    syntax: Syntax
    number: str
    seller: Party
    buyer: Party
    issue_date: date | None = None
    customization: str = ""
    type_code: str = ""
    payee: Party | None = None
    carrier: Party | None = None
    references: tuple[Reference, ...] = ()
    currency: str = ""
    amounts: Amounts = Amounts()
    taxes: tuple[TaxShare, ...] = ()
    due_date: date | None = None
    delivery_date: date | None = None
    payment_term_days: int | None = None
    answer: Answer | None = None
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def issuer(self) -> Party:
        """The party that wrote it."""
        return self.buyer if self.kind in BUYER_ISSUES else self.seller

    @property
    def other(self) -> Party:
        """The party that it is addressed to."""
        return self.seller if self.kind in BUYER_ISSUES else self.buyer

    def numbers(self, kind: ReferenceKind) -> tuple[str, ...]:
        """Numbers of the documents of that kind that the head or a line points to, each once, in order."""
        found = [each.number for each in self.references if each.kind is kind]
        found += [each.number for line in self.lines for each in line.references if each.kind is kind]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class ReadResult:
    """What reading gave: a document, or None with at least one fatal finding. `findings` are ordered."""

    document: Document | None
    findings: tuple[Finding, ...]

    @property
    def actionable(self) -> bool:
        """True when there is a document and nothing worse than a warning was found in it."""
        return self.document is not None and not has_errors(self.findings)
