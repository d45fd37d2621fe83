"""Fixtures of the gateway's tests: a Chain on the session's node."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chain.provider import Chain, connect
from scripts.services.anvil import Anvil


@pytest.fixture(scope="session")
def chain(anvil: Anvil) -> Iterator[Chain]:
    """The gateway to the session's node."""
    with connect(anvil.rpc_url, anvil.chain_id) as gateway:
        yield gateway
