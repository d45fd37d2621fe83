"""The indexer: from the checkpoint to the node's head, once or for as long as it is wanted."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from types import TracebackType
from typing import Any, Final, Self

import psycopg

from chain.deployments import Deployment
from chain.errors import BadAnswer
from chain.provider import Chain
from chain.sealed import NotAsSealed, SealedHead, sealed_head
from indexer import live, store
from indexer.apply import Prepared, Standing, Unwinding, commit, gather, unwind_and_apply
from indexer.asking import FetchLimits
from indexer.blocks import ChainMoved, NodeBehind, require_linked
from indexer.commits import Commits, without_cycles
from indexer.fetch import Fetcher
from indexer.identity import deployment_identity, require_deployment
from indexer.metrics import IndexerMetrics
from indexer.models import SCHEMA
from indexer.prepare import Preparation
from indexer.readers import reading_beside
from indexer.rechecks import first_difference
from indexer.reorg import prune
from indexer.rows import WorkingSet
from indexer.standing import find_unwinding, read_standing, unwinding_to
from indexer.store import MirrorMoved
from indexer.tables import Connection, read_rows
from indexer.telling import NOTHING, Progress, Teller

__all__ = ["FINALITY_DEPTH", "Indexer", "Progress"]

FINALITY_DEPTH: Final = 64
"""Blocks below the head that may still be replaced, where nothing else is said; 0 on instant-finality
networks."""
MOVES: Final = 10
"""How often the chain may move under one run before the run gives up (the next one tries again)."""
LIES: Final = 3
"""How often a node may answer what its headers deny before a run gives up."""
PAUSE_SECONDS: Final = 0.05
PUT_OFF: Final = 32
"""Blocks that have become final wait for one another while new heads are waiting."""

log: Final = logging.getLogger("indexer")


class Indexer:
    """Mirrors one deployment into one schema; the only writer of it. Use it in a `with`, or close it.

    finality_depth: how many blocks can be taken back. verify_receipts: see Fetcher. projections: False writes
    blocks and events alone; such a mirror is no other's. on_batch: told after each commit, for progress shown
    elsewhere.
    """

    def __init__(
        self,
        chain: Chain,
        database_url: str,
        deployment: Deployment,
        *,
        finality_depth: int = FINALITY_DEPTH,
        limits: FetchLimits | None = None,
        schema: str = SCHEMA,
        verify_receipts: bool = True,
        projections: bool = True,
        metrics: IndexerMetrics | None = None,
        on_batch: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self.metrics = metrics or IndexerMetrics()
        self.chain = chain
        self._database_url = database_url
        self._deployment = deployment
        self._projections = projections
        self._identity = deployment_identity(deployment, "" if projections else "raw")
        self._depth = finality_depth
        self._schema = schema
        self._teller = Teller(self.metrics, on_batch)
        self._fetcher = Fetcher(chain, limits, verify_receipts=verify_receipts)
        self._prepare = Preparation(deployment, self._fetcher, schema, projections=projections)
        self._connection: Connection | None = None
        self._standing: Standing | None = None
        self._journal_from = 0
        self._indexed = False
        self._rows = WorkingSet(self._load, {})
        self._commits = Commits(database_url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the connection and, with it, the writer's lock."""
        self._commits.close()
        connection, self._connection = self._connection, None
        self._forget()
        self.metrics.writing.set(0)
        if connection is None or connection.closed:
            return
        with suppress(psycopg.Error):  # a connection that is broken has lost the lock already
            store.unlock(connection, self._schema)
        connection.close()

    def run_once(self) -> Progress:
        """Bring the mirror to the node's head and return. Running again at the same head changes nothing.

        Errors: AnotherWriter, WrongDeployment, MirrorVersion, FingerprintBroken, ReorgBelowFinality,
        HandlerMissing, ChainMoved (the chain keeps moving), NodeBehind, NotAsSealed (the node keeps answering
        what its headers deny), ChainError, psycopg.Error.
        """
        moves = lies = 0
        while True:
            connection = self._open()
            try:
                with without_cycles():
                    return self._catch_up(connection)
            except NodeBehind:
                raise
            except (ChainMoved, MirrorMoved) as moved:
                self.metrics.faults.labels(type(moved).__name__).inc()
                log.info("event=moved reason=%r", str(moved))
                self._forget()
                moves += 1
                if moves == MOVES:
                    raise
            except NotAsSealed as lie:
                self.metrics.faults.labels("NotAsSealed").inc()
                log.error("event=not_as_sealed reason=%r", str(lie))
                lies += 1
                if lies == LIES:
                    raise
                time.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311

    def follow(self, stop: threading.Event, poll_seconds: float = 0.2, *, subscribe: bool = True) -> None:
        """Keep the mirror at the head until `stop` is set; see indexer.live.follow."""
        live.follow(self, stop, poll_seconds, subscribe=subscribe)

    @property
    def progress(self) -> Progress | None:
        """Where the mirror stands and what the newest run did; None before any."""
        return self._teller.progress

    @property
    def block_number(self) -> int:
        """The newest block that this indexer has mirrored; −1 while it does not know."""
        return -1 if self._standing is None else self._standing.checkpoint.block_number

    def extend(self, header: Mapping[str, Any]) -> bool:
        """Mirror a block that was announced, where it follows the mirror's own newest one; says whether the
        mirror now has it. Errors: as `run_once`, and no second try."""
        standing = self._standing
        if standing is None or not standing.stored or self._connection is None:
            return False
        try:
            head = sealed_head(header)
        except BadAnswer:  # some nodes announce less than a header: the block is then looked up
            return False
        at = standing.checkpoint
        if (head.number, head.hash) == (at.block_number, at.block_hash):
            return True
        if (head.number, head.parent_hash) != (at.block_number + 1, at.block_hash):
            return False
        self._take_block(self._connection, standing, head)
        return True

    def settle(self, head: int, *, soon: bool = False) -> None:
        """Ask once more about blocks that have become final since they were read, then give up their journal.

        soon: there is something more urgent; it is put off until there are some such blocks.
        Errors: ChainMoved (what is stored was wrong and has been taken back: run again), ChainError.
        """
        standing, connection = self._standing, self._connection
        if standing is None or connection is None:
            return
        first_kept = min(standing.checkpoint.block_number, head - self._depth) + 1
        if soon and first_kept - self._journal_from < PUT_OFF:
            return
        while self._journal_from < first_kept:
            blocks = range(
                self._journal_from, min(first_kept, self._journal_from + self._fetcher.limits.heads)
            )
            names = self._prepare.names | dict.fromkeys(standing.tokens, "Cash")
            wrong = first_difference(connection, self._fetcher, blocks, names, self._schema)
            if wrong is not None:
                self._take_back(connection, standing, wrong)
            with connection.transaction():
                prune(connection, blocks[-1] + 1, self._schema)
            self.metrics.rechecked.inc(len(blocks))
            self._journal_from = blocks[-1] + 1

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._forget()
            connection = store.open_connection(self._database_url)
            try:
                store.lock_as_writer(connection, self._schema)
                require_deployment(self.chain, self._deployment)
                store.create_schema(connection, self._schema)
            except BaseException:
                connection.close()
                raise
            self._connection, self._indexed = connection, False
            self.metrics.writing.set(1)
            log.info("event=writing schema=%s receipts=%s", self._schema, self._fetcher.verify_receipts)
        return self._connection

    def _catch_up(self, connection: Connection) -> Progress:
        standing = self._standing or self._read_standing(connection)
        head = self._head()
        unwinding = find_unwinding(connection, self.chain, standing.checkpoint, self._contracts, self._schema)
        at = standing.checkpoint
        self._teller.begin(at, head)
        start = (unwinding.to_block if unwinding else at.block_number) + 1
        if unwinding is not None and start > head:
            self._unwind(connection, standing, unwinding, None, head)
        try:
            with reading_beside(self._fetcher, head - start + 1, projections=self._projections):
                while start <= head:
                    start, unwinding = self._extend_to(connection, start, head, unwinding)
        finally:
            self._commits.finish()
        if not self._indexed:
            store.create_indexes(connection, self._database_url, self._schema)
            self._indexed = True
        self.settle(head)
        self.metrics.requests_repeated.set(self.chain.repeated)
        return self._teller.progress or NOTHING

    def _head(self) -> int:
        """The newest block that the node can show: a number alone would be no ground to call others final."""
        newest = self.chain.block("latest")
        if newest is None:
            raise ChainMoved("the node shows no newest block")
        return sealed_head(newest).number

    def _extend_to(
        self, connection: Connection, start: int, head: int, unwinding: Unwinding | None
    ) -> tuple[int, Unwinding | None]:
        """Mirror ranges up to the head, or up to one in which a token is listed: what was fetched ahead does
        not have its logs. Answers the block to go on from."""
        standing = self._newest
        known = standing.tokens
        if unwinding is not None:
            known = store.read_tokens(connection, self._schema, unwinding.to_block)
        names = self._prepare.names | dict.fromkeys(known, "Cash")
        with closing(self._fetcher.ranges(start, head, names)) as batches:
            for batch in batches:
                require_linked(
                    batch.heads, unwinding.to_hash if unwinding else standing.checkpoint.block_hash
                )
                if unwinding is None and batch.first <= head - self._depth:
                    self.settle(head)
                self.metrics.ranges_beside.inc(0 if batch.raw is None else 1)
                prepared = self._prepare.prepared(batch, known, self._all_committed)
                if unwinding is not None:
                    self._unwind(connection, standing, unwinding, prepared, head)
                    standing, unwinding = self._newest, None
                else:
                    standing = self._apply(connection, standing, prepared, head, behind=batch.last < head)
                start = batch.last + 1
                if prepared.tokens:
                    break
        self._commits.finish()
        return start, unwinding

    def _take_block(self, connection: Connection, standing: Standing, head: SealedHead) -> None:
        """The live path: one block under the announced head."""
        batch = self._fetcher.under([head], [*self._prepare.names, *standing.tokens])
        prepared = self._prepare.prepared(batch, standing.tokens, self._all_committed)
        self._teller.begin(standing.checkpoint, head.number)
        self._apply(connection, standing, prepared, head.number, behind=False)

    def _apply(
        self, connection: Connection, standing: Standing, batch: Prepared, head: int, *, behind: bool
    ) -> Standing:
        """Fold a batch and commit it; with `behind`, the commit runs while the next batch is folded."""
        started = time.monotonic()
        try:
            if self._rows.many:
                self._commits.finish()
                self._rows.forget()
            gathered = gather(standing, batch, self._rows, head=head, depth=self._depth, schema=self._schema)
            self._commits.finish()
            self._standing = None  # where this fails, what is true is read again
            self._commits.make(
                lambda: commit(connection, gathered, self._schema),
                lambda: self._committed(gathered.after, batch, head, time.monotonic() - started),
                behind=behind,
            )
        except BaseException:
            self._forget()
            raise
        if batch.heads[0].number <= head - self._depth:
            self._journal_from = head - self._depth + 1
        return gathered.after

    def _unwind(
        self,
        connection: Connection,
        standing: Standing,
        unwinding: Unwinding,
        batch: Prepared | None,
        head: int,
    ) -> None:
        started = time.monotonic()
        self._forget()
        after = unwind_and_apply(
            connection,
            standing,
            unwinding,
            batch,
            self._rows,
            head=head,
            depth=self._depth,
            schema=self._schema,
        )
        self._teller.unwound(standing.checkpoint.block_number - unwinding.to_block)
        self._journal_from = min(self._journal_from, unwinding.to_block + 1)
        if batch is not None and batch.heads[0].number <= head - self._depth:
            self._journal_from = head - self._depth + 1
        self._committed(after, batch, head, time.monotonic() - started)

    def _committed(self, after: Standing, batch: Prepared | None, head: int, seconds: float) -> None:
        self._standing = after
        self._teller.committed(after, batch, head, seconds)

    def _read_standing(self, connection: Connection) -> Standing:
        standing, self._journal_from = read_standing(
            connection, self.chain, self._deployment, self._identity, self._schema
        )
        self._standing = standing
        return standing

    def _take_back(self, connection: Connection, standing: Standing, wrong: int) -> None:
        """A final block's stored events are not what the node says of it. Errors: ChainMoved."""
        self.metrics.faults.labels("IncompleteAtFinality").inc()
        log.error("event=incomplete_at_finality block=%d", wrong)
        to_block = max(wrong - 1, standing.checkpoint.first_block)
        back = unwinding_to(connection, to_block, self._contracts, self._schema)
        self._unwind(connection, standing, back, None, standing.checkpoint.block_number)
        raise ChainMoved(f"what was read of block {wrong} was incomplete")

    def _load(self, table: str, keys: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
        return read_rows(self._commits.reader(self._open), table, keys, self._schema)

    def _all_committed(self) -> Connection:
        """A connection that sees all that has been applied."""
        self._commits.finish()
        return self._open()

    @property
    def _contracts(self) -> list[str]:
        """Those that are mirrored from the first block on."""
        return list(self._prepare.names)

    @property
    def _newest(self) -> Standing:
        if self._standing is None:
            raise MirrorMoved("where the mirror stands is not known")
        return self._standing

    def _forget(self) -> None:
        """Nothing that is in memory is taken for true any more."""
        self._standing = None
        self._rows.forget()
