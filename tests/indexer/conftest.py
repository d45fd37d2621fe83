"""Fixtures of the mirror's tests: a node of their own (they reorganise it), a world on it, indexers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chain.provider import Chain, connect
from scripts.services.anvil import Anvil
from tests.indexer.troubles import play_the_troubles
from tests.indexer.world import World, build, play_main_trade, play_the_rest
from tests.support.plugin import GENESIS_TIME
from tests.support.pool import settle_pool


@pytest.fixture(scope="session")
def node() -> Iterator[Anvil]:
    """One node for the mirror's tests."""
    with Anvil(timestamp=GENESIS_TIME) as running:
        yield running


@pytest.fixture(scope="session")
def chain(node: Anvil) -> Iterator[Chain]:
    """The gateway to that node."""
    with connect(node.rpc_url, node.chain_id) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def played(chain: Chain) -> World:
    """A world in which every kind of row has come into being."""
    world = build(chain)
    play_the_troubles(world)
    play_main_trade(world)
    play_the_rest(world)
    return world


@pytest.fixture
def world(node: Anvil, played: World) -> Iterator[World]:
    """The played world, put back afterwards to where it was."""
    snapshot = node.rpc("evm_snapshot")
    yield played
    settle_pool(node.rpc)
    assert node.rpc("evm_revert", snapshot) is True
