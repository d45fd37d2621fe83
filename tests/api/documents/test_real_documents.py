"""Documents of others (../shared/data): each gets an answer, quickly, and the one its authors expect."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from api.documents.findings import Finding
from api.documents.model import Kind, Syntax
from api.documents.reading import ReadOptions, detect, read_document
from api.documents.rules import check_rules
from api.documents.safexml import parse_xml
from tests.api.documents.samples import OASIS, SHARED, document, needs, read, rules, shared_files

XML = ("**/*.xml", "**/*.XML")
SECONDS_A_FILE = 10
CASE = "{http://difi.no/xsd/vefa/validator/1.0}"
EN16931 = "urn:cen.eu:en16931:2017"

UNIT_FILES = [
    *shared_files(
        "a3_en16931", "test/Invoice-unit-UBL/*.xml", "test/CreditNote-unit-UBL/*.xml", "test/cii/*.xml"
    )
]
WHOLE_FILES = [
    path
    for name in ("a3_en16931", "a4_oasis_ubl", "a5_xrechnung", "a6_zugferd_corpus")
    for path in shared_files(name, *XML)
    if path not in UNIT_FILES
]
PAIRS = [
    (path, path.with_name(path.name.replace("_ubl.xml", "_uncefact.xml")))
    for path in shared_files("a5_xrechnung", "**/*_ubl.xml")
    if path.with_name(path.name.replace("_ubl.xml", "_uncefact.xml")).is_file()
]


def named(path: Path) -> str:
    return path.name


@pytest.mark.skipif(not WHOLE_FILES, reason="no ../shared/data beside this checkout")
@pytest.mark.parametrize("path", WHOLE_FILES, ids=named)
def test_every_file_gets_an_answer_in_time(path: Path) -> None:
    started = time.monotonic()
    result = read(path)
    assert time.monotonic() - started < SECONDS_A_FILE
    assert result.document is not None or result.findings
    assert (result.document is None) == any(each.severity == "fatal" for each in result.findings)
    assert all(each.rule and each.message and each.remedy and each.location for each in result.findings)


@needs("a6_zugferd_corpus")
@pytest.mark.parametrize("path", shared_files("a6_zugferd_corpus", "fatturaPA/**/*.xml"), ids=named)
def test_fattura_pa_is_refused_as_an_unknown_kind(path: Path) -> None:
    assert rules(read(path)) == ["TS-KIND"]


@needs("a4_oasis_ubl")
def test_kinds_of_ubl_that_are_no_step_of_a_trade_are_refused_by_name() -> None:
    refused = [path for path in shared_files("a4_oasis_ubl", *XML) if read(path).document is None]
    assert len(refused) > 15
    assert {tuple(rules(read(path))) for path in refused} == {("TS-KIND",)}


@needs("a4_oasis_ubl")
def test_the_oasis_credit_note_that_does_not_add_up_is_named_with_its_figures() -> None:
    result = read(OASIS / "UBL-CreditNote-2.0-Example.xml")
    found = [each for each in result.findings if each.rule == "TS-TOTALS"]
    assert len(found) == 1 and not result.actionable
    assert "stated 90.00 GBP, computed 100.00 GBP" in found[0].message


@needs("a4_oasis_ubl")
def test_other_documents_of_the_oasis_chain_may_be_acted_on() -> None:
    names = ["Order", "OrderResponseSimple", "DespatchAdvice", "ReceiptAdvice", "Invoice", "RemittanceAdvice"]
    for name in names:
        result = read(OASIS / f"UBL-{name}-2.0-Example.xml")
        assert result.actionable, (name, rules(result))
        assert "TS-DATE-OLD" in rules(result)


@needs("a7_ubl_xsd")
@needs("a4_oasis_ubl")
def test_with_a_configured_schema_folder_every_ubl_document_is_checked_whole() -> None:
    options = ReadOptions(schema_folder=SHARED / "a7_ubl_xsd")
    content = (OASIS / "UBL-Order-2.0-Example.xml").read_bytes()
    assert "TS-SCHEMA" not in rules(read_document(content, options))
    start = content.index(b"\t<cac:BuyerCustomerParty>")
    end = content.index(b"\t<cac:SellerSupplierParty>")
    after = content.index(b"\t<cac:OriginatorCustomerParty>")
    swapped = content[:start] + content[end:after] + content[start:end] + content[after:]
    assert "TS-SCHEMA" in rules(read_document(swapped, options))
    assert "TS-SCHEMA" not in rules(read_document(swapped)), "the order of parts needs the folder"


@pytest.mark.skipif(not PAIRS, reason="no ../shared/data/a5_xrechnung beside this checkout")
@pytest.mark.parametrize(("ubl", "cii"), PAIRS, ids=[ubl.name[:5] + ubl.parent.name for ubl, _ in PAIRS])
def test_the_same_invoice_in_ubl_and_cii_gives_the_same_figures(ubl: Path, cii: Path) -> None:
    one, two = document(ubl), document(cii)
    assert (one.syntax, two.syntax) == (Syntax.UBL, Syntax.CII)
    # An absent sum of allowances and one of zero say the same.
    assert {name: value or 0 for name, value in vars(one.amounts).items()} == {
        name: value or 0 for name, value in vars(two.amounts).items()
    }
    assert (one.kind, one.number, one.currency) == (two.kind, two.number, two.currency)
    assert (one.issue_date, one.due_date) == (two.issue_date, two.due_date)
    assert [(each.id, each.quantity, each.amount) for each in one.lines] == [
        (each.id, each.quantity, each.amount) for each in two.lines
    ]


@needs("a3_en16931")
def test_an_invoice_assigned_to_a_factor_cannot_be_financed_again() -> None:
    result = read(SHARED / "a3_en16931/test/testfiles/BIS_Billing_30-Factoring.xml")
    assert "TS-ASSIGNED" in rules(result) and not result.actionable


@needs("a3_en16931")
def test_a_negative_invoice_is_read_and_claims_nothing() -> None:
    result = read(SHARED / "a3_en16931/ubl/examples/BIS3_Invoice_negativ.XML")
    assert result.actionable and "TS-AMOUNT-SIGN" in rules(result)
    assert result.document is not None and result.document.kind is Kind.INVOICE


@needs("a6_zugferd_corpus")
def test_an_invoice_known_to_be_wrong_breaks_the_rules_that_it_breaks() -> None:
    name = "XML-Rechnung/UBL/not_validating_full_invoice_based_onTest_EeISI_300_CENfullmodel.ubl.xml"
    assert {"BR-CO-10", "BR-CO-15", "TS-TOTALS"} <= set(rules(read(SHARED / "a6_zugferd_corpus" / name)))


@needs("a6_zugferd_corpus")
@pytest.mark.parametrize("path", shared_files("a6_zugferd_corpus", "ZUGFeRDv2/fail/**/*.xml"), ids=named)
def test_an_invoice_whose_prices_do_not_make_its_lines_is_refused_by_name(path: Path) -> None:
    assert rules(read(path)) == ["TS-LINE-PRICE"]
    assert not read(path).actionable


def verdicts(path: Path) -> list[tuple[str, str, Counter[str], list[Finding]]]:
    """(wanted outcome, rule, rules found, findings) of every case in a unit file."""
    root, refused = parse_xml(path.read_bytes())
    assert root is not None, refused
    found = []
    for case in root.iter(f"{CASE}test"):
        wanted = case.find(f"{CASE}assert")
        assert wanted is not None
        for each in case:
            if each is wanted:
                continue
            fragment = etree.fromstring(etree.tostring(each))
            _, syntax, _ = detect(fragment)
            assert syntax is not None
            findings = check_rules(fragment, syntax, EN16931)
            broken = Counter(one.rule for one in findings)
            for outcome in wanted:
                verb = etree.QName(outcome).localname
                if verb in ("success", "error", "warning", "fatal"):
                    found.append((verb, (outcome.text or "").strip(), broken, findings))
    return found


@pytest.mark.skipif(not UNIT_FILES, reason="no ../shared/data/a3_en16931 beside this checkout")
@pytest.mark.parametrize("path", UNIT_FILES, ids=[f"{path.parent.name}-{path.stem}" for path in UNIT_FILES])
def test_each_rule_of_en_16931_gives_the_verdict_of_its_authors(path: Path) -> None:
    cases = verdicts(path)
    assert cases
    for verb, rule, broken, findings in cases:
        assert (broken[rule] == 0) == (verb == "success"), (verb, rule, dict(broken))
        if verb != "success":
            severities = {each.severity.value for each in findings if each.rule == rule}
            assert severities == {"warning" if verb == "warning" else "error"}
