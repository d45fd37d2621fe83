"""Where a mirror stands, as the database says it, and how far the chain has parted from it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from chain.deployments import Deployment
from chain.provider import Chain
from indexer import store
from indexer.apply import Standing, Unwinding
from indexer.fingerprints import Sums
from indexer.identity import WrongDeployment, require_deployment
from indexer.models import SCHEMA
from indexer.reorg import fork_point
from indexer.store import Checkpoint, MirrorMoved
from indexer.tables import Connection, read_rows

log: Final = logging.getLogger("indexer")


def read_standing(
    connection: Connection, chain: Chain, deployment: Deployment, identity: str, schema: str = SCHEMA
) -> tuple[Standing, int]:
    """What is stored, or the standing of an empty mirror just before the deployment's first block; and the
    lowest block that can be taken back. identity: see indexer.identity.

    Errors: WrongDeployment, MirrorVersion, FingerprintBroken, ChainError.
    """
    # In one transaction: it keeps a rebuilt mirror from taking this one's place between two reads.
    with connection.transaction():
        found = store.read_checkpoint(connection, schema)
        table = store.table_id(connection, schema)
        if found is not None:
            if (found.chain_id, found.deployment) != (deployment.chain_id, identity):
                raise WrongDeployment(f"the schema {schema} mirrors another deployment: drop it")
            sums, tokens = store.read_sums(connection, schema), store.read_tokens(connection, schema)
            journal_from = store.journal_start(connection, found, schema)
            return Standing(found, sums, tokens, True, table), journal_from
    before = require_deployment(chain, deployment)
    first = deployment.block_number
    empty = Checkpoint(deployment.chain_id, identity, first, first - 1, before)
    return Standing(empty, Sums(), {}, False, table), first


def find_unwinding(
    connection: Connection,
    chain: Chain,
    checkpoint: Checkpoint,
    contracts: Sequence[str],
    schema: str = SCHEMA,
) -> Unwinding | None:
    """How far the mirror must go back, or None where the node's chain has all of it.

    contracts: those that are mirrored from the first block on.

    Errors: WrongDeployment, and those of `fork_point`.
    """
    to_block = fork_point(connection, chain, checkpoint, schema)
    if to_block is None:
        return None
    if to_block < checkpoint.first_block:
        raise WrongDeployment("the deployment's first block is no longer on the node's chain")
    log.info("event=reorg from=%d to=%d", checkpoint.block_number, to_block)
    return unwinding_to(connection, to_block, contracts, schema)


def unwinding_to(
    connection: Connection, to_block: int, contracts: Sequence[str], schema: str = SCHEMA
) -> Unwinding:
    """Back to a block that is stored. Errors: MirrorMoved where it is not any more."""
    rows = read_rows(connection, "blocks", [(to_block,)], schema)
    if not rows:
        raise MirrorMoved(f"the schema {schema} has no block {to_block} any more")
    return Unwinding(to_block, rows[0]["hash"], list(contracts))
