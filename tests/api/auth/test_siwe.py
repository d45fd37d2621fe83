"""EIP-4361 messages against the grammar and the public vectors where they are at hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.auth import siwe
from api.auth.signatures import personal_signature_matches
from chain.signing import Key, personal_digest

VECTORS = Path(__file__).resolve().parents[4] / "shared/data/e4_siwe_vectors"
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the EIP-4361 vectors are not at ../shared/data"
)
AT = datetime(2026, 3, 1, tzinfo=UTC)


def vectors(name: str) -> list[Any]:
    if not VECTORS.is_dir():
        return []
    cases = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=label) for label, case in cases.items()]


def text_of(fields: dict[str, Any]) -> str:
    """The message that a wallet would have built from these fields, good or bad."""
    lines = [
        f"{fields.get('domain', '')} wants you to sign in with your Ethereum account:",
        fields.get("address", ""),
        "",
    ]
    lines += [fields["statement"], ""] if fields.get("statement") else [""]
    names = (
        ("uri", "URI"),
        ("version", "Version"),
        ("chainId", "Chain ID"),
        ("nonce", "Nonce"),
        ("issuedAt", "Issued At"),
    )
    lines += [f"{label}: {fields[name]}" for name, label in names if name in fields]
    more = (("expirationTime", "Expiration Time"), ("notBefore", "Not Before"), ("requestId", "Request ID"))
    lines += [f"{label}: {fields[name]}" for name, label in more if name in fields]
    if "resources" in fields:
        lines += ["Resources:", *[f"- {each}" for each in fields["resources"]]]
    return "\n".join(lines)


def judged(case: dict[str, Any]) -> bool:
    """Whether a verification vector holds at its time and for its site."""
    try:
        message = siwe.parse(text_of(case))
        at = datetime.fromisoformat(case["time"]) if "time" in case else datetime(2026, 1, 1, tzinfo=UTC)
        siwe.check_time(message, at)
        if "domainBinding" in case and message.domain != case["domainBinding"]:
            return False
    except siwe.SiweError:
        return False
    return personal_signature_matches(message.text, message.address, bytes.fromhex(case["signature"][2:]))


@needs_vectors
@pytest.mark.parametrize("text", vectors("parsing_negative"))
def test_messages_that_break_the_grammar_are_refused(text: str) -> None:
    with pytest.raises(siwe.SiweError):
        siwe.parse(text)


@needs_vectors
@pytest.mark.parametrize("fields", vectors("parsing_negative_objects"))
def test_messages_of_faulty_fields_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(siwe.SiweError):
        siwe.parse(text_of(fields))


@needs_vectors
@pytest.mark.parametrize("case", vectors("verification_negative"))
def test_messages_that_do_not_hold_are_refused(case: dict[str, Any]) -> None:
    assert not judged(case)


@needs_vectors
@pytest.mark.parametrize("case", vectors("verification_positive"))
def test_messages_that_hold_at_their_time_are_taken(case: dict[str, Any]) -> None:
    assert judged(case)


@needs_vectors
@pytest.mark.parametrize("case", vectors("parsing_positive"))
def test_messages_of_the_grammar_are_read_field_by_field(case: dict[str, Any]) -> None:
    message = siwe.parse(case["message"])
    expected = case["fields"]
    found = {
        "domain": message.domain,
        "address": message.address,
        "uri": message.uri,
        "nonce": message.nonce,
        "chainId": message.chain_id,
        "statement": message.statement,
        "scheme": message.scheme,
        "issuedAt": message.issued_at,
    }
    for name, value in expected.items():
        if name == "version":
            assert value == "1"
        elif name == "issuedAt":
            assert found[name] == datetime.fromisoformat(value)
        else:
            assert found[name] == value


@needs_vectors
@pytest.mark.parametrize("case", vectors("eip1271"))
def test_a_contract_accounts_signature_is_not_taken_for_a_keys(case: dict[str, Any]) -> None:
    message = siwe.parse(case["message"])
    assert not personal_signature_matches(message.text, message.address, bytes.fromhex(case["signature"][2:]))


def composed(key: Key, **changed: Any) -> siwe.SignIn:
    fields: dict[str, Any] = {
        "domain": "tally.example",
        "address": key.address,
        "uri": "https://tally.example",
        "chain_id": 7,
        "nonce": "abcdefgh12345678",
        "issued_at": AT,
        "statement": "Sign in to Tallystick.",
    }
    return siwe.parse(siwe.compose(**(fields | changed)))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"domain": "evil.example"}, "domain"),
        ({"uri": "https://evil.example"}, "uri"),
        ({"chain_id": 8}, "chain id"),
        ({"issued_at": AT - timedelta(seconds=301)}, "issued at"),
        ({"issued_at": AT + timedelta(seconds=61)}, "issued at"),
    ],
)
def test_a_message_for_another_place_or_time_is_refused_by_its_field(
    changed: dict[str, Any], named: str
) -> None:
    message = composed(Key.new(), **changed)
    with pytest.raises(siwe.SiweError, match=named):
        siwe.check_binding(
            message,
            domain="tally.example",
            uri="https://tally.example",
            chain_id=7,
            now=AT,
            max_age=timedelta(seconds=300),
        )


@pytest.mark.parametrize(
    "text",
    ["", "\n" * 20, "x" * 9000, "a wants you to sign in with your Ethereum account:\n0x\n\n\n\n\n\n\n"],
)
def test_text_that_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(siwe.SiweError):
        siwe.parse(text)


def test_a_trailing_line_is_refused() -> None:
    message = composed(Key.new())
    for more in ("\n", "\nResources:\n", " ", "\nNonce: abcdefgh"):
        with pytest.raises(siwe.SiweError):
            siwe.parse(message.text + more)


def test_what_the_service_composes_it_reads_and_the_key_stands_behind_it() -> None:
    key = Key.new()
    message = composed(key)
    signature = key.sign(personal_digest(message.text.encode()))
    assert personal_signature_matches(message.text, key.address, signature)
    assert not personal_signature_matches(message.text + " ", key.address, signature)
    siwe.check_binding(
        message,
        domain="tally.example",
        uri="https://tally.example",
        chain_id=7,
        now=AT,
        max_age=timedelta(seconds=300),
    )
