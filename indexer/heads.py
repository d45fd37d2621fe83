"""New heads as the node announces them, over a websocket that is read in the caller's own thread: a head is
looked at without a switch between threads.

A subscription is a hint and nothing is believed because of it: what is missed, dropped or wrong is found by
polling, which goes on behind it.
"""

from __future__ import annotations

import json
import logging
import random
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, Final, Self

from websockets.client import ClientProtocol
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

OPEN_SECONDS: Final = 5.0
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0
PING_SECONDS: Final = 20.0
MESSAGE_BYTES: Final = 1 << 20
CHUNK_BYTES: Final = 1 << 16

log: Final = logging.getLogger("indexer.heads")


class Heads:
    """Subscribes to new heads until closed; where the node has no websocket it is silent. For one thread."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._socket: socket.socket | None = None
        self._protocol: ClientProtocol | None = None
        self._subscription: str | None = None
        self._headers: deque[Mapping[str, Any]] = deque()
        self._part = b""
        self._pause = FIRST_PAUSE_SECONDS
        self._again_at = 0.0
        self._heard_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def subscribed(self) -> bool:
        """Whether heads come; tries to begin where they do not and it is time to."""
        if self._socket is None and time.monotonic() >= self._again_at:
            try:
                self._open()
            except (WebSocketException, OSError, ValueError, EOFError) as error:
                self._lost(error)
        return self._subscription is not None

    def close(self) -> None:
        """Stop listening."""
        connection, self._socket = self._socket, None
        self._subscription, self._protocol = None, None
        self._headers.clear()
        if connection is not None:
            connection.close()

    def next(self, seconds: float) -> Mapping[str, Any] | None:
        """The next announced header as JSON-RPC says it; None when none came in time."""
        deadline = time.monotonic() + seconds
        while not self._headers and self._socket is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                self._read(left)
            except (WebSocketException, OSError, ValueError, EOFError) as error:
                self._lost(error)
        return self._headers.popleft() if self._headers else None

    def waiting(self) -> bool:
        """Whether a head is announced that has not been taken."""
        if not self._headers and self._socket is not None:
            try:
                self._read(0.0)
            except (WebSocketException, OSError, ValueError, EOFError) as error:
                self._lost(error)
        return bool(self._headers)

    def clear(self) -> None:
        """Forget what has been announced so far: it has been looked at in another way."""
        while self.waiting():
            self._headers.clear()

    def _open(self) -> None:
        target = parse_uri(self._url)
        connection = socket.create_connection((target.host, target.port), OPEN_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if target.secure:
            connection = ssl.create_default_context().wrap_socket(connection, server_hostname=target.host)
        self._socket = connection
        self._protocol = protocol = ClientProtocol(target, max_size=MESSAGE_BYTES)
        protocol.send_request(protocol.connect())
        self._send()
        deadline = time.monotonic() + OPEN_SECONDS
        while protocol.state is State.CONNECTING and time.monotonic() < deadline:
            self._read(OPEN_SECONDS)
        if protocol.handshake_exc is not None:
            raise protocol.handshake_exc
        question = {"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]}
        protocol.send_text(json.dumps(question).encode())
        self._send()
        while self._subscription is None:
            self._read(max(0.0, deadline - time.monotonic()))
            if time.monotonic() >= deadline:
                raise TimeoutError("the node takes no subscription to new heads")
        log.info("event=subscribed")

    def _read(self, seconds: float) -> None:
        """Take what comes within this time, and answer pings. Errors: OSError, WebSocketException."""
        connection, protocol = self._socket, self._protocol
        if connection is None or protocol is None:
            return
        connection.settimeout(max(seconds, 0.0001))
        try:
            found = connection.recv(CHUNK_BYTES)
        except TimeoutError:
            self._keep_alive(protocol)
            return
        self._heard_at = time.monotonic()
        if found:
            protocol.receive_data(found)
        else:
            protocol.receive_eof()
        self._send()
        for event in protocol.events_received():
            if isinstance(event, Response):
                continue
            self._take_frame(event)
        if protocol.state is State.CLOSED or not found:
            raise EOFError("the node has ended the subscription")

    def _keep_alive(self, protocol: ClientProtocol) -> None:
        """A node that is silent is asked whether it is there; one that stays silent is gone."""
        silent = time.monotonic() - self._heard_at
        if protocol.state is State.OPEN and silent > PING_SECONDS:
            if silent > 2 * PING_SECONDS:
                raise TimeoutError("the node is silent")
            protocol.send_ping(b"")
            self._send()

    def _send(self) -> None:
        if self._socket is not None and self._protocol is not None:
            for part in self._protocol.data_to_send():
                if part:
                    self._socket.sendall(part)

    def _take_frame(self, frame: object) -> None:
        if not isinstance(frame, Frame) or frame.opcode not in (Opcode.TEXT, Opcode.CONT):
            return
        self._part += bytes(frame.data)
        if not frame.fin:
            return
        message, self._part = json.loads(self._part), b""
        if not isinstance(message, dict):
            return
        if message.get("id") == 1:
            if not isinstance(message.get("result"), str):
                raise ValueError("the node takes no subscription to new heads")
            self._subscription = message["result"]
            return
        said = message.get("params")
        if isinstance(said, dict) and said.get("subscription") == self._subscription:
            header = said.get("result")
            if isinstance(header, dict):
                self._headers.append(header)
                self._pause = FIRST_PAUSE_SECONDS

    def _lost(self, error: Exception) -> None:
        log.info("event=subscription_lost reason=%s", type(error).__name__)
        self.close()
        self._part = b""
        self._again_at = time.monotonic() + self._pause * random.uniform(0.5, 1.5)  # noqa: S311
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
