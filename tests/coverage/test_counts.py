"""How coverage and slither's findings are counted: what must fail the step, fails it."""

from __future__ import annotations

import pytest

from scripts.build.compiler import BuildError
from scripts.prove import coverage, slither
from scripts.prove.coverage import Counts

REPORT = """TN:
SF:contracts/Loans.sol
DA:10,3
DA:11,0
BRDA:10,0,0,2
BRDA:10,0,1,-
end_of_record
SF:contracts/test/Vectors.sol
DA:1,0
end_of_record
SF:node_modules/@openzeppelin/contracts/utils/Nonces.sol
DA:1,0
end_of_record
"""
ROW = "| `timestamp` | `Loans.draw` | `a \\|\\| b` |"


def test_lines_and_branches_of_our_own_files_are_read_and_no_others() -> None:
    assert coverage.read(REPORT.splitlines()) == {
        "contracts/Loans.sol": Counts({10: 3, 11: 0}, {(10, 0, 0): 2, (10, 0, 1): 0})
    }


def test_a_line_that_only_the_rough_count_saw_is_not_covered_where_the_exact_one_can_tell() -> None:
    exact = {"contracts/Loans.sol": Counts({1: 0}), "contracts/libraries/Claims.sol": Counts({1: 0})}
    rough = {"contracts/Loans.sol": Counts({1: 5}), "contracts/libraries/Claims.sol": Counts({1: 5})}
    rough["contracts/Market.sol"] = Counts({1: 7})
    found = coverage.together(exact, rough)
    assert found["contracts/Loans.sol"].lines == {1: 0}
    assert found["contracts/libraries/Claims.sol"].lines == {1: 5}
    assert found["contracts/Market.sol"].lines == {1: 7}


@pytest.mark.parametrize(
    ("passed", "held"),
    [
        (Counts({1: 1, 2: 1}, {(1, 0, way): 1 for way in range(100)}), True),
        (Counts({1: 1, 2: 0}, {(1, 0, way): 1 for way in range(100)}), False),
        (Counts({1: 1, 2: 1}, {(1, 0, way): int(way >= 3) for way in range(100)}), True),
        (Counts({1: 1, 2: 1}, {(1, 0, way): int(way >= 4) for way in range(100)}), False),
    ],
)
def test_every_line_and_97_branches_of_100_are_enough_and_no_less(passed: Counts, held: bool) -> None:
    assert coverage.result({"contracts/Authority.sol": passed}, 1)["held"] is held


def test_a_row_without_a_reason_is_refused_and_so_is_one_that_stands_twice() -> None:
    with pytest.raises(BuildError, match="gives no reason"):
        slither.explained(f"# Slither\n\n## Silence\n\n{ROW}\n")
    with pytest.raises(BuildError, match="explains twice"):
        slither.explained(f"## One\n\nBecause.\n\n{ROW}\n\n## Two\n\nBecause.\n\n{ROW}\n")


def test_a_finding_is_known_again_by_its_row() -> None:
    finding = slither.Finding("timestamp", "Loans.draw", "a || b")
    assert finding.row == ROW
    assert slither.explained(f"## Time\n\nBecause.\n\n{ROW}\n") == {finding: "Because."}


def test_a_reentrancy_is_told_by_its_calls_and_by_what_follows_them() -> None:
    function = {"type": "function", "name": "repay"}
    parent = {"parent": {"type": "contract", "name": "Loans"}}
    elements = [
        {**function, "type_specific_fields": parent},
        {"name": "FACILITIES.free(id)", "additional_fields": {"underlying_type": "external_calls"}},
        {
            "name": "a",
            "additional_fields": {"underlying_type": "variables_written", "variable_name": "_rows"},
        },
        {"name": "Repaid(id)", "additional_fields": {"underlying_type": "event"}},
    ]
    told = {"check": "reentrancy-events", "impact": "Low", "elements": elements}
    quiet = {**told, "impact": "Informational"}
    expected = slither.Finding("reentrancy-events", "Loans.repay", "FACILITIES.free → Repaid, _rows")
    assert slither.findings([told, quiet]) == {expected}
