"""The libraries' own vectors, as calls to their harness (contracts/test/Vectors.sol).

Some lines of a library are for callers that our contracts are not: they are held by its vectors alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, Final

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain.envelope import created_address
from tests.coverage.recording import CREATION, VIEW, Entry
from tests.model.evm import DEPLOYER

VECTORS: Final = Path(__file__).resolve().parents[1] / "vectors"
LANES: Final = 16
Step = tuple[bool, int]
"""Whether a day is put in or taken out, and which."""
SEVENTEEN: Final = [*((True, day) for day in range(1, 18)), (False, 17), (False, 16), (False, 17)]
"""The seventeenth finds no room; what is not there cannot be taken out, from full lanes nor from others."""


def recorded() -> bytes:
    """Entries of the harness's creation and of what each vector must answer."""
    deployer, harness = int(DEPLOYER, 16), int(created_address(DEPLOYER, 0), 16)
    created = Entry(CREATION, 1, deployer, harness, True, b"", b"Vectors").packed()
    calls = [_sales(), _maturities(SEVENTEEN), *(_maturities(_by_chance(seed)) for seed in range(10))]
    asked = [Entry(VIEW, 1, deployer, harness, True, data, output).packed() for data, output in calls]
    return created + b"".join(asked)


def _call(signature: str, types: tuple[str, ...], *values: Any) -> bytes:
    return keccak(text=signature)[:4] + encode(types, values)


def _sales() -> tuple[bytes, bytes]:
    cases = json.loads((VECTORS / "sale.json").read_text(encoding="utf-8"))
    asked = [(c["face"], c["rate_bps"], c["days"], c["basis"]) for c in cases]
    kind = "(uint256,uint256,uint256,uint256)[]"
    told = encode(
        ("uint256[]", "uint256[]"), ([c["straight"] for c in cases], [c["to_yield"] for c in cases])
    )
    return _call(f"sales({kind})", (kind,), asked), told


def _by_chance(seed: int) -> list[Step]:
    """Days that come and go, some of them several times."""
    dice = Random(f"maturities {seed}")
    days = [1, 65_535, *range(1, 40)]
    return [(dice.random() < 0.6, dice.choice(days)) for _ in range(80)]


def _maturities(steps: list[Step]) -> tuple[bytes, bytes]:
    """The call, and what it must answer."""
    days: list[int] = []
    lanes, full, earliest = [], [], []
    for adds, day in steps:
        full.append(adds and len(days) == LANES)
        if adds and not full[-1]:
            days = sorted([*days, day])
        elif not adds and day in days:
            days.remove(day)
        lanes.append(sum(d << (16 * lane) for lane, d in enumerate(days)))
        earliest.append(min(days, default=0) * 86_400)
    types = ("bool[]", "uint16[]")
    asked = _call("maturityDays(bool[],uint16[])", types, [a for a, _ in steps], [d for _, d in steps])
    return asked, encode(("uint256[]", "bool[]", "uint256[]"), (lanes, full, earliest))
