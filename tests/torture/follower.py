"""The indexer's processes, forked from one that has everything loaded: so that kill −9 is real and a start
costs milliseconds."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

_CONTEXT: Final = multiprocessing.get_context("forkserver")
ENDED_S: Final = 10.0
BROKEN: Final = 3
"""How a process ends that met what it should not have ended by."""
KEPT: Final = (
    "event=writing",
    "event=reorg",
    "event=moved",
    "event=rebuilt",
    "event=gave_up",
    "event=incomplete_at_finality",
)
"""What the journal keeps of the indexer's log."""


@dataclass(frozen=True)
class Task:
    """What a process is to do. options: the indexer's; journal: the file of the schedule's events."""

    name: str
    rebuild: bool
    rpc_url: str
    database_url: str
    deployment: str
    options: dict[str, Any]
    journal: str


class Journal(logging.Handler):
    """The indexer's log of all processes of a schedule in one file, one line an event, in order."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(logging.INFO)
        self._process = name
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith(KEPT):
            os.write(self._file, f"{time.monotonic_ns()} {self._process} {said}\n".encode())


def run(task: Task, log: str) -> None:
    """The process: mirror until killed, or build anew and switch. What ends it otherwise is left in `log`."""
    from chain.deployments import deployment_from_json
    from chain.provider import Chain, Limits
    from indexer.asking import FetchLimits
    from indexer.live import CURABLE
    from indexer.rebuild import SwitchRefused, rebuild
    from indexer.sync import Indexer

    chosen = dict(task.options)
    poll, subscribe = chosen.pop("poll_seconds"), chosen.pop("subscribe")
    chosen["limits"] = FetchLimits(**chosen["limits"])
    _end_with_parent()
    told = logging.getLogger("indexer")
    told.setLevel(logging.INFO)
    told.addHandler(Journal(task.name, task.journal))
    try:
        found = deployment_from_json(task.deployment)
        with Chain(task.rpc_url, Limits(answer_s=5.0, attempts=3, first_pause_s=0.01)) as chain:
            if task.rebuild:
                try:
                    rebuild(chain, task.database_url, found, **chosen)
                except (*CURABLE, SwitchRefused) as error:  # whoever asked for it asks again
                    told.info("event=gave_up reason=%s", type(error).__name__)
                return
            with Indexer(chain, task.database_url, found, **chosen) as indexer:
                indexer.follow(threading.Event(), poll, subscribe=subscribe)
    except BaseException:  # noqa: BLE001  (told by the log)
        Path(log).write_text(traceback.format_exc(), encoding="utf-8")
        raise SystemExit(BROKEN) from None


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
        ["tests.torture.follower", "indexer.sync", "indexer.rebuild", "chain.deployments"]
    )


class Process:
    """One process at a time of one task, started again when it is killed or has ended."""

    def __init__(self, task: Task, log: Path) -> None:
        self.name = task.name
        self._task = task
        self._log = log
        self._process: ForkServerProcess | None = None
        self.starts = 0
        self.kills = 0
        self.ends: list[str] = []
        """Why it ended by what should not end it, each time that it did."""

    @property
    def runs(self) -> bool:
        """Whether it is alive."""
        self.check()
        return self._process is not None

    def kill_readers(self) -> int:
        """kill −9 of the processes that read for it; says how many there were."""
        process = self._process
        children: list[str] = []
        with suppress(OSError):  # it, or one of its threads, ended meanwhile
            tasks = Path(f"/proc/{process.pid}/task").iterdir() if process is not None else ()
            children = [pid for task in tasks for pid in (task / "children").read_text().split()]
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        return len(children)

    def start(self) -> None:
        """Start where none runs."""
        if not self.runs:
            self._log.unlink(missing_ok=True)
            process = _CONTEXT.Process(target=run, args=(self._task, str(self._log)), daemon=True)
            process.start()
            self._process = process
            self.starts += 1

    def check(self) -> None:
        """Note whether it has ended by itself."""
        process = self._process
        if process is None or process.is_alive():
            return
        process.join()
        self._process = None
        if process.exitcode != 0 or not self._task.rebuild:
            there = self._log.exists()
            self.ends.append(self._log.read_text(encoding="utf-8") if there else f"status {process.exitcode}")

    def kill(self) -> bool:
        """kill −9, wherever it is; says whether there was somebody to kill."""
        self.check()
        if self._process is None or self._process.pid is None:
            return False
        try:
            os.kill(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it has just ended by itself, which is told a little later
            self._process.join(ENDED_S)
            self.check()
            return False
        self._process.join(ENDED_S)
        self._process = None
        self.kills += 1
        return True
