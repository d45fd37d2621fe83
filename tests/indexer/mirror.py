"""Looking at a mirror from the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from chain.provider import Chain
from indexer.models.shape import SHAPES
from indexer.sync import Indexer
from tests.indexer.world import World
from tests.support.plugin import Database

Rows = dict[str, set[tuple[Any, ...]]]


def read(database: Database, *, without: tuple[str, ...] = (), schema: str = "mirror") -> Rows:
    """Every row of every table."""
    with psycopg.connect(database.conninfo) as connection:
        return {
            table: set(
                connection.execute(
                    sql.SQL("SELECT {} FROM {}").format(
                        sql.SQL(", ").join([sql.Identifier(column) for column in shape.columns]),
                        sql.Identifier(schema, table),
                    )
                ).fetchall()
            )
            for table, shape in SHAPES.items()
            if table not in without
        }


def written(database: Database) -> set[tuple[str, str]]:
    """Which transaction wrote each row: the same afterwards where nothing was written."""
    with psycopg.connect(database.conninfo) as connection:
        return {
            (table, str(row[0]))
            for table in SHAPES
            for row in connection.execute(
                sql.SQL("SELECT xmin::text || ctid::text FROM {}").format(sql.Identifier("mirror", table))
            ).fetchall()
        }


def index(chain: Chain, world: World, database: Database, **options: Any) -> None:
    """One run of a fresh indexer."""
    with Indexer(chain, database.url, world.deployment, **options) as indexer:
        indexer.run_once()


@contextmanager
def fresh(chain: Chain, world: World, database: Database, **options: Any) -> Iterator[Rows]:
    """The mirror as an indexer makes it that has never seen anything else, in a schema of its own."""
    index(chain, world, database, schema="fresh", **options)
    try:
        yield read(database, schema="fresh")
    finally:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute("DROP SCHEMA fresh CASCADE")
