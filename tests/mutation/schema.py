"""All mutants of a file in one compilation: each is a branch that a number in the bytecode chooses.

An expression e with mutants m1, m2 becomes `(mutantIs(1) ? (m1) : mutantIs(2) ? (m2) : (e))`, a statement
the same with `if`. `mutantIs` looks into a constant that is written into the compiled code afterwards; the
compiler runs no optimizer step that could work it out before. With no bit set the code behaves as the real.
One compilation serves all mutants of a file; those that seem to change nothing are run together, as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scripts.build.compiler import BuildError
from tests.mutation.operators import Change, Walk
from tests.mutation.syntax import Node, run_solc

WORD: Final = 256
OPEN: Final = tuple(f"7e57ab{word:02x}" * 8 for word in range(4))
"""32 bytes each in the compiled code that stand for 256 mutants each: one bit a mutant, from the lowest."""
SWITCH: Final = "contracts/MutantSwitch.sol"
SWITCH_TEXT: Final = f"""// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

uint256 constant CHOSEN_0 = 0x{OPEN[0]};
uint256 constant CHOSEN_1 = 0x{OPEN[1]};
uint256 constant CHOSEN_2 = 0x{OPEN[2]};
uint256 constant CHOSEN_3 = 0x{OPEN[3]};

function mutantIs(uint256 number) pure returns (bool) {{
    uint256 low = number < 256 ? CHOSEN_0 : CHOSEN_1;
    uint256 high = number < 768 ? CHOSEN_2 : CHOSEN_3;
    return (((number < 512 ? low : high) >> (number & 255)) & 1) != 0;
}}
"""
SETTINGS: Final = {
    "optimizer": {
        "enabled": False,
        "runs": 200,
        "details": {
            **dict.fromkeys(("inliner", "orderLiterals", "deduplicate", "cse", "constantOptimizer"), False),
            **dict.fromkeys(("peephole", "jumpdestRemover", "yul"), True),
            "yulDetails": {"stackAllocation": True, "optimizerSteps": ":"},
        },
    }
}
MOST_ROUNDS: Final = 12
MOST: Final = WORD * len(OPEN)
"""How many the words have bits for."""
MASK: Final = (1 << WORD) - 1


@dataclass(frozen=True)
class Mutant:
    """One change of one file. `before` is what stood there; `nth` of the same words in its function."""

    id: str
    file: str
    line: int
    change: Change
    before: str
    nth: int = 1

    @property
    def place(self) -> str:
        """Its words, told apart from the same words elsewhere in the function; no line in it, which moves."""
        return self.words if self.nth == 1 else f"{self.words} ({self.nth})"

    @property
    def words(self) -> str:
        """What became of what, in one line."""
        after = " ".join(self.change.text.split()) or "(nothing)"
        return f"{' '.join(self.before.split())} → {after}"


def mutants_of(file: str, text: str, tree: Node) -> list[Mutant]:
    """Every mutant of a file, in the order of the text; ids are file:line:operator:n."""
    source, seen = text.encode(), Counter[str]()
    found: list[Mutant] = []
    texts: set[tuple[int, int, str]] = set()
    for change in Walk(source, tree).changes:
        before = source[change.start : change.end].decode()
        same = (change.start, change.end, " ".join(change.text.split()))
        if same in texts or same[2] == " ".join(before.split()):
            continue
        texts.add(same)
        line = source.count(b"\n", 0, change.start) + 1
        name = f"{file.removeprefix('contracts/')}:{line}:{change.operator.replace(' ', '-')}"
        seen[name] += 1
        mutant = Mutant(f"{name}:{seen[name]}", file, line, change, before)
        alike = f"{change.function} {mutant.words}"
        seen[alike] += 1
        found.append(replace(mutant, nth=seen[alike]))
    return found


def mutated(text: str, mutant: Mutant) -> str:
    """The file with this one mutant in it and nothing else changed."""
    source, change = text.encode(), mutant.change
    return (source[: change.start] + change.text.encode() + source[change.end :]).decode()


class Schema:
    """The text of a file with mutants as branches; `places` says which mutants stand where in it."""

    def __init__(self, text: str, mutants: Mapping[Mutant, int]) -> None:
        self._numbers = mutants
        self._source = text.encode()
        self._sites: dict[tuple[int, int, bool], list[Mutant]] = {}
        for mutant in mutants:
            change = mutant.change
            self._sites.setdefault((change.start, change.end, change.statement), []).append(mutant)
        self._order = sorted(self._sites, key=lambda site: (site[0], -site[1], not site[2]))
        self.places: list[tuple[int, int, tuple[Mutant, ...]]] = []
        self._out = bytearray()
        self._at = 0
        self._next = 0
        self._copy(len(self._source))
        depth = max((len(m.file.split("/")) - 2 for many in self._sites.values() for m in many), default=0)
        up = "../" * depth or "./"
        self._out += f'\nimport {{mutantIs}} from "{up}{SWITCH.removeprefix("contracts/")}";\n'.encode()
        self.text = self._out.decode()

    def _copy(self, end: int) -> None:
        """Write the source up to `end`, sites as branches."""
        while self._next < len(self._order) and self._order[self._next][0] < end:
            site = self._order[self._next]
            self._next += 1
            self._out += self._source[self._at : site[0]]
            self._at = site[0]
            self._site(site)
        self._out += self._source[self._at : end]
        self._at = end

    def _site(self, site: tuple[int, int, bool]) -> None:
        start, (_, end, statement) = len(self._out), site
        mutants = self._sites[site]
        for mutant in mutants:
            begun = len(self._out)
            choice, text = f"mutantIs({self._numbers[mutant]})", mutant.change.text
            self._out += (
                f"if ({choice}) {{ {text} }} else " if statement else f"({choice} ? ({text}) : "
            ).encode()
            self.places.append((begun, len(self._out), (mutant,)))
        self._out += b"{ " if statement else b"("
        self._copy(end)
        self._out += b" }" if statement else b")" * (len(mutants) + 1)
        self.places.append((start, len(self._out), tuple(mutants)))

    def blamed(self, start: int, end: int) -> tuple[Mutant, ...]:
        """The mutants of the smallest place that holds these bytes, else of all places in them."""
        holding = [place for place in self.places if place[0] <= start and end <= place[1]]
        if holding:
            return min(holding, key=lambda place: place[1] - place[0])[2]
        return tuple(
            mutant for place in self.places if start <= place[0] and place[1] <= end for mutant in place[2]
        )


@dataclass(frozen=True)
class Compiled:
    """Creation code by contract with the choice still open, and what could not be compiled."""

    code: Mapping[str, bytes]
    numbers: Mapping[Mutant, int]
    invalid: Mapping[Mutant, str]

    def planted(self, *mutants: Mutant) -> dict[str, bytes]:
        """Creation code by contract with these mutants chosen."""
        bits = sum(1 << self.numbers[mutant] for mutant in mutants)
        planted = dict(self.code)
        for word, pattern in enumerate(OPEN):
            chosen = ((bits >> (word * WORD)) & MASK).to_bytes(32, "big")
            planted = {name: code.replace(bytes.fromhex(pattern), chosen) for name, code in planted.items()}
        return planted


def compile_schema(
    sources: Mapping[str, str], mutants: Sequence[Mutant], contracts: Mapping[str, str]
) -> Compiled:
    """Compile `contracts` (name → file) with these mutants, of any files, in them.

    A mutant that does not compile is left out and told in `invalid`, and it is done again without it.
    Errors: BuildError where what is wrong is no mutant's.
    """
    if len(mutants) > MOST:
        raise BuildError(f"{len(mutants)} mutants at once, above {MOST}")
    numbers = {mutant: number for number, mutant in enumerate(mutants)}
    invalid: dict[Mutant, str] = {}
    outputs = {path: {name: ["evm.bytecode.object"]} for name, path in contracts.items()}
    for _ in range(MOST_ROUNDS):
        schemas = {
            file: Schema(sources[file], _of(file, numbers, invalid)) for file in {m.file for m in mutants}
        }
        texts = {**sources, **{file: schema.text for file, schema in schemas.items()}, SWITCH: SWITCH_TEXT}
        answer, errors = run_solc(texts, SETTINGS, outputs)
        if not errors:
            code = {name: _code(answer, name, path) for name, path in contracts.items()}
            return Compiled(code, numbers, invalid)
        for error in errors:
            place = error.get("sourceLocation") or {}
            schema = schemas.get(place.get("file", ""))
            blamed = schema.blamed(place["start"], place["end"]) if schema else ()
            if not blamed:
                raise BuildError(error["formattedMessage"])
            invalid.update(dict.fromkeys(blamed, str(error["message"])))
    raise BuildError(f"still not compiled after {MOST_ROUNDS} rounds")


def _of(file: str, numbers: Mapping[Mutant, int], invalid: Mapping[Mutant, str]) -> dict[Mutant, int]:
    return {each: number for each, number in numbers.items() if each.file == file and each not in invalid}


def _code(answer: Mapping[str, Any], name: str, path: str) -> bytes:
    return bytes.fromhex(answer["contracts"][path][name]["evm"]["bytecode"]["object"])
