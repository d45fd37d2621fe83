"""Trust nothing: a node that leaves out, adds or alters a log is caught at that block.

Heads hash to what they say (chain.sealed.sealed_head) and are linked; the deployment's first block anchors
them. Of logs two checks, one always on:

* receipts (on by default): the block's receipts make its receipts root. Exact; what remains unproven of a log
  is the hash of its transaction.
* bloom: the logs make the header's bloom, exactly, where only our contracts wrote. Where the bloom has more,
  the block's receipts are asked, or all of its logs where the node has no receipts to give.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from chain.errors import RpcError
from chain.provider import Chain
from chain.sealed import (
    NotAsSealed,
    RawEntry,
    RawLog,
    RawReceipt,
    SealedHead,
    bloom_bits,
    bloom_of,
    require_sealed,
    sealed_head,
)
from indexer.blocks import ChainMoved


def holds_none(head: SealedHead, addresses: Sequence[str]) -> bool:
    """Whether the header itself says that none of these contracts wrote a log in its block: a bloom forgets
    nothing."""
    bloom = head.bloom
    return not any((bits := bloom_bits(address)) & bloom == bits for address in addresses)


def check_receipts(chain: Chain, head: SealedHead, receipts: Sequence[RawReceipt]) -> None:
    """Errors: NotAsSealed; ChainMoved where the block was replaced between two questions."""
    try:
        require_sealed(head, receipts)
    except NotAsSealed:
        _still_there(chain, head)
        raise


def check_blooms(
    chain: Chain, heads: Sequence[SealedHead], logs: Sequence[RawLog], addresses: Sequence[str]
) -> None:
    """Each block's logs against its header's bloom. Errors: NotAsSealed, ChainMoved, ChainError."""
    by_block: dict[str, list[RawLog]] = {}
    for log in logs:
        by_block.setdefault(log.block_hash, []).append(log)
    for head in heads:
        said = by_block.get(head.hash, [])
        made = bloom_of(said)
        gapless = [log.log_index for log in said] == [hex(index) for index in range(len(said))]
        if (made == head.bloom and gapless) or (not said and holds_none(head, addresses)):
            continue
        if made & ~head.bloom:
            _still_there(chain, head)
            raise NotAsSealed(f"block {head.number} has logs that its header does not know")
        _look_closer(chain, head, said, set(addresses))  # others' logs lie between, or one is gone or twice


def _look_closer(chain: Chain, head: SealedHead, said: Sequence[RawLog], addresses: set[str]) -> None:
    """Others wrote in this block too, or something was left out: what the whole block says decides."""
    logs = _all_logs(chain, head)
    ours = [log for log in logs if log.address in addresses]
    if list(map(_content, ours)) != list(map(_content, said)):
        _still_there(chain, head)
        raise NotAsSealed(f"the node leaves out or alters logs of block {head.number}")


def _all_logs(chain: Chain, head: SealedHead) -> Sequence[RawLog | RawEntry]:
    """Every log of a block, by its receipts, else by the bloom. Errors: as `check_blooms`."""
    try:
        answer = chain.request("eth_getBlockReceipts", [hex(head.number)])
        if answer is None:
            raise ChainMoved(f"the node has no block {head.number} any more")
        receipts = msgspec.convert(answer, list[RawReceipt])
        check_receipts(chain, head, receipts)
        return [log for receipt in receipts for log in receipt.logs]
    except RpcError:
        logs = msgspec.convert(chain.request("eth_getLogs", [{"blockHash": head.hash}]), list[RawLog])
        if bloom_of(logs) != head.bloom:
            _still_there(chain, head)
            raise NotAsSealed(f"the logs of block {head.number} do not make its bloom") from None
        return logs
    except msgspec.ValidationError as error:
        raise NotAsSealed(f"block {head.number}: {error}") from error


def _still_there(chain: Chain, head: SealedHead) -> None:
    """Errors: ChainMoved where the node now has another block of this number: nobody lied."""
    answer = chain.request("eth_getBlockByNumber", [hex(head.number), False])
    if answer is None or sealed_head(answer).hash != head.hash:
        raise ChainMoved(f"block {head.number} was replaced while it was read")


def _content(log: RawLog | RawEntry) -> tuple[str, list[str], str]:
    return log.address, log.topics, log.data
