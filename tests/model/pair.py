"""Model and bytecode side by side: every call goes to both, and they must agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.model.batches import TOKENS, Model
from tests.model.evm import SYSTEM, Chain
from tests.model.invariants import broken
from tests.model.ledger import Refused
from tests.model.signatures import address_of
from tests.model.views import of_thing
from tests.model.words import encode, error_names, functions, word

START: Final = 1_750_000_000
SELECTOR: Final = 4


@dataclass(frozen=True)
class Call:
    """One transaction: seconds after the one before, caller, contract, function, arguments as words."""

    caller: int
    target: str
    function: str
    args: tuple[Any, ...]
    after: int = 0

    @property
    def contract(self) -> str:
        """The artifact's name."""
        return "Cash" if self.target in TOKENS else self.target

    @property
    def data(self) -> bytes:
        """Call data."""
        args = self.args
        if self.function in ("multicall", "tryMulticall"):
            args = ([call.data for call in args[0]],)
        return functions()[f"{self.contract}.{self.function}"] + encode(args)

    def earlier(self, seconds: int) -> Call:
        """The same with more time before it."""
        return replace(self, after=self.after + seconds)


class Disagreement(AssertionError):
    """Model and bytecode differ; `kind` stays the same while a failure is shrunk."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(kind, text)
        self.kind = kind
        self.text = text

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Pair:
    """A deployment and its model, from the same beginning."""

    def __init__(self, replaced: Mapping[str, bytes] | None = None, model: type[Model] = Model) -> None:
        operator, service, bank = (address_of(name) for name in ("operator", "service", "bank"))
        self.chain = Chain(operator, service, bank, replaced)
        self.model = model(self.chain.at)
        self.model.operator, self.model.bank = operator, bank
        self.model.mark_system(*(self.chain.at[name] for name in SYSTEM))
        self.model.put(service, "service")
        self.model.put(1, "writer", self.chain.at["Receivables"])
        self.now = START
        self.outcome = ""

    def call(self, call: Call) -> bool:
        """Do it on both sides; whether it succeeded. Errors: Disagreement."""
        self.now += call.after
        self.chain.set_time(self.now)
        self.model.now = self.now
        expected: list[int] | None = None
        refused: Refused | None = None
        try:
            expected = self.model.run(call.caller, call.target, call.function, call.args)
        except Refused as error:
            refused = error
        succeeded, output = self.chain.call(call.caller, self.chain.at[call.target], call.data)
        what = f"{call.contract}.{call.function}"
        if succeeded != (refused is None):
            said = "succeeds" if succeeded else f"reverts with {described(output)}"
            meant = f"a refusal {refused.reasons}" if refused else "a success"
            kind = "" if succeeded else described(output).split("(")[0]
            raise Disagreement(f"{what} outcome {kind}", f"{said}; the model says {meant}")
        if refused is not None:
            self._same_refusal(what, refused, output)
            return False
        self.outcome = ""
        if expected is not None and output != b"".join([word(value) for value in expected]):
            raise Disagreement(f"{what} answer", f"{output.hex()} where the model says {expected}")
        if call.function == "tryMulticall":
            self._same_flags(output)
        self._same_views(list(self.model.touched), whole=False)
        return True

    def _same_flags(self, output: bytes) -> None:
        flags = self.model.flags
        begin = int.from_bytes(output[:32], "big")
        words = b"".join([word(value) for value in (len(flags), *flags)])
        if output[begin : begin + len(words)] != words:
            raise Disagreement("tryMulticall answer", f"{output.hex()} where the model says {flags}")

    def _same_refusal(self, what: str, refused: Refused, output: bytes) -> None:
        allowed = refused.encoded()
        if output not in allowed and output[:SELECTOR] not in allowed:
            said = described(output)
            raise Disagreement(
                f"{what} error {said.split('(')[0]}", f"{said}; the model says {refused.reasons}"
            )
        self.outcome = error_names().get(output[:SELECTOR], "(without a name)")

    def _same_views(self, things: Iterable[Any], *, whole: bool) -> None:
        """Every view of the things, each once: several things tell of the same facility or line."""
        asked: set[tuple[str, str, tuple[int, ...]]] = set()
        self.model.custody_seen = {}
        for thing in things:
            for contract, function, args, words in of_thing(self.model, thing, whole):
                if (contract, function, args) not in asked:
                    asked.add((contract, function, args))
                    self._same_view(contract, function, args, words)
        self.model.custody_seen = None

    def _same_view(self, contract: str, function: str, args: tuple[int, ...], words: list[int]) -> None:
        owner = "Cash" if contract in TOKENS else contract
        data = functions()[f"{owner}.{function}"] + b"".join([word(value) for value in args])
        answer = self.chain.ask(self.chain.at[contract], data)
        if answer != b"".join([word(value) for value in words]):
            shown = [int.from_bytes(answer[i : i + 32], "big") for i in range(0, len(answer), 32)]
            raise Disagreement(
                f"view {owner}.{function}", f"{[hex(a) for a in args]} answers {shown}, the model {words}"
            )

    def check_all(self) -> int:
        """Every view of everything; how many things there were. Errors: Disagreement."""
        things = [*self.model.every_row(), *self.model.cells]
        self._same_views(things, whole=True)
        for name, text in broken(self.model):
            raise Disagreement(name, text)
        return len(things)


def described(output: bytes) -> str:
    """A revert for eyes."""
    name = error_names().get(output[:SELECTOR])
    if name is None:
        return f"Unnamed(0x{output.hex()})"
    words = [int.from_bytes(output[i : i + 32], "big") for i in range(SELECTOR, len(output), 32)]
    return f"{name}({', '.join(hex(value) if value >> 64 else str(value) for value in words)})"
