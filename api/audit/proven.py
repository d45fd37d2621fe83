"""Events of the mirror with what proves them: their receipts' proofs and their blocks' headers, from the
node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.problems import Invalid, Unavailable
from chain.encoding import HexError, quantity, to_hex
from chain.headers import Header, HeaderError, encode_header, header_from_json
from chain.proofs import prove_receipt
from chain.provider import Chain
from chain.receipts import Receipt, ReceiptError, receipt_from_json, receipts_root
from indexer.queries.events import Raw

MAX_HEADERS: Final = 5_000


@dataclass(frozen=True)
class Proof:
    """Where a log stands: transaction in its block, log in its receipt, and the nodes from the receipts
    root.
    """

    transaction_index: int
    position: int
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    header: Header
    receipts: tuple[Receipt, ...]
    first_log: tuple[int, ...]


def prove(chain: Chain, events: Sequence[Raw]) -> list[Proof]:
    """A proof for each event, checked against the block that the mirror knows. Errors: Unavailable, those of
    chain.
    """
    blocks: dict[int, _Block] = {}
    found = []
    for each in events:
        number = each.block_number
        if number not in blocks:
            blocks[number] = _block(chain, number, each.block_hash)
        found.append(_proof(blocks[number], each))
    return found


def headers(chain: Chain, first: int, last: int) -> list[str]:
    """Encoded headers first … last as 0x-hex. Errors: Invalid (too many), Unavailable."""
    if last - first >= MAX_HEADERS:
        raise Invalid(
            f"{last - first + 1} headers lie between; a pack has at most {MAX_HEADERS}",
            code="too_many_headers",
            remedy="Name an earlier `toBlock`.",
        )
    questions = [("eth_getBlockByNumber", [hex(number), False]) for number in range(first, last + 1)]
    answers = chain.batch(questions)
    return [to_hex(encode_header(_header(answer))) for answer in answers]


def _block(chain: Chain, number: int, block_hash: str) -> _Block:
    header = _header(chain.block(block_hash))
    answers = chain.block_receipts(number)
    try:
        receipts = tuple(receipt_from_json(answer) for answer in answers)
        firsts = tuple(
            quantity(answer["logs"][0]["logIndex"], "logIndex") if answer["logs"] else -1
            for answer in answers
        )
    except (ReceiptError, HexError, KeyError, IndexError) as error:
        raise Unavailable(f"the node's receipts cannot be read: {error}", code="proof_unavailable") from error
    if header.number != number or receipts_root(receipts) != header.receipts_root:
        raise Unavailable("the node's receipts are not those of the block", code="proof_unavailable")
    return _Block(header, receipts, firsts)


def _proof(block: _Block, row: Raw) -> Proof:
    index = row.transaction_index
    if not 0 <= index < len(block.receipts):
        raise Unavailable("the mirror names a transaction that the block has not", code="mirror_differs")
    logs = block.receipts[index].logs
    position = row.log_index - block.first_log[index]
    if not 0 <= position < len(logs) or block.first_log[index] < 0:
        raise Unavailable("the mirror names a log that the receipt has not", code="mirror_differs")
    log = logs[position]
    if (log.address, list(log.topics), log.data) != (row.address, list(row.topics), row.data):
        raise Unavailable("the mirror's event is not the chain's: run verify", code="mirror_differs")
    nodes = tuple(to_hex(node) for node in prove_receipt(block.receipts, index))
    return Proof(index, position, nodes)


def _header(answer: Any) -> Header:
    if not isinstance(answer, dict):
        raise Unavailable("the node has not the block: it was replaced", code="proof_unavailable")
    try:
        return header_from_json(answer)
    except HeaderError as error:
        raise Unavailable(f"the node's header cannot be read: {error}", code="proof_unavailable") from error
