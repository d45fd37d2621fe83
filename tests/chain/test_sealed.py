"""What a header commits to, checked on hex texts, is what the slower forms say, and nothing else passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.encoding import to_hex
from chain.errors import BadAnswer
from chain.headers import ALWAYS, LAYOUT, header_from_json
from chain.provider import Chain
from chain.receipts import Log, Receipt, logs_bloom, receipts_root
from chain.sealed import (
    NotAsSealed,
    RawEntry,
    RawReceipt,
    SealedHead,
    bloom_of,
    require_sealed,
    sealed_head,
)
from scripts.services.anvil import Anvil

BLOCK, NUMBER = "0x" + "b1" * 32, 77
words = st.binary(min_size=32, max_size=32).map(to_hex)
logs = st.builds(
    Log,
    st.binary(min_size=20, max_size=20).map(to_hex),
    st.lists(words, max_size=4).map(tuple),
    st.one_of(st.binary(max_size=2), st.binary(min_size=50, max_size=300)).map(to_hex),
)
receipts = st.builds(
    lambda kind, status, gas, found: Receipt(kind, status, None, gas, logs_bloom(found), tuple(found)),
    st.sampled_from([0, 1, 2, 4]),
    st.sampled_from([0, 1]),
    st.integers(0, 2**40),
    st.lists(logs, max_size=4),
)


def raw(block: list[Receipt]) -> list[RawReceipt]:
    """As a node answers them."""
    return [
        RawReceipt(
            f"0x{index:064x}",
            BLOCK,
            hex(receipt.cumulative_gas),
            to_hex(receipt.bloom),
            [RawEntry(log.address, list(log.topics), log.data) for log in receipt.logs],
            hex(receipt.type),
            hex(receipt.status or 0),
        )
        for index, receipt in enumerate(block)
    ]


def head_of(block: list[Receipt]) -> SealedHead:
    bloom = int.from_bytes(logs_bloom([log for receipt in block for log in receipt.logs]))
    return SealedHead(NUMBER, BLOCK, "0x" + "00" * 32, 1, to_hex(receipts_root(block)), bloom)


LOG = Log("0x" + "a1" * 20, ("0x" + "01" * 32, "0x" + "02" * 32), "0x" + "03" * 64)
OTHER = Log("0x" + "a2" * 20, (), "0x7f")
SOME = [
    Receipt(2, 1, None, 21_000, logs_bloom([LOG, OTHER]), (LOG, OTHER)),
    Receipt(0, 0, None, 50_000, logs_bloom([]), ()),
    Receipt(2, 1, None, 90_000, logs_bloom([OTHER]), (OTHER,)),
]


def _longer(said: list[RawReceipt]) -> None:
    said[0].logs[0].topics[0] = said[0].logs[0].topics[0][:-2]
    said[0].logs[0].topics[1] = "0xa0" + said[0].logs[0].topics[1][2:]


LIES: dict[str, Callable[[list[RawReceipt]], object]] = {
    "a receipt left out": lambda said: said.pop(1),
    "the last receipt left out": lambda said: said.pop(),
    "receipts in another order": lambda said: said.reverse(),
    "a log left out": lambda said: said[0].logs.pop(),
    "a log twice": lambda said: said[0].logs.append(said[0].logs[1]),
    "logs in another order": lambda said: said[0].logs.reverse(),
    "another address": lambda said: setattr(said[0].logs[0], "address", "0x" + "a3" * 20),
    "another topic": lambda said: said[0].logs[0].topics.__setitem__(1, "0x" + "05" * 32),
    "a topic less": lambda said: said[0].logs[0].topics.pop(),
    "topics of other lengths": _longer,
    "other data": lambda said: setattr(said[0].logs[0], "data", "0x" + "04" * 64),
    "data with a blank": lambda said: setattr(said[0].logs[0], "data", said[0].logs[0].data + " "),
    "data with two blanks": lambda said: setattr(said[0].logs[0], "data", said[0].logs[0].data + "\t\n"),
    "data that is no hex": lambda said: setattr(said[0].logs[0], "data", "0x" + "zz" * 64),
    "success for failure": lambda said: setattr(said[1], "status", "0x1"),
    "other gas": lambda said: setattr(said[1], "cumulative_gas_used", "0x1"),
    "another type": lambda said: setattr(said[0], "type", "0x1"),
    "another block": lambda said: setattr(said[0], "block_hash", "0x" + "b2" * 32),
}


@pytest.mark.parametrize("lie", LIES)
def test_receipts_that_are_not_the_blocks_own_are_refused(lie: str) -> None:
    said = raw(SOME)
    require_sealed(head_of(SOME), said)
    LIES[lie](said)
    with pytest.raises(BadAnswer):
        require_sealed(head_of(SOME), said)


@given(st.lists(receipts, max_size=5))
def test_the_root_on_hex_texts_is_that_of_the_slower_form(block: list[Receipt]) -> None:
    require_sealed(head_of(block), raw(block))


@given(st.lists(receipts, max_size=3))
def test_the_bloom_on_hex_texts_is_that_of_the_slower_form(block: list[Receipt]) -> None:
    assert bloom_of([log for receipt in raw(block) for log in receipt.logs]) == head_of(block).bloom


numbers = st.one_of(st.integers(0, 300), st.integers(0, 2**64 - 1)).map(hex)


@given(
    st.dictionaries(st.sampled_from(["number", "timestamp", "gasLimit", "gasUsed"]), numbers),
    st.binary(max_size=70).map(to_hex),
    st.integers(0, 6),
)
def test_the_hash_of_a_head_on_hex_texts_is_that_of_the_slower_form(
    changed: dict[str, str], extra: str, forks: int
) -> None:
    """With as many of the fields that forks have appended."""
    answer = {
        name: "0x7f" if length is None else "0x" + f"{index:02x}" * length
        for index, (name, length) in enumerate(LAYOUT[: ALWAYS + forks])
        if length is None or length > 0
    }
    answer |= {**changed, "extraData": extra}
    header = header_from_json(answer)
    found = sealed_head(answer | {"hash": to_hex(header.hash)})
    assert found == SealedHead(
        header.number,
        to_hex(header.hash),
        to_hex(header.parent_hash),
        header.timestamp,
        to_hex(header.receipts_root),
        int.from_bytes(header.logs_bloom),
    )


@pytest.mark.parametrize(
    "field", ["receiptsRoot", "logsBloom", "timestamp", "parentHash", "number", "stateRoot", "hash"]
)
def test_a_head_with_one_field_changed_is_refused(field: str, anvil: Anvil) -> None:
    with Chain(anvil.rpc_url) as chain:
        block = chain.block(0)
    assert block is not None
    assert sealed_head(block).hash == block["hash"]
    text = block[field]
    block[field] = text[:-1] + ("1" if text[-1] != "1" else "2")
    with pytest.raises(NotAsSealed):
        sealed_head(block)
