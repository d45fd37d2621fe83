"""The mirror as a whole: its connection, its one writer, its schema, where it stands."""

from __future__ import annotations

import functools
import json
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import sql
from psycopg.adapt import Buffer, Loader
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from indexer.fingerprints import Sums, sums_from
from indexer.identity import WrongDeployment
from indexer.models import SCHEMA, SCHEMA_VERSION, metadata
from indexer.plain import line_of
from indexer.tables import Connection, Writes

__all__ = ["CHANNEL", "AnotherWriter", "Checkpoint", "MirrorVersion", "WrongDeployment"]

CHANNEL: Final = "tallystick_mirror"
"""PostgreSQL channel that is notified with each commit; the payload is {"block": number, "hash": 0x…,
"fingerprint": 0x…}."""
_LOCK: Final = 0x74616C6C  # "tall"
LOCK_SECONDS: Final = 2.0
LOCK_PAUSE_SECONDS: Final = 0.02
MOVED: Final = psycopg.errors.DivisionByZero
"""What PostgreSQL answers where `require_unmoved` does not hold."""
SESSION: Final = "SET synchronous_commit = off; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2"
"""A mirror's commit need not wait for the disk: rows and checkpoint are lost together, and read again. The
server is to notice within seconds that a writer on another machine has gone, and give its lock back."""


class MirrorVersion(Exception):
    """The schema was made by another version of these tables: rebuild it (it can be dropped at any time)."""


class AnotherWriter(Exception):
    """Another indexer writes this mirror."""


class MirrorMoved(Exception):
    """The schema is not where this writer left it: another has written it, or a rebuilt one has taken its
    place. Looking again cures it."""


class FingerprintBroken(Exception):
    """The stored fingerprints do not make the one that the checkpoint names: somebody changed them."""


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
    connection.execute(SESSION)
    return connection


def to_conninfo(database_url: str) -> str:
    """libpq's form of an address that may name SQLAlchemy's driver."""
    if "://" not in database_url:
        return database_url
    url = make_url(database_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def lock_as_writer(connection: Connection, schema: str = SCHEMA) -> None:
    """Become the one writer for as long as the connection lives. Errors: AnotherWriter.

    The server gives a killed writer's lock back when it notices its end, so a busy lock is tried for a while.
    """
    deadline = time.monotonic() + LOCK_SECONDS
    question = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
    while connection.execute(question, (_LOCK, schema)).fetchone() != (True,):
        if time.monotonic() > deadline:
            raise AnotherWriter(f"another indexer writes the schema {schema}")
        time.sleep(LOCK_PAUSE_SECONDS)


def unlock(connection: Connection, schema: str = SCHEMA) -> None:
    """Stop being the writer at once; closing the connection does it a little later."""
    connection.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", (_LOCK, schema))


def create_schema(connection: Connection, schema: str = SCHEMA) -> None:
    """Create the schema and its tables where they are missing, in one transaction; their indexes come with
    `create_indexes`, because filling tables is faster without."""
    if schema_exists(connection, schema):
        return
    with connection.transaction():
        lock_place(connection, schema)
        if not schema_exists(connection, schema):
            for statement in schema_statements(schema):
                connection.execute(statement.encode())


def lock_place(connection: Connection, schema: str) -> None:
    """Until the transaction ends nobody else makes the schema, or puts another in its place."""
    connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_LOCK, f"place of {schema}"))


def create_indexes(connection: Connection, database_url: str, schema: str = SCHEMA) -> list[str]:
    """Create the indexes that are missing, two at a time by a second connection; answers their names."""
    there = connection.execute("SELECT indexname FROM pg_indexes WHERE schemaname = %s", (schema,)).fetchall()
    missing = [
        index
        for table in metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda one: str(one.name))
        if (index.name,) not in there
    ]
    waiting = deque(
        [str(CreateIndex(one, if_not_exists=True).compile(**_compiled_for(schema))) for one in missing]
    )
    if waiting:
        with open_connection(database_url) as second, ThreadPoolExecutor(1) as beside:
            other = beside.submit(_execute_all, second, waiting)
            _execute_all(connection, waiting)
            other.result()
    return [str(index.name) for index in missing]


def _execute_all(connection: Connection, waiting: deque[str]) -> None:
    """Execute until none is left; others may take from the same list."""
    with suppress(IndexError):
        while True:
            connection.execute(waiting.popleft().encode())


def drop_schema(connection: Connection, schema: str = SCHEMA) -> None:
    """Remove the mirror; it is rebuilt by indexing again."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def schema_exists(connection: Connection, schema: str = SCHEMA) -> bool:
    """Whether the mirror's tables are there."""
    row = connection.execute("SELECT to_regclass(%s)", (f'"{schema}".checkpoint',)).fetchone()
    return row is not None and row[0] is not None


def schema_statements(schema: str = SCHEMA) -> list[str]:
    """The statements that create the schema and its tables, made from the models."""
    tables = [str(CreateTable(table).compile(**_compiled_for(schema))) for table in metadata.sorted_tables]
    return [f'CREATE SCHEMA IF NOT EXISTS "{schema}"', *tables]


def _compiled_for(schema: str) -> dict[str, Any]:
    return {
        "dialect": PGDialect_psycopg(),  # type: ignore[no-untyped-call]
        "schema_translate_map": {SCHEMA: schema},
        "render_schema_translate": True,
    }


def read_checkpoint(connection: Connection, schema: str = SCHEMA) -> Checkpoint | None:
    """Where the mirror stands; None where it has not begun. Errors: MirrorVersion."""
    version = sql.SQL("SELECT schema_version FROM {}.checkpoint").format(sql.Identifier(schema))
    row = connection.execute(version).fetchone()
    if row is None:
        return None
    if row[0] != SCHEMA_VERSION:
        raise MirrorVersion(f"the schema {schema} is of version {row[0]}, this program's is {SCHEMA_VERSION}")
    question = sql.SQL(
        "SELECT chain_id, deployment, first_block, block_number, block_hash FROM {}.checkpoint"
    ).format(sql.Identifier(schema))
    return Checkpoint(*(connection.execute(question).fetchone() or ()))


def read_sums(connection: Connection, schema: str = SCHEMA) -> Sums:
    """The fingerprints at the checkpoint. Errors: FingerprintBroken."""
    names = {"schema": sql.Identifier(schema)}
    rows = connection.execute(
        sql.SQL("SELECT table_name, rows, value FROM {schema}.fingerprints").format(**names)
    ).fetchall()
    sums = sums_from(rows)
    stored = connection.execute(
        sql.SQL("SELECT fingerprint FROM {schema}.checkpoint").format(**names)
    ).fetchone()
    if stored is not None and stored[0] != sums.root:
        raise FingerprintBroken(
            f"the fingerprints in {schema} make {sums.root}, the checkpoint says {stored[0]}"
        )
    return sums


def table_id(connection: Connection, schema: str = SCHEMA) -> int:
    """Which table the checkpoint lies in: another one after a rebuilt schema has taken this one's place."""
    row = connection.execute("SELECT %s::regclass::oid::bigint", (f'"{schema}".checkpoint',)).fetchone()
    return int(row[0]) if row else 0


def require_unmoved(
    connection: Connection, checkpoint: Checkpoint | None, table: int, schema: str = SCHEMA
) -> None:
    """The schema is the same and stands where this writer left it, until the transaction ends; else the
    statement fails with `MOVED`, at once or where the pipeline is read, so that it costs no round trip.

    checkpoint: None where there is none yet; table: see `table_id`.
    """
    if checkpoint is None:
        connection.execute(_still_empty(schema))
    else:
        connection.execute(_still_at(schema), (checkpoint.block_number, checkpoint.block_hash, table))


@functools.cache
def _still_at(schema: str) -> bytes:
    return (
        sql.SQL(
            "SELECT 1 / count(*) FROM (SELECT FROM {}.checkpoint"
            " WHERE block_number = %s AND block_hash = %s AND tableoid::bigint = %s FOR UPDATE) unmoved"
        )
        .format(sql.Identifier(schema))
        .as_bytes()
    )


@functools.cache
def _still_empty(schema: str) -> bytes:
    question = sql.SQL("SELECT 1 / (1 - least(count(*), 1)) FROM {}.checkpoint")
    return question.format(sql.Identifier(schema)).as_bytes()


def write_checkpoint(
    connection: Connection,
    checkpoint: Checkpoint,
    sums: Sums,
    former: Sums | None,
    schema: str = SCHEMA,
) -> None:
    """Set where the mirror stands, and tell those who listen when the transaction commits.

    former: the fingerprints that are stored, None where there are none yet.
    """
    writes = Writes(schema)
    writes.replace("checkpoint", [line_of(checkpoint_row(checkpoint, sums))])
    writes.replace("fingerprints", [line_of(row) for row in sums.rows(unlike=former)])
    facts = {"block": checkpoint.block_number, "hash": checkpoint.block_hash, "fingerprint": sums.root}
    writes.then(b"SELECT pg_notify(%s, %s)", (CHANNEL, json.dumps(facts)))
    writes.run(connection)


def checkpoint_row(checkpoint: Checkpoint, sums: Sums) -> tuple[Any, ...]:
    """The row of the table `checkpoint`."""
    return (1, SCHEMA_VERSION, *checkpoint, sums.root)


def journal_start(connection: Connection, checkpoint: Checkpoint, schema: str = SCHEMA) -> int:
    """The lowest block that can be taken back; the one after the mirror's head where none can."""
    row = connection.execute(
        sql.SQL("SELECT min(block_number) FROM {}").format(sql.Identifier(schema, "undo"))
    ).fetchone()
    found = row[0] if row else None
    return checkpoint.block_number + 1 if found is None else int(found)


def read_tokens(
    connection: Connection, schema: str = SCHEMA, after_unwinding: int | None = None
) -> dict[str, int]:
    """Listed cash tokens: address → cash_id; where a block is named, those that unwinding to it will
    leave."""
    if after_unwinding is None:
        question = sql.SQL("SELECT cash, cash_id FROM {}.cash_tokens").format(sql.Identifier(schema))
        return dict(connection.execute(question).fetchall())
    question = sql.SQL(
        "SELECT cash, cash_id FROM {0}.cash_tokens t WHERE NOT EXISTS (SELECT FROM {0}.undo u"
        " WHERE u.table_name = 'cash_tokens' AND u.block_number > %s AND u.before IS NULL"
        " AND (u.row_key::jsonb ->> 'cash_id')::integer = t.cash_id)"
    ).format(sql.Identifier(schema))
    return dict(connection.execute(question, (after_unwinding,)).fetchall())
