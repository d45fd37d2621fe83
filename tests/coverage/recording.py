"""What the suite calls, written down so that forge can call it again on contracts compiled from source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chain.abi import encode_values, load_artifact, types_of
from tests.model.evm import DEPLOYER, Chain
from tests.model.pair import Pair
from tests.model.signatures import address_of

CREATION: Final = 0
CALL: Final = 1
VIEW: Final = 2
STRANGER: Final = 3
STRANGERS: Final = "0x" + "e0" * 20
"""Who creates contracts that are none of ours."""
VIEWS_EACH: Final = 20
"""Answers of one view that are kept, of each thousand calls; one is like the other."""


@dataclass(frozen=True)
class Entry:
    """One entry of a recording; addresses as numbers."""

    kind: int
    second: int
    caller: int
    target: int
    succeeded: bool
    data: bytes
    output: bytes

    def packed(self) -> bytes:
        """As contracts/test/coverage/Replay.t.sol reads it."""
        head = (bytes([self.kind]), self.second.to_bytes(5, "big"), self.caller.to_bytes(20, "big"))
        where = (self.target.to_bytes(20, "big"), bytes([self.succeeded]))
        tail = (
            len(self.data).to_bytes(4, "big"),
            self.data,
            len(self.output).to_bytes(4, "big"),
            self.output,
        )
        return b"".join((*head, *where, *tail))


class RecordingChain(Chain):
    """A deployment that remembers its creation and every call (views: some).

    `entries`: as contracts/test/coverage/Replay.t.sol reads them.
    """

    def __init__(self, operator: int, service: int, bank: int) -> None:
        self.entries = bytearray()
        self.calls = 0
        self._views: Counter[tuple[int, int, bytes]] = Counter()
        super().__init__(operator, service, bank)

    def _create(self, name: str, arguments: Sequence[Any]) -> int:
        made = super()._create(name, arguments)
        constructor = next((e for e in load_artifact(name).abi if e["type"] == "constructor"), None)
        types = types_of(constructor["inputs"]) if constructor else []
        packed = encode_values(types, list(arguments))
        self.keep(Entry(CREATION, 1, int(DEPLOYER, 16), made, True, packed, name.encode("ascii")))
        return made

    def call(self, caller: int, to: int, data: bytes) -> tuple[bool, bytes]:
        """A transaction: whether it succeeded, and what it answered or reverted with."""
        succeeded, output = super().call(caller, to, data)
        self.calls += 1
        self.keep(Entry(CALL, self.now, caller, to, succeeded, data, output))
        return succeeded, output

    def ask(self, to: int, data: bytes) -> bytes:
        """The answer of a view. Errors: RuntimeError where it reverts."""
        output = super().ask(to, data)
        key = (self.calls // 1_000, to, data[:4])
        self._views[key] += 1
        if self._views[key] <= VIEWS_EACH:
            self.keep(Entry(VIEW, self.now, int(DEPLOYER, 16), to, True, data, output))
        return output

    def keep(self, entry: Entry) -> None:
        """One entry more."""
        self.entries += entry.packed()


def put(chain: Chain, code: bytes) -> int:
    """A contract that is none of ours, by its runtime code; answers its address."""
    begin = b"\x61" + len(code).to_bytes(2, "big") + bytes.fromhex("80600a5f395ff3")
    address = int(chain.evm.deploy(STRANGERS, begin + code), 16)
    if isinstance(chain, RecordingChain):
        chain.keep(Entry(STRANGER, 1, 0, address, True, code, b""))
    return address


class RecordedPair(Pair):
    """Model and bytecode, and everything written down that they were asked."""

    chain: RecordingChain

    def __init__(self) -> None:
        super().__init__()
        # The same deployment once more: the same deployer and numbers give the same addresses.
        self.chain = RecordingChain(address_of("operator"), address_of("service"), address_of("bank"))

    def finished(self) -> bytes:
        """What was recorded, with the views of everything in the end. Errors: Disagreement."""
        self.check_all()
        return bytes(self.chain.entries)


def write(folder: Path, recordings: Sequence[bytes]) -> None:
    """Files `0.calls` … and how many there are; what lay there before is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.calls"):
        old.unlink()
    for number, entries in enumerate(recordings):
        (folder / f"{number}.calls").write_bytes(entries)
    (folder / "count.txt").write_text(f"{len(recordings)}", encoding="ascii")
