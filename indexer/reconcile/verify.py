"""The check itself: one consistent reading of the mirror against a node at that block."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Any

from psycopg import IsolationLevel, sql

from chain.deployments import Deployment
from chain.errors import BadAnswer
from chain.provider import Chain
from indexer.blocks import block_head, node_heads
from indexer.fingerprints import PRINTED, Sums, sums_from
from indexer.models import SCHEMA
from indexer.models.shape import SHAPES
from indexer.reconcile.compare import compare
from indexer.reconcile.report import Difference, MirrorEmpty, Report, TableCount
from indexer.reconcile.views import Views
from indexer.replay import Keyed, by_key, expected_standing, replay, sums_of
from indexer.store import open_connection, schema_exists

Progress = Callable[[str], None]


def verify(
    database_url: str,
    chain: Chain,
    deployment: Deployment,
    *,
    schema: str = SCHEMA,
    progress: Progress = lambda _: None,
) -> Report:
    """Compare every value of every row of the mirror with the chain, at the block that the mirror stands at.

    Two ways, told apart in the report: all rows are derived anew from the node's own headers and logs, and
    every table that a contract has a view for is asked of the contract. Rows missing and superfluous are
    found by the first. The indexer may run meanwhile. Errors: MirrorEmpty, ChainMoved, ChainError,
    psycopg.Error.
    """
    progress("reading the mirror")
    mirror = _read_mirror(database_url, schema)
    at_block = _block_to_check(mirror, chain)
    head = node_heads(chain, [at_block])[0]
    if head is None:
        raise BadAnswer(f"the node has no block {at_block}")
    progress(f"deriving block {deployment.block_number} to {at_block} anew")
    expected = replay(chain, deployment, at_block, _journal_start(mirror, at_block)).tables
    expected |= expected_standing(deployment, head, sums_of(expected))
    found: dict[tuple[Any, ...], Difference] = {}
    for table in SHAPES:
        for difference in compare(table, mirror[table], expected[table]):
            found[difference.table, difference.key, difference.column] = difference
    progress("asking the contracts")
    views = Views(chain, deployment, at_block, mirror, expected)
    for difference in views.differences(progress):
        found[difference.table, difference.key, difference.column] = difference
    counts = {table: TableCount(len(mirror[table]), views.counts.get(table, 0)) for table in SHAPES}
    ordered = sorted(found.values(), key=lambda one: (one.table, [str(part) for part in one.key], one.column))
    ours = sums_of(mirror)
    return Report(at_block, head.hash, counts, tuple(ordered), ours.root, tampered(mirror, ours))


def tampered(mirror: Mapping[str, Keyed], sums: Sums) -> tuple[str, ...]:
    """Tables whose rows do not make the fingerprint that was written with them; `checkpoint` where the
    fingerprints themselves do not make its own. Needs no chain."""
    stored = sums_from(mirror["fingerprints"].values())
    changed = [table for table in PRINTED if stored.of(table) != sums.of(table)]
    named = {row[-1] for row in mirror["checkpoint"].values()}
    return (*changed, *(() if named == {stored.root} else ("checkpoint",)))


def _read_mirror(database_url: str, schema: str) -> dict[str, Keyed]:
    """All tables in one snapshot."""
    with open_connection(database_url) as connection:
        if not schema_exists(connection, schema):
            raise MirrorEmpty(f"there is no schema {schema}: index first")
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            tables = {}
            for table, shape in SHAPES.items():
                columns = sql.SQL(", ").join([sql.Identifier(column) for column in shape.columns])
                question = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(schema, table))
                tables[table] = by_key(table, connection.execute(question).fetchall())
    if not tables["checkpoint"] or not tables["blocks"]:
        raise MirrorEmpty(f"the schema {schema} has no checkpoint or no blocks: index first")
    return tables


def _block_to_check(mirror: dict[str, Keyed], chain: Chain) -> int:
    """The mirror's block, by the majority of three witnesses, as any one of them may have been tampered
    with."""
    columns = SHAPES["checkpoint"].columns
    checkpoint = dict(zip(columns, next(iter(mirror["checkpoint"].values())), strict=True))
    newest = chain.block_number()
    witnesses = [checkpoint["block_number"], max(number for (number,) in mirror["blocks"])]
    by_hash = chain.request("eth_getBlockByHash", [checkpoint["block_hash"], False])
    if by_hash is not None:
        witnesses.insert(0, block_head(by_hash).number)
    possible = [number for number in witnesses if 0 <= number <= newest]
    return statistics.mode(possible) if possible else newest


def _journal_start(mirror: dict[str, Keyed], at_block: int) -> int:
    """The lowest block from which on each block up to the head has an entry of its own in the journal."""
    journalled = {key[0] for key in mirror["undo"] if key[1] == "blocks"}
    start = at_block + 1
    # A gap of one block is a changed entry, not the journal's end.
    while start - 1 in journalled or start - 2 in journalled:
        start -= 1
    return start if start in journalled or start > at_block else start + 1
