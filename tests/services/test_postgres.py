"""The database server as a service: real processes."""

from __future__ import annotations

import os
import signal
import socket
import stat
from pathlib import Path

import psycopg
import pytest

from scripts.services import binaries
from scripts.services import postgres as service
from scripts.services.postgres import Postgres
from scripts.services.process import PortInUse, ServiceError
from tests.services.processes import alive, end_by, first_line, gone_within, program, removed_within
from tests.support.plugin import Database

HOLD = """
import time
from scripts.services.postgres import Postgres
with Postgres(durable=False) as db:
    print(db.pid, db._temporary, flush=True)
    time.sleep(600)
"""


def test_a_taken_port_is_refused_by_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUse, match=f"port {taken.getsockname()[1]} is in use"):
            Postgres(port=taken.getsockname()[1]).start()


def test_missing_programs_say_to_run_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "postgres_folders", list)
    with pytest.raises(ServiceError, match="make setup"):
        Postgres().start()


def test_a_data_folder_serves_one_server_at_a_time(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False), pytest.raises(ServiceError, match="in use by another server"):
        Postgres(tmp_path, durable=False).start()


def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    wrong = f"host=127.0.0.1 port={postgres.port} user=tallystick password=guess dbname=tallystick"
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(wrong)


def test_the_password_lies_in_a_private_file_and_in_no_text(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False) as server:
        file = tmp_path / "postgres" / "password"
        password = file.read_text().strip()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert password in server.url and password not in repr(server)
        arguments = Path(f"/proc/{server.pid}/cmdline")
        assert not arguments.exists() or password.encode() not in arguments.read_bytes()


def test_the_server_never_runs_as_root(postgres: Postgres) -> None:
    owner = Path(f"/proc/{postgres.pid}")
    if not owner.exists():
        pytest.skip("needs /proc")
    assert owner.stat().st_uid != 0


def test_stopping_leaves_no_process() -> None:
    with Postgres(durable=False) as server:
        pid = server.pid
        assert alive(pid)
    assert not alive(pid)


def test_two_servers_run_side_by_side(tmp_path: Path) -> None:
    with Postgres(tmp_path / "a", durable=False) as one, Postgres(tmp_path / "b", durable=False) as two:
        assert one.port != two.port
        with psycopg.connect(one.conninfo) as connection:
            connection.execute("CREATE TABLE only_here (n int)")
        with psycopg.connect(two.conninfo) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM only_here")


def test_rows_survive_restart_and_kill(tmp_path: Path) -> None:
    with Postgres(tmp_path) as server:
        with psycopg.connect(server.conninfo) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (41), (42)")
        pid = server.pid
        os.kill(pid, signal.SIGKILL)
        assert gone_within(pid, 5)
    for _ in range(2):
        with Postgres(tmp_path) as server, psycopg.connect(server.conninfo) as connection:
            assert connection.execute("SELECT sum(n) FROM kept").fetchone() == (83,)


def test_a_folder_closed_to_others_serves_as_well(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Postgres(closed, durable=False) as server, psycopg.connect(server.conninfo) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("folder", binaries.postgres_folders(), ids=lambda folder: str(folder.parent.name))
def test_every_installed_version_from_15_serves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    major = binaries.postgres_major(folder)
    assert major is not None and major >= binaries.POSTGRES_OLDEST
    monkeypatch.setattr(service, "postgres", lambda _=None: folder)
    with Postgres(durable=False) as server, psycopg.connect(server.conninfo) as connection:
        assert connection.info.server_version // 10_000 == major


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_program_that_ends_in_any_way_leaves_no_server_and_no_folder(how: signal.Signals) -> None:
    running = program(HOLD)
    pid, folder = first_line(running).split()
    assert alive(int(pid)) and Path(folder).is_dir()
    end_by(running, how)
    assert gone_within(int(pid), 15)
    assert removed_within(Path(folder), 5)


def test_each_test_has_an_empty_database_of_its_own(database: Database, postgres: Postgres) -> None:
    with psycopg.connect(database.conninfo) as connection:
        count = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
    assert count == (0,)
    assert database.name in database.url and database.url != postgres.url
