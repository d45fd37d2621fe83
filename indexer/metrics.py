"""What the indexer tells about itself, for Prometheus: where it stands, how fast it is, what went wrong."""

from __future__ import annotations

import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class IndexerMetrics:
    """Figures of one indexer in a registry of their own; docs/runbook.md says what each alarm means."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.block = self._gauge("block", "Newest mirrored block")
        self.lag_blocks = self._gauge("lag_blocks", "Blocks between the node's head and the mirror")
        self.lag_seconds = self._gauge(
            "lag_seconds", "Age of the newest mirrored block while some are missing"
        )
        self.events_per_second = self._gauge("events_per_second", "Events a second in the last batch")
        self.writing = self._gauge("writing", "1: this process is the writer; 0: it stands by")
        self.subscribed = self._gauge("subscribed", "1: new heads come by subscription; 0: by polling alone")
        self.requests_repeated = self._gauge("requests_repeated", "Questions that the node was asked again")
        self.blocks = self._counter("blocks", "Blocks mirrored")
        self.events = self._counter("events", "Events mirrored")
        self.ranges_beside = self._counter("ranges_beside", "Ranges of blocks that other processes have read")
        self.reorgs = self._counter("reorgs", "Reorganisations unwound")
        self.blocks_unwound = self._counter("blocks_unwound", "Blocks taken back by reorganisations")
        self.rechecked = self._counter("blocks_rechecked", "Blocks asked once more at finality")
        self.faults = Counter(
            "tallystick_mirror_faults_total", "What made it wait or repeat", ["kind"], registry=self.registry
        )
        self.commit_seconds = Histogram(
            "tallystick_mirror_batch_seconds",
            "Time of a batch from its logs to its commit",
            registry=self.registry,
            buckets=SECONDS,
        )

    def committed(self, *, block: int, head: int, timestamp: int, events: int, seconds: float) -> None:
        """A batch is in the database. timestamp: of its last block, Unix seconds."""
        self.block.set(block)
        self.lag_blocks.set(max(0, head - block))
        self.lag_seconds.set(max(0.0, time.time() - timestamp) if block < head else 0.0)
        self.events.inc(events)
        self.commit_seconds.observe(seconds)
        if seconds > 0 and events:
            self.events_per_second.set(round(events / seconds))

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"tallystick_mirror_{name}", what, registry=self.registry)

    def _counter(self, name: str, what: str) -> Counter:
        return Counter(f"tallystick_mirror_{name}_total", what, registry=self.registry)
