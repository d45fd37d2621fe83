"""The API in this process: uvicorn in a thread, on a port that is taken before anything is said of it."""

from __future__ import annotations

import socket
import threading
import time
from typing import Final

import uvicorn
from fastapi import FastAPI

from scripts.serving.faults import ServingError

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 15.0
GRACE_SECONDS: Final = 2
BACKLOG: Final = 2048


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Errors: ServingError (taken, not this machine's)."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol is named because asyncio sets TCP_NODELAY only where it is: without it, every answer on
        # a kept connection waits 40 ms for the reader's delayed acknowledgement.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise ServingError(f"cannot listen on {host}: {error.strerror or error}") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or error
        raise ServingError(f"cannot listen on {host}:{port}: {reason}. Name another --port.") from None
    return listening


def url_of(listening: socket.socket, host: str) -> str:
    """The address under which people reach the socket; of all interfaces, this machine's own name."""
    port = listening.getsockname()[1]
    shown = "localhost" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{shown}:{port}"


class Web:
    """One application served on one socket."""

    def __init__(self, app: FastAPI, listening: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._listening = listening
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="tallystick-api", daemon=True)

    def start(self) -> None:
        """Serve, and return when requests are answered. Errors: ServingError."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            self.check()
            if time.monotonic() > deadline:
                raise ServingError(f"the API did not start within {START_SECONDS:.0f} s")
            time.sleep(0.01)

    def check(self) -> None:
        """Errors: ServingError when it has ended by itself."""
        if not self._thread.is_alive():
            raise ServingError(f"the API has stopped: {self._fault or 'see the log'}")

    def stop(self) -> None:
        """Finish the requests in hand and end. Safe to repeat."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
            if self._thread.is_alive():
                self._server.force_exit = True
                self._thread.join(STOP_SECONDS)
        self._listening.close()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._listening])
        except (Exception, SystemExit) as error:  # noqa: BLE001  (kept for the thread that asks with `check`)
            self._fault = error
