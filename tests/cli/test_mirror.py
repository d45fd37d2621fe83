"""`tallystick index` and `tallystick verify` on a running stack and on an outside database."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from indexer.store import to_conninfo
from tests.cli.commands import ROOT, command, environment, here, refused, tallystick
from tests.cli.conftest import Office
from tests.support.plugin import Database


@pytest.fixture
def copy(office: Office, database: Database, capsys: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """Options for a mirror of the office's chain in a database of its own, indexed to the head."""
    where = (
        "--rpc-url", office.stack.rpc_url, "--database-url", database.url,
        "--deployment", office.stack.deployment_file,
    )  # fmt: skip
    assert here(capsys, "index", "--once", "--json", *where).code == 0
    return where


@contextmanager
def tampered(database: Database, table: str, column: str, value: str) -> Iterator[None]:
    with psycopg.connect(to_conninfo(database.url), autocommit=True) as connection:
        connection.execute(f"UPDATE mirror.{table} SET {column} = {value}".encode())
    yield


def test_without_any_address_they_say_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RPC_URL", "DATABASE_URL", "DEPLOYMENT", "CONFIG"):
        monkeypatch.delenv(f"TALLYSTICK_{name}", raising=False)
    for name in ("index", "verify"):
        line = refused(here(capsys, name, "--data-dir", tmp_path))
        assert "--rpc-url, --database-url, --deployment" in line


@pytest.mark.parametrize("name", ["index", "verify"])
def test_a_node_that_is_away_is_named(office: Office, capsys: pytest.CaptureFixture[str], name: str) -> None:
    line = refused(here(capsys, name, "--data-dir", office.data_dir, "--rpc-url", "http://127.0.0.1:1"))
    assert "http://127.0.0.1:1" in line


@pytest.mark.parametrize("name", ["index", "verify"])
@pytest.mark.parametrize("content", ["", "{}", "[]", "no json", '{"contracts": {"Orders": 1}}', "[" * 5_000])
def test_a_file_that_is_no_deployment_is_refused(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    (tmp_path / "deployment.json").write_text(content)
    refused(here(capsys, name, "--data-dir", office.data_dir, "--deployment", tmp_path / "deployment.json"))


def test_a_database_that_refuses_is_told_without_its_password(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://nobody:hunter2@127.0.0.1:1/none"
    for name in ("index", "verify"):
        assert "hunter2" not in refused(
            here(capsys, name, "--data-dir", office.data_dir, "--database-url", url)
        )


def test_an_empty_database_is_not_verified(
    office: Office, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(here(capsys, "verify", "--data-dir", office.data_dir, "--database-url", database.url))
    assert "tallystick index" in line


def test_a_second_writer_is_refused(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert "another indexer" in refused(here(capsys, "index", "--once", "--data-dir", office.data_dir))


def test_INV_16_the_running_mirror_is_what_the_chain_says(office: Office) -> None:
    office.stack.wait_for_mirror()
    ran = tallystick("verify", "--data-dir", office.data_dir, "--json")
    assert ran.code == 0, ran
    assert ran.facts["differences"] == []
    assert ran.facts["tables"]["orders"]["rows"] == 1
    assert ran.facts["tables"]["orders"]["viewValues"] > 0


def test_INV_16_one_value_changed_is_named_with_table_key_column_and_both_values(
    office: Office, database: Database, copy: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert here(capsys, "verify", *copy).out.splitlines()[-2].startswith("0 differences")
    with tampered(database, "orders", "amount", "amount + 1"):
        ran = here(capsys, "verify", *copy, "--json")
    assert ran.code == 1
    (found,) = ran.facts["differences"]
    assert found["table"] == "orders"
    assert found["key"] == [office.order_id]
    assert found["column"] == "amount"
    assert (found["mirror"], found["chain"]) == (1_000_001, 1_000_000)
    for_people = here(capsys, "verify", *copy)
    assert for_people.code == 1
    for words in ("orders", office.order_id, "amount", "1000001", "1000000", "1 difference in"):
        assert words in for_people.out


def test_indexing_again_changes_nothing_and_rebuilding_cures(
    database: Database, copy: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    again = here(capsys, "index", "--once", "--json", *copy)
    assert (again.code, again.facts["events"], again.facts["blocks"]) == (0, 0, 0)
    with tampered(database, "orders", "supplier", "buyer"):
        assert here(capsys, "verify", *copy).code == 1
    rebuilt = here(capsys, "index", "--once", "--rebuild", "--json", *copy)
    assert rebuilt.code == 0
    assert rebuilt.facts["events"] > 0
    assert here(capsys, "verify", *copy).code == 0


def test_following_goes_on_until_it_is_interrupted_and_ends_well(
    office: Office, database: Database, copy: tuple[object, ...]
) -> None:
    running = subprocess.Popen(
        command("index", "--json", *copy),
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        writer = (
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        with psycopg.connect(to_conninfo(database.url), autocommit=True) as connection:
            while connection.execute(writer).fetchone() is None:
                assert running.poll() is None
                time.sleep(0.1)
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, err) == (0, "")
    assert json.loads(out)["block"] >= office.stack.deployment.block_number
