"""`tallystick verify-evidence`: a pack is checked with nothing but the pack."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, environment, here, refused
from tests.cli.conftest import Office

OFFLINE = """
import sys

def no_network(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError("a socket was asked for: " + event)

sys.addaudithook(no_network)
from scripts.cli.run import run
code = run(["verify-evidence", sys.argv[1], "--json"])
heavy = {"psycopg", "sqlalchemy", "web3", "eth_account", "urllib3", "requests", "fastapi"} & set(sys.modules)
assert not heavy, heavy
sys.exit(code)
"""


@pytest.fixture(scope="module")
def pack(office: Office) -> dict[str, Any]:
    office.stack.wait_for_mirror()
    found: dict[str, Any] = office.session(office.buyer).get(f"/v1/audit/evidence/{office.order_id}")
    return found


@pytest.fixture
def file(tmp_path: Path, pack: dict[str, Any]) -> Path:
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(pack))
    return path


@pytest.mark.parametrize(
    "content", [b"", b"no json", b"\xff\xfe", b"{", b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"n": NaN}']
)
def test_what_is_no_json_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    refused(here(capsys, "verify-evidence", tmp_path / "file"))


def test_files_that_are_not_there_are_refused(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(here(capsys, "verify-evidence", tmp_path / "missing"))
    refused(here(capsys, "verify-evidence", tmp_path))
    refused(here(capsys, "verify-evidence", file, "--deployment", tmp_path / "missing"))
    refused(here(capsys, "verify-evidence", file, "--deployment", file))
    refused(here(capsys, "verify-evidence", file, "--anchor-hash", "0x12"))


@pytest.mark.parametrize(
    "content", ["{}", "[]", "1", '"text"', "null", '{"format": "tallystick-evidence-1"}']
)
def test_json_that_is_no_pack_is_a_fault_with_a_named_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "file").write_text(content)
    ran = here(capsys, "verify-evidence", tmp_path / "file", "--json")
    assert ran.code == 1
    assert {each["rule"] for each in ran.facts["findings"]} == {"TS-EVIDENCE-FORM"}


def test_another_anchor_or_another_deployment_than_one_knows_is_named(
    office: Office, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = here(capsys, "verify-evidence", file, "--anchor-hash", "0x" + "ab" * 32, "--json")
    assert (ran.code, [each["rule"] for each in ran.facts["findings"]]) == (1, ["TS-EVIDENCE-ANCHOR"])
    other = json.loads(office.stack.deployment_file.read_text())
    other["contracts"]["Orders"]["address"] = "0x" + "12" * 20
    (tmp_path / "other.json").write_text(json.dumps(other))
    ran = here(capsys, "verify-evidence", file, "--deployment", tmp_path / "other.json", "--json")
    assert (ran.code, [each["rule"] for each in ran.facts["findings"]]) == (1, ["TS-EVIDENCE-CONTRACT"])


def test_any_byte_changed_is_found_and_the_place_is_named(
    file: Path, pack: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    whole = file.read_bytes()
    chosen = random.Random(7).sample(range(len(whole)), 120)
    named = 0
    for position in chosen:
        changed = bytearray(whole)
        changed[position] ^= 1
        file.write_bytes(changed)
        ran = here(capsys, "verify-evidence", file, "--json")
        if ran.code == 1:
            named += 1
            assert all(each["location"].startswith("/") for each in ran.facts["findings"])
        else:
            assert ran.code == 2, (position, whole[position - 20 : position + 20])
            refused(ran)
    assert named > len(chosen) / 2


def test_a_pack_holds_offline_without_socket_driver_or_web3(file: Path, pack: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(file)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done
    facts = json.loads(done.stdout)
    assert facts["good"] is True
    assert facts["record"] == pack["record"]
    assert facts["events"] == len(pack["events"]) >= 2


def test_it_holds_against_the_anchor_and_the_deployment_that_one_knows(
    office: Office, file: Path, pack: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    block = office.stack.chain.block(pack["anchor"]["number"])
    assert block is not None
    known = ("--anchor-hash", block["hash"], "--deployment", office.stack.deployment_file)
    ran = here(capsys, "verify-evidence", file, *known)
    assert ran.code == 0
    assert ran.out.startswith("It holds")
    assert ran.out.count("\n") == 1  # nothing is left for the reader to compare
