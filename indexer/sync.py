"""The indexer: from the checkpoint to the node's head, once or for as long as it is wanted."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Final, NamedTuple, Self

import psycopg

from chain.deployments import Deployment
from chain.errors import ChainUnavailable
from chain.provider import Chain
from indexer import store
from indexer.apply import Prepared, Unwinding, apply_batch
from indexer.blocks import ChainMoved, node_heads, require_linked
from indexer.decode import decode_logs
from indexer.fetch import Batch, Fetcher, FetchLimits, RawLog, place_of
from indexer.fold import listed_tokens
from indexer.identity import deployment_identity
from indexer.models import SCHEMA
from indexer.reorg import fork_point
from indexer.store import Checkpoint, WrongDeployment
from indexer.tables import Connection, read_rows

FINALITY_DEPTH: Final = 64
"""Blocks below the head that may still be replaced, where nothing else is said; 0 on instant-finality
networks."""
MOVES: Final = 10
"""How often the chain may move under one run before the run gives up (the next one tries again)."""

log: Final = logging.getLogger("indexer")


class Progress(NamedTuple):
    """Where the mirror stands, the node's head as last seen, and what this run did."""

    block_number: int
    block_hash: str
    head: int
    blocks: int
    events: int
    reorgs: int


class Indexer:
    """Mirrors one deployment into one schema; the only writer of it. Use it in a `with`, or close it.

    finality_depth: how many blocks can be taken back. on_batch: told after each commit, for progress shown
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
        on_batch: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._chain = chain
        self._database_url = database_url
        self._deployment = deployment
        self._depth = finality_depth
        self._schema = schema
        self._on_batch = on_batch
        self._fetcher = Fetcher(chain, limits)
        self._names = {deployed.address: name for name, deployed in deployment.contracts.items()}
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the connection and, with it, the writer's lock."""
        connection, self._connection = self._connection, None
        if connection is None or connection.closed:
            return
        with suppress(psycopg.Error):  # a connection that is broken has lost the lock already
            store.unlock(connection, self._schema)
        connection.close()

    def run_once(self) -> Progress:
        """Bring the mirror to the node's head and return. Running again at the same head changes nothing.

        Errors: AnotherWriter, WrongDeployment, MirrorVersion, ReorgBelowFinality, HandlerMissing, ChainMoved
        (the chain keeps moving), ChainError, psycopg.Error.
        """
        connection = self._open()
        for attempt in range(MOVES):
            try:
                return self._catch_up(connection)
            except ChainMoved as moved:
                log.info("the chain moved while it was read (%s); looking again", moved)
                if attempt == MOVES - 1:
                    raise
        raise AssertionError("unreachable")

    def follow(self, stop: threading.Event, poll_seconds: float = 0.2) -> None:
        """Keep the mirror at the head until `stop` is set; node and database may go away and come back.

        A second indexer on the same schema waits here for the first to go. Errors: as `run_once`, but for
        those that waiting may cure.
        """
        pause = poll_seconds
        while not stop.is_set():
            try:
                self.run_once()
                pause = poll_seconds
            except (ChainUnavailable, ChainMoved, store.AnotherWriter, psycopg.OperationalError) as error:
                log.warning("waiting: %s", type(error).__name__)
                self.close()
                pause = min(5.0, pause * 2)
            stop.wait(pause)

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            connection = store.open_connection(self._database_url)
            try:
                store.lock_as_writer(connection, self._schema)
                store.create_schema(connection, self._schema)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _catch_up(self, connection: Connection) -> Progress:
        checkpoint = self._checkpoint(connection)
        head = self._chain.block_number()
        unwinding = self._unwinding(connection, checkpoint)
        progress = Progress(
            checkpoint.block_number, checkpoint.block_hash, head, 0, 0, int(unwinding is not None)
        )
        start = (unwinding.to_block if unwinding else checkpoint.block_number) + 1
        if unwinding is not None and start > head:
            checkpoint = self._apply(connection, checkpoint, None, head, unwinding)
            progress = progress._replace(
                block_number=checkpoint.block_number, block_hash=checkpoint.block_hash
            )
            self._on_batch(progress)
        while start <= head:
            known = store.read_tokens(connection, self._schema, unwinding.to_block if unwinding else None)
            for batch in self._fetcher.ranges(start, head, [*self._names, *known]):
                parent = unwinding.to_hash if unwinding else checkpoint.block_hash
                require_linked(batch.heads, parent)
                prepared = self._prepare(connection, batch, known)
                checkpoint = self._apply(connection, checkpoint, prepared, head, unwinding)
                unwinding = None
                start = batch.last + 1
                progress = progress._replace(
                    block_number=checkpoint.block_number,
                    block_hash=checkpoint.block_hash,
                    blocks=progress.blocks + len(batch.heads),
                    events=progress.events + len(prepared.told),
                )
                self._on_batch(progress)
                if prepared.tokens:  # what was fetched ahead does not have the new token's logs
                    break
        return progress

    def _apply(
        self,
        connection: Connection,
        checkpoint: Checkpoint,
        batch: Prepared | None,
        head: int,
        unwinding: Unwinding | None,
    ) -> Checkpoint:
        started = time.monotonic()
        after = apply_batch(
            connection, checkpoint, batch, unwinding, head=head, depth=self._depth, schema=self._schema
        )
        log.debug(
            "block %d, %d events, %.1f ms",
            after.block_number,
            len(batch.told) if batch else 0,
            1000 * (time.monotonic() - started),
        )
        return after

    def _checkpoint(self, connection: Connection) -> Checkpoint:
        """The stored checkpoint, or that of an empty mirror just before the deployment's first block."""
        identity = deployment_identity(self._deployment)
        found = store.read_checkpoint(connection, self._schema)
        if found is not None:
            if (found.chain_id, found.deployment) != (self._deployment.chain_id, identity):
                raise WrongDeployment(f"the schema {self._schema} mirrors another deployment: drop it")
            return found
        first = self._deployment.block_number
        head = node_heads(self._chain, [first])[0]
        if self._chain.chain_id != self._deployment.chain_id or head is None:
            raise WrongDeployment("the node's chain is not the deployment's, or ends before it")
        if head.hash != self._deployment.block_hash:
            expected = self._deployment.block_hash
            raise WrongDeployment(f"block {first} is {head.hash}, the deployment's is {expected}")
        return Checkpoint(self._chain.chain_id, identity, first, first - 1, head.parent_hash)

    def _unwinding(self, connection: Connection, checkpoint: Checkpoint) -> Unwinding | None:
        to_block = fork_point(connection, self._chain, checkpoint, self._schema)
        if to_block is None:
            return None
        if to_block < checkpoint.first_block:
            raise WrongDeployment("the deployment's first block is no longer on the node's chain")
        log.info("reorg: back from block %d to %d", checkpoint.block_number, to_block)
        to_hash = read_rows(connection, "blocks", [(to_block,)], self._schema)[0]["hash"]
        return Unwinding(to_block, to_hash, list(self._names))

    def _prepare(self, connection: Connection, batch: Batch, known: Mapping[str, int]) -> Prepared:
        """Decode a batch; what a token listed in it did before comes with it."""
        names = self._names | dict.fromkeys(known, "Cash")
        times = {head.number: head.timestamp for head in batch.heads}
        decoded = decode_logs(batch.logs, names, times, {})
        listed = {token: found for token, found in listed_tokens(decoded.told).items() if token not in known}
        if listed:
            logs = self._fetcher.logs(self._deployment.block_number, batch.last, list(listed))[0]
            times |= self._earlier_times(connection, batch, logs)
            everything = sorted(batch.logs + logs, key=place_of)
            listings = {token: block for token, (_, block) in listed.items()}
            decoded = decode_logs(everything, names | dict.fromkeys(listed, "Cash"), times, listings)
        tokens = {token: cash_id for token, (cash_id, _) in listed.items()}
        return Prepared(batch.heads, decoded.told, decoded.rows, tokens)

    def _earlier_times(self, connection: Connection, batch: Batch, logs: list[RawLog]) -> dict[int, int]:
        """Times of the blocks that a new token's logs are from, which must be the mirror's own or the
        batch's."""
        hashes = {int(one.block_number, 16): one.block_hash for one in logs}
        ours = {head.number: (head.hash, head.timestamp) for head in batch.heads}
        earlier = [(number,) for number in hashes if number not in ours]
        for row in read_rows(connection, "blocks", earlier, self._schema) if earlier else []:
            ours[row["number"]] = (row["hash"], row["timestamp"])
        for number, block_hash in hashes.items():
            if number not in ours or ours[number][0] != block_hash:
                raise ChainMoved(f"a log of block {number} carries another block hash")
        return {number: ours[number][1] for number in hashes}
