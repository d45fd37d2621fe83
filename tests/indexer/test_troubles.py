"""INV-16 on the way: after every transaction of the troubles the mirror says what the contracts say."""

from __future__ import annotations

from dataclasses import dataclass, field

from chain.calls import Call
from chain.provider import connect
from chain.transactions import Mined
from indexer.reconcile import verify
from indexer.sync import Indexer
from scripts.services.anvil import Anvil
from tests.indexer.troubles import play_the_troubles
from tests.indexer.world import World, build
from tests.support.plugin import GENESIS_TIME, Database


@dataclass
class Watched(World):
    """A world whose mirror is compared with the chain after every transaction."""

    mirror: Indexer | None = None
    database_url: str = ""
    compared: list[str] = field(default_factory=list)

    def does(self, name: str, call: Call) -> Mined:
        """One transaction, mined, mirrored, compared."""
        mined = super().does(name, call)
        if self.mirror is not None:
            self.mirror.run_once()
            report = verify(self.database_url, self.chain, self.deployment)
            assert report.differences == (), f"after {call.contract}.{call.name} by {name}"
            self.compared.append(call.name)
        return mined


def test_INV_16_holds_after_every_transaction_of_a_default(database: Database) -> None:
    with Anvil(timestamp=GENESIS_TIME) as node, connect(node.rpc_url, node.chain_id) as chain:
        built = build(chain)
        with Indexer(chain, database.url, built.deployment) as indexer:
            indexer.run_once()
            world = Watched(
                chain, built.deployment, built.keys, built.numbers, mirror=indexer, database_url=database.url
            )
            play_the_troubles(world)
    expected = {"amend", "acceptAmendment", "voidReceivable", "forgive", "freeze", "lowerCap", "adopt"}
    expected |= {"extend", "declareDefault", "claim", "enforceSale", "waive", "writeOff", "flagOverdue"}
    expected |= {"payAndRedeem", "withdraw", "endCommitment", "commit", "giveNotice", "drawMany"}
    assert expected <= set(world.compared)
