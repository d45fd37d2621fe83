"""Alembic's environment: runs inside the connection that `api.migrations.upgrade` gives it."""

from __future__ import annotations

from alembic import context

from api.database import SCHEMA
from api.migrations import models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.TABLES[0].metadata,
    version_table_schema=SCHEMA,
    include_schemas=True,
    include_name=lambda name, kind, _: kind != "schema" or name == SCHEMA,
)
with context.begin_transaction():
    context.run_migrations()
