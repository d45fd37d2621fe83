"""UBL 2 documents to the canonical form (OASIS UBL 2.0 to 2.3, the ten documents of a trade)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lxml import etree

from api.documents.findings import Finding
from api.documents.model import (
    Amounts,
    Answer,
    Document,
    Kind,
    Party,
    PartyId,
    Syntax,
    TaxShare,
)
from api.documents.place import Place
from api.documents.ubl_lines import read_lines, read_references

NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
ROOT_NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"

KINDS: dict[str, Kind] = {
    "Order": Kind.ORDER,
    "OrderChange": Kind.ORDER_CHANGE,
    "OrderCancellation": Kind.ORDER_CANCELLATION,
    "OrderResponse": Kind.ORDER_RESPONSE,
    "OrderResponseSimple": Kind.ORDER_RESPONSE_SIMPLE,
    "DespatchAdvice": Kind.DESPATCH_ADVICE,
    "ReceiptAdvice": Kind.RECEIPT_ADVICE,
    "Invoice": Kind.INVOICE,
    "CreditNote": Kind.CREDIT_NOTE,
    "RemittanceAdvice": Kind.REMITTANCE_ADVICE,
}
CREDIT_TYPE_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""UNTDID 1001 codes of credit notes, as EN 16931 lists them."""

MAX_TERM_DAYS = 3_650
_ACCEPTED = frozenset({"29", "AP", "AB", "ACCEPTED"})
_REJECTED = frozenset({"27", "RE", "REJECTED"})
_CHANGED = frozenset({"30", "CA", "4", "5", "CHANGED"})
_TOTALS = ("cac:LegalMonetaryTotal", "cac:AnticipatedMonetaryTotal")
_BUYER = ("cac:BuyerCustomerParty", "cac:AccountingCustomerParty", "cac:DeliveryCustomerParty")
_SELLER = ("cac:SellerSupplierParty", "cac:AccountingSupplierParty", "cac:DespatchSupplierParty")
_ACCOUNTING_FIRST = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE, Kind.REMITTANCE_ADVICE})


def read_ubl(root: etree._Element, kind: Kind, findings: list[Finding]) -> Document:
    """The canonical form of a UBL document, empty where it is silent; faults go to `findings`."""
    place = Place(root, NAMESPACES, findings)
    currency = _currency(place)
    type_code = place.text("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")
    if kind is Kind.INVOICE and type_code in CREDIT_TYPE_CODES:
        kind = Kind.CREDIT_NOTE
    references = read_references(place)
    lines = read_lines(place, kind, currency)
    document = Document(
        kind=kind,
        syntax=Syntax.UBL,
        number=_number(place, kind),
        seller=_party_of(place, kind, _SELLER),
        buyer=_party_of(place, kind, _BUYER),
        issue_date=place.date("cbc:IssueDate"),
        customization=place.text("cbc:CustomizationID"),
        type_code=type_code,
        payee=_bare_party(place.at("cac:PayeeParty")),
        carrier=_carrier(place),
        references=references,
        currency=currency,
        amounts=_amounts(place, currency),
        taxes=_taxes(place, currency),
        due_date=place.date(
            "cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate", "cac:PaymentTerms/cbc:PaymentDueDate"
        ),
        delivery_date=_delivery_date(place),
        payment_term_days=_term_days(place),
        answer=_answer(place, kind),
        lines=lines,
        notes=tuple(text for text in (each.own_text() for each in place.all("cbc:Note")) if text),
    )
    return _completed(document)


def _number(place: Place, kind: Kind) -> str:
    number = place.text("cbc:ID")
    if number or kind is not Kind.ORDER_CHANGE:
        return number
    # An order change may have no ID of its own; its sequence number is unique within the order.
    order, sequence = place.text("cac:OrderReference/cbc:ID"), place.text("cbc:SequenceNumberID")
    return f"{order}#{sequence}" if order and sequence else ""


def _completed(document: Document) -> Document:
    """Fills totals that the lines state and the head does not: tax of an order, payment of a remittance."""
    amounts = document.amounts
    if amounts.tax is None and document.kind in (Kind.ORDER, Kind.ORDER_CHANGE):
        stated = [each.tax for each in document.lines]
        if stated and None not in stated:
            amounts = replace(amounts, tax=sum(each for each in stated if each is not None))
    if document.kind is Kind.REMITTANCE_ADVICE and amounts.payable is None:
        paid = [each.amount for each in document.lines if each.amount is not None]
        amounts = replace(amounts, payable=sum(paid) if paid else None)
    return replace(document, amounts=amounts)


def _currency(place: Place) -> str:
    """The document's currency: stated, else that of its total, else of its first amount."""
    stated = place.text("cbc:DocumentCurrencyCode")
    if stated:
        return stated
    for path in (*(f"{total}/cbc:PayableAmount" for total in _TOTALS), "cbc:TotalPaymentAmount"):
        found = place.at(path)
        if found is not None and found.attribute("currencyID"):
            return found.attribute("currencyID")
    for element in place.element.iter():
        code = element.get("currencyID")
        if code:
            return " ".join(code.split())[:10]
    return ""


def _party_of(place: Place, kind: Kind, paths: tuple[str, ...]) -> Party:
    order = (paths[1], paths[0], paths[2]) if kind in _ACCOUNTING_FIRST else paths
    for path in order:
        holder = place.at(path)
        if holder is not None:
            party = _bare_party(holder.at("cac:Party")) or Party()
            accounts = [
                PartyId("account", number.own_text())
                for name in ("cbc:CustomerAssignedAccountID", "cbc:SupplierAssignedAccountID")
                for number in holder.all(name)
                if number.own_text()
            ]
            return replace(party, ids=(*party.ids, *accounts))
    return Party()


def _bare_party(party: Place | None) -> Party | None:
    if party is None:
        return None
    found: dict[str, list[PartyId]] = {"tax": [], "legal": [], "tax-local": [], "id": [], "endpoint": []}

    def note(scheme: str, place: Place | None) -> None:
        if place is not None and place.own_text():
            listed = place.attribute("schemeID")
            full = f"{scheme}:{listed}" if listed and not scheme.startswith("tax") else scheme
            found[scheme].append(PartyId(full, place.own_text()))

    for scheme in party.all("cac:PartyTaxScheme"):
        name = f"{scheme.text('cac:TaxScheme/cbc:ID')} {scheme.text('cac:TaxScheme/cbc:TaxTypeCode')}".upper()
        note("tax" if "VAT" in name or not name.strip() else "tax-local", scheme.at("cbc:CompanyID"))
    for entity in party.all("cac:PartyLegalEntity"):
        note("legal", entity.at("cbc:CompanyID"))
    for identification in party.all("cac:PartyIdentification/cbc:ID"):
        # A SEPA creditor number names a bank mandate, not the party.
        if identification.attribute("schemeID").upper() != "SEPA":
            note("id", identification)
    note("endpoint", party.at("cbc:EndpointID"))
    legal_name = party.text(
        "cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyTaxScheme/cbc:RegistrationName"
    )
    return Party(
        name=party.text("cac:PartyName/cbc:Name") or legal_name,
        legal_name=legal_name,
        ids=tuple(each for ids in found.values() for each in dict.fromkeys(ids)),
        country=party.text("cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    )


def _carrier(place: Place) -> Party | None:
    return _bare_party(
        place.at(
            "cac:Shipment/cac:ShipmentStage/cac:CarrierParty", "cac:Shipment/cac:Consignment/cac:CarrierParty"
        )
    )


def _amounts(place: Place, currency: str) -> Amounts:
    total = place.at(*_TOTALS)
    tax = _tax_total(place, currency)
    if total is None:
        return Amounts(tax=tax, payable=place.money(currency, "cbc:TotalPaymentAmount"))

    def stated(name: str) -> int | None:
        return total.money(currency, f"cbc:{name}")

    return Amounts(
        line_extension=stated("LineExtensionAmount"),
        allowances=stated("AllowanceTotalAmount"),
        charges=stated("ChargeTotalAmount"),
        tax_exclusive=stated("TaxExclusiveAmount"),
        tax=tax,
        tax_inclusive=stated("TaxInclusiveAmount"),
        prepaid=stated("PrepaidAmount"),
        rounding=stated("PayableRoundingAmount"),
        payable=stated("PayableAmount"),
    )


def _in_currency(totals: list[Place], currency: str) -> list[Place]:
    """Tax totals in the document's currency; EN 16931 allows one more in the tax office's currency."""
    kept = []
    for total in totals:
        amount = total.at("cbc:TaxAmount")
        if amount is not None and amount.attribute("currencyID") in ("", currency):
            kept.append(total)
    return kept


def _tax_total(place: Place, currency: str) -> int | None:
    found = [
        each.money(currency, "cbc:TaxAmount") for each in _in_currency(place.all("cac:TaxTotal"), currency)
    ]
    known = [each for each in found if each is not None]
    return sum(known) if known else None


def _taxes(place: Place, currency: str) -> tuple[TaxShare, ...]:
    return tuple(
        TaxShare(
            category=share.text("cac:TaxCategory/cbc:ID"),
            percent=share.decimal("cac:TaxCategory/cbc:Percent", "cbc:Percent"),
            taxable=share.money(currency, "cbc:TaxableAmount"),
            tax=share.money(currency, "cbc:TaxAmount"),
        )
        for total in _in_currency(place.all("cac:TaxTotal"), currency)
        for share in total.all("cac:TaxSubtotal")
    )


def _delivery_date(place: Place) -> date | None:
    """When the goods came or are to come: the actual date, else the latest that head and lines ask for."""
    actual = place.date(
        "cac:Shipment/cac:Delivery/cbc:ActualDeliveryDate", "cac:Delivery/cbc:ActualDeliveryDate"
    )
    if actual is not None:
        return actual
    paths = (
        "cac:Delivery/cbc:LatestDeliveryDate",
        "cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate",
        "cac:Delivery/cac:PromisedDeliveryPeriod/cbc:EndDate",
        "cac:Shipment/cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate",
        "cac:OrderLine/cac:LineItem/cac:Delivery/cbc:LatestDeliveryDate",
        "cac:OrderLine/cac:LineItem/cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate",
    )
    dates = [found.date(".") for path in paths for found in place.all(path)]
    return max((each for each in dates if each is not None), default=None)


def _term_days(place: Place) -> int | None:
    for terms in place.all("cac:PaymentTerms"):
        measure = terms.at("cac:SettlementPeriod/cbc:DurationMeasure")
        if measure is not None and measure.attribute("unitCode") in ("DAY", ""):
            days = measure.decimal(".")
            if days is not None and days == int(days) and 0 <= days <= MAX_TERM_DAYS:
                return int(days)
    return None


def _answer(place: Place, kind: Kind) -> Answer | None:
    if kind is Kind.ORDER_RESPONSE_SIMPLE:
        indicator = place.text("cbc:AcceptedIndicator").lower()
        if indicator in ("true", "1"):
            return Answer.ACCEPTED
        return Answer.REJECTED if indicator in ("false", "0") else None
    if kind is not Kind.ORDER_RESPONSE:
        return None
    code = place.text("cbc:OrderResponseCode").upper()
    for codes, answer in (
        (_ACCEPTED, Answer.ACCEPTED),
        (_REJECTED, Answer.REJECTED),
        (_CHANGED, Answer.CHANGED),
    ):
        if code in codes:
            return answer
    return None
