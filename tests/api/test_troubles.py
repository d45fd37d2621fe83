"""When a trade goes wrong, through HTTP: changes, freezes, default, sweep, cover, late interest, permits."""

from __future__ import annotations

from typing import Any

from chain.clients.loans import Loans
from chain.clients.receivables import Receivables
from chain.encoding import to_hex
from chain.signing import Domain, typed_digest
from indexer.reconcile import verify
from tests.api.test_story import LARGE, assert_same_as_chain, mandate, of_order
from tests.api.world import DAY, FAR, Party, World, assert_problem, hash_of, key_of

DRAWN = 20_000_000
SMALL = 500_000


def refused(party: Party, action: str, error: str, **members: Any) -> None:
    """The contract would refuse the action by this name; its meaning is told nevertheless."""
    found = party.prepare(action, **members)
    assert found["simulation"]["error"] == error, found["simulation"]
    assert found["meaning"]


def codes(reasons: list[dict[str, Any]]) -> set[str]:
    return {each["code"] for each in reasons}


def facility_of(party: Party, **query: Any) -> dict[str, Any]:
    (found,) = party.get("/v1/financing/limit", **query).json()["facilities"]
    facility: dict[str, Any] = found
    return facility


def place(world: World, number: int, amount: str = "5000000") -> str:
    """An order of the buyer, placed; answers its id."""
    buyer = world.party("buyer")
    buyer.does(
        "place",
        supplier=key_of("supplier").address,
        currency="CNY",
        amount=amount,
        deliverBy="2027-02-15T00:00:00Z",
        paymentTermDays=90,
        fingerprint=hash_of(f"order {number}"),
        root=hash_of(f"document {number}"),
    )
    found: str = buyer.get("/v1/orders").json()["items"][0]["orderId"]
    return found


def test_an_order_is_changed_by_both(fresh_world: World) -> None:
    world = fresh_world
    buyer, supplier = world.party("buyer"), world.party("supplier")
    order_id = place(world, 1)
    change = {
        "orderId": order_id,
        "amount": "4000000",
        "deliverBy": "2027-03-01T00:00:00Z",
        "root": hash_of("change"),
    }
    refused(supplier, "amend", "Orders_NotBuyer", **change)
    none_waits = {"action": "acceptAmendment", "orderId": order_id}
    assert_problem(supplier.post("/v1/transactions/prepare", none_waits), 409, "no_amendment")
    buyer.does("amend", **change)
    shown = buyer.get(f"/v1/orders/{order_id}").json()
    assert (shown["amount"], shown["version"], shown["amendment"]) == ("4000000", 2, None)

    refused(supplier, "accept", "Orders_VersionDiffers", orderId=order_id, version=1)
    supplier.does("accept", orderId=order_id)
    buyer.does("amend", **(change | {"amount": "6000000"}))
    shown = supplier.get(f"/v1/orders/{order_id}").json()
    assert shown["amount"] == "4000000"
    assert (shown["amendment"]["amount"], shown["amendment"]["version"]) == ("6000000", 3)
    refused(supplier, "acceptAmendment", "Orders_VersionDiffers", orderId=order_id, version=4)
    supplier.does("acceptAmendment", orderId=order_id)
    shown = supplier.get(f"/v1/orders/{order_id}").json()
    assert (shown["amount"], shown["version"], shown["amendment"]) == ("6000000", 3, None)


def test_a_default_from_its_declaration_to_its_end(fresh_world: World) -> None:
    world = fresh_world
    order_id, sister, offer = open_facility(world)
    switch(world, order_id, sister)
    fall_into_default(world, order_id, sister, int(offer["message"]["cureDays"]))
    receivable_id = enforce(world, order_id)
    claim_and_write_off(world, order_id)
    pay_late(world, order_id, receivable_id)
    report = verify(world.database_url, world.chain, world.deployment)
    assert report.differences == ()


def open_facility(world: World) -> tuple[str, str, dict[str, Any]]:
    """Terms accepted, cover committed, two orders drawn on at once; answers both orders and the offer."""
    buyer, supplier, carrier = world.party("buyer"), world.party("supplier"), world.party("carrier")
    financier, guarantor = world.party("financier"), world.party("guarantor")
    financier.does("setMandate", **mandate())
    financier.does("setLine", currency="CNY", buyer=buyer.address, cap=LARGE)
    financier.does("setAttestor", attestor=carrier.address, reliedOn=True)
    financier.does("approve", currency="CNY", spender="Loans", amount=LARGE)
    financier.does("setMinVersion", supplier=supplier.address, currency="CNY", minVersion=7)

    (order,) = buyer.send("1-order.xml")["actions"]
    buyer.does(**(order["request"] | {"attestor": carrier.address}))
    order_id = buyer.get("/v1/orders").json()["items"][0]["orderId"]
    (accept,) = supplier.send("2-order-response.xml")["actions"]
    supplier.does(**accept["request"])
    sister = place(world, 2)
    supplier.does("accept", orderId=sister)

    asked = {"kind": "terms", "orderId": order_id, "amount": str(DRAWN)}
    offer: dict[str, Any] = supplier.post("/v1/financing/offers", asked).json()["offer"]
    assert offer["message"]["version"] == 7  # what was signed below it is withdrawn
    assert "sweep_of_sister_orders" in codes(offer["disclosure"]["clauses"])
    supplier.does("acceptTerms", offerId=offer["id"])
    facility_id = facility_of(supplier)["facilityId"]

    cover = {
        "facilityId": facility_id,
        "version": 7,
        "coverBps": 5_000,
        "cap": "8000000",
        "perBuyerCap": "8000000",
        "validUntil": "2028-01-01T00:00:00Z",
    }
    refused(guarantor, "commit", "GuaranteePool_OverCommitted", **cover)
    stranger = world.party("stranger").post("/v1/transactions/prepare", {"action": "commit", **cover})
    assert_problem(stranger, 404, "facility_unknown")
    guarantor.does("approve", currency="CNY", spender="GuaranteePool", amount=LARGE)
    guarantor.does("depositGuarantee", currency="CNY", amount="9000000")
    guarantor.does("commit", **cover)
    guarantor.does("giveNotice", currency="CNY", amount="100000")
    refused(guarantor, "withdrawGuarantee", "GuaranteePool_NoticeRunning", currency="CNY", amount="1")
    ended = {"guarantor": guarantor.address, "facilityId": facility_id, "version": 7}
    refused(guarantor, "endCommitment", "GuaranteePool_StillValid", **ended)

    pool = guarantor.get("/v1/financing/guarantees").json()
    (deposit,), (commitment,) = pool["deposits"], pool["commitments"]
    held = (deposit["deposited"], deposit["committed"], deposit["noticed"])
    assert held == ("9000000", "8000000", "100000")
    assert (commitment["cap"], commitment["paid"]) == ("8000000", [])
    assert financier.get("/v1/financing/guarantees").json() == {"deposits": [], "commitments": [commitment]}
    nothing: dict[str, Any] = {"deposits": [], "commitments": []}
    assert world.party("stranger").get("/v1/financing/guarantees").json() == nothing

    world.move_time(1)
    for each in (order_id, sister):
        supplier.does("pledge", facilityId=facility_id, orderId=each)
    draws = [(order_id, DRAWN), (sister, SMALL)]
    asked_draws = [{"orderId": at, "amount": str(sum_), "maxRateBps": 9_999} for at, sum_ in draws]
    supplier.does("drawMany", draws=asked_draws)
    limit = facility_of(supplier)
    assert {each["principal"] for each in limit["orders"]} == {str(DRAWN), str(SMALL)}
    return order_id, sister, offer


def switch(world: World, order_id: str, sister: str) -> None:
    """A lowered cap, a freeze of each side: each stops draws and says so."""
    supplier, financier = world.party("supplier"), world.party("financier")
    facility_id = facility_of(supplier)["facilityId"]
    stranger = {"action": "freeze", "facilityId": facility_id}
    assert_problem(world.party("stranger").post("/v1/transactions/prepare", stranger), 404)
    refused(supplier, "freeze", "Facilities_NotFinancier", facilityId=facility_id)
    refused(supplier, "adopt", "Loans_NothingToAdopt", orderId=order_id)
    financier.does("freeze", facilityId=facility_id)
    frozen = facility_of(supplier)
    assert (frozen["frozenByFinancier"], frozen["frozenByUnderwriter"]) == (True, False)
    assert codes(frozen["blocks"]) == {"facility_frozen"}
    assert frozen["available"] == "0"
    draw = {"orderId": sister, "amount": "1000", "maxRateBps": 9_999}
    refused(supplier, "draw", "Facilities_Frozen", **draw)
    asked = supplier.post("/v1/financing/offers", {"kind": "terms", "orderId": order_id}).json()
    assert asked["outcome"] == "refusal" and "facility_frozen" in codes(asked["reasons"])
    financier.does("unfreeze", facilityId=facility_id)
    assert facility_of(supplier)["blocks"] == []
    financier.does("lowerCap", facilityId=facility_id, cap=str(DRAWN + SMALL))
    capped = facility_of(supplier)
    assert (capped["cap"], capped["available"]) == (str(DRAWN + SMALL), "0")
    assert "facility_cap" in codes(capped["binding"])
    refused(supplier, "draw", "Facilities_OverCap", **draw)
    due = of_order({"facilities": [capped]}, sister)["dueAt"]
    refused(financier, "extend", "Loans_DueNotLater", orderId=sister, dueAt=due)
    financier.does("extend", orderId=sister, dueAt="2027-12-01T00:00:00Z")
    assert of_order({"facilities": [facility_of(supplier)]}, sister)["dueAt"] == "2027-12-01T00:00:00Z"


def fall_into_default(world: World, order_id: str, sister: str, cure_days: int) -> None:
    """The buyer disputes everything: over-advanced, then past its cure, then in default."""
    buyer, supplier, financier = world.party("buyer"), world.party("supplier"), world.party("financier")
    refused(financier, "declareDefault", "Loans_TooEarlyToDeclare", orderId=order_id)
    refused(supplier, "declareDefault", "Loans_NotFinancier", orderId=order_id)
    refused(financier, "writeOff", "Loans_NotInDefault", orderId=order_id)
    guarantor = world.party("guarantor").address
    refused(financier, "claim", "GuaranteePool_NotInDefault", orderId=order_id, guarantor=guarantor)
    buyer.does("dispute", orderId=order_id, amount="100000000", reason=3)
    over = of_order(supplier.limit(), order_id)
    assert codes(over["blocks"]) == {"over_advanced"}
    assert_same_as_chain(world, over)

    world.move_time((cure_days + 1) * DAY)
    world.party("stranger").does("acceptFrom", consented=True)  # a block after the cure
    financier.does("sync", orderId=order_id)
    swept = facility_of(supplier)
    assert swept["sweepOrder"] == order_id and codes(swept["notices"]) == {"sweep"}
    assert swept["blocks"] == []
    financier.does("declareDefault", orderId=order_id)
    fallen = facility_of(financier, supplier=supplier.address)
    assert (fallen["defaults"], fallen["sweepOrder"]) == (1, order_id)
    assert codes(fallen["blocks"]) == {"facility_in_default"}
    shown = of_order({"facilities": [fallen]}, order_id)
    assert "defaulted" in codes(shown["blocks"]) and shown["defaultedAt"]
    assert_same_as_chain(world, shown)
    refused(supplier, "draw", "Facilities_Frozen", orderId=sister, amount="1000", maxRateBps=9_999)
    asked = supplier.post("/v1/financing/offers", {"kind": "terms", "orderId": sister}).json()
    assert "facility_in_default" in codes(asked["reasons"])


def enforce(world: World, order_id: str) -> str:
    """Goods come after all; the invoice is confirmed into custody, and the financier sells a part of it."""
    buyer, supplier, carrier = world.party("buyer"), world.party("supplier"), world.party("carrier")
    financier, second = world.party("financier"), world.party("second")
    buyer.does("resolveDispute", orderId=order_id)
    for name, party in (("3-despatch-advice.xml", supplier), ("4-receipt-advice.xml", buyer)):
        for each in party.send(name)["actions"]:
            (carrier if each["action"] == "attestShipment" else party).does(**each["request"])
    (propose,) = supplier.send("5-invoice.xml")["actions"]
    supplier.does(**propose["request"])
    (receivable,) = buyer.get("/v1/receivables", state="PROPOSED").json()["items"]
    receivable_id: str = receivable["receivableId"]
    buyer.does("confirm", receivableId=receivable_id)

    refused(financier, "flagOverdue", "Receivables_NotOverdue", receivableIds=[receivable_id])
    refused(supplier, "forgive", "Receivables_InsufficientUnits", receivableId=receivable_id, units="1")
    refused(supplier, "voidReceivable", "Receivables_VoidNotRequested", receivableId=receivable_id)
    buyer.does("requestVoid", receivableId=receivable_id)
    assert supplier.get(f"/v1/receivables/{receivable_id}").json()["voidByBuyer"] is True
    refused(supplier, "voidReceivable", "Receivables_UnitsNotFree", receivableId=receivable_id)

    second.does("setMandate", **(mandate() | {"underwriter": second.address, "feeTo": second.address}))
    second.does("setLine", currency="CNY", buyer=buyer.address, cap=LARGE)
    second.does("approve", currency="CNY", spender="Market", amount=LARGE)
    ask = {
        "kind": "purchase",
        "receivableId": receivable_id,
        "units": "5000000",
        "financier": second.address,
        "pledged": True,
    }
    assert_problem(buyer.post("/v1/financing/offers", ask), 404, "receivable_unknown")
    answer = financier.post("/v1/financing/offers", ask).json()
    offer = answer["offer"]
    unsigned = {"action": "enforceSale", "offerId": offer["id"]}
    assert_problem(financier.post("/v1/transactions/prepare", unsigned), 409, "offer_unsigned")
    signature = to_hex(second.key.sign(bytes.fromhex(offer["digest"][2:])))
    signed = second.post(f"/v1/financing/offers/{offer['id']}/signature", {"signature": signature})
    assert signed.status_code == 200, signed.text
    before = financier.cash()
    financier.does("enforceSale", offerId=offer["id"])
    assert financier.cash() - before == int(offer["message"]["price"])
    shown = of_order(supplier.limit(), order_id)
    assert int(shown["principal"]) < DRAWN
    assert_same_as_chain(world, shown)
    return receivable_id


def claim_and_write_off(world: World, order_id: str) -> None:
    """30 days after default the guarantor pays its part; accrued money is waived, the rest written off."""
    supplier, financier, guarantor = (
        world.party("supplier"),
        world.party("financier"),
        world.party("guarantor"),
    )
    claim = {"orderId": order_id, "guarantor": guarantor.address}
    refused(financier, "claim", "GuaranteePool_TooEarly", **claim)
    world.move_time(31 * DAY)
    before = of_order(supplier.limit(), order_id)
    financier.does("claim", **claim)
    after = of_order(supplier.limit(), order_id)
    assert int(after["subrogated"]) == int(before["principal"]) - int(after["principal"]) > 0
    assert_same_as_chain(world, after)
    (commitment,) = guarantor.get("/v1/financing/guarantees").json()["commitments"]
    assert [each["paid"] for each in commitment["paid"]] == [after["subrogated"]]
    refused(financier, "waive", "Loans_WaiverAboveOwed", orderId=order_id, interest=LARGE)
    financier.does("waive", orderId=order_id, interest="100", penalty="10")
    financier.does("writeOff", orderId=order_id)
    refused(financier, "writeOff", "Loans_AlreadyWrittenOff", orderId=order_id)


def pay_late(world: World, order_id: str, receivable_id: str) -> None:
    """The buyer pays past maturity: late interest is shown and paid first; the default ends by itself."""
    buyer, supplier, second = world.party("buyer"), world.party("supplier"), world.party("second")
    world.move_time(100 * DAY)
    (found,) = supplier.get("/v1/receivables", unpaid="matured").json()["items"]
    assert found["receivableId"] == receivable_id
    assert supplier.get("/v1/receivables", unpaid="flagged").json()["items"] == []
    supplier.does("flagOverdue", receivableIds=[receivable_id])
    assert supplier.get("/v1/receivables", unpaid="matured").json()["items"] == []
    (found,) = supplier.get("/v1/receivables", unpaid="flagged").json()["items"]
    shown = buyer.get(f"/v1/receivables/{receivable_id}").json()
    contract = Receivables(world.deployment.address("Receivables"), world.chain)
    assert shown["overdue"] is True
    assert int(shown["lateOwed"]) > 0
    assert int(shown["owed"]) == contract.owed(receivable_id)
    assert supplier.get(f"/v1/participants/{buyer.address}").json()["overduePayables"] == 1
    told = buyer.prepare("pay", receivableId=receivable_id, amount=shown["owed"])
    assert "late interest" in told["meaning"]

    # a part first: late interest comes before face, and the quote's money in names both
    buyer.does("approve", currency="CNY", spender="Receivables", amount=shown["lateOwed"])
    buyer.does("pay", receivableId=receivable_id, amount=shown["lateOwed"])
    part = buyer.get(f"/v1/receivables/{receivable_id}").json()
    assert (part["paid"], part["latePaid"], part["moneyIn"]) == ("0", shown["lateOwed"], shown["lateOwed"])
    assert contract.money_in(receivable_id) == int(part["moneyIn"])
    (held,) = second.get(f"/v1/receivables/{receivable_id}/holders").json()
    assert int(held["redeemable"]) == contract.redeemable(receivable_id, second.address) > 0

    # then everything, with a permit in the same transaction, and the other holder is paid out
    before = second.cash()
    buyer.does(
        "batch",
        actions=[
            {"action": "permitCash", "currency": "CNY", **permit(world, buyer)},
            {
                "action": "payAndRedeem",
                "receivableId": receivable_id,
                "amount": LARGE,
                "holders": [second.address],
            },
        ],
    )
    assert second.cash() > before
    settled = buyer.get(f"/v1/receivables/{receivable_id}").json()
    assert (settled["state"], settled["overdue"], settled["owed"]) == ("SETTLED", False, "0")
    assert supplier.get(f"/v1/participants/{buyer.address}").json()["overduePayables"] == 0
    cured = facility_of(supplier)
    assert (cured["defaults"], cured["sweepOrder"], cured["notices"]) == (0, None, [])
    order = of_order({"facilities": [cured]}, order_id)
    assert (order["principal"], order["subrogated"], order["defaultedAt"]) == ("0", "0", None)
    assert Loans(world.deployment.address("Loans"), world.chain).account(order_id).version == 0


def permit(world: World, owner: Party) -> dict[str, Any]:
    """A permit of the owner's cash for Receivables, as permitCash takes it."""
    members = [("owner", "address"), ("spender", "address"), ("value", "uint256"), ("nonce", "uint256")]
    types = {"Permit": [{"name": n, "type": t} for n, t in [*members, ("deadline", "uint256")]]}
    domain = Domain("Bank yuan", "1", world.deployment.chain_id, world.cash.address)
    content = {
        "owner": owner.address,
        "spender": world.deployment.address("Receivables"),
        "value": int(LARGE),
        "nonce": world.cash.nonces(owner.address),
        "deadline": FAR,
    }
    signature = to_hex(owner.key.sign(typed_digest(domain, types, "Permit", content)))
    deadline = "2033-05-18T03:33:20Z"
    return {"spender": "Receivables", "amount": LARGE, "deadline": deadline, "signature": signature}
