"""The floor of a transaction: what its storage, calls, logs and calldata cost, computing apart.

The node repeats the transaction on the state before it and lists every step. Storage, account access, logs
and precompiles cost what the network says, whatever is written around them; so do intrinsic gas and calldata.
What all other steps cost is computing: the part that better code could still make smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from chain.provider import Chain
from chain.transactions import Mined

NEW_SLOT_GAS: Final = 20_000
CHANGED_SLOT_GAS: Final = 2_900
WARM_GAS: Final = 100
CALLS: Final = ("CALL", "STATICCALL")
NOT_COMPUTING: Final = ("SLOAD", "SSTORE", "EXTCODESIZE", "DELEGATECALL", *CALLS)


@dataclass(frozen=True)
class Floor:
    """Counts of one transaction, and the gas of all that is no computing."""

    gas: int
    new_slots: int
    changed_slots: int
    read_cold: int
    calls: int
    logs: int


def floor_of(chain: Chain, mined: Mined) -> Floor:
    """Repeat a mined transaction on the state before its block, which has no other. Errors: RpcError."""
    sent = chain.transaction(mined.hash)
    assert sent is not None
    asked = {name: sent[name] for name in ("from", "to", "gas")} | {"data": sent["input"]}
    options = {"disableStorage": True, "disableStack": True, "enableMemory": False}
    before = hex(mined.block_number - 1)
    steps = chain.request("debug_traceCall", [asked, before, options])["structLogs"]
    return Floor(
        gas=mined.gas_used - sum(step["gasCost"] for step in steps if _is_computing(step)),
        new_slots=sum(step["op"] == "SSTORE" and step["gasCost"] >= NEW_SLOT_GAS for step in steps),
        changed_slots=sum(
            step["op"] == "SSTORE" and CHANGED_SLOT_GAS <= step["gasCost"] < NEW_SLOT_GAS for step in steps
        ),
        read_cold=sum(step["op"] == "SLOAD" and step["gasCost"] > WARM_GAS for step in steps),
        calls=sum(step["op"] in CALLS for step in steps),
        logs=sum(step["op"].startswith("LOG") for step in steps),
    )


def _is_computing(step: Mapping[str, Any]) -> bool:
    return step["op"] not in NOT_COMPUTING and not step["op"].startswith("LOG")
