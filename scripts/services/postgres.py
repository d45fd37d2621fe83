"""The database server: PostgreSQL from the machine's programs, or from those that `make setup` has installed.

    with Postgres(data_dir=Path("build/data")) as db:
        engine = create_engine(db.url)

It listens on 127.0.0.1 only (no socket file), asks for a password (scram-sha-256) that is generated into the
data folder, and runs as an unprivileged user when we are root, because PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from scripts.services.binaries import postgres
from scripts.services.process import HOST, Guarded, PortInUse, ServiceError, free_port, port_taken

USER: Final = "tallystick"
DATABASE: Final = "tallystick"
START_SECONDS: Final = 60.0  # crash recovery of a big folder on a slow disk
INITDB_SECONDS: Final = 120.0
ATTEMPTS: Final = 5
PRIVATE: Final = 0o600
PID_FILE_STATUS_LINE: Final = 8


def unprivileged_uid() -> int | None:
    """The user that runs the server when we are root: the machine's `postgres`, else `nobody`; else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return 65534


def reachable(path: Path, uid: int) -> bool:
    """Whether that user may walk through every folder above `path` and into it, judged by the mode's bits."""
    for folder in (path, *path.parents):
        if not folder.is_dir():
            continue
        mode = folder.stat()
        needed = 0o100 if mode.st_uid == uid else 0o001
        if not mode.st_mode & needed:
            return False
    return True


class Postgres:
    """A PostgreSQL server on 127.0.0.1 with one database `tallystick` owned by the user `tallystick`.

    data_dir: folder for its files (`postgres/` inside it); None for one that forgets everything at the end.
    port: 0 takes a free one; a given one that is taken raises PortInUse.
    durable: False gives up crash safety for speed (tests).
    """

    def __init__(self, data_dir: Path | None = None, *, port: int = 0, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.asked_port = port
        self.port = port
        self.durable = durable
        self.uid = unprivileged_uid()
        self._password = ""
        self._temporary: Path | None = None
        self._process: Guarded | None = None

    def __repr__(self) -> str:
        return f"Postgres(port={self.port}, data_dir={self.data_dir})"  # never the password

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database `tallystick` (holds the password: not for logs)."""
        return self.url_of(DATABASE)

    @property
    def conninfo(self) -> str:
        """The same for libpq and psycopg (holds the password: not for logs)."""
        return self.conninfo_of(DATABASE)

    def url_of(self, database: str) -> str:
        """SQLAlchemy address of another database of this server."""
        return f"postgresql+psycopg://{USER}:{self._password}@{HOST}:{self.port}/{database}"

    def conninfo_of(self, database: str) -> str:
        """libpq address of another database of this server."""
        return f"host={HOST} port={self.port} user={USER} password={self._password} dbname={database}"

    @property
    def running(self) -> bool:
        """Whether the server was started and has not ended since."""
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int:
        """Process id of the postmaster."""
        if self._process is None:
            raise ServiceError("PostgreSQL is not running")
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Create the cluster when it is missing, start the server, wait until it takes connections."""
        if self._process is not None:
            raise ServiceError("PostgreSQL is running already")
        if self.asked_port and port_taken(self.asked_port):
            raise PortInUse(f"port {self.asked_port} is in use: choose another, or 0 for a free one")
        try:
            folder = self._folder()
            programs = self._programs(folder)
            if not (folder / "cluster" / "PG_VERSION").is_file():
                self._create(folder, programs)
            self._password = (folder / "password").read_text(encoding="ascii").strip()
            self._launch(folder, programs)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server (open connections are ended, committed work is kept). Safe to repeat."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._temporary is not None:
            shutil.rmtree(
                self._temporary, ignore_errors=True
            )  # the guard has done it unless nothing was started
            self._temporary = None

    def _folder(self) -> Path:
        if self.data_dir is None:
            self._temporary = Path(tempfile.mkdtemp(prefix="tallystick-postgres-"))
            folder = self._temporary
        else:
            folder = self.data_dir.resolve() / "postgres"
            folder.mkdir(parents=True, exist_ok=True)
        if self.uid is not None:
            os.chown(folder, self.uid, -1)
        return folder

    def _programs(self, folder: Path) -> Path:
        version = folder / "cluster" / "PG_VERSION"
        return postgres(int(version.read_text(encoding="ascii")) if version.is_file() else None)

    def _run(
        self, programs: Path, folder: Path, command: list[str], log: str, remove: Path | None = None
    ) -> Guarded:
        """Run one command as the server's user, its output in `log`; that user must reach `programs`."""
        reach = self.uid is not None and not (reachable(programs, self.uid) and reachable(folder, self.uid))
        if reach and sys.platform != "linux":
            raise ServiceError(
                f"PostgreSQL may not run as root, and its own user cannot reach {folder} or {programs}: "
                "run as an ordinary user, or put the folder where others may enter"
            )
        env = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder), "TZ": "UTC"}
        return Guarded(command, folder / log, uid=self.uid, reach=reach, env=env, remove=remove)

    def _create(self, folder: Path, programs: Path) -> None:
        """initdb, under another name until it is complete: a broken attempt is thrown away, never used."""
        half = folder / "cluster.new"
        if half.exists():
            shutil.rmtree(half)
        password = folder / "password"
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
            file.write(secrets.token_urlsafe(24) + "\n")
        if self.uid is not None:
            os.chown(password, self.uid, -1)
        command = [
            str(programs / "initdb"),
            "-D",
            str(half),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            f"--pwfile={password}",
        ]
        command += ["-E", "UTF8", "--locale=C", *([] if self.durable else ["--no-sync"])]
        status = (creation := self._run(programs, folder, command, "initdb.log")).wait_for_exit(
            INITDB_SECONDS
        )
        if status != 0:
            raise ServiceError(f"initdb ended with status {status}: {creation.tail()}")
        self._create_database(half, folder, programs)
        half.rename(folder / "cluster")

    def _create_database(self, cluster: Path, folder: Path, programs: Path) -> None:
        """The database `tallystick`, made by a single-user server, so that no client program is needed."""
        script = folder / "create.sql"
        script.write_text(f"CREATE DATABASE {DATABASE};\n", encoding="ascii")
        feed = ["-c", 'exec "$0" --single -D "$1" postgres < "$2"', str(programs / "postgres"), str(cluster)]
        creation = self._run(programs, folder, ["/bin/sh", *feed, str(script)], "create.log")
        if creation.wait_for_exit(INITDB_SECONDS) != 0 or "ERROR" in creation.tail():
            raise ServiceError(f"the database could not be created: {creation.tail()}")
        script.unlink()

    def _launch(self, folder: Path, programs: Path) -> None:
        for attempt in range(ATTEMPTS):
            self.port = self.asked_port or free_port()
            command = [str(programs / "postgres"), "-D", str(folder / "cluster"), *self._settings()]
            self._process = self._run(programs, folder, command, "postgres.log", self._temporary)
            try:
                self._process.wait_until(lambda: self._ready(folder), START_SECONDS)
                return
            except ServiceError as error:
                words = str(error)
                if "postmaster.pid" in words:
                    raise ServiceError(f"{folder} is in use by another server: {words}") from None
                if "could not bind" not in words:
                    raise
                if self.asked_port or attempt == ATTEMPTS - 1:
                    raise PortInUse(
                        f"port {self.port} is in use: choose another, or 0 for a free one"
                    ) from None

    def _settings(self) -> list[str]:
        settings = {"listen_addresses": HOST, "port": str(self.port), "unix_socket_directories": ""}
        settings |= {
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "shared_buffers": "128MB",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _ready(self, folder: Path) -> bool:
        """The server's own word: line 8 of its pid file, believed only when line 1 names our process."""
        try:
            lines = (folder / "cluster" / "postmaster.pid").read_text(encoding="ascii").splitlines()
        except OSError:
            return False
        ours = self._process is not None and bool(lines) and lines[0].strip() == str(self._process.pid)
        return (
            ours and len(lines) >= PID_FILE_STATUS_LINE and lines[PID_FILE_STATUS_LINE - 1].strip() == "ready"
        )
