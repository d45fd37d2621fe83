"""From calls to blocks: ordered, put together, signed, sent in a few requests, mined, and read back whole.

All calls of a party to one contract go together, as many as surely fit into a transaction (`tryMulticall`:
what one call is refused, the others are not). Calls for one item stay in their order: a call waits for those
of other parties before it. Receipts are fetched by block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec

from chain.abi import load_artifact
from chain.calls import Call
from chain.clients.batches import cut, together
from chain.deployments import Deployment
from chain.encoding import from_hex, to_hex
from chain.envelope import SignedTransaction, UnsignedTransaction, sign_transaction
from chain.errors import BadAnswer, RpcError, decode_revert
from chain.events.all import Event
from chain.events.decoder import EventDecoder
from chain.provider import Chain
from chain.transactions import GAS_CAP, explain
from scripts.replay.books import Action
from scripts.replay.faults import ReplayError
from scripts.replay.people import Party

BLOCK_GAS: Final = 10**12
"""So that a block holds whatever a day brings; no transaction may use more than GAS_CAP."""
REQUEST_BYTES: Final = 4 * 1024 * 1024
REQUEST_CALLS: Final = 50
"""Transactions a request: anvil works on those of one request at a time, and beyond 63 not in their order."""


class _Log(msgspec.Struct, gc=False):
    address: str
    topics: list[str]
    data: str


class _Receipt(msgspec.Struct, rename="camel", gc=False):
    transaction_hash: str
    status: str
    gas_used: str
    logs: list[_Log]


class _Answer(msgspec.Struct):
    result: list[_Receipt] | None = None


_DECODER: Final = msgspec.json.Decoder(_Answer)


@dataclass(frozen=True)
class Sent:
    """A mined transaction: its calls with how they ended, its events in order, what it took."""

    actions: list[Action]
    events: list[Event]
    gas: int
    failed: bool


class Blocks:
    """Sends what parties do, a block at a time. Mining is by hand from here on."""

    def __init__(self, chain: Chain, deployment: Deployment) -> None:
        self._chain = chain
        self._decoder = EventDecoder(deployment.names_by_address())
        chain.request("evm_setAutomine", [False])
        chain.request("evm_setBlockGasLimit", [hex(BLOCK_GAS)])
        self._number = chain.block_number()

    def mine(self, actions: Sequence[Action], timestamp: int) -> list[Sent]:
        """One block with these calls at `timestamp`. Errors: ReplayError, ChainError."""
        packed = list(pack(actions))
        signed = [self._sign(party, call) for party, call, _ in packed]
        self._send(signed)
        self._chain.request("evm_mine", [{"timestamp": timestamp, "blocks": 1}])
        self._number += 1
        number = self._number
        receipts = self._receipts(number)
        if [one.transaction_hash for one in receipts] != [one.hash for one in signed]:
            raise ReplayError(f"block {number} does not hold what was sent, in the order in which it was")
        return [self._read(inside, receipt) for (_, _, inside), receipt in zip(packed, receipts, strict=True)]

    def _sign(self, party: Party, call: Call) -> SignedTransaction:
        transaction = UnsignedTransaction(
            self._chain.chain_id, party.nonce, 0, 0, GAS_CAP, call.to, 0, call.data
        )
        party.nonce += 1
        return sign_transaction(transaction, party.key)

    def _send(self, signed: Sequence[SignedTransaction]) -> None:
        questions = [("eth_sendRawTransaction", [to_hex(one.raw)]) for one in signed]
        start = 0
        while start < len(questions):
            end, size = start, 0
            while end < len(questions) and end - start < REQUEST_CALLS and size < REQUEST_BYTES:
                size += len(questions[end][1][0])
                end += 1
            for answer in self._chain.batch_outcomes(questions[start:end]):
                if isinstance(answer, RpcError):
                    raise ReplayError(f"the node took a transaction not: {answer}")
            start = end

    def _receipts(self, number: int) -> list[_Receipt]:
        question = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockReceipts", "params": [hex(number)]}
        body = self._chain.post(json.dumps(question).encode(), repeatable=True)
        try:
            found = _DECODER.decode(body).result
        except msgspec.MsgspecError as error:
            raise BadAnswer(f"eth_getBlockReceipts: {error}") from error
        if found is None:
            raise BadAnswer(f"no receipts of block {number}")
        return found

    def _read(self, inside: list[Action], receipt: _Receipt) -> Sent:
        gas = int(receipt.gas_used, 16)
        if receipt.status != "0x1":
            why = explain(self._chain, receipt.transaction_hash)
            for action in inside:
                action.refused = why
            return Sent(inside, [], gas, failed=True)
        events: list[Event] = []
        for log in receipt.logs:
            event = self._decoder.decode(log.address, log.topics, log.data)
            if event.EVENT == "CallFailed":
                index, reason = event.index, event.reason  # type: ignore[union-attr]
                inside[index].refused = decode_revert(from_hex(reason, "reason"))
            events.append(event)
        return Sent(inside, events, gas, failed=False)


def pack(actions: Sequence[Action]) -> Iterator[tuple[Party, Call, list[Action]]]:
    """Transactions in the order in which they are to be mined, each with the calls inside."""
    for group in _groups(actions):
        party, contract = group[0].by, group[0].call.contract
        if not _takes_batches(contract):
            for action in group:
                yield party, action.call, [action]
            continue
        for part in cut(group, lambda action: action.call):
            yield party, together([action.call for action in part], keep_going=True), part


def _groups(actions: Sequence[Action]) -> list[list[Action]]:
    """Calls of one party to one contract; a call stands in the first group after its item's last call."""
    groups: dict[tuple[int, str, str], list[Action]] = {}
    last: dict[int, tuple[int, str, str]] = {}
    for action in actions:
        whom = action.by.address, action.call.to
        level = 0
        if action.item is not None and action.item.no in last:
            before = last[action.item.no]
            level = before[0] + (before[1:] != whom)
        key = (level, *whom)
        if action.item is not None:
            last[action.item.no] = key
        groups.setdefault(key, []).append(action)
    return [groups[key] for key in sorted(groups, key=lambda key: key[0])]


@cache
def _takes_batches(contract: str) -> bool:
    return any(entry.get("name") == "tryMulticall" for entry in load_artifact(contract).abi)
