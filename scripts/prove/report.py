"""docs/proof-report.md, from the lines that the runs have left in build/prove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from scripts.build.compiler import ROOT
from scripts.prove import campaigns, forge, records, tools

REPORT: Final = ROOT / "docs" / "proof-report.md"
SEEDS: Final = 6
"""Seeds that are shown of a build; all of them are in build/prove."""
WANTED: Final = 10_000_000
"""Calls of each campaign on one build."""
NOT_FOUND: Final = "not found"
HELD: Final = "proved"
NOT_HELD: Final = "not shown"
CLOCK: Final = "the clock"
PROBES: Final = ("a donation", "an odd token", "another's call", "posing", "the same call again", CLOCK)
"""Tallies that are no function of the contracts."""


def write() -> bool:
    """Writes the page; whether all that it tells of held."""
    REPORT.write_text(page(), encoding="utf-8")
    print(f"wrote {REPORT.relative_to(ROOT)}", flush=True)
    return not faults()


def faults() -> list[str]:
    """What the campaigns found on the present build, the differential by the present model."""
    runs = [*records.read("invariants"), *records.of_model(records.read("differential"))]
    return [run["fault"] for run in runs if run["fault"] and run["build"] == records.build_hash()]


def page() -> str:
    """The whole page."""
    build = records.build_hash()
    invariants, every = records.read("invariants"), records.read("differential")
    differential = records.of_model(every)
    parts = [
        _head(build, invariants, differential),
        _by_build("Invariants (forge)", build, invariants),
        _invariant_list(_on(invariants, build)),
        _tallies("What the invariant campaign called", _on(invariants, build)),
        _by_build("Differential (model against bytecode)", build, every),
        _tallies("What the differential campaign called", _on(differential, build)),
        _planted(build),
        _proofs(),
        _slither(build),
        _others(),
    ]
    return "\n".join([line for part in parts for line in part]).rstrip() + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int] = ()) -> list[str]:
    """A Markdown table; the columns numbered in `right` stand to the right."""
    rule = "|" + "|".join("---:" if i in right else "---" for i in range(len(head))) + "|"
    return [
        f"| {' | '.join(head)} |",
        rule,
        *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows),
        "",
    ]


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return " ".join(text.replace("|", "\\|").split())


def _on(runs: list[records.Record], build: str) -> list[records.Record]:
    return [run for run in runs if run["build"] == build and not run["fault"]]


def _head(build: str, invariants: list[records.Record], differential: list[records.Record]) -> list[str]:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    made = sum(run["calls"] for run in _on(invariants, build))
    seen = sum(run["calls"] for run in _on(differential, build))
    inside = sum(
        tried for name, (_, tried) in records.together(_on(invariants, build)).items() if name != CLOCK
    )
    return [
        "# Proof report",
        "",
        f"Written by `make prove` on {today}; the runs had 2 shared cores. Build of the contracts (SHA-256",
        f"over the creation codes, shortened): `{build}`. On this build:",
        "",
        f"- {made:,} invariant calls by forge; one call of a handler is none to some twenty calls to the",
        f"  contracts ({inside:,} in all), every one observed by the ledger;",
        f"- {seen:,} differential calls, each compared with the model as it is now;",
        "- what was found, proved and not proved: below.",
        "",
        *_missing(made, seen),
    ]


def _missing(made: int, seen: int) -> list[str]:
    """What is still to be made on this build."""
    if min(made, seen) >= WANTED:
        return []
    lacking = (max(0, WANTED - made), max(0, WANTED - seen))
    return [
        f"**Not yet done:** each campaign is to make {WANTED:,} calls on one build; {lacking[0]:,}",
        f"invariant calls and {lacking[1]:,} differential calls are missing. `make prove` goes on where",
        "the runs have stopped.",
        "",
    ]


def _by_build(title: str, build: str, runs: list[records.Record]) -> list[str]:
    lines = [f"## {title}", ""]
    rows = []
    for each, model in dict.fromkeys((run["build"], run.get("model", "")) for run in runs):
        here = [run for run in runs if (run["build"], run.get("model", "")) == (each, model)]
        faults = [run for run in here if run["fault"]]
        seeds = " ".join(str(run["seed"]) for run in here[:SEEDS]) + (" …" if len(here) > SEEDS else "")
        name = f"`{each}`" + (" (present)" if each == build else "")
        name += f", model `{model}`" if model else ""
        seconds = round(sum(run["seconds"] for run in here))
        rows.append(
            [name, len(here), sum(run["calls"] for run in here), seconds, seeds, len(faults) or "none"]
        )
    lines += table(["build", "pieces", "calls", "seconds", "seeds", "faults"], rows, right=(1, 2, 3))
    told = [
        f"- seed {run['seed']} on `{run['build']}`: {_cell(run['fault'])[:300]}"
        for run in runs
        if run["fault"]
    ]
    return [*lines, *told, *([""] if told else [])]


def _invariant_list(runs: list[records.Record]) -> list[str]:
    names = ", ".join(name.replace("_", " ") for name in forge.invariants())
    present = sum(run["calls"] for run in runs if run.get("suite") == forge.suite_hash())
    return [
        f"Held at every call by the ledger, and over all orders and holders every hundred calls: {names}.",
        f"{present:,} of the calls were held to the checks as they are now, the others to those before the",
        "last change of contracts/test/invariants.",
        "",
    ]


def _tallies(title: str, runs: list[records.Record]) -> list[str]:
    rows = [
        [name, good, tried - good] for name, (good, tried) in records.together(runs).items() if name != CLOCK
    ]
    never = [str(name) for name, good, _ in rows if not good and not str(name).startswith(PROBES)]
    lines = [f"### {title}", "", *table(["call", "succeeded", "refused"], rows, right=(1, 2))]
    why = " (calls of sister contracts must not, whoever else makes them; a foreign token is never listed)"
    told = f"{', '.join(never)}{why}" if never else "none of the functions"
    return [*lines, f"Never succeeded: {told}.", ""]


def _planted(build: str) -> list[str]:
    found = records.read("planted")
    here = [each for each in found if each["build"] == build] or found
    rows = [
        [
            each["defect"],
            each["file"],
            f"{each['differential']} ({each['differential_calls']:,} calls)",
            _by_forge(each),
        ]
        for each in here
    ]
    by_model = sum(1 for each in here if each["differential_calls"])
    by_forge = sum(1 for each in here if each["forge"] != NOT_FOUND)
    builds = ", ".join(f"`{name}`" for name in dict.fromkeys(each["build"] for each in here)) or "no build"
    return [
        "## Defects planted on purpose",
        "",
        f"Each is one change of one source file (tests/model/planted.py), tried on {builds}. Of {len(here)}",
        f"the differential found {by_model}, forge's invariants {by_forge}. Where the invariants say nothing",
        "(a limit that is a second off, a rounding that the sums allow) only the model can find it.",
        "",
        *table(["defect", "source", "differential: by (after)", "forge: by (after)"], rows),
    ]


def _by_forge(each: records.Record) -> str:
    """Forge counts the calls of whole runs only: what is found is found within one run more."""
    calls = each["forge_calls"]
    if each["forge"] == NOT_FOUND:
        return f"{NOT_FOUND} in {calls:,} calls"
    return f"{each['forge']} (within {calls + campaigns.DEPTH:,} calls)"


def _proofs() -> list[str]:
    last = {each["source"]: each for each in records.read("proofs")}
    tables = {
        file: [_verdict(name, last.get(tools.source_hash(name, file))) for name in tools.properties(file)]
        for file in (tools.PROOFS, tools.CONTROLS)
    }
    rows, controls = tables[tools.PROOFS], tables[tools.CONTROLS]
    proved = sum(1 for row in rows if row[1] == HELD)
    tried = sum(1 for row in controls if row[1] != "not run")
    fooled = [str(row[0]) for row in controls if row[1] == NOT_HELD]
    return [
        "## Proofs (halmos)",
        "",
        f"{proved} of {len(rows)} properties proved, over all amounts (below 2^56) unless a",
        "comment in contracts/test/proofs/Proofs.t.sol says less; where one stands on lemmas, its comment",
        "names them. What is not shown is held by tests and campaigns only. Queries are answered by",
        "scripts/prove/smt.py (cvc5 and z3 over whole numbers, then yices over bits). Of",
        f"{len(controls)} false statements ({tried} tried) they found",
        f"{', '.join(fooled) if fooled else 'none'} true.",
        "",
        "Shown for one schedule of the kind in use (advances 30, 50, 80, 90 %, prices 12, 10, 8, 5 %):",
        "what concerns capacity and price. That a forward milestone never raises the price stands on these",
        "lemmas: sums of safer stages never fall, basis points keep order, the weight is the dearest less",
        "what safety saves, the price is the weight rounded up, quotients keep order. Other schedules, how",
        "lemmas are put together (by hand, in the comments), custody of more than three maturities, sale",
        "prices and the sweep are held by tests, vectors and the differential only.",
        "",
        *table(["property", "verdict", "seconds"], rows, right=(2,)),
    ]


def _verdict(name: str, ran: records.Record | None) -> list[object]:
    verdict = "not run" if ran is None or ran["held"] is None else HELD if ran["held"] else NOT_HELD
    return [name.removeprefix("check_").replace("_", " "), verdict, ran["seconds"] if ran else ""]


def _slither(build: str) -> list[str]:
    here = [each for each in records.read("slither") if each["build"] == build]
    if not here:
        return ["## Static analysis (slither)", "", "Not run on this build.", ""]
    verdict = "no unexplained finding" if here[-1]["held"] else "findings that nobody has explained"
    words = [] if here[-1]["held"] else ["", *here[-1]["words"].splitlines()[-20:]]
    return ["## Static analysis (slither)", "", f"{verdict}, {here[-1]['seconds']} s.", *words, ""]


def _others() -> list[str]:
    """Mutation and coverage, as their own runs have left them."""
    lines = ["## Mutation and coverage", ""]
    for name in ("mutation", "coverage"):
        found = records.read_json(records.FOLDER / f"{name}.json")
        lines.append(f"- {name}: {_short(found) if found else 'not run here'}")
    return [*lines, ""]


def _short(found: object) -> str:
    whole = found.get("summary") or found.get("total") or found if isinstance(found, dict) else found
    if not isinstance(whole, dict):
        return str(whole)
    plain = {key: value for key, value in whole.items() if isinstance(value, str | int | float)}
    return ", ".join(f"{key} {_cell(value)}" for key, value in plain.items())


__all__ = ["REPORT", "page", "table", "write"]
