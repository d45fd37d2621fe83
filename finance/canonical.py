"""Canonical JSON of what is stored with a decision, so that it can be replayed byte for byte.

Keys sorted, no spaces, UTF-8. Amounts of money and figures are strings of digits (they may exceed 2^53),
other integers are numbers, decimals are strings, enumerations their stable code; a dataclass is an object
that names its type. There are no floats. Only the types that the dataclass declares are read back; anything
else is refused.
"""

from __future__ import annotations

import json
import re
import types
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from finance.units import ClaimUnits, FinanceError, InterestUnits, MinorUnits, Quantity

T = TypeVar("T")
_DIGITS = re.compile(r"-?[0-9]{1,40}")
_WIDE = (MinorUnits, InterestUnits, ClaimUnits, Quantity)


class NotCanonical(FinanceError):
    """Text that is not the canonical form of the expected type; `where` is the path to the fault."""


def to_canonical_json(thing: object) -> str:
    """Canonical JSON of a frozen dataclass. Errors: NotCanonical for a type that has no canonical form."""
    return _text(_encode(thing, type(thing), type(thing).__name__))


def from_canonical_json(kind: type[T], text: str) -> T:
    """Read canonical JSON back as `kind`.

    Errors: NotCanonical, also where the text is not byte for byte canonical.
    """
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(where=kind.__name__, found=str(error)) from error
    thing = _decode(tree, kind, kind.__name__)
    if to_canonical_json(thing) != text:
        raise NotCanonical(where=kind.__name__, found="another serialisation of the same content")
    return cast(T, thing)


def canonical_hash(thing: object) -> str:
    """0x and the SHA-256 of the canonical JSON: 32 bytes, as a contract's bytes32."""
    return "0x" + sha256(to_canonical_json(thing).encode()).hexdigest()


def type_named(text: str) -> str:
    """The type that a canonical text names, or an empty string."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(tree.get("type", "")) if isinstance(tree, dict) else ""


def _text(tree: Any) -> str:
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _members(hint: Any) -> tuple[Any, ...]:
    """The element types of a union, or an empty tuple."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else ()


def _encode(thing: Any, hint: Any, where: str) -> Any:
    if members := _members(hint):
        if thing is None and type(None) in members:
            return None
        return _encode(thing, _member_for(thing, members, where), where)
    if isinstance(hint, NewType):
        base = hint.__supertype__
        encoded = _encode(thing, base, where)
        return str(encoded) if hint in _WIDE else encoded
    if is_dataclass(thing) and thing.__class__ is hint:
        hints = _hints(hint)
        tree = {
            part.name: _encode(getattr(thing, part.name), hints[part.name], f"{where}.{part.name}")
            for part in fields(thing)
        }
        return {"type": hint.__name__} | tree
    if isinstance(thing, tuple):
        elements = _elements(hint, len(thing), where)
        return [
            _encode(part, each, f"{where}[{at}]")
            for at, (part, each) in enumerate(zip(thing, elements, strict=True))
        ]
    if isinstance(hint, type) and issubclass(hint, Enum) and isinstance(thing, hint):
        return thing.value
    if hint is Decimal and isinstance(thing, Decimal):
        return str(thing)
    if thing.__class__ in (bool, int, str) and (thing.__class__ is hint or get_origin(hint) is not None):
        return thing
    raise NotCanonical(where=where, expected=str(hint), found=type(thing).__name__)


def _member_for(thing: Any, members: tuple[Any, ...], where: str) -> Any:
    """The member of a union that a value belongs to; unions hold at most one plain type beside None."""
    for member in members:
        if member is not type(None) and (not isinstance(member, type) or isinstance(thing, member)):
            return member
    raise NotCanonical(where=where, found=type(thing).__name__)


def _elements(hint: Any, length: int, where: str) -> tuple[Any, ...]:
    """The type of each element of a tuple or named tuple."""
    if isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        elements: tuple[Any, ...] = tuple(_hints(hint).values())
    else:
        elements = get_args(hint)
        if elements[-1:] == (Ellipsis,):
            return (elements[0],) * length
    if len(elements) != length:
        raise NotCanonical(where=where, expected=len(elements), found=length)
    return elements


def _decode(tree: Any, hint: Any, where: str) -> Any:
    if members := _members(hint):
        if tree is None and type(None) in members:
            return None
        named = tree.get("type") if isinstance(tree, dict) else None
        rest = [each for each in members if each is not type(None)]
        chosen = [each for each in rest if named and getattr(each, "__name__", "") == named] or rest[:1]
        return _decode(tree, chosen[0], where)
    if isinstance(hint, NewType):
        return _decode(_narrow(tree, where) if hint in _WIDE else tree, hint.__supertype__, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return _decode_dataclass(tree, hint, where)
    if get_origin(hint) is tuple or (isinstance(hint, type) and issubclass(hint, tuple)):
        if not isinstance(tree, list):
            raise NotCanonical(where=where, expected="list", found=type(tree).__name__)
        parts = [
            _decode(part, each, f"{where}[{at}]")
            for at, (part, each) in enumerate(zip(tree, _elements(hint, len(tree), where), strict=True))
        ]
        return hint(*parts) if isinstance(hint, type) and hasattr(hint, "_fields") else tuple(parts)
    try:
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(tree)
        if hint is Decimal and isinstance(tree, str):
            return Decimal(tree)
    except (ValueError, InvalidOperation) as error:
        raise NotCanonical(where=where, found=str(tree)) from error
    if tree.__class__ is hint and hint in (bool, int, str):
        return tree
    raise NotCanonical(where=where, expected=str(hint), found=type(tree).__name__)


def _decode_dataclass(tree: Any, hint: type, where: str) -> Any:
    names = [part.name for part in fields(cast(Any, hint))]
    if not isinstance(tree, dict) or tree.get("type") != hint.__name__ or set(tree) != {"type", *names}:
        found = ",".join(sorted(tree)) if isinstance(tree, dict) else type(tree).__name__
        raise NotCanonical(where=where, expected=hint.__name__, found=found)
    hints = _hints(hint)
    return hint(**{name: _decode(tree[name], hints[name], f"{where}.{name}") for name in names})


def _narrow(tree: Any, where: str) -> int:
    """Digits with an optional minus sign, nothing else: int() alone would also read '1_0' and ' 1'."""
    if not isinstance(tree, str) or not _DIGITS.fullmatch(tree):
        raise NotCanonical(where=where, expected="string of digits", found=str(tree)[:40])
    return int(tree)
