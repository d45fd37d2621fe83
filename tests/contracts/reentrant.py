"""A world that trades in a token which hands control to a party in the middle of every movement of money.

Buyer, supplier, financiers and guarantor are contracts here, admitted like anybody: what they call, they call
as themselves. A Scene is a state of trade with prepared calls by name; calls are played on the node without a
transaction (`Sequence`), one after the other or one inside the other, all at the second of the newest block.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from chain.abi import Artifact, artifact_from_json, decode_values, encode_values, load_artifact
from chain.encoding import from_hex
from chain.envelope import sign_transaction
from chain.transactions import Mined, prepare, prepare_deployment, send, simulate
from scripts.build.artifacts import artifacts_of
from tests.contracts.contracts import call_of, decode_answer, encode_call
from tests.contracts.ground import (
    BUYER,
    FINANCIER,
    GUARANTOR,
    NOBODY,
    PLENTY,
    SUPPLIER,
    Party,
)
from tests.contracts.world import World

SOURCE: Final = Path(__file__).with_name("solidity") / "Reentrant.sol"
ROLES: Final = {
    "buyer": BUYER,
    "supplier": SUPPLIER,
    "financier": FINANCIER,
    "second_financier": FINANCIER,
    "guarantor": GUARANTOR,
}
SPENDERS: Final = ("Receivables", "Loans", "Market", "GuaranteePool")


@functools.cache
def compiled() -> Mapping[str, Artifact]:
    """The token, the party and the sequence, by name; compiled once for each state of their source."""
    name = "tests/contracts/solidity/Reentrant.sol"
    found = artifacts_of({name: SOURCE.read_text(encoding="utf-8")}, [name])
    return {each: artifact_from_json(each, whole) for each, whole in found.items()}


@dataclass(frozen=True)
class Step:
    """A call of a party; nobody's is made directly."""

    by: str
    to: str
    data: bytes


@dataclass(frozen=True)
class Question:
    """A view, and by what name its answer goes."""

    name: str
    to: str
    data: bytes


@dataclass(frozen=True)
class Played:
    """Which of the calls succeeded, what they answered, what the views said afterwards (encoded); how often
    the token has moved money, whether it made its own call, whether that succeeded, why not."""

    done: tuple[bool, ...]
    reasons: tuple[str, ...]
    answers: str
    moved: int
    called: bool
    succeeded: bool
    said: str


class Account(Party):
    """A party that is a contract (ReentrantParty)."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(f"reentrant {name}")
        self.address = address


class Hostile(World):
    """The deployment of a world, with parties that are contracts and a listed token that calls back."""

    def __init__(self, world: World) -> None:
        vars(self).update(vars(world))
        self.token = self._made("ReentrantCash", ("address",), (self.addresses["Participants"],))
        self.sequence = self._made("Sequence", (), ())
        self.send(self.operator, "Participants", "listCash", self.token)
        self.cash_id = int(self.ask("Participants", "cashIdOf", self.token))
        self.cash = self.token
        self.addresses = self.addresses | {"Cash": self.token}
        for name, roles in ROLES.items():
            account = Account(name, self._made("ReentrantParty", (), ()))
            setattr(self, name, account)
            self.admit(account, roles)
            self.fund(account, PLENTY)
            for spender in SPENDERS:
                self.allow(account, spender)
        for financier in (self.financier, self.second_financier):
            self.set_mandate(by=financier)
        self.set_line(PLENTY)

    def _made(self, name: str, types: tuple[str, ...], values: tuple[Any, ...]) -> str:
        code = from_hex(compiled()[name].bytecode, "bytecode") + encode_values(types, values)
        prepared = prepare_deployment(self.chain, self.outsider.address, code)
        made = send(self.chain, sign_transaction(prepared.transaction, self.outsider.key)).created
        assert made is not None
        return made

    def send(self, who: Party, contract: str, function: str, *values: Any, gas: int | None = None) -> Mined:
        """As in any world; an account that is a contract is told what to call."""
        if not isinstance(who, Account):
            return super().send(who, contract, function, *values, gas=gas)
        step = self.step(who, contract, function, *values)
        return self.told(who.address, "ReentrantParty", "run", step.to, step.data)

    def told(self, address: str, contract: str, function: str, *values: Any) -> Mined:
        """A transaction to one of the contracts of the source, by nobody in particular."""
        call = call_of(compiled()[contract], address, function, values)
        with self.chain.turn(self.outsider.address):
            transaction = prepare(self.chain, self.outsider.address, call).transaction
            transaction = replace(transaction, gas=transaction.gas + next(self.numbers) % 10_000)
            return send(self.chain, sign_transaction(transaction, self.outsider.key))

    def step(self, who: Party, contract: str, function: str, *values: Any) -> Step:
        """A call prepared, not made."""
        data = encode_call(load_artifact(contract), function, values)
        return Step(who.address, self.addresses[contract], data)

    def armed(self, inner: Step, waits: int, afterwards: bool) -> Step:
        """The token told to make a call in the movement of money after `waits` of them."""
        values = (inner.by, inner.to, inner.data, waits, afterwards)
        return Step(NOBODY, self.token, encode_call(compiled()["ReentrantCash"], "arm", values))

    def arm(self, inner: Step) -> None:
        """The token told by a transaction, for the next movement of money."""
        values = (inner.by, inner.to, inner.data, 0, False)
        self.told(self.token, "ReentrantCash", "arm", *values)

    def asked(self, questions: Sequence[Question]) -> bytes:
        """The questions as `play` takes them."""
        whole = [(NOBODY, each.to, each.data) for each in questions]
        return encode_values(("(address,address,bytes)[]",), (whole,))

    def play(self, sequences: Sequence[Sequence[Step]], asked: bytes) -> list[Played]:
        """What comes out of each sequence of calls by itself: all from the newest block's state."""
        last = Step(NOBODY, self.token, encode_call(compiled()["ReentrantCash"], "outcome", ()))
        packed = [[(step.by, step.to, step.data) for step in (*steps, last)] for steps in sequences]
        call = call_of(compiled()["Sequence"], self.sequence, "playEach", (packed, asked))
        answer = simulate(self.chain, self.outsider.address, call)
        return [_played(each) for each in decode_answer(compiled()["Sequence"], "playEach", answer)]


def _played(outcome: str) -> Played:
    """What one sequence said of itself, its last call being the question for the token's outcome."""
    done, said, answers = decode_values(("bool[]", "bytes[]", "bytes"), from_hex(outcome, "outcome"))
    assert isinstance(done, tuple) and isinstance(said, tuple) and isinstance(answers, str)
    token = decode_answer(compiled()["ReentrantCash"], "outcome", from_hex(str(said[-1]), "outcome"))
    return Played(tuple(map(bool, done[:-1])), tuple(map(str, said[:-1])), answers, **vars(token))
