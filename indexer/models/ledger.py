"""What the node said, as it said it, and where the mirror stands: blocks, events, checkpoint, undo;
postings."""

from __future__ import annotations

from sqlalchemy import Index

from indexer.models.base import Mirror, address20, bytes32, int16, int32, int64, label, seconds, wide


class Block(Mirror, table=True):
    """Every block from the deployment's first on; the chain of parent hashes finds a reorg's fork point."""

    __tablename__ = "blocks"
    number: int = int64(key=True)
    hash: str = bytes32()
    parent_hash: str = bytes32()
    timestamp: int = seconds()


class Event(Mirror, table=True):
    """One log of our contracts, raw; `contract` and `name` say which handler took it. Arguments are decoded
    on reading (chain.events), so nothing is stored twice."""

    __tablename__ = "events"
    __table_args__ = (
        Index("events_topic1", "topic1", postgresql_where="topic1 IS NOT NULL"),
        Index("events_topic2", "topic2", postgresql_where="topic2 IS NOT NULL"),
    )
    block_number: int = int64(key=True)
    log_index: int = int32(key=True)
    transaction_hash: str = bytes32(index=True)
    transaction_index: int = int32()
    address: str = address20()
    contract: str = label()
    name: str = label()
    topic0: str = bytes32()
    topic1: str | None = bytes32(null=True)
    topic2: str | None = bytes32(null=True)
    topic3: str | None = bytes32(null=True)
    data: str = label()


class Posting(Mirror, table=True):
    """One line of double entry. The lines of each event sum to zero (debit positive), hence each
    transaction's and each currency's. Accounts: see indexer/handlers/postings.py."""

    __tablename__ = "postings"
    __table_args__ = (Index("postings_account", "account", "cash_id"),)
    block_number: int = int64(key=True)
    log_index: int = int32(key=True)
    line: int = int16(key=True)
    transaction_hash: str = bytes32(index=True)
    cash_id: int = int32()
    account: str = label()
    amount: int = wide()


class Checkpoint(Mirror, table=True):
    """One row: which deployment this mirrors, by which version of these tables, up to which block, and the
    fingerprint of all rows there (indexer/fingerprints.py)."""

    __tablename__ = "checkpoint"
    id: int = int16(key=True)
    schema_version: int = int32()
    chain_id: int = int64()
    deployment: str = bytes32()
    first_block: int = int64()
    block_number: int = int64()
    block_hash: str = bytes32()
    fingerprint: str = bytes32()


class Fingerprint(Mirror, table=True):
    """Rows of a table and the sum of their hashes, as of the checkpoint (indexer/fingerprints.py)."""

    __tablename__ = "fingerprints"
    table_name: str = label(key=True)
    rows: int = int64()
    value: str = bytes32()


class Undo(Mirror, table=True):
    """The row as it was before a block changed it (null: there was none), for blocks that may still be
    replaced.

    row_key and before are JSON objects of columns, integers exact. Each such block has at least the entry of
    its own row in `blocks`, so the lowest block in here is the lowest that can be taken back."""

    __tablename__ = "undo"
    block_number: int = int64(key=True)
    table_name: str = label(key=True)
    row_key: str = label(key=True)
    before: str | None = label(null=True)
