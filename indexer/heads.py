"""New heads as the node announces them, over a websocket; a thread reads, the indexer takes.

A subscription is a hint and nothing is believed because of it: what is missed, dropped or wrong is found by
polling, which goes on behind it.
"""

from __future__ import annotations

import json
import logging
import queue
import random
import threading
import time
from collections.abc import Mapping
from typing import Any, Final, Self

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

OPEN_SECONDS: Final = 5.0
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0
WAITING: Final = 256
"""So many heads wait at most; the rest is dropped, as polling finds them."""
MESSAGE_BYTES: Final = 1 << 20

log: Final = logging.getLogger("indexer.heads")


class Heads:
    """Subscribes to new heads until closed; where the node has no websocket it is silent."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._queue: queue.Queue[Mapping[str, Any]] = queue.Queue(WAITING)
        self._ended = threading.Event()
        self._socket: ClientConnection | None = None
        self.subscribed = False
        self._thread = threading.Thread(target=self._run, name="new-heads", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        socket = self._socket
        if socket is not None:
            socket.close()
        if self._thread.is_alive():
            self._thread.join(OPEN_SECONDS)

    def next(self, seconds: float) -> Mapping[str, Any] | None:
        """The next announced header as JSON-RPC says it; None when none came in time."""
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None

    def waiting(self) -> bool:
        """Whether a head is announced that has not been taken."""
        return not self._queue.empty()

    def clear(self) -> None:
        """Forget what has been announced so far: it has been looked at in another way."""
        while not self._queue.empty():
            self.next(0.0)

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                self._listen()
            except (WebSocketException, OSError, ValueError, TimeoutError) as error:
                if not self._ended.is_set():
                    log.info("event=subscription_lost reason=%s", type(error).__name__)
            self.subscribed, self._socket = False, None
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - began > LONGEST_PAUSE_SECONDS else 2 * pause
            self._ended.wait(min(pause, LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1.5))  # noqa: S311

    def _listen(self) -> None:
        with connect(
            self._url, open_timeout=OPEN_SECONDS, max_size=MESSAGE_BYTES, compression=None, proxy=None
        ) as socket:
            self._socket = socket
            question = {"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]}
            socket.send(json.dumps(question))
            subscription = json.loads(socket.recv(OPEN_SECONDS)).get("result")
            if not isinstance(subscription, str):
                raise ValueError("the node takes no subscription to new heads")
            self.subscribed = True
            log.info("event=subscribed")
            for message in socket:
                self._take(json.loads(message), subscription)

    def _take(self, message: Any, subscription: str) -> None:
        said = message.get("params") if isinstance(message, dict) else None
        if not isinstance(said, dict) or said.get("subscription") != subscription:
            return
        header = said.get("result")
        if isinstance(header, dict) and not self._queue.full():
            self._queue.put(header)
