"""Blocks that have become final, asked once more: what a node said of them when they were new may have been
incomplete, and then nobody has noticed."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import sql

from indexer.blocks import ChainMoved
from indexer.decode import event_texts
from indexer.fetch import Fetcher
from indexer.models import SCHEMA
from indexer.models.shape import SHAPES
from indexer.plain import line_of
from indexer.tables import Connection


def first_difference(
    connection: Connection,
    fetcher: Fetcher,
    blocks: range,
    names: Mapping[str, str],
    schema: str = SCHEMA,
) -> int | None:
    """The lowest of these blocks whose stored events are not what the node says of it now; None: all are.

    names: contract name by address, listed tokens included. Errors: ChainMoved where a stored block is not
    the node's any more, ChainError.
    """
    batch = fetcher.fetch(blocks[0], blocks[-1], list(names))
    ours = _rows(connection, "blocks", "number", blocks, schema)
    if ours != {line_of(head) for head in batch.heads}:
        raise ChainMoved(f"blocks {blocks[0]} to {blocks[-1]} are final and not what they were")
    theirs = set(event_texts(batch.logs, names))
    different = theirs ^ _rows(connection, "events", "block_number", blocks, schema)
    return min([int(line.split("\t", 1)[0]) for line in different], default=None)


def _rows(connection: Connection, table: str, column: str, blocks: range, schema: str) -> set[str]:
    question = sql.SQL("SELECT {} FROM {} WHERE {} BETWEEN %s AND %s").format(
        sql.SQL(", ").join([sql.Identifier(name) for name in SHAPES[table].columns]),
        sql.Identifier(schema, table),
        sql.Identifier(column),
    )
    return set(map(line_of, connection.execute(question, (blocks[0], blocks[-1])).fetchall()))
