"""`tallystick document`: one document read, checked, identified and committed to, offline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import ROOT, refused, tallystick

DOCUMENTS = ROOT / "scripts" / "demo" / "documents"


@pytest.fixture(scope="module")
def invoice() -> Path:
    """An invoice of the bundled trade."""
    found = sorted(
        path
        for path in DOCUMENTS.rglob("*.xml")
        if b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" in path.read_bytes()
    )
    assert found
    return found[0]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused(tallystick("document", tmp_path / "missing.xml"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "directory" in refused(tallystick("document", tmp_path)).lower()


def test_a_secret_that_is_none_is_refused(tmp_path: Path, invoice: Path) -> None:
    (tmp_path / "secret").write_text("0x1234")
    assert "64 hex digits" in refused(tallystick("document", invoice, "--secret-file", tmp_path / "secret"))


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "TS-NOT-XML"),
        (b"no xml at all", "TS-NOT-XML"),
        (b"<a/>", "TS-KIND"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "TS-DOCTYPE"),
        (b"%PDF-1.7 broken", "TS-PDF"),
        (b"\x00\xff" * 5, "TS-ENCODING"),
    ],
)
def test_what_is_no_document_is_a_fault_with_a_named_finding(
    tmp_path: Path, content: bytes, rule: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    ran = tallystick("document", tmp_path / "file", "--json")
    assert ran.code == 1, ran.err
    assert [each["rule"] for each in ran.facts["findings"]] == [rule]
    assert ran.facts["document"] is None
    assert ran.err == ""


def test_a_document_of_eleven_megabytes_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "big.xml").write_bytes(b"<a>" + b" " * 11_000_000 + b"</a>")
    ran = tallystick("document", tmp_path / "big.xml", "--json")
    assert ran.code == 1
    assert ran.facts["findings"][0]["rule"] == "TS-TOO-LARGE"


def test_an_invoice_is_shown_with_identity_and_commitment(invoice: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("ab" * 32)
    ran = tallystick("document", invoice, "--json", "--secret-file", tmp_path / "secret")
    assert ran.code == 0, ran
    assert ran.facts["document"]["kind"] == "invoice"
    assert ran.facts["identity"][1] == "invoice"
    assert ran.facts["identity"][3] == ran.facts["document"]["number"].casefold()
    again = tallystick("document", invoice, "--json", "--secret-file", tmp_path / "secret")
    assert again.facts["commitment"] == ran.facts["commitment"]
    assert (
        tallystick("document", invoice, "--json").facts["commitment"]["root"]
        != ran.facts["commitment"]["root"]
    )


def test_people_see_fields_and_a_verdict(invoice: Path) -> None:
    ran = tallystick("document", invoice)
    assert ran.out.endswith("It can be acted on.\n")
    assert "amounts.payable" in ran.out
