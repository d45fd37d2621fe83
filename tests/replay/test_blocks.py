"""How calls become transactions: what goes together, and what waits for what."""

from __future__ import annotations

import random

from chain.abi import decode_values
from chain.calls import Call
from chain.clients.batches import MOST_CALLS, MOST_GAS
from chain.transactions import GAS_CAP
from scripts.replay.blocks import pack
from scripts.replay.books import Action, Item, Kind
from scripts.replay.people import Party, Supplier, people_of

PEOPLE = people_of(("one", "two"), 1)
BUYER = PEOPLE.buyer
ONE, TWO = PEOPLE.suppliers["one"], PEOPLE.suppliers["two"]


def _item(number: int, supplier: Supplier = ONE) -> Item:
    return Item(number, str(number), supplier, "0x", "0x")


def _action(
    by: Party, item: Item | None, mark: int, contract: str = "Orders", kind: Kind = Kind.RECEIVE
) -> Action:
    name = kind.value if contract == "Receivables" else ""
    call = Call("0x" + contract.encode().hex(), mark.to_bytes(4, "big"), contract, name)
    return Action(kind, by, call, item)


def _marks(actions: list[Action]) -> list[int]:
    return [int.from_bytes(action.call.data, "big") for action in actions]


def test_calls_of_one_party_to_one_contract_go_together_and_others_apart() -> None:
    here, there = _item(0), _item(1, TWO)
    actions = [
        _action(BUYER, here, 1),
        _action(TWO, there, 2),
        _action(BUYER, here, 3),
        _action(BUYER, None, 4),
    ]
    assert [(party, _marks(inside)) for party, _, inside in pack(actions)] == [(BUYER, [1, 3, 4]), (TWO, [2])]


def test_a_call_waits_for_those_of_other_parties_and_contracts_before_it_on_its_item() -> None:
    item = _item(0)
    actions = [
        _action(BUYER, item, 1),
        _action(ONE, item, 2),
        _action(ONE, item, 3, "Receivables"),
        _action(BUYER, item, 4),
    ]
    assert [_marks(inside) for _, _, inside in pack(actions)] == [[1], [2], [3], [4]]


def test_a_transaction_carries_at_most_what_the_model_says() -> None:
    actions = [_action(BUYER, _item(number), number) for number in range(2 * MOST_CALLS + 1)]
    packed = list(pack(actions))
    assert [len(inside) for _, _, inside in packed] == [MOST_CALLS, MOST_CALLS, 1]
    (calls,) = decode_values(["bytes[]"], packed[1][1].data[4:])
    assert isinstance(calls, tuple)
    assert calls[0] == "0x" + MOST_CALLS.to_bytes(4, "big").hex()
    assert all(call.name == "tryMulticall" for _, call, _ in packed)


def test_a_transaction_carries_no_more_than_its_gas_is_enough_for() -> None:
    actions = [_action(BUYER, _item(number), number, "Receivables", Kind.PAY) for number in range(101)]
    sizes = [len(inside) for _, _, inside in pack(actions)]
    assert sum(sizes) == 101
    most = MOST_GAS["Receivables", Kind.PAY.value]
    assert max(sizes) * most <= GAS_CAP < (max(sizes) + 1) * most


def test_a_contract_without_batches_is_called_once_a_transaction() -> None:
    actions = [_action(BUYER, None, number, "Participants") for number in range(3)]
    assert [(call.name, _marks(inside)) for _, call, inside in pack(actions)] == [
        ("", [0]),
        ("", [1]),
        ("", [2]),
    ]


def test_whatever_comes_nothing_is_lost_and_each_item_keeps_its_order() -> None:
    dice = random.Random(4)
    items = [_item(number, dice.choice((ONE, TWO))) for number in range(9)]
    for _ in range(50):
        actions = []
        for mark in range(dice.randrange(300)):
            item = dice.choice(items)
            by = dice.choice((BUYER, item.supplier))
            actions.append(_action(by, item, mark, dice.choice(("Orders", "Receivables", "Loans"))))
        mined = [action for _, _, inside in pack(actions) for action in inside]
        assert sorted(_marks(mined)) == sorted(_marks(actions))
        for item in items:
            of_item = _marks([action for action in mined if action.item is item])
            assert of_item == sorted(of_item)
