"""Survivors that were looked at, each with its reason: explained.json, by file, function and words."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Final

from tests.mutation.schema import Mutant

FILE: Final = Path(__file__).with_name("explained.json")


@functools.cache
def reasons() -> dict[tuple[str, str, str], str]:
    """(file, function, place) → why no test can tell it from the real code. Lines may move; texts may not."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        (file, function, words): reason
        for file, functions in told.items()
        for function, mutants in functions.items()
        for words, reason in mutants.items()
    }


def reason_of(mutant: Mutant) -> str:
    """Why this one is alive; empty where nobody has said."""
    file = mutant.file.removeprefix("contracts/")
    return reasons().get((file, mutant.change.function, mutant.place), "")
