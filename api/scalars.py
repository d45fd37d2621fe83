"""The few scalar forms of the HTTP face: amounts, ids, addresses, times; each checked where it enters.

JSON members are camelCase; amounts are strings of minor units; ids and addresses lower-case 0x-hex;
times RFC 3339.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

MAX_AMOUNT: Final = 2**56 - 1
MAX_TOTAL: Final = 2**64 - 1
MAX_TIME_TEXT: Final = 40
MAX_TIME: Final = 4_102_444_800  # 2100-01-01: nothing of this trade lies later


class Schema(BaseModel):
    """Base of requests and answers: camelCase outside, unknown members refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


def _lower(text: str) -> str:
    return text.lower()


def _amount(limit: int) -> BeforeValidator:
    def read(value: object) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise ValueError("an amount is a string of minor units, without sign, point or blanks")
        if int(value) > limit:
            raise ValueError(f"more than {limit} minor units")
        return int(value)

    return BeforeValidator(read)


_DIGITS: Final = re.compile(r"0|[1-9][0-9]{0,39}")
_AMOUNT_SCHEMA: Final = WithJsonSchema(
    {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,39})$", "examples": ["1250000"]}
)
_AS_TEXT: Final = PlainSerializer(str, return_type=str, when_used="json")

Address = Annotated[
    str,
    StringConstraints(pattern=r"^0x[0-9a-fA-F]{40}$"),
    AfterValidator(_lower),
    Field(examples=["0x5b38da6a701c568545dcfcb03fcb875f56beddc4"]),
]
Hex32 = Annotated[
    str,
    StringConstraints(pattern=r"^0x[0-9a-fA-F]{64}$"),
    AfterValidator(_lower),
    Field(examples=["0x" + "ab" * 32]),
]
HexBytes = Annotated[
    str,
    StringConstraints(pattern=r"^0x([0-9a-fA-F]{2})*$", max_length=20_000),
    AfterValidator(_lower),
    Field(examples=["0x1234"]),
]
AmountIn = Annotated[int, _amount(MAX_AMOUNT), _AMOUNT_SCHEMA, _AS_TEXT]
"""A string of digits outside, an int of at most 2^56 − 1 minor units inside."""
TotalIn = Annotated[int, _amount(MAX_TOTAL), _AMOUNT_SCHEMA, _AS_TEXT]
"""The same up to 2^64 − 1: caps, lines, mandates, budgets."""
Amount = Annotated[int, _AS_TEXT, _AMOUNT_SCHEMA]
"""Minor units in answers: an int in Python, a string outside."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["CNY"])]
Bps = Annotated[int, Field(strict=True, ge=0, le=10_000, examples=[650])]
Reason = Annotated[int, Field(strict=True, ge=0, le=65_535, examples=[0])]


def to_rfc3339(seconds: int) -> str:
    """Unix seconds as RFC 3339 in UTC; those beyond the calendar as its last second."""
    last = 253_402_300_799
    return datetime.fromtimestamp(min(max(seconds, 0), last), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: object) -> int:
    if not isinstance(text, str) or len(text) > MAX_TIME_TEXT:
        raise ValueError("a time is an RFC 3339 string such as 2026-03-31T00:00:00Z")
    try:
        moment = datetime.fromisoformat(text)
        seconds = int(moment.timestamp())
    except (ValueError, OverflowError):
        raise ValueError("a time is an RFC 3339 string such as 2026-03-31T00:00:00Z") from None
    if moment.tzinfo is None:
        raise ValueError("a time names its zone: end it with Z")
    if not 0 <= seconds <= MAX_TIME:
        raise ValueError("a time between 1970 and 2100")
    return seconds


_TIME_SCHEMA: Final = WithJsonSchema(
    {"type": "string", "format": "date-time", "examples": ["2026-06-30T00:00:00Z"]}
)
TimeIn = Annotated[
    int, BeforeValidator(_time), _TIME_SCHEMA, PlainSerializer(to_rfc3339, return_type=str, when_used="json")
]
"""RFC 3339 outside, Unix seconds inside."""
Time = Annotated[int, PlainSerializer(to_rfc3339, return_type=str, when_used="json"), _TIME_SCHEMA]
"""Unix seconds in Python, RFC 3339 in answers."""
