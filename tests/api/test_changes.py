"""Documents that change what was agreed: an order change and its answer, a credit note after confirmation."""

from __future__ import annotations

from typing import Any

from tests.api.world import DOCUMENTS, Party, World

CREDITED = "4515000"
TO_ORDER = "<cac:OrderReference><cbc:ID>HC-PO-2026-1102</cbc:ID></cac:OrderReference>"
TO_INVOICE = (
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>QS-INV-2026-0319</cbc:ID>"
    "</cac:InvoiceDocumentReference></cac:BillingReference>"
)


def read(name: str) -> str:
    return (DOCUMENTS / name).read_text("utf-8")


def send(party: Party, text: str) -> dict[str, Any]:
    headers = party.headers | {"Content-Type": "application/xml"}
    answer = party.world.http.post("/v1/documents", content=text.encode(), headers=headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def order_change() -> str:
    """The order again, with 480 housings in place of 400."""
    return replaced(
        read("1-order.xml"),
        ("<Order xmlns", "<OrderChange xmlns"),
        ("</Order>", "</OrderChange>"),
        ("xsd:Order-2", "xsd:OrderChange-2"),
        ("<cbc:ID>HC-PO-2026-1102</cbc:ID>", "<cbc:ID>HC-PO-2026-1102-C1</cbc:ID>"),
        ("2026-11-02</cbc:IssueDate>", "2026-11-04</cbc:IssueDate>"),
        (
            "<cac:BuyerCustomerParty>",
            f"{TO_ORDER}<cac:BuyerCustomerParty>",
        ),
        ('"H87">400<', '"H87">480<'),
        ("500000.00", "600000.00"),
        ("884955.75", "984955.75"),
        ("115044.25", "128044.25"),
        ("1000000.00", "1113000.00"),
    )


def answer_to_it() -> str:
    """The supplier's acceptance of the change."""
    return replaced(read("2-order-response.xml"), ("QS-OR-0871", "QS-OR-0872"), ("2026-11-03", "2026-11-05"))


def credit_note() -> str:
    """The 25 fixtures of the invoice's third line are credited."""
    head, _, lines = read("5-invoice.xml").partition("  <cac:InvoiceLine>")
    third = lines.rpartition("  <cac:InvoiceLine>")[2]
    return replaced(
        head + "  <cac:InvoiceLine>" + third,
        ("xsd:Invoice-2", "xsd:CreditNote-2"),
        ("<Invoice xmlns", "<CreditNote xmlns"),
        ("</Invoice>", "</CreditNote>"),
        (
            "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
            "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>",
        ),
        ("InvoiceLine>", "CreditNoteLine>"),
        ("InvoicedQuantity", "CreditedQuantity"),
        ("<cbc:ID>QS-INV-2026-0319</cbc:ID>", "<cbc:ID>QS-CN-2026-0007</cbc:ID>"),
        ("2026-11-20</cbc:IssueDate>", "2026-11-25</cbc:IssueDate>"),
        ("  <cbc:DueDate>2027-02-18</cbc:DueDate>\n", ""),
        (
            "<cac:DespatchDocumentReference>",
            f"{TO_INVOICE}<cac:DespatchDocumentReference>",
        ),
        ("863455.75", "39955.75"),
        ("112249.25", "5194.25"),
        ("975705.00", "45150.00"),
    )


def action(shown: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in shown["actions"] if each["action"] == name)
    return found


def test_documents_change_an_order_and_forgive_a_part_of_the_debt(fresh_world: World) -> None:
    world = fresh_world
    buyer, supplier = world.party("buyer"), world.party("supplier")
    buyer.does(**send(buyer, read("1-order.xml"))["actions"][0]["request"])
    supplier.does(**send(supplier, read("2-order-response.xml"))["actions"][0]["request"])
    order_id = buyer.get("/v1/orders").json()["items"][0]["orderId"]

    # an order change is the buyer's amendment; its answer waits until that is on chain
    amend = action(send(buyer, order_change()), "amend")
    assert (amend["account"], amend["request"]["amount"]) == (buyer.address, "111300000")
    answer = send(supplier, answer_to_it())
    waiting = action(answer, "acceptAmendment")
    assert waiting["request"] is None and "no change" in waiting["waitsFor"]
    buyer.does(**amend["request"])
    agreed = action(supplier.get(f"/v1/documents/{answer['id']}").json(), "acceptAmendment")
    assert (agreed["account"], agreed["request"]["version"]) == (supplier.address, 2)
    supplier.does(**agreed["request"])
    order = supplier.get(f"/v1/orders/{order_id}").json()
    assert (order["amount"], order["version"], order["amendment"]) == ("111300000", 2, None)

    # goods and invoice, confirmed: the units are the supplier's own, as nothing is pledged
    supplier.does(**action(supplier.send("3-despatch-advice.xml"), "recordShipment")["request"])
    for each in buyer.send("4-receipt-advice.xml")["actions"]:
        buyer.does(**each["request"])
    supplier.does(**action(supplier.send("5-invoice.xml"), "propose")["request"])
    (proposed,) = buyer.get("/v1/receivables", state="PROPOSED").json()["items"]
    receivable_id = proposed["receivableId"]
    buyer.does("confirm", receivableId=receivable_id)

    # a credit note after confirmation gives up a part of the debt
    forgive = action(send(supplier, credit_note()), "forgive")
    assert (forgive["account"], forgive["when"]) == (supplier.address, "after confirmation")
    assert forgive["request"] == {"action": "forgive", "receivableId": receivable_id, "units": CREDITED}
    supplier.does(**forgive["request"])
    left = int(proposed["face"]) - int(CREDITED)
    shown = supplier.get(f"/v1/receivables/{receivable_id}").json()
    assert (shown["outstanding"], shown["owed"]) == (str(left), str(left))

    # what is left is voided by both: the debt ends, the invoice may be proposed anew
    supplier.does("requestVoid", receivableId=receivable_id)
    buyer.does("voidReceivable", receivableId=receivable_id)
    shown = supplier.get(f"/v1/receivables/{receivable_id}").json()
    assert (shown["state"], shown["outstanding"], shown["owed"]) == ("VOIDED", "0", "0")
