"""Everything that can go wrong between us and the chain, by name; contract errors are decoded here alone."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Final

from chain.abi import AbiError, Value, decode_values, load_artifacts, selector_of, types_of
from chain.encoding import HexError, from_hex

ERROR_STRING: Final = bytes.fromhex("08c379a0")
PANIC: Final = bytes.fromhex("4e487b71")

# What the compiler means by its panic codes (Solidity documentation, "Panic via assert").
PANICS: Final[Mapping[int, str]] = {
    0x00: "generic panic",
    0x01: "assertion failed",
    0x11: "arithmetic overflow",
    0x12: "division by zero",
    0x21: "unknown enum value",
    0x22: "badly encoded storage",
    0x31: "pop of an empty array",
    0x32: "index out of bounds",
    0x41: "too much memory",
    0x51: "call of an unset function",
}


class ChainError(Exception):
    """Anything that this package reports about the chain or the node before it."""


class ChainUnavailable(ChainError):
    """The node cannot be reached, does not answer in time, or is overloaded: trying later may help.

    `sent` is False where the question surely never reached it.
    """

    def __init__(self, message: str, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class BadAnswer(ChainError):
    """The node answered with what is no JSON-RPC answer to the question."""


class AnswerTooLarge(ChainError):
    """The answer is larger than the limit: ask for less (a smaller block range)."""


class WrongChain(ChainError):
    """The node serves another chain than the one expected."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"the node serves chain {found}, expected {expected}")
        self.expected, self.found = expected, found


class RpcError(ChainError):
    """The node answered with a JSON-RPC error; `data` is what it gave with it (revert data as 0x-hex)."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(f"{message} ({code})")
        self.code, self.message, self.data = code, message, data

    @property
    def no_such_method(self) -> bool:
        """Whether the node says that it has not got the method: by JSON-RPC 2.0, or by EIP-1474 (Hardhat)."""
        return self.code in (-32601, -32004)

    @property
    def revert_data(self) -> bytes | None:
        """The bytes that the contract reverted with; None where the error is no revert."""
        found = self.data.get("data") if isinstance(self.data, dict) else self.data
        if isinstance(found, str) and found.startswith("0x"):
            try:
                return from_hex(found, "revert data")
            except HexError:
                return None
        return b"" if "revert" in self.message.lower() else None


class ContractError(ChainError):
    """A contract refused, by the name and the numbers of its error.

    `name` is as in the interface (`Loans_OverCapacity`), or `Error`, `Panic`, or `UnknownError` (arguments
    `selector` and `data`); `arguments` go by their names, ids and addresses as lower-case 0x-hex.
    """

    def __init__(self, name: str, arguments: Mapping[str, Value]) -> None:
        shown = ", ".join(f"{key}={value}" for key, value in arguments.items())
        super().__init__(f"{name}({shown})")
        self.name, self.arguments = name, dict(arguments)


def decode_revert(data: bytes) -> ContractError:
    """Name what a contract reverted with; never raises: what no artifact knows is an UnknownError."""
    if not data:
        return ContractError("UnknownError", {"selector": "0x", "data": "0x"})
    head, body = data[:4], data[4:]
    try:
        if head == ERROR_STRING:
            return ContractError("Error", {"message": decode_values(["string"], body)[0]})
        if head == PANIC:
            code = int.from_bytes(body[:32], "big")
            return ContractError("Panic", {"code": code, "meaning": PANICS.get(code, "unknown panic")})
        entry = _known_errors().get(head)
        if entry is not None:
            values = decode_values(types_of(entry["inputs"]), body)
            names = [item["name"] or f"argument{i}" for i, item in enumerate(entry["inputs"])]
            return ContractError(entry["name"], dict(zip(names, values, strict=True)))
    except AbiError:
        pass  # a selector that we know in front of something else: shown as it came
    return ContractError("UnknownError", {"selector": "0x" + head.hex(), "data": "0x" + data.hex()})


@functools.cache
def _known_errors() -> dict[bytes, dict[str, Any]]:
    """selector → ABI entry, over all artifacts (an error declared in several files is the same entry)."""
    found: dict[bytes, dict[str, Any]] = {}
    for artifact in load_artifacts().values():
        for entry in artifact.abi:
            if entry["type"] == "error":
                found[selector_of(entry)] = entry
    return found
