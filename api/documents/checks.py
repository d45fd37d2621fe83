"""Arithmetic, dates and parties of one document. Source of the rules: interfaces.md, Documents → actions.

Tolerance of every sum: one minor unit a line (at least one), because each line may have been rounded; the
finding states it. Totals that miss it are errors: nothing may be done on such a document.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from api.documents.findings import Finding, error, fatal, warning
from api.documents.identity import normalised, party_key, same_party
from api.documents.model import Document, Kind, Party
from api.documents.money import EXPONENTS, MAX_MINOR_UNITS, money_text

MAX_NUMBER_LENGTH = 200
MAX_DUE_DAYS = 3_650
OLD_BEFORE_YEAR = 2010

_WITH_TOTALS = frozenset({Kind.ORDER, Kind.ORDER_CHANGE, Kind.INVOICE, Kind.CREDIT_NOTE})
_CLAIMS = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE})
_WIDE = Context(prec=120)


def check_document(document: Document) -> list[Finding]:
    """Everything that can be judged from one document alone. Never raises; the order is not defined."""
    findings = _identity(document) + _dates(document) + _parties(document) + _quantities(document)
    if document.kind in _WITH_TOTALS or document.kind is Kind.REMITTANCE_ADVICE:
        findings += _currency(document) + _size(document)
        if document.currency in EXPONENTS:
            findings += _totals(document) + _line_prices(document) + _tax_rows(document)
    return findings


def _identity(document: Document) -> list[Finding]:
    found = []
    if not normalised(document.number):
        found.append(fatal("TS-NUMBER", "The document has no number.", "Give it the issuer's own number."))
    elif len(document.number) > MAX_NUMBER_LENGTH:
        message = (
            f"The number has {len(document.number)} characters; at most {MAX_NUMBER_LENGTH} make a number."
        )
        found.append(fatal("TS-NUMBER", message, "Give it the issuer's own number."))
    if not party_key(document.issuer):
        message = "The issuer has neither a registration number nor a name."
        found.append(fatal("TS-ISSUER", message, "State the issuer's tax or legal registration."))
    return found


def _parties(document: Document) -> list[Finding]:
    found = []
    if not party_key(document.other):
        message = "The other party has neither a registration number nor a name."
        found.append(error("TS-PARTY", message, "State whom the document is addressed to."))
    elif party_key(document.seller) == party_key(document.buyer) and party_key(document.buyer):
        message = "Seller and buyer are the same party."
        found.append(error("TS-PARTY", message, "State the seller and the buyer apart."))
    for role, party in (("seller", document.seller), ("buyer", document.buyer)):
        if party_key(party).startswith("name:"):
            message = f"The {role} is known by name only; names are not unique."
            found.append(warning("TS-PARTY-NAME", message, "State its tax or legal registration number."))
    payee = document.payee
    if document.kind in _CLAIMS and payee is not None and _is_another(payee, document.seller):
        message = f"The claim is already payable to another party: {payee.name or party_key(payee)}."
        found.append(
            error("TS-ASSIGNED", message, "A claim is financed once: use the assignee's own facility.")
        )
    return found


def _is_another(payee: Party, seller: Party) -> bool:
    return bool(party_key(payee)) and not same_party(payee, seller)


def _dates(document: Document) -> list[Finding]:
    found = []
    issued = document.issue_date
    if issued is None:
        return [error("TS-DATE", "The document has no issue date that can be read.", "State the issue date.")]
    if issued.year < OLD_BEFORE_YEAR:
        message = f"The document is dated {issued.isoformat()}."
        found.append(warning("TS-DATE-OLD", message, "Make sure that it is the document you meant."))
    if document.due_date is not None and document.due_date < issued:
        message = f"Due {document.due_date.isoformat()} before it was issued {issued.isoformat()}."
        found.append(error("TS-DATE", message, "Correct the due date or the issue date."))
    if document.due_date is not None and document.due_date - issued > timedelta(days=MAX_DUE_DAYS):
        message = f"Due {document.due_date.isoformat()}, more than {MAX_DUE_DAYS} days after issue."
        found.append(error("TS-DATE", message, "Correct the due date."))
    asked = document.delivery_date if document.kind in (Kind.ORDER, Kind.ORDER_CHANGE) else None
    if asked is not None and asked < issued:
        message = f"Delivery is asked for {asked.isoformat()}, before the order was issued."
        found.append(error("TS-DATE", message, "Correct the delivery date."))
    return found


def _currency(document: Document) -> list[Finding]:
    if document.currency in EXPONENTS:
        return []
    if not document.currency:
        return [error("TS-CURRENCY", "The document states no currency.", "State an ISO 4217 currency code.")]
    message = f"'{document.currency[:20]}' is not an active ISO 4217 currency."
    return [error("TS-CURRENCY", message, "State an ISO 4217 currency code, such as CNY.")]


def _size(document: Document) -> list[Finding]:
    total = order_total(document)
    remedy = "Check the total; a document without an amount moves nothing on the chain."
    if total is None:
        return [error("TS-AMOUNT", "The document states no total amount that can be read.", remedy)]
    if total > MAX_MINOR_UNITS:
        return [error("TS-AMOUNT", f"The total is beyond {MAX_MINOR_UNITS} minor units.", remedy)]
    if total > 0:
        return []
    word = "zero" if total == 0 else "negative"
    message = f"The total is {word}: {money_text(total, document.currency)}."
    if document.kind in _CLAIMS:
        # A negative or fully prepaid invoice is a valid invoice; there is just nothing to finance.
        return [warning("TS-AMOUNT-SIGN", message, "Nothing can be claimed with it.")]
    return [error("TS-AMOUNT", message, remedy)]


def order_total(document: Document) -> int | None:
    """What the document is worth, minor units with tax; None when it states no total.

    For an order: tax inclusive when stated; else (tax exclusive, or line extension − allowances + charges)
    plus the tax stated in head or lines. Some orders state a payable amount that leaves the tax out: it is
    not used where the parts are known. For all others: the payable amount.
    """
    amounts = document.amounts
    if document.kind not in (Kind.ORDER, Kind.ORDER_CHANGE):
        return amounts.payable
    if amounts.tax_inclusive is not None:
        return amounts.tax_inclusive + (amounts.rounding or 0)
    net = _net(document)
    if net is None:
        return amounts.payable
    if amounts.tax is None:
        return amounts.payable if amounts.payable is not None else net
    return net + amounts.tax


def _net(document: Document) -> int | None:
    amounts = document.amounts
    if amounts.tax_exclusive is not None:
        return amounts.tax_exclusive
    if amounts.line_extension is None:
        return None
    return amounts.line_extension - (amounts.allowances or 0) + (amounts.charges or 0)


def _totals(document: Document) -> list[Finding]:
    amounts, currency = document.amounts, document.currency
    top = [each for each in document.lines if not each.parent]
    tolerance = max(1, len(top))
    found: list[Finding] = []

    def compare(what: str, stated: int | None, computed: int | None, where: str) -> None:
        if stated is None or computed is None or abs(stated - computed) <= tolerance:
            return
        message = (
            f"{what}: stated {money_text(stated, currency)}, computed {money_text(computed, currency)}, "
            f"difference {money_text(stated - computed, currency)} "
            f"(tolerance {tolerance} minor units: one a line)."
        )
        found.append(error("TS-TOTALS", message, "Ask the issuer for a corrected document.", where))

    line_amounts = [each.amount for each in top if each.amount is not None]
    lines = sum(line_amounts) if top and len(line_amounts) == len(top) else None
    if document.kind is Kind.REMITTANCE_ADVICE:
        compare("Payment against the sum of its lines", amounts.payable, lines, "/TotalPaymentAmount")
        return found
    compare(
        "Line extension against the sum of the lines", amounts.line_extension, lines, "/LineExtensionAmount"
    )
    net = None
    base = amounts.line_extension if amounts.line_extension is not None else lines
    if base is not None:
        net = base - (amounts.allowances or 0) + (amounts.charges or 0)
    compare(
        "Tax exclusive against lines − allowances + charges",
        amounts.tax_exclusive,
        net,
        "/TaxExclusiveAmount",
    )
    net = amounts.tax_exclusive if amounts.tax_exclusive is not None else net
    gross = None if net is None else net + (amounts.tax or 0)
    compare("Tax inclusive against tax exclusive + tax", amounts.tax_inclusive, gross, "/TaxInclusiveAmount")
    gross = amounts.tax_inclusive if amounts.tax_inclusive is not None else gross
    if gross is not None:
        due = gross - (amounts.prepaid or 0) + (amounts.rounding or 0)
        without_tax = due - (amounts.tax or 0)
        is_order = document.kind in (Kind.ORDER, Kind.ORDER_CHANGE)
        if is_order and amounts.payable == without_tax != due:
            message = f"The payable amount leaves out the tax of {money_text(amounts.tax or 0, currency)}."
            found.append(warning("TS-ORDER-TAX", message, "The order is taken with tax.", "/PayableAmount"))
        else:
            compare(
                "Payable against tax inclusive − prepaid + rounding", amounts.payable, due, "/PayableAmount"
            )
    return found


def _line_prices(document: Document) -> list[Finding]:
    """Quantity × price against the line's amount: an error on a claim, a warning on an order.

    What the buyer orders is the line's amount, whatever price stands beside it.
    """
    make = error if document.kind in _CLAIMS else warning
    exponent = EXPONENTS[document.currency]
    found = []
    for line in document.lines:
        if line.quantity is None or line.unit_price is None or line.amount is None or line.price_base == 0:
            continue
        base = Fraction(line.price_base or 1)
        exact = Fraction(_WIDE.multiply(line.quantity, line.unit_price)) / base * 10**exponent
        computed = exact - line.allowances + line.charges
        # A price may be rounded itself: half a unit of its last decimal for each piece is no fault.
        places = max(exponent, -int(line.unit_price.normalize(_WIDE).as_tuple().exponent))
        slack = abs(Fraction(line.quantity) / base) * Fraction(10**exponent, 2 * 10**places)
        if abs(computed - line.amount) <= max(Fraction(1), slack):
            continue
        message = (
            f"Line {line.id or '?'}: quantity × price gives "
            f"{money_text(round(computed), document.currency)}, stated "
            f"{money_text(line.amount, document.currency)} (tolerance 1 minor unit, or half a unit of the "
            f"price's last decimal for each piece)."
        )
        remedy = "Correct the line's price, quantity or amount."
        found.append(make("TS-LINE-PRICE", message, remedy, f"/Line[{line.id}]"))
    return found


def _tax_rows(document: Document) -> list[Finding]:
    found = []
    currency, tolerance = document.currency, max(1, len(document.lines))
    rows = [each.tax for each in document.taxes if each.tax is not None]
    if rows and document.amounts.tax is not None and abs(sum(rows) - document.amounts.tax) > tolerance:
        message = (
            f"Tax total {money_text(document.amounts.tax, currency)}, sum of its rows "
            f"{money_text(sum(rows), currency)} (tolerance {tolerance} minor units)."
        )
        found.append(error("TS-TOTALS", message, "Ask the issuer for a corrected document.", "/TaxTotal"))
    for share in document.taxes:
        if share.percent is None or share.taxable is None or share.tax is None:
            continue
        exact = _WIDE.multiply(Decimal(share.taxable), share.percent) / 100
        computed = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_WIDE))
        if abs(computed - share.tax) > tolerance:
            message = (
                f"{share.percent} % of {money_text(share.taxable, currency)} is "
                f"{money_text(computed, currency)}, "
                f"stated {money_text(share.tax, currency)} (tolerance {tolerance} minor units)."
            )
            found.append(warning("TS-TAX", message, "Ask the issuer how the tax was computed.", "/TaxTotal"))
    return found


def _quantities(document: Document) -> list[Finding]:
    """Quantities of goods that moved cannot be negative."""
    if document.kind not in (Kind.ORDER, Kind.ORDER_CHANGE, Kind.DESPATCH_ADVICE, Kind.RECEIPT_ADVICE):
        return []
    found = []
    for line in document.lines:
        for name in ("quantity", "received", "rejected", "short", "backorder"):
            value = getattr(line, name)
            if value is not None and value < 0:
                message = f"Line {line.id or '?'}: the {name} quantity is negative ({value})."
                found.append(error("TS-QUANTITY", message, "State what moved as a positive number."))
        if line.received is not None and line.rejected is not None and line.rejected > line.received:
            message = (
                f"Line {line.id or '?'}: more rejected ({line.rejected}) than received ({line.received})."
            )
            found.append(error("TS-QUANTITY", message, "Rejected goods are part of the received ones."))
    return found
