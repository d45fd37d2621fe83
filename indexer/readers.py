"""Processes that read ranges beside the indexer's own, so that a backfill uses more than one core.

What they answer is believed no more and no less than what this process reads: they run the same checks. A
range that none of them can read (there is none yet, one has ended, the node refuses) is read here, so that
errors are those of this process.
"""

from __future__ import annotations

import logging
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Final

from chain.provider import Chain
from indexer.fetch import Batch, Fetcher
from indexer.reader import Question, Reply, Setting

log: Final = logging.getLogger("indexer")
WAIT_SECONDS: Final = 0.05
END_SECONDS: Final = 5.0
LANES: Final = 2
"""Ranges that one process reads at once: one waits for the node while the other is checked."""


@contextmanager
def reading_beside(fetcher: Fetcher, blocks: int, *, projections: bool) -> Iterator[None]:
    """Readers for as long as it lasts, where so many missing blocks are worth their start. A gateway of
    another kind than Chain is not carried into another process."""
    limits = fetcher.limits
    if limits.readers == 0 or blocks < limits.readers_from or type(fetcher.chain) is not Chain:
        yield
        return
    try:
        readers = Readers(fetcher, limits.readers, projections=projections)
    except OSError as error:  # no memory or no process left: it is slower without
        log.warning("event=no_readers reason=%r", str(error))
        yield
        return
    fetcher.readers = readers
    try:
        yield
    finally:
        fetcher.readers = None
        readers.close()


class Lane:
    """A connection to a thread of such a process; closed when nobody waits at it any more."""

    def __init__(self, ours: socket.socket) -> None:
        self._socket, self._connection = ours, Connection(ours.fileno())
        self._busy = threading.Lock()

    def open(self, setting: Setting) -> None:
        """Wait until it can be asked. Errors: EOFError, OSError where it has ended."""
        with self._busy:
            self._connection.send(setting)
            self._connection.recv()

    def ask(self, question: Question) -> Reply:
        """Errors: EOFError, OSError where it has ended."""
        with self._busy:
            self._connection.send(question)
            reply: Reply = self._connection.recv()
        return reply

    def close(self) -> None:
        """End it; a thread that waits for its answer is told."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with self._busy:
            self._socket.detach()
            self._connection.close()


class Readers:
    """Some such processes for one fetcher; safe for the fetcher's threads."""

    def __init__(self, fetcher: Fetcher, amount: int, *, projections: bool) -> None:
        self._fetcher = fetcher
        self._idle: queue.SimpleQueue[Lane] = queue.SimpleQueue()
        self._alive: list[Lane] = []
        self.processes: list[subprocess.Popen[bytes]] = []
        self._lanes: list[Lane] = []
        self._threads: list[threading.Thread] = []
        try:
            for _ in range(amount):
                self._start()
        except OSError:
            self.close()
            raise
        chain = fetcher.chain
        setting = Setting(chain.rpc_url, chain.limits, fetcher.limits, projections)
        self._threads = [threading.Thread(target=self._admit, args=(lane, setting)) for lane in self._lanes]
        for thread in self._threads:
            thread.start()

    @property
    def lanes(self) -> int:
        """Ranges that can be read at once."""
        return len(self._lanes)

    @property
    def ready(self) -> int:
        """Of these, those whose process has started and not ended."""
        return len(self._alive)

    def read(self, first: int, last: int, names: Mapping[str, str]) -> Batch | None:
        """The range with its lines; None where it must be read here."""
        lane = self._take()
        if lane is None:
            return None
        fetcher = self._fetcher
        try:
            reply = lane.ask(Question(first, last, names, fetcher.receipts_known))
        except (EOFError, OSError):
            self._alive.remove(lane)
            return None
        self._idle.put(lane)
        fetcher.learn(reply.receipts)
        fetcher.chain.requests += reply.requests
        fetcher.chain.repeated += reply.repeated
        return reply.batch

    def close(self) -> None:
        """End all of them."""
        for lane in self._lanes:
            lane.close()
        for thread in self._threads:
            thread.join()
        for process in self.processes:
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self) -> None:
        pairs = [socket.socketpair() for _ in range(LANES)]
        theirs = [one.fileno() for _, one in pairs]
        program = f"from indexer.reader import main; main(*{theirs})"  # not -m: names are pickled
        try:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-c", program],
                    pass_fds=theirs,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C is for the indexer, whose end ends this one
                )
            )
        finally:
            for ours, one in pairs:
                one.close()
                self._lanes.append(Lane(ours))

    def _admit(self, lane: Lane, setting: Setting) -> None:
        with suppress(EOFError, OSError):
            lane.open(setting)
            self._alive.append(lane)
            self._idle.put(lane)

    def _take(self) -> Lane | None:
        """One that is idle; waits for a busy one, not for one that is still starting."""
        while self._alive:
            with suppress(queue.Empty):
                return self._idle.get(timeout=WAIT_SECONDS)
        return None
