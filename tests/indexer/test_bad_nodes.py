"""What the fault campaign found: words of a node that stopped a mirror, or took a safeguard away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chain.errors import RpcError
from chain.provider import Chain, connect
from chain.sealed import NotAsSealed
from indexer.blocks import NodeBehind
from indexer.sync import Indexer
from scripts.services.anvil import Anvil
from tests.indexer import proxy
from tests.indexer.mirror import fresh, index, read
from tests.indexer.test_following import following, until
from tests.indexer.test_sync import wait_for
from tests.indexer.test_trust import altering, methods, refusing
from tests.indexer.world import World
from tests.support.plugin import Database

LIMITED = {"code": -32005, "message": "limit exceeded"}
UNKNOWN = {"code": -32601, "message": "the method is not available"}


@pytest.mark.parametrize("fault", ["a limit", "half an answer", "a page of the gateway"])
def test_following_outlasts_what_a_node_says_only_now(
    fault: str, node: Anvil, world: World, database: Database
) -> None:
    answers: dict[str, Any] = {
        "a limit": refusing("eth_getBlockByNumber", LIMITED),
        "half an answer": lambda _, answer: answer[: len(answer) // 2],
        "a page of the gateway": lambda *_: b"<html>",
    }
    with proxy.before(node.rpc_url) as middle, connect(middle.url) as chain:
        indexer = Indexer(chain, database.url, world.deployment)
        with following(indexer, 0.01) as thread:
            wait_for(database, world.accepted())
            middle.alter = answers[fault]
            order_id = world.accepted()
            waits = indexer.metrics.faults.labels("RpcError" if fault == "a limit" else "BadAnswer")
            until(lambda: waits._value.get() >= 2)
            middle.alter = lambda _, answer: answer
            wait_for(database, order_id)
            assert thread.is_alive()


def test_a_node_that_is_behind_a_final_block_is_waited_for_and_is_no_reorganisation(
    node: Anvil, world: World, database: Database
) -> None:
    behind = world.chain.block_number()

    def lag(question: Any, answer: bytes) -> bytes:
        if isinstance(question, list) and "eth_getBlockByNumber" in methods(question):
            return answer.replace(b'"result":{', b'"result":null,"was":{')
        return answer

    with (
        proxy.before(node.rpc_url) as middle,
        connect(middle.url) as chain,
        Indexer(chain, database.url, world.deployment, finality_depth=0) as indexer,
    ):
        world.accepted()
        indexer.run_once()
        middle.alter = lag
        with pytest.raises(NodeBehind, match="does not show block"):
            indexer.run_once()
        middle.alter = lambda _, answer: answer
        assert indexer.run_once().block_number > behind


def test_a_head_that_is_only_named_makes_no_block_final(
    node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    index(chain, world, database)
    before = read(database)["undo"]
    assert before

    def further(head: Any) -> None:
        head.update(number=hex(int(head["number"], 16) + 1_000))

    with proxy.before(node.rpc_url) as middle, connect(middle.url) as lying:
        middle.alter = lambda question, answer: (
            answer
            if isinstance(question, list)
            else altering("eth_getBlockByNumber", further)(question, answer)
        )
        world.accepted()
        with pytest.raises(NotAsSealed):
            index(lying, world, database)
    assert read(database)["undo"] == before


def test_answers_in_each_others_places_are_no_reorganisation(
    node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    with (
        proxy.before(node.rpc_url) as middle,
        connect(middle.url) as lying,
        Indexer(lying, database.url, world.deployment) as indexer,
    ):
        indexer.run_once()
        one_before = chain.block(chain.block_number() - 1)

        def another(question: Any, answer: bytes) -> bytes:
            if not isinstance(question, list):
                return answer
            said = json.loads(answer)
            for one in said:
                one["result"] = one_before
            return json.dumps(said).encode()

        middle.alter = another
        with pytest.raises(NotAsSealed, match="asked for block"):
            indexer.run_once()
        middle.alter = lambda _, answer: answer
        assert indexer.run_once().reorgs == 0


def test_a_node_that_has_shown_receipts_cannot_talk_the_check_away(
    node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    with (
        proxy.before(node.rpc_url) as middle,
        connect(middle.url) as lying,
        Indexer(lying, database.url, world.deployment) as indexer,
    ):
        indexer.run_once()
        middle.alter = refusing("eth_getBlockReceipts", UNKNOWN)
        world.accepted()
        with pytest.raises(RpcError, match="not available"):
            indexer.run_once()
        middle.alter = lambda _, answer: answer
        indexer.run_once()
    with fresh(chain, world, database) as rows:
        assert read(database) == rows
