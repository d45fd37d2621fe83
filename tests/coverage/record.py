"""python -m tests.coverage.record FOLDER: what the suite calls, for contracts/test/coverage/Replay.t.sol.

The seeds of the bounded differential campaign, the stories, the libraries' vectors: the same calls each time.
Exit status 1 where model and bytecode disagree.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.coverage import credit, cures, libraries, strangers, trade
from tests.coverage.recording import RecordedPair, write
from tests.coverage.teller import Teller
from tests.model.moves_rest import Rest
from tests.model.pair import Disagreement
from tests.model.prelude import begin

SEEDS: Final = tuple(range(1, 9))
LENGTH: Final = 2_500
STORIES: Final = (*trade.STORIES, *credit.STORIES, *cures.STORIES, *strangers.STORIES)


def by_chance(seed: int) -> bytes:
    """A run of the differential campaign."""
    pair = RecordedPair()
    begin(pair)
    player = Rest(pair.model, seed)
    for _ in range(LENGTH):
        pair.model.now = pair.now
        call = player.next()
        player.saw(call, pair.call(call))
    return pair.finished()


def told(story: Callable[[Teller], None]) -> bytes:
    """A story from its beginning."""
    pair = RecordedPair()
    story(Teller(pair))
    return pair.finished()


def all_recordings() -> list[bytes]:
    """Each from a deployment of its own. Errors: Disagreement."""
    return [*map(by_chance, SEEDS), *map(told, STORIES), libraries.recorded()]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="record", description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    try:
        recordings = all_recordings()
    except Disagreement as error:
        print(error, file=sys.stderr)
        return 1
    write(given.folder, recordings)
    print(f"{len(recordings)} recordings, {sum(map(len, recordings)):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
