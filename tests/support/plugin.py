"""Fixtures that every test folder may use; loaded by pyproject.toml (`-p tests.support.plugin`).

There is no tests/conftest.py: Brownie's tests run in another environment, whose fixtures would meet ours.
Processes are real: one node and one server for each session (each xdist worker), started when first wanted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql

from scripts.build.artifacts import harness_artifacts
from scripts.services.anvil import Anvil
from scripts.services.postgres import Postgres
from tests.support.pool import settle_pool

GENESIS_TIME: Final = 1_767_225_600  # 2026-01-01T00:00:00Z
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """An empty database of its own: `url` for SQLAlchemy, `conninfo` for psycopg."""

    name: str
    url: str
    conninfo: str


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root folder of the working copy."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def anvil() -> Iterator[Anvil]:
    """One node for the session. Tests that change its chain take `chain_snapshot` as well."""
    with Anvil(timestamp=GENESIS_TIME) as node:
        yield node


@pytest.fixture
def chain_snapshot(anvil: Anvil) -> Iterator[Anvil]:
    """The session's node, put back afterwards to where it was: blocks, state and clock."""
    snapshot = anvil.rpc("evm_snapshot")
    yield anvil
    settle_pool(anvil.rpc)
    assert anvil.rpc("evm_revert", snapshot) is True


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One database server for the session, without crash safety."""
    with Postgres(durable=False) as server:
        yield server


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    """A fresh empty database for one test, dropped afterwards with whatever is still connected to it."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres.conninfo, autocommit=True) as connection:
        # WAL_LOG copies the small template without a checkpoint.
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY wal_log").format(sql.Identifier(name))
        )
        yield Database(name, postgres.url_of(name), postgres.conninfo_of(name))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def harness_contracts() -> dict[str, dict[str, Any]]:
    """Artifacts of contracts/test/ by contract name (`abi`, `bytecode`), compiled when first asked for."""
    return harness_artifacts()
