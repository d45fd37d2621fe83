"""The application's first tables: sessions, documents, decisions and offers, the outbox.

Revision ID: 0001
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None
TABLES: Final = (
    "nonces",
    "sessions",
    "api_keys",
    "documents",
    "decisions",
    "offers",
    "outbox",
    "idempotency_keys",
)


def upgrade() -> None:
    """Create the tables."""
    _sessions()
    _documents()
    _financing()
    _transactions()


def downgrade() -> None:
    """Drop them."""
    for table in reversed(TABLES):
        op.drop_table(table, schema="app")


def _sessions() -> None:
    op.create_table(
        "nonces",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("nonce", name="pk_nonces"),
        schema="app",
    )
    op.create_index("ix_nonces_expires_at", "nonces", ["expires_at"], schema="app")
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        schema="app",
    )
    op.create_index("ix_sessions_account", "sessions", ["account"], schema="app")
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], schema="app")
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
        schema="app",
    )
    op.create_index("ix_api_keys_account", "api_keys", ["account"], schema="app")


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=66), nullable=False),
        sa.Column("owner", sa.String(length=42), nullable=False),
        sa.Column("owner_entity", sa.String(length=30), nullable=False),
        sa.Column("buyer_entity", sa.String(length=30), nullable=False),
        sa.Column("seller_entity", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=66), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("master_key_id", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("wrap_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        schema="app",
    )
    op.create_index("ix_documents_buyer_entity", "documents", ["buyer_entity"], schema="app")
    op.create_index("ix_documents_fingerprint", "documents", ["fingerprint"], schema="app")
    op.create_index("ix_documents_owner", "documents", ["owner"], schema="app")
    op.create_index("ix_documents_root", "documents", ["root"], schema="app")
    op.create_index("ix_documents_seller_entity", "documents", ["seller_entity"], schema="app")
    op.create_index("ix_documents_uploaded_at", "documents", ["uploaded_at"], schema="app")


def _financing() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=42), nullable=False),
        sa.Column("financier", sa.String(length=42), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("decided_for", sa.BigInteger(), nullable=False),
        sa.Column("policy_version", sa.String(length=80), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        schema="app",
    )
    op.create_index("ix_decisions_asked_by", "decisions", ["asked_by"], schema="app")
    op.create_index("ix_decisions_financier", "decisions", ["financier"], schema="app")
    op.create_table(
        "offers",
        sa.Column("id", sa.String(length=66), nullable=False),
        sa.Column("decision_id", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("financier", sa.String(length=42), nullable=False),
        sa.Column("supplier", sa.String(length=42), nullable=False),
        sa.Column("cash_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=66), nullable=True),
        sa.Column("receivable_id", sa.String(length=66), nullable=True),
        sa.Column("message", postgresql.JSONB(), nullable=False),
        sa.Column("disclosure", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("signer", sa.String(length=42), nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        schema="app",
    )
    op.create_index("ix_offers_decision_id", "offers", ["decision_id"], schema="app")
    op.create_index("ix_offers_financier", "offers", ["financier"], schema="app")
    op.create_index("ix_offers_supplier", "offers", ["supplier"], schema="app")


def _transactions() -> None:
    op.create_table(
        "outbox",
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("recipient", sa.String(length=42), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", sa.String(length=42), nullable=False),
        sa.Column("meaning", sa.String(length=2000), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.String(length=66), nullable=True),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.Column("gas_used", sa.BigInteger(), nullable=True),
        sa.Column("resent", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_outbox"),
        schema="app",
    )
    op.create_index("ix_outbox_sender", "outbox", ["sender"], schema="app")
    op.create_index("ix_outbox_settled", "outbox", ["settled"], schema="app")
    op.create_index("ix_outbox_state", "outbox", ["state"], schema="app")
    op.create_table(
        "idempotency_keys",
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name="pk_idempotency_keys"),
        schema="app",
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], schema="app")
