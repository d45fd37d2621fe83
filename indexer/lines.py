"""A row as one line of text: the form in which it is copied into PostgreSQL, hashed and compared.

Values stand in the order of the table's columns, parted by tabs: integers in decimals, True and False, None.
No text of the mirror has a tab, a line's end or a backslash (`require_plain` holds that), so nothing is
escaped and the same row is always the same line.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from indexer.models.shape import SHAPES
from indexer.plain import NULL


class NotPlain(Exception):
    """A text has a character that would break its line: the node answered something that is no hex."""


@functools.cache
def line_maker(table: str) -> Callable[[Mapping[str, Any]], str]:
    """Row (values by column) → its line."""
    columns = SHAPES[table].columns
    pattern, values = "\t".join(["%s"] * len(columns)), itemgetter(*columns)

    def line(row: Mapping[str, Any]) -> str:
        return str(pattern % values(row))

    return line


@functools.cache
def _readers(table: str) -> tuple[Callable[[str], Any], ...]:
    kinds: Mapping[str, Callable[[str], Any]] = {"text": str, "boolean": "True".__eq__}
    return tuple(kinds.get(kind, int) for kind in SHAPES[table].types)


def values_of(table: str, line: str) -> tuple[Any, ...]:
    """The values of a line."""
    texts = line.split("\t")
    return tuple(
        [None if text == NULL else read(text) for read, text in zip(_readers(table), texts, strict=True)]
    )


def require_plain(table: str, lines: Sequence[str]) -> bytes:
    """All lines as COPY takes them. Errors: NotPlain."""
    if not lines:
        return b""
    copied = ("\n".join(lines) + "\n").encode()
    tabs = (len(SHAPES[table].columns) - 1) * len(lines)
    if copied.count(b"\n") != len(lines) or copied.count(b"\t") != tabs or b"\\" in copied:
        raise NotPlain(f"a text for {table} has a character that would break its line")
    return copied


def as_json_texts(table: str, lines: Iterable[str]) -> list[dict[str, str | None]]:
    """Rows as objects of texts, which PostgreSQL reads by the columns' types."""
    columns = SHAPES[table].columns
    return [
        {
            column: None if text == NULL else text
            for column, text in zip(columns, line.split("\t"), strict=True)
        }
        for line in lines
    ]
