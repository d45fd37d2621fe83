"""The development chain: one anvil process, by default with a state that survives restarts.

    with Anvil(data_dir=Path("build/data")) as node:
        web3 = Web3(HTTPProvider(node.rpc_url))

What a restart loses (it is anvil's nature): pending transactions, snapshots, states of past blocks unless
`keep_past_states`. The clock's offset is lost too and is put right here: otherwise a block mined after the
restart could be older than its parent.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from scripts.services.binaries import foundry
from scripts.services.process import HOST, Guarded, PortInUse, ServiceError, free_port, port_taken

CHAIN_ID: Final = 31337
START_SECONDS: Final = 20.0
LOCK_SECONDS: Final = 5.0  # a node whose parent has just been killed is still saving its state
ATTEMPTS: Final = 5
DIRECT: Final = urllib.request.build_opener(
    urllib.request.ProxyHandler({})
)  # no proxy stands before 127.0.0.1


class Anvil:
    """An anvil node on 127.0.0.1, zero gas price, no unlocked accounts unless asked for.

    data_dir: folder for its state (`anvil/` inside it); None for a node that forgets everything at the end.
    port: 0 takes a free one; a given one that is taken raises PortInUse.
    block_time: seconds between blocks (a transaction is then still mined at once); None mines at once only.
    timestamp: Unix time of the genesis block of a new chain.
    head_only: no states of past blocks (blocks, receipts and logs stay): views answer at the head alone, and
    a block costs no copy of the whole state, which is what long runs would spend their time and memory on.
    state_interval: seconds between saves, so that even a kill -9 loses no more than that.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        port: int = 0,
        chain_id: int = CHAIN_ID,
        block_time: int | None = None,
        timestamp: int | None = None,
        accounts: int = 0,
        hardfork: str | None = None,
        state_interval: int = 10,
        keep_past_states: bool = False,
        max_persisted_states: int = 512,
        head_only: bool = False,
    ) -> None:
        self.data_dir = data_dir
        self.asked_port = port
        self.port = port
        self.chain_id = chain_id
        self.block_time = block_time
        self.timestamp = timestamp
        self.accounts = accounts
        self.hardfork = hardfork
        self.state_interval = state_interval
        self.keep_past_states = keep_past_states
        self.max_persisted_states = max_persisted_states
        self.head_only = head_only
        self._temporary: Path | None = None
        self._process: Guarded | None = None

    @property
    def rpc_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def running(self) -> bool:
        """Whether the node was started and has not ended since."""
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int:
        """Process id of anvil itself."""
        if self._process is None:
            raise ServiceError("anvil is not running")
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the node and wait until it answers. ServiceError, PortInUse."""
        if self._process is not None:
            raise ServiceError("anvil is running already")
        program = foundry("anvil")
        if self.asked_port and port_taken(self.asked_port):
            raise PortInUse(f"port {self.asked_port} is in use: choose another, or 0 for a free one")
        folder = self._folder()
        lock = self._lock(folder)
        try:
            self._launch(program, folder, lock)
            self._mend_clock()
        except BaseException:
            self.stop()
            raise
        finally:
            os.close(lock)  # the guard holds its own copy until anvil has ended

    def stop(self) -> None:
        """Stop the node after it has saved its state. Safe to repeat."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._temporary is not None:
            shutil.rmtree(
                self._temporary, ignore_errors=True
            )  # the guard has done it unless nothing was started
            self._temporary = None

    def rpc(self, method: str, *params: object) -> Any:
        """One JSON-RPC call, for the node's own methods (anvil_…, evm_…). ServiceError in its words."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.rpc_url, body, {"Content-Type": "application/json"})  # noqa: S310
        with DIRECT.open(request, timeout=30) as answer:
            reply = json.load(answer)
        if "error" in reply:
            raise ServiceError(f"{method}: {reply['error'].get('message')}")
        return reply["result"]

    def _folder(self) -> Path:
        if self.data_dir is None:
            self._temporary = Path(tempfile.mkdtemp(prefix="tallystick-anvil-"))
            return self._temporary
        folder = self.data_dir.resolve() / "anvil"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _lock(self, folder: Path) -> int:
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(lock)
                    raise ServiceError(f"{folder} is in use by another node") from None
                time.sleep(0.1)

    def _launch(self, program: Path, folder: Path, lock: int) -> None:
        for attempt in range(ATTEMPTS):
            self.port = self.asked_port or free_port()
            command = [str(program), *self._arguments(folder)]
            # HOME: anvil would otherwise keep a cache in the user's.
            env = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "RUST_LOG": "error"}
            self._process = Guarded(
                command, folder / "anvil.log", env=env, keep_open=(lock,), remove=self._temporary
            )
            try:
                self._process.wait_until(self._answers, START_SECONDS)
                return
            except ServiceError as error:
                if "in use" not in str(error).lower():
                    raise
                if self.asked_port or attempt == ATTEMPTS - 1:
                    raise PortInUse(
                        f"port {self.port} is in use: choose another, or 0 for a free one"
                    ) from None

    def _arguments(self, folder: Path) -> list[str]:
        arguments = ["--host", HOST, "--port", str(self.port), "--chain-id", str(self.chain_id), "--no-cors"]
        arguments += ["--base-fee", "0", "--gas-price", "0", "--disable-min-priority-fee"]
        arguments += ["--accounts", str(self.accounts)]
        arguments += ["--cache-path", str(folder / "cache")]
        if self.head_only:
            arguments.append("--prune-history")
        else:
            arguments += ["--max-persisted-states", str(self.max_persisted_states)]
        if self.data_dir is not None:
            arguments += ["--state", str(folder / "state.json"), "--state-interval", str(self.state_interval)]
            if self.keep_past_states:
                arguments.append("--preserve-historical-states")
        if self.block_time is not None:
            arguments += ["--block-time", str(self.block_time), "--mixed-mining"]
        if self.timestamp is not None:
            arguments += ["--timestamp", str(self.timestamp)]
        if self.hardfork is not None:
            arguments += ["--hardfork", self.hardfork]
        return arguments

    def _answers(self) -> bool:
        if self._process is None or not self._process.running:
            return False
        try:
            return int(self.rpc("eth_chainId"), 16) == self.chain_id
        except (OSError, ValueError):
            return False

    def _mend_clock(self) -> None:
        """Move the node's clock to its newest block when that lies ahead: the offset is not in the state."""
        newest = int(self.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        ahead = newest - int(time.time())
        if ahead > 0:
            self.rpc("evm_increaseTime", ahead)
