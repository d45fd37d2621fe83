"""Whether the code on the chain is the code that these sources compile to.

A contract's constructor writes its immutables (sister addresses, domain separators) into its code; those
places, which the compiler names, are left out of the comparison. Everything else must be the same byte.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Artifact, ArtifactError, load_artifact
from chain.deployments import Deployment
from chain.encoding import HexError, from_hex
from chain.provider import Chain


def is_compiled_from(artifact: Artifact, code: bytes) -> bool:
    """Whether runtime code differs from the artifact's in immutables alone. Errors: ArtifactError."""
    try:
        compiled = from_hex(artifact.deployed_bytecode, f"{artifact.name}.deployedBytecode")
    except HexError as error:
        raise ArtifactError(str(error)) from error
    places = artifact.whole.get("immutables", [])
    return bool(compiled) and _masked(compiled, places) == _masked(code, places)


def foreign_code(deployment: Deployment, chain: Chain) -> list[str]:
    """What at the deployment's addresses, cash tokens too, is not compiled from the committed artifacts.

    Answers `<contract> at <address>` for each; empty when all is as the sources say.
    Errors: those of the provider, ArtifactError.
    """
    named = sorted(deployment.names_by_address().items())
    codes = chain.batch([("eth_getCode", [address, "latest"]) for address, _ in named])
    return [
        f"{contract} at {address}"
        for (address, contract), code in zip(named, codes, strict=True)
        if not is_compiled_from(load_artifact(contract), from_hex(code, "code"))
    ]


def _masked(code: bytes, places: Sequence[Sequence[int]]) -> bytes:
    masked = bytearray(code)
    for start, length in places:
        if start + length > len(masked):
            return b""  # shorter than the places that it must have
        masked[start : start + length] = bytes(length)
    return bytes(masked)
