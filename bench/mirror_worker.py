"""One run in a process of its own, so that its time and memory are its alone.

Prints one JSON object: events, seconds of work and of CPU (readers included), requests to the node, peak
memory of the indexer and of its largest reader.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from chain.deployments import Deployment, load_deployment
from chain.provider import Chain
from indexer.asking import FetchLimits
from indexer.sync import Indexer

NAIVE_RANGE: Final = 100


def index(chain: Chain, deployment: Deployment, options: argparse.Namespace) -> int:
    """The indexer itself, from nothing to the head."""
    with Indexer(
        chain,
        options.database,
        deployment,
        schema=options.schema,
        verify_receipts=options.receipts,
        projections=options.what == "index",
        limits=FetchLimits(readers=options.readers),
    ) as indexer:
        return indexer.run_once().events


def serving(chain: Chain, deployment: Deployment) -> int:
    """The node alone: all logs asked for and thrown away."""
    addresses = [deployed.address for deployed in deployment.contracts.values()]
    addresses += [token.address for token in deployment.cash]
    head, found = chain.block_number(), 0
    for first in range(deployment.block_number, head + 1, NAIVE_RANGE):
        last = min(head, first + NAIVE_RANGE - 1)
        wanted = {"fromBlock": hex(first), "toBlock": hex(last), "address": addresses}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [wanted]}
        found += chain.post(json.dumps(asked).encode(), repeatable=True).count(b'"logIndex"')
    return found


def naive(chain: Chain, deployment: Deployment, events: int) -> int:
    """web3.py as its manual shows it: get_logs, a decoded event object for each, and no database at all."""
    from web3 import HTTPProvider, Web3

    from chain.abi import load_artifact

    web3 = Web3(HTTPProvider(chain.rpc_url))
    contracts = []
    for name, deployed in deployment.contracts.items():
        abi: Any = load_artifact(name).abi
        address = Web3.to_checksum_address(deployed.address)
        contracts.append(web3.eth.contract(address=address, abi=abi))
    by_topic: dict[tuple[str, bytes], Any] = {}
    for contract in contracts:
        events_of: Any = contract.events
        for event in events_of:
            by_topic[contract.address, bytes.fromhex(event.topic.removeprefix("0x"))] = event
    head, found = web3.eth.block_number, 0
    for first in range(deployment.block_number, head + 1, NAIVE_RANGE):
        wanted: Any = {"fromBlock": first, "toBlock": min(head, first + NAIVE_RANGE - 1)}
        wanted["address"] = [contract.address for contract in contracts]
        for entry in web3.eth.get_logs(wanted):
            by_topic[entry["address"], bytes(entry["topics"][0])].process_log(entry)
            found += 1
            if found == events:
                return found
    return found


def main() -> int:
    began = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["index", "raw", "follow", "serving", "naive"])
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--database", default="")
    parser.add_argument("--deployment", type=Path, required=True)
    parser.add_argument("--schema", default="bench")
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--readers", type=int, default=FetchLimits.readers)
    parser.add_argument("--receipts", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    deployment = load_deployment(options.deployment)
    with Chain(options.rpc) as chain:
        cpu = time.process_time()
        if options.what == "serving":
            events = serving(chain, deployment)
        elif options.what == "follow":
            with Indexer(chain, options.database, deployment, schema=options.schema) as indexer:
                indexer.follow(threading.Event(), 0.05)
            return 0
        elif options.what == "naive":
            events = naive(chain, deployment, options.events)
        else:
            events = index(chain, deployment, options)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        readers_cpu = children.ru_utime + children.ru_stime
        facts = {
            "events": events,
            "work_s": time.perf_counter() - began,
            "cpu_s": time.process_time() - cpu + readers_cpu,
            "reader_cpu_s": readers_cpu,
            "requests": chain.requests,
            "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "reader_rss_mb": round(children.ru_maxrss / 1024),
        }
    print(json.dumps(facts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
