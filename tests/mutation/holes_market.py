"""Stories that survivors of the market asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.coverage.strangers import CONSENTS, REFUSES, answering
from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR
from tests.model.signatures import address_of as of
from tests.model.words import errors, functions, hash_words, word

UNFUNDED: Final = "Market_BuyerUnfunded"


def a_quote_is_good_in_its_last_second(t: Teller) -> None:
    """And not in the one after."""
    _, receivable_id = t.invoice(t.order(), FACE)
    first, second = (t.quote(receivable_id, 10, 9, nonce) for nonce in (1, 2))
    t.later(DAY)
    t.does("supplier1", "Market", "sell", *first)
    t.later(1)
    t.refused("Market_QuoteExpired", "supplier1", "Market", "sell", *second)


def an_underwriter_may_be_a_wallet(t: Teller) -> None:
    """Its own word is its signature: the sale is refused for want of funds alone."""
    wallet = t.puts(answering({bytes.fromhex("1626ba7e"): CONSENTS}))
    bounds = (0, BPS, BPS, MAX_TOTAL, MAX_TOTAL, (9_000, 9_000, 9_500, 10_000))
    mandate = (wallet, t.now + YEAR, *bounds, of("fees"), 365, 0, MAX_TOTAL)
    t.does("financier1", "Facilities", "setMandate", t.at[EUR], mandate)
    t.does("financier1", EUR, "approve", t.at["Market"], 0)
    _, receivable_id = t.invoice(t.order(), FACE)
    quote, _ = t.quote(receivable_id, 10, 9, 1, buyer="financier1")
    succeeded, said = t.unmodelled("supplier1", "Market", "sell", quote, b"whatever")
    assert not succeeded and said[:4] == errors()[UNFUNDED]


def _refusing(t: Teller, has: int, allowed: int, n: int) -> tuple[bool, bytes]:
    """What a seller hears who is to be paid 9 in a token that refuses whatever its buyer has."""
    named = {
        name: functions()[f"Cash.{name}"] for name in ("directory", "currency", "fundsOf", "transferFrom")
    }
    answers = {named["directory"]: word(t.at["Participants"]), named["currency"]: b"ODD".ljust(32, b"\0")}
    answers[named["fundsOf"]] = word(has) + word(allowed)
    token = t.puts(answering(answers, named["transferFrom"]))
    t.unmodelled("operator", "Participants", "listCash", token)
    terms = t.order_terms(cash=token)
    order_id = hash_words(t.model.party(of("buyer1")).entity, terms[7], 0)
    p = (order_id, FACE, FACE, (t.now // DAY + 60) * DAY, t.fresh("odd invoice"), 6, 0)
    receivable_id, signature = t.identity(p, t.model.party(of("supplier1")).entity)
    calls: list[tuple[str, str, str, tuple[Any, ...]]] = [
        ("buyer1", "Orders", "place", (terms,)),
        ("supplier1", "Orders", "accept", (order_id, 1)),
        ("buyer1", "Orders", "recordReceipt", (order_id, FACE, 4)),
        ("supplier1", "Receivables", "propose", (p, t.now + 60, signature)),
        ("buyer1", "Receivables", "confirm", (receivable_id, 0)),
    ]
    for who, target, function, args in calls:
        assert t.unmodelled(who, target, function, *args)[0]
    return t.unmodelled("supplier1", "Market", "sell", *t.quote(receivable_id, 10, 9, n))


def a_token_is_believed_where_the_buyer_has_just_enough(t: Teller) -> None:
    """Its own reason is told; one unit less of either, and it is the want of that."""
    assert _refusing(t, 9, 9, 1) == (False, REFUSES)
    for n, (has, allowed) in enumerate(((8, 9), (9, 8)), 2):
        numbers = (of("investor"), has, allowed, 9)
        assert _refusing(t, has, allowed, n) == (False, errors()[UNFUNDED] + b"".join(map(word, numbers)))


def a_suspended_supplier_takes_nothing_out_of_custody(t: Teller) -> None:
    """Not for others either, who would be free to have it."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    _, receivable_id = t.invoice(order_id, FACE)
    t.does("operator", "Participants", "suspend", of("supplier1"), 1)
    out = (order_id, receivable_id, 10, of("investor"))
    t.refused("Participants_Suspended", "supplier1", "Collateral", "releaseUnits", *out)
    t.does("operator", "Participants", "reinstate", of("supplier1"))
    t.does("supplier1", "Collateral", "releaseUnits", *out)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    a_quote_is_good_in_its_last_second,
    an_underwriter_may_be_a_wallet,
    a_token_is_believed_where_the_buyer_has_just_enough,
    a_suspended_supplier_takes_nothing_out_of_custody,
)
