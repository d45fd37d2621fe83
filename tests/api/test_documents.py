"""Documents over HTTP: refused by named findings, stored sealed, disclosed field by field, erased."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text

from api.documents.disclosure import verify_disclosure
from tests.api.world import DOCUMENTS, World, assert_problem

FOLDER = Path(__file__).resolve().parents[3] / "shared/data/f3_xml_attacks"
ATTACKS = sorted(each for each in FOLDER.rglob("*.xml")) if FOLDER.is_dir() else []


def send(world: World, name: str, content: bytes, kind: str = "application/xml") -> Response:
    headers = world.party(name).headers | {"Content-Type": kind}
    answer: Response = world.http.post("/v1/documents", content=content, headers=headers)
    return answer


def stored(world: World) -> int:
    with world.app.state.context.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM app.documents")).scalar_one())


ORDER = (DOCUMENTS / "1-order.xml").read_bytes()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "TS-"),
        (b"not xml", "TS-"),
        (b"<a/>", "TS-KIND"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "TS-"),
        (b"%PDF-1.7 nothing", "TS-PDF"),
        (ORDER.replace(b'currencyID="CNY">1000000.00', b'currencyID="CNY">1000007.00'), "TS-"),
        (
            ORDER.replace(b"91310115MA1H0A0Q4B", b"91310115MA1H0A0Q4X").replace(b"Haichuan", b"Nobody"),
            "TS-PARTY-UNKNOWN",
        ),
        (ORDER.replace(b"CNY", b"USD"), "TS-CURRENCY-TOKEN"),
    ],
)
def test_a_document_with_a_fault_is_refused_by_its_finding(world: World, content: bytes, rule: str) -> None:
    before = stored(world)
    found = assert_problem(send(world, "buyer", content), 422, "document_refused")
    assert any(each["rule"].startswith(rule) for each in found["findings"]), found["findings"]
    assert all(each["remedy"] for each in found["findings"])
    assert stored(world) == before


@pytest.mark.skipif(not ATTACKS, reason="the XML attacks are not at ../shared/data")
def test_every_xml_attack_is_refused_by_a_finding(world: World) -> None:
    before = stored(world)
    for path in ATTACKS:
        found = assert_problem(send(world, "buyer", path.read_bytes()), 422, "document_refused")
        assert found["findings"], path.name
    assert stored(world) == before


def test_who_is_no_party_to_a_document_does_not_send_it(world: World) -> None:
    found = assert_problem(send(world, "stranger", ORDER), 422, "document_refused")
    assert [each["rule"] for each in found["findings"]] == ["TS-PARTY-NOT-YOURS"]


@pytest.mark.parametrize("kind", ["text/html", "application/json", "", "image/png", "é"])
def test_other_content_types_are_refused(world: World, kind: str) -> None:
    answer = send(world, "buyer", b"{}", kind.encode() if kind == "é" else kind)  # type: ignore[arg-type]
    assert_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\n"),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--a--\r\n',
        ),
    ],
)
def test_forms_without_one_file_are_refused(world: World, kind: str, content: bytes) -> None:
    assert_problem(send(world, "buyer", content, kind), 400)


def test_an_order_is_sealed_committed_shown_disclosed_and_erased(fresh_world: World) -> None:
    world = fresh_world
    buyer, supplier, stranger = world.party("buyer"), world.party("supplier"), world.party("stranger")
    sent: dict[str, Any] = buyer.send("1-order.xml")
    assert sent["document"]["number"] == "HC-PO-2026-1102"
    assert sent["document"]["amounts"]["payable"] == "100000000"
    (action,) = sent["actions"]
    assert action["action"] == "place" and action["signer"] == "buyer" and action["account"] == buyer.address
    assert action["request"]["amount"] == "100000000"

    # nothing of it lies in the open
    with world.app.state.context.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM app.documents")).one()
    whole = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    for secret in (b"HC-PO-2026-1102", "海川重工".encode(), b"91310115MA1H0A0Q4B", b"100000000"):
        assert secret not in whole

    # its parties see it, others do not
    path = f"/v1/documents/{sent['id']}"
    assert supplier.get(path).json()["document"] == sent["document"]
    assert_problem(stranger.get(path), 404, "document_unknown")
    assert_problem(world.party("operator").get(path), 404, "document_unknown")
    assert_problem(world.party("auditor").get(path), 404, "document_unknown")
    assert [each["id"] for each in supplier.get("/v1/documents").json()["items"]] == [sent["id"]]
    assert stranger.get("/v1/documents").json()["items"] == []

    # chosen fields with proofs
    asked = {"paths": ["number", "currency"]}
    assert_problem(supplier.post(f"{path}/disclosures", asked), 403, "not_owner")
    assert_problem(buyer.post(f"{path}/disclosures", {"paths": ["no.such"]}), 422, "field_unknown")
    assert_problem(buyer.post(f"{path}/disclosures", {"paths": []}), 422, "payload_invalid")
    given = buyer.post(f"{path}/disclosures", asked).json()
    assert verify_disclosure(given["disclosure"], bytes.fromhex(given["root"][2:])) == ()
    given["disclosure"]["fields"][0]["value"] = "EUR"
    assert verify_disclosure(given["disclosure"], bytes.fromhex(given["root"][2:]))

    # the same order in a form, by the other party: known as the same one
    form = world.http.post("/v1/documents", files={"file": ("o.xml", ORDER)}, headers=supplier.headers)
    assert form.status_code == 201, form.text
    assert form.json()["duplicateOf"] == sent["id"]
    assert form.json()["fingerprint"] == sent["fingerprint"]
    assert form.json()["root"] != sent["root"]

    # one that says something else under the same identity is refused
    other = ORDER.replace(b"2026-11-02</cbc:IssueDate>", b"2026-11-01</cbc:IssueDate>", 1)
    found = assert_problem(send(world, "buyer", other), 422, "document_refused")
    assert any(each["rule"] == "TS-CONFLICT" for each in found["findings"])

    # erasure is for who sent it, and final
    assert_problem(world.http.delete(path, headers=supplier.headers), 403, "not_owner")
    assert world.http.delete(path, headers=buyer.headers).status_code == 204
    shown = buyer.get(path).json()
    assert shown["erased"] is True and shown["document"] is None and shown["root"] == sent["root"]
    assert_problem(buyer.post(f"{path}/disclosures", asked), 410, "document_erased")
    with world.app.state.context.engine.connect() as connection:
        keys = connection.execute(
            text("SELECT wrapped_key FROM app.documents WHERE id = :id"), {"id": sent["id"]}
        )
        assert keys.scalar_one() is None


def test_an_invoice_that_was_not_sent_here_is_not_attested(fresh_world: World) -> None:
    supplier, buyer = fresh_world.party("supplier"), fresh_world.party("buyer")
    order = buyer.send("1-order.xml")
    request = dict(order["actions"][0]["request"])
    buyer.does(request.pop("action"), **request)
    order_id = buyer.get("/v1/orders").json()["items"][0]["orderId"]
    body = {
        "action": "propose",
        "orderId": order_id,
        "face": "1",
        "gross": "1",
        "maturity": "2027-02-19T00:00:00Z",
        "fingerprint": "0x" + "ab" * 32,
        "root": "0x" + "ab" * 32,
    }
    assert_problem(supplier.post("/v1/transactions/prepare", body), 422, "invoice_unknown")
    invoice = supplier.send("5-invoice.xml")
    body |= {"fingerprint": invoice["fingerprint"], "root": invoice["root"]}
    assert_problem(supplier.post("/v1/transactions/prepare", body), 422, "gross_differs")
    assert_problem(buyer.post("/v1/transactions/prepare", body), 422, "invoice_unknown")
