"""Which deployment a mirror is of."""

from __future__ import annotations

import json

from chain.deployments import Deployment
from chain.encoding import keccak256, to_hex


def deployment_identity(deployment: Deployment) -> str:
    """Hash of a deployment's chain, first block and contracts by name and address: 0x-hex of 32 bytes."""
    addresses = {name: deployed.address for name, deployed in deployment.contracts.items()}
    text = json.dumps([deployment.chain_id, deployment.block_hash, addresses], sort_keys=True)
    return to_hex(keccak256(text.encode()))
