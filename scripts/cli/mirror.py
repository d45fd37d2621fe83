"""`tallystick index` and `tallystick verify`: the SQL mirror and its proof against the chain."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scripts.cli import output
from scripts.cli.failures import Failure
from scripts.cli.options import DEFAULT_DATA_DIR, DatabaseUrl, DataDir, DeploymentFile, Json, RpcUrl
from scripts.cli.targets import find_target

if TYPE_CHECKING:
    from indexer.metrics import IndexerMetrics
    from indexer.sync import Indexer, Progress


def index(
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop at the chain's head.")] = False,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Read all blocks anew beside the mirror, then put it in its place."),
    ] = False,
    verify_receipts: Annotated[
        bool,
        typer.Option(
            "--verify-receipts/--no-verify-receipts",
            help="Rebuild each block's receipts root; without, its bloom is the check.",
        ),
    ] = True,
    metrics_port: Annotated[
        int, typer.Option("--metrics-port", min=0, max=65535, help="Serve figures for Prometheus; 0: none.")
    ] = 0,
    readers: Annotated[
        int | None,
        typer.Option(
            "--readers",
            min=0,
            max=16,
            help="Processes that read beside it where 1,000 blocks are missing; one on more than two cores.",
        ),
    ] = None,
    rpc_url: RpcUrl = None,
    database_url: DatabaseUrl = None,
    deployment: DeploymentFile = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    json: Json = False,
) -> None:
    """Mirror the chain into the database, until stopped or (--once) to the chain's head.

    Running it again changes nothing; after an interruption it goes on where it was. Only one writes: another
    one stands by and takes over when the first has gone.
    """
    from indexer.asking import FetchLimits
    from indexer.metrics import IndexerMetrics
    from indexer.rebuild import rebuild as build_anew
    from indexer.sync import Indexer

    target = find_target(data_dir, rpc_url, database_url, deployment)
    chain, found = target.connect()
    with chain, output.counting("Indexing blocks", quiet=json) as count:

        def tell(progress: Progress) -> None:
            count(progress.block_number - found.block_number + 1, progress.head - found.block_number + 1)

        metrics = IndexerMetrics()
        _serve_metrics(metrics, metrics_port)
        options: dict[str, Any] = {
            "on_batch": tell,
            "verify_receipts": verify_receipts,
            "metrics": metrics,
            "limits": FetchLimits() if readers is None else FetchLimits(readers=readers),
        }
        reached: Progress | None = None
        if rebuild:
            reached = build_anew(chain, target.database_url, found, **options)
        if not (rebuild and once):
            with Indexer(chain, target.database_url, found, **options) as indexer:
                if once:
                    reached = indexer.run_once()
                else:
                    _follow(indexer)
                    reached = indexer.progress or reached
    if reached is None:
        if json:
            output.emit_json({"standby": True})
        else:
            output.say("Stopped while standing by: another indexer writes this mirror.")
        return
    facts = {"block": reached.block_number, "hash": reached.block_hash, "head": reached.head}
    if once:
        facts |= {"blocks": reached.blocks, "events": reached.events, "reorgs": reached.reorgs}
    if json:
        output.emit_json(facts)
    else:
        output.say(f"The mirror is at block {reached.block_number} of {reached.head} ({reached.block_hash}).")


def _serve_metrics(metrics: IndexerMetrics, port: int) -> None:
    if port:
        from prometheus_client import start_http_server

        try:
            start_http_server(port, addr="127.0.0.1", registry=metrics.registry)
        except OSError as error:
            raise Failure(f"port {port} is not free for the figures: {error.strerror}") from None


def _follow(indexer: Indexer) -> None:
    """Until Ctrl-C or a TERM signal, which is how following ends well. What is wrong at the start is said."""
    from indexer.store import AnotherWriter

    try:
        with suppress(AnotherWriter):  # it stands by, then
            indexer.run_once()
        indexer.follow(threading.Event())
    except KeyboardInterrupt:
        return
