"""Fixtures of the contracts' tests: one world for the session, put back after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.world import World


@pytest.fixture(scope="session")
def whole_world() -> Iterator[World]:
    """Deployed once for the session, on a node of its own: the contracts' tests set the clock."""
    with World.on_new_chain() as world:
        yield world


@pytest.fixture
def world(whole_world: World) -> Iterator[World]:
    """The world as it was deployed: everybody admitted and funded, nothing traded."""
    with whole_world.undone():
        yield whole_world


@pytest.fixture
def order(world: World) -> str:
    """Pledged, 600,000 of 1,000,000 received: capacity 600,000."""
    made = world.accepted_order()
    world.pledge(world.accept_terms(), made)
    world.receive(made, 600_000)
    return made
