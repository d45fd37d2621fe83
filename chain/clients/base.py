"""What the written clients share: how a call is encoded, a question asked, and many asked at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from chain.abi import AbiError, decode_values, encode_values
from chain.calls import Call
from chain.encoding import HexError, address_bytes, from_hex, to_hex
from chain.errors import BadAnswer, RpcError, decode_revert
from chain.provider import BlockTag, Chain, block_tag

T = TypeVar("T")


@dataclass(frozen=True)
class Function:
    """One function of a contract; `parameters` by their names in the interface, types canonical."""

    name: str
    selector: str
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def encode(self, arguments: Sequence[Any]) -> bytes:
        """Call data. Errors: AbiError."""
        return bytes.fromhex(self.selector) + encode_values(self.inputs, arguments)


@dataclass(frozen=True)
class Read(Generic[T]):
    """A question to a view, and how its answer becomes a value."""

    to: str
    data: bytes
    outputs: tuple[str, ...]
    make: Callable[[Any], T]

    def question(self, at: BlockTag) -> tuple[str, list[Any]]:
        """The JSON-RPC question."""
        return "eth_call", [{"to": self.to, "data": to_hex(self.data)}, block_tag(at)]

    def answer(self, outcome: object) -> T:
        """The value in the node's answer. Errors: BadAnswer (also where there is no such contract)."""
        try:
            return self.make(decode_values(self.outputs, from_hex(outcome, "eth_call")))
        except (AbiError, HexError) as error:
            raise BadAnswer(f"{self.to} did not answer {self.outputs}") from error


class Contract:
    """A contract at an address (lower-case 0x-hex). Without a chain it only makes calls and questions."""

    NAME: ClassVar[str] = ""

    def __init__(self, address: str, chain: Chain | None = None) -> None:
        self.address = to_hex(address_bytes(address))
        self._chain = chain

    def __repr__(self) -> str:
        return f"{self.NAME}({self.address})"

    def _call(self, function: Function, arguments: tuple[Any, ...]) -> Call:
        named = dict(zip(function.parameters, arguments, strict=True))
        return Call(self.address, function.encode(arguments), self.NAME, function.name, named)

    def _read(self, function: Function, arguments: tuple[Any, ...], make: Callable[[Any], T]) -> Read[T]:
        return Read(self.address, function.encode(arguments), function.outputs, make)

    def _ask(self, read: Read[T], at: BlockTag) -> T:
        if self._chain is None:
            raise ValueError(f"{self!r} was made without a chain to ask")
        return read_one(self._chain, read, at)


def read_one(chain: Chain, read: Read[T], at: BlockTag = "latest") -> T:
    """Ask one question. Errors: ContractError where the view refuses, BadAnswer, ChainUnavailable."""
    method, params = read.question(at)
    try:
        return read.answer(chain.request(method, params))
    except RpcError as error:
        raise _named(error) from error


def read_many(chain: Chain, reads: Sequence[Read[T]], at: BlockTag = "latest") -> list[T]:
    """Ask many questions at one block in few round trips; answers in the order asked. Errors: the first."""
    outcomes = chain.batch_outcomes(read.question(at) for read in reads)
    answers = []
    for read, outcome in zip(reads, outcomes, strict=True):
        if isinstance(outcome, RpcError):
            raise _named(outcome) from outcome
        answers.append(read.answer(outcome))
    return answers


def _named(error: RpcError) -> Exception:
    data = error.revert_data
    return error if data is None else decode_revert(data)
