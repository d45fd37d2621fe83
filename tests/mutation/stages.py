"""Who may kill a mutant, cheapest first: vectors, campaign, mirror, stories, the contracts' tests."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from scripts.build.artifacts import harness_artifacts
from scripts.build.compiler import ROOT
from tests.contracts import test_vectors
from tests.contracts.evm import Deployed
from tests.coverage.record import STORIES
from tests.coverage.teller import Teller
from tests.finance.vectors import OWN
from tests.model.mirrored import Mirror, known_of
from tests.model.pair import Pair
from tests.mutation import (
    holes,
    holes_credit,
    holes_fourth,
    holes_market,
    holes_orders,
    holes_second,
    holes_third,
    holes_units,
    plant,
)
from tests.mutation.tape import Tape, mirrored, play, record

SHORT: Final = 2
"""Runs of the campaign that every mutant meets."""
LONG: Final = 8
"""Runs that those meet which are still alive."""
TESTS: Final = ROOT / "tests" / "contracts"
LEFT_OUT: Final = (
    "tests/contracts/test_differential.py",  # what the campaign does, for accounts alone
    "tests/contracts/test_vectors.py",  # a stage of its own
    "tests/contracts/test_forgive_and_void.py::test_INV_01b_three_hundred_holders_and_a_hundred_instalments_leave_exactly_nothing",
    "tests/contracts/test_facilities.py::test_terms_are_good_in_python_exactly_when_the_chain_accepts_them",
)
FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
SECONDS: Final = 300
ALONE: Final = (
    test_vectors.test_no_stage_falls_below_nothing_where_more_was_received_or_attested_than_is_live,
    test_vectors.test_nothing_counts_between_affiliates_though_nothing_else_is_wrong,
    test_vectors.test_a_discount_is_rounded_up_and_leaves_nothing_at_worst,
    test_vectors.test_what_is_owed_is_rounded_up_and_a_whole_unit_is_no_more,
    test_vectors.test_maturities_stay_in_order_and_the_seventeenth_is_refused,
)
BY_FOLDER: Final = (
    test_vectors.test_stages_capacity_and_price_agree_with_every_case,
    test_vectors.test_an_account_goes_through_every_step_of_every_case,
    test_vectors.test_holders_claim_what_came_in_while_they_held,
    test_vectors.test_a_receivable_sells_at_the_price_of_every_case,
)
PYTEST_FAILED: Final = 1


HOLES: Final = (
    *(*holes.STORIES, *holes_market.STORIES, *holes_second.STORIES),
    *(*holes_credit.STORIES, *holes_orders.STORIES, *holes_units.STORIES, *holes_third.STORIES),
    *holes_fourth.STORIES,
)
"""Stories that survivors have asked for."""


class Campaigns:
    """The tapes, recorded when first wanted."""

    def __init__(self) -> None:
        self._tapes: dict[int, Tape] = {}

    def tape(self, seed: int) -> Tape:
        """The run of a seed."""
        if seed not in self._tapes:
            self._tapes[seed] = record(seed)
        return self._tapes[seed]

    def kill(self, code: Mapping[str, bytes], first: int, last: int) -> tuple[int, str]:
        """Calls made and the fault, playing the seeds from `first` to `last`."""
        calls = 0
        for seed in range(first, last + 1):
            made, fault = play(self.tape(seed), code)
            calls += made
            if fault:
                return calls, fault
        return calls, ""

    def mirror(self, code: Mapping[str, bytes], first: int, last: int) -> str:
        """The fault that the mirror of the events shows, in the same way."""
        for seed in range(first, last + 1):
            fault = mirrored(self.tape(seed), code)[1]
            if fault:
                return fault
        return ""


def stories(code: Mapping[str, bytes]) -> str:
    """The story that does not go as told, with its mirror; those that survivors have asked for come last."""
    for story in (*STORIES, *HOLES):
        try:
            pair = Pair(code)
            mirror = Mirror(pair.chain)
            pair.chain.listener = mirror.heard
            story(Teller(pair))
            pair.check_all()
            faults = mirror.differences(known_of(pair.model))
        except (AssertionError, RuntimeError) as error:
            faults = [str(error)]
        if faults:
            return f"{story.__name__}: {faults[0]}"[:200]
    return ""


def vectors(code: bytes) -> str:
    """The test of the libraries' vectors that fails, in this process."""
    plant.make_room()
    try:
        libraries = Deployed("Vectors", {**harness_artifacts()["Vectors"], "bytecode": "0x" + code.hex()})
    except RuntimeError as error:
        return f"deployment: {error}"[:200]
    for test in BY_FOLDER:
        try:
            test(OWN, libraries)
        except (AssertionError, RuntimeError) as error:
            return f"{test.__name__}: {error}"[:100].splitlines()[0]
    for alone in ALONE:
        try:
            alone(libraries)
        except (AssertionError, RuntimeError):
            return alone.__name__
    return ""


def suite(code: Mapping[str, bytes], words: Sequence[str], most: int | None = None) -> str:
    """The contracts' test that fails; files that speak of `words` come first, at most `most` of them."""
    files = sorted(TESTS.glob("test_*.py"), key=lambda file: -_speaks(file, words))
    return pytest_with(code, [str(file.relative_to(ROOT)) for file in files[:most]])


def _speaks(file: Path, words: Sequence[str]) -> float:
    """How much a file says of these words: each counts, the rarer the more."""
    text = file.read_text(encoding="utf-8")
    return sum(text.count(word) / (1 + _everywhere(word)) for word in words if word)


@functools.cache
def _everywhere(word: str) -> int:
    return sum(file.read_text(encoding="utf-8").count(word) for file in TESTS.glob("test_*.py"))


def pytest_with(code: Mapping[str, bytes], tests: Sequence[str]) -> str:
    """The first test that fails with this code planted. RuntimeError where pytest itself could not run."""
    with tempfile.TemporaryDirectory(prefix="tallystick-mutant-") as folder:
        for name, each in code.items():
            (Path(folder) / f"{name}.hex").write_text(each.hex(), encoding="ascii")
        command = [sys.executable, "-m", "pytest", "-p", "tests.mutation.plant", "-x", "-q", "--tb=no", "-p"]
        command += ["no:cacheprovider", *tests]
        if len(tests) > 1:
            command += [word for left in LEFT_OUT for word in ("--deselect", left)]
        try:
            ran = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, plant.FOLDER: folder},
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"no end after {SECONDS} s"
    if ran.returncode == 0:
        return ""
    found = FAILED.search(ran.stdout)
    if ran.returncode != PYTEST_FAILED or found is None:
        raise RuntimeError(f"pytest ended with {ran.returncode}: {(ran.stdout + ran.stderr)[-2_000:]}")
    return found[1]
