"""`tallystick entity`: the id that documents lead to is the one to admit a party under."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.documents.parties import entity_id_of, registrations
from tests.api.documents.samples import document
from tests.api.world import DOCUMENTS
from tests.cli.commands import here, refused

KEY = bytes(range(32))


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TALLYSTICK_CONSORTIUM_KEY", raising=False)
    (tmp_path / "operator").mkdir()
    (tmp_path / "operator" / "consortium-key").write_text(KEY.hex() + "\n")
    return tmp_path


def test_without_a_key_nothing_is_worked_out(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(here(capsys, "entity", "tax:1", "--data-dir", data_dir / "elsewhere"))
    assert "TALLYSTICK_CONSORTIUM_KEY" in said


@pytest.mark.parametrize("content", ["", "00", "no hex"])
def test_a_key_that_is_none_is_refused_and_not_shown(
    data_dir: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (data_dir / "operator" / "consortium-key").write_text(content)
    said = refused(here(capsys, "entity", "tax:1", "--data-dir", data_dir))
    assert "32 bytes" in said


def test_it_is_the_id_that_a_document_of_the_party_leads_to(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = [entity_id_of(KEY, each) for each in registrations(document(DOCUMENTS / "5-invoice.xml").seller)]
    ran = here(capsys, "entity", " TAX:cn 91330482MA2C0B0R2F", "--data-dir", data_dir, "--json")
    assert (ran.code, ran.facts["entityId"]) == (0, ids[0])


def test_the_key_of_the_environment_goes_first(
    data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bytes(32)
    monkeypatch.setenv("TALLYSTICK_CONSORTIUM_KEY", other.hex())
    ran = here(capsys, "entity", "name:Nobody Ltd", "--data-dir", data_dir, "--json")
    assert ran.facts["entityId"] == entity_id_of(other, "name:Nobody Ltd")
