"""A failure as a short script, ready to become a test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.model.pair import Call, Disagreement
from tests.model.player import SIGNERS


def as_test(calls: Sequence[Call], seed: int, error: Disagreement | None) -> str:
    """A test function; callers by name, arguments as words."""
    lines = [
        "from tests.model.pair import Call, Pair",
        "from tests.model.prelude import begin",
        "from tests.model.signatures import address_of as of",
        "",
        "",
        f"def test_seed_{seed}() -> None:",
        f'    """{str(error)[:600]}"""',
        "    pair = Pair()",
        "    begin(pair)",
    ]
    lines += [f"    pair.call({_call(call)})" for call in calls]
    return "\n".join([*lines, "    pair.check_all()"])


def _call(call: Call) -> str:
    args = "".join(f"{_value(arg)}, " for arg in call.args)
    after = f", after={call.after}" if call.after else ""
    return f'Call({_value(call.caller)}, "{call.target}", "{call.function}", ({args}){after})'


def _value(value: Any) -> str:
    if isinstance(value, Call):
        return _call(value)
    if isinstance(value, tuple):
        return "(" + "".join(f"{_value(part)}, " for part in value) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, bytes):
        return f'bytes.fromhex("{value.hex()}")'
    if value in SIGNERS:
        return f'of("{SIGNERS[value]}")'
    return hex(value) if value >> 64 else str(value)
