"""What may go wrong between the indexer and its node, and how often: drawn for each stretch of a schedule.

Everything here is a pure function of the dice; the proxy asks it for each question and each announced head.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

TRANSPORT: Final = ("delay", "drop", "cut", "short", "429", "503", "502", "garbage", "slow")
"""delay: late; drop: the connection ends unanswered; cut: it ends within the answer; short: half an answer
that says that it is whole; garbage: HTTP 200 and no JSON; slow: in pieces."""
REFUSALS: Final = ("too wide", "limit", "internal", "header not found", "unknown method")
PLACES: Final = ("lagging", "fork", "ahead")
"""Answers from a node whose head is older, from one on another branch, from one that names a head that it
cannot show."""
LIES: Final = ("lie",)
ANNOUNCED: Final = ("head dropped", "head twice", "head late", "head forged", "head of fork", "socket cut")


@dataclass(frozen=True)
class Weather:
    """Chance in thousand of each fault, for one question or one announced head."""

    chances: dict[str, int] = field(default_factory=dict)
    lag: int = 0
    """How many blocks the lagging node is behind."""
    lasting: bool = False
    """Lagging or forked for as long as the weather lasts, rather than from question to question."""

    def strikes(self, kind: str, dice: random.Random) -> bool:
        return dice.randrange(1000) < self.chances.get(kind, 0)

    def words(self) -> str:
        said = ", ".join(f"{kind} {chance / 10:g} %" for kind, chance in sorted(self.chances.items()))
        kept = " lasting" if self.lasting else ""
        return f"{said}{f', {self.lag} blocks behind' if self.lag else ''}{kept}" or "fair"


FAIR: Final = Weather()


def draw(dice: random.Random, *, other_branches: bool, lies: bool) -> Weather:
    """Some faults at some rates. other_branches: whether a fork may be shown (not where blocks are final)."""
    kinds = [
        *TRANSPORT,
        *REFUSALS[: None if other_branches or not lies else -1],
        "lagging",
        "ahead",
        *ANNOUNCED[:3],
        "socket cut",
    ]
    if other_branches:
        kinds += ["fork", "fork", "head forged", "head of fork"]
    if lies:
        kinds += ["lie"] * 6
    chosen = dice.sample(kinds, dice.randint(1, 5))
    chances = {kind: dice.choice((20, 80, 200, 400)) for kind in chosen}
    lag = dice.choice((1, 2, 5, 20)) if "lagging" in chances else 0
    return Weather(chances, lag, dice.random() < 0.3)
