"""One batch → one transaction: unwinding where the chain moved, rows, raw events, journal, checkpoint,
notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from indexer.blocks import BlockHead
from indexer.fold import Told, fold
from indexer.models import SCHEMA
from indexer.reorg import prune, unwind
from indexer.rows import WorkingSet
from indexer.store import Checkpoint, read_tokens, write_checkpoint
from indexer.tables import Connection, Writes, read_rows


class Prepared(NamedTuple):
    """Consecutive blocks with their decoded events and raw rows; tokens: those that are listed in here."""

    heads: Sequence[BlockHead]
    told: Sequence[Told]
    event_rows: Sequence[tuple[Any, ...]]
    tokens: dict[str, int]


class Unwinding(NamedTuple):
    """To which block, whose hash that is, and the contracts that are mirrored from the first block on."""

    to_block: int
    to_hash: str
    contracts: Sequence[str]


def apply_batch(
    connection: Connection,
    checkpoint: Checkpoint,
    batch: Prepared | None,
    unwinding: Unwinding | None = None,
    *,
    head: int,
    depth: int,
    schema: str = SCHEMA,
) -> Checkpoint:
    """Apply a batch (and unwind first where asked) in one transaction with the checkpoint; answers the new
    one.

    head: the node's newest block; depth: how many blocks below it may still be replaced, and are journalled.
    Nothing is written where anything fails.
    """
    with connection.transaction():
        if unwinding is not None:
            unwind(connection, unwinding.to_block, unwinding.contracts, schema)
            checkpoint = checkpoint._replace(block_number=unwinding.to_block, block_hash=unwinding.to_hash)
        if batch is not None:
            checkpoint = _apply(connection, checkpoint, batch, head - depth + 1, schema)
            first_kept = checkpoint.block_number - depth + 1
            if batch.heads[0].number <= head - depth:
                first_kept = max(first_kept, head - depth + 1)
            prune(connection, first_kept, schema)
        write_checkpoint(connection, checkpoint, schema)
    return checkpoint


def _apply(
    connection: Connection, checkpoint: Checkpoint, batch: Prepared, journal_from: int, schema: str
) -> Checkpoint:
    rows = WorkingSet(
        lambda table, keys: read_rows(connection, table, keys, schema),
        read_tokens(connection, schema) | batch.tokens,
        journal_from,
    )
    for block in batch.heads:
        rows.begin_block(block.number)
    fold(batch.told, rows)
    writes = Writes(schema)
    writes.append("blocks", batch.heads)
    writes.append("events", batch.event_rows)
    writes.working_set(rows)
    writes.run(connection)
    last = batch.heads[-1]
    return checkpoint._replace(block_number=last.number, block_hash=last.hash)
