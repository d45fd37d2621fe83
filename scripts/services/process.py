"""One guarded service process: started, waited for, stopped; its log is kept for the error message."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

GUARD: Final = Path(__file__).with_name("guard.py")
HOST: Final = "127.0.0.1"
LOG_TAIL_LINES: Final = 12


class ServiceError(RuntimeError):
    """A service could not be started, used or stopped; the message says what to do."""


class PortInUse(ServiceError):
    """The port asked for belongs to somebody else."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listened on a moment ago (it can be lost again: retry)."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def port_taken(port: int) -> bool:
    """Whether somebody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0


class Guarded:
    """A service process that cannot outlive this one (scripts/services/guard.py watches both).

    `log` receives everything that the service prints. `uid` runs it as that user (only for root), `reach`
    lets that user walk through folders closed to it. `grace_seconds` lie between the interrupt and the kill.
    `remove` is a temporary folder that goes when the service is stopped, also when nobody is left to do it.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        uid: int | None = None,
        reach: bool = False,
        grace_seconds: float = 15.0,
        env: dict[str, str] | None = None,
        keep_open: Sequence[int] = (),
        remove: Path | None = None,
    ) -> None:
        self.name = Path(command[0]).name
        self.log = log
        self.grace_seconds = grace_seconds
        options = [f"--grace={grace_seconds}"]
        if uid is not None:
            options.append(f"--uid={uid}")
        if reach:
            options.append("--reach")
        if remove is not None:
            options.append(f"--remove={remove}")
        with log.open("wb") as output:
            self.guard = subprocess.Popen(
                [sys.executable, "-I", "-S", str(GUARD), *options, "--", *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                cwd=log.parent,
                env=env,
                pass_fds=tuple(keep_open),
            )
        line = b""
        if self.guard.stdout is not None:
            with self.guard.stdout as first:
                line = first.readline()
        if not line.strip().isdigit():
            self.stop()
            raise ServiceError(f"{self.name} was not started: {self.tail()}")
        self.pid = int(line)

    @property
    def running(self) -> bool:
        return self.guard.poll() is None

    def tail(self) -> str:
        """The last lines that the service printed, for an error message."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            lines = []
        return "\n".join(lines[-LOG_TAIL_LINES:]) or "(it printed nothing)"

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Poll `ready` until it is true; ServiceError with the log's end if it dies or time is up."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                self.stop()
                raise ServiceError(f"{self.name} ended with status {self.guard.returncode}: {self.tail()}")
            if time.monotonic() > deadline:
                self.stop()
                raise ServiceError(f"{self.name} was not ready within {seconds:.0f} s: {self.tail()}")
            time.sleep(0.02)

    def wait_for_exit(self, seconds: float) -> int:
        """Wait until the service has ended by itself (set-up programs); its exit status."""
        try:
            return self.guard.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ServiceError(f"{self.name} took longer than {seconds:.0f} s: {self.tail()}") from None
        finally:
            self.stop()

    def stop(self) -> None:
        """Interrupt the service, wait for its orderly end, kill it after `grace_seconds`. Safe to repeat."""
        if self.guard.stdin is not None and not self.guard.stdin.closed:
            self.guard.stdin.close()
        self.guard.wait(self.grace_seconds + 10.0)
