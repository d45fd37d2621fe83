"""What the long runs leave behind, and the page that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.prove import records, report, smt, tools


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    return tmp_path


def piece(build: str, calls: int, fault: str = "") -> dict[str, object]:
    tallies = {"Loans.draw": [calls // 2, calls], "Loans.claim": [0, 1], "the clock": [9, 9]}
    return {"build": build, "seed": 7, "calls": calls, "seconds": 1.5, "fault": fault, "tallies": tallies}


def test_a_build_is_known_by_the_code_of_its_contracts() -> None:
    build = records.build_hash()
    assert len(build) == 12
    assert int(build, 16) >= 0


def test_only_pieces_without_a_fault_on_the_same_build_count(folder: Path) -> None:
    build = records.build_hash()
    for each in (piece(build, 100), piece("another", 1_000), piece(build, 10, "broken"), piece(build, 200)):
        records.append("invariants", each)
    assert records.calls_on(records.read("invariants"), build) == 300
    assert records.read("never ran") == []


def test_the_page_tells_of_the_present_build_and_of_every_fault(folder: Path) -> None:
    build = records.build_hash()
    for each in (piece(build, 100), piece("another", 1_000), piece(build, 10, "INV-08: cash was made")):
        records.append("invariants", each)
    page = report.page()
    assert "- 100 invariant calls by forge" in page
    assert f"- seed 7 on `{build}`: INV-08: cash was made" in page
    assert "| Loans.draw | 50 | 50 |" in page
    assert "Never succeeded: Loans.claim (" in page
    assert report.faults() == ["INV-08: cash was made"]


def test_a_property_is_proved_anew_when_its_own_text_changes(tmp_path: Path) -> None:
    text = tools.PROOFS.read_text(encoding="utf-8")
    first, second = tools.properties()[:2]
    changed = tmp_path / "Proofs.t.sol"
    changed.write_text(text.replace(f"function {first}(", f"function {first}(bool more, "), encoding="utf-8")
    assert tools.source_hash(first, changed) != tools.source_hash(first, tools.PROOFS)
    assert tools.source_hash(second, changed) == tools.source_hash(second, tools.PROOFS)


def test_a_query_says_what_products_and_quotients_are() -> None:
    word = "(_ BitVec 256)"
    query = f"(declare-fun f_evm_bvudiv_256 ({word} {word}) {word})\n(check-sat)\n(get-model)\n"
    said = smt.defined(query)
    assert "(define-fun f_evm_bvudiv_256" in said
    assert "(ite (= y (_ bv0 256)) (_ bv0 256) (bvudiv x y))" in said
    assert "get-model" not in said
