"""A bare EVM in this process (pyrevm), for pure functions called with many cases: no node, no blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pyrevm import EVM

from chain.abi import artifact_from_json
from chain.encoding import from_hex
from tests.contracts.contracts import decode_answer, encode_call

CALLER: Final = "0x" + "11" * 20
GAS: Final = 2**40


class Deployed:
    """One contract without constructor arguments, ready to be asked."""

    def __init__(self, name: str, artifact: Mapping[str, Any]) -> None:
        self._artifact = artifact_from_json(name, artifact)
        self._evm = EVM(gas_limit=GAS)
        self._address = self._evm.deploy(CALLER, from_hex(self._artifact.bytecode, "bytecode"))

    def ask(self, function: str, *values: Any) -> Any:
        """The answer of a view, decoded; a revert is pyrevm's RuntimeError."""
        packed = encode_call(self._artifact, function, values)
        answer = self._evm.message_call(CALLER, self._address, packed, gas=GAS, is_static=True)
        return decode_answer(self._artifact, function, answer)
