"""The websocket through the proxy: what the node announces may be lost, doubled, late, forged, of another
branch."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.torture import weather
from tests.torture.branches import forge

if TYPE_CHECKING:
    from tests.torture.proxy import Middle


def tunnel(middle: Middle, request: BaseHTTPRequestHandler) -> None:
    """Pass a websocket through; what the node announces may be lost, doubled, late or forged."""
    with socket.create_connection(("127.0.0.1", middle.node_port)) as node:
        node.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"{name}: {value}" for name, value in request.headers.items() if name.lower() != "host"]
        hello = "\r\n".join([f"GET {request.path} HTTP/1.1", f"host: 127.0.0.1:{middle.node_port}", *lines])
        node.sendall(hello.encode() + b"\r\n\r\n")
        client = request.connection
        upstream = threading.Thread(target=_pump, args=(client, node), daemon=True)
        upstream.start()
        try:
            _announce(middle, node, client)
        finally:
            for end in (client, node):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            upstream.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _announce(middle: Middle, node: socket.socket, client: socket.socket) -> None:
    """Frames from the node to the client; those that announce heads meet the weather."""
    with node.makefile("rb") as reader:
        while line := reader.readline():
            client.sendall(line)
            if line in (b"\r\n", b"\n"):
                break
        while frame := _frame(reader):
            opcode, payload = frame
            payloads = [payload]
            if opcode == 1 and b"eth_subscription" in payload:
                fault = middle.strikes(*weather.ANNOUNCED)
                if fault == "socket cut":
                    return
                payloads = _announced(middle, fault, payload)
            for one in payloads:
                client.sendall(_framed(opcode, one))


def _announced(middle: Middle, fault: str | None, payload: bytes) -> list[bytes]:
    dice = middle.dice()
    match fault:
        case "head dropped":
            return []
        case "head twice":
            return [payload, payload]
        case "head late":
            time.sleep(dice.uniform(0.0, 0.05))
        case "head forged" | "head of fork":
            message = json.loads(payload)
            number = int(message["params"]["result"]["number"], 16)
            if fault == "head of fork" and middle.branch is not None:
                message["params"]["result"] = middle.branch.blocks[middle.branch.head]
            elif number - 1 >= middle.floor:
                made = forge(middle.ask, number - 1, 1, dice)
                message["params"]["result"] = made.blocks[number]
            return [json.dumps(message).encode(), payload]
    return [payload]


def _frame(reader: Any) -> tuple[int, bytes] | None:
    """One frame of a server: never masked, and anvil does not cut its messages into several."""
    start = reader.read(2)
    if len(start) < 2:
        return None
    size = start[1] & 0x7F
    if size == 126:
        size = int.from_bytes(reader.read(2))
    elif size == 127:
        size = int.from_bytes(reader.read(8))
    return start[0] & 0x0F, reader.read(size)


def _framed(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        length = bytes([size])
    elif size < 1 << 16:
        length = b"\x7e" + size.to_bytes(2)
    else:
        length = b"\x7f" + size.to_bytes(8)
    return bytes([0x80 | opcode]) + length + payload
