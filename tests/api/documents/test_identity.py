"""One invoice has one identity in any bytes; another issuer's has another."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest

from api.documents.identity import fingerprint, identity_text, normalised, same_party
from api.documents.model import Party, PartyId
from tests.api.documents.samples import OASIS, document, needs, own, own_text, read_text

KEY = bytes(range(32))
SERIALISATIONS = ["Example", "Example-NS1", "Example-NS2", "Detached", "Enveloped"]


def test_refuses_a_short_consortium_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        fingerprint(b"short", "identity")


def test_the_same_invoice_in_ubl_and_cii_has_one_identity() -> None:
    ubl, cii = own("5-invoice.xml"), own("7-invoice-again-as-cii.xml")
    assert ubl.syntax is not cii.syntax
    assert identity_text(ubl) == identity_text(cii)
    assert ubl.amounts == cii.amounts
    assert (ubl.due_date, ubl.issue_date, ubl.currency) == (cii.due_date, cii.issue_date, cii.currency)


@needs("a4_oasis_ubl")
def test_every_serialisation_of_the_oasis_invoice_has_one_identity() -> None:
    paths = [OASIS / f"UBL-Invoice-2.0-{name}.xml" for name in SERIALISATIONS]
    assert len({path.read_bytes() for path in paths}) == len(paths)
    assert len({identity_text(document(path)) for path in paths}) == 1


def test_number_spelled_otherwise_is_the_same_number() -> None:
    invoice = own("5-invoice.xml")
    for number in (
        "qs-inv-2026-0319",
        " QS‑INV‑2026‑0319 ",
        "ＱＳ－ＩＮＶ－２０２６－０３１９",
        "QS-INV\u200b-2026-0319",
    ):
        assert identity_text(replace(invoice, number=number)) == identity_text(invoice)
    assert identity_text(replace(invoice, number="QS-INV-2026-0320")) != identity_text(invoice)


def test_amount_and_date_make_no_other_invoice_but_issuer_and_kind_do() -> None:
    invoice = own("5-invoice.xml")
    other_amount = replace(invoice, amounts=replace(invoice.amounts, payable=1), issue_date=None)
    assert identity_text(other_amount) == identity_text(invoice)
    assert identity_text(replace(invoice, seller=invoice.buyer)) != identity_text(invoice)
    order_with_its_number = replace(own("1-order.xml"), number=invoice.number)
    assert identity_text(order_with_its_number) != identity_text(invoice)


def test_leaving_out_the_tax_number_changes_nothing_where_the_platform_knows_the_issuer() -> None:
    start = own_text("5-invoice.xml")
    text = start.replace("<cbc:CompanyID>CN91330482MA2C0B0R2F</cbc:CompanyID>", "", 1)
    less = read_text(text).document
    assert less is not None
    known = "0x11"
    assert identity_text(less, issuer=known) == identity_text(own("5-invoice.xml"), issuer=known)


def test_fingerprint_is_keyed_and_does_not_change() -> None:
    identity = identity_text(own("5-invoice.xml"))
    assert identity == "tallystick-identity-1\ninvoice\ntax:cn91330482ma2c0b0r2f\nqs-inv-2026-0319"
    assert fingerprint(KEY, identity) == hmac.new(KEY, identity.encode(), hashlib.sha256).digest()
    assert fingerprint(KEY, identity) != fingerprint(KEY[::-1], identity)


def test_normalising_twice_changes_nothing() -> None:
    for text in ("ẞtraße № 1", "İstanbul", "ﬀ Ⅸ", "海川 重工", "a\u0345b"):
        assert normalised(normalised(text)) == normalised(text)


def test_equal_names_with_other_registrations_are_other_parties() -> None:
    one = Party(name="Acme", ids=(PartyId("tax", "CN1"),))
    two = Party(name="Acme", ids=(PartyId("tax", "CN2"),))
    assert not same_party(one, two)
    assert same_party(one, Party(name="ACME"))
    assert same_party(one, Party(name="Other", ids=(PartyId("tax", "cn 1"),)))
