"""Runs of the campaign: play, count, and make a failure short."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.model.batches import Model
from tests.model.moves_rest import Rest
from tests.model.pair import Call, Disagreement, Pair
from tests.model.prelude import begin

LENGTH: Final = 1_500
"""Calls from one beginning to the next: long enough for late states, short enough to look cheaply."""
EVERY: Final = 400
"""Calls from one look at everything to the next."""


@dataclass
class Tally:
    """What a campaign has done."""

    calls: int = 0
    views: int = 0
    succeeded: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, call: Call, succeeded: bool, outcome: str) -> None:
        """Count a call."""
        self.calls += 1
        name = f"{call.contract}.{call.function}"
        if succeeded:
            self.succeeded[name] += 1
        else:
            self.refused[name] += 1
            self.errors[outcome] += 1

    def take(self, other: Tally) -> None:
        """Count what another has counted."""
        self.calls += other.calls
        self.views += other.views
        self.succeeded.update(other.succeeded)
        self.refused.update(other.refused)
        self.errors.update(other.errors)


@dataclass
class Failure:
    """A disagreement and the calls that lead to it."""

    seed: int
    calls: list[Call]
    error: Disagreement


def play(
    seed: int,
    length: int,
    tally: Tally,
    replaced: Mapping[str, bytes] | None = None,
    model: type[Model] = Model,
) -> Failure | None:
    """One run from the beginning; a failure where the two disagree."""
    pair = Pair(replaced, model)
    deployed = set(pair.chain.at.values())
    made: list[Call] = []
    try:
        begin(pair)
        player = Rest(pair.model, seed)
        for number in range(length):
            pair.model.now = pair.now
            call = player.next()
            if call.caller in deployed:
                continue  # a contract was let in as a party: it sends no transactions
            made.append(call)
            succeeded = pair.call(call)
            player.saw(call, succeeded)
            tally.add(call, succeeded, pair.outcome)
            if number % EVERY == EVERY - 1:
                tally.views += pair.check_all()
        tally.views += pair.check_all()
    except Disagreement as error:
        return Failure(seed, made, error)
    return None


def replay(
    calls: Sequence[Call], replaced: Mapping[str, bytes] | None = None, model: type[Model] = Model
) -> Disagreement | None:
    """The calls from the beginning, everything looked at in the end."""
    pair = Pair(replaced, model)
    try:
        begin(pair)
        for call in calls:
            pair.call(call)
        pair.check_all()
    except Disagreement as error:
        return error
    return None


def shrink(
    failure: Failure,
    seconds: float = 60,
    replaced: Mapping[str, bytes] | None = None,
    model: type[Model] = Model,
) -> list[Call]:
    """Delta debugging: leave out what is not needed for the same kind of disagreement."""
    until = time.monotonic() + seconds
    calls = failure.calls
    size = max(1, len(calls) // 2)
    while time.monotonic() < until:
        at, left_out = 0, False
        while at < len(calls) and time.monotonic() < until:
            shorter = without(calls, at, at + size)
            error = replay(shorter, replaced, model)
            if error is not None and error.kind == failure.error.kind:
                calls, left_out = shorter, True
            else:
                at += size
        if size == 1 and not left_out:
            break
        size = max(1, size // 2)
    return calls


def without(calls: Sequence[Call], first: int, end: int) -> list[Call]:
    """The calls but some; the time that went by stays."""
    seconds = sum(call.after for call in calls[first:end])
    rest = list(calls[end:])
    if rest:
        rest[0] = rest[0].earlier(seconds)
    return [*calls[:first], *rest]
