"""The whole service as one thing with a beginning and an end.

    with Stack(data_dir=Path("data")) as stack:
        httpx.get(f"{stack.api_url}/readyz")

Starting again with the same data folder resumes where it stopped. Nothing outlives the `with`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from api.app import create_app
from api.migrations import upgrade
from api.settings import PREFIX, Settings, UnderwriterSettings, load
from chain.deployments import Deployment
from chain.provider import Chain
from chain.signing import Key
from indexer import store
from indexer.sync import Indexer, Progress
from scripts.services.anvil import CHAIN_ID, Anvil
from scripts.services.postgres import Postgres
from scripts.serving.contracts import contracts_on
from scripts.serving.credentials import Credentials, credentials_in
from scripts.serving.faults import ServingError
from scripts.serving.mirroring import Following
from scripts.serving.running import leave_note, take_folder
from scripts.serving.web import Web, listen, url_of

POLL_SECONDS: Final = 0.05
MIRROR_SECONDS: Final = 30.0


class Stack:
    """Node, database, contracts, migrations, indexer and API; what is given is used, the rest is started.

    data_dir: folder of everything that lasts; None for a stack that forgets everything at the end.
    rpc_url, database_url: an outside node or server; None starts anvil or PostgreSQL.
    deployment: file of the contracts; None is data_dir/deployments/<chain id>.json, deployed when missing.
    host, port: of the API; port 0 takes a free one.
    currencies: cash tokens of a new deployment.
    underwriters: financiers' signers beside the service.
    environ, config: settings of the API (`TALLYSTICK_…`, a TOML file); empty means defaults only.
    timestamp, block_time: of an own node, see scripts.services.anvil.Anvil.
    durable: False gives up the database's crash safety for speed (tests, demo).
    progress: told in words what is being done; on_batch: told after each batch of the first indexing.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        rpc_url: str | None = None,
        database_url: str | None = None,
        deployment: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        chain_id: int = CHAIN_ID,
        currencies: Sequence[str] = ("CNY",),
        underwriters: Sequence[UnderwriterSettings] = (),
        environ: Mapping[str, str] | None = None,
        config: Path | None = None,
        timestamp: int | None = None,
        block_time: int | None = None,
        durable: bool = True,
        progress: Callable[[str], None] = lambda _: None,
        on_batch: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._asked_dir = data_dir
        self._rpc_url = rpc_url
        self._database_url = database_url
        self._deployment_file = deployment
        self._host, self._port = host, port
        self._chain_id = chain_id
        self._currencies = tuple(currencies)
        self._underwriters = tuple(underwriters)
        self._environ = dict(environ or {})
        self._config = config
        self._timestamp, self._block_time = timestamp, block_time
        self._durable = durable
        self._progress = progress
        self._on_batch = on_batch
        self._ends = ExitStack()
        self.anvil: Anvil | None = None
        self.postgres: Postgres | None = None
        self.data_dir: Path
        self.credentials: Credentials
        self.chain: Chain
        self.rpc_url: str
        self.database_url: str
        self.deployment: Deployment
        self.deployment_file: Path
        self.settings: Settings
        self.indexer: Indexer
        self.api_url: str

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    def __repr__(self) -> str:
        return f"Stack(data_dir={self._asked_dir})"  # the addresses may carry passwords

    def check(self) -> None:
        """Errors: ServingError when a part of the stack has died."""
        for name, service in (("the node", self.anvil), ("the database server", self.postgres)):
            if service is not None and not service.running:
                raise ServingError(f"{name} has stopped; its log is in {self.data_dir}")
        self._following.check()
        self._web.check()

    def wait_for_mirror(self, block_number: int | None = None, seconds: float = MIRROR_SECONDS) -> int:
        """Wait until the mirror has this block (None: the node's newest). Answers the mirrored block.

        Errors: ServingError (the indexer died, or time is up).
        """
        wanted = self.chain.block_number() if block_number is None else block_number
        deadline = time.monotonic() + seconds
        with store.open_connection(self.database_url) as connection:
            while True:
                found = store.read_checkpoint(connection)
                if found is not None and found.block_number >= wanted:
                    return found.block_number
                self._following.check()
                if time.monotonic() > deadline:
                    raise ServingError(f"the mirror did not reach block {wanted} within {seconds:.0f} s")
                time.sleep(POLL_SECONDS / 5)

    def _start(self) -> None:
        self._take_folder()
        self.credentials = credentials_in(self.data_dir / "operator")
        listening = listen(self._host, self._port)
        self._ends.callback(listening.close)
        self.api_url = url_of(listening, self._host)
        self._start_node()
        self._start_database()
        self._find_contracts()
        self._progress("bringing the database's tables up to date")
        upgrade(self.database_url)
        self._mirror()
        self._progress("starting the API")
        self._web = Web(create_app(self.settings), listening)
        self._ends.callback(self._web.stop)
        self._web.start()
        self._tell_where()

    def _take_folder(self) -> None:
        if self._asked_dir is None:
            self.data_dir = Path(tempfile.mkdtemp(prefix="tallystick-"))
            self._ends.callback(shutil.rmtree, self.data_dir, ignore_errors=True)
            return
        self.data_dir = self._asked_dir.resolve()
        self._ends.callback(os.close, take_folder(self.data_dir))

    def _start_node(self) -> None:
        if self._rpc_url is None:
            self._progress("starting the chain")
            self.anvil = Anvil(
                self._asked_dir and self.data_dir,
                chain_id=self._chain_id,
                block_time=self._block_time,
                timestamp=self._timestamp,
            )
            self._ends.enter_context(self.anvil)
        self.rpc_url = self.anvil.rpc_url if self.anvil is not None else self._rpc_url or ""
        try:
            self.chain = Chain(self.rpc_url)
        except ValueError as error:
            raise ServingError(f"--rpc-url: {error}") from None
        self._ends.callback(self.chain.close)
        if self.chain.chain_id != self._chain_id and self._rpc_url is None:
            raise ServingError(f"the node serves chain {self.chain.chain_id}, not {self._chain_id}")

    def _start_database(self) -> None:
        if self._database_url is None:
            self._progress("starting the database")
            self.postgres = Postgres(self._asked_dir and self.data_dir, durable=self._durable)
            self._ends.enter_context(self.postgres)
        self.database_url = (
            self.postgres.url if self.postgres is not None else sqlalchemy_url(self._database_url or "")
        )

    def _find_contracts(self) -> None:
        file = self._deployment_file or self.data_dir / "deployments" / f"{self.chain.chain_id}.json"
        self.settings = self._settings(file)
        found = contracts_on(
            self.chain,
            file,
            self.credentials,
            fingerprint_service=Key(_bytes(self.settings.fingerprint_key.get_secret_value())).address,
            currencies=self._currencies,
            own_chain=self.anvil is not None,
            progress=self._progress,
        )
        self.deployment, self.deployment_file = found.deployment, found.file
        if found.fresh and self.postgres is not None:
            # A mirror of an earlier deployment in our own database is of a chain that is gone.
            with store.open_connection(self.database_url) as connection:
                store.drop_schema(connection)

    def _settings(self, deployment: Path) -> Settings:
        """The API's settings: what was configured, and the stack's own where nothing was."""
        needed = {"database_url": self.database_url, "rpc_url": self.rpc_url, "deployment": str(deployment)}
        environ = self._environ | {f"{PREFIX}{name.upper()}": value for name, value in needed.items()}
        settings = load(environ, self._config)
        ours: dict[str, object] = {"underwriters": (*settings.underwriters, *self._underwriters)}
        own_keys = {
            "master_key": self.credentials.master_key,
            "consortium_key": self.credentials.consortium_key,
            "fingerprint_key": self.credentials.fingerprint_service.reveal(),
        }
        for name, key in own_keys.items():
            if not getattr(settings, name).get_secret_value():
                ours[name] = key.hex()
        if not settings.operators:
            ours["operators"] = (self.credentials.operator.address,)
        defaults = Settings.model_fields
        if settings.domain == defaults["domain"].default and settings.uri == defaults["uri"].default:
            ours["uri"], ours["domain"] = self.api_url, self.api_url.removeprefix("http://")
        return Settings.model_validate({**dict(settings), **ours})

    def _mirror(self) -> None:
        self._progress("bringing the mirror to the chain's head")
        self.indexer = Indexer(self.chain, self.database_url, self.deployment, on_batch=self._on_batch)
        self._following = Following(self.indexer, POLL_SECONDS)
        self._ends.callback(self._following.stop)
        self.indexer.run_once()
        self._following.start()

    def _tell_where(self) -> None:
        """Leave the addresses for other commands on this data folder."""
        if self._asked_dir is None:
            return
        note = leave_note(
            self.data_dir,
            {
                "pid": os.getpid(),
                "api_url": self.api_url,
                "rpc_url": self.rpc_url,
                "database_url": self.database_url,
                "deployment": str(self.deployment_file),
            },
        )
        self._ends.callback(note.unlink, missing_ok=True)


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL address with the driver that is installed. Errors: ServingError, without the address."""
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    raise ServingError("--database-url: it must begin with postgresql://")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
