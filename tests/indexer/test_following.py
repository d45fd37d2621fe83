"""The mirror at the head: heads by subscription, a standby, and a rebuild under everybody's feet."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import create_engine, select

from chain.provider import Chain
from indexer.fingerprints import Sums
from indexer.models import ledger, table_of
from indexer.queries.reading import reading
from indexer.rebuild import SwitchRefused, rebuild, switch
from indexer.reconcile import verify
from indexer.reorg import fork_point
from indexer.store import MirrorMoved, create_schema, open_connection, read_checkpoint, read_sums
from indexer.sync import Indexer
from indexer.tables import Connection
from tests.indexer.mirror import fresh, index, read
from tests.indexer.test_sync import wait_for
from tests.indexer.world import World
from tests.support.plugin import Database

SOON_S = 10.0


@contextmanager
def following(indexer: Indexer, poll_seconds: float) -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=indexer.follow, args=(stop, poll_seconds))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(SOON_S)
        indexer.close()
    assert not thread.is_alive()


def until(condition: object, seconds: float = SOON_S) -> None:
    deadline = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def test_heads_come_by_subscription_long_before_the_next_poll(
    chain: Chain, world: World, database: Database
) -> None:
    indexer = Indexer(chain, database.url, world.deployment)
    with following(indexer, 0.01):
        until(lambda: indexer.metrics.subscribed._value.get() == 1)
        for _ in range(5):
            wait_for(database, world.accepted())
        told = indexer.metrics.commit_seconds
        assert sum(bucket.get() for bucket in told._buckets) >= 5
    with fresh(chain, world, database) as rows:
        assert read(database) == rows


def test_one_that_stands_by_takes_over_within_seconds(chain: Chain, world: World, database: Database) -> None:
    first, second = (Indexer(chain, database.url, world.deployment) for _ in range(2))
    with following(second, 0.05):
        until(lambda: second.metrics.writing._value.get() == 1)
        with following(first, 0.05):
            until(lambda: first.metrics.faults.labels("AnotherWriter")._value.get() >= 1)
            assert first.metrics.writing._value.get() == 0
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                )
            until(lambda: first.metrics.writing._value.get() + second.metrics.writing._value.get() >= 1)
            wait_for(database, world.accepted())


def test_a_rebuilt_mirror_takes_the_place_of_one_that_is_being_written_and_read(
    chain: Chain, world: World, database: Database
) -> None:
    engine = create_engine(database.url)
    events = table_of(ledger.Event)
    torn: list[object] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            with reading(engine) as (connection, as_of):
                newest = connection.execute(
                    select(events.c.block_number).order_by(events.c.block_number.desc()).limit(1)
                ).scalar()
                again = connection.execute(select(table_of(ledger.Checkpoint).c.block_number)).scalar()
                if newest is None or newest > as_of.block_number or again != as_of.block_number:
                    torn.append((newest, as_of, again))

    indexer = Indexer(chain, database.url, world.deployment)
    with following(indexer, 0.05):
        wait_for(database, world.accepted())
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute("UPDATE mirror.orders SET amount = amount + 1")
        reader = threading.Thread(target=look)
        reader.start()
        try:
            for _ in range(3):
                rebuild(chain, database.url, world.deployment)
                wait_for(database, world.accepted())
        finally:
            ended.set()
            reader.join(SOON_S)
    engine.dispose()
    assert torn == []
    assert verify(database.url, chain, world.deployment).good
    with fresh(chain, world, database) as rows:
        assert read(database, without=("undo",)) == {table: rows[table] for table in rows if table != "undo"}
    with psycopg.connect(database.conninfo) as connection:
        schemas = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'mirror%'"
        ).fetchall()
    assert schemas == [("mirror",)]


def test_what_a_writer_remembers_of_the_old_mirror_does_not_reach_the_rebuilt_one(
    chain: Chain, world: World, database: Database
) -> None:
    order_id = world.accepted()
    index(chain, world, database)
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("UPDATE mirror.orders SET amount = amount + 1")
    with Indexer(chain, database.url, world.deployment) as indexer:
        world.ship(order_id, 1)
        indexer.run_once()  # reads the row that was changed by hand, and keeps it
        assert verify(database.url, chain, world.deployment).tampered
        rebuild(chain, database.url, world.deployment)  # to the very block that the writer is at
        world.ship(order_id, 2)
        indexer.run_once()
    assert verify(database.url, chain, world.deployment).good


def test_no_other_mirror_takes_the_place_of_one_while_a_writer_reads_where_it_stands(
    chain: Chain, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(chain, world, database)
    world.accepted()
    with Indexer(chain, database.url, world.deployment, schema="beside") as indexer:
        indexer.run_once()
    monkeypatch.setattr("indexer.rebuild.LOCK_MILLISECONDS", 20)
    tried: list[bool] = []

    def meanwhile(connection: Connection, schema: str) -> Sums:
        if not tried:  # its checkpoint would be the old one, its fingerprints those of the new
            with open_connection(database.url) as other:
                tried.append(switch(other, "beside", schema))
        return read_sums(connection, schema)

    monkeypatch.setattr("indexer.store.read_sums", meanwhile)
    index(chain, world, database)
    assert tried == [False]
    assert verify(database.url, chain, world.deployment).good


def test_a_switch_waits_for_who_is_making_the_schema(chain: Chain, world: World, database: Database) -> None:
    with Indexer(chain, database.url, world.deployment, schema="beside") as indexer:
        indexer.run_once()
    with open_connection(database.url) as making, open_connection(database.url) as other:
        switched: list[bool] = []
        thread = threading.Thread(target=lambda: switched.append(switch(other, "beside", "mirror")))
        with making.transaction():
            create_schema(making)
            thread.start()
            thread.join(0.1)
        thread.join(SOON_S)
    assert switched == [True]
    assert verify(database.url, chain, world.deployment).good


def test_where_the_chain_parts_is_told_of_the_mirror_that_was_asked_about_alone(
    chain: Chain, world: World, database: Database
) -> None:
    index(chain, world, database)
    with open_connection(database.url) as connection:
        at = read_checkpoint(connection)
        assert at is not None
        gone = at._replace(block_hash="0x" + "11" * 32)
        with pytest.raises(MirrorMoved):
            fork_point(connection, chain, gone)
        assert fork_point(connection, chain, at) is None


def test_a_switch_waits_for_who_is_reading_and_gives_up_in_the_end(
    chain: Chain, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.rebuild.TRIES", 2)
    monkeypatch.setattr("indexer.rebuild.LOCK_MILLISECONDS", 20)
    index(chain, world, database)
    before = read(database)
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("SELECT FROM mirror.checkpoint")
        with pytest.raises(SwitchRefused, match="was not free"):
            rebuild(chain, database.url, world.deployment)
    assert read(database) == before
    rebuild(chain, database.url, world.deployment)
    assert read(database) == before


def test_the_fingerprint_is_of_the_rows_alone_however_they_were_written(
    chain: Chain, world: World, database: Database
) -> None:
    index(chain, world, database)
    with open_connection(database.url) as connection:
        sums, at = read_sums(connection), read_checkpoint(connection)
    assert at is not None
    report = verify(database.url, chain, world.deployment)
    assert (report.fingerprint, report.tampered, report.at_block) == (sums.root, (), at.block_number)
    assert {name for name, rows, _ in sums.rows() if rows == 0} == set()
