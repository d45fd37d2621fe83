"""The mirror follows the chain: exactly once, resumable, by one writer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chain.errors import BadAnswer, RpcError
from chain.provider import Chain, Limits, connect
from indexer import store
from indexer.asking import FetchLimits
from indexer.blocks import ChainMoved
from indexer.plain import line_of
from indexer.reconcile import verify
from indexer.store import AnotherWriter, MirrorVersion, WrongDeployment
from indexer.sync import Indexer
from indexer.tables import Writes
from scripts.services.anvil import Anvil
from tests.indexer import proxy
from tests.indexer.mirror import fresh, index, read, written
from tests.indexer.world import World, list_second_token, name_hash
from tests.support.plugin import Database

SLOWLY = """
import sys
from pathlib import Path
from chain.deployments import load_deployment
from chain.provider import connect
from indexer.asking import FetchLimits
from indexer.sync import Indexer
rpc_url, database_url, deployment = sys.argv[1:]
with connect(rpc_url) as chain:
    options = {
        "limits": FetchLimits(first_range=1, max_range=1),
        "on_batch": lambda progress: print(progress.block_number, flush=True),
    }
    with Indexer(chain, database_url, load_deployment(Path(deployment)), **options) as indexer:
        indexer.run_once()
"""


def test_a_second_writer_is_refused(chain: Chain, world: World, database: Database) -> None:
    with Indexer(chain, database.url, world.deployment) as first:
        first.run_once()
        with Indexer(chain, database.url, world.deployment) as second, pytest.raises(AnotherWriter):
            second.run_once()
    index(chain, world, database)


def test_a_mirror_of_another_deployment_is_refused(chain: Chain, world: World, database: Database) -> None:
    index(chain, world, database)
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("UPDATE mirror.checkpoint SET deployment = %s", (name_hash("another"),))
    with pytest.raises(WrongDeployment, match="another deployment"):
        index(chain, world, database)


def test_a_mirror_of_another_version_is_refused(chain: Chain, world: World, database: Database) -> None:
    index(chain, world, database)
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("UPDATE mirror.checkpoint SET schema_version = schema_version + 1")
    with pytest.raises(MirrorVersion, match="version"):
        index(chain, world, database)


def test_a_batch_that_fails_leaves_nothing_behind(chain: Chain, world: World, database: Database) -> None:
    with store.open_connection(database.url) as connection:
        store.create_schema(connection)
        head = chain.block_number()
        writes = Writes()
        writes.append("blocks", [line_of((head, *[name_hash("forged")] * 2, 0))])
        writes.run(connection)
    before = read(database)
    with pytest.raises(psycopg.errors.UniqueViolation):
        index(chain, world, database, limits=FetchLimits(first_range=1_000))
    assert read(database) == before


def test_INV_16_the_mirror_equals_the_chain_after_a_trade(
    chain: Chain, world: World, database: Database
) -> None:
    index(chain, world, database)
    report = verify(database.url, chain, world.deployment)
    assert report.differences == ()
    assert report.at_block == chain.block_number()
    assert report.rows > 500
    assert report.view_values > 250


def test_a_restart_changes_nothing(chain: Chain, world: World, database: Database) -> None:
    index(chain, world, database)
    before = written(database)
    with Indexer(chain, database.url, world.deployment) as indexer:
        progress = indexer.run_once()
    assert (progress.blocks, progress.events) == (0, 0)
    assert written(database) == before


@pytest.mark.parametrize("blocks", [1, 7])
def test_the_size_of_the_ranges_makes_no_difference(
    blocks: int, chain: Chain, world: World, database: Database
) -> None:
    index(chain, world, database, limits=FetchLimits(first_range=blocks, max_range=blocks, heads=3))
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def test_following_step_by_step_equals_indexing_at_once(
    chain: Chain, world: World, database: Database
) -> None:
    with Indexer(chain, database.url, world.deployment) as indexer:
        indexer.run_once()
        order_id = world.accepted()
        indexer.run_once()
        world.ship(order_id, 10)
        world.receive(order_id, 20)
        indexer.run_once()
        play_second_trade(world)
        indexer.run_once()
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def play_second_trade(world: World) -> None:
    order_id = world.accepted(400_000)
    world.receive(order_id, 100_000)
    world.confirmed(order_id, 90_000)


def test_a_killed_indexer_resumes_where_it_was(
    node: Anvil, chain: Chain, world: World, database: Database, tmp_path: Path
) -> None:
    deployment = tmp_path / "deployment.json"
    deployment.write_text(world.deployment.to_json())
    for _ in range(3):
        command = [sys.executable, "-c", SLOWLY, node.rpc_url, database.url, str(deployment)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            reached = [process.stdout.readline() for _ in range(12)]
            os.kill(process.pid, signal.SIGKILL)
        assert all(reached), "it must have been killed in the middle of its work"
    index(chain, world, database)
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


@pytest.mark.parametrize(
    ("true", "false", "error"),
    [
        (b'"blockHash":"0x', b'"blockHash":"0x00', ChainMoved),
        (b'"address":"0x', b'"address":"0x00', BadAnswer),
        (b'"topics":', b'"tropics":', BadAnswer),
    ],
    ids=["a block hash that is not the head's", "a contract that was not asked for", "no topics"],
)
def test_logs_that_do_not_fit_are_refused(
    *, true: bytes, false: bytes, error: type[Exception], node: Anvil, world: World, database: Database
) -> None:
    def lie(question: Any, answer: bytes) -> bytes:
        asks_logs = isinstance(question, dict) and question["method"] == "eth_getLogs"
        return answer.replace(true, false) if asks_logs else answer

    with proxy.before(node.rpc_url) as middle, connect(middle.url) as lying:
        middle.alter = lie
        with pytest.raises(error):
            index(lying, world, database, verify_receipts=False)
    assert not any(read(database).values())


def test_what_a_token_did_before_it_was_listed_is_mirrored_with_its_listing(
    chain: Chain, world: World, database: Database
) -> None:
    with Indexer(chain, database.url, world.deployment) as indexer:
        indexer.run_once()
        token = list_second_token(world)
        indexer.run_once()
    rows = read(database)
    assert (2, token, "USD") in rows["cash_tokens"]
    assert (2, world.address("buyer"), 777) in rows["cash_balances"]
    assert verify(database.url, chain, world.deployment).differences == ()


def test_those_who_listen_hear_of_each_commit(chain: Chain, world: World, database: Database) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as listener:
        listener.execute(f"LISTEN {store.CHANNEL}")
        index(chain, world, database)
        heard = [json.loads(notice.payload) for notice in listener.notifies(timeout=1, stop_after=2)]
    head = chain.block("latest")
    assert head is not None
    assert [notice["block"] for notice in heard] == [100, chain.block_number()]
    assert heard[-1]["hash"] == head["hash"]


def test_following_waits_for_a_node_that_is_away_and_goes_on(
    node: Anvil, world: World, database: Database
) -> None:
    stop = threading.Event()
    with proxy.before(node.rpc_url) as middle, connect(middle.url, limits=Limits(attempts=1)) as chain:
        with Indexer(chain, database.url, world.deployment) as indexer:
            thread = threading.Thread(target=indexer.follow, args=(stop, 0.01))
            thread.start()
            try:
                wait_for(database, world.accepted())
                middle.away = True
                order_id = world.accepted()
                asked = middle.questions
                while middle.questions < asked + 2:
                    time.sleep(0.01)
                middle.away = False
                wait_for(database, order_id)
            finally:
                stop.set()
                thread.join(10)
        assert not thread.is_alive()


def test_following_survives_the_loss_of_its_database_connection(
    chain: Chain, world: World, database: Database
) -> None:
    stop = threading.Event()
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with Indexer(chain, database.url, world.deployment) as indexer:
        thread = threading.Thread(target=indexer.follow, args=(stop, 0.01))
        thread.start()
        try:
            wait_for(database, world.accepted())
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                ended = connection.execute(f"{others} AND pid <> pg_backend_pid()").fetchall()
            assert set(ended) == {(True,)}
            wait_for(database, world.accepted())
        finally:
            stop.set()
            thread.join(10)
    assert not thread.is_alive()
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def wait_for(database: Database, order_id: str) -> None:
    """Until the order is mirrored as accepted; ten seconds at most."""
    question = "SELECT FROM mirror.orders WHERE order_id = %s AND state = 'ACCEPTED'"
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for _ in range(1000):
            there = connection.execute("SELECT to_regclass('mirror.orders')").fetchone()
            if there != (None,) and connection.execute(question, (order_id,)).fetchone() is not None:
                return
            time.sleep(0.01)
    raise AssertionError("the order was not mirrored in time")


def test_a_range_that_the_node_refuses_is_fetched_in_halves(
    node: Anvil, chain: Chain, world: World, database: Database
) -> None:
    def too_wide(question: dict[str, Any]) -> dict[str, Any] | None:
        if question["method"] != "eth_getLogs":
            return None
        wanted = question["params"][0]
        wide = int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) >= 10
        return {"code": -32005, "message": "range too wide"} if wide else None

    with proxy.before(node.rpc_url) as middle, connect(middle.url) as narrow:
        middle.refuse = too_wide
        index(narrow, world, database, verify_receipts=False)
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def test_a_node_that_refuses_even_one_block_is_reported(
    node: Anvil, world: World, database: Database
) -> None:
    with proxy.before(node.rpc_url) as middle, connect(middle.url) as refusing:
        middle.refuse = lambda question: (
            {"code": -32000, "message": "no logs here"} if question["method"] == "eth_getLogs" else None
        )
        with pytest.raises(RpcError, match="no logs here"):
            index(refusing, world, database, verify_receipts=False)
