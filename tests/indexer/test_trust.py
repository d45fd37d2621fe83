"""A node that leaves out, adds or alters a log is caught at that block, and nothing of it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from chain.errors import BadAnswer
from chain.provider import Chain, connect
from chain.sealed import NotAsSealed
from indexer.identity import WrongDeployment
from indexer.plain import line_of, row_hash
from indexer.store import open_connection, read_sums
from indexer.sync import Indexer
from indexer.tables import Writes
from scripts.services.anvil import Anvil
from tests.indexer import proxy
from tests.indexer.mirror import fresh, index, read
from tests.indexer.world import World, name_hash
from tests.support.plugin import Database

Answers = list[dict[str, Any]]


def methods(question: Any) -> set[str]:
    return {one["method"] for one in (question if isinstance(question, list) else [question])}


def answering(method: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Any, bytes], bytes]:
    """Change the answers to one method, asked alone or among others; not those of the look at the
    deployment."""

    def changed(question: Any, answer: bytes) -> bytes:
        if method not in methods(question) or "eth_chainId" in methods(question):
            return answer
        questions = question if isinstance(question, list) else [question]
        asked = {one["id"] for one in questions if one["method"] == method}
        whole = json.loads(answer)
        for one in whole if isinstance(whole, list) else [whole]:
            if one["id"] in asked:
                change(one)
        return json.dumps(whole).encode()

    return changed


def altering(method: str, alter: Callable[[Any], None]) -> Callable[[Any, bytes], bytes]:
    """Alter the results of one method."""

    def change(said: dict[str, Any]) -> None:
        if said.get("result"):
            alter(said["result"])

    return answering(method, change)


def refusing(method: str, error: dict[str, Any]) -> Callable[[Any, bytes], bytes]:
    """Every question of this method is answered with an error."""

    def refuse(said: dict[str, Any]) -> None:
        said.pop("result", None)
        said["error"] = error

    return answering(method, refuse)


def last_log_of_many(receipts: Answers) -> None:
    """Leave out a log, wherever a transaction has more than two."""
    for receipt in receipts:
        if len(receipt["logs"]) > 2:
            receipt["logs"].pop()


LIES: dict[str, tuple[bool, str, Callable[[Any], None]]] = {
    "an incomplete eth_getLogs": (False, "eth_getLogs", lambda logs: logs.pop()),
    "an empty eth_getLogs": (False, "eth_getLogs", lambda logs: logs.clear()),
    "a log twice": (False, "eth_getLogs", lambda logs: logs.append(logs[-1])),
    "altered data": (False, "eth_getLogs", lambda logs: logs[0].update(topics=[name_hash("no event")])),
    "a receipt without a log": (True, "eth_getBlockReceipts", last_log_of_many),
    "a receipt left out": (True, "eth_getBlockReceipts", lambda receipts: receipts.clear()),
    "altered receipts": (True, "eth_getBlockReceipts", lambda said: said[0].update(status="0x0")),
    "another bloom": (True, "eth_getBlockByNumber", lambda head: head.update(logsBloom="0x" + "00" * 256)),
    "another receipts root": (False, "eth_getBlockByNumber", lambda h: h.update(receiptsRoot=h["hash"])),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_caught_and_nothing_is_written(
    lie: str, node: Anvil, world: World, database: Database
) -> None:
    by_receipts, method, alter = LIES[lie]
    with proxy.before(node.rpc_url) as middle, connect(middle.url) as lying:
        middle.alter = altering(method, alter)
        with pytest.raises((NotAsSealed, BadAnswer)):
            index(lying, world, database, verify_receipts=by_receipts)
        tables = [] if method == "eth_getBlockByNumber" else read(database).values()
        assert not any(tables)
        middle.alter = lambda _question, answer: answer
        index(lying, world, database, verify_receipts=by_receipts)


@pytest.mark.parametrize("by_receipts", [True, False])
def test_a_lie_told_once_is_asked_again_and_does_no_harm(
    by_receipts: bool, node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    method = "eth_getBlockReceipts" if by_receipts else "eth_getLogs"
    told: list[int] = []

    def once(answers: Any) -> None:
        if not told:
            told.append(len(answers))
            answers.pop()

    with proxy.before(node.rpc_url) as middle, connect(middle.url) as lying:
        middle.alter = altering(method, once)
        index(lying, world, database, verify_receipts=by_receipts)
    assert told
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def test_logs_by_receipts_and_logs_by_filter_make_the_same_mirror(
    chain: Chain, world: World, database: Database
) -> None:
    index(chain, world, database, verify_receipts=False)
    with fresh(chain, world, database, verify_receipts=True) as rows:
        assert read(database) == rows


@pytest.mark.parametrize("code", [-32601, -32004])
def test_a_node_without_block_receipts_is_read_by_its_logs(
    code: int, node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    unknown = refusing("eth_getBlockReceipts", {"code": code, "message": "no such method"})
    with proxy.before(node.rpc_url) as middle, connect(middle.url) as older:
        middle.alter = unknown
        index(older, world, database)
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def test_other_code_at_a_contracts_address_is_refused_at_the_start(
    node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    node.rpc("anvil_setCode", world.orders.address, "0x6000")
    with pytest.raises(WrongDeployment, match=r"Orders at 0x.* has code"):
        index(chain, world, database)


def test_a_log_that_was_missed_when_its_block_was_new_is_found_when_it_is_final(
    chain: Chain, world: World, database: Database
) -> None:
    options: dict[str, Any] = {"finality_depth": 5}
    order_id = world.accepted()
    index(chain, world, database, **options)
    forget_event(database, chain.block_number())
    for amount in range(1, 8):
        world.ship(order_id, amount)
    with Indexer(chain, database.url, world.deployment, **options) as indexer:
        indexer.run_once()
        assert indexer.metrics.faults.labels("IncompleteAtFinality")._value.get() == 1
    with fresh(chain, world, database, **options) as rows:
        assert read(database) == rows


def forget_event(database: Database, block: int) -> None:
    """As if the last event of a block had not been answered: no row, and no part of the fingerprint."""
    with open_connection(database.url) as connection:
        sums = read_sums(connection)
        known = set(sums.rows())
        row = connection.execute(
            "DELETE FROM mirror.events WHERE block_number = %s RETURNING *", (block,)
        ).fetchone()
        assert row is not None
        sums.add("events", -1, -row_hash(line_of(row)))
        writes = Writes()
        writes.replace("fingerprints", [line_of(one) for one in sums.rows() if one not in known])
        writes.run(connection)
        connection.execute("UPDATE mirror.checkpoint SET fingerprint = %s", (sums.root,))


def test_a_text_that_would_break_its_line_is_refused(node: Anvil, world: World, database: Database) -> None:
    """The transaction's hash stands under no root that is rebuilt: it is refused by its shape."""

    def broken(logs: Any) -> None:
        logs[0]["transactionHash"] = logs[0]["transactionHash"][:-1] + "\n"

    with proxy.before(node.rpc_url) as middle, connect(middle.url) as lying:
        middle.alter = altering("eth_getLogs", broken)
        with pytest.raises(Exception, match="would break its line"):
            index(lying, world, database, verify_receipts=False)
    with psycopg.connect(database.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM mirror.events").fetchone() == (0,)
