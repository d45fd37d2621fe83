"""A schedule: what befalls the mirror, in which order, all drawn from one number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Final

from tests.torture.weather import FAIR, Weather, draw

FINALITY: Final = 64
EMPTY, BEHIND, AT_HEAD = "empty", "behind", "at the head"


@dataclass(frozen=True)
class Step:
    """One thing that happens. what: blocks, rollback, reorg, weather, kill, pause, cut off, restart, crash,
    kill backend, disk, full disk. amount: blocks or milliseconds."""

    what: str
    amount: int = 0
    weather: Weather = FAIR

    def words(self) -> str:
        return f"weather: {self.weather.words()}" if self.what == "weather" else f"{self.what} {self.amount}"


@dataclass(frozen=True)
class Schedule:
    """seed: all of it. start: where the mirror stands: nowhere, 66 blocks behind, at the head. to_finality:
    whether so many blocks follow at the end that all others are final. killed_last: whether the indexer is
    killed once more when all is well again, rather than left to notice it. options: the indexer's."""

    seed: int
    start: str
    to_finality: bool
    killed_last: bool
    options: dict[str, Any]
    steps: tuple[Step, ...]

    def script(self) -> str:
        """The schedule as one can read and run it."""
        lines = [
            f"# python -m tests.torture --seed {self.seed}",
            f"# mirror: {self.start}; {self.options}",
            *[f"#   {step.words()}" for step in self.steps],
        ]
        return "\n".join(lines + (["#   blocks until all is final"] if self.to_finality else []))


def schedule(seed: int) -> Schedule:
    """The schedule of this number: the same on every machine (its moments depend on the machine)."""
    dice = random.Random(seed)
    branches = dice.random() > 0.12
    receipts = dice.random() < 0.8
    # Where all is final at once and blooms are the check, nothing is asked twice: lies are not told there.
    lies = dice.random() < 0.6 and (branches or receipts)
    options = {
        "finality_depth": FINALITY if branches else 0,
        "verify_receipts": receipts,
        "subscribe": dice.random() < 0.7,
        "poll_seconds": dice.choice((0.005, 0.01, 0.03)),
        "limits": {
            "first_range": dice.choice((1, 5, 40, 100)),
            "max_range": dice.choice((5, 40, 200)),
            "in_flight": dice.randint(1, 3),
            "heads": dice.choice((3, 20, 100)),
        },
    }
    steps = [Step("weather", weather=draw(dice, other_branches=branches, lies=lies))]
    for _ in range(dice.randint(4, 10)):
        steps += _some(dice, branches, lies)
    blooms = not receipts or any("unknown method" in step.weather.chances for step in steps)
    # What a bloom does not show is asked once more when its block is final.
    return Schedule(
        seed,
        dice.choice((EMPTY, BEHIND, AT_HEAD, AT_HEAD)),
        branches and lies and (blooms or dice.random() < 0.2),
        dice.random() < 0.7,
        options,
        tuple(steps),
    )


def _some(dice: random.Random, branches: bool, lies: bool) -> list[Step]:
    roll = dice.randrange(100)
    if roll < 22:
        return [Step("weather", weather=draw(dice, other_branches=branches, lies=lies))]
    if roll < 44:
        return [Step("blocks", dice.randint(1, 5))]
    if roll < 62 and branches:
        return _taken_back(dice)
    if roll < 78:
        return [Step("pause", dice.randint(0, 60)), Step("kill")]
    if roll < 88:
        return [Step("pause", dice.choice((5, 20, 100)))]
    if roll < 94:
        return [Step("cut off")]
    if roll < 98:
        return [Step(dice.choice(("restart", "crash", "kill backend")))]
    return [Step(dice.choice(("disk", "full disk")), dice.choice((30, 150, 400)))]


def _taken_back(dice: random.Random) -> list[Step]:
    """One to four reorganisations, one after the other or within the blocks of the one before."""
    steps: list[Step] = []
    for _ in range(dice.choice((1, 1, 1, 2, 2, 4))):
        depth = dice.choice((1, 2, 3, 5, 12, 30, 60))
        steps.append(Step(dice.choice(("reorg", "rollback")), depth))
        if dice.random() < 0.5:
            steps.append(Step("pause", dice.choice((0, 5, 30))))
        if dice.random() < 0.7:
            steps.append(Step("blocks", dice.randint(1, 4)))
    return steps
