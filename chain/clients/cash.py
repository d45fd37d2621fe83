"""The typed client of Cash.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag

_DOMAIN_SEPARATOR: Final = Function("DOMAIN_SEPARATOR", "3644e515", (), (), ("bytes32",))
_ALLOWANCE: Final = Function(
    "allowance", "dd62ed3e", ("owner", "spender"), ("address", "address"), ("uint256",)
)
_APPROVE: Final = Function("approve", "095ea7b3", ("spender", "value"), ("address", "uint256"), ("bool",))
_BALANCE_OF: Final = Function("balanceOf", "70a08231", ("account",), ("address",), ("uint256",))
_BANK: Final = Function("bank", "76cdb03b", (), (), ("address",))
_CURRENCY: Final = Function("currency", "e5a6b10f", (), (), ("bytes3",))
_DECIMALS: Final = Function("decimals", "313ce567", (), (), ("uint8",))
_DIRECTORY: Final = Function("directory", "c41c2f24", (), (), ("address",))
_EIP712_DOMAIN: Final = Function(
    "eip712Domain",
    "84b0196e",
    (),
    (),
    ("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"),
)
_FUNDS_OF: Final = Function(
    "fundsOf", "166935e1", ("owner", "spender"), ("address", "address"), ("uint256", "uint256")
)
_HELD_FOR: Final = Function("heldFor", "0c1d5a46", ("account",), ("address",), ("uint128",))
_ISSUE: Final = Function(
    "issue", "39e638c7", ("to", "amount", "receiptHash"), ("address", "uint128", "bytes32"), ()
)
_NAME: Final = Function("name", "06fdde03", (), (), ("string",))
_NONCES: Final = Function("nonces", "7ecebe00", ("owner",), ("address",), ("uint256",))
_PERMIT: Final = Function(
    "permit",
    "d505accf",
    ("owner", "spender", "value", "deadline", "v", "r", "s"),
    ("address", "address", "uint256", "uint256", "uint8", "bytes32", "bytes32"),
    (),
)
_RECEIPT_ISSUED: Final = Function("receiptIssued", "07748fac", ("receiptHash",), ("bytes32",), ("bool",))
_REDEEM: Final = Function("redeem", "2b1cec09", ("amount", "instructionHash"), ("uint128", "bytes32"), ())
_RELEASE_HELD: Final = Function("releaseHeld", "6a0ceb37", ("account",), ("address",), ("uint128",))
_SETTLE: Final = Function("settle", "ae0c4af7", ("to", "amount"), ("address", "uint128"), ())
_SETTLE_FROM: Final = Function(
    "settleFrom", "45a3055b", ("from", "to", "amount"), ("address", "address", "uint128"), ()
)
_SETTLE_WITH_FEE_FROM: Final = Function(
    "settleWithFeeFrom",
    "28601c68",
    ("from", "to", "amount", "feeTo", "fee"),
    ("address", "address", "uint128", "address", "uint128"),
    (),
)
_SYMBOL: Final = Function("symbol", "95d89b41", (), (), ("string",))
_TERMS_HASH: Final = Function("termsHash", "b311d9fd", (), (), ("bytes32",))
_TOTAL_SUPPLY: Final = Function("totalSupply", "18160ddd", (), (), ("uint256",))
_TRANSFER: Final = Function("transfer", "a9059cbb", ("to", "value"), ("address", "uint256"), ("bool",))
_TRANSFER_FROM: Final = Function(
    "transferFrom", "23b872dd", ("from", "to", "value"), ("address", "address", "uint256"), ("bool",)
)


class Eip712DomainAnswer(NamedTuple):
    """What eip712Domain answers."""

    fields: str
    name: str
    version: str
    chain_id: int
    verifying_contract: str
    salt: str
    extensions: tuple[int, ...]


class FundsOfAnswer(NamedTuple):
    """What fundsOf answers."""

    balance: int
    allowed: int


class Cash(Contract):
    """Cash: a bank's deposit token of one currency (see ICash)."""

    NAME = "Cash"

    def domain_separator(self, *, at: BlockTag = "latest") -> str:
        """DOMAIN_SEPARATOR of Cash."""
        return self._ask(self.read_domain_separator(), at)

    def read_domain_separator(self) -> Read[str]:
        """The question of `domain_separator`, to be asked with others."""
        return self._read(_DOMAIN_SEPARATOR, (), lambda v: v[0])

    def allowance(self, owner: str, spender: str, *, at: BlockTag = "latest") -> int:
        """allowance of Cash."""
        return self._ask(self.read_allowance(owner, spender), at)

    def read_allowance(self, owner: str, spender: str) -> Read[int]:
        """The question of `allowance`, to be asked with others."""
        return self._read(_ALLOWANCE, (owner, spender), lambda v: v[0])

    def approve(self, spender: str, value: int) -> Call:
        """approve of Cash."""
        return self._call(_APPROVE, (spender, value))

    def balance_of(self, account: str, *, at: BlockTag = "latest") -> int:
        """balanceOf of Cash."""
        return self._ask(self.read_balance_of(account), at)

    def read_balance_of(self, account: str) -> Read[int]:
        """The question of `balance_of`, to be asked with others."""
        return self._read(_BALANCE_OF, (account,), lambda v: v[0])

    def bank(self, *, at: BlockTag = "latest") -> str:
        """Account of the issuing bank."""
        return self._ask(self.read_bank(), at)

    def read_bank(self) -> Read[str]:
        """The question of `bank`, to be asked with others."""
        return self._read(_BANK, (), lambda v: v[0])

    def currency(self, *, at: BlockTag = "latest") -> str:
        """ISO 4217 code."""
        return self._ask(self.read_currency(), at)

    def read_currency(self) -> Read[str]:
        """The question of `currency`, to be asked with others."""
        return self._read(_CURRENCY, (), lambda v: v[0])

    def decimals(self, *, at: BlockTag = "latest") -> int:
        """Minor units of the currency are hundredths."""
        return self._ask(self.read_decimals(), at)

    def read_decimals(self) -> Read[int]:
        """The question of `decimals`, to be asked with others."""
        return self._read(_DECIMALS, (), lambda v: v[0])

    def directory(self, *, at: BlockTag = "latest") -> str:
        """Directory of admitted holders."""
        return self._ask(self.read_directory(), at)

    def read_directory(self) -> Read[str]:
        """The question of `directory`, to be asked with others."""
        return self._read(_DIRECTORY, (), lambda v: v[0])

    def eip712_domain(self, *, at: BlockTag = "latest") -> Eip712DomainAnswer:
        """eip712Domain of Cash."""
        return self._ask(self.read_eip712_domain(), at)

    def read_eip712_domain(self) -> Read[Eip712DomainAnswer]:
        """The question of `eip712_domain`, to be asked with others."""
        return self._read(
            _EIP712_DOMAIN, (), lambda v: Eip712DomainAnswer(v[0], v[1], v[2], v[3], v[4], v[5], v[6])
        )

    def funds_of(self, owner: str, spender: str, *, at: BlockTag = "latest") -> FundsOfAnswer:
        """What an account has, and what it lets `spender` take."""
        return self._ask(self.read_funds_of(owner, spender), at)

    def read_funds_of(self, owner: str, spender: str) -> Read[FundsOfAnswer]:
        """The question of `funds_of`, to be asked with others."""
        return self._read(_FUNDS_OF, (owner, spender), lambda v: FundsOfAnswer(v[0], v[1]))

    def held_for(self, account: str, *, at: BlockTag = "latest") -> int:
        """Minor units held for an account."""
        return self._ask(self.read_held_for(account), at)

    def read_held_for(self, account: str) -> Read[int]:
        """The question of `held_for`, to be asked with others."""
        return self._read(_HELD_FOR, (account,), lambda v: v[0])

    def issue(self, to: str, amount: int, receipt_hash: str) -> Call:
        """Issue `amount` minor units against one receipt of money at the bank. Only the bank, not
        suspended.
        """
        return self._call(_ISSUE, (to, amount, receipt_hash))

    def name(self, *, at: BlockTag = "latest") -> str:
        """name of Cash."""
        return self._ask(self.read_name(), at)

    def read_name(self) -> Read[str]:
        """The question of `name`, to be asked with others."""
        return self._read(_NAME, (), lambda v: v[0])

    def nonces(self, owner: str, *, at: BlockTag = "latest") -> int:
        """ERC-2612 nonce of an owner."""
        return self._ask(self.read_nonces(owner), at)

    def read_nonces(self, owner: str) -> Read[int]:
        """The question of `nonces`, to be asked with others."""
        return self._read(_NONCES, (owner,), lambda v: v[0])

    def permit(self, *, owner: str, spender: str, value: int, deadline: int, v: int, r: str, s: str) -> Call:
        """permit of Cash."""
        return self._call(_PERMIT, (owner, spender, value, deadline, v, r, s))

    def receipt_issued(self, receipt_hash: str, *, at: BlockTag = "latest") -> bool:
        """True when the receipt has been issued against."""
        return self._ask(self.read_receipt_issued(receipt_hash), at)

    def read_receipt_issued(self, receipt_hash: str) -> Read[bool]:
        """The question of `receipt_issued`, to be asked with others."""
        return self._read(_RECEIPT_ISSUED, (receipt_hash,), lambda v: v[0])

    def redeem(self, amount: int, instruction_hash: str) -> Call:
        """Give back `amount` minor units for a payment by the bank to the outside."""
        return self._call(_REDEEM, (amount, instruction_hash))

    def release_held(self, account: str) -> Call:
        """Hand over what is held for an account that may receive again. Anyone may call."""
        return self._call(_RELEASE_HELD, (account,))

    def settle(self, to: str, amount: int) -> Call:
        """Pay from the caller's balance to `to`, or hold it for `to` while it may not receive."""
        return self._call(_SETTLE, (to, amount))

    def settle_from(self, from_: str, to: str, amount: int) -> Call:
        """Pay from `from` (by its allowance to the caller) to `to`, or hold it for `to`."""
        return self._call(_SETTLE_FROM, (from_, to, amount))

    def settle_with_fee_from(self, *, from_: str, to: str, amount: int, fee_to: str, fee: int) -> Call:
        """The same for a payment and the fee that comes off it: one allowance, one debit."""
        return self._call(_SETTLE_WITH_FEE_FROM, (from_, to, amount, fee_to, fee))

    def symbol(self, *, at: BlockTag = "latest") -> str:
        """symbol of Cash."""
        return self._ask(self.read_symbol(), at)

    def read_symbol(self) -> Read[str]:
        """The question of `symbol`, to be asked with others."""
        return self._read(_SYMBOL, (), lambda v: v[0])

    def terms_hash(self, *, at: BlockTag = "latest") -> str:
        """Commitment of the token's terms: settlement account, redemption, the contracts that may hold it."""
        return self._ask(self.read_terms_hash(), at)

    def read_terms_hash(self) -> Read[str]:
        """The question of `terms_hash`, to be asked with others."""
        return self._read(_TERMS_HASH, (), lambda v: v[0])

    def total_supply(self, *, at: BlockTag = "latest") -> int:
        """totalSupply of Cash."""
        return self._ask(self.read_total_supply(), at)

    def read_total_supply(self) -> Read[int]:
        """The question of `total_supply`, to be asked with others."""
        return self._read(_TOTAL_SUPPLY, (), lambda v: v[0])

    def transfer(self, to: str, value: int) -> Call:
        """transfer of Cash."""
        return self._call(_TRANSFER, (to, value))

    def transfer_from(self, from_: str, to: str, value: int) -> Call:
        """transferFrom of Cash."""
        return self._call(_TRANSFER_FROM, (from_, to, value))


FUNCTIONS: Final = (
    _DOMAIN_SEPARATOR,
    _ALLOWANCE,
    _APPROVE,
    _BALANCE_OF,
    _BANK,
    _CURRENCY,
    _DECIMALS,
    _DIRECTORY,
    _EIP712_DOMAIN,
    _FUNDS_OF,
    _HELD_FOR,
    _ISSUE,
    _NAME,
    _NONCES,
    _PERMIT,
    _RECEIPT_ISSUED,
    _REDEEM,
    _RELEASE_HELD,
    _SETTLE,
    _SETTLE_FROM,
    _SETTLE_WITH_FEE_FROM,
    _SYMBOL,
    _TERMS_HASH,
    _TOTAL_SUPPLY,
    _TRANSFER,
    _TRANSFER_FROM,
)
