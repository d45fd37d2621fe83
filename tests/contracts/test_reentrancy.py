"""Cash that hands control to a party in the middle of a payment.

The token is listed by the operator, as any; it lets one party, which is a contract, make one call before or
after one movement of money. What comes out must be what comes out when the two calls are made one after the
other, in either order; or the inner call is refused by name; or both are undone, by name. And the sums hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contracts.reentrant import Hostile, Played
from tests.contracts.reentrant_scenes import SCENES, Scene, refusal
from tests.contracts.world import World

ANYWHERE = (
    "draw", "repay", "repay all", "release", "sync", "pay", "pay all", "pay the other", "pay and redeem",
    "redeem", "redeem units", "transfer", "forgive", "release units", "release all units", "deposit units",
    "withdraw",
)  # fmt: skip
IN_TROUBLE = (
    *ANYWHERE, "claim", "enforce", "enforce again", "enforce after payment", "write off", "flag",
)  # fmt: skip
INNER = {
    "plain": (
        "draw", "repay", "repay all", "release", "release the paid", "release units", "sync", "pay all",
        "sell pledged", "redeem",
    ),
    "healthy": (
        *ANYWHERE, "open and draw", "sell", "sell again", "sell pledged", "sell pledged after payment",
        "deposit", "commit",
    ),
    "troubled": IN_TROUBLE,
    "subrogated": IN_TROUBLE,
}  # fmt: skip
OUTER = {
    "plain": ("draw", "repay all", "pay all", "sell pledged"),
    "healthy": (
        "draw", "open and draw", "repay", "pay", "pay all", "pay and redeem", "redeem", "sell",
        "sell pledged", "deposit", "withdraw",
    ),
    "troubled": ("claim", "enforce", "pay", "pay all", "repay"),
    "subrogated": ("repay",),
}  # fmt: skip
REFUSED_ANYWAY = {
    "plain": set[str](),
    "healthy": {"release"},
    "troubled": {"release", "draw"},
    "subrogated": {"release", "draw", "claim"},
}
"""Tried all the same: nothing that a party could call before makes these possible."""
UNNAMED = ("Panic", "UnknownError", "Error")
PAIRS = [(scene, outer, inner) for scene in SCENES for outer in OUTER[scene] for inner in INNER[scene]]


@pytest.fixture(scope="module")
def hostile(whole_world: World) -> Iterator[Hostile]:
    with whole_world.undone():
        yield Hostile(whole_world)


@pytest.fixture(scope="module")
def scene_of(hostile: Hostile) -> Iterator[Callable[[str], Scene]]:
    """The scene of a name, made when it is first asked for; one at a time."""
    with ExitStack() as stack:
        made: dict[str, Scene] = {}

        def scene_of(name: str) -> Scene:
            if name not in made:
                made.clear()
                stack.close()
                stack.enter_context(hostile.undone())
                made[name] = SCENES[name](hostile)
            return made[name]

        yield scene_of


@pytest.mark.parametrize("scene", SCENES)
def test_every_call_that_is_tried_is_one_that_could_succeed(
    scene_of: Callable[[str], Scene], scene: str
) -> None:
    played = scene_of(scene)
    never = {
        inner
        for inner in INNER[scene]
        if not played.one_after_the_other(inner).done[0]
        and not any(played.one_after_the_other(outer, inner).done[1] for outer in INNER[scene])
    }
    assert never == REFUSED_ANYWAY[scene]


@pytest.mark.parametrize(("scene", "outer", "inner"), PAIRS)
def test_INV_01_INV_05_INV_07_INV_08_INV_17_a_call_inside_a_payment_is_a_call_beside_it(
    scene_of: Callable[[str], Scene], scene: str, outer: str, inner: str
) -> None:
    played = scene_of(scene)
    assert played.one_after_the_other(outer).done == (True,)
    for _, nested in played.inside(outer, inner):
        holds(played, outer, inner, nested)


def test_INV_17_what_the_buyer_pays_into_custody_reaches_the_lender_before_the_supplier(
    hostile: Hostile, scene_of: Callable[[str], Scene]
) -> None:
    scene = scene_of("healthy")
    order, bill = scene.orders[0], scene.bills[0]
    with hostile.undone() as world:
        lent, lender = world.account(order).principal, world.balance(world.financier)
        booked, units = world.account(order).custody, world.units(bill, "Collateral")
        world.arm(scene.calls["release all units"])
        world.pay_and_redeem(bill, 400_000, world.supplier)
        # It was once so: the supplier redeemed it all, the lender got nothing, custody stayed booked.
        assert world.balance(world.financier) - lender >= lent
        assert world.account(order).custody == booked - units


def test_INV_05_a_draw_inside_a_draw_is_two_draws_and_both_are_owed(
    hostile: Hostile, scene_of: Callable[[str], Scene]
) -> None:
    order = scene_of("healthy").orders[0]
    with hostile.undone() as world:
        owed, free = world.account(order).principal, world.position(order).available
        supplier = world.balance(world.supplier)
        world.arm(world.step(world.supplier, "Loans", "draw", order, free, 10_000))
        world.draw(order, 50_000)  # the inner one asks for all: refused, as 50,000 of it are gone
        assert world.account(order).principal == owed + 50_000
        world.arm(world.step(world.supplier, "Loans", "draw", order, free - 70_000, 10_000))
        world.draw(order, 20_000)
        assert world.account(order).principal == owed + free
        assert world.position(order).available == 0
        fees = sum(-(-drawn * 50 // 10_000) for drawn in (50_000, 20_000, free - 70_000))
        assert world.balance(world.supplier) - supplier == free - fees


def holds(scene: Scene, outer: str, inner: str, nested: Played) -> None:
    """The sums hold, and what came out is what may come out."""
    scene.sums_hold(nested)
    fault = what_came_out(scene, outer, inner, nested)
    assert fault is None, fault


def what_came_out(scene: Scene, outer: str, inner: str, nested: Played) -> str | None:
    """None where it is what may come out; else what it is."""
    if not nested.done[-1]:
        same, why = nested.answers == scene.one_after_the_other().answers, refusal(nested.reasons[-1])
        if why in UNNAMED:
            return f"{outer} is refused without a name: {why}"
        return None if same else f"{outer} is refused by {why}, and something stayed"
    if not nested.succeeded:
        same, why = nested.answers == scene.one_after_the_other(outer).answers, refusal(nested.said)
        if why in UNNAMED:
            return f"{inner} is refused without a name: {why}"
        return None if same else f"{inner} is refused by {why}, and something stayed"
    alike = any(played.answers == nested.answers for played in scene.orders_of(outer, inner))
    return None if alike else "both succeed, and no order of the two gives the same"
