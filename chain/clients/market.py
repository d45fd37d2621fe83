"""The typed client of Market.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import PurchaseQuote

_CANCEL_QUOTE: Final = Function("cancelQuote", "4092bb9d", ("nonce",), ("uint256",), ())
_DIGEST_OF: Final = Function(
    "digestOf",
    "f2c97d8f",
    ("quote",),
    ("(address,address,bytes32,uint128,uint128,uint128,uint40,uint256)",),
    ("bytes32",),
)
_EIP712_DOMAIN: Final = Function(
    "eip712Domain",
    "84b0196e",
    (),
    (),
    ("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"),
)
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_NONCE_USED: Final = Function(
    "nonceUsed", "1647795e", ("account", "nonce"), ("address", "uint256"), ("bool",)
)
_SELL: Final = Function(
    "sell",
    "e3bb4f2d",
    ("quote", "signature"),
    ("(address,address,bytes32,uint128,uint128,uint128,uint40,uint256)", "bytes"),
    (),
)
_TAKE_PLEDGED: Final = Function(
    "takePledged",
    "3b8c5cf5",
    ("quote", "signature", "seller"),
    ("(address,address,bytes32,uint128,uint128,uint128,uint40,uint256)", "bytes", "address"),
    ("uint128", "uint128"),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))


class Eip712DomainAnswer(NamedTuple):
    """What eip712Domain answers."""

    fields: str
    name: str
    version: str
    chain_id: int
    verifying_contract: str
    salt: str
    extensions: tuple[int, ...]


class Market(Contract):
    """Market: units against cash, at once (see IMarket)."""

    NAME = "Market"

    def cancel_quote(self, nonce: int) -> Call:
        """Signer, or the buyer of the units: void an unused quote of this nonce."""
        return self._call(_CANCEL_QUOTE, (nonce,))

    def digest_of(self, quote: PurchaseQuote, *, at: BlockTag = "latest") -> str:
        """EIP-712 digest that the signer of a quote signs."""
        return self._ask(self.read_digest_of(quote), at)

    def read_digest_of(self, quote: PurchaseQuote) -> Read[str]:
        """The question of `digest_of`, to be asked with others."""
        return self._read(_DIGEST_OF, (quote,), lambda v: v[0])

    def eip712_domain(self, *, at: BlockTag = "latest") -> Eip712DomainAnswer:
        """eip712Domain of Market."""
        return self._ask(self.read_eip712_domain(), at)

    def read_eip712_domain(self) -> Read[Eip712DomainAnswer]:
        """The question of `eip712_domain`, to be asked with others."""
        return self._read(
            _EIP712_DOMAIN, (), lambda v: Eip712DomainAnswer(v[0], v[1], v[2], v[3], v[4], v[5], v[6])
        )

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def nonce_used(self, account: str, nonce: int, *, at: BlockTag = "latest") -> bool:
        """Whether a nonce is used in an account's name (as the buyer of the units) or cancelled by it. A
        quote serves only where this is false for its buyer and its signer.
        """
        return self._ask(self.read_nonce_used(account, nonce), at)

    def read_nonce_used(self, account: str, nonce: int) -> Read[bool]:
        """The question of `nonce_used`, to be asked with others."""
        return self._read(_NONCE_USED, (account, nonce), lambda v: v[0])

    def sell(self, quote: PurchaseQuote, signature: str) -> Call:
        """Holder: sell own units against a quote; units and cash change hands in this transaction."""
        return self._call(_SELL, (quote, signature))

    def take_pledged(self, quote: PurchaseQuote, signature: str, seller: str) -> Call:
        """Collateral only: use a quote for units in custody on behalf of `seller`; pulls the price to
        Collateral.
        """
        return self._call(_TAKE_PLEDGED, (quote, signature, seller))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))


FUNCTIONS: Final = (
    _CANCEL_QUOTE,
    _DIGEST_OF,
    _EIP712_DOMAIN,
    _MULTICALL,
    _NONCE_USED,
    _SELL,
    _TAKE_PLEDGED,
    _TRY_MULTICALL,
)
