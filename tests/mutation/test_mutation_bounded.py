"""The mutation tester itself: what it makes of a source, and that fixed mutants of it are killed."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from scripts.build.artifacts import read_sources
from scripts.build.compiler import BuildError
from tests.coverage.teller import Teller
from tests.mutation import holes, holes_market
from tests.mutation.project import DEPLOYED
from tests.mutation.runner import hunted
from tests.mutation.schema import SWITCH, SWITCH_TEXT, Mutant, Schema, compile_schema, mutants_of, mutated
from tests.mutation.stages import Campaigns
from tests.mutation.syntax import closure, run_solc, trees

FILE = "contracts/Small.sol"
SMALL = """// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

contract Small {
    event Said(uint256 a, uint256 b);
    error Small_TooMuch(uint256 given, uint256 most);

    uint256 public total;

    function add(uint256 a, uint256 b) external returns (uint256) {
        if (a > 10) revert Small_TooMuch(a, 10);
        total += a;
        emit Said(a, b);
        uint256 less = a < b ? a : b;
        return (less + b - 1) / b;
    }
}
"""
KILLED = {
    "amount < debt → amount <= debt": "",
    "amount < owedPenalty → true": "killed",
    "amount -= parts.penalty → amount += parts.penalty": "killed",
    "repaid * subrogated / debt → repaid * subrogated * debt": "killed",
    "repaid - parts.subrogated → repaid + parts.subrogated": "killed",
    "parts.residual = amount - repaid; → (nothing)": "killed",
}
"""Of libraries/Waterfall.sol. Nothing can kill the first: at the bound both answers are the same."""


@functools.cache
def small() -> tuple[Mutant, ...]:
    return tuple(mutants_of(FILE, SMALL, trees({FILE: SMALL})[FILE]))


def named(words: str) -> Mutant:
    return next(mutant for mutant in small() if mutant.words == words)


def test_every_kind_of_change_is_made_of_a_small_contract_and_nothing_else() -> None:
    found = {(mutant.id.removeprefix("Small.sol:"), mutant.words) for mutant in small()}
    assert found == {
        ("11:guard-removed:1", "a > 10 → false"),
        ("11:condition-true:1", "a > 10 → true"),
        ("11:boundary:1", "a > 10 → a >= 10"),
        ("11:constant:1", "10 → 11"),
        ("11:constant:2", "10 → 9"),
        ("12:assignment-deleted:1", "total += a; → (nothing)"),
        ("12:assignment-operator:1", "total += a; → total -= a;"),
        ("13:emit-deleted:1", "emit Said(a, b); → (nothing)"),
        ("13:arguments-swapped:1", "emit Said(a, b); → emit Said(b, a);"),
        ("14:condition-true:1", "a < b → true"),
        ("14:condition-false:1", "a < b → false"),
        ("15:return-replaced:1", "(less + b - 1) / b → uint256(0)"),
        ("15:arithmetic:1", "(less + b - 1) / b → (less + b - 1) * b"),
        ("15:rounding:1", "(less + b - 1) / b → (less) / b"),
        ("15:arithmetic:2", "less + b → less - b"),
        ("15:arithmetic:3", "less + b - 1 → less + b + 1"),
        ("15:constant:1", "1 → 2"),
        ("15:constant:2", "1 → 0"),
    }


def test_a_mutant_alone_is_the_file_with_one_change() -> None:
    changed = mutated(SMALL, named("emit Said(a, b); → emit Said(b, a);"))
    assert changed == SMALL.replace("emit Said(a, b);", "emit Said(b, a);")


def test_a_schema_holds_all_mutants_and_compiles() -> None:
    compiled = compile_schema({FILE: SMALL}, small(), {"Small": FILE})
    assert compiled.invalid == {}
    codes = {compiled.planted(*([mutant] if mutant else []))["Small"] for mutant in (None, *small())}
    assert len(codes) == len(small()) + 1, "each choice is in the code"


def test_a_mutant_that_does_not_compile_is_left_out_and_named() -> None:
    broken = named("10 → 11")
    change = broken.change._replace(text="nobody")
    wrong = Mutant(broken.id, FILE, broken.line, change, broken.before)
    others = [mutant for mutant in small() if mutant is not broken]
    compiled = compile_schema({FILE: SMALL}, [*others, wrong], {"Small": FILE})
    assert wrong in compiled.invalid
    assert named("total += a; → (nothing)") not in compiled.invalid
    with pytest.raises(BuildError):
        compile_schema({FILE: SMALL.replace("total +=", "nothing +=")}, [], {"Small": FILE})


def test_a_schema_with_no_mutants_is_the_file() -> None:
    text = Schema(SMALL, {}).text
    assert text.startswith(SMALL)
    _, errors = run_solc({FILE: text, SWITCH: SWITCH_TEXT}, {}, {FILE: {"Small": ["evm.bytecode.object"]}})
    assert errors == []


def test_those_that_show_a_fault_are_found_among_many_that_do_not() -> None:
    bad = set(small()[::5])

    def fault_of(group: object) -> str:
        assert isinstance(group, list)
        return "fault" if bad & set(group) else ""

    assert hunted(small(), fault_of) == dict.fromkeys(bad, "fault")


@pytest.mark.slow
def test_fixed_mutants_of_the_waterfall_are_killed_and_the_file_without_them_is_not() -> None:
    file, contract = "contracts/libraries/Waterfall.sol", "contracts/Loans.sol"
    every = read_sources()
    sources = {name: every[name] for name in closure(contract, every)}
    assert DEPLOYED.findall(sources[contract]) == ["Loans"]
    chosen = [
        mutant
        for mutant in mutants_of(file, sources[file], trees(sources)[file])
        if any(mutant.words == words for words in KILLED)
    ]
    compiled = compile_schema(sources, chosen, {"Loans": contract})
    campaigns = Campaigns()
    assert campaigns.kill(compiled.planted(), 1, 2)[1] == ""
    found = {m.words: campaigns.kill(compiled.planted(m), 1, 2)[1] for m in chosen}
    assert {words: "killed" if fault else "" for words, fault in found.items()} == KILLED


@pytest.mark.parametrize("story", [*holes.STORIES, *holes_market.STORIES], ids=lambda story: story.__name__)
def test_model_and_bytecode_agree_on_what_survivors_asked_for(story: Callable[[Teller], None]) -> None:
    teller = Teller()
    story(teller)
    teller.pair.check_all()
