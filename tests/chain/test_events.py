"""Every event of every contract decodes to what the general ABI decoder says, and to nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pytest
from eth_abi.abi import decode, encode

from chain.abi import canonical_type, load_artifacts, split_tuple, topic_of, types_of
from chain.codegen.__main__ import deployable
from chain.encoding import keccak256
from chain.events.base import EventDecodeError
from chain.events.decoder import EventDecoder

ADDRESSES = {name: "0x" + keccak256(name.encode())[12:].hex() for name in deployable(load_artifacts())}
DECODER = EventDecoder({address: name for name, address in ADDRESSES.items()})
EVENTS = [
    pytest.param(name, entry, id=f"{name}.{entry['name']}")
    for name, artifact in deployable(load_artifacts()).items()
    for entry in artifact.abi
    if entry["type"] == "event"
]


def _random_value(kind: str, chance: random.Random) -> Any:
    """A random value in the form that eth-abi encodes, with the edges of its range often."""
    if kind.endswith("]"):
        inner, size = kind[: kind.rindex("[")], kind[kind.rindex("[") + 1 : -1]
        return [_random_value(inner, chance) for _ in range(int(size) if size else chance.randrange(4))]
    if kind.startswith("("):
        return tuple(_random_value(inner, chance) for inner in split_tuple(kind))
    if kind == "bool":
        return chance.random() < 0.5
    if kind == "address":
        return "0x" + chance.randbytes(20).hex()
    if kind == "string":
        return "".join(chance.choice("aé词\0 ") for _ in range(chance.randrange(70)))
    if kind.startswith("bytes"):
        return chance.randbytes(int(kind[5:]) if kind != "bytes" else chance.randrange(100))
    bits = int(kind.lstrip("uint"))
    low, high = (0, (1 << bits) - 1) if kind.startswith("u") else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
    return chance.choice([low, high, low + 1, chance.randint(low, high), chance.randint(low, high)])


def _flat(kind: str, value: Any) -> Iterator[Any]:
    """A value as the fields of the typed event: structs laid flat, arrays as tuples, bytes as hex."""
    if kind.startswith("(") and kind.endswith(")"):
        for inner, part in zip(split_tuple(kind), value, strict=True):
            yield from _flat(inner, part)
    elif isinstance(value, (list, tuple)):
        yield tuple(next(_flat(kind[: kind.rindex("[")], part)) for part in value)
    else:
        yield "0x" + value.hex() if isinstance(value, bytes) else value


def _log(entry: Mapping[str, Any], chance: random.Random) -> tuple[list[str], str, tuple[Any, ...]]:
    """A random log of this event made by eth-abi, and the fields that it must decode to."""
    kinds = types_of(entry["inputs"])
    values = [_random_value(kind, chance) for kind in kinds]
    topics, plain_kinds, plain = [topic_of(entry)], [], []
    fields: list[Any] = []
    for item, kind, value in zip(entry["inputs"], kinds, values, strict=True):
        if not item["indexed"]:
            plain_kinds.append(kind)
            plain.append(value)
        else:
            topics.append("0x" + encode([kind], [value]).hex())
        fields += _flat(kind, value)
    return topics, "0x" + encode(plain_kinds, plain).hex(), tuple(fields)


def _decode(contract: str, topics: Sequence[str], data: str) -> Any:
    return DECODER.decode(ADDRESSES[contract], topics, data)


@pytest.mark.parametrize(("contract", "entry"), EVENTS)
def test_a_log_that_is_not_the_event_it_says_is_refused(contract: str, entry: dict[str, Any]) -> None:
    chance = random.Random(entry["name"])
    for _ in range(20):
        topics, data, _ = _log(entry, chance)
        torn: list[tuple[Any, Any]] = [
            (topics[:-1], data),
            ([*topics, "0x" + "00" * 32], data),
            (topics, data + "00"),
            (topics, data + "00" * 32),
            (topics, data[:-1]),
            (topics, data[2:]),
            (topics, "0x" + data[2:].replace("0", " ", 1) if "0" in data[2:] else "0x "),
            (topics, "0x" + "_" + data[3:]),
            (topics, None),
            ([topics[0], *[topic[:-2] for topic in topics[1:]], ""], data),
            ([*topics[:-1], "1" + topics[-1][1:]], data),
            ([*topics[:-1], topics[-1][:-1] + "g"], data),
        ]
        for bad_topics, bad_data in torn:
            with pytest.raises(EventDecodeError):
                _decode(contract, bad_topics, bad_data)


@pytest.mark.parametrize(("contract", "entry"), EVENTS)
def test_a_log_decodes_to_what_the_general_decoder_says(contract: str, entry: dict[str, Any]) -> None:
    chance = random.Random(entry["name"] + contract)
    for _ in range(60):
        topics, data, fields = _log(entry, chance)
        event = _decode(contract, topics, data)
        assert msgspec.structs.astuple(event) == fields
        assert (contract, entry["name"]) == (event.CONTRACT, event.EVENT)
        with pytest.raises(AttributeError):
            setattr(event, event.__struct_fields__[0] if fields else "EVENT", 1)


@pytest.mark.parametrize(("contract", "entry"), EVENTS)
def test_any_single_changed_bit_is_seen_or_refused(contract: str, entry: dict[str, Any]) -> None:
    chance = random.Random(entry["name"] + contract + "bit")
    topics, data, _ = _log(entry, chance)
    before = _decode(contract, topics, data)
    words = [*topics[1:], data]
    for place, word in enumerate(words):
        for bit in range(4 * len(word[2:])):
            number = bytearray.fromhex(word[2:])
            number[bit // 8] ^= 1 << (bit % 8)
            changed = [*words[:place], "0x" + number.hex(), *words[place + 1 :]]
            try:
                after = _decode(contract, [topics[0], *changed[:-1]], changed[-1])
            except EventDecodeError:
                continue
            assert after != before, f"bit {bit} of word {place} is read by nobody"


def test_logs_of_strangers_and_unknown_events_are_refused() -> None:
    topics, data, _ = _log(EVENTS[0].values[1], random.Random(1))  # type: ignore[arg-type]
    with pytest.raises(EventDecodeError, match="unknown event"):
        DECODER.decode("0x" + "11" * 20, topics, data)
    with pytest.raises(EventDecodeError, match="unknown event"):
        DECODER.decode(ADDRESSES["Orders"], ["0x" + "22" * 32], data)
    with pytest.raises(EventDecodeError, match="unknown event"):
        DECODER.decode(ADDRESSES["Orders"], [], data)


def test_a_struct_member_whose_name_is_taken_carries_its_parameter_in_front() -> None:
    from chain.events.orders import Placed

    assert "terms_supplier" in Placed.__struct_fields__ and "supplier" in Placed.__struct_fields__
    assert "amount" in Placed.__struct_fields__


def test_decoding_whole_logs_is_more_than_twice_as_fast_as_the_general_decoder_on_their_data() -> None:
    chance = random.Random(7)
    entries = [p.values for p in EVENTS if p.values[1]["name"] != "CallFailed"]  # type: ignore[index]
    logs = []
    for contract, entry in entries * 20:
        topics, data, _ = _log(entry, chance)  # type: ignore[arg-type]
        kinds = [canonical_type(item) for item in entry["inputs"] if not item["indexed"]]  # type: ignore[index]
        logs.append((ADDRESSES[str(contract)], topics, data, kinds))
    start = time.process_time()
    for address, topics, data, _ in logs:
        DECODER.decode(address, topics, data)
    ours = time.process_time() - start
    start = time.process_time()
    for _, _, data, kinds in logs:
        decode(kinds, bytes.fromhex(data[2:]))
    general = time.process_time() - start
    assert general > 2 * ours, f"{len(logs) / ours:,.0f} logs/s against {len(logs) / general:,.0f}"
