"""docs/mutation.md and build/prove/mutation.json: the counts by contract, every survivor with its reason."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final

from scripts.build.compiler import BUILD, ROOT
from tests.model.run import LENGTH
from tests.mutation.explained import reason_of
from tests.mutation.project import LIBRARIES, SCOPE, Project, Unit
from tests.mutation.runner import ALIVE, INVALID, KILLED, Result, Results, hash_of
from tests.mutation.schema import Mutant
from tests.mutation.stages import LONG, SHORT

PAGE: Final = ROOT / "docs" / "mutation.md"
TOTALS: Final = BUILD / "prove" / "mutation.json"
BEGIN: Final = "<!-- written by python -m tests.mutation --report -->"
STAGES: Final = ("vectors", "campaign", "mirror", "stories", "tests")
COLUMNS: Final = ("mutants", "run", "invalid", *STAGES, "equivalent", "holes")

HEADINGS: Final = (
    *("", "mutants", "do not compile", "run", *STAGES, "killed"),
    *("same by meaning", "not found", "killed of run", "of those that differ"),
)

Found = list[tuple[Unit, Mutant, Result]]


def write_report(project: Project, results: Results) -> int:
    """Write both; the number of survivors that nobody has explained."""
    found = found_in(project, results)
    counts = counted(project, found)
    head = (
        PAGE.read_text(encoding="utf-8").split(BEGIN)[0].rstrip() if PAGE.is_file() else "# Mutation testing"
    )
    lines = [head, "", BEGIN, "", *_table(counts), "", *_survivors(found)]
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    TOTALS.parent.mkdir(parents=True, exist_ok=True)
    TOTALS.write_text(
        json.dumps({"groups": counts, "total": summed(counts)}, indent=1) + "\n", encoding="utf-8"
    )
    return summed(counts)["holes"]


def found_in(project: Project, results: Results) -> Found:
    """Every mutant that has a result for its file as it is now, in the order of the scope."""
    found = []
    for name in (LIBRARIES, *SCOPE):
        for unit in project.of([name]):
            source = hash_of(project.sources[unit.file])
            for mutant in unit.mutants if unit.group == name else ():
                result = results.get(mutant, source)
                if result is not None:
                    found.append((unit, mutant, result))
    return found


def counted(project: Project, found: Found) -> dict[str, dict[str, int]]:
    """By group: generated, run, killed by whom, alive with and without a reason."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (LIBRARIES, *SCOPE)}
    for unit in project.units.values():
        if unit.group in counts:
            counts[unit.group]["mutants"] += len(unit.mutants)
    for unit, mutant, result in found:
        group = counts[unit.group]
        if result.verdict == INVALID:
            group["invalid"] += 1
            continue
        group["run"] += 1
        if result.verdict == KILLED:
            group[result.by] += 1
        else:
            group["equivalent" if reason_of(mutant) else "holes"] += 1
    return {name: {column: group[column] for column in COLUMNS} for name, group in counts.items()}


def summed(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """All groups together."""
    return {column: sum(group[column] for group in counts.values()) for column in COLUMNS}


def killed(group: Mapping[str, int]) -> int:
    """By any stage."""
    return sum(group[stage] for stage in STAGES)


def percent(part: int, whole: int) -> str:
    """Rounded down to a tenth: nothing looks better than it is."""
    tenths = part * 1_000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10} %"


def _table(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    lines = [
        f"Campaign: {SHORT} runs of {LENGTH:,} calls for each mutant, {LONG} for those that survive them.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        "|---|" + "---:|" * (len(HEADINGS) - 1),
    ]
    for name, group in [*counts.items(), ("**all**", summed(counts))]:
        done, differ = killed(group), group["run"] - group["equivalent"]
        cells = [group["mutants"], group["invalid"], group["run"], *(group[stage] for stage in STAGES), done]
        cells += [group["equivalent"], group["holes"]]
        rates = [percent(done, group["run"]), percent(done, differ)]
        lines.append(f"| {name} | " + " | ".join([*(f"{cell:,}" for cell in cells), *rates]) + " |")
    return lines


def _survivors(found: Found) -> list[str]:
    lines, last = ["## Survivors", ""], ""
    for unit, mutant, result in found:
        if result.verdict != ALIVE:
            continue
        if unit.file != last:
            lines += [] if not last else [""]
            lines += [
                f"### {unit.file}",
                "",
                "| line | function | change | why nothing sees it |",
                "|---:|---|---|---|",
            ]
            last = unit.file
        words = mutant.words.replace("|", "\\|")
        reason = reason_of(mutant) or "**not explained**"
        lines.append(f"| {mutant.line} | {mutant.change.function} | `{words}` | {reason} |")
    return lines
