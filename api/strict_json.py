"""JSON as RFC 8259 and I-JSON have it: what two readers could read differently is refused.

`json.loads` alone takes NaN, repeated keys, any depth, lone surrogates and numbers of any length.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from api.problems import Invalid, Unreadable

MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 100
_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def loads(body: bytes) -> Any:
    """The value in `body`. Errors: Unreadable (400: not JSON), Invalid (422: JSON, but ambiguous)."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 at byte {error.start}", code="json_not_utf8") from None
    if text.startswith("\ufeff"):
        raise Unreadable("a byte order mark stands before the JSON", code="json_unreadable")
    _check_depth(text)
    try:
        return json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_number,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON at character {error.pos}: {error.msg}", code="json_unreadable") from None
    except RecursionError:
        raise Unreadable("nested too deeply", code="json_too_deep") from None


def check(body: bytes) -> None:
    """Refuse `body` unless it is strict JSON whose texts can be encoded again."""
    _check_texts(loads(body))


def _check_depth(text: str) -> None:
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        mark = token.group()
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Unreadable(f"nested deeper than {MAX_DEPTH}", code="json_too_deep")
        elif mark in "]}":
            depth -= 1


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is not JSON", code="json_unreadable")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Invalid(f"a number of more than {MAX_DIGITS} digits", code="json_number_too_long")
    return int(digits)


def _number(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise Invalid(f"a number of more than {MAX_DIGITS} digits", code="json_number_too_long")
    value = float(digits)
    if math.isinf(value):
        raise Invalid("a number too large", code="json_number_too_long")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Invalid("an object names a member twice", code="json_duplicate_member")
    return found


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise Invalid("half of a surrogate pair in a text", code="json_lone_surrogate")
    elif isinstance(value, dict):
        for key, member in value.items():
            _check_texts(key)
            _check_texts(member)
    elif isinstance(value, list):
        for member in value:
            _check_texts(member)
