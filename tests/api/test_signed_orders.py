"""placeSigned through HTTP: the buyer signs off chain, somebody else brings the order to the chain."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chain.encoding import to_hex
from chain.messages import placement
from chain.signing import Key
from chain.structs import OrderTerms
from tests.api.world import START, World, assert_problem, hash_of, key_of

DELIVER_BY: Final = 1_797_292_800  # 2026-12-15T00:00:00Z
VALID_UNTIL: Final = START + 30 * 86_400  # 2026-12-02T00:00:00Z
BUYER: Final = key_of("buyer").address
SUPPLIER: Final = key_of("supplier").address


def signed(world: World, key: Key, mark: str, **changed: Any) -> dict[str, Any]:
    """The members of the action, over terms that this key signed for the buyer."""
    cash = world.deployment.cash_of("CNY").address
    terms = OrderTerms(
        SUPPLIER, cash, 123_456_78, DELIVER_BY, 60, "0x" + "00" * 20, 1825, hash_of(mark), hash_of("root"), 0
    )
    orders, chain_id = world.deployment.address("Orders"), world.deployment.chain_id
    message = placement(chain_id, orders, BUYER, terms, changed.pop("until", VALID_UNTIL))
    return {
        "buyer": BUYER,
        "supplier": SUPPLIER,
        "currency": "CNY",
        "amount": "12345678",
        "deliverBy": "2026-12-15T00:00:00Z",
        "paymentTermDays": 60,
        "fingerprint": hash_of(mark),
        "root": hash_of("root"),
        "validUntil": "2026-12-02T00:00:00Z",
        "signature": to_hex(message.sign(key)),
    } | changed


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "0x"},
        {"signature": "0xabc"},
        {"signature": "ab" * 65},
        {"signature": "0x" + "ab" * 4097},
        {"buyer": "0x12"},
        {"validUntil": "2026-12-02"},
        {"validUntil": 5},
        {"amount": str(2**56)},
        {"currency": "XXX"},
    ],
)
def test_what_cannot_be_read_is_refused_before_any_contract_is_asked(
    world: World, changed: dict[str, Any]
) -> None:
    asked = {"action": "placeSigned", **signed(world, key_of("buyer"), "unread", **changed)}
    assert_problem(world.party("supplier").post("/v1/transactions/prepare", asked), 422)


def refusal(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    """The simulation of what the supplier is told would fail: nothing to sign then."""
    prepared = world.party("supplier").prepare("placeSigned", **asked)
    simulation: dict[str, Any] = prepared["simulation"]
    assert not simulation["ok"] and prepared["transaction"] is None and simulation["remedy"]
    return simulation


@pytest.mark.parametrize("name", ["supplier", "stranger", "operator"])
def test_INV_12_nobody_signs_for_the_buyer(world: World, name: str) -> None:
    found = refusal(world, signed(world, key_of(name), "forged"))
    assert found["error"] == "Orders_SignatureInvalid"
    assert found["arguments"]["buyer"] == BUYER


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "12345679"},
        {"validUntil": "2026-12-03T00:00:00Z"},
        {"paymentTermDays": 61},
        {"lateBps": 1824},
        {"n": 1},
        {"signature": "0x" + "ab" * 64},
        {"signature": "0x00"},
    ],
)
def test_INV_12_nothing_but_what_was_signed_is_placed(world: World, changed: dict[str, Any]) -> None:
    found = refusal(world, signed(world, key_of("buyer"), "changed", **changed))
    assert found["error"] == "Orders_SignatureInvalid"


def test_a_signature_that_is_out_of_date_is_refused(world: World) -> None:
    late = signed(world, key_of("buyer"), "late", until=START - 1, validUntil="2026-11-01T23:59:59Z")
    found = refusal(world, late)
    assert found["error"] == "Orders_SignatureExpired"
    assert int(found["arguments"]["validUntil"]) == START - 1


# ------------------------------------------------------------------ success


def test_the_supplier_brings_what_the_buyer_signed_to_the_chain_once(fresh_world: World) -> None:
    world = fresh_world
    buyer, supplier = world.party("buyer"), world.party("supplier")
    asked = signed(world, key_of("buyer"), "carried")
    prepared = supplier.prepare("placeSigned", **asked)
    assert "123,456.78 CNY" in prepared["meaning"] and "2026-12-15" in prepared["meaning"]
    assert buyer.key.checksum_address in prepared["meaning"]
    assert supplier.key.checksum_address in prepared["meaning"]
    (call,) = prepared["calls"]
    assert (call["contract"], call["function"]) == ("Orders", "placeSigned")
    assert prepared["simulation"]["ok"] and prepared["sender"] == supplier.address

    supplier.does("placeSigned", **asked)
    (order,) = buyer.get("/v1/orders").json()["items"]
    assert (order["buyer"], order["supplier"]) == (buyer.address, supplier.address)
    assert (order["amount"], order["state"]) == ("12345678", "PLACED")
    found = refusal(world, asked)
    assert found["error"] == "Orders_AlreadyExists" and found["arguments"]["orderId"] == order["orderId"]


def test_a_wallet_that_counts_v_from_zero_and_a_batch_of_several_are_taken(fresh_world: World) -> None:
    world = fresh_world
    supplier = world.party("supplier")
    many = [signed(world, key_of("buyer"), f"batch {n}") for n in range(3)]
    last = bytes.fromhex(many[0]["signature"][2:])
    many[0]["signature"] = to_hex(last[:-1] + bytes([last[-1] - 27]))
    supplier.does("batch", actions=[{"action": "placeSigned", **each} for each in many])
    placed = {each["fingerprint"] for each in supplier.get("/v1/orders").json()["items"]}
    assert {each["fingerprint"] for each in many} <= placed
