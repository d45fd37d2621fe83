"""The world in which every run begins: tokens listed, parties admitted and funded, mandates given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.model.arithmetic import BPS, MAX_TOTAL, YEAR
from tests.model.pair import START, Call, Pair
from tests.model.parties import ATTESTOR, AUDITOR, BANK, BUYER, FINANCIER, GUARANTOR, SUPPLIER
from tests.model.player import FINANCIERS, UNDERWRITER
from tests.model.signatures import address_of
from tests.model.words import MASK, hash_text

ADMITTED: Final = {
    "bank": (BANK, 0),
    "buyer1": (BUYER, 0),
    "buyer2": (BUYER, 7),
    "tier": (BUYER | SUPPLIER, 0),
    "supplier1": (SUPPLIER, 0),
    "supplier2": (SUPPLIER | AUDITOR, 0),
    "supplier3": (SUPPLIER, 7),
    "twin": (SUPPLIER, 0),
    "financier1": (FINANCIER, 0),
    "financier2": (FINANCIER, 9),
    "guarantor1": (GUARANTOR, 0),
    "guarantor2": (GUARANTOR, 9),
    "attestor1": (ATTESTOR, 0),
    "attestor2": (ATTESTOR, 7),
    "investor": (AUDITOR, 0),
    "fees": (AUDITOR, 0),
}
SPENDERS: Final = ("Loans", "Receivables", "Market", "GuaranteePool")
FUNDS: Final = 2**62


def entity_of(name: str) -> int:
    """14 bytes, left-aligned; two suppliers are one legal person."""
    text = "supplier1" if name == "twin" else name
    return hash_text(text) >> 144 << 144


def prelude(at: dict[str, int]) -> Iterator[Call]:
    """The calls."""
    operator, bank = address_of("operator"), address_of("bank")
    for token in ("EUR", "JPY"):
        yield Call(operator, "Participants", "listCash", (at[token],))
    for name, (roles, group) in ADMITTED.items():
        args = (address_of(name), entity_of(name), group, roles, START + 4 * YEAR, 1, 2)
        yield Call(operator, "Participants", "admit", args)
    for token in ("EUR", "JPY"):
        for name in ADMITTED:
            me = address_of(name)
            yield Call(bank, token, "issue", (me, FUNDS, hash_text(f"receipt of {name}")))
            for spender in SPENDERS:
                yield Call(me, token, "approve", (at[spender], MASK))
        for name in FINANCIERS:
            yield from _mandate(name, at[token])
    for attestor in ("attestor1", "attestor2"):
        for name in FINANCIERS:
            yield Call(address_of(name), "Facilities", "setAttestor", (address_of(attestor), 1))
    for name in ("supplier2", "investor", "tier", "buyer1"):
        yield Call(address_of(name), "Receivables", "acceptFrom", (0, 1))


def _mandate(name: str, cash: int) -> Iterator[Call]:
    me = address_of(name)
    bounds = (0, BPS, BPS, MAX_TOTAL, MAX_TOTAL, (9_000, 9_000, 9_500, 10_000))
    rest = (address_of("fees"), 365, 100, MAX_TOTAL)
    mandate = (address_of(UNDERWRITER[name]), START + 20 * YEAR, *bounds, *rest)
    yield Call(me, "Facilities", "setMandate", (cash, mandate))
    for buyer in ("buyer1", "buyer2", "tier"):
        yield Call(me, "Facilities", "setLine", (cash, address_of(buyer), MAX_TOTAL))


def begin(pair: Pair) -> None:
    """Bring a pair to where runs begin."""
    for call in prelude(pair.chain.at):
        if not pair.call(call):
            raise AssertionError(f"the beginning was refused: {pair.outcome} of {call}")
