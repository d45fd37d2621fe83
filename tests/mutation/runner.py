"""Every mutant through the stages until one kills it; results as JSON lines that a later run takes up."""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from scripts.build.compiler import ROOT
from tests.mutation.project import Project, Unit
from tests.mutation.schema import Compiled, Mutant, compile_schema
from tests.mutation.stages import LONG, SHORT, Campaigns, suite, vectors

RESULTS: Final = ROOT / "build" / "mutation"
NAMED: Final = re.compile(r"(?<=emit )\w+|\b[A-Z]\w*_\w+(?=\()")
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

    def add(self, unit: Unit, result: Result) -> None:
        """Keep one."""
        self._found[result.source, result.id] = result
        name = unit.file.removeprefix("contracts/").removesuffix(".sol").replace("/", ".")
        with (self._folder / f"{name}.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


class Runner:
    """Runs the mutants of a project, in this process: campaign, mirror, vectors."""

    def __init__(self, project: Project, say: Callable[[str], None]) -> None:
        self._project = project
        self._campaigns = Campaigns()
        self._say = say
        self.results = Results()

    def run(self, unit: Unit, chosen: Sequence[Mutant], *, again: bool = False) -> None:
        """Give each of the chosen mutants a result; `again`: those that were alive are tried once more."""
        source = hash_of(self._project.sources[unit.file])
        known = {mutant.id: self.results.get(mutant, source) for mutant in chosen}
        waiting = [m for m in chosen if (r := known[m.id]) is None or (again and r.verdict == ALIVE)]
        if not waiting:
            return
        begun = time.monotonic()
        compiled = compile_schema(unit.file, self._project.needed(unit), unit.mutants, unit.contracts)
        count = f"{len(waiting)} of {len(unit.mutants)} mutants"
        self._say(f"{unit.file}: {count}, compiled in {time.monotonic() - begun:.0f} s")
        self._control(unit, compiled)
        alive = []
        for mutant in waiting:
            result = self._alone(unit, mutant, compiled, source)
            if result.verdict == ALIVE:
                alive.append(mutant)
            else:
                self.results.add(unit, result)
        self._say(f"{unit.file}: {len(alive)} go on, {time.monotonic() - begun:.0f} s")
        for mutant, (by, fault) in self._together(alive, compiled).items():
            before = known[mutant.id]
            tested = before is not None and before.tests
            verdict = KILLED if fault else ALIVE
            result = result_of(unit, mutant, source, verdict, by=by, detail=fault[:200])
            self.results.add(unit, replace(result, tests=tested))
            if not fault:
                self._say(f"  alive {mutant.id} {mutant.words[:140]}")
        self._say(f"{unit.file}: {time.monotonic() - begun:.0f} s")

    def _control(self, unit: Unit, compiled: Compiled) -> None:
        """The schema with nothing chosen behaves as the real contracts."""
        code = deployed(compiled.planted())
        fault = self._campaigns.kill(code, 1, SHORT)[1] or self._campaigns.mirror(code)
        if fault:
            raise RuntimeError(f"{unit.file}: the campaign fails with no mutant chosen: {fault}")

    def _alone(self, unit: Unit, mutant: Mutant, compiled: Compiled, source: str) -> Result:
        """A short campaign and its mirror."""
        if mutant.number in compiled.invalid:
            return result_of(unit, mutant, source, INVALID, detail=compiled.invalid[mutant.number])
        code = deployed(compiled.planted(mutant.number))
        calls, fault = self._campaigns.kill(code, 1, SHORT) if code else (0, "")
        if fault:
            return result_of(unit, mutant, source, KILLED, by="campaign", detail=fault, calls=calls)
        fault = self._campaigns.mirror(code) if code else ""
        verdict, by = (KILLED, "mirror") if fault else (ALIVE, "")
        return result_of(unit, mutant, source, verdict, by=by, detail=fault[:200], calls=calls)

    def _together(self, alive: Sequence[Mutant], compiled: Compiled) -> dict[Mutant, tuple[str, str]]:
        """A long campaign and the vectors, many at once: by mutant who killed it and how, empty if alive."""

        def long(group: Sequence[Mutant]) -> str:
            code = deployed(compiled.planted(*(mutant.number for mutant in group)))
            return self._campaigns.kill(code, SHORT + 1, LONG)[1] if code else ""

        def by_vectors(group: Sequence[Mutant]) -> str:
            code = compiled.planted(*(mutant.number for mutant in group))
            return vectors({"Vectors": code["Vectors"]}) if "Vectors" in code else ""

        found = {mutant: ("campaign", fault) for mutant, fault in hunted(alive, long).items()}
        rest = [mutant for mutant in alive if mutant not in found]
        found |= {mutant: ("vectors", fault) for mutant, fault in hunted(rest, by_vectors).items()}
        return {mutant: found.get(mutant, ("", "")) for mutant in alive}

    def test(self, unit: Unit, chosen: Sequence[Mutant], explained: Container[Mutant]) -> None:
        """The contracts' own tests, for those that are alive and that nobody has explained."""
        source = hash_of(self._project.sources[unit.file])
        alive = []
        for mutant in chosen:
            result = self.results.get(mutant, source)
            if (
                result is not None
                and result.verdict == ALIVE
                and mutant not in explained
                and not result.tests
            ):
                alive.append((mutant, result))
        if not alive or not set(unit.contracts) - {"Vectors"}:
            return
        few = dict(alive)
        compiled = compile_schema(unit.file, self._project.needed(unit), list(few), unit.contracts)

        def by_tests(group: Sequence[Mutant]) -> str:
            code = deployed(compiled.planted(*(mutant.number for mutant in group)))
            words = {word for mutant in group for word in (mutant.change.function, *self._words(mutant))}
            fault = suite(code, sorted(words)) if code else ""
            self._say(f"  {len(group)} together: {fault or 'nothing seen'}")
            return fault

        killed = hunted(list(few), by_tests)
        for mutant, result in few.items():
            fault = killed.get(mutant, "")
            now = replace(result, verdict=KILLED, by="tests", detail=fault) if fault else result
            self.results.add(unit, replace(now, tests=True))
            self._say(f"  {fault or 'ALIVE'} {mutant.id} {mutant.words[:100]}")

    def _words(self, mutant: Mutant) -> list[str]:
        """Events and errors named near a mutant: the tests that speak of them are run first."""
        lines = self._project.sources[mutant.file].splitlines()[mutant.line - 1 : mutant.line + 3]
        return NAMED.findall(" ".join(lines))


def result_of(unit: Unit, mutant: Mutant, source: str, verdict: str, **more: Any) -> Result:
    """What became of a mutant."""
    function = mutant.change.function
    return Result(mutant.id, source, unit.group, function, mutant.words, verdict, **more)


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
    return one.change.end <= other.change.start or other.change.end <= one.change.start


def deployed(code: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without the harness of the vectors."""
    return {name: each for name, each in code.items() if name != "Vectors"}


def sample(units: Sequence[Unit], size: int, seed: int) -> dict[str, list[Mutant]]:
    """At most `size` mutants of each group, by file; the same for the same seed and sources."""
    chosen: dict[str, list[Mutant]] = {unit.file: [] for unit in units}
    for group in sorted({unit.group for unit in units}):
        every = [mutant for unit in units if unit.group == group for mutant in unit.mutants]
        random.Random(f"{seed} {group}").shuffle(every)  # so that a larger sample holds every smaller one
        for mutant in sorted(every[:size], key=lambda each: (each.file, each.number)):
            chosen[mutant.file].append(mutant)
    return chosen
