"""The chain node as a service: real processes."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from scripts.services import anvil as service
from scripts.services import binaries
from scripts.services.anvil import Anvil
from scripts.services.process import PortInUse, ServiceError
from tests.services.processes import alive, end_by, first_line, gone_within, program, removed_within

SOMEBODY = "0x00000000000000000000000000000000000000aa"
HOLD = """
import time
from scripts.services.anvil import Anvil
with Anvil() as node:
    print(node.pid, node._temporary, flush=True)
    time.sleep(600)
"""


def test_a_taken_port_is_refused_by_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUse, match=f"port {taken.getsockname()[1]} is in use"):
            Anvil(port=taken.getsockname()[1]).start()


def test_a_missing_program_says_to_run_setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "ROOT", tmp_path)
    with pytest.raises(ServiceError, match="make setup"):
        Anvil().start()


def test_a_data_folder_serves_one_node_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LOCK_SECONDS", 0.3)
    with Anvil(tmp_path), pytest.raises(ServiceError, match="in use by another node"):
        Anvil(tmp_path).start()


def test_bad_arguments_show_what_the_node_said() -> None:
    with pytest.raises(ServiceError, match="no-such-fork"):
        Anvil(hardfork="no-such-fork").start()


def test_stopping_leaves_no_process() -> None:
    with Anvil() as node:
        pid, guard = node.pid, node._process
        assert alive(pid)
    assert not alive(pid)
    assert guard is not None and not guard.running


def test_two_nodes_run_side_by_side() -> None:
    with Anvil() as one, Anvil(chain_id=4242) as two:
        assert one.port != two.port
        assert (int(one.rpc("eth_chainId"), 16), int(two.rpc("eth_chainId"), 16)) == (31337, 4242)


def test_no_account_is_unlocked_and_gas_is_free() -> None:
    with Anvil() as node:
        assert node.rpc("eth_accounts") == []
        assert int(node.rpc("eth_gasPrice"), 16) == 0


def test_the_chain_survives_a_restart(tmp_path: Path) -> None:
    with Anvil(tmp_path) as node:
        node.rpc("anvil_setBalance", SOMEBODY, hex(77))
        node.rpc("anvil_mine", hex(5))
        before = node.rpc("eth_getBlockByNumber", "latest", False)["hash"]
    with Anvil(tmp_path) as node:
        assert node.rpc("eth_getBlockByNumber", "latest", False)["hash"] == before
        assert int(node.rpc("eth_getBalance", SOMEBODY, "latest"), 16) == 77


def test_after_a_restart_no_block_is_older_than_its_parent(tmp_path: Path) -> None:
    with Anvil(tmp_path) as node:
        node.rpc("evm_increaseTime", 90 * 86_400)
        node.rpc("anvil_mine", hex(1))
        parent = int(node.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    with Anvil(tmp_path) as node:
        node.rpc("anvil_mine", hex(1))
        child = int(node.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    assert parent > time.time() + 89 * 86_400
    assert parent <= child < parent + 60


def test_a_killed_node_has_saved_what_is_older_than_the_interval(tmp_path: Path) -> None:
    with Anvil(tmp_path, state_interval=1) as node:
        node.rpc("anvil_mine", hex(3))
        time.sleep(2.5)
        os.kill(node.pid, signal.SIGKILL)
        assert gone_within(node.pid, 5)
    with Anvil(tmp_path) as node:
        assert int(node.rpc("eth_blockNumber"), 16) == 3


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_program_that_ends_in_any_way_leaves_no_node_and_no_folder(how: signal.Signals) -> None:
    running = program(HOLD)
    pid, folder = first_line(running).split()
    assert alive(int(pid)) and Path(folder).is_dir()
    end_by(running, how)
    assert gone_within(int(pid), 10)
    assert removed_within(Path(folder), 5)


def test_a_killed_guard_takes_the_node_with_it() -> None:
    with Anvil() as node:
        process = node._process
        assert process is not None
        process.guard.kill()
        assert gone_within(node.pid, 5)
