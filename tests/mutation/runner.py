"""Every mutant through the stages until one kills it; results as JSON lines that a later run takes up."""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from scripts.build.compiler import ROOT
from tests.mutation.explained import reason_of
from tests.mutation.project import HARNESS, Project, Unit
from tests.mutation.schema import Compiled, Mutant
from tests.mutation.stages import LONG, SHORT, Campaigns, stories, suite, vectors

RESULTS: Final = ROOT / "build" / "mutation"
NAMED: Final = re.compile(r"(?<=emit )\w+|\b[A-Z]\w*_\w+(?=\()")
NEAREST: Final = 5
"""Files of tests that a mutant meets by itself, before all of them with all others."""
AT_ONCE: Final = 400
"""Mutants of one compilation."""
KILLED, ALIVE, INVALID = "killed", "alive", "invalid"


@dataclass(frozen=True)
class Result:
    """What became of a mutant. `by`: the stage that killed it, `detail`: how; `source`: hash of its file;
    `tests`: whether the contracts' own tests were run, too."""

    id: str
    source: str
    group: str
    function: str
    words: str
    verdict: str
    by: str = ""
    detail: str = ""
    calls: int = 0
    tests: bool = False


def hash_of(text: str) -> str:
    """A short hash of a file's text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Results:
    """Results by mutant, of the files as they are now; what is added is on disk at once."""

    def __init__(self, folder: Path = RESULTS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._found: dict[tuple[str, str], Result] = {}
        for file in sorted(folder.glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                result = Result(**json.loads(line))
                self._found[result.source, result.id] = result

    def get(self, mutant: Mutant, source: str) -> Result | None:
        """The newest result, where the file is the same as then."""
        found = self._found.get((source, mutant.id))
        return found if found is not None and found.words == mutant.words else None

    def add(self, mutant: Mutant, result: Result) -> None:
        """Keep one."""
        self._found[result.source, result.id] = result
        name = mutant.file.removeprefix("contracts/").removesuffix(".sol").replace("/", ".")
        with (self._folder / f"{name}.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


class Runner:
    """Runs the mutants of a project through the stages."""

    def __init__(self, project: Project, say: Callable[[str], None]) -> None:
        self._project = project
        self._campaigns = Campaigns()
        self._say = say
        self.results = Results()

    def run(self, chosen: Sequence[Mutant], *, again: bool = False) -> None:
        """Give each of the chosen mutants a result; `again`: also those that are alive without a reason."""
        waiting = self._left_by_vectors(
            [each for each in chosen if self.result(each) is None or (again and self.unexplained(each))]
        )
        for begin in range(0, len(waiting), AT_ONCE):
            self._batch(waiting[begin : begin + AT_ONCE])

    def unexplained(self, mutant: Mutant) -> bool:
        """Whether it was found alive and nobody has said why."""
        known = self.result(mutant)
        return known is not None and known.verdict == ALIVE and not reason_of(mutant)

    def _left_by_vectors(self, waiting: Sequence[Mutant]) -> list[Mutant]:
        """Those that the libraries' vectors do not kill; their harness alone is compiled for it."""
        known = [m for m in waiting if HARNESS in self._project.units[m.file].contracts.values()]
        if not known:
            return list(waiting)
        compiled = self._project.compiled(known, {"Vectors": HARNESS})
        if fault := vectors(compiled.planted()["Vectors"]):
            raise RuntimeError(f"the vectors fail with no mutant chosen: {fault}")
        done = set(compiled.invalid)
        for mutant in known:
            if mutant in compiled.invalid:
                self._keep(mutant, INVALID, detail=compiled.invalid[mutant])
            elif fault := vectors(compiled.planted(mutant)["Vectors"]):
                self._keep(mutant, KILLED, by="vectors", detail=fault)
                done.add(mutant)
        self._say(f"{len(done)} of {len(known)} are done by the vectors")
        return [mutant for mutant in waiting if mutant not in done]

    def result(self, mutant: Mutant) -> Result | None:
        """What is known of a mutant of the sources as they are."""
        return self.results.get(mutant, hash_of(self._project.sources[mutant.file]))

    def _batch(self, waiting: Sequence[Mutant]) -> None:
        begun = time.monotonic()
        compiled = self._project.compiled(waiting)
        self._say(f"{len(waiting)} mutants compiled in {time.monotonic() - begun:.0f} s")
        fault = self._short(deployed(compiled.planted()))[1]
        if fault:
            raise RuntimeError(f"the campaign fails with no mutant chosen: {fault}")
        alive = [mutant for mutant in waiting if not self._alone(mutant, compiled)]
        self._say(f"{len(alive)} go on after {time.monotonic() - begun:.0f} s")
        for mutant, (by, fault) in self._together(alive, compiled).items():
            before = self.result(mutant)
            tested = before is not None and before.tests
            self._keep(mutant, KILLED if fault else ALIVE, by=by, detail=fault[:200], tests=tested)
            if not fault:
                self._say(f"  alive {mutant.id} {mutant.words[:140]}")
        self._say(f"done in {time.monotonic() - begun:.0f} s")

    def _keep(self, mutant: Mutant, verdict: str, **more: Any) -> None:
        source, group = hash_of(self._project.sources[mutant.file]), self._project.units[mutant.file].group
        result = Result(mutant.id, source, group, mutant.change.function, mutant.words, verdict, **more)
        self.results.add(mutant, result)

    def _code(self, compiled: Compiled, group: Sequence[Mutant]) -> dict[str, bytes]:
        """The contracts that hold these mutants, with them in it; all others stay as they are."""
        names = self._project.contracts_of(group)
        return {name: code for name, code in compiled.planted(*group).items() if name in names}

    def _short(self, code: Mapping[str, bytes]) -> tuple[str, str, int]:
        """By whom, how, after how many calls: a short campaign and its mirror, the stories."""
        if not code:  # some of a library is in no contract but the harness of the vectors
            return "", "", 0
        calls, fault = self._campaigns.kill(code, 1, SHORT)
        if fault:
            return "campaign", fault, calls
        fault = self._campaigns.mirror(code, 1, SHORT)
        if fault:
            return "mirror", fault[:200], calls
        fault = stories(code)
        return ("stories" if fault else ""), fault, calls

    def _alone(self, mutant: Mutant, compiled: Compiled) -> bool:
        """Whether a mutant is done with: it does not compile, or is killed by itself in short time."""
        if mutant in compiled.invalid:
            self._keep(mutant, INVALID, detail=compiled.invalid[mutant])
            return True
        by, fault, calls = self._short(deployed(self._code(compiled, [mutant])))
        if fault:
            self._keep(mutant, KILLED, by=by, detail=fault, calls=calls)
        return bool(fault)

    def _together(self, alive: Sequence[Mutant], compiled: Compiled) -> dict[Mutant, tuple[str, str]]:
        """A long campaign and its mirror, many at once: who killed each and how, empty if alive."""

        def long(group: Sequence[Mutant]) -> str:
            code = deployed(self._code(compiled, group))
            return self._campaigns.kill(code, SHORT + 1, LONG)[1] if code else ""

        def by_mirror(group: Sequence[Mutant]) -> str:
            code = deployed(self._code(compiled, group))
            return self._campaigns.mirror(code, SHORT + 1, LONG) if code else ""

        found: dict[Mutant, tuple[str, str]] = {}
        for name, fault_of in (("campaign", long), ("mirror", by_mirror)):
            rest = [mutant for mutant in alive if mutant not in found]
            found |= {mutant: (name, fault) for mutant, fault in hunted(rest, fault_of).items()}
        return {mutant: found.get(mutant, ("", "")) for mutant in alive}

    def test(self, chosen: Sequence[Mutant]) -> None:
        """The contracts' own tests, for those that are alive and that nobody has explained."""
        known = {mutant: self.result(mutant) for mutant in chosen if not reason_of(mutant)}
        few = {m: r for m, r in known.items() if r is not None and r.verdict == ALIVE and not r.tests}
        if not few:
            return
        compiled = self._project.compiled(list(few))

        def by_tests(group: Sequence[Mutant], most: int | None = None) -> str:
            code = deployed(self._code(compiled, group))
            words = {word for mutant in group for word in self._words(mutant)}
            fault = suite(code, sorted(words), most) if code else ""
            self._say(f"  {len(group)} together: {fault or 'nothing seen'}")
            return fault

        near = {mutant: by_tests([mutant], NEAREST) for mutant in few}
        killed = {mutant: fault for mutant, fault in near.items() if fault}
        killed |= hunted([mutant for mutant in few if mutant not in killed], by_tests)
        for mutant, result in few.items():
            fault = killed.get(mutant, "")
            now = replace(result, verdict=KILLED, by="tests", detail=fault) if fault else result
            self.results.add(mutant, replace(now, tests=True))
            self._say(f"  {fault or 'ALIVE'} {mutant.id} {mutant.words[:100]}")

    def _words(self, mutant: Mutant) -> list[str]:
        """Function, events and errors near a mutant: the tests that speak of them are run first."""
        lines = self._project.sources[mutant.file].splitlines()[mutant.line - 1 : mutant.line + 3]
        group = self._project.units[mutant.file].group
        return [
            mutant.change.function.lstrip("_"),
            f"{group}_",
            f'"{group}"',
            *NAMED.findall(" ".join(lines)),
        ]


def hunted(mutants: Sequence[Mutant], fault_of: Callable[[Sequence[Mutant]], str]) -> dict[Mutant, str]:
    """Who of them shows a fault, and which: those that do not overlap are tried at once, then halves."""
    found: dict[Mutant, str] = {}
    layers: list[list[Mutant]] = []
    for mutant in mutants:
        for layer in layers:
            if all(apart(mutant, other) for other in layer):
                layer.append(mutant)
                break
        else:
            layers.append([mutant])
    while layers:
        group = layers.pop()
        fault = fault_of(group)
        if fault and len(group) == 1:
            found[group[0]] = fault
        elif fault:
            half = len(group) // 2
            layers += [group[:half], group[half:]]
    return found


def apart(one: Mutant, other: Mutant) -> bool:
    """Whether neither stands in the other's place."""
    first, second = one.change, other.change
    return one.file != other.file or first.end <= second.start or second.end <= first.start


def deployed(code: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without the harness of the vectors."""
    return {name: each for name, each in code.items() if name != "Vectors"}


def sample(units: Sequence[Unit], size: int, seed: int) -> dict[str, list[Mutant]]:
    """At most `size` mutants of each group; the same for the same seed and sources."""
    chosen = {}
    for group in dict.fromkeys(unit.group for unit in units):
        every = [mutant for unit in units if unit.group == group for mutant in unit.mutants]
        random.Random(f"{seed} {group}").shuffle(every)  # so that a larger sample holds every smaller one
        chosen[group] = sorted(every[:size], key=lambda each: (each.file, each.change.start))
    return chosen
