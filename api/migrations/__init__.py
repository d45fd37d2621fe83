"""Migrations of the application's tables (schema `app`): `upgrade(database_url)`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

FOLDER: Final = Path(__file__).parent
_LOCK: Final = 0x7461_6C6C_7973_7469
"""Advisory lock: several processes may start at once."""


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the application's tables to `revision`; safe to repeat and from several processes at once."""
    _run(database_url, lambda config: command.upgrade(config, revision))


def downgrade(database_url: str, revision: str) -> None:
    """Take the application's tables back to `revision` (`base`: none of them)."""
    _run(database_url, lambda config: command.downgrade(config, revision))


def _run(database_url: str, act: Callable[[Config], None]) -> None:
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS app"))
            config = Config()
            config.set_main_option("script_location", str(FOLDER))
            config.attributes["connection"] = connection
            act(config)
    finally:
        engine.dispose()
