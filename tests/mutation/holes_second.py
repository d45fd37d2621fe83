"""Stories that the survivors of the second sample asked for, and of the libraries that came late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.strangers import REFUSES, answering
from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, YEAR
from tests.model.pair import Call
from tests.model.signatures import address_of as of
from tests.model.words import MASK, errors, functions, keccak256, word

CALL_FAILED: Final = "0x" + keccak256(b"CallFailed(uint256,bytes4,bytes)").hex()


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


def _in_default(t: Teller, cap: int, per_buyer: int, *buyers: str) -> list[int]:
    """An order of each buyer with six units drawn, all covered, in default for 31 days."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10**6)
    terms = (facility_id, 1, BPS, cap, per_buyer, t.now + 2 * YEAR)
    t.does("guarantor1", "GuaranteePool", "commit", *terms)
    t.later(1)
    orders = [t.order(buyer) for buyer in buyers]
    for order_id in orders:
        t.does("supplier1", "Loans", "pledge", facility_id, order_id)
        t.does("supplier1", "Loans", "draw", order_id, 6, BPS)
    t.later(130 * DAY)
    for order_id in orders:
        t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    return orders


def _claimed(t: Teller, order_id: int) -> int:
    """What a claim has brought the financier."""
    before = t.asks(EUR, "balanceOf", of("financier1"))
    t.does("financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))
    return t.asks(EUR, "balanceOf", of("financier1")) - before


def two_buyers_share_what_a_commitment_covers(t: Teller) -> None:
    """What one has taken is not there for the other, though each may have all of it."""
    first, second = _in_default(t, 10, 10, "buyer1", "buyer2")
    assert [_claimed(t, first), _claimed(t, second)] == [6, 4]


def one_buyers_orders_share_what_is_covered_for_it(t: Teller) -> None:
    """And when that is used up, nothing is paid for a third."""
    first, second, third = _in_default(t, 100, 10, "buyer1", "buyer1", "buyer1")
    assert [_claimed(t, first), _claimed(t, second)] == [6, 4]
    t.refused("GuaranteePool_NothingToPay", "financier1", "GuaranteePool", "claim", third, of("guarantor1"))


def what_went_back_is_not_confirmed(t: Teller) -> None:
    """An invoice proposed for all that was received waits until it fits again."""
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, 10, 4)
    _, receivable_id = t.proposal(order_id, 10)
    t.does("buyer1", "Orders", "recordReturn", order_id, 4, 1, 5)
    t.refused("Orders_AboveReceived", "buyer1", "Receivables", "confirm", receivable_id, 0)


def what_is_no_token_permits_nothing(t: Teller) -> None:
    """No contract at all, one that refuses in a word's length, one that says too much: refused by name."""
    permit = (5, t.now + DAY, 27, 1, 1)
    t.refused("SelfPermit_NotPermitted", "buyer1", "Receivables", "permitCash", of("outsider"), *permit)
    allowance = functions()["Cash.allowance"]
    for token in (answering({}, allowance), answering({allowance: word(MASK) + word(MASK)})):
        cash = t.puts(token)
        said = t.unmodelled("buyer1", "Receivables", "permitCash", cash, *permit)
        numbers = (cash, of("buyer1"), 5)
        assert said == (False, errors()["SelfPermit_NotPermitted"] + b"".join(map(word, numbers)))
    assert int.from_bytes(REFUSES, "big") > permit[0], "taken for an allowance it would do"


def a_batch_tells_what_of_it_failed(t: Teller) -> None:
    """By number, function and reason; of what succeeds it says nothing."""
    order_id = t.order()
    good = Call(of("outsider"), "Orders", "parties", (order_id,))
    bad = Call(of("outsider"), "Orders", "cancelRemainder", (5,))
    assert t.unmodelled("outsider", "Orders", "tryMulticall", [good, bad, good])[0]
    result = t.pair.chain.evm.result
    told = [] if result is None else [(tuple(log.topics), bytes(log.data[1])) for log in result.logs]
    reason = errors()["Orders_Unknown"] + word(5)
    data = bad.data[:4].ljust(32, b"\0") + word(64) + word(len(reason)) + reason.ljust(64, b"\0")
    assert told == [((CALL_FAILED, "0x" + word(1).hex()), data)]


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    nothing_is_lent_on_an_order_whose_parties_have_become_kin,
    two_buyers_share_what_a_commitment_covers,
    one_buyers_orders_share_what_is_covered_for_it,
    what_went_back_is_not_confirmed,
    what_is_no_token_permits_nothing,
    a_batch_tells_what_of_it_failed,
)
