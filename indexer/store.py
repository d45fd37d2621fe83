"""The mirror's side of PostgreSQL: schema, sets of rows in and out, without an ORM.

Rows that only grow go in by COPY; rows that change go in by one INSERT … SELECT FROM unnest … ON CONFLICT a
table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import psycopg
from psycopg import sql
from psycopg.adapt import Buffer, Loader
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from indexer.changes import Key, Row
from indexer.models import SCHEMA, SCHEMA_VERSION, metadata
from indexer.models.shape import SHAPES, Shape
from indexer.rows import WorkingSet

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

CHANNEL: Final = "tallystick_mirror"
"""PostgreSQL channel that is notified with each commit; the payload is {"block": number, "hash": 0x…}."""
_LOCK: Final = 0x74616C6C  # "tall"


class MirrorVersion(Exception):
    """The schema was made by another version of these tables: rebuild it (it can be dropped at any time)."""


class WrongDeployment(Exception):
    """The schema mirrors another chain or another deployment."""


class AnotherWriter(Exception):
    """Another indexer writes this mirror."""


class Checkpoint(NamedTuple):
    """How far the mirror is, and of what; see indexer.models.ledger.Checkpoint."""

    chain_id: int
    deployment: str
    first_block: int
    block_number: int
    block_hash: str


class _IntLoader(Loader):
    """NUMERIC of scale 0 as int, exactly."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def open_connection(database_url: str) -> Connection:
    """Connect; `database_url` is libpq's or SQLAlchemy's form. Errors: psycopg.OperationalError."""
    connection = psycopg.connect(to_conninfo(database_url), autocommit=True)
    connection.adapters.register_loader("numeric", _IntLoader)
    return connection


def to_conninfo(database_url: str) -> str:
    """libpq's form of an address that may name SQLAlchemy's driver."""
    if "://" not in database_url:
        return database_url
    url = make_url(database_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def lock_as_writer(connection: Connection, schema: str = SCHEMA) -> None:
    """Become the one writer for as long as the connection lives. Errors: AnotherWriter."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_LOCK, schema)).fetchone()
    if row is None or not row[0]:
        raise AnotherWriter(f"another indexer writes the schema {schema}")


def create_schema(connection: Connection, schema: str = SCHEMA) -> None:
    """Create the schema and its tables where they are missing, in one transaction."""
    with connection.transaction():
        if not schema_exists(connection, schema):
            for statement in schema_statements(schema):
                connection.execute(statement.encode())


def drop_schema(connection: Connection, schema: str = SCHEMA) -> None:
    """Remove the mirror; it is rebuilt by indexing again."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def schema_exists(connection: Connection, schema: str = SCHEMA) -> bool:
    """Whether the mirror's tables are there."""
    row = connection.execute("SELECT to_regclass(%s)", (f'"{schema}".checkpoint',)).fetchone()
    return row is not None and row[0] is not None


def schema_statements(schema: str = SCHEMA) -> list[str]:
    """The statements that create the schema, made from the models."""
    mapped: dict[str, Any] = {
        "dialect": PGDialect_psycopg(),  # type: ignore[no-untyped-call]
        "schema_translate_map": {SCHEMA: schema},
        "render_schema_translate": True,
    }
    statements = [f'CREATE SCHEMA IF NOT EXISTS "{schema}"']
    for table in metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(**mapped)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(**mapped)) for index in indexes]
    return statements


def read_checkpoint(connection: Connection, schema: str = SCHEMA) -> Checkpoint | None:
    """Where the mirror stands; None where it has not begun. Errors: MirrorVersion."""
    question = sql.SQL(
        "SELECT schema_version, chain_id, deployment, first_block, block_number, block_hash"
        " FROM {}.checkpoint"
    ).format(sql.Identifier(schema))
    row = connection.execute(question).fetchone()
    if row is None:
        return None
    if row[0] != SCHEMA_VERSION:
        raise MirrorVersion(f"the schema {schema} is of version {row[0]}, this program's is {SCHEMA_VERSION}")
    return Checkpoint(*row[1:])


def write_checkpoint(connection: Connection, checkpoint: Checkpoint, schema: str = SCHEMA) -> None:
    """Set where the mirror stands, and tell those who listen when the transaction commits."""
    row = {"id": 1, "schema_version": SCHEMA_VERSION, **checkpoint._asdict()}
    upsert(connection, "checkpoint", [row], schema)
    payload = json.dumps({"block": checkpoint.block_number, "hash": checkpoint.block_hash})
    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def journal_start(connection: Connection, checkpoint: Checkpoint, schema: str = SCHEMA) -> int:
    """The lowest block that can be taken back; the one after the mirror's head where none can."""
    row = connection.execute(
        sql.SQL("SELECT min(block_number) FROM {}").format(sql.Identifier(schema, "undo"))
    ).fetchone()
    found = row[0] if row else None
    return checkpoint.block_number + 1 if found is None else int(found)


def read_tokens(connection: Connection, schema: str = SCHEMA) -> dict[str, int]:
    """Listed cash tokens: address → cash_id."""
    question = sql.SQL("SELECT cash, cash_id FROM {}.cash_tokens").format(sql.Identifier(schema))
    return dict(connection.execute(question).fetchall())


def read_rows(connection: Connection, table: str, keys: Sequence[Key], schema: str = SCHEMA) -> list[Row]:
    """The rows of a table that have these keys; one question."""
    shape = SHAPES[table]
    types = dict(zip(shape.columns, shape.types, strict=True))
    question = sql.SQL("SELECT {columns} FROM {table} t JOIN unnest({arrays}) AS k({key}) ON {match}").format(
        columns=sql.SQL(", ").join([sql.Identifier("t", column) for column in shape.columns]),
        table=sql.Identifier(schema, table),
        arrays=_arrays([types[column] for column in shape.key]),
        key=_names(shape.key),
        match=sql.SQL(" AND ").join(
            [sql.SQL("{} = {}").format(sql.Identifier("t", c), sql.Identifier("k", c)) for c in shape.key]
        ),
    )
    found = connection.execute(question, [list(values) for values in zip(*keys, strict=True)]).fetchall()
    return [dict(zip(shape.columns, row, strict=True)) for row in found]


def upsert(
    connection: Connection, table: str, rows: Sequence[Mapping[str, Any]], schema: str = SCHEMA
) -> None:
    """Write whole rows, whether or not they were there; one statement."""
    if not rows:
        return
    shape = SHAPES[table]
    values = [[row[column] for row in rows] for column in shape.columns]
    connection.execute(_upsert_statement(shape, schema), values)


def copy(connection: Connection, table: str, rows: Iterable[Sequence[Any]], schema: str = SCHEMA) -> None:
    """Append rows, each a sequence in the order of the table's columns."""
    shape = SHAPES[table]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, table), _names(shape.columns)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as pipe:
        for row in rows:
            pipe.write_row(row)


def write_working_set(connection: Connection, rows: WorkingSet, schema: str = SCHEMA) -> None:
    """Write what a batch changed, appended and journalled."""
    for table, keys in rows.changed.items():
        upsert(connection, table, [rows.need(table, key) for key in keys], schema)
    for table, appended in rows.appended.items():
        columns = SHAPES[table].columns
        copy(connection, table, ([row[column] for column in columns] for row in appended), schema)
    if rows.journal:
        copy(connection, "undo", journal_rows(rows), schema)


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
    return json.dumps(row, separators=(",", ":"), sort_keys=True, ensure_ascii=True)


def _upsert_statement(shape: Shape, schema: str) -> sql.Composed:
    rest = [column for column in shape.columns if column not in shape.key]
    change = sql.SQL("UPDATE SET {}").format(
        sql.SQL(", ").join([sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(c)) for c in rest])
    )
    return sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({}) ON CONFLICT ({}) DO {}").format(
        sql.Identifier(schema, shape.name),
        _names(shape.columns),
        _arrays(shape.types),
        _names(shape.key),
        change if rest else sql.SQL("NOTHING"),
    )


def _arrays(types: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join([sql.SQL("%s::" + kind + "[]") for kind in types])


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join([sql.Identifier(column) for column in columns])
