"""The campaign's own database cluster, and what befalls it: restarts, crashes, cut connections, a full disk.

A full disk is made by RLIMIT_FSIZE on the server's processes (prlimit, Linux): PostgreSQL takes the failed
write for what it is on a full disk, an error where a table is to grow and a PANIC with recovery where its log
is. It needs no mount and no rights but those of the server's owner.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from scripts.services.postgres import Postgres
from scripts.services.process import HOST, ServiceError

BASE: Final = "base"
STARTS: Final = 20
PAUSE_S: Final = 0.25
ENDED_S: Final = 10.0
MEMORY: Final = "/dev/shm"
MEMORY_BYTES: Final = 4 << 30
QUIET_PORTS: Final = (12_000, 32_000)


def fast_folder() -> str | None:
    """Where temporary folders are in memory, if there is room: a database for each schedule is hundreds of
    files made and removed, which took a quarter of the campaign's time on a disk."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free > MEMORY_BYTES and os.access(MEMORY, os.W_OK):
            return MEMORY
    return None


def quiet_port() -> int:
    """A free TCP port of 127.0.0.1 below those that the system gives to outgoing connections: one of these
    could take it while its server is away."""
    while True:
        port = random.SystemRandom().randrange(*QUIET_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


class Cluster:
    """One server on a port that stays the same over restarts; a database for each schedule."""

    def __init__(self, folder: Path) -> None:
        self._server = Postgres(folder, port=quiet_port(), durable=False)
        self._server.start()
        self._numbers = 0
        self.filled = 0

    def stop(self) -> None:
        """The end."""
        self._server.stop()

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database (holds the password)."""
        return self._server.url_of(database)

    def connect(self, database: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of our own."""
        server = self._server
        address = server.conninfo if database is None else server.conninfo_of(database)
        return psycopg.connect(address, autocommit=True)

    def create(self, template: str = "template0", name: str | None = None) -> str:
        """A database, empty or a copy of a template that nobody is connected to."""
        self._numbers += 1
        name = name or f"schedule_{self._numbers}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
        with self.connect() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """With whatever is connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def cut_connections(self, database: str) -> None:
        """End every connection to a database."""
        with self.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,)
            )

    def restart(self) -> None:
        """An orderly stop, and a start."""
        self._server.stop()
        self._start()

    def crash(self) -> None:
        """An immediate shutdown: nothing is written any more, the next start recovers."""
        os.kill(self._server.pid, signal.SIGQUIT)
        self._until_ended()
        self._server.stop()
        self._start()

    def kill_backend(self, database: str) -> None:
        """kill −9 of one server process: PostgreSQL then ends all others and recovers by itself."""
        with suppress(psycopg.Error, ProcessLookupError), self.connect() as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s LIMIT 1", (database,)
            ).fetchone()
            if row is not None:
                os.kill(int(str(row[0])), signal.SIGKILL)
                deadline = time.monotonic() + ENDED_S
                while time.monotonic() < deadline:  # until the server has noticed, and ended ours as well
                    connection.execute("SELECT 1")
                    time.sleep(0.005)
        self._until_answers()

    def fill_disk(self, seconds: float, dice: random.Random, *, log_too: bool) -> None:
        """No file grows beyond a few pages for a while. log_too: the server's own log cannot be written
        either, which it survives by a crash alone."""
        postmaster = self._server.pid
        with self.connect() as connection:
            clients = "" if log_too else " WHERE backend_type = 'client backend'"
            rows = connection.execute(f"SELECT pid FROM pg_stat_activity{clients}".encode()).fetchall()
        pids = [postmaster, *[int(str(pid)) for (pid,) in rows]]
        uid = self._server.uid
        _limit(pids, dice.choice((1, 2, 4, 8)) * 8192, uid)
        self.filled += 1
        time.sleep(seconds)
        _limit({*pids, *_children(postmaster)}, resource.RLIM_INFINITY, uid)
        self._until_answers()

    def _start(self) -> None:
        for attempt in range(STARTS):
            try:
                self._server.start()
                return
            except ServiceError:
                if attempt == STARTS - 1:
                    raise
                time.sleep(PAUSE_S)

    def _until_ended(self) -> None:
        deadline = time.monotonic() + ENDED_S
        while self._server.running and time.monotonic() < deadline:
            time.sleep(0.01)

    def _until_answers(self) -> None:
        """The server takes connections again; where it has given up it is started."""
        deadline = time.monotonic() + 6 * ENDED_S
        while time.monotonic() < deadline:
            if not self._server.running:
                self._server.stop()
                self._start()
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise ServiceError("the database server did not come back")


def _limit(pids: Iterable[int], size: int, uid: int | None) -> None:
    """Limit the files of these processes, as the user whose they are: only that one may."""
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1] != 0:
            raise ServiceError("the server's processes could not be limited")
        return
    try:
        if uid is not None:
            os.setgid(uid)
            os.setuid(uid)
        for pid in pids:
            with suppress(ProcessLookupError):
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
        os._exit(0)
    finally:
        os._exit(1)


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="tallystick-torture-", dir=fast_folder()) as folder:
        Path(folder).chmod(0o755)
        running = Cluster(Path(folder))
        try:
            yield running
        finally:
            running.stop()
