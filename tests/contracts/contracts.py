"""Contracts by their names: calls encoded, answers and events decoded, from the committed artifacts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from chain.abi import Artifact, canonical_type, decode_values, encode_values, selector_of, topic_of, types_of
from chain.calls import Call
from chain.encoding import from_hex
from chain.receipts import Log


class Row(SimpleNamespace):
    """A struct or an event: its members by their names in the interface; structs inside are rows too."""


def encode_call(artifact: Artifact, name: str, values: Sequence[Any]) -> bytes:
    """Call data of a function. Structs may be mappings by member name or tuples."""
    entry = artifact.entry("function", name)
    inputs = entry["inputs"]
    plain = [_positional(item, value) for item, value in zip(inputs, values, strict=True)]
    return selector_of(entry) + encode_values(types_of(inputs), plain)


def call_of(artifact: Artifact, address: str, name: str, values: Sequence[Any]) -> Call:
    """A call that can be simulated or sent."""
    return Call(address, encode_call(artifact, name, values), artifact.name, name)


def decode_answer(artifact: Artifact, name: str, answer: bytes) -> Any:
    """What a function answered: a value, a Row for a struct, a Row for several named values."""
    outputs = artifact.entry("function", name)["outputs"]
    values = [
        _named(item, value)
        for item, value in zip(outputs, decode_values(types_of(outputs), answer), strict=True)
    ]
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    names = [item["name"] or f"_{position}" for position, item in enumerate(outputs)]
    return Row(**dict(zip(names, values, strict=True)))


def events_of(artifacts: Mapping[str, Artifact], logs: Sequence[Log]) -> list[Row]:
    """The logs as rows in their order: `event` is the name, `contract` the address, members by name.

    `artifacts` goes by the emitting address. An unknown topic is a failure: nothing unknown is emitted.
    """
    return [_event(artifacts[log.address], log) for log in logs]


def _event(artifact: Artifact, log: Log) -> Row:
    for entry in artifact.abi:
        if entry["type"] == "event" and topic_of(entry) == log.topics[0]:
            indexed = [item for item in entry["inputs"] if item["indexed"]]
            rest = [item for item in entry["inputs"] if not item["indexed"]]
            members: dict[str, Any] = {}
            for item, topic in zip(indexed, log.topics[1:], strict=True):
                members[item["name"]] = decode_values([canonical_type(item)], from_hex(topic, "topic"))[0]
            values = decode_values(types_of(rest), from_hex(log.data, "log data"))
            for item, value in zip(rest, values, strict=True):
                members[item["name"]] = _named(item, value)
            return Row(event=entry["name"], emitter=artifact.name, **members)
    raise AssertionError(f"{artifact.name} emitted an event that its interface does not know")


def _named(item: Mapping[str, Any], value: Any) -> Any:
    kind = str(item["type"])
    if kind == "tuple":
        return Row(
            **{part["name"]: _named(part, v) for part, v in zip(item["components"], value, strict=True)}
        )
    if kind.startswith("tuple"):
        inner = {**item, "type": kind[: kind.rindex("[")]}
        return [_named(inner, part) for part in value]
    return value


def _positional(item: Mapping[str, Any], value: Any) -> Any:
    kind = str(item["type"])
    if kind.endswith("]") and kind.startswith("tuple"):
        inner = {**item, "type": kind[: kind.rindex("[")]}
        return [_positional(inner, part) for part in value]
    if kind == "tuple" and isinstance(value, Mapping):
        names = [part["name"] for part in item["components"]]
        assert set(names) == set(value), f"members differ: {sorted(set(names) ^ set(value))}"
        return tuple(_positional(part, value[part["name"]]) for part in item["components"])
    return value
