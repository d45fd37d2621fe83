"""Contracts of others: a wallet that signs for itself, a token that refuses for its own reasons.

The model knows neither, so what comes of each call is said here; only what is undone, or what no row of the
model tells of, happens without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.coverage.teller import FACE, Teller
from tests.model.arithmetic import DAY, YEAR
from tests.model.parties import AUDITOR
from tests.model.signatures import address_of as of
from tests.model.words import MASK, errors, functions, hash_text, hash_words, word

CONSENTS: Final = bytes.fromhex("1626ba7e") + bytes(28)
"""What ERC-1271 answers to a signature that it stands for."""
REFUSES: Final = b"not today".ljust(32, b"\0")


def answering(answers: Mapping[bytes, bytes], reverting: bytes = b"") -> bytes:
    """Runtime code: by selector its answer (whole words); `reverting` reverts with REFUSES, others bare."""
    code = bytes.fromhex("5f3560e01c")  # the selector on the stack
    ends = {**answers, **({reverting: REFUSES} if reverting else {})}
    at = len(code) + 11 * len(ends) + 3
    blocks = b""
    for selector, answer in ends.items():
        code += b"\x80\x63" + selector + b"\x14\x61" + (at + len(blocks)).to_bytes(2, "big") + b"\x57"
        words = [answer[i : i + 32] for i in range(0, len(answer), 32)]
        kept = b"".join(b"\x7f" + each + b"\x60" + bytes([32 * i]) + b"\x52" for i, each in enumerate(words))
        way_out = b"\xfd" if selector == reverting else b"\xf3"
        blocks += b"\x5b" + kept + b"\x60" + bytes([len(answer)]) + b"\x5f" + way_out
    return code + bytes.fromhex("5f5ffd") + blocks


def a_wallet_buys_what_it_stands_for(t: Teller) -> None:
    """Its own word is its signature: the sale is refused for want of funds alone."""
    valid = bytes.fromhex("1626ba7e")
    wallet = t.puts(answering({valid: CONSENTS}))
    t.does("operator", "Participants", "admit", wallet, 1 << 200, 0, AUDITOR, t.now + YEAR, 1, 2)
    _, receivable_id = t.invoice(t.order(), FACE)
    quote = (wallet, of("supplier1"), receivable_id, 10, 9, 0, t.now + DAY, 1)
    said = t.unmodelled("supplier1", "Market", "sell", quote, b"whatever")
    assert said == (False, errors()["Market_BuyerUnfunded"] + b"".join(map(word, (wallet, 0, 0, 9))))


def a_token_is_no_participant(t: Teller) -> None:
    """Neither admitted when it is listed nor listed when it is admitted: what is sent to it nobody books."""
    admission = (1 << 200, 0, AUDITOR, t.now + YEAR, 1, 2)
    t.refused("Participants_CashAlreadyListed", "operator", "Participants", "admit", t.at["EUR"], *admission)
    token = t.puts(answering({functions()["Cash.directory"]: word(t.at["Participants"])}))
    t.does("operator", "Participants", "admit", token, *admission)
    said = t.unmodelled("operator", "Participants", "listCash", token)
    assert said == (False, errors()["Participants_AlreadyAdmitted"] + word(token))


def a_token_tells_its_own_reason(t: Teller) -> None:
    """Where neither funds nor allowance are missing, what the token says is what the seller reads."""
    named = {
        name: functions()[f"Cash.{name}"] for name in ("directory", "currency", "fundsOf", "transferFrom")
    }
    directory, plenty = word(t.at["Participants"]), word(MASK)
    answers = {named["directory"]: directory, named["currency"]: b"ODD".ljust(32, b"\0")}
    token = t.puts(answering({**answers, named["fundsOf"]: plenty + plenty}, named["transferFrom"]))
    t.unmodelled("operator", "Participants", "listCash", token)
    terms = t.order_terms(cash=token)
    t.unmodelled("buyer1", "Orders", "place", terms)
    entity = t.model.party(of("buyer1")).entity
    order_id = hash_words(entity, terms[7], 0)
    t.unmodelled("supplier1", "Orders", "accept", order_id, 1)
    t.unmodelled("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    p = (order_id, FACE, FACE, (t.now // DAY + 60) * DAY, hash_text("odd invoice"), 6, 0)
    receivable_id, signature = t.identity(p, t.model.party(of("supplier1")).entity)
    t.unmodelled("supplier1", "Receivables", "propose", p, t.now + 60, signature)
    assert t.unmodelled("buyer1", "Receivables", "confirm", receivable_id, 0) == (True, b"")
    quote, signature = t.quote(receivable_id, 10, 9, 1)
    assert t.unmodelled("supplier1", "Market", "sell", quote, signature) == (False, REFUSES)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    a_wallet_buys_what_it_stands_for,
    a_token_is_no_participant,
    a_token_tells_its_own_reason,
)
