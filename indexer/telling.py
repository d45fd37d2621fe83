"""What an indexer says of its work: progress for who waits, figures for Prometheus, a line in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, NamedTuple

from indexer.apply import Prepared, Standing
from indexer.metrics import IndexerMetrics
from indexer.store import Checkpoint

log: Final = logging.getLogger("indexer")


class Progress(NamedTuple):
    """Where the mirror stands, the node's head as last seen, and what this run did."""

    block_number: int
    block_hash: str
    head: int
    blocks: int
    events: int
    reorgs: int


NOTHING: Final = Progress(0, "", 0, 0, 0, 0)


class Teller:
    """Tells of each commit. on_batch: told the progress after each, in the thread that indexes."""

    def __init__(self, metrics: IndexerMetrics, on_batch: Callable[[Progress], None]) -> None:
        self._metrics = metrics
        self._on_batch = on_batch
        self.progress: Progress | None = None

    def begin(self, at: Checkpoint, head: int) -> None:
        """A new run, from here to the head."""
        self.progress = Progress(at.block_number, at.block_hash, head, 0, 0, 0)

    def unwound(self, blocks: int) -> None:
        """So many blocks have been taken back."""
        self._metrics.reorgs.inc()
        self._metrics.blocks_unwound.inc(blocks)
        if self.progress is not None:
            self.progress = self.progress._replace(reorgs=self.progress.reorgs + 1)

    def committed(self, after: Standing, batch: Prepared | None, head: int, seconds: float) -> None:
        """A batch is in the database; None: blocks were taken back and none came."""
        at = after.checkpoint
        blocks, events = (len(batch.heads), len(batch.decoded.raw.lines)) if batch else (0, 0)
        self._metrics.blocks.inc(blocks)
        timestamp = batch.heads[-1].timestamp if batch else 0
        self._metrics.committed(
            block=at.block_number, head=head, timestamp=timestamp, events=events, seconds=seconds
        )
        log.log(
            logging.INFO if at.block_number < head else logging.DEBUG,
            "event=committed block=%d hash=%s events=%d ms=%.1f fingerprint=%s",
            at.block_number,
            at.block_hash,
            events,
            1000 * seconds,
            after.sums.root,
        )
        done = self.progress or NOTHING
        self.progress = done._replace(
            block_number=at.block_number,
            block_hash=at.block_hash,
            blocks=done.blocks + blocks,
            events=done.events + events,
        )
        self._on_batch(self.progress)
