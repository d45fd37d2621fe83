"""Stories that the survivors of the second sample asked for, and of the libraries that came late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import FACE, Teller
from tests.model.arithmetic import BPS, YEAR
from tests.model.signatures import address_of as of


def renewed(t: Teller, **groups: int) -> None:
    """The operator writes these into groups."""
    for name, number in groups.items():
        roles = t.model.party(of(name)).roles
        t.does("operator", "Participants", "renew", of(name), number, roles, t.now + YEAR, 1, 2)


def nothing_is_lent_on_an_order_whose_parties_have_become_kin(t: Teller) -> None:
    """Groups change: what was good for a draw is good for none, and counts again when they part."""
    for kin in ({"supplier1": 4, "buyer1": 4}, {"financier1": 5, "buyer1": 5}):
        order_id = t.order()
        t.does("supplier1", "Loans", "pledge", t.facility(version=kin["buyer1"]), order_id)
        t.does("supplier1", "Loans", "draw", order_id, 100, BPS)
        renewed(t, **kin)
        t.refused("Loans_OverCapacity", "supplier1", "Loans", "draw", order_id, 1, BPS)
        renewed(t, **dict.fromkeys(kin, 0))
        t.does("supplier1", "Loans", "draw", order_id, FACE // 5 - 100, BPS)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    nothing_is_lent_on_an_order_whose_parties_have_become_kin,
)
