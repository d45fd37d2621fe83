"""Single fields of a committed document can be shown and proven; one byte changed is named."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from api.documents import disclosure as disclosure_module
from api.documents.canonical import canonical_fields, canonical_json
from api.documents.commitment import commit, commit_fields, disclose, field_salt
from api.documents.disclosure import leaf_hash, node_hash, root_hash, verify_disclosure
from tests.api.documents.samples import ROOT, own

SECRET = bytes(range(32))
PATHS = ["number", "amounts.payable", "seller.name", "lines[0001].amount"]


def disclosed() -> tuple[dict[str, Any], bytes]:
    """Four fields of our invoice in JSON form, and the root."""
    commitment = commit(own("5-invoice.xml"), SECRET)
    return json.loads(json.dumps(disclose(commitment, PATHS).as_json())), commitment.root


def test_refuses_a_short_secret_a_repeated_path_and_no_field() -> None:
    for fields, secret in (((("a", "1"),), b"x"), ((("a", "1"), ("a", "2")), SECRET), ((), SECRET)):
        with pytest.raises(ValueError):  # noqa: PT011 - three reasons, one kind
            commit_fields(fields, secret)


def test_refuses_to_show_what_is_not_there() -> None:
    with pytest.raises(KeyError):
        disclose(commit(own("5-invoice.xml"), SECRET), ["amounts.bribe"])


@pytest.mark.parametrize(
    "bad",
    [
        {},
        [],
        {"format": "tallystick-disclosure-1", "leaves": 1, "fields": []},
        {"format": "other", "leaves": 1, "fields": []},
        {"format": "tallystick-disclosure-1", "leaves": "1", "fields": [{}]},
        {"format": "tallystick-disclosure-1", "leaves": 2**80, "fields": None},
        {"format": "tallystick-disclosure-1", "leaves": True, "fields": [3]},
    ],
)
def test_a_disclosure_of_another_form_is_refused_without_an_exception(bad: Any) -> None:
    found = verify_disclosure(bad if isinstance(bad, dict) else {"format": bad}, bytes(32))
    assert [each.rule for each in found] == ["TS-DISCLOSURE-FORM"]


def test_every_byte_that_is_changed_is_named_with_its_field() -> None:
    plain, root = disclosed()
    for place, field in enumerate(plain["fields"]):
        for key in ("path", "value", "salt"):
            changed = copy.deepcopy(plain)
            text = changed["fields"][place][key]
            changed["fields"][place][key] = text[:-1] + ("1" if text[-1] != "1" else "2")
            named = {each.location for each in verify_disclosure(changed, root)}
            assert named == {changed["fields"][place]["path"]}, (key, field["path"])
        for step in range(len(field["proof"])):
            changed = copy.deepcopy(plain)
            sibling = changed["fields"][place]["proof"][step]
            changed["fields"][place]["proof"][step] = sibling[:-1] + ("0" if sibling[-1] != "0" else "1")
            assert {each.location for each in verify_disclosure(changed, root)} == {field["path"]}


def test_another_place_another_count_and_a_longer_or_shorter_proof_are_refused() -> None:
    plain, root = disclosed()
    changes: tuple[Callable[[dict[str, Any]], object], ...] = (
        lambda each: each["fields"][0].update(index=each["fields"][0]["index"] ^ 1),
        lambda each: each.update(leaves=each["leaves"] + 1),
        lambda each: each["fields"][0]["proof"].append("0x" + "00" * 32),
        lambda each: each["fields"][0]["proof"].pop(),
        lambda each: each["fields"].append(copy.deepcopy(each["fields"][0])),
        lambda each: each["fields"][0].update(index=10**6),
    )
    for change in changes:
        changed = copy.deepcopy(plain)
        change(changed)
        assert verify_disclosure(changed, root)
    assert verify_disclosure(plain, root[:-1] + bytes([root[-1] ^ 1]))


def test_true_fields_are_proven_and_hidden_ones_stay_hidden() -> None:
    plain, root = disclosed()
    assert verify_disclosure(plain, root) == ()
    assert {each["path"]: each["value"] for each in plain["fields"]} == {
        "number": "QS-INV-2026-0319",
        "amounts.payable": "97570500",
        "seller.name": "青石精密五金厂",
        "lines[0001].amount": "33350000",
    }
    assert "海川" not in json.dumps(plain, ensure_ascii=False)
    assert SECRET.hex() not in json.dumps(plain)


def test_the_tree_is_the_one_described() -> None:
    fields = (("a", "1"), ("b", "2"), ("c", "三"))
    a, b, c = (leaf_hash(field_salt(SECRET, path), path, value) for path, value in fields)
    assert commit_fields(reversed(fields), SECRET).root == root_hash(3, node_hash(node_hash(a, b), c))
    salt = field_salt(SECRET, "c")
    by_hand = b"\x00" + salt + b"\x00\x00\x00\x01c" + b"\x00\x00\x00\x03" + "三".encode()
    assert c == keccak(by_hand)


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), min_size=1, max_size=20), st.data()
)
def test_any_choice_of_any_fields_is_proven(fields: dict[str, str], data: st.DataObject) -> None:
    commitment = commit_fields(fields.items(), SECRET)
    chosen = data.draw(st.sets(st.sampled_from(sorted(fields)), min_size=1))
    shown = disclose(commitment, sorted(chosen))
    assert verify_disclosure(shown, commitment.root) == ()
    assert verify_disclosure(json.loads(json.dumps(shown.as_json())), commitment.root) == ()


def test_canonical_fields_are_sorted_text_and_the_same_as_the_json() -> None:
    document = own("5-invoice.xml")
    fields = canonical_fields(document)
    assert list(fields) == sorted(fields) and len({path for path, _ in fields}) == len(fields)
    assert dict(fields)["due_date"] == "2027-02-18" and dict(fields)["lines[0000].quantity"] == "392"
    plain = canonical_json(document)
    assert plain["amounts"]["payable"] == "97570500" and plain["lines"][0]["quantity"] == "392"


def test_the_repr_of_a_commitment_does_not_show_its_secret() -> None:
    assert SECRET.hex() not in repr(commit(own("5-invoice.xml"), SECRET))


def test_verification_needs_nothing_but_the_standard_library_and_keccak() -> None:
    source = ROOT.joinpath("api/documents/disclosure.py").read_text(encoding="utf-8")
    names = {
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    foreign = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert foreign == {"api", "eth_hash"}
    program = "import sys, api.documents.disclosure; print('lxml' in sys.modules, 'web3' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60, cwd=ROOT
    )
    assert ran.stdout.split() == ["False", "False"]
    assert disclosure_module.FORMAT == "tallystick-disclosure-1"
