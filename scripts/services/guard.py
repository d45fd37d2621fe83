"""Runs one service and ends it when the program that wanted it is gone, however that one ended.

Started as `python -I -S guard.py OPTIONS -- COMMAND …`, never imported: standard library only. Its standard
input is a pipe whose other end the parent holds: end of file means that the parent is dead, even by kill -9.
On Linux the service in turn gets PR_SET_PDEATHSIG from this process, so that killing the guard ends the
service too. (That signal is bound to the *thread* that forked, which is why the parent does not use it
directly: a service started from a worker thread would die with that thread.)

Options: `--uid N` run the service as this user; `--reach` keep the one capability that lets that user walk
through folders closed to it (a clone in root's home); `--grace S` seconds between the interrupt and the kill;
`--remove DIR` a temporary folder to remove after the service's end.
The first line on standard output is the service's process id.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import select
import shutil
import signal
import sys
import time

PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
POLL_SECONDS = 0.5


def prctl(option: int, argument: int, argument2: int = 0) -> None:
    """One prctl(2) call; OSError when the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, argument, argument2, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}, {argument})")


def keep_walking_right() -> None:
    """Keep CAP_DAC_OVERRIDE over the change of user and the exec that follow (Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    bit = 1 << CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)  # effective, permitted, inheritable; low, then high
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE)


def become(uid: int, reach: bool) -> None:
    """Give up root for `uid`; with `reach`, keep the right to walk through closed folders."""
    if reach:
        # Capabilities stay over setuid, and count in access(2) too, with which initdb looks for its programs.
        prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    if reach:
        keep_walking_right()


def start(command: list[str], uid: int | None, reach: bool) -> int:
    """Fork and exec the service in a session of its own, its standard input empty. Returns its process id."""
    guard = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()  # Ctrl-C in the terminal reaches the program, which stops its services in order
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        if uid is not None:
            become(uid, reach)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        if sys.platform == "linux":
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after setuid, which clears it
            if os.getppid() != guard:
                os._exit(1)
        os.execv(command[0], command)  # noqa: S606  (an argument list, no shell)
    except OSError as error:
        os.write(2, f"guard: cannot start {command[0]}: {error}\n".encode())
        os._exit(127)


def ended(child: int, seconds: float) -> int | None:
    """Wait up to `seconds` for the service; its exit status, or None while it runs."""
    deadline = time.monotonic() + seconds
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.02)


def end(child: int, grace: float) -> int:
    """Interrupt the service, then kill its whole process group. Returns its exit status."""
    os.kill(child, signal.SIGINT)
    status = ended(child, grace)
    if status is None:
        os.killpg(child, signal.SIGKILL)
        status = ended(child, 5.0)
    return 1 if status is None else status


def watch(child: int, grace: float, remove: str | None) -> int:
    """Until the service ends by itself (its log stays, to be read) or is to end. Returns its exit status."""
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # only wakes the select below
    parent = os.getppid()
    while True:
        ready, _, _ = select.select([0, wake_read], [], [], POLL_SECONDS)
        status = ended(child, 0)
        if status is not None:
            return status
        asked = wake_read in ready and any(
            byte in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT) for byte in os.read(wake_read, 64)
        )
        if asked or 0 in ready or os.getppid() != parent:
            status = end(child, grace)
            if remove is not None:
                shutil.rmtree(remove, ignore_errors=True)
            return status


def main() -> int:
    parser = argparse.ArgumentParser(prog="guard")
    parser.add_argument("--uid", type=int)
    parser.add_argument("--reach", action="store_true")
    parser.add_argument("--grace", type=float, default=10.0)
    parser.add_argument("--remove")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    os.setsid()
    child = start(options.command, options.uid, options.reach)
    os.write(1, f"{child}\n".encode())
    os.close(1)
    status = watch(child, options.grace, options.remove)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
