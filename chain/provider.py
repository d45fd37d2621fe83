"""JSON-RPC over HTTP: kept-alive connections, batches, limits, and retries of what may be repeated."""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias
from urllib.parse import urlsplit

import urllib3

from chain.encoding import HexError, quantity
from chain.errors import AnswerTooLarge, BadAnswer, ChainUnavailable, RpcError, WrongChain

if TYPE_CHECKING:
    from web3 import Web3

Params: TypeAlias = Sequence[Any]
BlockTag: TypeAlias = int | str

_READS: Final = ("eth_get", "debug_", "net_", "web3_", "trace_")
_READ_NAMES: Final = frozenset(
    {
        "eth_blockNumber",
        "eth_call",
        "eth_chainId",
        "eth_createAccessList",
        "eth_estimateGas",
        "eth_feeHistory",
        "eth_gasPrice",
        "eth_maxPriorityFeePerGas",
        "eth_simulateV1",
        "eth_syncing",
    }
)
_BUSY: Final = (429, 502, 503, 504)
_CHUNK: Final = 1 << 18


@dataclass(frozen=True)
class Limits:
    """How much and how long; seconds and bytes."""

    connect_s: float = 5.0
    answer_s: float = 30.0
    attempts: int = 4
    first_pause_s: float = 0.1
    question_bytes: int = 16 * 1024 * 1024
    answer_bytes: int = 256 * 1024 * 1024
    batch: int = 1_000
    connections: int = 8


class Chain:
    """One node. Safe for several threads; close it when done (or use it in a `with`)."""

    def __init__(self, rpc_url: str, limits: Limits | None = None) -> None:
        parts = urlsplit(rpc_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an RPC address begins with http:// or https:// and names a host")
        self.rpc_url = rpc_url  # may carry a password: not for logs
        self.limits = limits or Limits()
        self.shown_url = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        self._ids = itertools.count(1)
        self._pool = urllib3.PoolManager(maxsize=self.limits.connections, block=True, retries=False)
        self._turns: dict[str, threading.Lock] = {}
        self._turns_lock = threading.Lock()
        self._chain_id: int | None = None
        self.requests = 0  # bodies posted
        self.repeated = 0  # questions that were asked again
        self.has_sync_sending = True  # until the node says that it has no eth_sendRawTransactionSync
        self._web3: Web3 | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Chain({self.shown_url})"  # the whole address may carry a password

    def close(self) -> None:
        """Give the connections back."""
        self._pool.clear()

    @property
    def chain_id(self) -> int:
        """The id of the chain, asked once."""
        if self._chain_id is None:
            self._chain_id = self._number("eth_chainId")
        return self._chain_id

    @property
    def websocket_url(self) -> str:
        """Where the same node takes subscriptions, if it does: the same address by websocket. May carry a
        password, as the node's address may: not for logs."""
        return "ws" + self.rpc_url.removeprefix("http")

    def turn(self, address: str) -> threading.Lock:
        """The lock of one account: whoever holds it takes its next nonce and sends."""
        with self._turns_lock:
            return self._turns.setdefault(address.lower(), threading.Lock())

    @property
    def web3(self) -> Web3:
        """A web3.py instance over the same connections, without middleware; made when first asked for."""
        if self._web3 is None:
            limit = sys.getrecursionlimit()
            from chain.web3_provider import build_web3  # importing web3 takes most of a second

            # web3 brings py_ecc, which sets the limit to 100,000: deep JSON would then overflow the C stack.
            sys.setrecursionlimit(limit)
            self._web3 = build_web3(self)
        return self._web3

    def request(self, method: str, params: Params = ()) -> Any:
        """Ask one question; answers its `result` (may be None).

        Errors: RpcError, ChainUnavailable, BadAnswer, AnswerTooLarge. Only reads are asked again.
        """
        identity = next(self._ids)
        answer = _parse(self.post(_encode(_question(identity, method, params)), is_read(method)))
        return _result(answer, identity)

    def batch(self, questions: Iterable[tuple[str, Params]]) -> list[Any]:
        """Ask many questions in one JSON array (cut at the limit); answers results in the order asked.

        Errors: the first RpcError among the answers, else as `request`.
        """
        results = self.batch_outcomes(questions)
        for result in results:
            if isinstance(result, RpcError):
                raise result
        return results

    def batch_outcomes(self, questions: Iterable[tuple[str, Params]]) -> list[Any | RpcError]:
        """As `batch`, but an RpcError stands in the place of its result."""
        asked = list(questions)
        outcomes: list[Any | RpcError] = []
        for start in range(0, len(asked), self.limits.batch):
            outcomes += self._one_batch(asked[start : start + self.limits.batch])
        return outcomes

    def post(self, body: bytes, repeatable: bool) -> bytes:
        """Post a JSON-RPC body and answer the body as it came, for callers that parse it themselves."""
        if len(body) > self.limits.question_bytes:
            raise ValueError(f"a question of {len(body)} bytes is larger than the limit")
        self.requests += 1
        pause = self.limits.first_pause_s
        for attempt in itertools.count(1):
            try:
                return self._post_once(body)
            except ChainUnavailable as error:
                if attempt >= self.limits.attempts or (error.sent and not repeatable):
                    raise
            self.repeated += 1
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  so that callers do not march in step
            pause *= 2
        raise AssertionError("unreachable")

    def block_number(self) -> int:
        """The number of the newest block."""
        return self._number("eth_blockNumber")

    def block(self, at: BlockTag = "latest", whole: bool = False) -> dict[str, Any] | None:
        """A block by number, tag or hash as JSON, with whole transactions where asked; None: not there."""
        by_hash = isinstance(at, str) and len(at) == 66
        method = "eth_getBlockByHash" if by_hash else "eth_getBlockByNumber"
        return _object(self.request(method, [block_tag(at), whole]))

    def receipt(self, transaction_hash: str) -> dict[str, Any] | None:
        """A transaction's receipt as JSON; None: not mined (or mined and vanished)."""
        return _object(self.request("eth_getTransactionReceipt", [transaction_hash]))

    def transaction(self, transaction_hash: str) -> dict[str, Any] | None:
        """A transaction as JSON; None: unknown to the node."""
        return _object(self.request("eth_getTransactionByHash", [transaction_hash]))

    def block_receipts(self, at: BlockTag) -> list[dict[str, Any]]:
        """All receipts of a block in their order. Errors: BadAnswer where the node has no such block."""
        answer = self.request("eth_getBlockReceipts", [block_tag(at)])
        if not isinstance(answer, list):
            raise BadAnswer(f"no receipts of block {at}")
        return answer

    def code(self, address: str, at: BlockTag = "latest") -> str:
        """The code at an address, 0x-hex; `0x` where there is none."""
        return str(self.request("eth_getCode", [address, block_tag(at)]))

    def _number(self, method: str) -> int:
        try:
            return quantity(self.request(method), method)
        except HexError as error:
            raise BadAnswer(str(error)) from error

    def _one_batch(self, asked: list[tuple[str, Params]]) -> list[Any | RpcError]:
        ids = [next(self._ids) for _ in asked]
        body = _encode([_question(i, method, params) for i, (method, params) in zip(ids, asked, strict=True)])
        answers = _parse(self.post(body, all(is_read(method) for method, _ in asked)))
        if isinstance(answers, dict):
            _result(answers, None)  # a node that refuses the whole batch answers one error
        if not isinstance(answers, list) or len(answers) != len(asked):
            raise BadAnswer(f"{len(asked)} questions were not answered by as many answers")
        by_id = {answer.get("id"): answer for answer in answers if isinstance(answer, dict)}
        outcomes: list[Any | RpcError] = []
        for identity in ids:
            try:
                outcomes.append(_result(by_id.get(identity), identity))
            except RpcError as error:
                outcomes.append(error)
        return outcomes

    def _post_once(self, body: bytes) -> bytes:
        limits = self.limits
        deadline = time.monotonic() + limits.answer_s
        response: urllib3.BaseHTTPResponse | None = None
        try:
            response = self._pool.request(
                "POST",
                self.rpc_url,
                body=body,
                headers={"content-type": "application/json", "accept": "application/json"},
                timeout=urllib3.Timeout(connect=limits.connect_s, read=limits.answer_s),
                preload_content=False,
                redirect=False,
            )
            answer = self._read(response, deadline)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            if response is not None:
                response.close()
            raise _unavailable(self.shown_url, error) from error
        if response.status in _BUSY or (response.status >= 500 and not answer.lstrip().startswith(b"{")):
            raise ChainUnavailable(f"{self.shown_url} answered HTTP {response.status}")
        if response.status != 200 and not answer.lstrip().startswith(b"{"):
            raise BadAnswer(f"{self.shown_url} answered HTTP {response.status}")
        return answer

    def _read(self, response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
        """Read to the end, within the limits of size and time, and give the connection back."""
        parts, size = [], 0
        while part := response.read1(_CHUNK):
            size += len(part)
            if size > self.limits.answer_bytes:
                response.close()
                raise AnswerTooLarge(f"more than {self.limits.answer_bytes} bytes: ask for less")
            if time.monotonic() > deadline:
                response.close()
                raise ChainUnavailable(f"{self.shown_url} took longer than {self.limits.answer_s} s")
            parts.append(part)
        response.release_conn()
        return b"".join(parts)


def connect(rpc_url: str, expected_chain_id: int | None = None, limits: Limits | None = None) -> Chain:
    """Reach a node and learn its chain id. Errors: WrongChain, ChainUnavailable, BadAnswer."""
    chain = Chain(rpc_url, limits)
    try:
        found = chain.chain_id
        if expected_chain_id is not None and found != expected_chain_id:
            raise WrongChain(expected_chain_id, found)
    except BaseException:
        chain.close()
        raise
    return chain


def is_read(method: str) -> bool:
    """Whether asking twice does no more than asking once."""
    return method.startswith(_READS) or method in _READ_NAMES


def block_tag(at: BlockTag) -> str:
    """A block number as hex; tags and hashes as they are."""
    return hex(at) if isinstance(at, int) else at


def _question(identity: int, method: str, params: Params) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identity, "method": method, "params": list(params)}


def _encode(question: object) -> bytes:
    return json.dumps(question, separators=(",", ":")).encode()


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("the answer is not JSON") from error


def _result(answer: object, identity: int | None) -> Any:
    if not isinstance(answer, dict):
        raise BadAnswer("a question was not answered")
    error = answer.get("error")
    if isinstance(error, dict):
        code = error.get("code")
        raise RpcError(code if isinstance(code, int) else 0, str(error.get("message")), error.get("data"))
    if answer.get("id") != identity or "result" not in answer:
        raise BadAnswer("an answer has neither result nor error, or belongs to another question")
    return answer["result"]


def _object(answer: object) -> dict[str, Any] | None:
    if answer is not None and not isinstance(answer, dict):
        raise BadAnswer("an answer is no JSON object")
    return answer


def _unavailable(shown_url: str, error: Exception) -> ChainUnavailable:
    """Name the fault without the address, which may carry a password; say whether anything was sent."""
    unsent = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    return ChainUnavailable(
        f"{shown_url} is away: {type(error).__name__}", sent=not isinstance(error, unsent)
    )
