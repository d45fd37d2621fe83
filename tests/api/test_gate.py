"""The gate before every endpoint: slow senders, slow endpoints, bodies that lie about themselves."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.gate import Buckets, Gate
from api.metrics import Metrics
from api.settings import Settings, build

QUICK = {"body_seconds": 0.05, "request_seconds": 0.05, "body_limit": 2048, "json_limit": 1024}


def settings_of(**changed: Any) -> Settings:
    least = {"database_url": "postgresql://x", "rpc_url": "http://127.0.0.1:1", "deployment": "none"}
    return build(least | QUICK | changed)


async def answers(_: Scope, receive: Receive, send: Send) -> None:
    """An endpoint that answers how many bytes came."""
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(len(body)).encode()})


async def sleeps(_: Scope, receive: Receive, send: Send) -> None:
    """An endpoint that takes too long."""
    await asyncio.sleep(5)
    await answers({}, receive, send)


async def goes_on(_: Scope, receive: Receive, send: Send) -> None:
    """An endpoint that takes longer than a request may."""
    await asyncio.sleep(3 * QUICK["request_seconds"])
    await answers({}, receive, send)


def through(
    app: Any, parts: list[bytes] | None, headers: dict[str, str] | None = None, path: str = "/x"
) -> tuple[int, Any]:
    """Status and members of the answer to these parts of a body; None: a sender that never sends."""
    sent: list[Message] = []
    waiting = list(parts or [])

    async def receive() -> Message:
        if parts is None:
            await asyncio.sleep(5)
        part = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": raw,
        "query_string": b"",
        "raw_path": path.encode(),
    }
    asyncio.run(Gate(app, settings_of(), Metrics())(scope, receive, send))
    body = b"".join(each.get("body", b"") for each in sent[1:])
    return sent[0]["status"], json.loads(body)


def test_a_sender_that_never_sends_is_not_waited_for() -> None:
    status, problem = through(answers, None)
    assert (status, problem["code"]) == (400, "body_too_slow")


def test_an_endpoint_that_takes_too_long_is_503() -> None:
    status, problem = through(sleeps, [b"x"])
    assert (status, problem["code"]) == (503, "timeout")


@pytest.mark.parametrize("length", ["9999", "x", "-1", "9" * 40])
def test_a_length_that_is_too_large_or_none_is_refused_unread(length: str) -> None:
    status, _ = through(answers, [b"x"], {"content-length": length})
    assert status in (400, 413)


def test_a_body_that_grows_beyond_the_limit_is_refused_on_the_way() -> None:
    status, problem = through(answers, [b"x" * 1000] * 3)
    assert (status, problem["code"], problem["limit"]) == (413, "too_large", 2048)


@pytest.mark.parametrize(
    "kind", ["application/json", "application/JSON; charset=utf-8", "application/x+json"]
)
def test_json_is_read_strictly_whatever_it_calls_itself(kind: str) -> None:
    status, problem = through(answers, [b'{"a":NaN}'], {"content-type": kind})
    assert (status, problem["code"]) == (400, "json_unreadable")


def test_what_is_within_all_limits_passes() -> None:
    assert through(answers, [b"x" * 1000, b"y" * 1000]) == (200, 2000)


def test_a_bucket_refills_with_time_and_no_further_than_its_size() -> None:
    bucket = Buckets(rate=60, burst=2)
    assert [bucket.take("a", 0.0) for _ in range(3)] == [0, 0, 1]
    assert bucket.take("b", 0.0) == 0
    assert bucket.take("a", 1.0) == 0
    assert bucket.take("a", 1.0) > 0
    assert [bucket.take("a", 1000.0) == 0 for _ in range(3)] == [True, True, False]


def test_only_a_stream_of_events_may_last() -> None:
    stream = {"accept": "text/event-stream"}
    for path, headers in (("/v1/events", {}), ("/v1/events", {"accept": "*/*"}), ("/v1/orders", stream)):
        assert through(goes_on, [b""], headers, path)[0] == 503
    assert through(goes_on, [b""], stream, "/v1/events")[0] == 200
