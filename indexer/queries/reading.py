"""Reading the mirror at one block while the indexer goes on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from indexer.models import ledger, table_of

_BLOCKS, _CHECKPOINT = table_of(ledger.Block), table_of(ledger.Checkpoint)


class AsOf(NamedTuple):
    """The block that everything in one reading is of; its time (Unix seconds) is the time to judge it at."""

    block_number: int
    block_hash: str
    timestamp: int


class MirrorNotReady(Exception):
    """The mirror has no block yet: the indexer has not begun."""


@contextmanager
def reading(engine: Engine) -> Iterator[tuple[Connection, AsOf]]:
    """A read-only transaction in which all statements see the same block, whatever is committed meanwhile.

    A Session over it: `Session(bind=connection)`. Errors: MirrorNotReady, sqlalchemy.exc.OperationalError.
    """
    with engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection, as_of(connection)


def as_of(connection: Connection) -> AsOf:
    """The block that this transaction sees. Errors: MirrorNotReady."""
    row = connection.execute(
        select(_BLOCKS.c.number, _BLOCKS.c.hash, _BLOCKS.c.timestamp).join(
            _CHECKPOINT, _CHECKPOINT.c.block_number == _BLOCKS.c.number
        )
    ).first()
    if row is None:
        raise MirrorNotReady("the mirror has no block yet")
    return AsOf(*row)
