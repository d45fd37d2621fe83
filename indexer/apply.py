"""One batch → one transaction: unwinding where the chain moved, rows, raw events, journal, fingerprints,
checkpoint, notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import NamedTuple

from indexer.blocks import BlockHead
from indexer.decode import Decoded
from indexer.fingerprints import Sums
from indexer.fold import fold
from indexer.models import SCHEMA
from indexer.plain import line_of, sum_of
from indexer.reorg import prune, unwind
from indexer.rows import WorkingSet
from indexer.store import (
    MOVED,
    Checkpoint,
    MirrorMoved,
    read_tokens,
    require_unmoved,
    write_checkpoint,
)
from indexer.tables import Connection, Writes, journal_rows


class Prepared(NamedTuple):
    """Consecutive blocks with their decoded events; tokens: those that are listed in here."""

    heads: Sequence[BlockHead]
    decoded: Decoded
    tokens: Mapping[str, int]


class Unwinding(NamedTuple):
    """To which block, whose hash that is, and the contracts that are mirrored from the first block on."""

    to_block: int
    to_hash: str
    contracts: Sequence[str]


class Standing(NamedTuple):
    """Where the mirror is, the fingerprints there, the listed cash tokens; stored: whether it has begun;
    table: where its checkpoint lies (store.table_id)."""

    checkpoint: Checkpoint
    sums: Sums
    tokens: Mapping[str, int]
    stored: bool
    table: int


class Gathered(NamedTuple):
    """What one transaction is to write, and where the mirror is then.

    before: where it must be; prune_below: blocks whose journal goes.
    """

    before: Standing
    after: Standing
    writes: Writes
    prune_below: int | None


def gather(
    standing: Standing,
    batch: Prepared | None,
    rows: WorkingSet,
    *,
    head: int,
    depth: int,
    schema: str = SCHEMA,
) -> Gathered:
    """Fold a batch into rows and lines; reads what it needs, writes nothing.

    rows: what is kept in memory between batches of this schema. head: the node's newest block; depth: how
    many blocks below it may still be replaced, and are journalled. Errors: those of the handlers,
    psycopg.Error.
    """
    sums, after, tokens = standing.sums.copy(), standing.checkpoint, dict(standing.tokens)
    writes, prune_below = Writes(schema), None
    if batch is not None:
        tokens |= batch.tokens
        rows.begin(tokens, head - depth + 1)
        for block in batch.heads:
            rows.begin_block(block.number)
        fold(batch.decoded, rows)
        blocks = list(map(line_of, batch.heads))
        for table, (lines, total) in (("blocks", (blocks, sum_of(blocks))), ("events", batch.decoded.raw)):
            sums.add(table, len(lines), total)
            writes.append(table, lines)
        writes.working_set(rows.written(sums), journal_rows(rows))
        last = batch.heads[-1]
        after = after._replace(block_number=last.number, block_hash=last.hash)
        if batch.heads[0].number <= head - depth:
            # What was journalled before a stretch that is not: nothing can be unwound across it.
            prune_below = head - depth + 1
    reached = Standing(after, sums, tokens, True, standing.table)
    return Gathered(standing, reached, writes, prune_below)


def commit(connection: Connection, gathered: Gathered, schema: str = SCHEMA) -> None:
    """Write it in one transaction with the checkpoint. Nothing is written where anything fails.

    Errors: MirrorMoved, NotPlain, psycopg.Error.
    """
    before = gathered.before
    try:
        with connection.pipeline() if gathered.writes.little else nullcontext():
            connection.execute(b"BEGIN")  # not `transaction()`, which would wait for the answer
            _require(connection, before, schema)
            _write(connection, gathered, schema)
            connection.execute(b"COMMIT")
    except BaseException as error:
        if not connection.closed:
            connection.rollback()
        if not isinstance(error, MOVED):
            raise
        raise MirrorMoved(f"the schema {schema} is not at block {before.checkpoint.block_number}") from error


def unwind_and_apply(
    connection: Connection,
    standing: Standing,
    unwinding: Unwinding,
    batch: Prepared | None,
    rows: WorkingSet,
    *,
    head: int,
    depth: int,
    schema: str = SCHEMA,
) -> Standing:
    """Take back blocks and apply the first batch behind them, in one transaction; answers the new standing.

    Errors: as `gather` and `commit`.
    """
    rows.forget()
    with connection.transaction():
        try:
            _require(connection, standing, schema)
        except MOVED as error:
            raise MirrorMoved(f"the schema {schema} is not where its writer left it") from error
        sums = standing.sums.copy()
        unwind(connection, unwinding.to_block, unwinding.contracts, sums, schema)
        at = standing.checkpoint._replace(block_number=unwinding.to_block, block_hash=unwinding.to_hash)
        back = Standing(at, sums, read_tokens(connection, schema), True, standing.table)
        gathered = gather(back, batch, rows, head=head, depth=depth, schema=schema)
        with connection.pipeline() if gathered.writes.little else nullcontext():
            _write(connection, gathered._replace(before=standing), schema)
    return gathered.after


def _require(connection: Connection, before: Standing, schema: str) -> None:
    require_unmoved(connection, before.checkpoint if before.stored else None, before.table, schema)


def _write(connection: Connection, gathered: Gathered, schema: str) -> None:
    gathered.writes.run(connection)
    if gathered.prune_below is not None:
        prune(connection, gathered.prune_below, schema)
    before, after = gathered.before, gathered.after
    write_checkpoint(connection, after.checkpoint, after.sums, before.sums if before.stored else None, schema)
