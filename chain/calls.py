"""A call that somebody could make: contract, bytes, and its meaning, before it becomes a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call of one function. `to` and addresses inside are lower-case 0x-hex; `data` is the call data.

    `contract` and `name` say what is called, `arguments` with what, by their names in the interface.
    """

    to: str
    data: bytes
    contract: str = ""
    name: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
