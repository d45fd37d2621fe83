"""The main job through HTTP: every party with its own key, on the documents of the bundled trade."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from api.audit.packing import digests_of
from api.audit.verification import verify_evidence
from chain.clients.loans import Loans
from tests.api.world import DAY, World, assert_problem, key_of

LARGE = "5000000000"


def mandate() -> dict[str, Any]:
    return {
        "currency": "CNY",
        "underwriter": key_of("underwriter").address,
        "validUntil": "2033-01-01T00:00:00Z",
        "floorRateBps": 300,
        "maxFeeBps": 100,
        "maxPenaltyBps": 2000,
        "maxCap": LARGE,
        "maxTotal": LARGE,
        "maxAdvanceBps": [5000, 7000, 8500, 9500],
        "feeTo": key_of("financier").address,
        "maxTenorDays": 360,
        "minYieldBps": 200,
        "purchaseBudget": LARGE,
    }


def of_order(limit: dict[str, Any], order_id: str) -> dict[str, Any]:
    """The pledged order in a limit."""
    (facility,) = limit["facilities"]
    found: dict[str, Any] = next(each for each in facility["orders"] if each["orderId"] == order_id)
    return found


def assert_same_as_chain(world: World, order: dict[str, Any]) -> None:
    """Capacity, what is owed, rate, facts and eligible amounts are the contract's at the same block."""
    block = world.chain.block_number()
    at = Loans(world.deployment.address("Loans"), world.chain).position(order["orderId"], at=block)
    assert int(order["capacity"]) == at.capacity
    assert int(order["principal"]) == at.principal
    assert order["rateBps"] == at.rate_bps
    owed = (int(order["owedInterest"]), int(order["owedPenalty"]), int(order["subrogated"]))
    assert owed == (at.owed_interest, at.owed_penalty, at.subrogated)
    assert ("defaulted" in {each["code"] for each in order["blocks"]}) == at.in_default
    for shown, real in ((order["facts"], at.facts), (order["eligible"], at.eligible)):
        assert tuple(int(shown[k]) for k in ("accepted", "inTransit", "received", "confirmed")) == real


def test_the_main_job(fresh_world: World) -> None:
    world = fresh_world
    buyer, supplier, carrier = world.party("buyer"), world.party("supplier"), world.party("carrier")
    financier, auditor = world.party("financier"), world.party("auditor")

    # the financier's own decisions
    financier.does("setMandate", **mandate())
    financier.does("setLine", currency="CNY", buyer=buyer.address, cap=LARGE)
    financier.does("setAttestor", attestor=carrier.address, reliedOn=True)
    financier.does("approve", currency="CNY", spender="Loans", amount=LARGE)
    financier.does("approve", currency="CNY", spender="Market", amount=LARGE)

    # order and response
    order_document = buyer.send("1-order.xml")
    (place,) = order_document["actions"]
    assert place["account"] == buyer.address
    request = place["request"] | {"attestor": carrier.address}
    placed = buyer.does(request.pop("action"), **request)
    (order,) = buyer.get("/v1/orders").json()["items"]
    order_id = order["orderId"]
    assert order["amount"] == "100000000"
    assert order["currency"] == "CNY"
    assert placed["meaning"] == "Orders.place"
    response = supplier.send("2-order-response.xml")
    (accept,) = response["actions"]
    assert accept["account"] == supplier.address
    supplier.does(**accept["request"])

    # a limit before anything is pledged, with reasons and what unlocks more
    limit = supplier.limit()
    (prospect,) = limit["prospects"]
    assert prospect["outcome"] == "offer"
    assert int(prospect["available"]) > 0
    assert [each["milestone"] for each in prospect["unlocks"]] == [
        "attested_shipment",
        "receipt",
        "confirmation",
    ]
    assert "CNY" in prospect["unlocks"][0]["sentence"]

    # a signed offer, drawn in one transaction
    answer = supplier.post(
        "/v1/financing/offers", {"kind": "terms", "orderId": order_id, "amount": "20000000"}
    )
    assert answer.status_code == 201, answer.text
    offer = answer.json()["offer"]
    assert offer["signature"]
    before = supplier.cash()
    supplier.does("openAndDraw", offerId=offer["id"])
    assert supplier.cash() - before == int(offer["disclosure"]["net"])
    at_draw = of_order(supplier.limit(), order_id)
    assert at_draw["principal"] == "20000000"
    assert_same_as_chain(world, at_draw)

    # the decision replays to the same bytes
    decision = financier.get(f"/v1/financing/decisions/{offer['decisionId']}").json()
    assert decision["replayed"] is True

    # pledged is pledged: no second financier is asked for it
    elsewhere = {"kind": "terms", "orderId": order_id, "financier": world.party("bank").address}
    refused_offer = supplier.post("/v1/financing/offers", elsewhere)
    assert_problem(refused_offer, 409, "order_pledged_elsewhere")

    # the financier sees the facility, and nothing that was not offered to it
    seen = financier.get("/v1/financing/limit", supplier=supplier.address).json()
    assert of_order(seen, order_id)["principal"] == "20000000" and seen["prospects"] == []
    assert financier.get(f"/v1/orders/{order_id}").status_code == 200
    assert financier.get("/v1/documents").json()["items"] == []
    assert_problem(financier.get(f"/v1/documents/{order_document['id']}"), 404, "document_unknown")

    # shipment, attested: capacity up, price down
    shipment = supplier.send("3-despatch-advice.xml")
    ship = next(each for each in shipment["actions"] if each["action"] == "recordShipment")
    supplier.does(**ship["request"])
    attest = next(each for each in shipment["actions"] if each["action"] == "attestShipment")
    carrier.does(**attest["request"])
    attested = of_order(supplier.limit(), order_id)
    assert int(attested["capacity"]) > int(at_draw["capacity"])
    assert attested["rateBps"] < at_draw["rateBps"]
    assert_same_as_chain(world, attested)

    # receipt
    receipt = buyer.send("4-receipt-advice.xml")
    for each in receipt["actions"]:
        buyer.does(**each["request"])
    received = of_order(supplier.limit(), order_id)
    assert int(received["capacity"]) > int(attested["capacity"])
    assert received["rateBps"] < attested["rateBps"]
    assert_same_as_chain(world, received)
    more = int(received["available"]) // 2
    supplier.does("draw", orderId=order_id, amount=str(more), maxRateBps=9999)

    # invoice and confirmation
    invoice = supplier.send("5-invoice.xml")
    (propose,) = invoice["actions"]
    supplier.does(**propose["request"])
    (receivable,) = buyer.get("/v1/receivables", state="PROPOSED").json()["items"]
    receivable_id = receivable["receivableId"]
    buyer.does("confirm", receivableId=receivable_id)
    confirmed = of_order(supplier.limit(), order_id)
    assert_same_as_chain(world, confirmed)
    assert int(confirmed["capacity"]) > int(received["capacity"])

    # the same invoice in another syntax is known, and the chain refuses it
    again = supplier.send("7-invoice-again-as-cii.xml")
    assert again["duplicateOf"] == invoice["id"]
    assert again["fingerprint"] == invoice["fingerprint"]
    refused = supplier.prepare(**(propose["request"] | {"root": again["root"], "n": 1}))
    assert not refused["simulation"]["ok"]
    assert refused["simulation"]["error"] in ("Fingerprints_AlreadyOccupied", "Orders_AboveReceived")

    # a part goes to the supplier's own supplier, who sells it
    sub = world.party("sub_supplier")
    sub.does("acceptFrom", sender=supplier.address)
    part = "5000000"
    supplier.does("releaseUnits", orderId=order_id, receivableId=receivable_id, units=part, to=sub.address)
    quote = sub.post("/v1/financing/offers", {"kind": "purchase", "receivableId": receivable_id})
    assert quote.status_code == 201, quote.text
    sold = quote.json()["offer"]
    sub.does("sell", offerId=sold["id"])
    assert sub.cash() == int(sold["message"]["price"])
    holders = buyer.get(f"/v1/receivables/{receivable_id}/holders").json()
    assert {each["holder"] for each in holders} == {financier.address, world.deployment.address("Collateral")}

    # maturity: the buyer pays, the waterfall runs, the rest reaches the supplier in the same transaction
    world.move_time(60 * DAY)
    owed = buyer.get(f"/v1/receivables/{receivable_id}").json()["owed"]
    before = supplier.cash()
    buyer.does("approve", currency="CNY", spender="Receivables", amount=LARGE)
    buyer.does("pay", receivableId=receivable_id, amount=owed)
    assert supplier.cash() > before
    paid = of_order(supplier.limit(), order_id)
    assert paid["principal"] == "0"
    financier.does("redeem", receivableId=receivable_id)
    assert buyer.get(f"/v1/receivables/{receivable_id}").json()["state"] == "SETTLED"

    # conduct, as the supplier sees it
    conduct = supplier.get(f"/v1/participants/{buyer.address}").json()["conduct"]
    assert conduct["paidCount"] == 1
    assert conduct["overdue"] is False

    # the auditor's view
    record = auditor.get(f"/v1/audit/records/{order_id}")
    assert record.status_code == 200, record.text
    names = [each["event"] for each in record.json()["items"]]
    assert names[0] == "Placed"
    assert all(each["proof"]["nodes"] for each in record.json()["items"])
    check_evidence(world, order_id, receivable_id)
    check_who_is_told_what(world, order_id, receivable_id)


def check_who_is_told_what(world: World, order_id: str, receivable_id: str) -> None:
    """Events of the trade reach those whom they concern, and a mere holder does not learn who else holds."""

    def told(name: str, **asked: str) -> set[tuple[str, str]]:
        answer = world.party(name).get("/v1/events", limit=200, **asked)
        assert answer.status_code == 200 and answer.json()["next"] is None, answer.text
        return {(each["event"], each["transactionHash"]) for each in answer.json()["items"]}

    whole = told("auditor", orderId=order_id)
    assert {"Placed", "Pledged", "Drawn", "Collected", "HoldingSet", "Sold"} <= {name for name, _ in whole}
    for name in ("buyer", "supplier", "carrier", "financier"):
        assert told(name, orderId=order_id) == whole
    assert told("second", orderId=order_id) == told("guarantor", orderId=order_id) == set()

    known = {name for name, _ in told("sub_supplier", receivableId=receivable_id)}
    assert {"Proposed", "Confirmed", "Paid", "Sold"} <= known and "Collected" not in known
    sub = world.party("sub_supplier")
    events = sub.get("/v1/events", receivableId=receivable_id).json()["items"]
    assert {each["arguments"]["holder"] for each in events if each["event"] == "HoldingSet"} == {sub.address}
    for path in (f"/v1/receivables/{receivable_id}/timeline", f"/v1/audit/records/{receivable_id}"):
        assert {each["event"] for each in sub.get(path).json()["items"]} == known - {"Transfer"}
    assert verify_evidence(sub.get(f"/v1/audit/evidence/{receivable_id}").json()) == []

    use = told("financier", contract="Facilities", event="UseSet")
    assert use == told("auditor", contract="Facilities", event="UseSet") != set()
    for name in ("supplier", "buyer", "guarantor", "second"):
        assert told(name, contract="Facilities", event="UseSet") == set()
    assert len(told("supplier", contract="Facilities", event="TermsAccepted")) == 1
    assert told("guarantor", contract="Facilities") == set()


def check_evidence(world: World, order_id: str, receivable_id: str) -> None:
    """Packs of both records hold offline, also with chosen fields in the open, and against what is known
    elsewhere.
    """
    supplier, auditor = world.party("supplier"), world.party("auditor")
    whole = auditor.get(f"/v1/audit/evidence/{order_id}").json()
    assert verify_evidence(whole) == []
    mine = supplier.get(f"/v1/audit/evidence/{receivable_id}", fields="number,amounts.payable").json()
    (document,) = mine["documents"]
    shown = {each["path"]: each["value"] for each in document["disclosure"]["fields"]}
    assert shown == {"number": "QS-INV-2026-0319", "amounts.payable": "97570500"}
    contracts = {name: each.address for name, each in world.deployment.contracts.items()}
    anchor = world.chain.block(mine["anchor"]["number"])
    assert anchor is not None
    assert verify_evidence(mine, anchor_hash=anchor["hash"], contracts=contracts) == []
    strange = verify_evidence(mine, anchor_hash="0x" + "00" * 32, contracts={"Orders": "0x" + "00" * 20})
    assert {each.location for each in strange} == {"/anchor/hash", "/deployment/contracts/Orders"}
    check_that_changes_are_named(mine)


def check_that_changes_are_named(pack: dict[str, Any]) -> None:
    """Any one character changed is found; in the proven parts the place is named without the digests too."""
    text = json.dumps(pack)
    random = Random(4)
    for _ in range(150):
        at = random.randrange(len(text))
        other = random.choice("0123456789abcdefxyz")
        changed = text[:at] + (other if other != text[at] else "z") + text[at + 1 :]
        try:
            whole = json.loads(changed)
        except ValueError:
            continue  # no longer JSON: nobody takes it for a pack
        assert whole == pack or verify_evidence(whole), f"unseen at {at}: {changed[at - 30 : at + 30]}"
    for place, value in (
        (("events", 0, "arguments", "root"), "0x" + "00" * 32),
        (("events", 0, "blockNumber"), 1),
        (("events", 0, "position"), 7),
        (("events", 0, "contract"), "Loans"),
        (("documents", 0, "disclosure", "fields", 0, "value"), "another"),
        (("documents", 0, "root"), "0x" + "00" * 32),
        (("headers", 0), pack["headers"][1]),
        (("anchor", "hash"), "0x" + "00" * 32),
        (("record", "id"), "0x" + "00" * 32),
    ):
        forged = json.loads(text)
        spot = forged
        for step in place[:-1]:
            spot = spot[step]
        spot[place[-1]] = value
        forged["digests"] = digests_of(forged)  # whoever forges can make new digests
        found = verify_evidence(forged)
        assert found, place
        assert any(each.location.startswith(f"/{place[0]}") for each in found), (place, found)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_after_the_story(fresh_world: World, path: str) -> None:
    answer = fresh_world.http.get(path)
    assert answer.status_code == 200, answer.text
