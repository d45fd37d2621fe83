"""Many calls of one party to one contract in few transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chain.abi import encode_values, load_artifact, selector_of
from chain.calls import Call
from chain.encoding import to_hex

MOST_CALLS: Final = 120
"""Calls a transaction: more would pass the gas that one transaction may use (model.md)."""


def batch(calls: Sequence[Call], keep_going: bool = False) -> list[Call]:
    """Put calls to one contract together, at most 120 a transaction, in their order.

    `multicall` makes all of a transaction's calls or none; with `keep_going`, `tryMulticall` makes those that
    it can and reports the others as CallFailed. Errors: ValueError for calls to several contracts.
    """
    if len({(call.to, call.contract) for call in calls}) > 1:
        raise ValueError("a batch goes to one contract")
    name = "tryMulticall" if keep_going else "multicall"
    made = []
    for start in range(0, len(calls), MOST_CALLS):
        part = calls[start : start + MOST_CALLS]
        entry = load_artifact(part[0].contract).entry("function", name)
        data = selector_of(entry) + encode_values(["bytes[]"], [[call.data for call in part]])
        inner = tuple(to_hex(call.data) for call in part)
        made.append(Call(part[0].to, data, part[0].contract, name, {"calls": inner}))
    return made
