"""INV-16 in the campaign: what the events of a run say is what the contracts' views say."""

from __future__ import annotations

import pytest

from tests.model.mirrored import Known, Mirror, known_of
from tests.model.moves_rest import Rest
from tests.model.pair import Pair
from tests.model.prelude import begin
from tests.model.run import LENGTH


def heard(seed: int, length: int = LENGTH) -> tuple[Mirror, Known]:
    """A run of the campaign, its events kept, and what the model knows in the end."""
    pair = Pair()
    mirror = Mirror(pair.chain)
    pair.chain.listener = mirror.heard
    begin(pair)
    player = Rest(pair.model, seed)
    for _ in range(length):
        pair.model.now = pair.now
        call = player.next()
        player.saw(call, pair.call(call))
    return mirror, known_of(pair.model)


def test_an_event_that_is_missing_said_twice_or_said_wrongly_is_a_difference() -> None:
    mirror, known = heard(4, 300)  # here no later event says again what the last of each name has said
    assert mirror.differences(known) == []
    whole = mirror.logs
    told = [f"{one.contract}.{one.name}" for one in mirror.told()]
    for name in ("Loans.Synced", "Orders.ProposedSet", "Receivables.Transfer", "Cash.Transfer"):
        last = max(place for place, one in enumerate(told) if one == name)
        mirror.logs = whole[:last] + whole[last + 1 :]
        assert mirror.differences(), f"{name} is missing"
        if name.endswith("Transfer"):
            mirror.logs = [*whole, whole[last]]
            assert mirror.differences(), f"{name} is there twice"
        digits = whole[last].data
        wrong = whole[last]._replace(data=digits[:-1] + f"{int(digits[-1], 16) ^ 1:x}")
        mirror.logs = [*whole[:last], wrong, *whole[last + 1 :]]
        assert mirror.differences(), f"{name} says something else"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
def test_INV_16_the_events_of_a_run_say_what_the_views_say(seed: int) -> None:
    mirror, known = heard(seed)
    assert mirror.differences(known) == []
