"""What a call means: from bytes back to the function and its arguments, and from those to words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chain.abi import AbiError, decode_values, load_artifact, signature_of
from chain.calls import Call
from chain.clients.all import FUNCTIONS
from chain.clients.base import Function
from chain.encoding import from_hex

BATCHES = ("multicall", "tryMulticall")


class UnknownCall(ValueError):
    """The bytes call nothing that this deployment has: not to be signed without knowing why."""


@dataclass(frozen=True)
class Meaning:
    """A call in words: what the contract's authors say it does, and each argument by its name.

    `parts` are the calls inside a batch, in order.
    """

    contract: str
    name: str
    notice: str
    arguments: Mapping[str, Any]
    parts: tuple[Meaning, ...] = ()

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.arguments.items() if not self.parts)
        inner = "".join(f"\n  {part}" for part in self.parts)
        return f"{self.contract}.{self.name}({shown}): {self.notice}{inner}"


def identify(contracts: Mapping[str, str], to: str, data: bytes) -> Call:
    """The call in these bytes; `contracts` is address → contract name (`Deployment.names_by_address`).

    Errors: UnknownCall (unknown address or selector, or bytes that the contract would read otherwise).
    """
    contract = contracts.get(to.lower())
    function = _function_of(contract, data) if contract else None
    if contract is None or function is None:
        raise UnknownCall(f"0x{data[:4].hex()} of {to} is no function of this deployment")
    try:
        values = decode_values(function.inputs, data[4:])
        if function.encode(values) != data:
            raise UnknownCall(f"{contract}.{function.name} with bytes that say nothing")
    except AbiError as error:
        raise UnknownCall(f"{contract}.{function.name} with unreadable arguments") from error
    named = dict(zip(function.parameters, values, strict=True))
    return Call(to.lower(), data, contract, function.name, named)


def describe(call: Call) -> Meaning:
    """A call in words. Errors: UnknownCall where it names no function of its contract."""
    function = next((f for f in FUNCTIONS.get(call.contract, ()) if f.name == call.name), None)
    if function is None:
        raise UnknownCall(f"{call.contract}.{call.name} is no function of this deployment")
    parts: tuple[Meaning, ...] = ()
    if call.name in BATCHES:
        batch = next(iter(call.arguments.values()))
        parts = tuple(describe(identify({call.to: call.contract}, call.to, _bytes(part))) for part in batch)
    return Meaning(call.contract, call.name, _notice(call.contract, function), dict(call.arguments), parts)


def _bytes(part: str | bytes) -> bytes:
    return part if isinstance(part, bytes) else from_hex(part, "call")


def _function_of(contract: str, data: bytes) -> Function | None:
    functions: Sequence[Function] = FUNCTIONS.get(contract, ())
    return next((f for f in functions if f.selector == data[:4].hex()), None)


def _notice(contract: str, function: Function) -> str:
    artifact = load_artifact(contract)
    return artifact.notices.get(signature_of(artifact.entry("function", function.name)), "")
