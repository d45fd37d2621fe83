"""Lines and references of UBL 2 documents."""

from __future__ import annotations

from api.documents.model import Kind, Line, PartyId, Reference, ReferenceKind
from api.documents.place import Place

MAX_PART_DEPTH = 10

_LINE_PATH = {
    Kind.ORDER: "cac:OrderLine",
    Kind.ORDER_CHANGE: "cac:OrderLine",
    Kind.ORDER_RESPONSE: "cac:OrderLine",
    Kind.DESPATCH_ADVICE: "cac:DespatchLine",
    Kind.RECEIPT_ADVICE: "cac:ReceiptLine",
    Kind.REMITTANCE_ADVICE: "cac:RemittanceAdviceLine",
}
_QUANTITY = (
    "cbc:Quantity",
    "cbc:InvoicedQuantity",
    "cbc:CreditedQuantity",
    "cbc:DeliveredQuantity",
    "cbc:ReceivedQuantity",
)
_REFERENCES = (
    ("cac:OrderReference/cbc:ID", ReferenceKind.ORDER),
    ("cac:OrderLineReference/cac:OrderReference/cbc:ID", ReferenceKind.ORDER),
    ("cac:OrderChangeDocumentReference/cbc:ID", ReferenceKind.ORDER_CHANGE),
    ("cac:DespatchDocumentReference/cbc:ID", ReferenceKind.DESPATCH),
    ("cac:DespatchLineReference/cac:DocumentReference/cbc:ID", ReferenceKind.DESPATCH),
    ("cac:ReceiptDocumentReference/cbc:ID", ReferenceKind.RECEIPT),
    ("cac:ReceiptLineReference/cac:DocumentReference/cbc:ID", ReferenceKind.RECEIPT),
    ("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", ReferenceKind.INVOICE),
    ("cac:InvoiceDocumentReference/cbc:ID", ReferenceKind.INVOICE),
    ("cac:ContractDocumentReference/cbc:ID", ReferenceKind.CONTRACT),
    ("cac:Contract/cbc:ID", ReferenceKind.CONTRACT),
)


def read_references(place: Place) -> tuple[Reference, ...]:
    """What the head (or a line) points to, each number once a kind, in a fixed order of kinds."""
    found: dict[tuple[ReferenceKind, str], Reference] = {}
    for path, kind in _REFERENCES:
        holder, _, _ = path.rpartition("/")
        for each in place.all(holder):
            number = each.text("cbc:ID")
            # "NA" is what Peppol tells senders to write where a reference is demanded and there is none.
            if number and number.upper() not in ("NA", "N/A"):
                found.setdefault((kind, number), Reference(kind, number, each.date("cbc:IssueDate")))
    return tuple(found.values())


def read_lines(place: Place, kind: Kind, currency: str) -> tuple[Line, ...]:
    """Every line of the document; sub-invoice lines come after their parent and name it."""
    if kind in (Kind.INVOICE, Kind.CREDIT_NOTE):
        lines: list[Line] = []
        for path in ("cac:InvoiceLine", "cac:CreditNoteLine"):
            for each in place.all(path):
                lines.extend(_with_parts(each, currency, "", 0))
        return tuple(lines)
    if kind not in _LINE_PATH:
        return ()
    path = _LINE_PATH[kind]
    if kind is Kind.REMITTANCE_ADVICE:
        return tuple(_remittance_line(each, currency) for each in place.all(path))
    return tuple(_line(each.at("cac:LineItem") or each, currency, "", each) for each in place.all(path))


def _with_parts(place: Place, currency: str, parent: str, depth: int) -> list[Line]:
    line = _line(place, currency, parent, place)
    lines = [line]
    if depth < MAX_PART_DEPTH:
        for path in ("cac:SubInvoiceLine", "cac:SubCreditNoteLine"):
            for part in place.all(path):
                lines.extend(_with_parts(part, currency, line.id or "?", depth + 1))
    return lines


def _line(item: Place, currency: str, parent: str, holder: Place) -> Line:
    quantity = item.at(*_QUANTITY)
    allowances, charges = _allowances_and_charges(item, currency)
    percent = item.decimal(
        "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
        "cac:TaxTotal/cac:TaxSubtotal/cbc:Percent",
    )
    unit = quantity
    for name in ("cbc:ShortQuantity", "cbc:RejectedQuantity"):
        unit = unit or item.at(name)
    received = item.decimal("cbc:ReceivedQuantity")
    return Line(
        id=item.text("cbc:ID"),
        item=item.text("cac:Item/cbc:Name", "cac:Item/cbc:Description"),
        item_ids=_item_ids(item),
        order_line=item.text("cac:OrderLineReference/cbc:LineID"),
        despatch_line=item.text("cac:DespatchLineReference/cbc:LineID"),
        parent=parent,
        references=read_references(item),
        unit=unit.attribute("unitCode") if unit is not None else "",
        quantity=None if received is not None else item.decimal(*_QUANTITY),
        backorder=item.decimal("cbc:BackorderQuantity"),
        received=received,
        short=item.decimal("cbc:ShortQuantity"),
        rejected=item.decimal("cbc:RejectedQuantity"),
        unit_price=item.decimal("cac:Price/cbc:PriceAmount"),
        price_base=item.decimal("cac:Price/cbc:BaseQuantity"),
        allowances=allowances,
        charges=charges,
        amount=item.money(currency, "cbc:LineExtensionAmount"),
        tax=item.money(currency, "cbc:TotalTaxAmount", "cac:TaxTotal/cbc:TaxAmount"),
        tax_percent=percent,
        delivery_date=item.date("cbc:ReceivedDate"),
        note=holder.text("cbc:Note") or item.text("cbc:Note"),
    )


def _allowances_and_charges(item: Place, currency: str) -> tuple[int, int]:
    sums = {True: 0, False: 0}
    for each in item.all("cac:AllowanceCharge"):
        is_charge = each.text("cbc:ChargeIndicator").lower() in ("true", "1")
        sums[is_charge] += each.money(currency, "cbc:Amount") or 0
    return sums[False], sums[True]


def _item_ids(item: Place) -> tuple[PartyId, ...]:
    schemes = (
        ("buyer", "cac:Item/cac:BuyersItemIdentification/cbc:ID"),
        ("seller", "cac:Item/cac:SellersItemIdentification/cbc:ID"),
        ("standard", "cac:Item/cac:StandardItemIdentification/cbc:ID"),
    )
    return tuple(PartyId(scheme, item.text(path)) for scheme, path in schemes if item.text(path))


def _remittance_line(place: Place, currency: str) -> Line:
    debit = place.money(currency, "cbc:DebitLineAmount")
    credit = place.money(currency, "cbc:CreditLineAmount")
    paid = None if debit is None and credit is None else (debit or 0) - (credit or 0)
    return Line(
        id=place.text("cbc:ID"), references=read_references(place), amount=paid, note=place.text("cbc:Note")
    )
