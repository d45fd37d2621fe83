"""Whatever is done to bytes, reading answers with findings; it never raises."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.documents.commitment import commit, disclose
from api.documents.disclosure import verify_disclosure
from api.documents.findings import Severity
from api.documents.identity import identity_text
from api.documents.model import ReadResult
from api.documents.planning import plan
from api.documents.reading import ReadOptions, read_document
from api.documents.trade import entry, link
from tests.api.documents.samples import OWN_FILES, entries

FAST = ReadOptions(rules=False)
WITHIN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NASTY = [
    *(b"-1", b"0", b"1e400", b"NaN", b"99999999999999999999999999999999999999999", b"0.00001", b"2026-02-30"),
    *(
        b"9999-99-99",
        b"\xff",
        b"\x00",
        b"<!DOCTYPE a>",
        b"<a/>",
        b"&#0;",
        b"&#xD800;",
        b"]]>",
        b"",
        b" " * 50,
    ),
    *("١٢٣".encode(), "\u202e".encode(), b"CNY", b"XXX", b"true", b"../../etc/passwd", b"' OR 1=1 --"),
]


def holds(result: ReadResult) -> None:
    """What every result promises; and what follows from a document never raises either."""
    assert (result.document is None) == any(each.severity is Severity.FATAL for each in result.findings)
    if result.document is None:
        return
    assert identity_text(result.document).count("\n") == 3
    commitment = commit(result.document, bytes(32))
    assert verify_disclosure(disclose(commitment, ["kind", "number"]), commitment.root) == ()
    made = entry("mutated", result)
    assert made is not None
    for trade in link([made, *entries(OWN_FILES)]).trades:
        plan(trade)


@WITHIN
@given(st.binary(max_size=400))
def test_random_bytes(content: bytes) -> None:
    holds(read_document(content))


@WITHIN
@given(st.sampled_from(OWN_FILES), st.data())
def test_random_cuts_and_insertions(path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 60)))
        middle = data.draw(st.sampled_from(NASTY) | st.binary(max_size=8))
        content = content[:start] + middle + content[end:]
    holds(read_document(content, FAST))


@WITHIN
@given(st.sampled_from(OWN_FILES), st.data())
def test_nasty_values_in_the_place_of_real_ones(path: Path, data: st.DataObject) -> None:
    parts = path.read_bytes().split(b">")
    filled = [place for place, part in enumerate(parts) if part.split(b"<")[0].strip()]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(filled))
        value, mark, rest = parts[place].partition(b"<")
        del value
        parts[place] = data.draw(st.sampled_from(NASTY)) + mark + rest
    holds(read_document(b">".join(parts), FAST))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([path for path in OWN_FILES if "invoice" in path.name]), st.data())
def test_elements_left_out_with_all_rules_on(path: Path, data: st.DataObject) -> None:
    lines = path.read_bytes().split(b"\n")
    leaves = [
        place for place, line in enumerate(lines) if b"</" in line and not line.strip().startswith(b"</")
    ]
    for place in data.draw(st.sets(st.sampled_from(leaves), min_size=1, max_size=4)):
        lines[place] = b""
    holds(read_document(b"\n".join(lines)))
