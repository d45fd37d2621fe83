"""The map from the model's sentences to the code leads to files and names that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "model-map.md"
PLACE: Final = re.compile(r"`([\w/]+\.(?:sol|py)): ([^`]+)`")
TEST: Final = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)`")
DEFINED: Final = (
    r"\b(?:function|modifier|event|error|struct|enum|contract|interface|library|type|def|class) {0}\b"
    r"|\b{0}(?:: Final)? =|\bpublic {0};|^    (?={0}\b)constructor\("
)


def rows() -> list[tuple[str, str, str]]:
    """Sentence, place and tests of each row above the section of differences."""
    text = PAGE.read_text(encoding="utf-8").partition("\n## Differs")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]
    found = [(sentence, place, tests) for sentence, place, tests in cells]
    return [row for row in found if row[0] != "the model says"]


def file_of(name: str) -> Path:
    """A Solidity file by its last part, another by its path."""
    if name.endswith(".sol"):
        found = list((ROOT / "contracts").rglob(name))
        assert len(found) == 1, name
        return found[0]
    return ROOT / name


def test_the_map_has_the_whole_model() -> None:
    assert len(rows()) > 120
    assert all(len(row) == 3 for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_rule_of_each_sentence_is_where_the_map_says(row: tuple[str, str, str]) -> None:
    _, place, tests = row
    places = PLACE.findall(place)
    assert places
    for name, functions in places:
        text = file_of(name).read_text(encoding="utf-8")
        for function in functions.split(", "):
            assert re.search(DEFINED.format(function), text, re.MULTILINE), f"{name}: {function}"
    for test in TEST.findall(tests):
        assert (ROOT / test if "/" in test else ROOT / "tests" / "contracts" / test).is_file(), test
    assert TEST.findall(tests) or "**differs**" in place


def test_each_difference_is_told() -> None:
    told = PAGE.read_text(encoding="utf-8").partition("\n## Differs")[2]
    marked = [sentence for sentence, place, _ in rows() if "**differs**" in place]
    assert len(marked) == len(re.findall(r"^\| (?!the model says|-)", told, re.MULTILINE))
