"""The mutation tester itself: what it makes of a source, and that fixed mutants of it are killed."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest
from pyrevm import EVM

from scripts.build.artifacts import read_sources
from scripts.build.compiler import BuildError
from tests.contracts.evm import CALLER
from tests.coverage.teller import Teller
from tests.model.words import keccak256, word
from tests.mutation.project import DEPLOYED
from tests.mutation.runner import hunted
from tests.mutation.schema import SWITCH, SWITCH_TEXT, Mutant, Schema, compile_schema, mutants_of, mutated
from tests.mutation.stages import HOLES, Campaigns
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
WATERFALL, LOANS = "contracts/libraries/Waterfall.sol", "contracts/Loans.sol"
KILLED = {
    (WATERFALL, "split", "amount < owedPenalty → true"): True,
    (WATERFALL, "split", "amount -= parts.penalty; → amount += parts.penalty;"): True,
    (WATERFALL, "split", "repaid * subrogated / debt → repaid * subrogated * debt"): True,
    (WATERFALL, "split", "repaid - parts.subrogated → repaid + parts.subrogated"): True,
    (WATERFALL, "split", "parts.residual = amount - repaid; → (nothing)"): True,
    (LOANS, "syncWith", "_accrue(c); → (nothing)"): True,
    (LOANS, "_maturityOut", "1 days → ((1 days) - 1)"): False,
}
"""Whether the campaign kills it. Nothing can kill the last: the quotients are the same until 2206."""


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


def test_a_return_of_nothing_ends_with_its_own_semicolon() -> None:
    """What follows it is not swallowed: with no mutant chosen it would never be reached."""
    text = SMALL.replace("total += a;", "if (a == 0) return 0;\n        total += a;")
    text = text.replace("returns (uint256) {", "{").replace("return 0;", "return;")
    text = text.replace("return (less + b - 1) / b;", "total += less;")
    found = mutants_of(FILE, text, trees({FILE: text})[FILE])
    assert [m.words for m in found if m.before.startswith("return")] == ["return; → (nothing)"]
    compiled = compile_schema({FILE: text}, found, {"Small": FILE})
    evm = EVM(gas_limit=2**40)
    address = evm.deploy(CALLER, compiled.planted()["Small"])
    evm.message_call(CALLER, address, keccak256(b"add(uint256,uint256)")[:4] + word(3) + word(2))
    assert evm.message_call(CALLER, address, keccak256(b"total()")[:4]) == word(5)


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
def test_fixed_mutants_are_killed_but_for_one_that_changes_nothing() -> None:
    every = read_sources()
    sources = {name: every[name] for name in closure(LOANS, every)}
    assert DEPLOYED.findall(sources[LOANS]) == ["Loans"]
    parsed = trees(sources)
    chosen = {
        (file, mutant.change.function, mutant.words): mutant
        for file in (WATERFALL, LOANS)
        for mutant in mutants_of(file, sources[file], parsed[file])
        if (file, mutant.change.function, mutant.words) in KILLED
    }
    compiled = compile_schema(sources, list(chosen.values()), {"Loans": LOANS})
    campaigns = Campaigns()
    assert campaigns.kill(compiled.planted(), 1, 2)[1] == "", "the contract itself is killed"
    found = {key: campaigns.kill(compiled.planted(mutant), 1, 2)[1] != "" for key, mutant in chosen.items()}
    assert found == KILLED


@pytest.mark.parametrize("story", HOLES, ids=lambda story: story.__name__)
def test_model_and_bytecode_agree_on_what_survivors_asked_for(story: Callable[[Teller], None]) -> None:
    teller = Teller()
    story(teller)
    teller.pair.check_all()
