"""Which named errors and events a function of the contracts can reach, in their order, read from the sources.

No compiler: functions are found by their braces, calls by name, calls of a sister by the constant that holds
its address. Which branch is taken is not followed, so the answer may hold more than can happen, never less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

CONTRACTS: Final = Path(__file__).resolve().parents[2] / "contracts"

BASES: Final = {
    "Orders": ("OrderBook", "Batch"),
    "Receivables": ("Holdings", "Batch", "SelfPermit"),
    "Facilities": ("TermsBook", "Mandates", "Batch"),
    "Loans": ("Servicing", "Accounts", "Batch", "SelfPermit"),
    "Collateral": ("Batch",),
    "Market": ("Batch",),
    "GuaranteePool": ("Batch", "SelfPermit"),
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
STEP: Final = re.compile(
    rf"\b(?:(?P<verb>revert|emit) (?P<name>\w+)\("
    rf"|(?P<sister>{'|'.join(SISTERS)})\b(?:\((?:[^()]|\([^()]*\))*\))?\s*\.(?P<of>\w+)\("
    rf"|(?<![.\w])(?P<own>\w+)\()"
)


@dataclass(frozen=True)
class Reach:
    """Names that a function can reach, in the order in which the code comes to them first."""

    errors: tuple[str, ...]
    events: tuple[str, ...]


def _closing(text: str, start: int, pair: str = "{}") -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += {pair[0]: 1, pair[1]: -1}.get(text[index], 0)
        if depth == 0 and text[index] == pair[1]:
            return index + 1
    raise ValueError(f"not closed: {text[start : start + 60]}")


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
    steps = list(_steps((contract, function), function, ()))
    errors = tuple(dict.fromkeys(name for verb, name in steps if verb == "revert"))
    return Reach(errors, tuple(dict.fromkeys(name for verb, name in steps if verb == "emit")))


def _steps(at: tuple[str, str], root: str, above: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    contract, function = at
    body = functions_of(contract).get(LEADING_TO.get(contract, {}).get(function, function))
    if body is None or at in above or root not in ONLY_FOR.get(at, (root,)):
        return
    header, _, inside = body.partition("{")
    for modifier in re.findall(r"\w+", header):
        yield from _steps((contract, modifier), root, (*above, at))
    # A call comes after its arguments: by where it closes, not by where it begins.
    for match in sorted(STEP.finditer(inside), key=lambda found: _closing(inside, found.end() - 1, "()")):
        if match["verb"]:
            yield match["verb"], match["name"]
        elif match["sister"]:
            yield from _steps((SISTERS[match["sister"]], match["of"]), root, (*above, at))
        else:
            yield from _steps((contract, match["own"]), root, (*above, at))
