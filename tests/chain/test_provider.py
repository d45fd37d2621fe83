"""The provider names what goes wrong, repeats only what may be repeated, and shares its connections."""

from __future__ import annotations

import json
import sys
import threading

import pytest

from chain.errors import AnswerTooLarge, BadAnswer, ChainUnavailable, RpcError, WrongChain
from chain.headers import header_from_json
from chain.proofs import Account, prove_receipt, verify_receipt, verify_state_proof
from chain.provider import Chain, Limits, connect, is_read
from chain.receipts import receipt_from_json, receipts_root
from scripts.services.anvil import Anvil
from tests.chain.troubled import troubled_server

QUICK = Limits(connect_s=1, answer_s=1, attempts=3, first_pause_s=0.01, answer_bytes=1_000_000)


def _good(body: bytes) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": json.loads(body)["id"], "result": "0x1"}).encode()


def test_nobody_at_the_address_is_unavailable_and_the_password_is_not_told() -> None:
    with Chain("http://user:secret@127.0.0.1:9/token", QUICK) as away:
        with pytest.raises(ChainUnavailable) as caught:
            away.block_number()
        assert "secret" not in f"{caught.value!r} {away!r}" and "token" not in f"{caught.value} {away!r}"


@pytest.mark.parametrize("address", ["ftp://node", "node:8545", "http://", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="http"):
        Chain(address)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"[]",
        b"{}",
        b'{"id": 99, "result": 1}',
        b'{"jsonrpc": "2.0"}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_no_answer_is_named_so(body: bytes) -> None:
    with troubled_server(lambda *_: (200, body)) as (url, _), Chain(url, QUICK) as node:
        with pytest.raises(BadAnswer):
            node.request("eth_call")
        with pytest.raises(BadAnswer):
            node.batch([("eth_call", []), ("eth_call", [])])


def test_an_answer_beyond_the_limit_is_refused() -> None:
    with (
        troubled_server(lambda *_: (200, b"x" * 2_000_000)) as (url, _),
        Chain(url, QUICK) as node,
        pytest.raises(AnswerTooLarge),
    ):
        node.request("eth_call")


@pytest.mark.parametrize("status", [0, 503, 429])
def test_a_read_is_asked_again_and_a_sending_is_not(status: int) -> None:
    with troubled_server(lambda *_: (status, b"")) as (url, asked), Chain(url, QUICK) as node:
        with pytest.raises(ChainUnavailable):
            node.request("eth_getBalance")
        assert len(asked) == QUICK.attempts
        with pytest.raises(ChainUnavailable):
            node.request("eth_sendRawTransaction", ["0x00"])
        assert len(asked) == QUICK.attempts + 1
        with pytest.raises(ChainUnavailable):
            node.batch([("eth_getBalance", []), ("eth_sendRawTransaction", ["0x00"])])
        assert len(asked) == QUICK.attempts + 2


def test_a_read_succeeds_once_the_node_is_back() -> None:
    with troubled_server(lambda n, b: (200, _good(b)) if n == 3 else (0, b"")) as (url, asked):
        with Chain(url, QUICK) as node:
            assert node.request("eth_blockNumber") == "0x1"
        assert len(asked) == 3


def test_another_chain_than_expected_is_refused(anvil: Anvil) -> None:
    with pytest.raises(WrongChain) as caught:
        connect(anvil.rpc_url, 1)
    assert (caught.value.expected, caught.value.found) == (1, anvil.chain_id)


def test_errors_of_the_node_carry_code_message_and_data(chain: Chain) -> None:
    with pytest.raises(RpcError) as caught:
        chain.request("eth_nonsense")
    assert caught.value.code == -32601
    outcomes = chain.batch_outcomes([("eth_chainId", []), ("eth_nonsense", []), ("eth_blockNumber", [])])
    assert isinstance(outcomes[1], RpcError) and outcomes[0] == hex(chain.chain_id)
    with pytest.raises(RpcError):
        chain.batch([("eth_chainId", []), ("eth_nonsense", [])])


def test_batches_keep_the_order_of_the_questions_beyond_the_limit(anvil: Anvil) -> None:
    with Chain(anvil.rpc_url, Limits(batch=7)) as node:
        keys = [f"0x{n:040x}" for n in range(50)]
        for number, key in enumerate(keys):
            node.request("anvil_setBalance", [key, hex(number)])
        balances = node.batch([("eth_getBalance", [key, "latest"]) for key in keys])
        assert [int(balance, 16) for balance in balances] == list(range(50))


def test_answers_of_a_batch_are_told_apart_by_their_ids_whatever_their_order() -> None:
    def reversed_answers(_: int, body: bytes) -> tuple[int, bytes]:
        answers = [{"jsonrpc": "2.0", "id": q["id"], "result": q["params"][0]} for q in json.loads(body)]
        return 200, json.dumps(answers[::-1]).encode()

    with troubled_server(reversed_answers) as (url, _), Chain(url, QUICK) as node:
        assert node.batch([("eth_call", [n]) for n in range(5)]) == [0, 1, 2, 3, 4]


def test_a_refusal_without_data_is_still_a_refusal_by_a_contract() -> None:
    assert RpcError(3, "execution reverted").revert_data == b""
    assert RpcError(3, "execution reverted", {"data": "0x1234"}).revert_data == b"\x12\x34"
    assert RpcError(-32000, "nonce too low").revert_data is None
    assert RpcError(-32000, "execution reverted", "0xno hex").revert_data is None


def test_many_threads_share_one_gateway(chain: Chain) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(chain.block_number())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20


def test_only_reads_count_as_reads() -> None:
    assert is_read("eth_getLogs") and is_read("eth_call")
    assert not any(
        map(is_read, ("eth_sendRawTransaction", "eth_sendRawTransactionSync", "anvil_mine", "evm_mine"))
    )


def test_web3_speaks_through_the_same_gateway(chain: Chain) -> None:
    assert chain.web3.eth.chain_id == chain.chain_id
    assert chain.web3.is_connected()
    assert sys.getrecursionlimit() < 20_000, (
        "deep JSON from outside must end in RecursionError, not in a crash"
    )
    assert chain.block(chain.block_number()) is not None
    assert chain.block("0x" + "11" * 32) is None


def test_blocks_receipts_and_states_of_the_node_are_proven(chain: Chain, chain_snapshot: Anvil) -> None:
    chain_snapshot.rpc(
        "anvil_setCode", "0x" + "aa" * 20, "0x60016002a0600760035500"
    )  # LOG0, then SSTORE 3 := 7
    chain_snapshot.rpc("anvil_impersonateAccount", "0x" + "bb" * 20)
    chain_snapshot.rpc("evm_setAutomine", False)
    for _ in range(20):
        fees = {"maxFeePerGas": "0x0", "maxPriorityFeePerGas": "0x0", "gas": "0x30000"}
        parties = {"from": "0x" + "bb" * 20, "to": "0x" + "aa" * 20}
        chain_snapshot.rpc("eth_sendTransaction", {**parties, **fees})
    chain_snapshot.rpc("evm_mine")
    chain_snapshot.rpc("evm_setAutomine", True)
    block = chain.block()
    assert block is not None
    header = header_from_json(block)
    assert "0x" + header.hash.hex() == block["hash"]
    receipts = [receipt_from_json(one) for one in chain.block_receipts(header.number)]
    assert len(receipts) == 20 and receipts_root(receipts) == header.receipts_root
    assert verify_receipt(header.receipts_root, 19, prove_receipt(receipts, 19)) == receipts[19]
    slots = [f"0x{slot:064x}" for slot in (3, 4)]
    answer = chain.request("eth_getProof", ["0x" + "aa" * 20, slots, hex(header.number)])
    account, values = verify_state_proof(header.state_root, answer)
    assert values == {3: 7, 4: 0} and account != Account()
    missing = chain.request("eth_getProof", ["0x" + "cc" * 20, slots, hex(header.number)])
    assert verify_state_proof(header.state_root, missing) == (Account(), {3: 0, 4: 0})
