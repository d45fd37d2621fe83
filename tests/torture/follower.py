"""The indexer as a process of its own, forked from one that has everything loaded: so that kill −9 is
real and a start costs milliseconds."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import traceback
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

_CONTEXT: Final = multiprocessing.get_context("forkserver")
ENDED_S: Final = 10.0


def follow(rpc_url: str, database_url: str, deployment: str, options: dict[str, Any], log: str) -> None:
    """The process: mirror until killed. What ends it otherwise is left in `log`."""
    from chain.deployments import deployment_from_json
    from chain.provider import Chain, Limits
    from indexer.fetch import FetchLimits
    from indexer.sync import Indexer

    chosen = dict(options)
    poll, subscribe = chosen.pop("poll_seconds"), chosen.pop("subscribe")
    limits = FetchLimits(**chosen.pop("limits"))
    _end_with_parent()
    logging.getLogger("indexer").addHandler(logging.NullHandler())
    try:
        chain = Chain(rpc_url, Limits(answer_s=5.0, attempts=3, first_pause_s=0.01))
        found = deployment_from_json(deployment)
        with chain, Indexer(chain, database_url, found, limits=limits, **chosen) as indexer:
            indexer.follow(threading.Event(), poll, subscribe=subscribe)
    except BaseException:  # noqa: BLE001  (told by the log)
        Path(log).write_text(traceback.format_exc(), encoding="utf-8")
        raise SystemExit(3) from None


def _end_with_parent() -> None:
    """No process of the campaign outlives it."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def warm() -> None:
    """Have the fork server load what each process needs."""
    _CONTEXT.set_forkserver_preload(
        ["tests.torture.follower", "indexer.sync", "chain.deployments", "indexer.live"]
    )


class Follower:
    """One indexer's process at a time, started again when it is killed or has ended."""

    def __init__(self, log: Path, *arguments: Any) -> None:
        self._arguments = arguments
        self._log = log
        self._process: ForkServerProcess | None = None
        self.kills = 0
        self.ends: list[str] = []
        """Why it ended by itself, each time that it did."""

    def start(self) -> None:
        """Start where none runs."""
        self.check()
        if self._process is None:
            self._log.unlink(missing_ok=True)
            process = _CONTEXT.Process(target=follow, args=(*self._arguments, str(self._log)), daemon=True)
            process.start()
            self._process = process

    def check(self) -> None:
        """Note whether it has ended by itself."""
        process = self._process
        if process is not None and not process.is_alive():
            process.join()
            said = (
                self._log.read_text(encoding="utf-8") if self._log.exists() else f"status {process.exitcode}"
            )
            self.ends.append(said)
            self._process = None

    def kill(self) -> None:
        """kill −9, wherever it is."""
        self.check()
        if self._process is not None and self._process.pid is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.join(ENDED_S)
            self._process = None
            self.kills += 1
