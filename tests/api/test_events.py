"""GET /v1/events: what is asked for in it, by whom, page by page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import Party, World, assert_problem, hash_of

AMOUNT = 2**56 - 1
NOBODY = "0x" + "12" * 20
NOTHING = "0x" + "ab" * 32


def every(party: Party, limit: int = 200, **asked: Any) -> list[dict[str, Any]]:
    """All pages of an answer."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = party.get("/v1/events", limit=limit, **asked, **cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = {"cursor": page["next"]}


def names(events: list[dict[str, Any]]) -> list[str]:
    return [f"{each['contract']}.{each['event']}" for each in events]


def places(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(each["blockNumber"], each["logIndex"]) for each in events]


@pytest.fixture(scope="module")
def order_id(fresh_world: World) -> str:
    """An order of the largest amount, accepted; and one that others place."""
    world = fresh_world
    for buyer, supplier, amount in (("buyer", "supplier", AMOUNT), ("stranger", "sub_supplier", 7)):
        world.party(buyer).does(
            "place",
            supplier=world.party(supplier).address,
            currency="CNY",
            amount=str(amount),
            deliverBy="2027-01-15T00:00:00Z",
            paymentTermDays=30,
            fingerprint=hash_of("events " + buyer),
            root=hash_of("root"),
        )
    (order,) = world.party("buyer").get("/v1/orders").json()["items"]
    world.party("supplier").does("accept", orderId=order["orderId"])
    found: str = order["orderId"]
    return found


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"contract": "Nowhere"}, "contract_unknown"),
        ({"contract": "orders'--"}, "payload_invalid"),
        ({"event": "Nothing"}, "event_unknown"),
        ({"contract": "Orders", "event": "Drawn"}, "event_unknown"),
        ({"transaction": "0x12"}, "payload_invalid"),
        ({"orderId": "0x" + "zz" * 32}, "payload_invalid"),
        ({"receivableId": NOTHING + "00"}, "payload_invalid"),
        ({"account": "0x"}, "payload_invalid"),
        ({"fromBlock": -1}, "payload_invalid"),
        ({"fromBlock": 2**64}, "payload_invalid"),
        ({"toBlock": "latest"}, "payload_invalid"),
        ({"fromBlock": 2, "toBlock": 1}, "blocks_reversed"),
        ({"limit": 0}, "payload_invalid"),
        ({"limit": 201}, "payload_invalid"),
        ({"cursor": "????"}, "payload_invalid"),
        ({"cursor": "AAAA"}, "cursor_unreadable"),
        ({"cursor": "MS5hYmM="}, "cursor_unreadable"),  # 1.abc
        ({"cursor": "MS45OTk5OTk5OTk5OTk5OTk="}, "cursor_unreadable"),  # 1.99999999999999
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(world: World, asked: dict[str, Any], code: str) -> None:
    assert_problem(world.party("buyer").get("/v1/events", **asked), 422, code)


def test_nobody_reads_events_without_signing_in(world: World) -> None:
    assert_problem(world.http.get("/v1/events"), 401)


# ------------------------------------------------------------------ who sees what


def test_a_stranger_sees_nothing_of_an_order_and_an_unknown_one_looks_the_same(
    fresh_world: World, order_id: str
) -> None:
    stranger = fresh_world.party("stranger")
    assert every(stranger, orderId=order_id) == []
    assert every(stranger, account=fresh_world.party("buyer").address, contract="Orders") == []
    assert every(stranger, orderId=NOTHING) == []
    assert order_id not in str(every(stranger))


def test_both_parties_and_the_auditor_see_an_orders_events_as_they_happened(
    fresh_world: World, order_id: str
) -> None:
    for name in ("buyer", "supplier", "auditor"):
        found = every(fresh_world.party(name), orderId=order_id)
        assert names(found) == ["Orders.Placed", "Orders.Accepted"]


def test_everybody_sees_the_directory_and_the_auditor_sees_all_that_the_mirror_has(
    fresh_world: World, order_id: str
) -> None:
    stranger, auditor = fresh_world.party("stranger"), fresh_world.party("auditor")
    mine, whole = every(stranger), every(auditor)
    admitted = every(stranger, contract="Participants", event="Admitted")
    assert admitted == every(auditor, contract="Participants", event="Admitted")
    assert places(mine) == sorted(set(places(mine)) & set(places(whole)))
    assert {"Cash.Issued", "Orders.Placed"} <= set(names(whole))
    assert "Cash.Issued" not in names(mine) and names(mine).count("Orders.Placed") == 1
    with fresh_world.app.state.context.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM mirror.events").scalar_one()
    assert len(whole) == kept


def test_cash_is_seen_by_whose_it_is(fresh_world: World, order_id: str) -> None:
    buyer = fresh_world.party("buyer")
    (issued,) = every(buyer, event="Issued")
    assert issued["arguments"]["to"] == buyer.address
    assert issued["address"] == fresh_world.deployment.cash_of("CNY").address
    assert every(fresh_world.party("supplier"), event="Issued") == []
    assert len(every(fresh_world.party("auditor"), event="Issued")) == 4


def test_a_buyer_does_not_learn_what_a_financier_lends_against_it(fresh_world: World, order_id: str) -> None:
    buyer, financier = fresh_world.party("buyer"), fresh_world.party("financier")
    financier.does("setLine", currency="CNY", buyer=buyer.address, cap="5000")
    assert names(every(financier, contract="Facilities")) == ["Facilities.LineSet"]
    assert every(buyer, contract="Facilities") == []


def test_who_sent_a_batch_learns_what_of_it_was_refused(fresh_world: World, order_id: str) -> None:
    buyer, supplier = fresh_world.party("buyer"), fresh_world.party("supplier")
    accept = {"action": "accept", "orderId": order_id}
    sent = supplier.does("batch", actions=[accept], keepGoing=True)
    (refused,) = every(supplier, transaction=sent["hash"])
    assert names([refused]) == ["Orders.CallFailed"]
    assert refused["transactionHash"] == sent["hash"] and refused["blockNumber"] == sent["blockNumber"]
    assert every(buyer, transaction=sent["hash"]) == []


# ------------------------------------------------------------------ what is told


def test_arguments_are_exact_and_a_place_is_whole(fresh_world: World, order_id: str) -> None:
    buyer = fresh_world.party("buyer")
    (placed,) = every(buyer, event="Placed")
    assert placed["arguments"]["orderId"] == order_id
    assert placed["arguments"]["amount"] == str(AMOUNT)
    block = fresh_world.chain.block(placed["blockNumber"])
    assert block is not None and placed["blockHash"] == block["hash"]
    receipt = fresh_world.chain.request("eth_getTransactionReceipt", [placed["transactionHash"]])
    (log,) = [each for each in receipt["logs"] if int(each["logIndex"], 16) == placed["logIndex"]]
    assert placed["address"] == log["address"].lower()
    assert placed["transactionIndex"] == int(log["transactionIndex"], 16)
    timeline = buyer.get(f"/v1/orders/{order_id}/timeline").json()["items"]
    assert timeline[0] == {name: placed[name] for name in timeline[0]}


def test_an_answer_says_of_which_block_it_is(fresh_world: World, order_id: str) -> None:
    page = fresh_world.party("buyer").get("/v1/events", limit=1).json()
    head = fresh_world.chain.block("latest")
    assert head is not None
    assert page["asOf"]["blockNumber"] == int(head["number"], 16)
    assert page["asOf"]["blockHash"] == head["hash"]


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_follow_each_other_without_gap_or_repetition(
    fresh_world: World, order_id: str, limit: int
) -> None:
    for name in ("auditor", "stranger"):
        party = fresh_world.party(name)
        whole = every(party)
        assert places(whole) == sorted(places(whole)) and len(whole) > 7
        assert every(party, limit=limit) == whole


def test_blocks_bound_what_is_told_and_both_ends_are_inside(fresh_world: World, order_id: str) -> None:
    auditor = fresh_world.party("auditor")
    whole = every(auditor)
    first, last = whole[3]["blockNumber"], whole[-3]["blockNumber"]
    assert every(auditor, fromBlock=first, toBlock=last) == [
        each for each in whole if first <= each["blockNumber"] <= last
    ]
    assert every(auditor, fromBlock=whole[-1]["blockNumber"] + 1) == []
    assert every(auditor, fromBlock=2**62) == []


def test_an_account_is_found_wherever_an_event_names_it(fresh_world: World, order_id: str) -> None:
    auditor, supplier = fresh_world.party("auditor"), fresh_world.party("supplier")
    found = every(auditor, account=supplier.address.upper().replace("0X", "0x"))
    assert {"Participants.Admitted", "Orders.Placed"} <= set(names(found))
    assert all(supplier.address in str(each["arguments"]) for each in found)
    assert every(auditor, account=NOBODY) == []
