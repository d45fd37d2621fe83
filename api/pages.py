"""Cursor pages: a cursor is the sort key of the last row, opaque outside, checked when it comes back."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from sqlalchemy import ColumnElement, and_, or_

from api.problems import Invalid
from api.scalars import Schema

Item = TypeVar("Item")
MAX_PAGE: Final = 200
_ID_LENGTH: Final = 66
MAX_MICROS: Final = 4_102_444_800_000_000

Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="rows of a page")]
CURSOR: Final = r"^[A-Za-z0-9_=-]{1,200}$"
Cursor = Annotated[str | None, Query(pattern=CURSOR, description="`next` of the page before")]


class Page(Schema, Generic[Item]):
    """Some rows, newest first, and the cursor of what follows; null at the end."""

    items: list[Item]
    next: str | None = None


def pack(number: int, identity: str) -> str:
    """The cursor after a row at block `number` with this id."""
    return base64.urlsafe_b64encode(f"{number}.{identity}".encode()).decode()


def unpack(cursor: str) -> tuple[int, str]:
    """The sort key of a cursor. Errors: Invalid."""
    try:
        number, identity = (
            base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode().split(".", 1)
        )
        if not number.isascii() or not number.isdigit() or len(number) > len(str(2**62)):
            raise ValueError
        if len(identity) > _ID_LENGTH or not identity.isascii() or not identity.isprintable():
            raise ValueError
        return min(int(number), 2**62), identity
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Invalid("the cursor is not one of ours", code="cursor_unreadable") from None


def after(
    cursor: str | None, number: ColumnElement[int], identity: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    """The condition of rows that follow the cursor, newest first."""
    if cursor is None:
        return []
    at, last = unpack(cursor)
    return [or_(number < at, and_(number == at, identity < last))]


def after_time(
    cursor: str | None, at: ColumnElement[datetime], identity: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    """The same for rows of the application, whose cursors carry microseconds."""
    if cursor is None:
        return []
    micros, last = unpack(cursor)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=min(micros, MAX_MICROS))
    return [or_(at < moment, and_(at == moment, identity < last))]


def microseconds(at: datetime) -> int:
    """A point in time as a cursor carries it."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
