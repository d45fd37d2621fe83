"""Many calls of one party to one contract in few transactions.

A transaction may use GAS_CAP (EIP-7825), and a batch that keeps going would take a call that ran out of gas
for a refused one: so batches are cut by what their calls come to at most, before anybody is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from chain.abi import encode_values, load_artifact, selector_of
from chain.calls import Call
from chain.encoding import to_hex
from chain.transactions import GAS_CAP

T = TypeVar("T")

MOST_CALLS: Final = 120
"""Calls a transaction (model.md)."""
MOST_GAS: Final[Mapping[tuple[str, str], int]] = {
    ("Collateral", "enforceSale"): 330_000,
    ("Collateral", "releaseUnits"): 190_000,
    ("Collateral", "sellPledged"): 330_000,
    ("Facilities", "acceptTerms"): 160_000,
    ("GuaranteePool", "claim"): 260_000,
    ("Loans", "draw"): 230_000,
    ("Loans", "drawMany"): 230_000,
    ("Loans", "openAndDraw"): 400_000,
    ("Loans", "repay"): 190_000,
    ("Market", "sell"): 200_000,
    ("Receivables", "confirm"): 190_000,
    ("Receivables", "pay"): 300_000,
    ("Receivables", "payAndRedeem"): 330_000,
    ("Receivables", "propose"): 190_000,
}
"""What a call inside a batch comes to at most, for those of which fewer than MOST_CALLS may go together.

At least a quarter above snapshots/gas.json (refunds are a fifth at most, and only counted afterwards);
payments and draws more: its cases have no sweep and no full custody. A test holds them to the snapshot.
"""
ORDINARY_GAS: Final = GAS_CAP // MOST_CALLS
"""The same for all others."""
FURTHER_GAS: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    ("Loans", "drawMany"): ("orderIds", 230_000),
    ("Receivables", "flagOverdue"): ("receivableIds", 50_000),
    ("Receivables", "payAndRedeem"): ("holders", 100_000),
}
"""Argument that lists items, and what each further one adds."""


def most_gas(call: Call) -> int:
    """What a call comes to at most inside a batch, conservatively; intrinsic gas not counted."""
    kind = (call.contract, call.name)
    listing, each = FURTHER_GAS.get(kind, ("", 0))
    further = max(0, len(call.arguments.get(listing, ())) - 1)
    return MOST_GAS.get(kind, ORDINARY_GAS) + further * each


def cut(items: Sequence[T], call_of: Callable[[T], Call]) -> Iterator[list[T]]:
    """Items in their order, in parts whose calls fit into one transaction each.

    A call that alone comes to more than a transaction may use is a part by itself.
    """
    part: list[T] = []
    gas = 0
    for item in items:
        most = most_gas(call_of(item))
        if part and (len(part) == MOST_CALLS or gas + most > GAS_CAP):
            yield part
            part, gas = [], 0
        part.append(item)
        gas += most
    if part:
        yield part


def together(calls: Sequence[Call], keep_going: bool = False) -> Call:
    """One call that makes all of these, uncut: whether it fits is known by simulating it.

    `multicall` makes all or none; with `keep_going`, `tryMulticall` makes those that it can and reports the
    others as CallFailed. Errors: ValueError for no calls, and for calls to several contracts.
    """
    if len({(call.to, call.contract) for call in calls}) != 1:
        raise ValueError("a batch goes to one contract")
    name = "tryMulticall" if keep_going else "multicall"
    entry = load_artifact(calls[0].contract).entry("function", name)
    data = selector_of(entry) + encode_values(["bytes[]"], [[call.data for call in calls]])
    inner = tuple(to_hex(call.data) for call in calls)
    return Call(calls[0].to, data, calls[0].contract, name, {"calls": inner})


def batch(calls: Sequence[Call], keep_going: bool = False) -> list[Call]:
    """Put calls to one contract together, in their order, in as few transactions as surely hold them.

    At most 120 a transaction, fewer of heavy ones (`most_gas`). Errors: ValueError for calls to several
    contracts.
    """
    if len({(call.to, call.contract) for call in calls}) > 1:
        raise ValueError("a batch goes to one contract")
    return [together(part, keep_going) for part in cut(calls, lambda call: call)]
