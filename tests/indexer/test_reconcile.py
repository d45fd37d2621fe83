"""INV-16 from the auditor's side: whatever is changed by hand in the mirror is named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from chain.provider import Chain
from indexer.fingerprints import PRINTED
from indexer.models.shape import SHAPES
from indexer.reconcile import MirrorEmpty, verify
from indexer.store import create_schema, open_connection
from scripts.services.postgres import Postgres
from tests.indexer.mirror import index
from tests.indexer.world import World
from tests.support.plugin import Database

COLUMNS = [(table, column) for table, shape in SHAPES.items() for column in shape.columns]


@pytest.fixture(scope="module")
def mirrored(chain: Chain, played: World, postgres: Postgres) -> Iterator[Database]:
    """One mirror for all tests of this module; each puts back what it changed."""
    with psycopg.connect(postgres.conninfo, autocommit=True) as connection:
        connection.execute("CREATE DATABASE reconciled TEMPLATE template0 STRATEGY wal_log")
        database = Database("reconciled", postgres.url_of("reconciled"), postgres.conninfo_of("reconciled"))
        index(chain, played, database)
        yield database
        connection.execute("DROP DATABASE reconciled WITH (FORCE)")


def another(value: Any, type_name: str) -> Any:
    """A value that the column takes and that is not the one it has."""
    if type_name == "boolean":
        return not value
    if type_name == "text":
        if value is None:
            return "0x" + "5a" * 32
        return value[:-1] + ("1" if value[-1:] != "1" else "2")
    return 7_777 if value is None else int(value) + 7_777


def fix_null_length(table: str, column: str, value: Any) -> Any:
    """A nullable address is shorter than a nullable hash."""
    short = (table, column) in {("system_state", "changed_by"), ("system_state", "fingerprint_service")}
    return "0x" + "5a" * 20 if short and value == "0x" + "5a" * 32 else value


def some_row(connection: psycopg.Connection[Any], table: str, seed: str) -> dict[str, Any]:
    shape = SHAPES[table]
    rows = connection.execute(
        sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join([sql.Identifier(column) for column in shape.columns]),
            sql.Identifier("mirror", table),
            sql.SQL(", ").join([sql.Identifier(column) for column in shape.key]),
        )
    ).fetchall()
    assert rows, f"{table} must not be empty, or nothing is tested"
    return dict(zip(shape.columns, random.Random(seed).choice(rows), strict=True))


def change(
    connection: psycopg.Connection[Any], table: str, where: dict[str, Any], values: dict[str, Any]
) -> None:
    statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
        sql.Identifier("mirror", table),
        sql.SQL(", ").join([sql.SQL("{} = %s").format(sql.Identifier(column)) for column in values]),
        sql.SQL(" AND ").join([sql.SQL("{} = %s").format(sql.Identifier(column)) for column in where]),
    )
    assert connection.execute(statement, [*values.values(), *where.values()]).rowcount == 1


def test_an_empty_mirror_is_refused(chain: Chain, played: World, database: Database) -> None:
    with pytest.raises(MirrorEmpty, match="index first"):
        verify(database.url, chain, played.deployment)
    with open_connection(database.url) as connection:
        create_schema(connection)
    with pytest.raises(MirrorEmpty, match="no checkpoint"):
        verify(database.url, chain, played.deployment)


def test_INV_16_an_untouched_mirror_has_no_differences(
    chain: Chain, played: World, mirrored: Database
) -> None:
    report = verify(mirrored.url, chain, played.deployment)
    assert report.differences == ()
    assert report.good
    assert all(count.rows for count in report.counts.values()), "every table must hold something to check"


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{table}.{column}" for table, column in COLUMNS])
def test_INV_16_a_changed_value_is_named(
    table: str, column: str, chain: Chain, played: World, mirrored: Database
) -> None:
    shape = SHAPES[table]
    with psycopg.connect(mirrored.conninfo, autocommit=True) as connection:
        row = some_row(connection, table, f"{table}.{column}")
        true = row[column]
        false = fix_null_length(table, column, another(true, shape.types[shape.columns.index(column)]))
        key = {name: row[name] for name in shape.key}
        change(connection, table, key, {column: false})
        try:
            report = verify(mirrored.url, chain, played.deployment)
        finally:
            changed_key = {name: false if name == column else value for name, value in key.items()}
            change(connection, table, changed_key, {column: true})
    named = [
        one
        for one in report.differences
        if (one.table, one.column) == (table, column) and one.mirror == false
    ]
    assert [(one.key, one.chain) for one in named] == [(tuple(key.values()), true)]
    assert (table in report.tampered) == (table in PRINTED or column == "fingerprint")


@pytest.mark.parametrize("table", SHAPES)
def test_INV_16_a_lost_row_and_an_invented_row_are_named(
    table: str, chain: Chain, played: World, mirrored: Database
) -> None:
    shape = SHAPES[table]
    names = {
        "table": sql.Identifier("mirror", table),
        "match": sql.SQL(" AND ").join(
            [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in shape.key]
        ),
    }
    with psycopg.connect(mirrored.conninfo) as connection:
        row = some_row(connection, table, table)
        key = tuple(row[name] for name in shape.key)
        connection.execute(sql.SQL("DELETE FROM {table} WHERE {match}").format(**names), key)
        connection.commit()
        insert = sql.SQL("INSERT INTO {} VALUES ({})").format(
            names["table"], sql.SQL(", ").join([sql.Placeholder()] * len(row))
        )
        try:
            if table == "checkpoint":
                with pytest.raises(MirrorEmpty):
                    verify(mirrored.url, chain, played.deployment)
                return
            lost = verify(mirrored.url, chain, played.deployment)
        finally:
            connection.execute(insert, list(row.values()))
            connection.commit()
        assert (table, key, "*", None) in [(d.table, d.key, d.column, d.mirror) for d in lost.differences]
        position = shape.columns.index(shape.key[0])
        invented = list(row.values())
        invented[position] = another(invented[position], shape.types[position])
        if table == "facilities":  # its ids are unique besides its numbers
            invented[shape.columns.index("facility_id")] = "0x" + "5a" * 32
        connection.execute(insert, invented)
        connection.commit()
        try:
            found = verify(mirrored.url, chain, played.deployment)
        finally:
            false_key = (invented[position], *key[1:])
            connection.execute(sql.SQL("DELETE FROM {table} WHERE {match}").format(**names), false_key)
            connection.commit()
    assert (table, false_key, "*", None) in [(d.table, d.key, d.column, d.chain) for d in found.differences]
