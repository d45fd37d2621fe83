"""The command as a whole: help, version, refusals, settings, and how it ends."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from scripts.cli.failures import explain
from scripts.cli.output import printable
from tests.cli.commands import ROOT, command, environment, here, refused, tallystick
from tests.cli.serving import gone, processes_of

COMMANDS = ["up", "demo", "index", "verify", "verify-evidence", "document", "keys", "tx", "config"]


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("--nonsense",), ("keys",), ("tx",), ("keys", "nonsense"), ("document",), ("tx", "send"),
     ("verify-evidence",), ("verify", "surplus"), ("index", "--once", "perhaps"), ("demo", "a", "b")],
)  # fmt: skip
def test_a_command_line_that_says_nothing_is_refused_with_a_way_on(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert "--help" in refused(here(capsys, *arguments))


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("rest", [("--\x1b[31m",), ("x" * 5_000,), ("\udcff",), ("a\nb",)])
def test_no_command_line_brings_a_traceback_or_moves_the_cursor(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, rest: tuple[str, ...]
) -> None:
    line = refused(here(capsys, name, *rest))
    assert "\x1b" not in line


def test_a_folder_without_documents_is_refused_by_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    assert "not a folder" in refused(here(capsys, "demo", "/nonexistent"))


def test_an_unexpected_fault_is_one_line() -> None:
    line = explain(KeyError("x"))
    assert line.startswith("KeyError: 'x'")
    assert "TALLYSTICK_TRACE" in line


def test_settings_that_are_wrong_are_named_without_their_value(tmp_path: Path) -> None:
    for name, value in (("MASTER_KEY", "hunter2"), ("POOL_SIZE", "hunter2"), ("OPERATORS", "hunter2")):
        line = refused(tallystick("config", variables={f"TALLYSTICK_{name}": value}))
        assert name.lower() in line
        assert "hunter2" not in line
    (tmp_path / "broken.toml").write_text("a = = b")
    refused(tallystick("config", "--config", tmp_path / "broken.toml"))
    (tmp_path / "unknown.toml").write_text("colour = 'red'")
    assert "colour" in refused(tallystick("config", "--config", tmp_path / "unknown.toml"))


def test_settings_are_shown_with_their_source_and_masked_secrets(tmp_path: Path) -> None:
    (tmp_path / "tallystick.toml").write_text(
        f'rpc_url = "http://127.0.0.1:8545/v3/secret-path"\npool_size = 7\nmaster_key = "{"ab" * 32}"\n'
    )
    ran = tallystick(
        "config", "--json", "--config", tmp_path / "tallystick.toml",
        variables={
            "TALLYSTICK_DATABASE_URL": "postgresql+psycopg://treasurer:hunter2@db.example/books",
            "TALLYSTICK_POOL_SIZE": "9",
        },
    )  # fmt: skip
    assert ran.code == 1
    assert ran.facts["missing"] == ["deployment"]
    settings = ran.facts["settings"]
    assert settings["pool_size"] == {"value": 9, "source": "environment"}
    assert settings["rpc_url"]["source"] == "file"
    assert settings["domain"]["source"] == "default"
    for secret in ("hunter2", "secret-path", "ab" * 32):
        assert secret not in ran.out


def test_help_and_version_answer(capsys: pytest.CaptureFixture[str]) -> None:
    whole = here(capsys, "--help")
    assert whole.code == 0
    for name in COMMANDS:
        assert name in whole.out
        assert here(capsys, name, "--help").code == 0
    assert here(capsys).out == whole.out
    assert here(capsys, "--version").out.startswith("tallystick 0.")


def test_what_others_wrote_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\r\n\u202ec") == "a\ufffd[2Jb\ufffd\ufffd\ufffdc"


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    done = subprocess.run(
        f"{' '.join(command('tx', 'actions'))} | true",
        shell=True, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_interrupted_demo_ends_with_130_and_leaves_neither_process_nor_file(tmp_path: Path) -> None:
    running = subprocess.Popen(
        command("demo"), cwd=ROOT, env=environment(TMPDIR=str(tmp_path)), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not any("postgres" in words for words in processes_of(tmp_path)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, "")
    assert gone(tmp_path)
    assert list(tmp_path.iterdir()) == []
