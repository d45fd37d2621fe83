"""Sets of rows in and out of PostgreSQL, one statement a table, without an ORM.

Few rows (a live block) go in as one JSON parameter, so that a whole commit is one round trip in pipeline
mode; many (a backfill) go in by COPY, rows that change by way of a temporary table and one INSERT … ON
CONFLICT.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final, TypeAlias

import psycopg
from psycopg import sql

from indexer.changes import Key, Row
from indexer.models import SCHEMA
from indexer.models.shape import SHAPES
from indexer.rows import WorkingSet

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

FEW: Final = 100
"""Up to so many rows of a table go in as one parameter."""


class Writes:
    """What one batch writes, gathered first so that it is known whether it is little or much."""

    def __init__(self, schema: str = SCHEMA) -> None:
        self._schema = schema
        self._appended: list[tuple[str, Sequence[Sequence[Any]]]] = []
        self._upserted: list[tuple[str, Sequence[Sequence[Any]]]] = []

    def append(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Rows that are new, in the order of the table's columns."""
        if rows:
            self._appended.append((table, rows))

    def upsert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Whole rows, whether or not they are there, in the order of the table's columns."""
        if rows:
            self._upserted.append((table, rows))

    def working_set(self, rows: WorkingSet) -> None:
        """What a batch changed, appended and journalled."""
        for table, keys in rows.changed.items():
            columns = SHAPES[table].columns
            self.upsert(table, [_values(rows.need(table, key), columns) for key in keys])
        for table, appended in rows.appended.items():
            columns = SHAPES[table].columns
            self.append(table, [_values(row, columns) for row in appended])
        self.append("undo", journal_rows(rows))

    def run(self, connection: Connection) -> None:
        """Write everything, inside the caller's transaction. Errors: psycopg.Error."""
        little = all(len(rows) <= FEW for _, rows in (*self._appended, *self._upserted))
        with connection.pipeline() if little else nullcontext():
            for table, rows in self._appended:
                if little:
                    connection.execute(_insert_few(table, self._schema), (_json(table, rows),))
                else:
                    _copy(connection, _copy_into(table, self._schema), rows)
            for table, rows in self._upserted:
                if little:
                    connection.execute(_upsert_few(table, self._schema), (_json(table, rows),))
                else:
                    connection.execute(_stage(table, self._schema))
                    _copy(connection, _copy_into(table, None), rows)
                    connection.execute(_upsert_staged(table, self._schema))


def read_rows(connection: Connection, table: str, keys: Sequence[Key], schema: str = SCHEMA) -> list[Row]:
    """The rows of a table that have these keys (hex or numbers: their texts have no comma); one question."""
    columns = SHAPES[table].columns
    lists = [",".join(map(str, values)) for values in zip(*keys, strict=True)]
    found = connection.execute(_select_by_key(table, schema), lists).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def journal_rows(rows: WorkingSet) -> list[tuple[int, str, str, str | None]]:
    """Rows of `undo` for what a working set has journalled."""
    return [
        (
            block,
            table,
            to_json(dict(zip(SHAPES[table].key, key, strict=True))),
            None if before is None else to_json(before),
        )
        for (block, table, key), before in rows.journal.items()
    ]


def to_json(row: Mapping[str, Any]) -> str:
    """A row as JSON text, integers exact, the same text for the same row."""
    return json.dumps(row, separators=(",", ":"), sort_keys=True)


def _values(row: Mapping[str, Any], columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple([row[column] for column in columns])


def _json(table: str, rows: Sequence[Sequence[Any]]) -> str:
    columns = SHAPES[table].columns
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows])


def _copy(connection: Connection, statement: bytes, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as pipe:
        for row in rows:
            pipe.write_row(row)


def _names(columns: Sequence[str], alias: str | None = None) -> sql.Composed:
    if alias is None:
        return sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    return sql.SQL(", ").join([sql.Identifier(alias, column) for column in columns])


def _table(table: str, schema: str) -> sql.Identifier:
    return sql.Identifier(schema, table)


def _staging(table: str) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"stage_{table}")


@functools.cache
def _select_by_key(table: str, schema: str) -> bytes:
    shape = SHAPES[table]
    types = dict(zip(shape.columns, shape.types, strict=True))
    arrays = [sql.SQL("string_to_array(%s, ',')::" + types[column] + "[]") for column in shape.key]
    match = [sql.SQL("t.{0} = k.{0}").format(sql.Identifier(column)) for column in shape.key]
    return (
        sql.SQL("SELECT {} FROM {} t JOIN unnest({}) AS k({}) ON {}")
        .format(
            _names(shape.columns, "t"),
            _table(table, schema),
            sql.SQL(", ").join(arrays),
            _names(shape.key),
            sql.SQL(" AND ").join(match),
        )
        .as_bytes()
    )


@functools.cache
def _insert_few(table: str, schema: str) -> bytes:
    return _insert_json(table, schema).as_bytes()


@functools.cache
def _upsert_few(table: str, schema: str) -> bytes:
    return (_insert_json(table, schema) + _on_conflict(table)).as_bytes()


@functools.cache
def _copy_into(table: str, schema: str | None) -> bytes:
    target = _staging(table) if schema is None else _table(table, schema)
    return sql.SQL("COPY {} ({}) FROM STDIN").format(target, _names(SHAPES[table].columns)).as_bytes()


@functools.cache
def _stage(table: str, schema: str) -> bytes:
    return (
        sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS")
        .format(_staging(table), _table(table, schema))
        .as_bytes()
    )


@functools.cache
def _upsert_staged(table: str, schema: str) -> bytes:
    columns = _names(SHAPES[table].columns)
    insert = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        _table(table, schema), columns, columns, _staging(table)
    )
    return (insert + _on_conflict(table)).as_bytes()


def _insert_json(table: str, schema: str) -> sql.Composed:
    columns = _names(SHAPES[table].columns)
    return sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_recordset(NULL::{0}, %s)").format(
        _table(table, schema), columns
    )


def _on_conflict(table: str) -> sql.Composed:
    shape = SHAPES[table]
    rest = [column for column in shape.columns if column not in shape.key]
    change = sql.SQL(", ").join([sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(c)) for c in rest])
    return sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(_names(shape.key), change)
