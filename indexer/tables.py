"""Sets of rows in and out of PostgreSQL, one statement a table, without an ORM.

Rows go in as lines (indexer/lines.py). Few (a live block) go in as one JSON parameter, so that a whole commit
is one round trip in pipeline mode; many (a backfill) go in by COPY, rows that change by way of a temporary
table and one UPDATE.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import psycopg
from psycopg import sql

from indexer.changes import Key, Row
from indexer.lines import as_json_texts, require_plain
from indexer.models import SCHEMA
from indexer.models.shape import SHAPES
from indexer.plain import NULL
from indexer.rows import WorkingSet, Written

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

FEW: Final = 100
"""Up to so many rows of a table go in as one parameter."""


class Writes:
    """What one batch writes, gathered first so that it is known whether it is little or much."""

    def __init__(self, schema: str = SCHEMA) -> None:
        self._schema = schema
        self._new: list[tuple[str, Sequence[str]]] = []
        self._changed: list[tuple[str, Sequence[str]]] = []
        self._journal: Sequence[tuple[Any, ...]] = ()
        self._last: list[tuple[bytes, tuple[Any, ...]]] = []

    def append(self, table: str, lines: Sequence[str]) -> None:
        """Rows that are not there yet."""
        if lines:
            self._new.append((table, lines))

    def replace(self, table: str, lines: Sequence[str]) -> None:
        """Whole rows in the place of those of the same key; ones that are not there come in."""
        if lines:
            self._changed.append((table, lines))

    def working_set(self, written: Mapping[str, Written], journal: Sequence[tuple[Any, ...]]) -> None:
        """What a batch changed, appended and journalled."""
        for table, lines in written.items():
            self.append(table, lines.new)
            self.replace(table, lines.changed)
        self._journal = journal

    def then(self, statement: bytes, parameters: tuple[Any, ...]) -> None:
        """A statement to run behind the rows, in the same round trip where they are few."""
        self._last.append((statement, parameters))

    @property
    def little(self) -> bool:
        """Whether no table gets more than FEW rows."""
        return (
            all(len(lines) <= FEW for _, lines in (*self._new, *self._changed)) and len(self._journal) <= FEW
        )

    def run(self, connection: Connection) -> None:
        """Write everything, inside the caller's transaction; little of it may run in the caller's pipeline.

        Errors: psycopg.Error, NotPlain.
        """
        little = self.little
        for table, lines in self._new:
            copied = require_plain(table, lines)
            if little:
                connection.execute(_insert_few(table, self._schema), (_json(table, lines),))
            else:
                _copy(connection, _copy_into(table, self._schema), copied)
        for table, lines in self._changed:
            copied = require_plain(table, lines)
            if little:
                connection.execute(_upsert_few(table, self._schema), (_json(table, lines),))
            else:
                connection.execute(_stage(table, self._schema))
                _copy(connection, _copy_into(table, None), copied)
                connection.execute(_upsert_staged(table, self._schema))
        self._write_journal(connection, little)
        for statement, parameters in self._last:
            connection.execute(statement, parameters)

    def _write_journal(self, connection: Connection, little: bool) -> None:
        if not self._journal:
            return
        columns = SHAPES["undo"].columns
        if little:
            rows = json.dumps([dict(zip(columns, row, strict=True)) for row in self._journal])
            connection.execute(_insert_few("undo", self._schema), (rows,))
            return
        with connection.cursor() as cursor, cursor.copy(_copy_plain("undo", self._schema)) as pipe:
            for row in self._journal:
                pipe.write_row(row)


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


def _json(table: str, lines: Sequence[str]) -> str:
    return json.dumps(as_json_texts(table, lines))


def _copy(connection: Connection, statement: bytes, copied: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as pipe:
        pipe.write(copied)


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
    copy = sql.SQL("COPY {} ({}) FROM STDIN WITH (NULL {})")
    return copy.format(target, _names(SHAPES[table].columns), sql.Literal(NULL)).as_bytes()


@functools.cache
def _copy_plain(table: str, schema: str) -> bytes:
    copy = sql.SQL("COPY {} ({}) FROM STDIN")
    return copy.format(_table(table, schema), _names(SHAPES[table].columns)).as_bytes()


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
