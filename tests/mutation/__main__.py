"""python -m tests.mutation [--contract NAME …] [--sample N --seed S] [--again | --alive] [--tests] | --report

Mutants of the named contracts (groups or files; all in scope where none is named) through campaign, mirror
and vectors; with --tests the contracts' own tests, too, for those that are alive and unexplained.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.mutation.project import Project
from tests.mutation.report import write_report
from tests.mutation.runner import Runner, sample

EVERYTHING = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where the report finds a survivor that nobody has explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--contract", action="append", default=[], help="a group or a file; may be repeated")
    parser.add_argument("--sample", type=int, default=EVERYTHING, help="at most so many of each group")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="also those that are alive without a reason")
    parser.add_argument("--alive", action="store_true", help="only those")
    parser.add_argument("--tests", action="store_true", help="the contracts' tests for those that are alive")
    parser.add_argument("--report", action="store_true", help="only write docs/mutation.md and the totals")
    given = parser.parse_args(arguments)
    project = Project()
    runner = Runner(project, lambda line: print(line, flush=True))
    if given.report:
        return 1 if write_report(project, runner.results) else 0
    chosen = sample(project.of(given.contract), given.sample, given.seed)
    if given.alive:
        chosen = {group: [m for m in mutants if runner.unexplained(m)] for group, mutants in chosen.items()}
    again = given.again or given.alive
    groups = (
        [[mutant for mutants in chosen.values() for mutant in mutants]] if again else list(chosen.values())
    )  # few of each: one compilation
    for mutants in groups:
        print(f"{len(mutants)} mutants", flush=True)
        runner.run(mutants, again=again)
        if given.tests:
            runner.test(mutants)
    return 0


if __name__ == "__main__":
    sys.exit(main())
