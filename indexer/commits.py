"""Commits that run while the next batch is folded, one at a time, in order."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from indexer.store import open_connection
from indexer.tables import Connection


class Commits:
    """At most one commit under way. What is folded meanwhile reads by a connection of its own, which sees all
    rows but those of the commit under way; these are in memory."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None
        self._then: Callable[[], None] = lambda: None
        self._reader: Connection | None = None

    def make(self, commit: Callable[[], None], then: Callable[[], None], *, behind: bool) -> None:
        """Commit, at once or behind what comes next; `then` is called in the caller's thread when it is known
        to have succeeded. Errors: those of a commit made at once, or of the one before."""
        self.finish()
        if not behind:
            commit()
            then()
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self._running, self._then = self._pool.submit(commit), then

    def finish(self) -> None:
        """Wait for the commit under way. Errors: its own."""
        running, self._running = self._running, None
        if running is not None:
            running.result()
            self._then()

    def reader(self, writer: Callable[[], Connection]) -> Connection:
        """A connection to read by: the writer's own where no commit is under way."""
        if self._running is None:
            return writer()
        if self._reader is None or self._reader.closed:
            self._reader = open_connection(self._database_url)
        return self._reader

    def close(self) -> None:
        """Give up thread and connection; a commit under way ends first, well or not."""
        running, self._running = self._running, None
        if running is not None:
            running.exception()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()


@contextmanager
def without_cycles() -> Iterator[None]:
    """Batches make no reference cycles: looking for them would cost a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
