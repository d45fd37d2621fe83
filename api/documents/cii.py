"""UN/CEFACT Cross Industry Invoices (D16B to D22B, Factur-X, ZUGFeRD 2) to the canonical form."""

from __future__ import annotations

from lxml import etree

from api.documents.findings import Finding
from api.documents.model import (
    Amounts,
    Document,
    Kind,
    Line,
    Party,
    PartyId,
    Reference,
    ReferenceKind,
    Syntax,
    TaxShare,
)
from api.documents.place import Place
from api.documents.ubl import CREDIT_TYPE_CODES

ROOT_NAMESPACE = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
NAMESPACES = {
    "rsm": ROOT_NAMESPACE,
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
_TRADE = "rsm:SupplyChainTradeTransaction"
_DATE = "udt:DateTimeString"
_HEAD_REFERENCES = (
    ("ram:ApplicableHeaderTradeAgreement/ram:BuyerOrderReferencedDocument", ReferenceKind.ORDER),
    ("ram:ApplicableHeaderTradeDelivery/ram:DespatchAdviceReferencedDocument", ReferenceKind.DESPATCH),
    ("ram:ApplicableHeaderTradeDelivery/ram:ReceivingAdviceReferencedDocument", ReferenceKind.RECEIPT),
    ("ram:ApplicableHeaderTradeSettlement/ram:InvoiceReferencedDocument", ReferenceKind.INVOICE),
    ("ram:ApplicableHeaderTradeAgreement/ram:ContractReferencedDocument", ReferenceKind.CONTRACT),
)


def read_cii(root: etree._Element, findings: list[Finding]) -> Document:
    """The canonical form of a CII invoice or credit note; faults go to `findings`."""
    place = Place(root, NAMESPACES, findings)
    agreement = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
    settlement = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
    currency = place.text(f"{settlement}/ram:InvoiceCurrencyCode")
    type_code = place.text("rsm:ExchangedDocument/ram:TypeCode")
    return Document(
        kind=Kind.CREDIT_NOTE if type_code in CREDIT_TYPE_CODES else Kind.INVOICE,
        syntax=Syntax.CII,
        number=place.text("rsm:ExchangedDocument/ram:ID"),
        seller=_party(place.at(f"{agreement}/ram:SellerTradeParty")) or Party(),
        buyer=_party(place.at(f"{agreement}/ram:BuyerTradeParty")) or Party(),
        issue_date=place.date(f"rsm:ExchangedDocument/ram:IssueDateTime/{_DATE}"),
        customization=place.text(
            "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
        ),
        type_code=type_code,
        payee=_party(place.at(f"{settlement}/ram:PayeeTradeParty")),
        references=_references(place),
        currency=currency,
        amounts=_amounts(
            place.at(f"{settlement}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"), currency
        ),
        taxes=_taxes(place.all(f"{settlement}/ram:ApplicableTradeTax"), currency),
        due_date=place.date(f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/{_DATE}"),
        delivery_date=place.date(
            f"{_TRADE}/ram:ApplicableHeaderTradeDelivery/ram:ActualDeliverySupplyChainEvent"
            f"/ram:OccurrenceDateTime/{_DATE}"
        ),
        lines=tuple(
            _line(each, currency) for each in place.all(f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem")
        ),
        notes=tuple(
            text
            for text in (
                each.own_text() for each in place.all("rsm:ExchangedDocument/ram:IncludedNote/ram:Content")
            )
            if text
        ),
    )


def _party(party: Place | None) -> Party | None:
    if party is None:
        return None
    tax: list[PartyId] = []
    local: list[PartyId] = []
    for each in party.all("ram:SpecifiedTaxRegistration/ram:ID"):
        if each.own_text():
            is_vat = each.attribute("schemeID").upper() in ("VA", "")
            (tax if is_vat else local).append(PartyId("tax" if is_vat else "tax-local", each.own_text()))
    legal = _ids(party, "legal", "ram:SpecifiedLegalOrganization/ram:ID")
    others = [*_ids(party, "id", "ram:ID"), *_ids(party, "id", "ram:GlobalID")]
    endpoint = _ids(party, "endpoint", "ram:URIUniversalCommunication/ram:URIID")
    name = party.text("ram:Name")
    return Party(
        name=party.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName") or name,
        legal_name=name,
        ids=tuple(dict.fromkeys((*tax, *legal, *local, *others, *endpoint))),
        country=party.text("ram:PostalTradeAddress/ram:CountryID"),
    )


def _ids(party: Place, scheme: str, path: str) -> list[PartyId]:
    found = []
    for each in party.all(path):
        listed = each.attribute("schemeID")
        if each.own_text() and listed.upper() != "SEPA":
            found.append(PartyId(f"{scheme}:{listed}" if listed else scheme, each.own_text()))
    return found


def _references(place: Place) -> tuple[Reference, ...]:
    found: dict[tuple[ReferenceKind, str], Reference] = {}
    for path, kind in _HEAD_REFERENCES:
        for each in place.all(f"{_TRADE}/{path}"):
            number = each.text("ram:IssuerAssignedID")
            if number and number.upper() not in ("NA", "N/A"):
                found.setdefault((kind, number), Reference(kind, number))
    return tuple(found.values())


def _amounts(total: Place | None, currency: str) -> Amounts:
    if total is None:
        return Amounts()
    tax = None
    for each in total.all("ram:TaxTotalAmount"):
        # A second tax total may stand in the tax office's currency.
        if each.attribute("currencyID") in ("", currency):
            tax = each.money(currency, ".")
            break
    return Amounts(
        line_extension=total.money(currency, "ram:LineTotalAmount"),
        allowances=total.money(currency, "ram:AllowanceTotalAmount"),
        charges=total.money(currency, "ram:ChargeTotalAmount"),
        tax_exclusive=total.money(currency, "ram:TaxBasisTotalAmount"),
        tax=tax,
        tax_inclusive=total.money(currency, "ram:GrandTotalAmount"),
        prepaid=total.money(currency, "ram:TotalPrepaidAmount"),
        rounding=total.money(currency, "ram:RoundingAmount"),
        payable=total.money(currency, "ram:DuePayableAmount"),
    )


def _taxes(shares: list[Place], currency: str) -> tuple[TaxShare, ...]:
    return tuple(
        TaxShare(
            category=each.text("ram:CategoryCode"),
            percent=each.decimal("ram:RateApplicablePercent"),
            taxable=each.money(currency, "ram:BasisAmount"),
            tax=each.money(currency, "ram:CalculatedAmount"),
        )
        for each in shares
    )


def _line(place: Place, currency: str) -> Line:
    agreement, settlement = "ram:SpecifiedLineTradeAgreement", "ram:SpecifiedLineTradeSettlement"
    price = f"{agreement}/ram:NetPriceProductTradePrice"
    quantity = place.at("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    sums = {True: 0, False: 0}
    for each in place.all(f"{settlement}/ram:SpecifiedTradeAllowanceCharge"):
        is_charge = each.text("ram:ChargeIndicator/udt:Indicator").lower() in ("true", "1")
        sums[is_charge] += each.money(currency, "ram:ActualAmount") or 0
    order = place.at(f"{agreement}/ram:BuyerOrderReferencedDocument")
    order_number = order.text("ram:IssuerAssignedID") if order else ""
    return Line(
        id=place.text("ram:AssociatedDocumentLineDocument/ram:LineID"),
        item=place.text("ram:SpecifiedTradeProduct/ram:Name"),
        item_ids=_item_ids(place),
        order_line=order.text("ram:LineID") if order else "",
        parent=place.text("ram:AssociatedDocumentLineDocument/ram:ParentLineID"),
        references=(Reference(ReferenceKind.ORDER, order_number),) if order_number else (),
        unit=quantity.attribute("unitCode") if quantity is not None else "",
        quantity=quantity.decimal(".") if quantity is not None else None,
        unit_price=place.decimal(f"{price}/ram:ChargeAmount"),
        price_base=place.decimal(f"{price}/ram:BasisQuantity"),
        allowances=sums[False],
        charges=sums[True],
        amount=place.money(
            currency, f"{settlement}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
        ),
        tax_percent=place.decimal(f"{settlement}/ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        note=place.text("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
    )


def _item_ids(place: Place) -> tuple[PartyId, ...]:
    schemes = (("buyer", "BuyerAssignedID"), ("seller", "SellerAssignedID"), ("standard", "GlobalID"))
    found = [(scheme, place.text(f"ram:SpecifiedTradeProduct/ram:{name}")) for scheme, name in schemes]
    return tuple(PartyId(scheme, value) for scheme, value in found if value)
