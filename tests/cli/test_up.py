"""`tallystick up`: one command serves, resumes, and leaves nothing behind however it ends."""

from __future__ import annotations

import json
import os
import signal
import stat
import time
import urllib.request
from pathlib import Path

import pytest

from scripts.services.anvil import Anvil
from scripts.services.process import free_port
from tests.cli.commands import here, refused, tallystick
from tests.cli.serving import gone, process_id, processes_of, up
from tests.support.plugin import Database


def ready(api_url: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{api_url}/readyz", timeout=30) as answer:
        found = json.load(answer)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "options",
    [
        ("--port", "99999"),
        ("--port", "http"),
        ("--chain-id", "0"),
        ("--chain-id", "1e9"),
        ("--block-time", "-1"),
        ("--currency", "yuan"),
        ("--config", "/nonexistent.toml"),
        ("--nonsense",),
        ("surplus",),
    ],
)
def test_nonsense_is_refused_in_one_line_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    refused(here(capsys, "up", "--data-dir", tmp_path / "data", *options))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--rpc-url", "nonsense"),
        ("--rpc-url", "http://127.0.0.1:1"),
        ("--database-url", "mysql://user:secret@127.0.0.1/x"),
        ("--database-url", "postgresql://user:secret@127.0.0.1:1/x"),
        ("--host", "256.256.256.256"),
        ("--deployment", "/nonexistent/other.json"),
        ("--data-dir", "/proc/none"),
        ("--data-dir", "/dev/null"),
    ],
)
def test_places_that_cannot_be_used_are_refused_in_one_line_and_nothing_stays(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    folder = tmp_path / "data"
    line = refused(tallystick("up", "--data-dir", folder, *options))
    assert "secret" not in line
    assert gone(folder)


def test_a_port_that_is_taken_is_refused(tmp_path: Path, anvil: Anvil) -> None:
    line = refused(tallystick("up", "--data-dir", tmp_path, "--port", anvil.port))
    assert str(anvil.port) in line


def test_an_interruption_of_the_start_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with up(folder) as running:
        deadline = time.monotonic() + 60
        while not processes_of(folder / "anvil"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert running.end() == 128 + signal.SIGINT
        assert running.errors.read_text() == ""
    assert gone(folder)


@pytest.mark.slow
def test_it_serves_resumes_tells_no_secret_and_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with up(folder) as running:
        first = running.facts()
        assert ready(first["api"])["status"] == "ready"
        assert "in use" in refused(tallystick("up", "--data-dir", folder))
        assert stat.S_IMODE((folder / "running.json").stat().st_mode) == 0o600
        command_lines = " ".join(processes_of(folder))
        assert running.end(signal.SIGINT) == 0
        assert running.errors.read_text() == ""
        no_secret_is_told(folder, json.dumps(first) + command_lines + (folder / "tallystick.log").read_text())
    assert gone(folder)
    assert not (folder / "running.json").exists()

    with up(folder) as running:
        second = running.facts()
        assert (second["operator"], second["cash"]) == (first["operator"], first["cash"])
        assert ready(second["api"])["status"] == "ready"
        checked = tallystick("verify", "--data-dir", folder, "--json")
        assert (checked.code, checked.facts["differences"]) == (0, [])
        assert running.end(signal.SIGTERM) == 0
    assert gone(folder)

    with up(folder) as running:
        running.facts()
        time.sleep(0.5)
        assert running.end(signal.SIGKILL) == -signal.SIGKILL
    assert gone(folder)
    line = refused(tallystick("verify", "--data-dir", folder))
    assert "no `tallystick up` is running" in line  # the note of the killed one is not believed

    with up(folder) as running:
        assert running.facts()["operator"] == first["operator"]
        (node,) = [words for words in processes_of(folder) if "anvil" in words.split()[0]]
        os.kill(process_id(node), signal.SIGKILL)
        assert running.process.wait(30) == 2
        assert "the node has stopped" in running.errors.read_text()
    assert gone(folder)

    version = folder / "deployments" / f"{first['chain']['chainId']}.version"
    version.write_text("0x" + "12" * 32)
    assert "another version" in refused(tallystick("up", "--data-dir", folder))


@pytest.mark.slow
def test_two_run_side_by_side_and_know_nothing_of_each_other(tmp_path: Path) -> None:
    with up(tmp_path / "one") as one, up(tmp_path / "two") as two:
        first, second = one.facts(), two.facts()
        for fact in ("api", "database", "operator", "chain"):
            assert first[fact] != second[fact]
        assert one.end() == 0
        assert gone(tmp_path / "one")
        assert ready(second["api"])["status"] == "ready"
        assert two.end() == 0
    assert gone(tmp_path / "two")


@pytest.mark.slow
def test_it_uses_the_node_and_the_database_that_it_is_given(
    tmp_path: Path, chain_snapshot: Anvil, database: Database
) -> None:
    folder, port = tmp_path / "data", free_port()
    options = ("--rpc-url", chain_snapshot.rpc_url, "--database-url", database.url, "--port", port)
    with up(folder, *options, "--currency", "EUR", "--currency", "CNY") as running:
        facts = running.facts()
        assert facts["api"] == f"http://127.0.0.1:{port}"
        assert list(facts["cash"]) == ["EUR", "CNY"]
        assert ready(facts["api"])["chainId"] == chain_snapshot.chain_id
        assert not (folder / "anvil").exists()
        assert not (folder / "postgres").exists()
        assert running.end() == 0
    again = tallystick(
        "index", "--once", "--json", "--rpc-url", chain_snapshot.rpc_url, "--database-url", database.url,
        "--deployment", facts["deployment"],
    )  # fmt: skip
    assert again.code == 0, again.err
    assert again.facts["events"] == 0  # everything was indexed already


def no_secret_is_told(folder: Path, told: str) -> None:
    """None of the secrets in the data folder is in `told`, and nobody but their owner can read them."""
    names = ("operator/password", "operator/master-key", "operator/consortium-key", "postgres/password")
    for name in names:
        secret = (folder / name).read_text().strip()
        assert len(secret) > 20
        assert secret not in told
    for path in (folder / "operator").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((folder / "operator").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "postgres" / "password").stat().st_mode) == 0o600
