"""Reorgs: the fork point by parent hash, and taking back what lies above it.

Rows are taken back from a journal of what they were (`undo`), written with each batch for the blocks that
may still be replaced. The alternative, replaying the mirror's own events from the first block, needs no
journal but costs the whole history for one block. With the journal the rows become byte for byte what they
were, a row that did not exist is deleted, and the cost is that of the blocks taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import psycopg
from psycopg import sql

from chain.provider import Chain
from indexer.blocks import BlockHead, NodeBehind, node_heads
from indexer.fingerprints import Sums
from indexer.models import SCHEMA
from indexer.models.shape import APPENDED, MUTABLE, SHAPES
from indexer.plain import line_of, sum_of
from indexer.store import Checkpoint, MirrorMoved, journal_start, read_checkpoint
from indexer.tables import Connection

FEW_BLOCKS: Final = 8


class ReorgBelowFinality(Exception):
    """The chain was replaced deeper than the mirror keeps its journal: rebuild the mirror, after asking
    why."""


def fork_point(
    connection: Connection, chain: Chain, checkpoint: Checkpoint, schema: str = SCHEMA
) -> int | None:
    """The highest block that mirror and node agree on, where it is below the mirror's head; None: no reorg.

    A node whose head is below ours is believed too, down to what can be taken back: the mirror shows what the
    node shows. Errors: ReorgBelowFinality; NodeBehind where its head is lower still, which is no other chain;
    MirrorMoved where the mirror is not at that checkpoint.
    """
    if checkpoint.block_number < checkpoint.first_block:
        return None
    head = node_heads(chain, [checkpoint.block_number])[0]
    if head is not None and head.hash == checkpoint.block_hash:
        return None
    lowest, ours = _our_hashes(connection, checkpoint, schema)
    # Most reorganisations are short: a few blocks first, then all that can be taken back.
    theirs: list[BlockHead | None] = []
    for part in (ours[:FEW_BLOCKS], ours[FEW_BLOCKS:]):
        theirs += node_heads(chain, [number for number, _ in part]) if part else []
        for (number, our_hash), their in zip(ours, theirs, strict=False):
            if their is not None and their.hash == our_hash:
                return number
    if theirs[-1] is None:
        raise NodeBehind(f"the node does not show block {ours[-1][0]}, which the mirror holds for final")
    if lowest < checkpoint.first_block:
        return lowest
    raise ReorgBelowFinality(
        f"the node's chain parts from the mirror's below block {lowest}, deeper than the journal reaches: "
        "drop the schema and index again"
    )


def unwind(
    connection: Connection, to_block: int, contracts: Sequence[str], sums: Sums, schema: str = SCHEMA
) -> None:
    """Take back all blocks above `to_block`, inside the caller's transaction; their hashes leave `sums`.

    contracts: addresses that are mirrored from the first block on; what a cash token did falls with its
    listing.
    """
    changed = _changed_tables(connection, to_block, schema)
    with connection.pipeline():
        gone = {table: _restore(connection, table, to_block, schema) for table in MUTABLE if table in changed}
        taken = {}
        for table in (*APPENDED, "undo"):
            column = "number" if table == "blocks" else "block_number"
            taken[table] = connection.execute(
                sql.SQL("DELETE FROM {} WHERE {} > %s RETURNING {}").format(
                    sql.Identifier(schema, table),
                    sql.Identifier(column),
                    _columns(table) if table != "undo" else sql.SQL("1"),
                ),
                (to_block,),
            )
    for table, (removed, returned) in gone.items():
        _account(sums, table, removed.fetchall(), -1)
        _account(sums, table, returned.fetchall(), 1)
    for table in APPENDED:
        _account(sums, table, taken[table].fetchall(), -1)
    if "cash_tokens" in changed:
        _forget_unlisted(connection, contracts, sums, schema)


def _account(sums: Sums, table: str, rows: Sequence[tuple[Any, ...]], sign: int) -> None:
    sums.add(table, sign * len(rows), sign * sum_of(map(line_of, rows)))


def _columns(table: str, alias: str | None = None) -> sql.Composed:
    columns = SHAPES[table].columns
    return sql.SQL(", ").join([sql.Identifier(*([alias] if alias else []), column) for column in columns])


def prune(connection: Connection, below: int, schema: str = SCHEMA) -> None:
    """Drop the journal of blocks that cannot be replaced any more."""
    connection.execute(
        sql.SQL("DELETE FROM {} WHERE block_number < %s").format(sql.Identifier(schema, "undo")), (below,)
    )


def _our_hashes(
    connection: Connection, checkpoint: Checkpoint, schema: str
) -> tuple[int, list[tuple[int, str]]]:
    """The highest block that cannot be taken back, and the hashes from it on, newest first; all of one
    mirror. Errors: MirrorMoved."""
    question = sql.SQL("SELECT number, hash FROM {} WHERE number >= %s ORDER BY number DESC").format(
        sql.Identifier(schema, "blocks")
    )
    with connection.transaction():  # a rebuilt mirror waits with taking its place until both are read
        if read_checkpoint(connection, schema) != checkpoint:
            raise MirrorMoved(f"the schema {schema} is not at block {checkpoint.block_number}")
        lowest = journal_start(connection, checkpoint, schema) - 1
        return lowest, connection.execute(question, (lowest,)).fetchall()


def _restore(
    connection: Connection, table: str, to_block: int, schema: str
) -> tuple[psycopg.Cursor[tuple[Any, ...]], psycopg.Cursor[tuple[Any, ...]]]:
    """Put a table's rows back to what they were before the first block above `to_block` changed them; answers
    those that went and those that came."""
    names: dict[str, Any] = {
        "table": sql.Identifier(schema, table),
        "undo": sql.Identifier(schema, "undo"),
        "columns": _columns(table),
        "match": sql.SQL(" AND ").join(
            [sql.SQL("t.{0} = k.{0}").format(sql.Identifier(column)) for column in SHAPES[table].key]
        ),
    }
    earliest = sql.SQL(
        "SELECT DISTINCT ON (row_key) row_key, before FROM {undo}"
        " WHERE table_name = %(table)s AND block_number > %(block)s ORDER BY row_key, block_number"
    ).format(**names)
    remove = sql.SQL(
        "DELETE FROM {table} t USING ({earliest}) u, jsonb_populate_record(NULL::{table}, u.row_key::jsonb) k"
        " WHERE {match} RETURNING {qualified}"
    ).format(earliest=earliest, qualified=_columns(table, "t"), **names)
    bring_back = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {qualified} FROM ({earliest}) u,"
        " jsonb_populate_record(NULL::{table}, u.before::jsonb) r WHERE u.before IS NOT NULL"
        " RETURNING {columns}"
    ).format(earliest=earliest, qualified=_columns(table, "r"), **names)
    at = {"table": table, "block": to_block}
    return connection.execute(remove, at), connection.execute(bring_back, at)


def _changed_tables(connection: Connection, to_block: int, schema: str) -> set[str]:
    """Tables that the blocks to be taken back have changed."""
    question = sql.SQL("SELECT DISTINCT table_name FROM {} WHERE block_number > %s").format(
        sql.Identifier(schema, "undo")
    )
    return {name for (name,) in connection.execute(question, (to_block,)).fetchall()}


def _forget_unlisted(connection: Connection, contracts: Sequence[str], sums: Sums, schema: str) -> None:
    names = {
        "events": sql.Identifier(schema, "events"),
        "postings": sql.Identifier(schema, "postings"),
        "tokens": sql.Identifier(schema, "cash_tokens"),
        "event": _columns("events", "e"),
        "posting": _columns("postings", "p"),
    }
    gone = connection.execute(
        sql.SQL(
            "DELETE FROM {events} e WHERE NOT (e.address = ANY(%s)) AND NOT EXISTS"
            " (SELECT FROM {tokens} c WHERE c.cash = e.address) RETURNING {event}"
        ).format(**names),
        (list(contracts),),
    ).fetchall()
    _account(sums, "events", gone, -1)
    blocks, indices = [row[0] for row in gone], [row[1] for row in gone]
    lines = connection.execute(
        sql.SQL(
            "DELETE FROM {postings} p USING unnest(%s::bigint[], %s::integer[]) g(block_number, log_index)"
            " WHERE p.block_number = g.block_number AND p.log_index = g.log_index RETURNING {posting}"
        ).format(**names),
        (blocks, indices),
    ).fetchall()
    _account(sums, "postings", lines, -1)
