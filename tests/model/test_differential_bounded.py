"""The bounded part of the differential campaign: fixed seeds, a fresh one, mistakes that it must find."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace

import pytest

from chain.abi import load_artifact
from tests.model.arithmetic import Parts
from tests.model.batches import Model, snake
from tests.model.campaign import OURS, shown
from tests.model.evm import SYSTEM
from tests.model.pair import Call, Disagreement, Pair
from tests.model.prelude import begin
from tests.model.rows import Account, Order, Receivable, Schedule
from tests.model.run import Tally, play, replay, shrink
from tests.model.script import as_test
from tests.model.signatures import address_of
from tests.model.words import errors

SEEDS = tuple(range(1, 9))
LENGTH = 2_500
FRESH_SECONDS = 8


def agree(seed: int, tally: Tally, length: int = LENGTH) -> None:
    """A run in which model and bytecode say the same; a disagreement is shown as a short script."""
    failure = play(seed, length, tally)
    if failure is not None:
        calls = shrink(failure, seconds=60)
        pytest.fail(f"seed {seed}\n" + as_test(calls, seed, replay(calls)))


@pytest.mark.slow
def test_model_and_bytecode_agree_on_every_call_and_every_view_for_fixed_seeds() -> None:
    tally = Tally()
    for seed in SEEDS:
        agree(seed, tally)
    print(shown(tally, 1))
    assert len(tally.succeeded) > 80, "too few functions succeed: the campaign has gone lame"
    seen = {name for name in tally.errors if name.startswith(OURS)}
    named = {name for name in errors() if name.startswith(OURS)}
    assert len(seen) > 0.8 * len(named), f"too few errors are met: {sorted(named - seen)} were not"


@pytest.mark.slow
def test_model_and_bytecode_agree_for_a_fresh_seed() -> None:
    seed, tally = secrets.randbelow(10**9), Tally()
    print(f"fresh seed {seed}")
    until = time.monotonic() + FRESH_SECONDS
    while time.monotonic() < until:
        agree(seed, tally)
        seed += 1


def test_every_function_that_changes_state_is_known_to_the_model() -> None:
    pair = Pair()
    begin(pair)
    apart = {"multicall", "tryMulticall", "permitCash", "setAuthority"}
    for contract in (*SYSTEM[1:], "Cash"):
        for entry in load_artifact(contract).abi:
            if entry["type"] == "function" and entry["stateMutability"] == "nonpayable":
                name = entry["name"]
                method = f"{contract.lower()}_{snake(name)}"
                assert name in apart or hasattr(pair.model, method), f"{contract}.{name}"


def test_a_wrong_answer_a_wrong_error_and_a_wrong_view_are_each_seen() -> None:
    operator, outsider = address_of("operator"), address_of("outsider")

    class Deaf(Model):
        def participants_pause(self) -> None:
            self.put(0, "paused")

    pair = Pair(model=Deaf)
    begin(pair)
    with pytest.raises(Disagreement, match=r"view Participants\.paused"):
        pair.call(Call(operator, "Participants", "pause", ()))
    with pytest.raises(Disagreement, match=r"Participants\.pause outcome AccessManagedUnauthorized"):
        pair.call(Call(outsider, "Participants", "pause", ()))

    class Wrong(Model):
        def participants_unpause(self) -> None:
            raise self.refuse("Participants_Paused")

    pair = Pair(model=Wrong)
    begin(pair)
    with pytest.raises(Disagreement, match=r"Participants\.unpause error Participants_NotPaused"):
        pair.call(Call(operator, "Participants", "unpause", ()))


class RoundsPriceDown(Model):
    """finance.md says ceil."""

    def price_of(self, account: Account, principal: int) -> int:
        return max(0, super().price_of(account, principal) - 1)


class ForgetsStaleness(Model):
    """finance.md, rule 2 of the eligible amounts."""

    def schedule(self, account: Account) -> Schedule:
        return replace(super().schedule(account), stale_days=9_999)


class PaysFaceBeforeLateInterest(Model):
    """finance.md, Late interest of a buyer."""

    def late_units(self, row: Receivable) -> int:
        return 0 * row.face


class KeepsResidual(Model):
    """model.md, Waterfall: what is left goes to the supplier."""

    def lay(self, account: Account, amount: int) -> Parts:
        parts = super().lay(account, amount)
        return Parts(parts.penalty, parts.interest, parts.principal, parts.subrogated, parts.residual // 2)


class LetsAttestorsOverstate(Model):
    """model.md: attested ≤ shipped."""

    def orders_attest_shipment(self, order_id: int, total: int, _root: int) -> None:
        order = self.row(Order, order_id)
        if order is not None and order.shipped < total <= order.amount and self.me == order.attestor:
            self.edit(order).attested = total
            self.facts_changed(order)
        else:
            super().orders_attest_shipment(order_id, total, _root)


class NeverOverdue(Model):
    """finance.md, rule 4."""

    def custody_overdue(self, order: Order) -> bool:
        return super().custody_overdue(order) and False


@pytest.mark.slow
@pytest.mark.parametrize(
    "mistaken",
    [
        RoundsPriceDown,
        ForgetsStaleness,
        PaysFaceBeforeLateInterest,
        KeepsResidual,
        LetsAttestorsOverstate,
        NeverOverdue,
    ],
)
def test_a_mistaken_model_is_found_out_and_the_failure_is_made_short(mistaken: type[Model]) -> None:
    failure, seed, tally = None, 1, Tally()
    while failure is None and seed < 8:
        failure = play(seed, LENGTH, tally, model=mistaken)
        seed += 1
    assert failure is not None, "the campaign cannot fail"
    if mistaken is RoundsPriceDown:
        calls = shrink(failure, seconds=10, model=mistaken)
        again = replay(calls, model=mistaken)
        assert len(calls) < 12
        assert again is not None and again.kind == failure.error.kind
        assert "pair.call(Call(" in as_test(calls, failure.seed, again)
