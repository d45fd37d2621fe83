"""Bytes that must be refused, by name and without harm; then encodings that must be read."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from api.documents.findings import Severity
from api.documents.reading import read_document
from tests.api.documents.samples import SHARED, needs, own_text, read, read_text, rules, shared_files

BOMB = '<!DOCTYPE a [<!ENTITY b "cccccccc"><!ENTITY d "&b;&b;&b;&b;">]><a>&d;</a>'
UTF16_DOCTYPE = BOMB.encode("utf-16")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "TS-NOT-XML"),
        (b"   \n", "TS-NOT-XML"),
        (b"\x00\x00\x00", "TS-NOT-XML"),
        (b"not xml at all", "TS-NOT-XML"),
        (b"<a><b></a>", "TS-NOT-XML"),
        (b"<a>&undefined;</a>", "TS-NOT-XML"),
        (BOMB.encode(), "TS-DOCTYPE"),
        (UTF16_DOCTYPE, "TS-DOCTYPE"),
        (b"<!-- first --><?x y?>\n" + BOMB.encode(), "TS-DOCTYPE"),
        (b"\xef\xbb\xbf" + BOMB.encode(), "TS-DOCTYPE"),
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>', "TS-ENCODING"),
        (b'<?xml version="1.0" encoding="no-such-thing"?><a/>', "TS-ENCODING"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "TS-ENCODING"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xff\xfe</a>', "TS-ENCODING"),
        ("<a/>".encode("utf-32"), "TS-ENCODING"),
        (b"<a>" * 65 + b"</a>" * 65, "TS-DEPTH"),
        (b"<a>" * 5000 + b"</a>" * 5000, "TS-DEPTH"),
        (b"<a>" + b"<b/>" * 400_000 + b"</a>", "TS-NODES"),
        (b"<a " + b" ".join(b"a%d=''" % n for n in range(1_000_001)) + b"/>", "TS-TOO-LARGE"),
        (b"<a " + b"=" * 1_000_001 + b"/>", "TS-NODES"),
        (b"<html/>", "TS-KIND"),
        (b"<Invoice/>", "TS-NAMESPACE"),
        (b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "TS-NAMESPACE"),
        (b'<CrossIndustryInvoice xmlns="urn:x"/>', "TS-NAMESPACE"),
        (b"%PDF-1.7 and nothing more", "TS-PDF"),
    ],
)
def test_refuses_by_name_and_gives_no_document(content: bytes, rule: str) -> None:
    started = time.monotonic()
    result = read_document(content)
    assert result.document is None
    assert rules(result) == [rule]
    assert result.findings[0].severity is Severity.FATAL
    assert result.findings[0].message and result.findings[0].remedy
    assert time.monotonic() - started < 5


def test_refuses_eleven_megabytes() -> None:
    padded = own_text("5-invoice.xml").replace("<cbc:ID>QS", " " * 11_000_000 + "<cbc:ID>QS", 1)
    assert rules(read_text(padded)) == ["TS-TOO-LARGE"]


def test_refuses_more_lines_than_it_will_compare() -> None:
    text = own_text("5-invoice.xml").replace("</Invoice>", "<cac:InvoiceLine/>" * 10_000 + "</Invoice>")
    assert rules(read_text(text)) == ["TS-LINES"]


def test_refuses_a_document_cut_off_in_the_middle() -> None:
    content = own_text("5-invoice.xml").encode()
    for length in range(1, len(content), 997):
        # A cut inside a Chinese character is no UTF-8 any more, and says so.
        assert rules(read_document(content[:length])) in (["TS-NOT-XML"], ["TS-ENCODING"])


def test_a_comment_inside_an_amount_hides_nothing() -> None:
    text = own_text("5-invoice.xml").replace(">975705.00<", ">97<!-- -->5705.00<")
    result = read_text(text)
    assert result.document is not None and result.document.amounts.payable == 97_570_500


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_reads_the_same_document_in_every_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = own_text("1-order.xml").replace('encoding="UTF-8"', f'encoding="{declared}"')
    result = read_document(text.encode(encoding))
    assert result.document == read_text(own_text("1-order.xml")).document
    assert result.document is not None and "海川重工" in result.document.buyer.name


@needs("f3_xml_attacks")
@pytest.mark.parametrize("path", shared_files("f3_xml_attacks", "*"), ids=str)
def test_refuses_every_known_attack(path: Path) -> None:
    result = read(path)
    assert result.document is None
    expected = "TS-DOCTYPE" if path.name in ("dtd.xml", "external.xml", "xmlbomb.xml") else "TS-KIND"
    assert rules(result) == [expected]


@needs("f1_naughty_strings")
def test_answers_every_naughty_string_as_content_and_inside_a_document() -> None:
    strings = json.loads((SHARED / "f1_naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    template = own_text("2-order-response.xml")
    read_well = 0
    for string in strings:
        bare = read_document(string.encode("utf-8", "surrogatepass"))
        assert bare.document is None
        escaped = string.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for target in ("QS-OR-0871", "青石精密五金厂", "HC-PO-2026-1102"):
            text = template.replace(target, escaped, 1)
            result = read_document(text.encode("utf-8", "surrogatepass"))
            assert result.document is not None or result.findings
            read_well += result.document is not None
    assert read_well > len(strings), "most naughty strings are lawful names"
