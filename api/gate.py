"""The gate that every request passes before any endpoint: limits, strict JSON, request id, log line, metrics.

Written against ASGI itself, because only here can a body be refused before it is read whole. The body is kept
(it is bounded) and handed on once, so that nothing behind the gate waits for a slow sender.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict
from typing import Any, Final

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import strict_json
from api.metrics import Metrics
from api.problems import Problem, TooLarge, TooMany, Unavailable, Unreadable, response
from api.settings import Settings

LOG: Final = logging.getLogger("tallystick.api")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
MAX_CALLERS: Final = 20_000
CALLERS_AN_ADDRESS: Final = 20
MAX_TARGET: Final = 8192
MAX_LENGTH_DIGITS: Final = 18
UNLIMITED: Final = ("/healthz", "/readyz", "/metrics")


class Buckets:
    """A token bucket for each caller, in memory: `rate` a minute, at most `burst` at once."""

    def __init__(self, rate: int, burst: int) -> None:
        self._per_second = rate / 60
        self._burst = burst
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str, now: float) -> float:
        """0 when the request may pass, else the seconds to wait."""
        with self._lock:
            level, at = self._levels.pop(caller, (float(self._burst), now))
            level = min(float(self._burst), level + (now - at) * self._per_second)
            wait = 0.0 if level >= 1 else (1 - level) / self._per_second
            self._levels[caller] = (level - 1 if wait == 0 else level, now)
            while len(self._levels) > MAX_CALLERS:
                self._levels.popitem(last=False)
            return wait


class Gate:
    """The ASGI application around another one."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._buckets = Buckets(settings.rate_per_minute, settings.rate_burst)
        self._addresses = Buckets(
            settings.rate_per_minute * CALLERS_AN_ADDRESS, settings.rate_burst * CALLERS_AN_ADDRESS
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass HTTP requests through the limits; everything else untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(scope, send)
        began = time.perf_counter()
        try:
            self._check_rate(scope)
            body = await self._read(scope, receive)
            await self._check_json(scope, body)
            await asyncio.wait_for(
                self._app(scope, _replay(body, receive), passage.send), self._timeout(scope)
            )
        except Problem as problem:
            await passage.refuse(problem)
        except TimeoutError:
            await passage.refuse(Unavailable("the request took too long", code="timeout"))
        finally:
            self._record(scope, passage, time.perf_counter() - began)

    def _timeout(self, scope: Scope) -> float | None:
        streams = b"text/event-stream" in _header(scope, b"accept").lower() and scope["path"].endswith(
            "/events"
        )
        return None if streams else self._settings.request_seconds

    def _check_rate(self, scope: Scope) -> None:
        if len(scope.get("raw_path", b"")) + len(scope.get("query_string", b"")) > MAX_TARGET:
            raise TooLarge(f"an address of more than {MAX_TARGET} bytes", code="address_too_long")
        if scope["path"] in UNLIMITED:
            return
        at = time.monotonic()
        # A token costs nothing to invent, so the address behind it is bounded too, only wider.
        wait = max(self._addresses.take(_address(scope), at), self._buckets.take(_caller(scope), at))
        if wait:
            seconds = int(wait) + 1
            raise TooMany(f"wait {seconds} s", headers={"Retry-After": str(seconds)})

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        limit = self._settings.json_limit if _is_json(scope) else self._settings.body_limit
        declared = _header(scope, b"content-length")
        if declared and (not declared.isdigit() or len(declared) > MAX_LENGTH_DIGITS):
            raise Unreadable("Content-Length is not a number")
        if declared and int(declared) > limit:
            raise _too_large(limit)
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._settings.body_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Unreadable("the sender went away")
                    part = message.get("body", b"")
                    size += len(part)
                    if size > limit:
                        raise _too_large(limit)
                    parts.append(part)
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            raise Unreadable("the body came too slowly", code="body_too_slow") from None

    async def _check_json(self, scope: Scope, body: bytes) -> None:
        if body and _is_json(scope):
            await to_thread.run_sync(strict_json.check, body)

    def _record(self, scope: Scope, passage: _Passage, seconds: float) -> None:
        template = _template(scope)
        self._metrics.observe(scope["method"], template, passage.status, seconds)
        state = scope.get("state", {})
        LOG.info(
            json.dumps(
                {
                    "event": "request",
                    "requestId": passage.request_id,
                    "method": scope["method"],
                    "path": template,
                    "status": passage.status,
                    "milliseconds": round(seconds * 1000, 1),
                    "account": state.get("account"),
                }
            )
        )


class _Passage:
    """What the gate knows of one answer: its request id, its status, whether it has begun."""

    def __init__(self, scope: Scope, send: Send) -> None:
        given = _header(scope, b"x-request-id").decode("latin-1")
        self.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = self.request_id
        self.status = 500
        self._begun = False
        self._send = send
        self._scope = scope

    async def send(self, message: Message) -> None:
        """Pass the answer on with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self._begun = True
            self.status = message["status"]
            headers = [*message.get("headers", []), *_HEADERS, (b"x-request-id", self.request_id.encode())]
            if not any(name.lower() == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await self._send(message)

    async def refuse(self, problem: Problem) -> None:
        """Answer with a problem; an answer that has begun can only be cut off."""
        if self._begun:
            return
        answer = response(problem, self.request_id)
        await answer(self._scope, _nothing, self.send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replayed


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the body is larger than {limit} bytes", limit=limit)


def _header(scope: Scope, name: bytes) -> bytes:
    found: bytes = next((value for key, value in scope["headers"] if key == name), b"")
    return found


def _is_json(scope: Scope) -> bool:
    kind = _header(scope, b"content-type").split(b";")[0].strip().lower()
    return kind == b"application/json" or kind.endswith(b"+json")


def _caller(scope: Scope) -> str:
    """Whom the request counts against: its token (hashed), else the address that it came from."""
    token = _header(scope, b"authorization")
    if token:
        return hashlib.sha256(token).hexdigest()
    return _address(scope)


def _address(scope: Scope) -> str:
    client: Any = scope.get("client")
    return f"ip:{client[0]}" if client else "ip:none"


def _template(scope: Scope) -> str:
    """The route's address with its placeholders, so that neither logs nor metrics hold ids."""
    route = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    return str(path) if path else "(none)"
