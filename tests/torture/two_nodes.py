"""A run on a network of two real nodes with competing branches, driven by the Engine API as consensus does.

    python -m tests.torture.two_nodes --write-genesis genesis.json
    (two execution clients start from it, without authentication at their engine ports)
    python -m tests.torture.two_nodes --a RPC ENGINE --b RPC ENGINE

An indexer follows the first node. Both grow branches of their own above a block that both have; then the
first is led over to the other's branch, and to another one. (It is not led back to one that it has left:
EthereumJS drops the receipts of such blocks for good, answers none, and the mirror refuses to believe it.)
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

from chain.calls import Call
from chain.encoding import keccak256, to_hex
from chain.envelope import UnsignedTransaction, sign_transaction
from chain.provider import Chain, connect
from chain.signing import Key
from indexer.sync import Indexer
from scripts.services.postgres import Postgres
from tests.indexer.world import NAMES, World, build, name_hash
from tests.support.plugin import GENESIS_TIME
from tests.torture.second_client import compare

ZERO: Final = "0x" + "00" * 32
FEE: Final = 10**10
SLOT_S: Final = 2


def hash_of(block: dict[str, Any]) -> str:
    """Of a payload or a block: they name it differently."""
    return str(block["blockHash"] if "blockHash" in block else block["hash"])


class Node:
    """One execution client: its RPC and its engine."""

    def __init__(self, rpc_url: str, engine_url: str) -> None:
        self.chain, self.engine = connect(rpc_url), Chain(engine_url)

    def head(self) -> dict[str, Any]:
        found = self.chain.block("latest")
        assert found is not None
        return found

    def choose(self, block_hash: str, attributes: dict[str, Any] | None = None) -> str:
        """Make a block the head; with attributes, begin one above it and answer its payload's id."""
        state = {"headBlockHash": block_hash, "safeBlockHash": ZERO, "finalizedBlockHash": ZERO}
        answer = self.engine.request("engine_forkchoiceUpdatedV3", [state, attributes])
        if answer["payloadStatus"]["status"] != "VALID":
            raise RuntimeError(f"the node does not take {block_hash}: {answer}")
        return str(answer["payloadId"])

    def make(self, parent: dict[str, Any], salt: int = 0) -> dict[str, Any]:
        """A payload above this block, of what waits in the node's pool."""
        attributes = {
            "timestamp": hex(int(parent["timestamp"], 16) + SLOT_S + salt),
            "prevRandao": ZERO,
            "suggestedFeeRecipient": "0x" + "11" * 20,
            "withdrawals": [],
            "parentBeaconBlockRoot": ZERO,
        }
        identity = self.choose(hash_of(parent), attributes)
        return dict(self.engine.request("engine_getPayloadV3", [identity])["executionPayload"])

    def take(self, payload: dict[str, Any]) -> None:
        """Execute a block and make it the head."""
        status = self.engine.request("engine_newPayloadV3", [payload, [], ZERO])["status"]
        if status != "VALID":
            raise RuntimeError(f"the node calls block {payload['blockNumber']} {status}")
        self.choose(payload["blockHash"])


def send(node: Node, world: World, name: str, call: Call) -> None:
    """Into this node's pool, without a word to the other."""
    key = world.keys[name]
    nonce = int(node.chain.request("eth_getTransactionCount", [key.address, "latest"]), 16)
    unsigned = UnsignedTransaction(node.chain.chain_id, nonce, FEE, 2 * FEE, 3_000_000, call.to, 0, call.data)
    node.chain.request("eth_sendRawTransaction", [to_hex(sign_transaction(unsigned, key).raw)])


def genesis() -> dict[str, Any]:
    """A chain after the merge, with ether for the world's parties."""
    forks = [
        "homestead",
        "eip150",
        "eip155",
        "eip158",
        "byzantium",
        "constantinople",
        "petersburg",
        "istanbul",
    ]
    config: dict[str, Any] = {f"{fork}Block": 0 for fork in [*forks, "berlin", "london", "mergeNetsplit"]}
    config |= {"chainId": 31337, "terminalTotalDifficulty": 0, "terminalTotalDifficultyPassed": True}
    blobs = {"cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 3_338_477}}
    config |= {"shanghaiTime": 0, "cancunTime": 0, "blobSchedule": blobs, "mergeForkBlock": 0}
    parties = [Key(keccak256(b"tests/indexer " + name.encode())).address for name in NAMES]
    return {
        "config": config,
        "alloc": {party: {"balance": hex(10**24)} for party in parties},
        "timestamp": hex(GENESIS_TIME),
        "gasLimit": hex(60_000_000),
        "coinbase": "0x" + "00" * 20,
        "parentHash": ZERO,
        "mixHash": ZERO,
        "extraData": "0x",
        "baseFeePerGas": "0x7",
        **dict.fromkeys(("nonce", "difficulty", "number", "gasUsed", "excessBlobGas", "blobGasUsed"), "0x0"),
    }


def build_on_both(a: Node, b: Node) -> World:
    """The world, each of its blocks made by the first node and taken by both."""
    built = threading.Event()
    faults: list[Exception] = []

    def slots() -> None:
        try:
            tries = 0
            while not built.is_set():
                payload = a.make(a.head(), tries)  # another second each time: the same one is not built anew
                tries += 1
                if payload["transactions"]:
                    a.take(payload)
                    b.take(payload)
                    tries = 0
                else:
                    time.sleep(0.05)
        except Exception as error:  # noqa: BLE001  (told to the thread that waits)
            faults.append(error)

    thread = threading.Thread(target=slots, daemon=True)
    thread.start()
    try:
        world = build(a.chain)
    finally:
        built.set()
        thread.join(30)
    if faults:
        raise faults[0]
    return world


def grow(node: Node, world: World, above: dict[str, Any], blocks: int, salt: int) -> list[dict[str, Any]]:
    """A branch above this block, of this node's own transactions."""
    payloads: list[dict[str, Any]] = []
    node.choose(hash_of(above))
    for number in range(blocks):
        amount = 1 + salt * 1_000 + number
        send(node, world, "bank", world.cash.issue(world.address("buyer"), amount, name_hash(salt, number)))
        payload: dict[str, Any] = {"transactions": []}
        tries = 0
        while not payload["transactions"]:
            payload = node.make(payloads[-1] if payloads else above, salt + tries)
            tries += 1
        node.take(payload)
        payloads.append(payload)
    return payloads


def run(a: Node, b: Node) -> int:
    """The whole of it; answers how many comparisons failed."""
    world = build_on_both(a, b)
    print(json.dumps({"built": int(a.head()["number"], 16)}), flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="tallystick-two-") as folder,
        Postgres(Path(folder), durable=False) as database,
    ):
        Path(folder).chmod(0o755)
        indexer, stop = Indexer(a.chain, database.url, world.deployment), threading.Event()
        following = threading.Thread(target=indexer.follow, args=(stop, 0.05))
        following.start()
        try:
            bad = compare(a.chain, world, database.url, "both at one head")
            fork = a.head()
            grow(a, world, fork, 3, 1)
            bad += compare(a.chain, world, database.url, "the first on its own branch of 3")
            for blocks, salt in ((5, 2), (7, 3)):
                for payload in grow(b, world, fork, blocks, salt):
                    a.take(payload)
                bad += compare(a.chain, world, database.url, f"led over to a branch of {blocks} of the other")
            assert a.head()["hash"] == b.head()["hash"]
        finally:
            stop.set()
            following.join(10)
            indexer.close()
        reorgs = indexer.metrics.reorgs._value.get()
    print(json.dumps({"reorgs": reorgs, "bad": bad}), flush=True)
    return bad


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.torture.two_nodes")
    asked.add_argument("--write-genesis", type=Path)
    asked.add_argument("--a", nargs=2, metavar=("RPC", "ENGINE"))
    asked.add_argument("--b", nargs=2, metavar=("RPC", "ENGINE"))
    chosen = asked.parse_args()
    if chosen.write_genesis:
        chosen.write_genesis.write_text(json.dumps(genesis()), encoding="utf-8")
        return 0
    return 1 if run(Node(*chosen.a), Node(*chosen.b)) else 0


if __name__ == "__main__":
    sys.exit(main())
