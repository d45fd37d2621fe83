"""What is JSON and what is refused, against the public parsing suite where it is at hand."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from api import strict_json
from api.problems import Invalid, Problem, Unreadable

SUITE = Path(__file__).resolve().parents[3] / "shared/data/f2_json_test_suite/test_parsing"
CASES = sorted(SUITE.glob("*.json")) if SUITE.is_dir() else []
REPEATED = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}

needs_suite = pytest.mark.skipif(not CASES, reason="the JSON parsing suite is not at ../shared/data")


@needs_suite
@pytest.mark.parametrize("path", [p for p in CASES if p.name.startswith("n_")], ids=lambda p: p.name)
def test_what_is_not_json_is_unreadable(path: Path) -> None:
    with pytest.raises(Unreadable):
        strict_json.check(path.read_bytes())


@needs_suite
@pytest.mark.parametrize("path", [p for p in CASES if p.name.startswith("i_")], ids=lambda p: p.name)
def test_what_parsers_may_disagree_on_is_refused_or_read_but_never_crashes(path: Path) -> None:
    with contextlib.suppress(Unreadable, Invalid):  # anything else fails the test
        strict_json.check(path.read_bytes())


@needs_suite
@pytest.mark.parametrize("path", [p for p in CASES if p.name.startswith("y_")], ids=lambda p: p.name)
def test_what_is_json_is_read(path: Path) -> None:
    if (
        path.name in REPEATED
    ):  # JSON, but two readers may read it differently: refused as payload, not as unreadable
        with pytest.raises(Invalid):
            strict_json.check(path.read_bytes())
    else:
        strict_json.check(path.read_bytes())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a":NaN}', "json_unreadable"),
        (b"[-Infinity]", "json_unreadable"),
        (b'{"a":1,"a":2}', "json_duplicate_member"),
        (b'{"a":{"b":1,"b":1}}', "json_duplicate_member"),
        (b"[" * 65 + b"]" * 65, "json_too_deep"),
        (b"[" * 100_000, "json_too_deep"),
        (b'{"a":' * 100_000, "json_too_deep"),
        (b"[" + b"9" * 101 + b"]", "json_number_too_long"),
        (b"[1e999]", "json_number_too_long"),
        (b'["\\ud800"]', "json_lone_surrogate"),
        (b'{"\\udfff":1}', "json_lone_surrogate"),
        (b'["\xff"]', "json_not_utf8"),
        (b"\xef\xbb\xbf{}", "json_unreadable"),
        (b"", "json_unreadable"),
    ],
)
def test_each_looseness_is_refused_by_its_name(body: bytes, code: str) -> None:
    with pytest.raises(Problem) as refused:
        strict_json.check(body)
    assert refused.value.code == code


def test_brackets_inside_texts_are_no_depth() -> None:
    assert strict_json.loads(b'["' + b"[" * 200 + b'\\"[[' + b'"]') == ["[" * 200 + '"[[']


def test_whole_pairs_of_surrogates_are_a_character() -> None:
    assert strict_json.loads(b'["\\ud83d\\ude00"]') == ["\U0001f600"]
