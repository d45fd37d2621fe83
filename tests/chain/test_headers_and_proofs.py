"""Headers hash to what the network calls them; receipts and states are proven from real answers of nodes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from chain import rlp
from chain.encoding import keccak256, to_hex
from chain.headers import (
    HeaderError,
    decode_header,
    encode_header,
    header_from_json,
    header_hash,
    header_to_json,
)
from chain.proofs import (
    Account,
    ProofError,
    prove_receipt,
    verify_account,
    verify_log,
    verify_receipt,
    verify_state_proof,
)
from chain.receipts import (
    Log,
    Receipt,
    ReceiptError,
    decode_receipt,
    encode_receipt,
    logs_bloom,
    receipt_from_json,
    receipt_key,
    receipts_root,
    receipts_trie,
)
from tests.chain.shared import rpc_exchange, shared_path

# The names that the public block tests use for the fields of a header.
NAMES = {
    "bloom": "logsBloom",
    "coinbase": "miner",
    "receiptTrie": "receiptsRoot",
    "transactionsTrie": "transactionsRoot",
    "uncleHash": "sha3Uncles",
}
LOG = Log("0x" + "ab" * 20, ("0x" + "01" * 32,), "0x" + "02" * 64)
RECEIPTS = [
    Receipt(kind, 1, None, 21_000 * (i + 1), logs_bloom([LOG] * (i % 3)), (LOG,) * (i % 3))
    for i, kind in enumerate([0, 1, 2, 3, 4] * 30)
]


def _blocks_of_mainnet() -> list[dict[str, Any]]:
    folder = shared_path("e5_mainnet_blocks")
    found = [json.loads(p.read_text())["result"] for p in sorted(folder.rglob("*getBlockByNumber*.json"))]
    return [block for block in found if block and "mixHash" in block]


def test_a_header_with_a_field_missing_or_torn_is_refused_by_name() -> None:
    _, answer = rpc_exchange("eth_getBlockByHash/get-block-by-hash")
    block = answer["result"]
    with pytest.raises(HeaderError, match="stateRoot: missing"):
        header_from_json({**block, "stateRoot": None})
    with pytest.raises(HeaderError, match="miner: 19 bytes"):
        header_from_json({**block, "miner": "0x" + "00" * 19})
    with pytest.raises(HeaderError, match="withdrawalsRoot: present though baseFeePerGas is not"):
        header_from_json({**block, "withdrawalsRoot": "0x" + "00" * 32})
    with pytest.raises(HeaderError, match="of 14 fields"):
        decode_header(rlp.encode([b""] * 14))


def test_every_changed_field_changes_the_hash() -> None:
    _, answer = rpc_exchange("eth_getBlockByHash/get-block-by-hash")
    header = header_from_json(answer["result"])
    assert replace(header, timestamp=header.timestamp + 1).hash != header.hash
    assert replace(header, extra_data=b"x").hash != header.hash
    assert replace(header, base_fee=0).hash != header.hash


def test_mainnet_blocks_hash_to_their_names() -> None:
    blocks = _blocks_of_mainnet()
    assert len(blocks) >= 3
    for block in blocks:
        assert header_hash(block) == block["hash"]


def test_blocks_of_the_public_tests_of_all_forks_hash_to_their_names() -> None:
    folder = shared_path("e2_ethereum_tests/BlockchainTests")
    seen = 0
    for path in sorted(folder.rglob("*.json")):
        for case in json.loads(path.read_text()).values():
            headers = [case["genesisBlockHeader"]]
            headers += [block["blockHeader"] for block in case["blocks"] if "blockHeader" in block]
            for fields in headers:
                block = {NAMES.get(name, name): value for name, value in fields.items()}
                header = header_from_json(block)
                assert to_hex(header.hash) == block["hash"], path
                assert decode_header(encode_header(header)) == header
                assert header_from_json(header_to_json(header)) == header
                seen += 1
    assert seen > 20


def test_the_raw_header_of_a_node_is_ours_byte_for_byte() -> None:
    _, answer = rpc_exchange("debug_getRawHeader/get-block-n")
    raw = bytes.fromhex(answer["result"][2:])
    assert encode_header(decode_header(raw)) == raw


def test_receipts_that_no_block_can_hold_are_refused() -> None:
    good = RECEIPTS[1]
    with pytest.raises(ReceiptError, match="type 126"):
        decode_receipt(b"\x7e" + encode_receipt(good)[1:])
    with pytest.raises(ReceiptError, match="not the bloom"):
        decode_receipt(encode_receipt(replace(good, bloom=bytes(256))))
    with pytest.raises(ReceiptError, match="neither 0 nor 1"):
        decode_receipt(encode_receipt(replace(good, status=2)))
    with pytest.raises(ReceiptError, match="unreadable"):
        decode_receipt(b"\x02")
    with pytest.raises(ReceiptError, match="unreadable"):
        receipt_from_json({"type": "0x2", "status": "0x1"})


def test_a_receipt_is_not_proven_at_another_place() -> None:
    root, proof = receipts_root(RECEIPTS), prove_receipt(RECEIPTS, 7)
    for index in (6, 8, 128, 149, 150, -1):
        with pytest.raises(ProofError):
            verify_receipt(root, index, proof)
    with pytest.raises(ProofError, match="no receipt at 150"):
        verify_receipt(root, 150, prove_absent(150))
    with pytest.raises(ProofError, match="none at 1"):
        verify_log(root, 7, proof, 1)


def prove_absent(index: int) -> list[bytes]:
    """The nodes that show that the block has no receipt at this place."""
    return receipts_trie(RECEIPTS).prove(receipt_key(index))


def test_every_receipt_of_every_type_is_proven_in_its_place() -> None:
    root = receipts_root(RECEIPTS)
    for index in range(len(RECEIPTS)):
        assert verify_receipt(root, index, prove_receipt(RECEIPTS, index)) == RECEIPTS[index]


def test_receipts_answered_by_a_node_have_the_root_of_their_block() -> None:
    _, blocks = rpc_exchange("eth_getBlockByHash/get-block-by-hash")
    _, answers = rpc_exchange("eth_getBlockReceipts/get-block-receipts-by-hash")
    receipts = [receipt_from_json(answer) for answer in answers["result"]]
    assert len(receipts) > 3
    assert to_hex(receipts_root(receipts)) == blocks["result"]["receiptsRoot"]
    for index, receipt in enumerate(receipts):
        assert verify_receipt(receipts_root(receipts), index, prove_receipt(receipts, index)) == receipt


def test_raw_receipts_of_a_node_are_ours_byte_for_byte_and_prove_their_logs() -> None:
    _, header_answer = rpc_exchange("debug_getRawHeader/get-block-n")
    _, answers = rpc_exchange("debug_getRawReceipts/get-block-n")
    raw = [bytes.fromhex(text[2:]) for text in answers["result"]]
    receipts = [decode_receipt(one) for one in raw]
    assert [encode_receipt(receipt) for receipt in receipts] == raw
    assert receipts_root(receipts) == decode_header(bytes.fromhex(header_answer["result"][2:])).receipts_root
    assert any(receipt.logs for receipt in receipts)


def test_state_proofs_of_a_node_hold_and_a_changed_field_does_not() -> None:
    for name in ("latest", "blockhash", "default-block", "with-storage"):
        request, answer = rpc_exchange(f"eth_getProof/get-account-proof-{name}")
        proof = answer["result"]
        root = _root_of(proof)
        account, values = verify_state_proof(root, proof)
        assert account.nonce == int(proof["nonce"], 16)
        assert len(values) == len(request["params"][1])
        for field in ("nonce", "balance"):
            with pytest.raises(ProofError, match="not those of its proof"):
                verify_state_proof(root, {**proof, field: hex(int(proof[field], 16) + 1)})
        with pytest.raises(ProofError):
            verify_state_proof(root, {**proof, "address": "0x" + "11" * 20})
        for slot in proof["storageProof"]:
            claim = {**slot, "value": hex(int(slot["value"], 16) + 1)}
            with pytest.raises(ProofError, match="holds"):
                verify_state_proof(root, {**proof, "storageProof": [claim]})
        with pytest.raises(ProofError, match="unreadable"):
            verify_state_proof(root, {**proof, "storageProof": [{"key": "0x0", "value": None, "proof": []}]})


def test_an_address_beside_the_path_is_shown_to_be_missing() -> None:
    _, answer = rpc_exchange("eth_getProof/get-account-proof-latest")
    nodes = [bytes.fromhex(node[2:]) for node in answer["result"]["accountProof"]]
    missing = [f"0x{n:040x}" for n in range(4_000)]
    found = []
    for address in missing:
        for upto in range(1, len(nodes) + 1):
            try:
                found.append(verify_account(_root_of(answer["result"]), address, nodes[:upto]))
            except ProofError:
                continue
    assert found and set(found) == {Account()}


def _root_of(proof: dict[str, Any]) -> bytes:
    return keccak256(bytes.fromhex(proof["accountProof"][0][2:]))
