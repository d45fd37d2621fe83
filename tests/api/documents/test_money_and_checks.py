"""Amounts, dates, totals and parties: what is wrong is named; what is right passes."""

from __future__ import annotations

from decimal import Decimal

import iso4217
import pytest

from api.documents.model import Kind
from api.documents.money import EXPONENTS, MAX_MINOR_UNITS, money_text, parse_decimal, to_minor_units
from tests.api.documents.samples import own, own_text, read_text, rules


def invoice_with(old: str, new: str, count: int = -1) -> list[str]:
    """Rules found in our invoice with one text replaced, EN 16931's own left out."""
    text = own_text("5-invoice.xml")
    assert old in text
    plain = text.replace("urn:cen.eu:en16931:2017", "urn:none").replace(old, new, count)
    return rules(read_text(plain))


@pytest.mark.parametrize(
    "text", ["", "1e3", "NaN", "Infinity", "1,000.00", "0x10", "١٢", "1 000", "--1", "1" * 41]
)
def test_refuses_what_is_no_decimal(text: str) -> None:
    assert parse_decimal(text) is None


def test_refuses_amounts_finer_than_the_currency() -> None:
    assert to_minor_units(Decimal("0.001"), "CNY") is None
    assert to_minor_units(Decimal("0.5"), "JPY") is None


def test_counts_minor_units_of_every_exponent() -> None:
    assert to_minor_units(Decimal("12.340000"), "CNY") == 1234
    assert to_minor_units(Decimal(12), "JPY") == 12
    assert to_minor_units(Decimal("1.234"), "KWD") == 1234
    assert to_minor_units(Decimal("-0.01"), "EUR") == -1
    assert (money_text(-5, "CNY"), money_text(1234, "JPY")) == ("-0.05 CNY", "1,234 JPY")
    assert money_text(123_456_789, "CNY") == "1,234,567.89 CNY"


def test_knows_the_active_currencies_of_iso_4217() -> None:
    listed = {each.code: each.exponent for each in iso4217.Currency if each.exponent is not None}
    assert listed == EXPONENTS


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (">975705.00<", ">975705.10<", "TS-TOTALS"),
        (">863455.75<", ">863455.00<", "TS-TOTALS"),
        (">490000.00<", ">490000.50<", "TS-TOTALS"),
        (">112249.25<", ">112249.99<", "TS-TOTALS"),
        (">975705.00<", ">975705.001<", "TS-AMOUNT"),
        (">287.50<", ">287.51<", "TS-LINE-PRICE"),
        (">975705.00<", ">abc<", "TS-AMOUNT"),
        (">975705.00<", f">{2**128}<", "TS-AMOUNT"),
        (">975705.00<", f">{(MAX_MINOR_UNITS + 1) // 100 + 1}.00<", "TS-AMOUNT"),
        (">2027-02-18<", ">2026-11-19<", "TS-DATE"),
        (">2027-02-18<", ">2027-02-29<", "TS-DATE"),
        (">2026-11-20<", ">1999-12-31<", "TS-DATE"),
        (">2026-11-20<", ">2101-01-01<", "TS-DATE"),
        (">2026-11-20<", ">20 November<", "TS-DATE"),
        (">CNY<", ">XYZ<", "TS-CURRENCY"),
        (">CNY<", ">XAU<", "TS-CURRENCY"),
        ('currencyID="CNY">975705.00', 'currencyID="USD">975705.00', "TS-CURRENCY"),
        ("<cbc:ID>QS-INV-2026-0319</cbc:ID>", "<cbc:ID>\u200b</cbc:ID>", "TS-NUMBER"),
        ("QS-INV-2026-0319", "9" * 201, "TS-NUMBER"),
        ("<cbc:DueDate>", "<cbc:Nonsense/><cbc:DueDate>", "TS-SCHEMA"),
    ],
)
def test_names_what_is_wrong_with_an_invoice(old: str, new: str, rule: str) -> None:
    assert rule in invoice_with(old, new)


def test_names_every_total_that_does_not_add_up_with_its_tolerance() -> None:
    text = own_text("5-invoice.xml").replace(">975705.00<", ">975705.10<")
    found = [each for each in read_text(text).findings if each.rule == "TS-TOTALS"]
    assert found and all("tolerance 3 minor units" in each.message for each in found)
    assert not read_text(text).actionable


def test_a_difference_of_one_minor_unit_a_line_is_rounding() -> None:
    assert invoice_with(">975705.00<", ">975705.03<") == []
    assert "TS-TOTALS" in invoice_with(">975705.00<", ">975705.04<")


def test_an_invoice_payable_to_another_is_already_assigned() -> None:
    payee = (
        "<cac:PayeeParty><cac:PartyName><cbc:Name>Other Factor Ltd</cbc:Name></cac:PartyName>"
        "</cac:PayeeParty>"
        "<cac:Delivery>"
    )
    assert invoice_with("<cac:Delivery>", payee, 1) == ["TS-ASSIGNED"]


def test_a_negative_or_prepaid_invoice_is_an_invoice_with_nothing_to_claim() -> None:
    text = own_text("5-invoice.xml").replace(
        '<cbc:PayableAmount currencyID="CNY">975705.00',
        '<cbc:PrepaidAmount currencyID="CNY">975705.00</cbc:PrepaidAmount>'
        '<cbc:PayableAmount currencyID="CNY">0.00',
    )
    result = read_text(text)
    assert result.actionable and rules(result) == ["TS-AMOUNT-SIGN"]


def test_more_rejected_than_received_is_an_error() -> None:
    text = own_text("4-receipt-advice.xml").replace(">8</cbc:RejectedQuantity", ">401</cbc:RejectedQuantity")
    assert rules(read_text(text)) == ["TS-QUANTITY"]


def test_parts_and_missing_parts_of_every_kind_are_held_to_the_schema() -> None:
    for name, old, new in (
        (
            "1-order.xml",
            "<cbc:DocumentCurrencyCode>",
            "<cbc:Nonsense>x</cbc:Nonsense><cbc:DocumentCurrencyCode>",
        ),
        ("3-despatch-advice.xml", "<cac:Shipment>", "<cac:Shipment><cbc:Nonsense>x</cbc:Nonsense>"),
        ("6-remittance-advice.xml", "<cbc:IssueDate>2027-02-18</cbc:IssueDate>", ""),
    ):
        text = own_text(name)
        assert old in text
        result = read_text(text.replace(old, new, 1))
        assert "TS-SCHEMA" in rules(result) and not result.actionable, name


def test_delivery_before_the_order_is_an_error() -> None:
    text = own_text("1-order.xml").replace("2026-12-15", "2026-11-01")
    assert rules(read_text(text)) == ["TS-DATE"]


def test_findings_come_worst_first_and_always_the_same() -> None:
    text = own_text("5-invoice.xml").replace(">975705.00<", ">1.00<").replace(">2027-02-18<", ">2020-01-01<")
    first, second = read_text(text), read_text(text)
    assert first.findings == second.findings
    severities = [each.severity for each in first.findings]
    assert severities == sorted(severities, key=["fatal", "error", "warning"].index)


def test_a_credit_note_written_as_an_invoice_of_type_381_is_a_credit_note() -> None:
    text = own_text("7-invoice-again-as-cii.xml").replace(">380<", ">381<")
    found = read_text(text).document
    assert found is not None and found.kind is Kind.CREDIT_NOTE
    assert own("5-invoice.xml").kind is Kind.INVOICE
