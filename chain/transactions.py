"""The life of a transaction: prepared and prechecked, signed elsewhere, sent, waited for, explained.

A refusal has the contract's name and numbers whenever it is seen: before sending (`prepare`, by simulation),
and after mining (`explain`, by the node's trace or a repeated call). Only locally signed bytes are sent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from chain.calls import Call
from chain.encoding import HexError, from_hex, quantity, to_hex
from chain.envelope import SignedTransaction, UnsignedTransaction, sign_transaction
from chain.errors import (
    BadAnswer,
    ChainError,
    ChainUnavailable,
    ContractError,
    RpcError,
    decode_revert,
)
from chain.provider import BlockTag, Chain, block_tag
from chain.receipts import Log, log_from_json
from chain.signing import Key

GAS_CAP: Final = 1 << 24
"""What one transaction may use on networks with EIP-7825 (Osaka)."""

HEADROOM_PERCENT: Final = 25
"""Over the estimate: what another transaction mined in between may make this one cost."""

HEADROOM_GAS: Final = 20_000
WAIT_S: Final = 30.0
FIRST_POLL_S: Final = 0.002
LONGEST_POLL_S: Final = 0.5


class SendingRefused(ChainError):
    """The node took the transaction neither into its pool nor into a block; the message is the node's."""


class NotMinedInTime(ChainError):
    """The transaction is still pending after the time allowed; it may be mined later."""

    def __init__(self, transaction_hash: str, waited_s: float) -> None:
        super().__init__(f"{transaction_hash} is not mined after {waited_s} s")
        self.transaction_hash, self.waited_s = transaction_hash, waited_s


class TransactionFailed(ChainError):
    """The transaction was mined and changed nothing; `reason` names why."""

    def __init__(self, mined: Mined, reason: ContractError) -> None:
        super().__init__(f"{mined.hash} failed: {reason}")
        self.mined, self.reason = mined, reason


class TooMuchGas(ChainError):
    """The call needs more gas than one transaction may use: cut the batch."""

    def __init__(self, needed: int, cap: int) -> None:
        super().__init__(f"needs {needed} gas where {cap} are allowed")
        self.needed, self.cap = needed, cap


@dataclass(frozen=True)
class Prepared:
    """An unsigned transaction that would succeed now, what it is estimated to cost, what it would answer."""

    transaction: UnsignedTransaction
    gas_estimate: int
    answer: bytes


@dataclass(frozen=True)
class Mined:
    """Where a transaction ended up: its place in the chain, whether it succeeded, what it left behind."""

    hash: str
    block_number: int
    block_hash: str
    index: int
    succeeded: bool
    gas_used: int
    logs: tuple[Log, ...]
    created: str | None


def simulate(chain: Chain, sender: str, call: Call, value: int = 0, at: BlockTag = "latest") -> bytes:
    """Make the call without a transaction; answers its return data. Errors: ContractError, RpcError."""
    asked = {"from": sender, "to": call.to, "data": to_hex(call.data), "value": hex(value)}
    try:
        return from_hex(chain.request("eth_call", [asked, block_tag(at)]), "eth_call")
    except RpcError as error:
        raise named(error) from error


def prepare(
    chain: Chain, sender: str, call: Call, *, value: int = 0, nonce: int | None = None, gas: int | None = None
) -> Prepared:
    """Precheck a call and make the transaction that `sender` would sign; one round trip.

    The nonce is the next one counting what is pending. Where the base fee is zero nothing is paid;
    elsewhere the cap is twice the base fee plus the node's tip.
    Errors: ContractError (it would be refused now), TooMuchGas.
    """
    asked = {"from": sender, "to": call.to, "data": to_hex(call.data), "value": hex(value)}
    return _prepare(chain, sender, asked, nonce, gas)


def prepare_deployment(chain: Chain, sender: str, init_code: bytes, nonce: int | None = None) -> Prepared:
    """As `prepare`, for creating a contract from its bytecode and encoded constructor arguments."""
    return _prepare(chain, sender, {"from": sender, "data": to_hex(init_code)}, nonce, None)


def submit(chain: Chain, signed: SignedTransaction) -> None:
    """Hand the bytes to the node and do not wait; sending what it already has is no fault.

    Errors: SendingRefused; ChainUnavailable where it cannot be learned whether they arrived.
    """
    try:
        chain.request("eth_sendRawTransaction", [to_hex(signed.raw)])
    except (ChainUnavailable, RpcError) as error:
        if _is_known(chain, signed.hash):
            return
        if isinstance(error, ChainUnavailable):
            raise
        raise SendingRefused(error.message) from error


def send(chain: Chain, signed: SignedTransaction, wait_s: float = WAIT_S) -> Mined:
    """Submit and wait until mined. Errors: TransactionFailed, SendingRefused, NotMinedInTime.

    Uses eth_sendRawTransactionSync (EIP-7966) where the node has it: one round trip.
    """
    mined = _send_sync(chain, signed) if chain.has_sync_sending else None
    if mined is None:
        submit(chain, signed)
        mined = wait(chain, signed.hash, wait_s)
    if not mined.succeeded:
        raise TransactionFailed(mined, explain(chain, mined.hash))
    return mined


def execute(chain: Chain, key: Key, call: Call, *, value: int = 0, wait_s: float = WAIT_S) -> Mined:
    """Prepare, sign with a local key, send and wait. One transaction of an account at a time (any thread).

    Errors: ContractError (refused before anything was sent), and those of `send`.
    """
    with chain.turn(key.address):
        prepared = prepare(chain, key.address, call, value=value)
        return send(chain, sign_transaction(prepared.transaction, key), wait_s)


def wait(chain: Chain, transaction_hash: str, wait_s: float = WAIT_S) -> Mined:
    """Poll for the receipt. Errors: NotMinedInTime."""
    deadline, pause = time.monotonic() + wait_s, FIRST_POLL_S
    while True:
        found = chain.receipt(transaction_hash)
        if found is not None:
            return mined_from_json(found)
        if time.monotonic() + pause > deadline:
            raise NotMinedInTime(transaction_hash, wait_s)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_POLL_S)


def explain(chain: Chain, transaction_hash: str) -> ContractError:
    """Name why a mined transaction failed: from the node's trace, else by calling again at its block.

    `OutOfGas` (gas, used) and `Unexplained` are our own names, for what no contract names.
    """
    receipt, sent = chain.receipt(transaction_hash), chain.transaction(transaction_hash)
    if receipt is None or sent is None:
        return ContractError("Unexplained", {"why": "the transaction is no longer in the chain"})
    gas, used = quantity(sent["gas"], "gas"), quantity(receipt["gasUsed"], "gasUsed")
    traced = _traced_revert(chain, transaction_hash)
    if traced is not None:
        if not traced and used == gas:
            return ContractError("OutOfGas", {"gas": gas, "used": used})
        return decode_revert(traced)
    asked = {name: sent[name] for name in ("from", "to", "gas", "value") if sent.get(name) is not None}
    asked["data"] = sent.get("input", "0x")
    number = quantity(receipt["blockNumber"], "blockNumber")
    for at in (number - 1, number):  # the state before its block, then after it: its own place lies between
        try:
            chain.request("eth_call", [asked, block_tag(max(at, 0))])
        except RpcError as error:
            if error.revert_data is not None:
                return decode_revert(error.revert_data)
    if used == gas:
        return ContractError("OutOfGas", {"gas": gas, "used": used})
    return ContractError("Unexplained", {"why": "it succeeds before and after its block"})


def mined_from_json(receipt: Mapping[str, Any]) -> Mined:
    """The parts of a JSON receipt that outlive the moment. Errors: BadAnswer."""
    try:
        created = receipt.get("contractAddress")
        return Mined(
            to_hex(from_hex(receipt["transactionHash"], "transactionHash", 32)),
            quantity(receipt["blockNumber"], "blockNumber"),
            to_hex(from_hex(receipt["blockHash"], "blockHash", 32)),
            quantity(receipt["transactionIndex"], "transactionIndex"),
            quantity(receipt["status"], "status") == 1,
            quantity(receipt["gasUsed"], "gasUsed"),
            tuple(log_from_json(log) for log in receipt["logs"]),
            None if created is None else to_hex(from_hex(created, "contractAddress", 20)),
        )
    except (KeyError, TypeError, HexError) as error:
        raise BadAnswer(f"unreadable receipt: {error}") from error


def named(error: RpcError) -> ContractError | RpcError:
    """The contract's own error inside a node's, where there is one."""
    data = error.revert_data
    return error if data is None else decode_revert(data)


def _prepare(
    chain: Chain, sender: str, asked: dict[str, Any], nonce: int | None, gas: int | None
) -> Prepared:
    answer, estimate, count, head, tip = chain.batch_outcomes(
        [
            ("eth_call", [asked, "latest"]),
            ("eth_estimateGas", [asked]),
            ("eth_getTransactionCount", [sender, "pending"]),
            ("eth_getBlockByNumber", ["latest", False]),
            ("eth_maxPriorityFeePerGas", []),
        ]
    )
    for outcome in (answer, estimate, count, head):
        if isinstance(outcome, RpcError):
            raise named(outcome) from outcome
    if not isinstance(head, dict):
        raise BadAnswer("no newest block")
    try:
        estimated, base = quantity(estimate, "estimate"), quantity(head["baseFeePerGas"], "baseFeePerGas")
        limit = quantity(head["gasLimit"], "gasLimit")
        next_nonce = quantity(count, "nonce") if nonce is None else nonce
        tip = 0 if base == 0 or isinstance(tip, RpcError) else quantity(tip, "tip")
        answered = from_hex(answer, "eth_call")
    except (KeyError, TypeError, HexError) as error:
        raise BadAnswer(str(error)) from error
    cap = min(limit, GAS_CAP)
    if estimated > cap:
        raise TooMuchGas(estimated, cap)
    allowed = gas if gas is not None else min(estimated * (100 + HEADROOM_PERCENT) // 100 + HEADROOM_GAS, cap)
    transaction = UnsignedTransaction(
        chain.chain_id,
        next_nonce,
        tip,
        2 * base + tip,
        allowed,
        asked.get("to"),
        int(asked.get("value", "0x0"), 16),
        from_hex(asked["data"], "data"),
    )
    return Prepared(transaction, estimated, answered)


def _send_sync(chain: Chain, signed: SignedTransaction) -> Mined | None:
    """The receipt in one round trip; None where the node has no such method or did not get to it in time."""
    try:
        return mined_from_json(chain.request("eth_sendRawTransactionSync", [to_hex(signed.raw)]))
    except RpcError as error:
        if error.no_such_method:
            chain.has_sync_sending = False
            return None
        if _is_known(chain, signed.hash):
            return None
        raise SendingRefused(error.message) from error
    except (ChainUnavailable, BadAnswer):
        return None  # submit learns whether it arrived


def _is_known(chain: Chain, transaction_hash: str) -> bool:
    return chain.transaction(transaction_hash) is not None


def _traced_revert(chain: Chain, transaction_hash: str) -> bytes | None:
    """What the outermost call reverted with; None where the node keeps no traces."""
    try:
        traced = chain.request("debug_traceTransaction", [transaction_hash, {"tracer": "callTracer"}])
        return from_hex(traced.get("output") or "0x", "output") if traced.get("error") else None
    except (RpcError, HexError, AttributeError):
        return None
