"""Lies about blocks: what a node may leave out, add, alter, repeat or put in another order.

Each lie changes a parsed answer in place and says whether it changed anything. `SEALED` are those that a
header's own hash or receipts root convicts; `BLOOMED` those that its bloom does.
"""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Callable
from typing import Any, Final

Lie = Callable[[Any, random.Random], bool]
Log = dict[str, Any]


def _hash(dice: random.Random) -> str:
    return f"0x{dice.getrandbits(256):064x}"


def _logs(receipts: list[dict[str, Any]]) -> list[list[Log]]:
    return [receipt["logs"] for receipt in receipts if receipt["logs"]]


# ---- of a header


def field_of_header(head: dict[str, Any], dice: random.Random) -> bool:
    name = dice.choice(["hash", "parentHash", "receiptsRoot", "stateRoot", "transactionsRoot", "mixHash"])
    head[name] = _hash(dice)
    return True


def number_of_header(head: dict[str, Any], dice: random.Random) -> bool:
    name = dice.choice(["number", "timestamp", "gasUsed"])
    head[name] = hex(max(0, int(head[name], 16) + dice.choice((-1, 1, 7, 1000))))
    return True


def bloom_of_header(head: dict[str, Any], dice: random.Random) -> bool:
    before = head["logsBloom"]
    head["logsBloom"] = dice.choice(
        ["0x" + "00" * 256, f"0x{int(before, 16) ^ (1 << dice.randrange(2048)):0512x}"]
    )
    return bool(head["logsBloom"] != before)


def missing_field(head: dict[str, Any], dice: random.Random) -> bool:
    head.pop(dice.choice(["hash", "parentHash", "number", "logsBloom", "gasLimit"]), None)
    return True


# ---- of receipts


def log_left_out(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    logs = _logs(receipts)
    if logs:
        chosen = dice.choice(logs)
        chosen.pop(dice.randrange(len(chosen)))
    return bool(logs)


def log_added(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    logs = _logs(receipts)
    if logs:
        chosen = dice.choice(logs)
        more = copy.deepcopy(dice.choice(chosen))
        more["logIndex"] = hex(int(chosen[-1]["logIndex"], 16) + 1)
        chosen.append(more)
    return bool(logs)


def log_altered(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    logs = _logs(receipts)
    if logs:
        log = dice.choice(dice.choice(logs))
        if len(log["data"]) > 2 and dice.random() < 0.6:
            place = dice.randrange(2, len(log["data"]))
            other = dice.choice([digit for digit in "0123456789abcdef" if digit != log["data"][place]])
            log["data"] = log["data"][:place] + other + log["data"][place + 1 :]
        elif len(log["topics"]) > 1 and dice.random() < 0.7:
            log["topics"][dice.randrange(1, len(log["topics"]))] = _hash(dice)
        else:
            log["address"] = _hash(dice)[:42]
    return bool(logs)


def log_elsewhere(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    logs = _logs(receipts)
    if logs:
        log = dice.choice(dice.choice(logs))
        name = dice.choice(["blockHash", "blockNumber", "transactionHash", "transactionIndex", "logIndex"])
        log[name] = _hash(dice) if name.endswith("Hash") else hex(int(log[name], 16) + 1)
    return bool(logs)


def logs_in_another_order(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    longer = [logs for logs in _logs(receipts) if len(logs) > 1]
    if longer:
        dice.choice(longer).reverse()
    return bool(longer)


def receipts_in_another_order(receipts: list[dict[str, Any]], _: random.Random) -> bool:
    receipts.reverse()
    return len(receipts) > 1


def receipt_left_out(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    if receipts:
        receipts.pop(dice.randrange(len(receipts)))
        return True
    return False


def receipts_left_out(receipts: list[dict[str, Any]], _: random.Random) -> bool:
    some = bool(receipts)
    receipts.clear()
    return some


def receipt_twice(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    if receipts:
        receipts.append(copy.deepcopy(dice.choice(receipts)))
    return bool(receipts)


def outcome_turned(receipts: list[dict[str, Any]], dice: random.Random) -> bool:
    if receipts:
        receipt = dice.choice(receipts)
        receipt["status"] = "0x0" if receipt["status"] == "0x1" else "0x1"
    return bool(receipts)


# ---- of eth_getLogs


def found_log_left_out(logs: list[Log], dice: random.Random) -> bool:
    if logs:
        logs.pop(dice.randrange(len(logs)))
        return True
    return False


def found_log_left_out_before_another(logs: list[Log], dice: random.Random) -> bool:
    """The last of a block may be one that a bloom does not miss."""
    followed = [
        index
        for index, (one, after) in enumerate(itertools.pairwise(logs))
        if one["blockNumber"] == after["blockNumber"]
    ]
    if followed:
        logs.pop(dice.choice(followed))
    return bool(followed)


def found_logs_left_out(logs: list[Log], _: random.Random) -> bool:
    some = bool(logs)
    logs.clear()
    return some


def found_log_twice(logs: list[Log], dice: random.Random) -> bool:
    if logs:
        logs.insert(dice.randrange(len(logs)), copy.deepcopy(dice.choice(logs)))
    return bool(logs)


def found_topic_altered(logs: list[Log], dice: random.Random) -> bool:
    if logs:
        log = dice.choice(logs)
        log["topics"][dice.randrange(len(log["topics"]))] = _hash(dice)
    return bool(logs)


def found_logs_in_another_order(logs: list[Log], dice: random.Random) -> bool:
    dice.shuffle(logs)
    return len(logs) > 1


LIES: Final[dict[str, tuple[Lie, ...]]] = {
    "eth_getBlockByNumber": (field_of_header, number_of_header, bloom_of_header, missing_field),
    "eth_getBlockReceipts": (
        log_left_out,
        log_left_out,
        log_added,
        log_altered,
        log_altered,
        log_elsewhere,
        logs_in_another_order,
        receipts_in_another_order,
        receipt_left_out,
        receipts_left_out,
        receipt_twice,
        outcome_turned,
    ),
    "eth_getLogs": (
        found_log_left_out,
        found_logs_left_out,
        found_log_twice,
        found_topic_altered,
        found_logs_in_another_order,
    ),
}
"""By method: what may be done to its result."""


def tell(method: str, result: Any, dice: random.Random, *, careful: bool = False) -> str | None:
    """Change the result of one question; answers the lie's name, None where there was nothing to change.

    careful: a log is left out of eth_getLogs only where a bloom or the places of the others must show it.
    """
    if not result or method not in LIES:
        return None
    lie = dice.choice(LIES[method])
    if careful and lie is found_log_left_out:
        lie = found_log_left_out_before_another
    return lie.__name__ if lie(result, dice) else None
