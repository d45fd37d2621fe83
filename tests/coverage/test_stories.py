"""The stories by themselves: model and bytecode agree on each, and each ends as it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.coverage.record import STORIES
from tests.coverage.teller import Teller


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_model_and_bytecode_agree_on(story: Callable[[Teller], None]) -> None:
    teller = Teller()
    story(teller)
    teller.pair.check_all()
