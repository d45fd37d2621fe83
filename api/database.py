"""The application's database: engine, sessions, and the base of its tables (schema `app`).

App tables are never rebuilt; they point to mirror rows by on-chain key, without foreign keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, Engine, MetaData, Table, create_engine
from sqlalchemy.orm import Session, registry
from sqlmodel import Field, SQLModel

SCHEMA: Final = "app"
STATEMENT_MS: Final = 15_000


metadata: Final = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    },
)


class AppTable(SQLModel, registry=registry(metadata=metadata)):
    """Base of the application's tables; their metadata is apart from that of the mirror's."""


def moment(**options: Any) -> Any:
    """A column of a point in time, with its zone."""
    return Field(sa_type=DateTime(timezone=True), **options)


def now() -> datetime:
    """The wall clock, in UTC: for sessions, nonces and logs, never for money."""
    return datetime.now(UTC)


def build_engine(url: str, pool_size: int) -> Engine:
    """An engine that connects when first used; no statement runs longer than STATEMENT_MS."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "options": f"-c statement_timeout={STATEMENT_MS} -c timezone=UTC",
        },
    )


@contextmanager
def transaction(engine: Engine, *, snapshot: bool = False) -> Iterator[Session]:
    """One unit of work: committed at its end, rolled back on any error. It may commit in between.

    `snapshot`: all statements see one moment, hence one block of the mirror, whatever is indexed meanwhile.
    """
    bind = engine.execution_options(isolation_level="REPEATABLE READ") if snapshot else engine
    with Session(bind, expire_on_commit=False) as session:
        yield session
        session.commit()


def table_of(model: type[AppTable]) -> Table:
    """The table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
