"""Relaying: what is refused, what is kept, what vanished and is sent again."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from chain.encoding import from_hex, to_hex
from chain.envelope import UnsignedTransaction, decode_transaction, sign_transaction
from tests.api.world import World, assert_problem, hash_of, key_of
from tests.support.pool import settle_pool


def place(world: World, number: int, **changes: Any) -> dict[str, Any]:
    return {
        "supplier": key_of("supplier").address,
        "currency": "CNY",
        "amount": "5000000",
        "deliverBy": "2026-12-15T00:00:00Z",
        "paymentTermDays": 60,
        "fingerprint": hash_of(f"order {number}"),
        "root": hash_of(f"document {number}"),
    } | changes


def unsigned(raw: str) -> UnsignedTransaction:
    return decode_transaction(from_hex(raw, "raw")).transaction


@pytest.fixture
def raw(fresh_world: World) -> str:
    buyer = fresh_world.party("buyer")
    return buyer.sign(buyer.prepare("place", **place(fresh_world, 1)))


@pytest.mark.parametrize("text", ["", "0x", "0x0", "0xzz", "02", "0x" + "f" * 130])
def test_bytes_that_are_no_transaction_are_refused(fresh_world: World, text: str) -> None:
    assert_problem(fresh_world.party("buyer").post("/v1/transactions", {"raw": text}), 422)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"chain_id": 1}, "wrong_chain_id"),
        ({"to": "0x" + "77" * 20}, "not_our_contract"),
        ({"to": None}, "not_our_contract"),
        ({"data": b"\x01\x02\x03\x04"}, "not_our_contract"),
        ({"value": 1}, "value_not_taken"),
    ],
)
def test_what_is_not_for_this_deployment_is_refused(
    fresh_world: World, raw: str, changed: dict[str, Any], code: str
) -> None:
    signed = sign_transaction(replace(unsigned(raw), **changed), key_of("buyer"))
    answer = fresh_world.party("buyer").post("/v1/transactions", {"raw": to_hex(signed.raw)})
    assert_problem(answer, 422, code)


def test_another_partys_signature_is_refused(fresh_world: World, raw: str) -> None:
    assert_problem(
        fresh_world.party("supplier").post("/v1/transactions", {"raw": raw}), 403, "not_your_signature"
    )


def test_what_the_contract_would_refuse_is_refused_by_its_name(fresh_world: World, raw: str) -> None:
    sent = unsigned(raw)
    signed = sign_transaction(
        replace(sent, nonce=0), key_of("supplier")
    )  # a supplier places no order to itself
    answer = fresh_world.party("supplier").post("/v1/transactions", {"raw": to_hex(signed.raw)})
    found = assert_problem(answer, 409, "contract_refused")
    assert found["error"].startswith(("Orders_", "Participants_"))
    assert found["arguments"]


def test_a_nonce_of_the_past_is_refused_by_the_node(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    buyer.does("acceptFrom", consented=True)
    old = sign_transaction(replace(unsigned(buyer.sign(buyer.prepare("acceptFrom"))), nonce=0), buyer.key)
    answer = buyer.post("/v1/transactions", {"raw": to_hex(old.raw)})
    assert_problem(answer, 409, "sending_refused")
    assert_problem(buyer.get(f"/v1/transactions/{old.hash}"), 404)


def test_somebody_elses_order_is_404_everywhere(fresh_world: World) -> None:
    buyer, stranger = fresh_world.party("buyer"), fresh_world.party("stranger")
    sent = buyer.does("place", **place(fresh_world, 2))
    order_id = buyer.get("/v1/orders").json()["items"][0]["orderId"]
    for path in (
        f"/v1/orders/{order_id}",
        f"/v1/orders/{order_id}/timeline",
        f"/v1/audit/records/{order_id}",
    ):
        assert_problem(stranger.get(path), 404)
        assert buyer.get(path).status_code == 200
    assert_problem(stranger.get(f"/v1/transactions/{sent['hash']}"), 404)
    assert_problem(stranger.get(f"/v1/audit/evidence/{order_id}"), 404)
    for action in ("accept", "cancelRemainder", "sync", "release"):
        answer = stranger.post("/v1/transactions/prepare", {"action": action, "orderId": order_id})
        assert_problem(answer, 404, "order_unknown")
    assert_problem(stranger.post("/v1/financing/offers", {"kind": "terms", "orderId": order_id}), 404)
    assert stranger.get("/v1/orders").json()["items"] == []
    operator = fresh_world.party("operator")
    assert operator.get(f"/v1/orders/{order_id}").status_code == 200


def test_an_idempotency_key_gives_the_first_answer_and_no_other_request_its_key(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    first = buyer.sign(buyer.prepare("place", **place(fresh_world, 3)))
    headers = {"Idempotency-Key": "month-end-1"}
    answers = [buyer.post("/v1/transactions", {"raw": first}, **headers) for _ in range(2)]
    assert [each.status_code for each in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    other = buyer.sign(buyer.prepare("place", **place(fresh_world, 4)))
    refused = buyer.post("/v1/transactions", {"raw": other}, **headers)
    assert_problem(refused, 422, "idempotency_key_reused")
    again = buyer.post("/v1/transactions", {"raw": first})
    assert again.json()["hash"] == answers[0].json()["hash"]


def test_a_transaction_becomes_final_when_blocks_stand_on_it(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    sent = buyer.does("place", **place(fresh_world, 5))
    assert sent["state"] == "mined"
    fresh_world.move_time(1)
    fresh_world.move_time(1)
    assert buyer.get(f"/v1/transactions/{sent['hash']}").json()["state"] == "final"


def test_what_a_reorganisation_took_away_is_sent_again_by_the_follower(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    sent = buyer.does("place", **place(fresh_world, 6))
    settle_pool(fresh_world.node.rpc)
    fresh_world.node.rpc("anvil_rollback", 1)
    assert fresh_world.chain.receipt(sent["hash"]) is None
    assert fresh_world.follower.round() >= 1
    deadline = time.monotonic() + 20  # the node mines what it was sent again as soon as it comes to it
    while fresh_world.chain.receipt(sent["hash"]) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    found = buyer.get(f"/v1/transactions/{sent['hash']}").json()
    assert (found["state"], found["resent"]) == ("mined", 1)
    fresh_world.index()


def test_month_end_in_one_transaction(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    actions = [{"action": "place", **place(fresh_world, 100 + n)} for n in range(20)]
    before = len(buyer.get("/v1/orders", limit=200).json()["items"])
    prepared = buyer.prepare("batch", actions=actions)
    assert "(20)" in prepared["meaning"]
    buyer.does("batch", actions=actions)
    assert len(buyer.get("/v1/orders", limit=200).json()["items"]) == before + 20


def test_a_batch_is_all_or_none_unless_it_may_keep_going(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    actions = [{"action": "place", **place(fresh_world, n)} for n in (300, 300, 301)]
    refused = buyer.prepare("batch", actions=actions)
    assert refused["simulation"]["error"] == "Orders_AlreadyExists"
    before = len(buyer.get("/v1/orders", limit=200).json()["items"])
    told = buyer.prepare("batch", actions=actions, keepGoing=True)
    assert told["meaning"].startswith("As far as each is taken: (1)")
    buyer.does("batch", actions=actions, keepGoing=True)
    assert len(buyer.get("/v1/orders", limit=200).json()["items"]) == before + 2


def test_pages_hold_every_order_once(fresh_world: World) -> None:
    buyer = fresh_world.party("buyer")
    buyer.does("batch", actions=[{"action": "place", **place(fresh_world, 200 + n)} for n in range(20)])
    whole = [each["orderId"] for each in buyer.get("/v1/orders", limit=200).json()["items"]]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = buyer.get("/v1/orders", **query).json()
        seen += [each["orderId"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == whole
    assert len(set(seen)) == len(seen) >= 20
