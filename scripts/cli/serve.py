"""`tallystick up`: serve until stopped."""

from __future__ import annotations

import logging
import logging.handlers
import os
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scripts.cli import output
from scripts.cli.failures import Failure
from scripts.cli.options import DEFAULT_DATA_DIR, DatabaseUrl, DataDir, DeploymentFile, Json, RpcUrl
from scripts.cli.targets import configuration, configuration_file

if TYPE_CHECKING:
    from scripts.serving.stack import Stack

WATCH_SECONDS: Final = 0.5
LOG_BYTES: Final = 5_000_000
LOG_FILES: Final = 3
DEVELOPMENT_CHAIN: Final = 31_337


def up(
    *,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    rpc_url: RpcUrl = None,
    database_url: DatabaseUrl = None,
    deployment: DeploymentFile = None,
    host: Annotated[str, typer.Option("--host", help="Address to serve the API on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port of the API; 0 takes a free one.")
    ] = 0,
    chain_id: Annotated[
        int, typer.Option("--chain-id", min=1, max=2**53 - 1, help="Id of a chain that is started here.")
    ] = DEVELOPMENT_CHAIN,
    block_time: Annotated[
        int,
        typer.Option(
            "--block-time", min=0, max=3600, help="Seconds between its blocks; 0: only on transactions."
        ),
    ] = 5,
    currency: Annotated[
        list[str] | None,
        typer.Option("--currency", help="Cash tokens of a new deployment; may be repeated [CNY]."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="TOML file with settings [TALLYSTICK_CONFIG]."),
    ] = None,
    json: Json = False,
) -> None:
    """Serve until stopped: chain, database, indexer, API. What you do not name is started here.

    Everything lasts in the data folder; the next `up` on it goes on where this one stopped. Stop it with
    Ctrl-C: nothing keeps running. Keys of a development operator and bank are made in DATA_DIR/operator.
    """
    from scripts.serving.stack import Stack

    configured = configuration(config)
    currencies = _currencies(currency or ["CNY"])
    with ExitStack() as ends:
        with output.working("Starting", quiet=json) as step:
            _log_to(data_dir)
            stack = ends.enter_context(
                Stack(
                    data_dir,
                    rpc_url=rpc_url or configured.get("rpc_url"),
                    database_url=database_url or configured.get("database_url"),
                    deployment=deployment or _path(configured.get("deployment")),
                    host=host,
                    port=port,
                    chain_id=chain_id,
                    block_time=block_time or None,
                    currencies=currencies,
                    environ=os.environ,
                    config=configuration_file(config),
                    progress=step,
                )
            )
        try:
            _tell(stack, json=json)
            while True:
                time.sleep(WATCH_SECONDS)
                stack.check()
        except KeyboardInterrupt:
            # Stopping is how serving ends well; during the start it is an interruption (130).
            if not json:
                output.say("Stopping.")


def _tell(stack: Stack, *, json: bool) -> None:
    from api.settings import mask_url

    facts: dict[str, Any] = {
        "api": stack.api_url,
        "chain": {"url": mask_url(stack.rpc_url), "chainId": stack.deployment.chain_id},
        "database": mask_url(stack.database_url),
        "deployment": str(stack.deployment_file),
        "operator": stack.deployment.operator,
        "cash": {
            token.currency: {"address": token.address, "bank": token.bank} for token in stack.deployment.cash
        },
        "dataDir": str(stack.data_dir),
        "pid": os.getpid(),
    }
    if json:
        output.emit_json(facts)
        return
    output.say("Tallystick is up.", "")
    output.pairs(
        [
            ("API", f"{stack.api_url}   (try {stack.api_url}/docs)"),
            ("chain", f"{facts['chain']['url']}   id {stack.deployment.chain_id}"),
            ("database", facts["database"]),
            ("contracts", facts["deployment"]),
            ("operator", stack.deployment.operator),
            *((f"bank {token.currency}", token.bank) for token in stack.deployment.cash),
            ("log", stack.data_dir / "tallystick.log"),
        ]
    )
    output.say("", "Stop it with Ctrl-C.")


def _currencies(asked: list[str]) -> list[str]:
    from api.documents.money import EXPONENTS

    for currency in asked:
        if currency not in EXPONENTS:
            raise Failure(
                f"{currency} is no currency that a cash token can have: name an ISO 4217 code such as CNY."
            )
    return list(dict.fromkeys(asked))


def _log_to(data_dir: Path) -> None:
    """What the parts log goes to a file in the data folder, so that standard error stays for people."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            data_dir / "tallystick.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise Failure(f"{data_dir} cannot be used as data folder: {error.strerror}.") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in ("urllib3", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # their lines carry whole addresses


def _path(value: object) -> Path | None:
    return Path(str(value)) if value else None
