"""The whole mirror rebuilt in memory from a node: what its tables must hold at one block.

Needs no database. Holds all rows at once, so it is for checking and for tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from chain.deployments import Deployment
from chain.provider import Chain
from indexer.asking import FetchLimits
from indexer.blocks import BlockHead
from indexer.columns import Logs
from indexer.decode import decode_logs
from indexer.fetch import Fetcher
from indexer.fingerprints import PRINTED, Sums
from indexer.fold import fold, listed_tokens
from indexer.identity import deployment_identity
from indexer.lines import values_of
from indexer.models.shape import MUTABLE, SHAPES
from indexer.plain import line_of, sum_of
from indexer.rows import WorkingSet, load_nothing
from indexer.store import Checkpoint, checkpoint_row
from indexer.tables import journal_rows

Values = tuple[Any, ...]
Keyed = dict[Values, Values]
"""Rows of one table in the order of its columns, by key."""


class Replayed(NamedTuple):
    """All tables but `checkpoint` and `fingerprints`, by name, and the heads that they were made from."""

    tables: dict[str, Keyed]
    heads: list[BlockHead]


_APART: Final = ("blocks", "events", "undo", "checkpoint", "fingerprints")


def replay(
    chain: Chain,
    deployment: Deployment,
    last_block: int,
    journal_from: int,
    limits: FetchLimits | None = None,
) -> Replayed:
    """Read all logs up to `last_block` and fold them. journal_from: lowest block that `undo` covers.

    Errors: ChainMoved, ChainError, and those of the handlers.
    """
    heads: list[BlockHead] = []
    logs = Logs.none()
    names = {deployed.address: name for name, deployed in deployment.contracts.items()}
    for batch in Fetcher(chain, limits).ranges(deployment.block_number, last_block, names):
        heads += batch.heads
        logs.add(batch.logs)
    times = {head.number: head.timestamp for head in heads}
    listed = listed_tokens(decode_logs(logs, names, times, {}))
    for batch in (
        Fetcher(chain, limits).ranges(deployment.block_number, last_block, dict.fromkeys(listed, "Cash"))
        if listed
        else ()
    ):
        logs.add(batch.logs)
    logs = logs.sorted()
    listings = {token: block for token, (_, block) in listed.items()}
    decoded = decode_logs(logs, names | dict.fromkeys(listed, "Cash"), times, listings)
    rows = WorkingSet(load_nothing, {token: number for token, (number, _) in listed.items()}, journal_from)
    for head in heads:
        rows.begin_block(head.number)
    fold(decoded, rows)
    event_rows = [values_of("events", line) for line in decoded.raw.lines]
    return Replayed(_tables(heads, event_rows, rows), heads)


def _tables(heads: list[BlockHead], event_rows: list[Values], rows: WorkingSet) -> dict[str, Keyed]:
    tables: dict[str, Keyed] = {
        "blocks": by_key("blocks", [tuple(head) for head in heads]),
        "events": by_key("events", event_rows),
        "undo": by_key("undo", [tuple(row) for row in journal_rows(rows)]),
    }
    for table in SHAPES:
        columns = SHAPES[table].columns
        if table in MUTABLE:
            values = [tuple(row[column] for column in columns) for row in rows.rows_of(table).values()]
        elif table not in _APART:
            values = [tuple(row[column] for column in columns) for row in rows.appended.get(table, [])]
        else:
            continue
        tables[table] = by_key(table, values)
    return tables


def by_key(table: str, rows: list[Values]) -> Keyed:
    """Rows of a table by their key."""
    shape = SHAPES[table]
    positions = [shape.columns.index(column) for column in shape.key]
    return {tuple(row[position] for position in positions): row for row in rows}


def sums_of(tables: Mapping[str, Keyed]) -> Sums:
    """The fingerprints of these tables."""
    sums = Sums()
    for table in PRINTED:
        rows = tables[table].values()
        sums.add(table, len(rows), sum_of(map(line_of, rows)))
    return sums


def expected_standing(deployment: Deployment, head: BlockHead, sums: Sums) -> dict[str, Keyed]:
    """The tables `checkpoint` and `fingerprints` of a mirror that stands at this block with these rows."""
    checkpoint = Checkpoint(
        deployment.chain_id,
        deployment_identity(deployment),
        deployment.block_number,
        head.number,
        head.hash,
    )
    return {
        "checkpoint": by_key("checkpoint", [checkpoint_row(checkpoint, sums)]),
        "fingerprints": by_key("fingerprints", [tuple(row) for row in sums.rows()]),
    }
