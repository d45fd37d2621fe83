"""One served world for the session; a second one for those tests that leave traces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts.services.postgres import Postgres
from tests.api.world import World, world_of


def _database(postgres: Postgres, name: str) -> str:
    with psycopg.connect(postgres.conninfo, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return postgres.url_of(name)


@pytest.fixture(scope="session")
def world(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Parties admitted and funded, nothing traded yet. Tests here refuse things and change nothing."""
    with world_of(_database(postgres, "service"), tmp_path_factory.mktemp("service")) as found:
        yield found


@pytest.fixture(scope="module")
def fresh_world(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[World]:
    """A world of the module's own."""
    folder: Path = tmp_path_factory.mktemp("service")
    name = "service_" + request.module.__name__.rpartition(".")[2]
    with world_of(_database(postgres, name), folder) as found:
        yield found
