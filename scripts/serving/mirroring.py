"""The indexer as a thread of the stack: it keeps the mirror at the head until it is told to stop."""

from __future__ import annotations

import threading
from typing import Final

from indexer.sync import Indexer
from scripts.serving.faults import ServingError

STOP_SECONDS: Final = 20.0


class Following:
    """Runs `indexer.follow` until `stop`; `fault` is what ended it before, if anything."""

    def __init__(self, indexer: Indexer, poll_seconds: float) -> None:
        self.indexer = indexer
        self.fault: Exception | None = None
        self._poll_seconds = poll_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tallystick-indexer", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def check(self) -> None:
        """Errors: ServingError when it has ended by itself."""
        if self.fault is not None:
            raise ServingError(f"the indexer has stopped: {self.fault}")

    def stop(self) -> None:
        """Let the batch in hand end, then give up the connection. Safe to repeat."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        self.indexer.close()

    def _run(self) -> None:
        try:
            self.indexer.follow(self._stop, self._poll_seconds)
        except Exception as error:  # noqa: BLE001  (kept for the thread that asks with `check`)
            if not self._stop.is_set():
                self.fault = error
