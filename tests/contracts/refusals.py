"""Refusals as sentences: `with refused("Orders_NotBuyer", caller=world.outsider.address): ...`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chain.errors import ContractError


@contextmanager
def refused(name: str, **numbers: Any) -> Iterator[None]:
    """The block ends in this named error of a contract, with these of its arguments."""
    with pytest.raises(ContractError) as caught:
        yield
    error = caught.value
    assert error.name == name, f"refused by {error}"
    found = {key: error.arguments.get(key) for key in numbers}
    assert found == numbers, f"refused by {error}"
