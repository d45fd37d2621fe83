"""What all schedules of a run share: a node with a world on it, a proxy, a cluster, a first mirror."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chain.provider import Chain, connect
from indexer.sync import Indexer
from scripts.services.anvil import Anvil
from tests.indexer.world import World, build, play_main_trade
from tests.support.plugin import GENESIS_TIME
from tests.support.pool import settle_pool
from tests.torture import proxy
from tests.torture.cluster import BASE, Cluster, cluster, fast_folder, quiet_port
from tests.torture.follower import warm
from tests.torture.moves import SECONDS_A_BLOCK, Moves
from tests.torture.proxy import Middle

AGED: Final = 250
"""Blocks after which the node is started anew."""
FILLER: Final = 66
"""Blocks above the parties' admission, so that none is taken back with it."""


@dataclass
class Stage:
    """The parts, and the way back to where schedules start."""

    node: Anvil
    chain: Chain
    world: World
    moves: Moves
    middle: Middle
    cluster: Cluster
    folder: Path
    orders: list[str]
    receivables: list[str]
    snapshot: str
    tape: list[list[str]]
    base_time: int
    kept: bytes
    """The node's state file at the snapshot."""

    def begin(self, seed: int) -> None:
        """The chain as it was, the weather fair, all dice thrown anew.

        The snapshot lies below the blocks that may be taken back (one above a new head is lost); these are
        mined anew, each time at another second (of a block that comes again to the byte anvil loses the
        state).
        """
        if self.moves.mined > AGED:
            self.renew()
        settle_pool(self.moves.ask)
        if self.moves.ask("evm_revert", self.snapshot) is not True:
            raise AssertionError("the node has lost its snapshot")
        self.snapshot = self.moves.ask("evm_snapshot")
        self.moves.ask("evm_setNextBlockTimestamp", self.base_time + 1 + seed)
        self.moves.again(self.tape)
        self.moves.begin(seed, self.orders, self.receivables)
        self.middle.begin(seed)
        self.middle.floor = self.moves.floor + 1

    def renew(self) -> None:
        """The node started anew where the snapshot is: after some 500 blocks, those taken back included,
        anvil forgets the states that it needs to take back more."""
        self.node.stop()
        (self.folder / "node" / "anvil" / "state.json").write_bytes(self.kept)
        self.node.start()
        self.chain.close()
        self.snapshot = prepared(self.node)
        self.moves.mined = 0


def prepared(node: Anvil) -> str:
    """Blocks when told, their times by their number; answers the snapshot taken."""
    node.rpc("evm_setAutomine", False)
    node.rpc("anvil_setBlockTimestampInterval", SECONDS_A_BLOCK)
    return str(node.rpc("evm_snapshot"))


@contextmanager
def stage() -> Iterator[Stage]:
    """Everything started; takes some seconds."""
    warm()
    with (
        tempfile.TemporaryDirectory(prefix="tallystick-torture-", dir=fast_folder()) as folder,
        Anvil(Path(folder) / "node", port=quiet_port(), timestamp=GENESIS_TIME, state_interval=3_600) as node,
        connect(node.rpc_url, node.chain_id) as chain,
        proxy.before(node.port) as middle,
        cluster() as databases,
    ):
        world = build(chain)
        order_id, receivable_id = play_main_trade(world)
        node.stop()
        state = (Path(folder) / "node" / "anvil" / "state.json").read_bytes()
        node.start()
        chain.close()
        moves = Moves(node, world)
        moves.begin(0, [order_id], [receivable_id])
        snapshot = prepared(node)
        base_time = int(newest(node)["timestamp"], 16)
        databases.create(name=BASE)
        with Indexer(chain, databases.url(BASE), world.deployment) as indexer:
            indexer.run_once()
        moves.blocks(FILLER)
        orders, receivables = moves.orders, [receivable_id]
        yield Stage(
            node,
            chain,
            world,
            moves,
            middle,
            databases,
            Path(folder),
            orders,
            receivables,
            snapshot,
            list(moves.tape),
            base_time,
            state,
        )


def newest(node: Anvil) -> dict[str, Any]:
    """The node's newest block."""
    return dict(node.rpc("eth_getBlockByNumber", "latest", False))
