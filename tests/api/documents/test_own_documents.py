"""The bundled trade passes our checks, EN 16931's rules and, where they are at hand, OASIS's schemas."""

from __future__ import annotations

import io
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import facturx
import pytest
from pypdf import PdfWriter

from api.documents.model import Syntax
from api.documents.reading import ReadOptions, read_document
from api.documents.rules import rules_for
from tests.api.documents.samples import OWN, OWN_FILES, SHARED, needs, own, own_text, read, read_text, rules


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_each_of_our_documents_passes_every_check(path: Path) -> None:
    assert rules(read(path)) == []
    assert read(path).actionable


@needs("a7_ubl_xsd")
@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_each_of_our_documents_follows_oasis_schemas_whole(path: Path) -> None:
    options = ReadOptions(schema_folder=SHARED / "a7_ubl_xsd", rules=False)
    assert rules(read_document(path.read_bytes(), options)) == []


def test_our_invoices_claim_en_16931_and_so_are_held_to_it() -> None:
    for name, syntax in (("5-invoice.xml", Syntax.UBL), ("7-invoice-again-as-cii.xml", Syntax.CII)):
        assert own(name).syntax is syntax
        assert rules_for(syntax, own(name).customization) is not None
    broken = own_text("5-invoice.xml").replace("CN91330482MA2C0B0R2F", "91330482MA2C0B0R2F", 1)
    result = read_text(broken)
    assert "BR-CO-09" in rules(result) and not result.actionable


def test_the_listing_names_every_file_and_party() -> None:
    listing = tomllib.loads((OWN / "trade.toml").read_text(encoding="utf-8"))
    assert sorted(each["name"] for each in listing["files"]) == [path.name for path in OWN_FILES]
    seller, buyer = own("5-invoice.xml").seller, own("5-invoice.xml").buyer
    assert (seller.name, buyer.name) == (
        listing["parties"]["supplier"]["name"],
        listing["parties"]["buyer"]["name"],
    )
    carrier = own("3-despatch-advice.xml").carrier
    assert carrier is not None and carrier.name == listing["parties"]["carrier"]["name"]


def pdf_with(*attachments: tuple[str, bytes]) -> bytes:
    """A PDF of one blank page that carries files."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    for name, content in attachments:
        writer.add_attachment(name, content)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_pdf_without_or_with_two_invoices_is_refused() -> None:
    cii = own_text("7-invoice-again-as-cii.xml").encode()
    assert rules(read_document(pdf_with())) == ["TS-PDF"]
    assert rules(read_document(pdf_with(("other.xml", cii)))) == ["TS-PDF"]
    assert rules(read_document(pdf_with(("factur-x.xml", cii), ("xrechnung.xml", cii)))) == ["TS-PDF"]
    assert rules(read_document(pdf_with(("factur-x.xml", b"<!DOCTYPE a><a/>")))) == ["TS-DOCTYPE"]


def test_a_factur_x_pdf_made_by_the_factur_x_package_is_read_as_its_invoice() -> None:
    cii = own_text("7-invoice-again-as-cii.xml").encode()
    made = facturx.generate_from_binary(pdf_with(), cii, check_xsd=False, flavor="factur-x", level="en16931")
    result = read_document(made)
    assert result.document == own("7-invoice-again-as-cii.xml")


def test_many_threads_may_read_at_once() -> None:
    contents = [path.read_bytes() for path in OWN_FILES] * 4
    with ThreadPoolExecutor(max_workers=4) as pool:
        results = list(pool.map(read_document, contents))
    assert [each.document for each in results] == [read(path).document for path in OWN_FILES] * 4
