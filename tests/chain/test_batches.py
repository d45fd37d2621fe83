"""Batches are cut by what their calls come to: no transaction runs out of gas, however heavy its calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from chain.calls import Call
from chain.clients.batches import (
    FURTHER_GAS,
    MOST_CALLS,
    MOST_GAS,
    ORDINARY_GAS,
    batch,
    cut,
    most_gas,
    together,
)
from chain.clients.fingerprints import Fingerprints
from chain.clients.receivables import Receivables
from chain.encoding import to_hex
from chain.events import loans, orders, receivables
from chain.messages import invoice_identity
from chain.provider import Chain
from chain.structs import Proposal
from chain.transactions import GAS_CAP, TooMuchGas, prepare
from tests.chain.trade import FAR, Trade, hash_of

SNAPSHOT: Final = Path(__file__).resolve().parents[2] / "snapshots" / "gas.json"
INTRINSIC: Final = 21_000
MANY: Final = 120
AMOUNT: Final = 10_000
DRAWN: Final = 4_000
DAY: Final = 86_400


def call_of(contract: str, name: str, **arguments: Any) -> Call:
    return Call("0x" + "11" * 20, name.encode(), contract, name, arguments)


def measured() -> list[tuple[str, tuple[str, str], int]]:
    """Case, contract and function, gas of a whole transaction."""
    found = []
    for case, gas in json.loads(SNAPSHOT.read_text("utf-8")).items():
        names = re.match(r"(\w+)\.(\w+)", case)
        assert names is not None, case
        found.append((case, (names[1], names[2]), gas))
    return found


# ------------------------------------------------------------------ the weights


def test_every_weight_is_a_quarter_above_all_that_was_measured_of_its_call() -> None:
    short = [case for case, kind, gas in measured() if most_gas(call_of(*kind)) * 4 < (gas - INTRINSIC) * 5]
    assert short == []


def test_no_weight_is_of_a_call_that_is_not_measured() -> None:
    known = {kind for _, kind, _ in measured()}
    assert set(MOST_GAS) | set(FURTHER_GAS) <= known
    assert all(ORDINARY_GAS < most <= GAS_CAP for most in MOST_GAS.values())


def test_paying_and_redeeming_weighs_both() -> None:
    gas = {case: figure - INTRINSIC for case, _, figure in measured()}
    paid = gas["Receivables.pay with waterfall and residual"]
    redeemed = gas["Receivables.redeem, held for a suspended holder"]
    one = call_of("Receivables", "payAndRedeem", holders=("a",))
    more = call_of("Receivables", "payAndRedeem", holders=("a", "b", "c"))
    assert most_gas(one) * 4 >= (paid + redeemed) * 5
    assert (most_gas(more) - most_gas(one)) * 4 >= 2 * redeemed * 5


# ------------------------------------------------------------------ cutting


def test_a_batch_of_nothing_and_of_several_contracts_is_none() -> None:
    assert batch([]) == []
    with pytest.raises(ValueError, match="one contract"):
        together([])
    with pytest.raises(ValueError, match="one contract"):
        batch([call_of("Orders", "accept"), call_of("Loans", "sync")])


def test_ordinary_calls_go_by_a_hundred_and_twenty_and_heavy_ones_by_their_gas() -> None:
    for name, most in (("acceptFrom", MOST_CALLS), ("pay", GAS_CAP // 300_000)):
        calls = [call_of("Receivables", name, mark=n) for n in range(300)]
        parts = list(cut(calls, lambda call: call))
        assert [call for part in parts for call in part] == calls
        assert {len(part) for part in parts[:-1]} == {most}
        assert all(sum(map(most_gas, part)) <= GAS_CAP for part in parts)


def test_a_call_that_is_too_heavy_goes_alone_and_loses_no_other() -> None:
    light = call_of("Loans", "sync")
    heavy = call_of("Loans", "drawMany", orderIds=tuple(map(str, range(100))))
    assert most_gas(heavy) > GAS_CAP
    assert list(cut([light, heavy, light, light], lambda call: call)) == [[light], [heavy], [light, light]]
    assert list(cut([heavy], lambda call: call)) == [[heavy]]


# ------------------------------------------------------------------ on the chain


class MonthEnd(Trade):
    """120 pledged orders of one supplier, each with a debt and a confirmed receivable in custody."""

    def __init__(self, chain: Chain) -> None:
        super().__init__(chain)
        self.receivables = Receivables(self.deployment.address("Receivables"), chain)
        self.gas: list[int] = []
        self.does("bank", self.cash.issue(self.of("buyer"), MANY * AMOUNT, hash_of("month end")))
        self.does("buyer", self.cash.approve(self.receivables.address, MANY * AMOUNT))
        terms = [self.order_terms(n, AMOUNT) for n in range(MANY)]
        placed = self.all("buyer", [self.orders.place(each) for each in terms])
        self.order_ids = [event.order_id for event in placed if isinstance(event, orders.Placed)]
        self.all("supplier", [self.orders.accept(each, 1) for each in self.order_ids])
        root = hash_of("receipt")
        self.all("buyer", [self.orders.record_receipt(each, AMOUNT, root) for each in self.order_ids])
        self._lend()
        self._invoice()

    def payments(self) -> list[Call]:
        """The buyer pays everything, and the supplier gets its share."""
        holders = (self.of("supplier"),)
        return [self.receivables.pay_and_redeem(each, AMOUNT, holders) for each in self.ids]

    def all(self, who: str, calls: list[Call]) -> Iterator[Any]:
        """Make the calls in as many transactions as `batch` makes of them; what the chain said."""
        known = len(self.events)
        for call in batch(calls):
            self.gas.append(self.does(who, call).gas_used)
        return iter(self.events[known:])

    def _lend(self) -> None:
        first, *others = self.order_ids
        self.open_and_draw(first, DRAWN)
        facility_id = next(each.facility_id for each in self.events if isinstance(each, loans.Drawn))
        self.all("supplier", [self.loans.pledge(facility_id, each) for each in others])
        self.all("supplier", [self.loans.draw(each, DRAWN, 2_000) for each in others])

    def _invoice(self) -> None:
        head = self.chain.block()
        assert head is not None
        due = (int(head["timestamp"], 16) // DAY + 90) * DAY
        at = self.deployment.address("Fingerprints")
        service = Fingerprints(at, self.chain)
        entity = self.participants.entity_of(self.of("supplier"))
        calls = []
        for number, order_id in enumerate(self.order_ids):
            fingerprint = hash_of(f"invoice {number}")
            proposal = Proposal(order_id, AMOUNT, AMOUNT, due, fingerprint, hash_of("invoice"), 0)
            identity = (entity, fingerprint, AMOUNT)
            purpose = self.receivables.receivable_id_of(proposal, self.of("supplier"))
            writer = self.receivables.address
            message = invoice_identity(self.chain.chain_id, service.address, identity, writer, purpose, FAR)
            signature = to_hex(message.sign(self.keys["service"]))
            calls.append(self.receivables.propose(proposal, FAR, signature))
        proposed = self.all("supplier", calls)
        self.ids = [each.receivable_id for each in proposed if isinstance(each, receivables.Proposed)]
        self.all("buyer", [self.receivables.confirm(each, 0) for each in self.ids])


def test_a_hundred_and_twenty_payments_through_the_waterfall_go_through(chain: Chain) -> None:
    trade = MonthEnd(chain)
    calls = trade.payments()
    assert len(calls) == MANY
    with pytest.raises(TooMuchGas):
        prepare(chain, trade.of("buyer"), together(calls))

    before = trade.cash.balance_of(trade.of("financier"))
    trade.gas.clear()
    told = list(trade.all("buyer", calls))
    assert len(trade.gas) == len(batch(calls)) > 1
    assert max(trade.gas) * 5 <= GAS_CAP * 4
    collected = {each.order_id for each in told if isinstance(each, loans.Collected)}
    assert collected == set(trade.order_ids)
    assert sum(isinstance(each, receivables.Paid) for each in told) == MANY
    assert trade.cash.balance_of(trade.of("buyer")) == 0
    assert trade.cash.balance_of(trade.of("financier")) - before >= MANY * DRAWN
    assert all(trade.loans.position(each).principal == 0 for each in trade.order_ids[::40])


def test_what_keeps_going_is_never_cut_short_by_gas(chain: Chain) -> None:
    trade = MonthEnd(chain)
    calls = trade.payments()
    told = len(trade.events)
    for call in batch([*calls[:30], calls[0], *calls[30:]], keep_going=True):
        trade.does("buyer", call)
    failed = [each for each in trade.events[told:] if isinstance(each, receivables.CallFailed)]
    assert [each.index for each in failed] == [30]  # the one that was paid already
    assert sum(isinstance(each, receivables.Paid) for each in trade.events[told:]) == MANY
