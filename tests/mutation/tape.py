"""The differential campaign on a tape: its calls and the model's answers, to be played to other bytecode.

The model and the calls that it leads to do not depend on the bytecode as long as both agree, and a run ends
with the first disagreement. So the model's side is worked out once a seed, and a mutant is held against the
tape: the same calls, the same answers demanded, views included, at several times the speed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tests.model.batches import Model
from tests.model.evm import DEPLOYER, Chain, address_text, reverted
from tests.model.ledger import Refused
from tests.model.mirrored import Known, Mirror, known_of
from tests.model.moves_rest import Rest
from tests.model.pair import SELECTOR, Call, Pair
from tests.model.prelude import begin
from tests.model.run import EVERY, LENGTH
from tests.model.signatures import address_of
from tests.model.words import functions, word

GAS: Final = 1 << 27
"""What a call may use: many times what any needs, and an endless loop ends soon."""


class Question(NamedTuple):
    """A view and the bytes that it must answer."""

    to: str
    data: bytes
    answer: bytes
    name: str


class Step(NamedTuple):
    """One call. `refusals`: it must fail with one of these; else succeed, with `answer` unless it is None."""

    now: int
    caller: str
    to: str
    data: bytes
    name: str
    refusals: frozenset[bytes]
    answer: bytes | None
    flags: bytes | None
    views: tuple[Question, ...]


@dataclass
class Tape:
    """One run of the campaign from the beginning, the prelude's calls first."""

    seed: int
    steps: list[Step] = field(default_factory=list)
    known: Known = field(default_factory=dict)


class Heard(Model):
    """The model, its last answer kept."""

    answer: list[int] | None = None
    refused: Refused | None = None

    def run(self, caller: int, target: str, function: str, args: tuple[Any, ...]) -> list[int] | None:
        self.answer = self.refused = None
        try:
            self.answer = super().run(caller, target, function, args)
        except Refused as error:
            self.refused = error
            raise
        return self.answer


class Recorder(Pair):
    """A pair that agrees and writes down what was asked of the bytecode and what the model wanted to hear."""

    def __init__(self, tape: Tape) -> None:
        super().__init__(None, Heard)
        self.tape = tape
        self._views: list[Question] = []
        self._known: dict[bytes, bytes] = {}
        ask = self.chain.ask

        def asked(to: int, data: bytes) -> bytes:
            answer = ask(to, data)
            name = f"view {self.chain_names[to]}"
            self._views.append(Question(address_text(to), self._same(data), self._same(answer), name))
            return answer

        self.chain_names = {address: name for name, address in self.chain.at.items()}
        self.chain.ask = asked  # type: ignore[method-assign]

    def _same(self, found: bytes) -> bytes:
        return self._known.setdefault(found, found)

    def call(self, call: Call) -> bool:
        self._views = []
        succeeded = super().call(call)
        assert isinstance(self.model, Heard)
        refused, answer = self.model.refused, self.model.answer
        flags = self.model.flags if call.function == "tryMulticall" and succeeded else None
        self.tape.steps.append(
            Step(
                self.now,
                address_text(call.caller),
                address_text(self.chain.at[call.target]),
                call.data,
                f"{call.contract}.{call.function}",
                frozenset(refused.encoded()) if refused else frozenset(),
                b"".join([word(value) for value in answer]) if answer is not None else None,
                b"".join([word(value) for value in (len(flags), *flags)]) if flags is not None else None,
                tuple(self._views),
            )
        )
        return succeeded

    def check_all(self) -> int:
        self._views = []
        counted = super().check_all()
        last = self.tape.steps.pop()
        self.tape.steps.append(last._replace(views=last.views + tuple(self._views)))
        return counted


def record(seed: int, length: int = LENGTH) -> Tape:
    """The run of this seed, as tests.model.run.play makes it. Errors: Disagreement, a real one."""
    tape = Tape(seed)
    pair = Recorder(tape)
    begin(pair)
    player = Rest(pair.model, seed)
    for number in range(length):
        pair.model.now = pair.now
        call = player.next()
        player.saw(call, pair.call(call))
        if number % EVERY == EVERY - 1:
            pair.check_all()
    pair.check_all()
    tape.known = known_of(pair.model)
    return tape


def play(tape: Tape, code: Mapping[str, bytes]) -> tuple[int, str]:
    """Calls made and what did not fit (empty: all did) with other creation code in some contracts' places."""
    return _played(tape, code, lambda *_: None)


def mirrored(tape: Tape, code: Mapping[str, bytes]) -> tuple[int, str]:
    """The same with the events folded into the mirror, which is held against the views in the end."""
    mirrors: list[Mirror] = []

    def heard(chain: Chain, step: Step) -> None:
        if not mirrors:
            mirrors.append(Mirror(chain))
        mirrors[0].heard(int(step.caller, 16), int(step.to, 16), step.data)

    silent = Tape(tape.seed, [step._replace(views=()) for step in tape.steps])
    count, fault = _played(silent, code, heard)
    return count, fault or next(iter(mirrors[0].differences(tape.known)), "")


def _played(tape: Tape, code: Mapping[str, bytes], heard: Callable[[Chain, Step], None]) -> tuple[int, str]:
    try:
        chain = Chain(address_of("operator"), address_of("service"), address_of("bank"), code)
    except (RuntimeError, AssertionError) as error:
        return 0, f"deployment: {error}"[:200]
    for count, step in enumerate(tape.steps):
        chain.set_time(step.now)
        fault = _step(chain, step, heard)
        if fault:
            return count + 1, fault
    return len(tape.steps), ""


def _step(chain: Chain, step: Step, heard: Callable[[Chain, Step], None]) -> str:
    try:
        output = bytes(chain.evm.message_call(step.caller, step.to, step.data, gas=GAS))
        succeeded = True
        heard(chain, step)
    except RuntimeError as error:
        succeeded = False
        try:
            output = reverted(str(error))
        except AssertionError as stopped:
            return f"{step.name} {stopped}"[:200]
    if succeeded == bool(step.refusals):
        return f"{step.name} outcome"
    if not succeeded:
        fits = output in step.refusals or output[:SELECTOR] in step.refusals
        return "" if fits else f"{step.name} error"
    if step.answer is not None and output != step.answer:
        return f"{step.name} answer"
    if step.flags is not None and not _at_offset(output, step.flags):
        return f"{step.name} flags"
    return _views(chain, step.views)


def _at_offset(output: bytes, words: bytes) -> bool:
    begin = int.from_bytes(output[:32], "big")
    return output[begin : begin + len(words)] == words


def _views(chain: Chain, views: Sequence[Question]) -> str:
    for view in views:
        try:
            answer = chain.evm.message_call(DEPLOYER, view.to, view.data, is_static=True, gas=GAS)
        except RuntimeError:
            return f"{view.name} reverts"
        if bytes(answer) != view.answer:
            return f"{view.name}.{_names().get(view.data[:SELECTOR], '?')}"
    return ""


def _names() -> dict[bytes, str]:
    return {selector: name.split(".")[1] for name, selector in functions().items()}
