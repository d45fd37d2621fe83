"""Who works on one mirror during a schedule: one indexer or two (the second stands by), and now and then one
that builds it anew."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, Final

from tests.torture.follower import Process, Task
from tests.torture.proxy import DECEITS
from tests.torture.stage import Stage

LOOK_S: Final = 0.005
WRITING: Final = "event=writing schema=mirror "
KILLED: Final = "killed"


class Crew:
    """The processes of one schedule.

    One that is killed alone stays away until `start_all`, so that the other can take over; where all are
    killed they come back with the next `revive`.
    """

    def __init__(self, stage: Stage, url: str, options: dict[str, Any], *, standby: bool) -> None:
        self._journal = stage.folder / "journal"
        self._journal.write_bytes(b"")
        self._middle = stage.middle
        self._away: set[str] = set()
        self.readers_killed = 0

        def process(name: str) -> Process:
            task = Task(
                name,
                name == "rebuild",
                stage.middle.url,
                url,
                stage.world.deployment.to_json(),
                options,
                str(self._journal),
            )
            return Process(task, stage.folder / f"{name}.log")

        self.followers = [process(name) for name in (("first", "second") if standby else ("first",))]
        self.rebuild = process("rebuild")

    # ---- what may be done to them

    def revive(self) -> None:
        """Start who has ended or been killed, but for those that stay away while another is there."""
        if all(one.name in self._away for one in self.followers):
            self._away.clear()
        for one in self.followers:
            if one.name not in self._away:
                one.start()

    def start_all(self) -> None:
        """Whoever stayed away comes back."""
        self._away.clear()
        self.revive()

    def kill_all(self) -> None:
        """All indexers at once; a rebuild goes on."""
        for one in self.followers:
            self._kill(one)

    def kill_one(self, *, writer: bool) -> None:
        """The one that writes, or the one that stands by."""
        name = self.writer()
        for one in self.followers:
            if (one.name == name) == writer:
                self._kill(one)

    def kill_readers(self) -> None:
        """The processes that read ranges for whoever has such now."""
        self.readers_killed += sum(one.kill_readers() for one in self._all)

    def end(self) -> None:
        """The end of the schedule, for all."""
        for one in (*self.followers, self.rebuild):
            one.kill()

    def _kill(self, one: Process) -> None:
        if one.kill():
            with self._journal.open("a", encoding="utf-8") as journal:
                journal.write(f"{time.monotonic_ns()} {one.name} {KILLED}\n")
        self._away.add(one.name)

    # ---- what is known of them

    def writer(self) -> str:
        """Who became the writer last."""
        names = [name for _, name, said in self._events() if said.startswith(WRITING)]
        return names[-1] if names else self.followers[0].name

    @property
    def named(self) -> int:
        """How often one ended because the deployment is not the node's."""
        return sum("WrongDeployment: " in said for one in self._all for said in one.ends)

    def until_ended_by_name(self, seconds: float) -> None:
        """Wait until one more has ended so, or the time is over."""
        before, deadline = self.named, time.monotonic() + seconds
        while time.monotonic() < deadline:
            for one in self._all:
                one.check()
            if self.named > before:
                return
            time.sleep(LOOK_S)

    def until_rebuilt(self, seconds: float) -> bool:
        """Wait for the rebuild that runs; says whether none runs any more."""
        deadline = time.monotonic() + seconds
        while self.rebuild.runs:
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_S)
        return True

    @property
    def switches(self) -> int:
        """How often a rebuilt mirror took the other's place."""
        return self.counts()["switches"]

    def troubles(self) -> list[str]:
        """Ends that nothing excuses: a wrong deployment does as often as the node has claimed one."""
        told = sum(self._middle.done[kind] for kind in DECEITS)
        ends = [(one.name, said) for one in self._all for said in one.ends]
        others = [one for one in ends if "WrongDeployment: " not in one[1]]
        unexcused = [one for one in ends if one not in others][told:]
        return [f"{name} ended by itself:\n{said}" for name, said in others + unexcused]

    def counts(self) -> Counter[str]:
        """What they did, by their own log."""
        counts = Counter[str]()
        writer = ""
        for _, name, said in self._events():
            if said.startswith(WRITING):
                counts["take-overs"] += bool(writer) and writer != name
                writer = name
            elif said.startswith("event=reorg"):
                counts["reorganisations followed"] += 1
            elif said.startswith("event=rebuilt"):
                counts["switches"] += 1
            elif said.startswith("event=gave_up"):
                counts["rebuilds given up"] += 1
            elif said.startswith("event=incomplete_at_finality"):
                counts["found incomplete at finality"] += 1
        counts["kills"] = sum(one.kills for one in self.followers)
        counts["rebuilds"] = self.rebuild.starts
        counts["rebuilds killed"] = self.rebuild.kills
        counts["ended by name"] = self.named
        counts["readers killed"] = self.readers_killed
        return counts

    def took_over_ms(self) -> list[int]:
        """How long after the writer was killed the other one wrote, each time that it did."""
        spans: list[int] = []
        writer, killed = "", 0
        for when, name, said in self._events():
            if said == KILLED and name == writer:
                killed = when
            elif said.startswith(WRITING):
                if killed and name != writer:
                    spans.append((when - killed) // 1_000_000)
                writer, killed = name, 0
        return spans

    @property
    def _all(self) -> list[Process]:
        return [*self.followers, self.rebuild]

    def _events(self) -> list[tuple[int, str, str]]:
        lines = self._journal.read_text(encoding="utf-8").splitlines()
        return [(int(when), name, said) for when, name, said in (line.split(" ", 2) for line in lines)]
