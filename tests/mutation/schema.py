"""All mutants of a file in one compilation: each is a branch that a number in the bytecode chooses.

An expression e with mutants m1, m2 becomes `(mutantIs(1) ? (m1) : mutantIs(2) ? (m2) : (e))`, a statement
the same with `if`. `mutantIs` looks into a constant that is written into the compiled code afterwards; the
compiler runs no optimizer step that could work it out before. With no bit set the code behaves as the real.
One compilation serves all mutants of a file; those that seem to change nothing are run together, as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scripts.build.compiler import BuildError
from tests.mutation.operators import Change, Walk
from tests.mutation.syntax import Node, run_solc

OPEN: Final = ("7e57ab1e" * 8, "5e1ec7ed" * 8)
"""32 bytes each in the compiled code that stand for 256 mutants each: one bit a mutant, from the lowest."""
SWITCH: Final = "contracts/MutantSwitch.sol"
SWITCH_TEXT: Final = f"""// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

uint256 constant CHOSEN_LOW = 0x{OPEN[0]};
uint256 constant CHOSEN_HIGH = 0x{OPEN[1]};

function mutantIs(uint256 number) pure returns (bool) {{
    return ((number < 256 ? CHOSEN_LOW >> number : CHOSEN_HIGH >> (number & 255)) & 1) != 0;
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
MOST: Final = 512
"""Numbers that the two words have bits for."""
MASK: Final = (1 << 256) - 1


@dataclass(frozen=True)
class Mutant:
    """One change of one file; `number` chooses it in the file's schema. `before` is what stood there."""

    id: str
    number: int
    file: str
    line: int
    change: Change
    before: str

    @property
    def words(self) -> str:
        """What became of what, in one line."""
        after = " ".join(self.change.text.split()) or "(nothing)"
        return f"{' '.join(self.before.split())} → {after}"


def mutants_of(file: str, text: str, tree: Node) -> list[Mutant]:
    """Every mutant of a file, numbered from 1 in the order of the text; ids are file:line:operator:n."""
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
        found.append(Mutant(f"{name}:{seen[name]}", len(found) + 1, file, line, change, before))
    return found


def mutated(text: str, mutant: Mutant) -> str:
    """The file with this one mutant in it and nothing else changed."""
    source, change = text.encode(), mutant.change
    return (source[: change.start] + change.text.encode() + source[change.end :]).decode()


class Schema:
    """The text of a file with mutants as branches; `places` says which mutants stand where in it."""

    def __init__(self, text: str, mutants: Iterable[Mutant]) -> None:
        self._source = text.encode()
        self._sites: dict[tuple[int, int, bool], list[Mutant]] = {}
        for mutant in mutants:
            change = mutant.change
            self._sites.setdefault((change.start, change.end, change.statement), []).append(mutant)
        self._order = sorted(self._sites, key=lambda site: (site[0], -site[1], not site[2]))
        self.places: list[tuple[int, int, tuple[int, ...]]] = []
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
            choice, text = f"mutantIs({mutant.number})", mutant.change.text
            self._out += (
                f"if ({choice}) {{ {text} }} else " if statement else f"({choice} ? ({text}) : "
            ).encode()
            self.places.append((begun, len(self._out), (mutant.number,)))
        self._out += b"{ " if statement else b"("
        self._copy(end)
        self._out += b" }" if statement else b")" * (len(mutants) + 1)
        self.places.append((start, len(self._out), tuple(mutant.number for mutant in mutants)))

    def blamed(self, start: int, end: int) -> tuple[int, ...]:
        """The mutants of the smallest place that holds these bytes, else of all places in them."""
        holding = [place for place in self.places if place[0] <= start and end <= place[1]]
        if holding:
            return min(holding, key=lambda place: place[1] - place[0])[2]
        return tuple(
            number for place in self.places if start <= place[0] and place[1] <= end for number in place[2]
        )


@dataclass(frozen=True)
class Compiled:
    """Creation code by contract with the choice still open, and what could not be compiled."""

    code: Mapping[str, bytes]
    invalid: Mapping[int, str]

    def planted(self, *numbers: int) -> dict[str, bytes]:
        """Creation code by contract with these mutants chosen."""
        bits = sum(1 << number for number in numbers)
        low, high = bits & MASK, bits >> 256
        return {
            name: code.replace(bytes.fromhex(OPEN[0]), low.to_bytes(32, "big")).replace(
                bytes.fromhex(OPEN[1]), high.to_bytes(32, "big")
            )
            for name, code in self.code.items()
        }


def compile_schema(
    file: str, sources: Mapping[str, str], mutants: Sequence[Mutant], contracts: Mapping[str, str]
) -> Compiled:
    """Compile `contracts` (name → file) with all mutants of one file in them.

    A mutant that does not compile is left out and told in `invalid`, and it is done again without it.
    Errors: BuildError where what is wrong is no mutant's.
    """
    invalid: dict[int, str] = {}
    if any(mutant.number >= MOST for mutant in mutants):
        raise BuildError(f"{file}: above {MOST - 1} mutants")
    outputs = {path: {name: ["evm.bytecode.object"]} for name, path in contracts.items()}
    for _ in range(MOST_ROUNDS):
        schema = Schema(sources[file], [mutant for mutant in mutants if mutant.number not in invalid])
        texts = {**sources, file: schema.text, SWITCH: SWITCH_TEXT}
        answer, errors = run_solc(texts, SETTINGS, outputs)
        if not errors:
            return Compiled({name: _code(answer, name, path) for name, path in contracts.items()}, invalid)
        for error in errors:
            place = error.get("sourceLocation") or {}
            blamed = (
                schema.blamed(place.get("start", -1), place.get("end", -1))
                if place.get("file") == file
                else ()
            )
            if not blamed:
                raise BuildError(error["formattedMessage"])
            invalid.update(dict.fromkeys(blamed, str(error["message"])))
    raise BuildError(f"{file}: still not compiled after {MOST_ROUNDS} rounds")


def _code(answer: Mapping[str, Any], name: str, path: str) -> bytes:
    return bytes.fromhex(answer["contracts"][path][name]["evm"]["bytecode"]["object"])
