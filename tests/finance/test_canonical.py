"""Canonical JSON: one text for one content, nothing else is read."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given

from finance.canonical import NotCanonical, canonical_hash, from_canonical_json, to_canonical_json
from finance.policy import Policy
from finance.snapshot import Party, Snapshot
from finance.stages import OrderFacts
from finance.units import AccountId, Timestamp
from tests.finance.examples import order, snapshot
from tests.finance.strategies import orders

PARTY = '{"account":"0x1","type":"Party","valid_until":7}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"account":"0x1","valid_until":7}',
        '{"account":"0x1","type":"Buyer","valid_until":7}',
        '{"account":"0x1","type":"Party","valid_until":7,"x":1}',
        '{"account":"0x1","type":"Party","valid_until":"7"}',
        '{"account":"0x1","type":"Party","valid_until":7.0}',
        '{"account":"0x1","type":"Party","valid_until":true}',
        '{"account":"0x1","type":"Party","valid_until":null}',
        '{"account":1,"type":"Party","valid_until":7}',
        '{"type":"Party","account":"0x1","valid_until":7}',
        '{"account":"0x1", "type":"Party","valid_until":7}',
        '{"account":"0x2","account":"0x1","type":"Party","valid_until":7}',
    ],
)
def test_text_that_is_not_the_canonical_form_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        from_canonical_json(Party, text)


@pytest.mark.parametrize("amount", ["1_0", " 1", "+1", "01", "1.0", "", "٣", "9" * 5_000, "-0"])
def test_an_amount_is_plain_digits(amount: str) -> None:
    text = to_canonical_json(order(amount=10)).replace('"amount":"10"', f'"amount":"{amount}"')
    with pytest.raises(NotCanonical):
        from_canonical_json(OrderFacts, text)


def test_an_amount_that_cannot_be_is_refused_on_reading_too() -> None:
    text = to_canonical_json(order(amount=10)).replace('"amount":"10"', f'"amount":"{2**56}"')
    with pytest.raises(ValueError, match="AmountTooLarge"):
        from_canonical_json(OrderFacts, text)


def test_what_has_no_canonical_form_is_not_written() -> None:
    with pytest.raises(NotCanonical, match="valid_until"):
        to_canonical_json(Party(AccountId("0x1"), 7.0))  # type: ignore[arg-type]
    with pytest.raises(NotCanonical, match="valid_until"):
        to_canonical_json(Party(AccountId("0x1"), True))  # type: ignore[arg-type]


def test_keys_are_sorted_amounts_are_strings_and_nothing_is_escaped() -> None:
    assert to_canonical_json(Party(AccountId("0x1"), Timestamp(7))) == PARTY
    assert from_canonical_json(Party, PARTY) == Party(AccountId("0x1"), Timestamp(7))
    assert '"amount":"10000000"' in to_canonical_json(order())
    assert to_canonical_json(Party(AccountId("买方"), Timestamp(7))).startswith('{"account":"买方"')


@given(orders())
def test_reading_back_gives_the_same_content(facts: OrderFacts) -> None:
    assert from_canonical_json(OrderFacts, to_canonical_json(facts)) == facts


def test_policy_and_snapshot_are_read_back_whole() -> None:
    assert from_canonical_json(Policy, to_canonical_json(Policy())) == Policy()
    assert from_canonical_json(Snapshot, to_canonical_json(snapshot())) == snapshot()


def test_the_hash_is_the_sha_256_of_the_text() -> None:
    assert canonical_hash(Party(AccountId("0x1"), Timestamp(7))) == "0x" + sha256(PARTY.encode()).hexdigest()
