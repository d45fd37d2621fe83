"""Holders of a receivable: money stays with who held the units when it came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import holders
from finance.holders import AlreadySettled, HolderBook, NotEnoughUnits
from finance.units import MAX_ORDER_AMOUNT, MinorUnits, NegativeQuantity
from tests.finance.strategies import amounts

NAMES = "abcdef"
shares = st.integers(0, 10**6)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), shares),
        st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES), shares),
        st.tuples(st.just("redeem"), st.sampled_from(NAMES)),
    ),
    max_size=20,
)


def part(whole: int, share: int) -> MinorUnits:
    return MinorUnits(whole * share // 10**6)


def claims_cover_what_is_held(book: HolderBook) -> bool:
    claims = sum(book.holding(name).claim for name in book.holdings)
    return claims + book.dust == book.outstanding * book.held


def play(face: MinorUnits, script: list[tuple[object, ...]]) -> HolderBook:
    """Run a script of payments, transfers and redemptions, checking the invariants after each."""
    book = holders.mint("a", face)
    for step in script:
        match step:
            case ("pay", int(share)):
                book = holders.pay_in(book, part(face - book.money_in, share))
            case ("move", str(giver), str(taker), int(share)):
                book = holders.transfer(book, giver, taker, part(book.holding(giver).units, share))
            case ("redeem", str(name)):
                book, _ = holders.redeem(book, name)
        assert claims_cover_what_is_held(book)
        assert sum(holding.units for holding in book.holdings.values()) == face
    return book


def test_units_that_are_not_there_cannot_move() -> None:
    book = holders.mint("a", MinorUnits(10))
    with pytest.raises(NotEnoughUnits, match="holder=a, units=10, asked=11"):
        holders.transfer(book, "a", "b", MinorUnits(11))
    with pytest.raises(NotEnoughUnits, match="holder=b"):
        holders.transfer(book, "b", "a", MinorUnits(1))
    with pytest.raises(NegativeQuantity):
        holders.transfer(book, "a", "b", MinorUnits(-1))


def test_after_settlement_nothing_comes_in_and_nothing_moves() -> None:
    book = holders.pay_in(holders.mint("a", MinorUnits(10)), MinorUnits(10), settles=True)
    with pytest.raises(AlreadySettled):
        holders.pay_in(book, MinorUnits(1))
    with pytest.raises(AlreadySettled):
        holders.transfer(book, "a", "b", MinorUnits(1))


@given(amounts, moves)
def test_INV_01b_claims_are_units_times_the_cash_held_for_them(
    face: MinorUnits, script: list[tuple[object, ...]]
) -> None:
    play(face, script)


@given(amounts, moves, st.permutations(NAMES), shares)
def test_INV_01b_holders_are_solvent_and_the_last_redemption_leaves_exactly_nothing(
    face: MinorUnits, script: list[tuple[object, ...]], order: list[str], late_share: int
) -> None:
    book = play(face, script)
    late_interest = part(MAX_ORDER_AMOUNT - face, late_share)
    book = holders.pay_in(book, MinorUnits(face - book.money_in + late_interest), settles=True)
    for name in order:
        due = holders.payable(book, name)
        assert due <= book.held
        book, paid = holders.redeem(book, name)
        assert paid == due
        assert claims_cover_what_is_held(book)
    assert book.held == 0
    assert book.dust == 0
    assert holders.redeem(book, order[0])[1] == 0, "redeeming again pays nothing"


@given(amounts, moves)
def test_redeeming_in_between_costs_nobody_a_minor_unit(
    face: MinorUnits, script: list[tuple[object, ...]]
) -> None:
    book = play(face, [step for step in script if step[0] != "redeem"])
    for name in NAMES:
        whole = holders.payable(book, name)
        after, paid = holders.redeem(book, name)
        assert paid == whole
        assert holders.payable(after, name) == 0
        assert after.holding(name).claim == book.holding(name).claim - paid * book.outstanding


def test_INV_02_a_transfer_moves_later_money_only() -> None:
    book = holders.pay_in(holders.mint("a", MinorUnits(100)), MinorUnits(40))
    book = holders.transfer(book, "a", "b", MinorUnits(50))
    book = holders.pay_in(book, MinorUnits(60), settles=True)
    assert holders.payable(book, "a") == 40 + 30
    assert holders.payable(book, "b") == 30


def test_a_transfer_to_oneself_changes_nothing() -> None:
    book = holders.pay_in(holders.mint("a", MinorUnits(100)), MinorUnits(40))
    assert holders.transfer(book, "a", "a", MinorUnits(50)).holding("a") == book.holding("a")
