"""The mirror built anew beside the one that is read, and put in its place at once.

Until the switch, readers and the writer go on with the old one; afterwards all have the new one. The switch
waits for the transactions that are reading, so that none sees rows of both; a writer of the old one notices
that the checkpoint is not the one that it left (MirrorMoved) and goes on from the new.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Any, Final

import psycopg
from psycopg import sql

from chain.deployments import Deployment
from chain.provider import Chain
from indexer import store
from indexer.models import SCHEMA
from indexer.models.shape import SHAPES
from indexer.sync import Indexer, Progress
from indexer.tables import Connection

TRIES: Final = 60
LOCK_MILLISECONDS: Final = 500
PAUSE_SECONDS: Final = 0.25

log: Final = logging.getLogger("indexer")


class SwitchRefused(Exception):
    """Readers held the old mirror for so long that the new one could not take its place; it is kept as it is,
    and the next rebuild begins anew."""


def rebuild(
    chain: Chain,
    database_url: str,
    deployment: Deployment,
    *,
    schema: str = SCHEMA,
    on_batch: Callable[[Progress], None] = lambda _: None,
    **options: Any,
) -> Progress:
    """Read all blocks into a new schema and put it in the place of `schema`; options: those of Indexer.

    Errors: as `Indexer.run_once`, AnotherWriter where another rebuild is under way, SwitchRefused.
    """
    beside = f"{schema}_next"
    with store.open_connection(database_url) as connection:
        store.lock_as_writer(connection, beside)
        store.drop_schema(connection, beside)
        store.unlock(connection, beside)
        with Indexer(chain, database_url, deployment, schema=beside, on_batch=on_batch, **options) as indexer:
            reached = indexer.run_once()
            for attempt in range(TRIES):
                if switch(connection, beside, schema, strict=attempt < TRIES // 4):
                    log.info("event=rebuilt schema=%s block=%d", schema, reached.block_number)
                    return reached
                time.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311
                more = indexer.run_once()
                reached = more._replace(
                    blocks=reached.blocks + more.blocks, events=reached.events + more.events
                )
    raise SwitchRefused(f"the schema {schema} was not free for {LOCK_MILLISECONDS} ms in {TRIES} tries")


def switch(connection: Connection, beside: str, schema: str, *, strict: bool = True) -> bool:
    """Put one schema in the place of another, which is dropped; False where the old one is being read for
    longer than we make others wait or, if strict, is at a later block."""
    old = f"{schema}_old"
    try:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}".encode())
            store.lock_place(connection, schema)
            there = connection.execute("SELECT to_regnamespace(%s)", (f'"{schema}"',)).fetchone()
            if there is not None and there[0] is not None:
                further = _take(connection, beside, schema)
                if strict and further:
                    return False
                _rename(connection, schema, old)
            _rename(connection, beside, schema)
            store.drop_schema(connection, old)
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def _take(connection: Connection, beside: str, schema: str) -> bool:
    """Wait for those who read the old mirror, keep new ones waiting; says whether it is at a later block."""
    held = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)",
        (schema, list(SHAPES)),
    ).fetchall()
    tables = [sql.Identifier(schema, name) for (name,) in sorted(held)]
    if tables:
        connection.execute(
            sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(tables))
        )
    if ("checkpoint",) not in held:
        return False
    further = connection.execute(
        sql.SQL("SELECT FROM {}.checkpoint o, {}.checkpoint n WHERE o.block_number > n.block_number").format(
            sql.Identifier(schema), sql.Identifier(beside)
        )
    )
    return further.fetchone() is not None


def _rename(connection: Connection, schema: str, name: str) -> None:
    connection.execute(
        sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(name))
    )
