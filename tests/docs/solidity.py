"""Which named errors and events a function of the contracts can reach, read from the sources.

No compiler: functions are found by their braces, calls by name, calls of a sister by the constant that holds
its address. Which branch is taken is not followed, so the answer may hold more than can happen, never less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

CONTRACTS: Final = Path(__file__).resolve().parents[2] / "contracts"

BASES: Final = {
    "Orders": ("OrderBook", "Batch"),
    "Receivables": ("Holdings", "Batch", "SelfPermit"),
    "Loans": ("Servicing", "Accounts", "Batch", "SelfPermit"),
    "GuaranteePool": ("SelfPermit",),
}

LEADING_TO: Final = {
    "Cash": dict.fromkeys(("_mint", "_transfer", "transfer", "transferFrom"), "_update"),
}
"""Functions of a base that is not ours, and the function of ours that they call."""

ONLY_FOR: Final = {
    ("Participants", "requireActiveParties"): ("pledge", "draw", "drawMany", "openAndDraw"),
}
"""Calls that stand in code of many functions and are made for these alone (a sync asks nobody's standing)."""

SISTERS: Final = {
    "PARTICIPANTS": "Participants",
    "IParticipants": "Participants",
    "FINGERPRINTS": "Fingerprints",
    "ORDERS": "Orders",
    "RECEIVABLES": "Receivables",
    "FACILITIES": "Facilities",
    "LOANS": "Loans",
    "MARKET": "Market",
    "cash": "Cash",
    "ICash": "Cash",
    "Payouts": "Payouts",
}

START: Final = re.compile(r"\b(?:function|modifier) (\w+)\b")
SISTER_CALL: Final = re.compile(rf"\b({'|'.join(SISTERS)})\b(?:\((?:[^()]|\([^()]*\))*\))?\s*\.(\w+)\(")
OWN_CALL: Final = re.compile(r"(?<![.\w])(\w+)\(")


@dataclass(frozen=True)
class Reach:
    """Names that a function can reach."""

    errors: frozenset[str]
    events: frozenset[str]


def _closing(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0 and text[index] == "}":
            return index + 1
    raise ValueError(f"no closing brace: {text[start : start + 60]}")


@cache
def functions_of(contract: str) -> dict[str, str]:
    """Header and body of each function and modifier of a contract with its bases, by name."""
    found: dict[str, str] = {}
    for name in (contract, *BASES.get(contract, ())):
        file = next(CONTRACTS.rglob(f"{name}.sol"))
        text = re.sub(r"//[^\n]*|/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for match in START.finditer(text):
            brace = text.find("{", match.end())
            end = text.find(";", match.end())
            if brace != -1 and (end == -1 or brace < end):
                body = text[match.end() : _closing(text, brace)]
                found[match.group(1)] = found.get(match.group(1), "") + body
    return found


@cache
def reach(contract: str, function: str) -> Reach:
    """Errors and events that `function` names itself or through what it calls."""
    errors: set[str] = set()
    events: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(contract, function)]
    while waiting:
        at = waiting.pop()
        known = functions_of(at[0])
        body = known.get(LEADING_TO.get(at[0], {}).get(at[1], at[1]))
        if at in seen or body is None or function not in ONLY_FOR.get(at, (function,)):
            continue
        seen.add(at)
        errors.update(re.findall(r"\brevert (\w+)\(", body))
        events.update(re.findall(r"\bemit (\w+)\(", body))
        waiting += [(SISTERS[name], called) for name, called in SISTER_CALL.findall(body)]
        modifiers = re.findall(r"\w+", body.partition("{")[0])
        waiting += [(at[0], called) for called in OWN_CALL.findall(body) + modifiers]
    return Reach(frozenset(errors), frozenset(events))
