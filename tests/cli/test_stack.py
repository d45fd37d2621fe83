"""`Stack`, which `up`, the demo and tests share: what it finds, what it makes, what it refuses."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import pytest
import urllib3

from indexer.reconcile import verify
from scripts.services.anvil import Anvil
from scripts.serving.faults import ServingError
from scripts.serving.stack import Stack, sqlalchemy_url
from tests.cli.conftest import Office
from tests.support.plugin import Database


def test_an_address_of_another_database_is_refused_without_showing_it() -> None:
    for url in ("mysql://a:secret@b/c", "secret", ""):
        with pytest.raises(ServingError) as refusal:
            sqlalchemy_url(url)
        assert "secret" not in str(refusal.value)
    assert sqlalchemy_url("postgres://a:b@c/d") == "postgresql+psycopg://a:b@c/d"


def test_a_broken_secret_is_named_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "operator").mkdir()
    secret = tmp_path / "operator" / "master-key"
    secret.write_text("cut sho")
    with pytest.raises(ServingError, match="master-key"), Stack(tmp_path):
        pass
    assert secret.read_text() == "cut sho"


def test_contracts_of_another_chain_are_refused(
    tmp_path: Path, chain_snapshot: Anvil, database: Database
) -> None:
    with Stack(tmp_path / "one", rpc_url=chain_snapshot.rpc_url, database_url=database.url) as stack:
        file = stack.deployment_file
    with (
        Anvil(chain_id=chain_snapshot.chain_id) as other,
        pytest.raises(ServingError, match="does not fit"),
        Stack(tmp_path / "two", rpc_url=other.rpc_url, database_url=database.url, deployment=file),
    ):
        pass


def test_a_chain_that_was_lost_is_deployed_on_anew_and_its_mirror_begins_again(tmp_path: Path) -> None:
    with Stack(tmp_path, durable=False) as stack:
        lost = stack.deployment
        keys = stack.credentials.operator.address
    shutil.rmtree(tmp_path / "anvil")
    with Stack(tmp_path, durable=False, timestamp=1_767_225_600) as stack:
        assert stack.deployment.block_hash != lost.block_hash
        assert stack.credentials.operator.address == keys
        stack.wait_for_mirror()
        assert verify(stack.database_url, stack.chain, stack.deployment).good


def test_a_stack_without_a_folder_forgets_everything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: Database
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Stack(database_url=database.url) as stack:
        assert stack.data_dir.is_relative_to(tmp_path)
        assert stack.wait_for_mirror() >= stack.deployment.block_number
        stack.check()
    assert list(tmp_path.iterdir()) == []


def test_answers_on_a_kept_connection_wait_for_no_acknowledgement(office: Office) -> None:
    http = urllib3.PoolManager(retries=False)
    took = []
    for _ in range(20):
        began = time.monotonic()
        assert http.request("GET", f"{office.stack.api_url}/healthz").status == 200
        took.append(time.monotonic() - began)
    assert statistics.median(took) < 0.03  # a delayed acknowledgement is 0.04 s
