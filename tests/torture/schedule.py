"""A schedule: what befalls the mirror, in which order, all drawn from one number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Final

from tests.torture.proxy import DECEITS
from tests.torture.weather import FAIR, Weather, draw

VERSION: Final = 2
"""Of what a seed means. 1: one indexer, no rebuild, no reader, no claim of another deployment."""
FINALITY: Final = 64
EMPTY, BEHIND, AT_HEAD = "empty", "behind", "at the head"


@dataclass(frozen=True)
class Step:
    """One thing that happens; amount: blocks or milliseconds.

    what: blocks, rollback, reorg, weather, pause, look (somebody's transaction); kill (all indexers), kill
    writer, kill standby, kill readers (processes that read ranges for an indexer), start (who stays away);
    rebuild, kill rebuild, switch (so many blocks, a reader all the while, and the wait for its end); cut off,
    restart, crash, kill backend, disk, full disk (of the database); one of proxy.DECEITS.
    """

    what: str
    amount: int = 0
    weather: Weather = FAIR

    def words(self) -> str:
        return f"weather: {self.weather.words()}" if self.what == "weather" else f"{self.what} {self.amount}"


@dataclass(frozen=True)
class Schedule:
    """seed: all of it. start: where the mirror stands: nowhere, 66 blocks behind, at the head. standby: two
    indexers. to_finality: whether so many blocks follow at the end that all others are final. killed_last:
    whether the indexers are killed once more when all is well again, rather than left to notice it.
    rebuilt_last: whether a rebuild that has not come to its end is run until it has. careful: see lies.tell.
    options: the indexer's."""

    seed: int
    start: str
    standby: bool
    to_finality: bool
    killed_last: bool
    rebuilt_last: bool
    careful: bool
    options: dict[str, Any]
    steps: tuple[Step, ...]

    def script(self) -> str:
        """The schedule as one can read and run it."""
        lines = [
            f"# python -m tests.torture --seed {self.seed}",
            f"# mirror: {self.start}; {'two indexers' if self.standby else 'one indexer'}; {self.options}",
            *[f"#   {step.words()}" for step in self.steps],
            *(["#   the rebuild comes to its end"] if self.rebuilt_last else []),
            *(["#   all indexers are killed"] if self.killed_last else []),
            *(["#   blocks until all is final"] if self.to_finality else []),
        ]
        return "\n".join(lines)


def schedule(seed: int) -> Schedule:
    """The schedule of this number: the same on every machine (its moments depend on the machine)."""
    dice = random.Random(seed)
    branches = dice.random() > 0.12
    receipts = dice.random() < 0.8
    # Where all is final at once and blooms are the check, nothing is asked twice: lies are not told there.
    lies = dice.random() < 0.6 and (branches or receipts)
    standby, rebuilds = dice.random() < 0.45, dice.random() < 0.4
    readers = dice.choice((*(0,) * 18, 1, 2))
    steps = [Step("weather", weather=draw(dice, other_branches=branches, lies=lies))]
    for _ in range(dice.randint(4, 10)):
        steps += _some(dice, branches, lies, standby)
    if readers:
        for _ in range(2):
            at = dice.randint(1, len(steps))
            steps[at:at] = [Step("pause", dice.randint(0, 300)), Step("kill readers")]
    if rebuilds:
        steps = _with_rebuilds(dice, steps)
    start = dice.choice((EMPTY, BEHIND, AT_HEAD, AT_HEAD))
    # What a bloom does not show is asked once more when its block is final, unless it was so when first read.
    blind = lies and (not receipts or any("unknown method" in step.weather.chances for step in steps))
    return Schedule(
        seed,
        start,
        standby,
        to_finality=branches and lies and (blind or dice.random() < 0.2),
        killed_last=dice.random() < 0.6,
        rebuilt_last=rebuilds and dice.random() < 0.8,
        careful=blind and (rebuilds or start != AT_HEAD),
        options=_options(dice, branches, receipts, readers),
        steps=tuple(steps),
    )


def _options(dice: random.Random, branches: bool, receipts: bool, readers: int) -> dict[str, Any]:
    return {
        "finality_depth": FINALITY if branches else 0,
        "verify_receipts": receipts,
        "subscribe": dice.random() < 0.7,
        "poll_seconds": dice.choice((0.005, 0.01, 0.03)),
        "limits": {
            "first_range": dice.choice((1, 5, 40, 100)),
            "max_range": dice.choice((5, 40, 200)),
            "in_flight": dice.randint(1, 3),
            "heads": dice.choice((3, 20, 100)),
            "readers": readers,
            "readers_from": dice.choice((20, 60)),
        },
    }


def _some(dice: random.Random, branches: bool, lies: bool, standby: bool) -> list[Step]:
    roll = dice.randrange(100)
    if roll < 20:
        changed = Step("weather", weather=draw(dice, other_branches=branches, lies=lies))
        return [changed, Step("pause", dice.randint(0, 100))]
    if roll < 40:
        return [Step("blocks", dice.randint(1, 5))]
    if roll < 58 and branches:
        return _taken_back(dice)
    if roll < 76:
        return _killed(dice, standby)
    if roll < 82:
        return [Step("pause", dice.choice((5, 20, 100)))]
    if roll < 86:
        return [Step("look", dice.choice((0, 0, 20, 100)))]
    if roll < 91:
        return [Step("cut off")]
    if roll < 93:
        return [Step(dice.choice(DECEITS), 500)]
    if roll < 97:
        return [Step(dice.choice(("restart", "crash", "kill backend")))]
    return [Step(dice.choice(("disk", "full disk")), dice.choice((30, 150, 400)))]


def _killed(dice: random.Random, standby: bool) -> list[Step]:
    """At any instant: the one; of two the one that writes, the one that stands by, both, or by turns."""
    before = Step("pause", dice.randint(0, 60))
    if not standby:
        return [before, Step("kill")]
    match dice.randrange(6):
        case 0:
            return [before, Step("kill")]
        case 1:
            return [before, Step("kill standby"), Step("pause", dice.randint(0, 60)), Step("start")]
        case 2:  # the other takes over, and the first stays away for a while
            return [before, Step("kill writer")]
        case 3:
            return [before, Step("kill writer"), Step("start")]
        case 4:
            return [before, Step("kill writer"), Step("pause", dice.randint(0, 400)), Step("start")]
        case _:
            taken = [Step("kill writer"), Step("pause", dice.randint(100, 400)), Step("start")]
            return [before, *taken, Step("blocks", 1), Step("pause", dice.randint(0, 200)), *taken]


def _with_rebuilds(dice: random.Random, steps: list[Step]) -> list[Step]:
    """Begun anywhere; left alone, waited for, killed at some instant and begun anew, the new one too."""
    steps = list(steps)
    for _ in range(dice.choice((1, 1, 2))):
        at = dice.randint(1, len(steps))
        more = [Step("rebuild")]
        match dice.randrange(5):
            case 0:
                more += [Step("switch"), Step("blocks", 1)]
            case 1:
                more += [Step("pause", dice.randint(0, 100)), Step("switch", dice.randint(3, 12))]
            case 2:
                more.append(Step("look", dice.choice((100, 300))))
            case 3:
                for _ in range(dice.choice((1, 1, 2))):
                    more += [Step("pause", dice.randint(0, 500)), Step("kill rebuild"), Step("rebuild")]
        steps[at:at] = more
    return steps


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
