"""From when a cure counts: the first sync that saw it, or the last drop of what attested the goods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import FACE, Teller
from tests.model.arithmetic import BPS, DAY
from tests.model.signatures import address_of as of

CURE: Final = 3


def _relies(t: Teller, attestor: int, relied_on: int) -> None:
    t.does("financier1", "Facilities", "setAttestor", attestor, relied_on)


def _on_evidence(t: Teller) -> int:
    """An order drawn on what its carrier attests."""
    _relies(t, of("attestor1"), 1)
    order_id = t.order()
    t.does("supplier1", "Orders", "recordShipment", order_id, FACE, 2)
    t.does("attestor1", "Orders", "attestShipment", order_id, FACE, 2)
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 5 * 2, BPS)
    return order_id


def a_cure_counts_from_the_last_drop(t: Teller) -> None:
    """Of the attestor of what is in transit, by the financier itself."""
    order_id = _on_evidence(t)
    _relies(t, of("attestor1"), 0)
    t.does("outsider", "Loans", "sync", order_id)
    t.later(DAY)
    _relies(t, of("attestor1"), 1)
    t.later(CURE * DAY)
    _relies(t, of("attestor1"), 0)
    t.refused("Loans_TooEarlyToDeclare", "financier1", "Loans", "declareDefault", order_id)
    t.later(CURE * DAY + 1)
    t.does("financier1", "Loans", "declareDefault", order_id)


def a_drop_before_the_trouble_shortens_no_cure(t: Teller) -> None:
    """What was dropped and is relied on again is of the past."""
    _relies(t, of("attestor1"), 0)
    order_id = _on_evidence(t)
    t.later(CURE * DAY)
    t.does("operator", "Participants", "suspend", of("buyer1"), 1)
    t.does("outsider", "Loans", "sync", order_id)
    t.later(DAY)
    t.refused("Loans_TooEarlyToDeclare", "financier1", "Loans", "declareDefault", order_id)
    t.later(CURE * DAY + 1)
    t.does("financier1", "Loans", "declareDefault", order_id)


def nobodys_evidence_is_dropped_by_dropping_nobody(t: Teller) -> None:
    """Where nothing attested is in transit, a cure counts from the sync that saw it."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 10, BPS)
    t.does("operator", "Participants", "suspend", of("buyer1"), 1)
    t.does("outsider", "Loans", "sync", order_id)
    t.later(2 * DAY)
    _relies(t, 0, 0)
    t.later(CURE * DAY - 2 * DAY + 1)
    t.does("financier1", "Loans", "declareDefault", order_id)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    a_cure_counts_from_the_last_drop,
    a_drop_before_the_trouble_shortens_no_cure,
    nobodys_evidence_is_dropped_by_dropping_nobody,
)
