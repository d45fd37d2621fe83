"""Every case of the vectors through the Solidity libraries, to the unit. Python runs the same files."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.contracts.evm import Deployed
from tests.finance.vectors import FOLDERS, cases

BATCH = 100
BPS = 10_000
DAY = 86_400
YEAR = 365 * DAY
DEN = 10_000 * YEAR
KINDS = ("draw", "pay", "rate", "subrogate", "sync")


@pytest.fixture(scope="session")
def libraries(harness_contracts: dict[str, dict[str, Any]]) -> Deployed:
    """The libraries behind their harness."""
    return Deployed("Vectors", harness_contracts["Vectors"])


def batches(found: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [found[start : start + BATCH] for start in range(0, len(found), BATCH)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_stages_capacity_and_price_agree_with_every_case(folder: Path, libraries: Deployed) -> None:
    for batch in batches(cases(folder, "capacity")):
        answers = libraries.ask("capacities", [_capacity_case(case) for case in batch])
        for case, answer in zip(batch, answers, strict=True):
            assert list(answer.facts) == case["facts"], case
            assert list(answer.eligible) == case["eligible"], case
            assert list(answer.cumulative) == case["cumulative"], case
            assert answer.capacity == case["capacity"], case
            assert list(answer.rates) == [point["rate_bps"] for point in case["price"]], case


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_account_goes_through_every_step_of_every_case(folder: Path, libraries: Deployed) -> None:
    for batch in batches(cases(folder, "account")):
        answers = libraries.ask("accounts", [_account_case(case) for case in batch])
        for case, after in zip(batch, answers, strict=True):
            for step, state in zip(case["steps"], after, strict=True):
                _agree(step, state)


@pytest.mark.parametrize("folder", FOLDERS)
def test_holders_claim_what_came_in_while_they_held(folder: Path, libraries: Deployed) -> None:
    for case in cases(folder, "holders"):
        names = sorted({"a", *case["claims"], *(step["to"] for step in case["steps"] if "to" in step)})
        steps = [
            (step["pay"], 0, 0, 0)
            if "pay" in step
            else (0, step["transfer"], names.index(step["frm"]), names.index(step["to"]))
            for step in case["steps"]
            if step.get("transfer") != 0
        ]
        answer = libraries.ask("holders", case["face"], len(names), steps)
        claims = {name: str(claim) for name, claim in zip(names, answer.claims, strict=True)}
        payables = dict(zip(names, answer.payables, strict=True))
        assert {name: claims[name] for name in case["claims"]} == case["claims"], case
        assert {name: payables[name] for name in case["claims"]} == case["payable_floor"], case


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_receivable_sells_at_the_price_of_every_case(folder: Path, libraries: Deployed) -> None:
    for batch in batches(cases(folder, "sale")):
        asked = [(case["face"], case["rate_bps"], case["days"], case["basis"]) for case in batch]
        answer = libraries.ask("sales", asked)
        assert list(answer.straight) == [case["straight"] for case in batch]
        assert list(answer.toYield) == [case["to_yield"] for case in batch]


def test_a_discount_is_rounded_up_and_leaves_nothing_at_worst(libraries: Deployed) -> None:
    """At the edges of the straight discount: remainder one, all of the face, more than the face."""
    asked = [(3_600_001, 1, 1, 360), (1, 10_000, 360, 360), (1, 10_000, 720, 360)]
    assert list(libraries.ask("sales", asked).straight) == [3_599_999, 0, 0]


def test_what_is_owed_is_rounded_up_and_a_whole_unit_is_no_more(libraries: Deployed) -> None:
    """One basis point for one second: principal is the interest in units; DEN of them are one minor unit."""
    units = (1, DEN - 1, DEN, DEN + 1, 2 * DEN)
    steps = [
        [(KINDS.index("rate"), 0, 1), (KINDS.index("draw"), 0, n), (KINDS.index("sync"), 1, 0)] for n in units
    ]
    answers = libraries.ask("accounts", [(0, 0, 0, YEAR, each) for each in steps])
    assert [after[-1].owedInterest for after in answers] == [1, 1, 1, 2, 2]


def test_maturities_stay_in_order_and_the_seventeenth_is_refused(libraries: Deployed) -> None:
    random = Random("maturity days")
    for _ in range(50):
        model: list[int] = []
        inserting, days, expected = [], [], []
        for _ in range(80):
            adds = random.random() < 0.6
            day = random.choice([1, 65_535, random.randint(1, 40), *model])
            full = adds and len(model) == 16
            if adds and not full:
                model = sorted([*model, day])
            elif not adds and day in model:
                model.remove(day)
            inserting.append(adds)
            days.append(day)
            expected.append(
                (sum(d << (16 * lane) for lane, d in enumerate(model)), full, min(model, default=0) * DAY)
            )
        answer = libraries.ask("maturityDays", inserting, days)
        found = list(zip(answer.lanes, answer.full, answer.earliest, strict=True))
        assert found == expected, (inserting, days)


def test_no_stage_falls_below_nothing_where_more_was_received_or_attested_than_is_live(
    libraries: Deployed,
) -> None:
    """Orders refuses both; the library by itself holds finance.md: max(0, …), and no more than is open."""
    order = {
        "accepted": True,
        "amount": 10,
        "cancelled": 0,
        "returned": 0,
        "confirmed": 0,
        "custodyUnpaid": 0,
    }
    beyond = [
        {"received": 12, "attested": 0},
        {"received": 12, "attested": 15},
        {"received": 4, "attested": 15},
    ]
    answers = libraries.ask("capacities", [_plain_case({**order, **each}) for each in beyond])
    assert [list(answer.facts) for answer in answers] == [[0, 0, 12, 0], [0, 0, 12, 0], [0, 6, 4, 0]]


def test_nothing_counts_between_affiliates_though_nothing_else_is_wrong(libraries: Deployed) -> None:
    """Every part of the value is there, in its time and undisputed."""
    order = {
        "accepted": True,
        "amount": 10,
        "cancelled": 0,
        "returned": 0,
        "confirmed": 2,
        "custodyUnpaid": 2,
    }
    facts = {**order, "attested": 7, "received": 4}
    apart, kin = (_plain_case(facts, affiliates=affiliates) for affiliates in (False, True))
    answers = libraries.ask("capacities", [apart, kin])
    assert [list(answer.eligible) for answer in answers] == [[3, 3, 2, 2], [0, 0, 0, 0]]


def _capacity_case(case: dict[str, Any]) -> dict[str, Any]:
    order = case["order"]
    return {
        "order": {
            "accepted": order["accepted"],
            "amount": order["amount"],
            "cancelled": order["cancelled"],
            "attested": order["attested"],
            "received": order["received"],
            "returned": order["returned"],
            "confirmed": order["confirmed"],
            "custodyUnpaid": order["custody_unpaid"],
        },
        "standing": {
            "attestorReliedOn": order["attestor_relied_on"],
            "custodyOverdue": order["custody_matured_unpaid"],
            "supplierSuspended": order["supplier_suspended"],
            "buyerSuspended": order["buyer_suspended"],
            "affiliates": order["affiliates"],
            "disputed": order["disputed_by_buyer"] + order["disputed_by_supplier"],
            "deliverBy": order["deliver_by"],
            "paymentTermSeconds": order["payment_term_seconds"],
            "staleSeconds": order["stale_seconds"],
            "time": order["now"],
        },
        "advanceBps": case["advance_bps"],
        "rateBps": case["rate_bps"],
        "principals": [point["principal"] for point in case["price"]],
    }


def _plain_case(order: dict[str, Any], *, affiliates: bool = False) -> dict[str, Any]:
    """An order in good standing."""
    return {
        "order": order,
        "standing": {
            "attestorReliedOn": True,
            **dict.fromkeys(("custodyOverdue", "supplierSuspended", "buyerSuspended"), False),
            "affiliates": affiliates,
            "disputed": 0,
            "deliverBy": YEAR,
            **dict.fromkeys(("paymentTermSeconds", "staleSeconds"), DAY),
            "time": YEAR,
        },
        "advanceBps": [BPS] * 4,
        "rateBps": [0] * 4,
        "principals": [],
    }


def _account_case(case: dict[str, Any]) -> tuple[Any, ...]:
    steps = [
        (KINDS.index(step["kind"]), step["at"], step.get("amount", step.get("rate_bps", 0)))
        for step in case["steps"]
    ]
    return (case["start"], case["penalty_bps"], case["fee_bps"], case["grace_ends"], steps)


def _agree(step: dict[str, Any], state: Any) -> None:
    after = step["after"]
    assert state.owedPenalty == after["owed_penalty"], step
    assert state.owedInterest == after["owed_interest"], step
    assert state.principal == after["principal"], step
    assert state.subrogated == after["subrogated"], step
    assert state.interest == int(after["interest_units"]), step
    assert state.penalty == int(after["penalty_units"]), step
    if "fee" in step:
        assert state.fee == step["fee"], step
    if "parts" in step:
        assert vars(state.parts) == step["parts"], step
