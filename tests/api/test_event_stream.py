"""Events as a stream: what is mirrored is told once, and told anew where blocks were replaced."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.context import MOST_STREAMS
from api.events import stream
from api.events.stream import Following
from api.pages import pack
from api.problems import Invalid
from indexer.queries import events
from scripts.serving.web import Web, listen
from tests.api.world import World, assert_problem, hash_of

Frame = tuple[str, str, dict[str, Any]]


def frames(text: str) -> list[Frame]:
    """Name, id and data of each frame."""
    found = []
    for block in text.split("\n\n"):
        parts = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in parts:
            found.append((parts["event"], parts.get("id", ""), json.loads(parts["data"])))
    return found


def names(text: str) -> list[str]:
    return [name for name, _, _ in frames(text)]


def place(world: World, mark: str) -> None:
    world.party("buyer").does(
        "place",
        supplier=world.party("supplier").address,
        currency="CNY",
        amount="100",
        deliverBy="2027-01-15T00:00:00Z",
        paymentTermDays=30,
        fingerprint=hash_of(mark),
        root=hash_of("root"),
    )


def following(world: World, after: str | int | None = None) -> Following:
    return Following(world.app.state.context, [events.of_contract(["Orders"])], after)


@contextmanager
def taken_back(world: World) -> Iterator[None]:
    """What happens inside is on blocks that are replaced afterwards."""
    before = world.chain.block_number()
    yield
    world.node.rpc("anvil_rollback", world.chain.block_number() - before)
    world.node.rpc("anvil_mine", "0x1")
    world.index()


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize("mark", ["????", "AAAA", "MS5hYmM=", "MS4xLXp6"])
def test_an_id_that_is_none_of_ours_is_refused(world: World, mark: str) -> None:
    buyer = world.party("buyer")
    headers = buyer.headers | {"Accept": "text/event-stream", "Last-Event-ID": mark}
    assert_problem(world.http.get("/v1/events", headers=headers), 422)


def test_a_mark_is_checked_as_a_whole(world: World) -> None:
    for identity in ("", "1-", "-1", "1-abc", "99999999999", "1-" + "0" * 17):
        with pytest.raises(Invalid):
            following(world, pack(1, identity))


# ------------------------------------------------------------------ telling


def test_a_reader_is_told_what_comes_from_now_on_and_each_thing_once(fresh_world: World) -> None:
    place(fresh_world, "before")
    reader = following(fresh_world)
    assert reader.next() == reader.next() == ""
    place(fresh_world, "first")
    ((name, mark, data),) = frames(reader.next())
    assert (name, data["contract"], data["arguments"]["amount"]) == ("Placed", "Orders", "100")
    assert reader.next() == ""
    fresh_world.move_time(1)
    assert reader.next() == ""  # a block without any
    place(fresh_world, "second")
    assert names(reader.next()) == ["Placed"]
    assert names(following(fresh_world, mark).next()) == ["Placed"]  # who comes back is told the rest
    page = fresh_world.party("buyer").get("/v1/events", contract="Orders", event="Placed").json()
    assert data in page["items"]


def test_whoever_begins_at_a_block_is_told_all_since_in_parts(
    fresh_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "AT_ONCE", 1)
    for mark in ("third", "fourth"):
        place(fresh_world, mark)
    reader = following(fresh_world, -1)
    parts = []
    while text := reader.next():
        parts.append(names(text))
    kept = fresh_world.party("auditor").get("/v1/events", contract="Orders", limit=200).json()["items"]
    assert parts == [[each["event"]] for each in kept] and len(parts) >= 2
    assert not reader.more


def test_what_was_told_of_replaced_blocks_is_taken_back_and_what_came_instead_is_told(
    fresh_world: World,
) -> None:
    reader = following(fresh_world)
    reader.next()
    last = fresh_world.chain.block_number()
    with taken_back(fresh_world):
        place(fresh_world, "taken back")
        ((name, mark, told),) = frames(reader.next())
    assert name == "Placed" and told["blockNumber"] == last + 1
    ((name, _, data),) = frames(reader.next())
    assert (name, data) == ("reorganised", {"afterBlock": last})
    place(fresh_world, "instead")
    ((name, _, instead),) = frames(reader.next())
    assert name == "Placed" and instead["arguments"]["fingerprint"] == hash_of("instead")

    # who had gone away with the last of that knows it by its mark alone, and is told all that may be new
    back = frames(following(fresh_world, mark).next())
    assert back[0][0] == "reorganised" and back[0][2]["afterBlock"] < told["blockNumber"]
    assert instead in [data for _, _, data in back] and told not in [data for _, _, data in back]
    # and so is who was gone before any of it, without a word of replaced blocks
    assert "reorganised" not in names(following(fresh_world, last).next())


# ------------------------------------------------------------------ over HTTP


@contextmanager
def open_stream(
    world: World, port: int, name: str, seconds: float = 30.0
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    headers = world.party(name).headers | {"Accept": "text/event-stream"}
    connection.request("GET", "/v1/events?contract=Orders", headers=headers)
    answer = connection.getresponse()
    try:
        yield answer
    finally:
        connection.close()


def read_until(answer: http.client.HTTPResponse, word: str) -> str:
    text = ""
    while word not in text:
        line = answer.readline().decode()
        assert line, text
        text += line
    return text


def test_a_stream_over_http_tells_its_reader_and_nobody_else(fresh_world: World) -> None:
    world = fresh_world
    for name in ("buyer", "stranger"):
        assert world.party(name).headers  # signed in before the stream begins
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    web = Web(world.app, listening)
    web.start()
    try:
        with open_stream(world, port, "buyer") as mine, open_stream(world, port, "stranger", 3.0) as others:
            assert mine.status == 200 and mine.headers["content-type"].startswith("text/event-stream")
            assert "retry: 1000" in read_until(mine, "retry") and read_until(others, "retry")
            heard: list[str] = []
            listener = threading.Thread(target=lambda: heard.append(read_until(mine, "data: ")))
            listener.start()
            while listener.is_alive():
                place(world, f"streamed {world.chain.block_number()}")
                listener.join(1.0)
            ((name, mark, data),) = frames(heard[0])
            assert name == "Placed" and mark and data["transactionHash"].startswith("0x")
            with pytest.raises(TimeoutError):
                read_until(others, "data: ")
        assert following(world, mark).next() is not None
    finally:
        web.stop()
    # both have given their places back
    taken = [world.app.state.context.streams.acquire(blocking=False) for _ in range(MOST_STREAMS)]
    assert all(taken)
    assert not world.app.state.context.streams.acquire(blocking=False)
    for _ in taken:
        world.app.state.context.streams.release()
