"""Which deployment a mirror is of, and whether a node carries it."""

from __future__ import annotations

import json

from chain.deployments import Deployment
from chain.encoding import HexError, from_hex, keccak256, quantity, to_hex
from chain.errors import BadAnswer
from chain.provider import Chain
from chain.sealed import sealed_head


class WrongDeployment(Exception):
    """The node or the schema is of another chain or another deployment."""


def deployment_identity(deployment: Deployment, kind: str = "") -> str:
    """Hash of a deployment's chain, first block and contracts by name and address: 0x-hex of 32 bytes.

    kind: sets a mirror apart that does not have all tables.
    """
    addresses = {name: deployed.address for name, deployed in deployment.contracts.items()}
    parts = [deployment.chain_id, deployment.block_hash, addresses, *([kind] if kind else [])]
    return to_hex(keccak256(json.dumps(parts, sort_keys=True).encode()))


def require_deployment(chain: Chain, deployment: Deployment) -> str:
    """The node serves this chain, its first block of ours, and the code of every contract; one question.

    Answers the hash of the block before the first. Errors: WrongDeployment naming the difference, ChainError.
    """
    contracts = list(deployment.contracts.items())
    first = deployment.block_number
    answers = chain.batch(
        [
            ("eth_chainId", []),
            ("eth_getBlockByNumber", [hex(first), False]),
            *[("eth_getCode", [deployed.address, "latest"]) for _, deployed in contracts],
        ]
    )
    try:
        found = quantity(answers[0], "eth_chainId")
        codes = [to_hex(keccak256(from_hex(code, "code"))) for code in answers[2:]]
    except HexError as error:
        raise BadAnswer(str(error)) from error
    if found != deployment.chain_id:
        raise WrongDeployment(f"the node is of chain {found}, the deployment of {deployment.chain_id}")
    if answers[1] is None:
        raise WrongDeployment(f"the node's chain ends before the deployment's first block {first}")
    head = sealed_head(answers[1])
    if head.hash != deployment.block_hash:
        raise WrongDeployment(f"block {first} is {head.hash}, the deployment's is {deployment.block_hash}")
    for (name, deployed), code in zip(contracts, codes, strict=True):
        if code != deployed.code_hash:
            raise WrongDeployment(f"{name} at {deployed.address} has code {code}, not {deployed.code_hash}")
    return head.parent_hash
