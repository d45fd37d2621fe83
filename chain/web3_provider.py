"""web3.py over our own transport, for those who want its interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web3 import Web3
from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from chain.errors import ChainUnavailable, RpcError

if TYPE_CHECKING:
    from chain.provider import Chain


class ChainProvider(JSONBaseProvider):
    """A web3.py provider that asks through a Chain and so shares its connections, limits and retries."""

    def __init__(self, chain: Chain) -> None:
        super().__init__()
        self._chain = chain

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Answer in web3.py's form; errors of the node are answered, not raised."""
        try:
            return {"jsonrpc": "2.0", "id": 1, "result": self._chain.request(method, params)}
        except RpcError as error:
            return {
                "jsonrpc": "2.0",
                "id": 1,
                "error": {"code": error.code, "message": error.message, "data": error.data},  # type: ignore[typeddict-item]
            }

    def is_connected(self, show_traceback: bool = False) -> bool:
        """Whether the node answers."""
        try:
            self._chain.block_number()
        except ChainUnavailable:
            if show_traceback:
                raise
            return False
        return True


def build_web3(chain: Chain) -> Web3:
    """A Web3 that converts nothing behind our back: no middleware."""
    return Web3(ChainProvider(chain), middleware=[])
