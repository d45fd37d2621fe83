"""Transactions are refused by name before sending, explained when they fail, sent again after reorgs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chain.abi import encode_values
from chain.calls import Call
from chain.encoding import keccak256
from chain.envelope import (
    SignedTransaction,
    TransactionError,
    UnsignedTransaction,
    create2_address,
    created_address,
    decode_transaction,
    sign_transaction,
)
from chain.errors import ERROR_STRING, PANIC, ContractError, decode_revert
from chain.outbox import Judgement, Sighting, State, follow, judge, observe, resubmit
from chain.provider import Chain, connect
from chain.signing import Key
from chain.transactions import (
    GAS_CAP,
    Mined,
    NotMinedInTime,
    SendingRefused,
    TransactionFailed,
    execute,
    explain,
    prepare,
    prepare_deployment,
    send,
    simulate,
    submit,
    wait,
)
from scripts.services.anvil import Anvil
from tests.chain.shared import shared_json, shared_path
from tests.chain.troubled import troubled_server
from tests.support.pool import settle_pool

KEY = Key(keccak256(b"a sender of the tests"))
REFUSING, ONCE, LOOPING = ("0x" + digit * 40 for digit in "def")
CODES = {
    REFUSING: "0x366000600037366000fd",  # reverts with its own call data
    ONCE: "0x600054600c576001600055005b366000600037366000fd",  # succeeds once, then as above
    LOOPING: "0x5b600056",  # never ends
}
REFUSAL = ERROR_STRING + encode_values(["string"], ["not today"])
TRANSACTION = UnsignedTransaction(31337, 0, 0, 0, 21_000, "0x" + "12" * 20, 0, b"")
MINED = Mined("0x" + "aa" * 32, 100, "0x" + "bb" * 32, 0, True, 21_000, (), None)


@pytest.fixture
def node() -> Iterator[Anvil]:
    """A node of the test's own, since reorganisations undo snapshots."""
    with Anvil() as anvil:
        for address, code in CODES.items():
            anvil.rpc("anvil_setCode", address, code)
        yield anvil


@pytest.fixture
def gateway(node: Anvil) -> Iterator[Chain]:
    with connect(node.rpc_url, node.chain_id) as found:
        yield found


def _signed(
    nonce: int, to: str = "0x" + "12" * 20, data: bytes = b"", gas: int = 200_000
) -> SignedTransaction:
    return sign_transaction(replace(TRANSACTION, nonce=nonce, to=to, data=data, gas=gas), KEY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"nonce": (1 << 64) - 1}, "nonce is out of range"),
        ({"gas": 1 << 64}, "gas is out of range"),
        ({"value": -1}, "value is out of range"),
        ({"max_priority_fee": 1}, "above maxFeePerGas"),
        ({"max_fee": 1 << 250, "gas": 1 << 10}, "maxFeePerGas × gas"),
    ],
)
def test_a_transaction_out_of_range_is_not_signed(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(TransactionError, match=reason):
        sign_transaction(replace(TRANSACTION, **change), KEY)


def test_bytes_that_are_no_type_2_transaction_are_refused() -> None:
    raw = _signed(0).raw
    for bad in (b"", b"\x02", b"\x01" + raw[1:], raw[:-1], raw + b"\0", b"\xf8" + raw[1:], b"\x02" * 200_000):
        with pytest.raises(TransactionError):
            decode_transaction(bad)


def test_the_public_transactions_that_no_fork_takes_are_refused() -> None:
    seen = 0
    for path in sorted(shared_path("e2_ethereum_tests/TransactionTests").rglob("*.json")):
        for case in json.loads(path.read_text()).values():
            raw = bytes.fromhex(case["txbytes"][2:])
            if raw[:1] == b"\x02" and all("exception" in result for result in case["result"].values()):
                seen += 1
                with pytest.raises(TransactionError):
                    decode_transaction(raw)
    assert seen >= 4


def test_the_transactions_of_ethers_have_their_bytes_and_their_senders() -> None:
    seen = 0
    for case in shared_json("e3_ethers_vectors/transaction.json"):
        fields, key = case["transaction"], Key(bytes.fromhex(case["privateKey"][2:]))
        if fields.get("accessList") or not fields.get("maxFeePerGas"):
            continue
        transaction = UnsignedTransaction(
            _int(fields.get("chainId", 1)),
            _int(fields.get("nonce", 0)),
            _int(fields.get("maxPriorityFeePerGas", 0)),
            _int(fields["maxFeePerGas"]),
            _int(fields.get("gasLimit", 0)),
            fields.get("to"),
            _int(fields.get("value", 0)),
            bytes.fromhex(fields.get("data", "0x")[2:]),
        )
        if transaction.max_priority_fee > transaction.max_fee:
            continue  # ethers signs what no chain takes
        signed = sign_transaction(transaction, key)
        assert "0x" + signed.raw.hex() == case["signedLondon"], case["name"]
        assert decode_transaction(signed.raw) == replace(
            signed, transaction=replace(transaction, to=transaction.to and transaction.to.lower())
        )
        seen += 1
    assert seen > 10


def _int(value: Any) -> int:
    return int(value, 0) if isinstance(value, str) else int(value)


def test_created_addresses_are_those_of_ethers() -> None:
    for case in shared_json("e3_ethers_vectors/create.json"):
        for made in case["creates"]:
            assert created_address(case["sender"], made["nonce"]) == made["address"].lower()
    for case in shared_json("e3_ethers_vectors/create2.json"):
        for made in case["creates"]:
            digest = keccak256(bytes.fromhex(made["initCode"][2:]))
            salt = bytes.fromhex(made["salt"][2:])
            assert create2_address(case["sender"], salt, digest) == made["address"].lower()


def test_refusals_are_named_whatever_the_contract_answers() -> None:
    assert decode_revert(REFUSAL).arguments == {"message": "not today"}
    panic = decode_revert(PANIC + (0x11).to_bytes(32, "big"))
    assert (panic.name, panic.arguments["meaning"]) == ("Panic", "arithmetic overflow")
    assert decode_revert(b"").name == "UnknownError"
    assert decode_revert(bytes.fromhex("12345678")).arguments["selector"] == "0x12345678"
    assert decode_revert(ERROR_STRING + b"torn").name == "UnknownError"


def test_a_call_that_would_be_refused_is_named_before_anything_is_sent(gateway: Chain) -> None:
    call = Call(REFUSING, REFUSAL)
    with pytest.raises(ContractError) as caught:
        simulate(gateway, KEY.address, call)
    assert (caught.value.name, caught.value.arguments) == ("Error", {"message": "not today"})
    with pytest.raises(ContractError):
        prepare(gateway, KEY.address, call)
    with pytest.raises(ContractError):
        execute(gateway, KEY, call)
    assert gateway.block_number() == 0


def test_a_transaction_that_fails_when_mined_is_explained_by_name(gateway: Chain, node: Anvil) -> None:
    first = prepare(gateway, KEY.address, Call(ONCE, REFUSAL)).transaction
    second = replace(first, nonce=first.nonce + 1)
    assert send(gateway, sign_transaction(first, KEY)).succeeded
    with pytest.raises(TransactionFailed) as caught:
        send(gateway, sign_transaction(second, KEY))
    assert caught.value.reason.arguments == {"message": "not today"}
    endless = sign_transaction(replace(first, nonce=2, to=LOOPING, gas=100_000), KEY)
    with pytest.raises(TransactionFailed) as caught:
        send(gateway, endless)
    assert caught.value.reason.name == "OutOfGas"
    assert caught.value.reason.arguments == {"gas": 100_000, "used": 100_000}
    node.rpc("anvil_rollback", 1)
    assert explain(gateway, endless.hash).name == "Unexplained"


def test_a_node_without_the_quick_way_serves_as_well(gateway: Chain) -> None:
    gateway.has_sync_sending = False
    assert execute(gateway, KEY, Call("0x" + "12" * 20, b"")).succeeded
    submit(gateway, _signed(1))
    submit(gateway, _signed(1))  # again is no fault
    with pytest.raises(SendingRefused):
        submit(gateway, _signed(0, gas=50_000))  # its nonce is used


def test_what_is_not_mined_in_time_is_said_to_be(gateway: Chain, node: Anvil) -> None:
    node.rpc("evm_setAutomine", False)
    gateway.has_sync_sending = False
    with pytest.raises(NotMinedInTime):
        send(gateway, _signed(0), wait_s=0.1)
    node.rpc("evm_mine")
    assert wait(gateway, _signed(0).hash, 1).succeeded


def test_gas_has_headroom_and_a_zero_price_chain_costs_nothing(gateway: Chain) -> None:
    prepared = prepare(gateway, KEY.address, Call(ONCE, b""))
    assert prepared.gas_estimate < prepared.transaction.gas <= GAS_CAP
    assert (prepared.transaction.max_fee, prepared.transaction.max_priority_fee) == (0, 0)
    assert gateway.request("eth_getBalance", [KEY.address, "latest"]) == "0x0"
    assert decode_transaction(sign_transaction(prepared.transaction, KEY).raw).sender == KEY.address


def test_a_contract_is_created_where_its_nonce_says(gateway: Chain) -> None:
    init_code = bytes.fromhex("6001600c60003960016000f3" + "00")  # answers one byte of code: STOP
    prepared = prepare_deployment(gateway, KEY.address, init_code)
    mined = send(gateway, sign_transaction(prepared.transaction, KEY))
    assert mined.created == created_address(KEY.address, 0)
    assert gateway.code(str(mined.created)) == "0x00"


def test_many_threads_of_one_account_take_each_nonce_once(gateway: Chain) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(5):
                execute(gateway, KEY, Call("0x" + "12" * 20, b""))
        except Exception as error:  # noqa: BLE001  shown below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert gateway.request("eth_getTransactionCount", [KEY.address, "latest"]) == hex(30)


def _sighting(**change: Any) -> Sighting:
    return replace(Sighting(100, None, canonical=False, in_pool=False, next_nonce=5), **change)


@pytest.mark.parametrize(
    ("sighting", "expected"),
    [
        (_sighting(in_pool=True), (State.PENDING, False, True)),
        (_sighting(), (State.VANISHED, False, True)),
        (_sighting(next_nonce=6), (State.REPLACED, False, True)),
        (_sighting(mined=MINED, canonical=False), (State.VANISHED, False, True)),
        (_sighting(mined=MINED, canonical=True), (State.MINED, False, False)),
        (_sighting(mined=MINED, canonical=True, head=111), (State.MINED, False, False)),
        (_sighting(mined=MINED, canonical=True, head=112), (State.FINAL, True, False)),
        (_sighting(mined=replace(MINED, succeeded=False), canonical=True), (State.FAILED, False, False)),
        (
            _sighting(mined=replace(MINED, succeeded=False), canonical=True, head=112),
            (State.FAILED, True, False),
        ),
        (_sighting(mined=replace(MINED, block_hash="0x"), canonical=True), (State.MINED, False, True)),
    ],
)
def test_where_a_transaction_stands_is_decided_from_what_is_seen(
    sighting: Sighting, expected: tuple[State, bool, bool]
) -> None:
    found = judge(5, MINED.block_hash, sighting, finality_depth=12)
    assert (found.state, found.settled, found.moved) == expected


def test_what_a_reorganisation_took_away_is_sent_again_and_mined_again(gateway: Chain, node: Anvil) -> None:
    sent = [_signed(nonce) for nonce in range(3)]
    seen = [send(gateway, one).block_hash for one in sent]
    assert [follow(gateway, one, at, 12).state for one, at in zip(sent, seen, strict=True)] == [
        State.MINED
    ] * 3
    settle_pool(node.rpc)
    node.rpc("anvil_rollback", 2)
    stand = [follow(gateway, one, at, 12).state for one, at in zip(sent, seen, strict=True)]
    assert stand == [State.MINED, State.VANISHED, State.VANISHED]
    assert resubmit(gateway, [sent[2], sent[1]]) == [None, None]
    wait(gateway, sent[2].hash, 5)
    again = follow(gateway, sent[2], seen[2], 12)
    assert again.state is State.MINED and again.mined is not None
    node.rpc("anvil_mine", "0xc")
    assert follow(gateway, sent[1], seen[1], 12).state is State.FINAL


def test_what_vanished_is_sent_again_in_the_order_of_its_nonces() -> None:
    def accepted(_: int, body: bytes) -> tuple[int, bytes]:
        return 200, json.dumps({"jsonrpc": "2.0", "id": json.loads(body)["id"], "result": "0x"}).encode()

    sent = [_signed(nonce) for nonce in (7, 5, 6)]
    with troubled_server(accepted) as (url, asked), Chain(url) as node:
        assert resubmit(node, sent) == [None, None, None]
        raws = [bytes.fromhex(json.loads(body)["params"][0][2:]) for body in asked]
    assert [decode_transaction(raw).transaction.nonce for raw in raws] == [5, 6, 7]


def test_a_nonce_used_by_another_transaction_cannot_be_used_again(gateway: Chain, node: Anvil) -> None:
    lost, other = _signed(0), _signed(0, to="0x" + "34" * 20)
    seen = send(gateway, lost).block_hash
    settle_pool(node.rpc)
    node.rpc("anvil_rollback", 1)
    send(gateway, other)
    found = follow(gateway, lost, seen, 12)
    assert found == Judgement(State.REPLACED, None, settled=False, moved=True)
    assert isinstance(resubmit(gateway, [lost])[0], SendingRefused)


def test_many_are_observed_at_once_and_pending_ones_are_seen_in_the_pool(gateway: Chain, node: Anvil) -> None:
    assert observe(gateway, []) == []
    node.rpc("evm_setAutomine", False)
    sent = [_signed(nonce) for nonce in range(40)]
    for one in sent:
        submit(gateway, one)
    assert all(sighting.in_pool for sighting in observe(gateway, sent))
    node.rpc("evm_mine")
    assert all(sighting.canonical and not sighting.in_pool for sighting in observe(gateway, sent))
