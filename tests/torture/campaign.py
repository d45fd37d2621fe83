"""Schedules side by side: each worker is a process with a node, a database and a proxy of its own, given one
seed after the other; what each schedule did is a line of a file.

    {"run": {"commit": …, "version": …, "first": …, "schedules": …, "jobs": …}}      the first line
    {"seed": 1, "good": true, "troubles": [], "done": {…}, "took_over_ms": […], …}   one each
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from tests.torture.moves import NodeForgot
from tests.torture.runner import Outcome, play
from tests.torture.schedule import VERSION, schedule
from tests.torture.stage import Stage, stage

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "build" / "torture"
TOLD_EVERY: Final = 20
WORKER_STARTS: Final = 10
Line = dict[str, Any]


def serve(questions: IO[str], answers: IO[str]) -> None:
    """A worker: a line {"seed", "verify"} in, the outcome's line out, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that asks ends in order, and with it this one
    with stage() as ready:
        for question in questions:
            asked = json.loads(question)
            answers.write(json.dumps(played(ready, asked["seed"], with_verify=asked["verify"])) + "\n")
            answers.flush()


def played(ready: Stage, seed: int, *, with_verify: bool) -> Line:
    """One schedule, again where the node forgot a state."""
    sent, again = ready.moves.sent, 0
    outcome: Outcome | None = None
    while outcome is None:
        try:
            outcome = play(ready, schedule(seed), with_verify=with_verify)
        except NodeForgot:  # the node is started anew before the next
            again += 1
        except Exception:  # noqa: BLE001  (a schedule that could not be judged has not ended well)
            outcome = Outcome(schedule(seed), [f"it could not be played:\n{traceback.format_exc()}"])
            ready.moves.mined = 1 << 30  # nothing is known of the node: it is started anew
    chosen = outcome.schedule
    return {
        "seed": seed,
        "good": outcome.good,
        "troubles": outcome.troubles,
        "standby": chosen.standby,
        "rebuilds": any(step.what == "rebuild" for step in chosen.steps),
        "verified": outcome.verified,
        "seconds": round(outcome.seconds, 2),
        "transactions": ready.moves.sent - sent,
        "played_again": again,
        "took_over_ms": outcome.took_over_ms,
        "done": dict(sorted(outcome.done.items())),
    }


@dataclass
class Tally:
    """What a run's lines come to."""

    lines: list[Line] = field(default_factory=list)

    @property
    def bad(self) -> list[int]:
        return sorted(line["seed"] for line in self.lines if not line["good"])

    def facts(self) -> Line:
        """Counts of the whole run."""
        done = Counter[str]()
        for line in self.lines:
            done.update(line["done"])
        spans = sorted(span for line in self.lines for span in line["took_over_ms"])
        seeds = [line["seed"] for line in self.lines]
        return {
            "schedules": len(seeds),
            "seeds": [min(seeds, default=0), max(seeds, default=0)],
            "differences": len(self.bad),
            "bad_seeds": self.bad,
            "with_standby": sum(line["standby"] for line in self.lines),
            "with_rebuild": sum(line["rebuilds"] for line in self.lines),
            "verified": sum(line["verified"] for line in self.lines),
            "transactions": sum(line["transactions"] for line in self.lines),
            "played_again": sum(line["played_again"] for line in self.lines),
            "take_over_ms": {
                "n": len(spans),
                "p50": spans[len(spans) // 2] if spans else None,
                "max": spans[-1] if spans else None,
            },
            "lies": sum(count for kind, count in done.items() if kind.startswith("lie: ")),
            "done": dict(sorted(done.items())),
        }


class Run:
    """Workers, the seeds that are left, and the file."""

    def __init__(
        self,
        seeds: Iterable[int],
        jobs: int,
        verify_every: int,
        *,
        file: Path,
        facts: Line,
        wait_while: Path | None = None,
    ) -> None:
        self._jobs = jobs
        self._verify_every = verify_every
        self._wait_while = wait_while
        self._seeds: Iterator[tuple[int, int]] = enumerate(seeds)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._started = time.monotonic()
        self._workers: list[subprocess.Popen[str]] = []
        self.tally = Tally()
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file.open("w", encoding="utf-8")
        self._write({"run": facts})

    def play(self, seconds: float) -> Tally:
        """All of it; no schedule begins after so many seconds. Errors: RuntimeError where a worker cannot."""
        errors: list[str] = []
        threads = [threading.Thread(target=self._drive, args=(errors,)) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                while thread.is_alive():
                    thread.join(0.5)
                    if time.monotonic() - self._started > seconds:
                        self._stop.set()
        finally:  # also when told to end: the workers end their schedules, processes and folders
            self._stop.set()
            for thread in threads:
                thread.join()
            self._write({"facts": self.tally.facts() | {"seconds": self._seconds()}})
            self._file.close()
        if errors and not self.tally.lines:
            raise RuntimeError(errors[0])
        return self.tally

    def _drive(self, errors: list[str]) -> None:
        for _ in range(WORKER_STARTS):
            with subprocess.Popen(
                [sys.executable, "-m", "tests.torture", "--worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            ) as worker:
                if self._converse(worker):
                    return
            errors.append(f"a worker ended with status {worker.returncode}")

    def _converse(self, worker: subprocess.Popen[str]) -> bool:
        """Ask for schedules until none is left; False where the worker has gone."""
        assert worker.stdin is not None
        assert worker.stdout is not None
        while not self._stop.is_set():
            if self._wait_while is not None and self._wait_while.exists():
                time.sleep(1)
                continue
            with self._lock:
                number, seed = next(self._seeds, (0, None))
            if seed is None:
                break
            question = {"seed": seed, "verify": number % self._verify_every == 0}
            try:
                worker.stdin.write(json.dumps(question) + "\n")
                worker.stdin.flush()
                answer = worker.stdout.readline()
            except OSError:
                answer = ""
            if not answer:
                self._note(_lost(seed))
                return False
            self._note(json.loads(answer))
        worker.stdin.close()
        return True

    def _note(self, line: Line) -> None:
        with self._lock:
            self.tally.lines.append(line)
            self._write(line)
            played = len(self.tally.lines)
            if not line["good"]:
                print(schedule(line["seed"]).script())
                for trouble in line["troubles"]:
                    print("# " + trouble.replace("\n", "\n#   "), flush=True)
            if played % TOLD_EVERY == 0:
                told = {"played": played, "seed": line["seed"], "bad": self.tally.bad, "s": self._seconds()}
                print(json.dumps(told), flush=True)

    def _write(self, line: Line) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def _seconds(self) -> float:
        return round(time.monotonic() - self._started, 1)


def _lost(seed: int) -> Line:
    return {
        "seed": seed,
        "good": False,
        "troubles": ["the campaign's own process ended"],
        "standby": False,
        "rebuilds": False,
        "verified": False,
        "seconds": 0.0,
        "transactions": 0,
        "played_again": 0,
        "took_over_ms": [],
        "done": {},
    }


def about(seeds: range, jobs: int) -> Line:
    """What a run is of."""

    def git(*words: str) -> str:
        try:
            said = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return ""
        return said.stdout.strip()

    return {
        "commit": git("rev-parse", "--short=10", "HEAD"),
        "changed": git("status", "--porcelain", "--", "indexer", "chain", "tests/torture").splitlines(),
        "version": VERSION,
        "first": seeds.start,
        "schedules": len(seeds),
        "jobs": jobs,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def read(file: Path) -> tuple[Line, Tally]:
    """A run's file: what it was of, and its lines."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return lines[0]["run"], Tally([line for line in lines if "seed" in line])
