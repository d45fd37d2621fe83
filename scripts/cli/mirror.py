"""`tallystick index` and `tallystick verify`: the SQL mirror and its proof against the chain."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.cli import output
from scripts.cli.options import DEFAULT_DATA_DIR, DatabaseUrl, DataDir, DeploymentFile, Json, RpcUrl
from scripts.cli.targets import find_target

if TYPE_CHECKING:
    from indexer.sync import Indexer, Progress


def index(
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop at the chain's head.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Drop the mirror first and read all blocks again.")
    ] = False,
    rpc_url: RpcUrl = None,
    database_url: DatabaseUrl = None,
    deployment: DeploymentFile = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    json: Json = False,
) -> None:
    """Mirror the chain into the database, until stopped or (--once) to the chain's head.

    Running it again changes nothing; after an interruption it goes on where it was. Only one may write.
    """
    from indexer import store
    from indexer.sync import Indexer

    target = find_target(data_dir, rpc_url, database_url, deployment)
    chain, found = target.connect()
    latest: list[Progress] = []
    with chain, output.counting("Indexing blocks", quiet=json) as count:

        def tell(progress: Progress) -> None:
            latest[:] = [progress]
            count(progress.block_number - found.block_number + 1, progress.head - found.block_number + 1)

        if rebuild:
            with store.open_connection(target.database_url) as connection:
                store.lock_as_writer(connection)
                store.drop_schema(connection)
        with Indexer(chain, target.database_url, found, on_batch=tell) as indexer:
            reached = indexer.run_once()
            if not once:
                _follow(indexer)
                reached = latest[0] if latest else reached
    facts = {"block": reached.block_number, "hash": reached.block_hash, "head": reached.head}
    if once:
        facts |= {"blocks": reached.blocks, "events": reached.events, "reorgs": reached.reorgs}
    if json:
        output.emit_json(facts)
    else:
        output.say(f"The mirror is at block {reached.block_number} of {reached.head} ({reached.block_hash}).")


def _follow(indexer: Indexer) -> None:
    """Until Ctrl-C or a TERM signal, which is how following ends well."""
    try:
        indexer.follow(threading.Event())
    except KeyboardInterrupt:
        return
