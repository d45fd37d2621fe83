"""Transactions as bytes: type 2 alone (EIP-1559), signed by local keys, decoded strictly.

Other types are refused by name: legacy transactions carry no fee cap, and mixing both drops some on anvil.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from chain import rlp
from chain.encoding import address_bytes, keccak256, to_checksum, to_hex
from chain.signing import SECP256K1_N, Key, SignatureError, recover

TYPE: Final = 2
MAX_RAW_BYTES: Final = 131_072
"""The size that public pools take at most."""


class TransactionError(ValueError):
    """Bytes are no signed type-2 transaction, or fields do not fit one; the message says which."""


@dataclass(frozen=True)
class UnsignedTransaction:
    """A type-2 transaction without its signature. `to` None creates a contract; `data` is bytes."""

    chain_id: int
    nonce: int
    max_priority_fee: int
    max_fee: int
    gas: int
    to: str | None
    value: int
    data: bytes

    @property
    def digest(self) -> bytes:
        """What the sender signs."""
        return keccak256(bytes([TYPE]) + rlp.encode(_fields(self)))

    def as_json(self) -> dict[str, Any]:
        """The form that wallets and `eth_call` take: hex quantities, checksummed `to`."""
        answer: dict[str, Any] = {
            "type": "0x2",
            "chainId": hex(self.chain_id),
            "nonce": hex(self.nonce),
            "maxPriorityFeePerGas": hex(self.max_priority_fee),
            "maxFeePerGas": hex(self.max_fee),
            "gas": hex(self.gas),
            "value": hex(self.value),
            "data": to_hex(self.data),
        }
        return answer if self.to is None else {**answer, "to": to_checksum(self.to)}


@dataclass(frozen=True)
class SignedTransaction:
    """A signed transaction: its bytes, its hash (0x-hex), its sender (lower-case 0x-hex) and its fields."""

    raw: bytes
    hash: str
    sender: str
    transaction: UnsignedTransaction


def sign_transaction(transaction: UnsignedTransaction, key: Key) -> SignedTransaction:
    """Sign with a local key. Errors: TransactionError."""
    _check(transaction)
    signature = key.sign(transaction.digest)
    parts = [
        rlp.encode_int(signature[64] - 27),
        rlp.encode_int(int.from_bytes(signature[:32], "big")),
        rlp.encode_int(int.from_bytes(signature[32:64], "big")),
    ]
    raw = bytes([TYPE]) + rlp.encode([*_fields(transaction), *parts])
    return SignedTransaction(raw, to_hex(keccak256(raw)), key.address, transaction)


def decode_transaction(raw: bytes) -> SignedTransaction:
    """Read a signed transaction from outside and recover its sender. Errors: TransactionError."""
    if len(raw) > MAX_RAW_BYTES:
        raise TransactionError(f"a transaction of {len(raw)} bytes is larger than {MAX_RAW_BYTES}")
    if raw[:1] != bytes([TYPE]):
        raise TransactionError("only transactions of type 2 (EIP-1559) are taken")
    try:
        items = rlp.decode_list(rlp.decode(raw[1:]), "transaction", 12)
        if rlp.decode_list(items[8], "accessList"):
            raise TransactionError("access lists are not taken")
        to = rlp.decode_bytes(items[5], "to")
        if len(to) not in (0, 20):
            raise TransactionError(f"to: {len(to)} bytes where 20 or none are needed")
        transaction = UnsignedTransaction(
            rlp.decode_int(items[0], "chainId"),
            rlp.decode_int(items[1], "nonce"),
            rlp.decode_int(items[2], "maxPriorityFeePerGas"),
            rlp.decode_int(items[3], "maxFeePerGas"),
            rlp.decode_int(items[4], "gas"),
            to_hex(to) if to else None,
            rlp.decode_int(items[6], "value"),
            rlp.decode_bytes(items[7], "data"),
        )
        parity = rlp.decode_int(items[9], "yParity")
        r, s = rlp.decode_int(items[10], "r"), rlp.decode_int(items[11], "s")
    except rlp.RlpError as error:
        raise TransactionError(str(error)) from error
    _check(transaction)
    if parity > 1 or not 0 < r < SECP256K1_N or not 0 < s < SECP256K1_N:
        raise TransactionError("the signature is out of range")
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + parity])
    try:
        sender = recover(transaction.digest, signature)
    except SignatureError as error:
        raise TransactionError(str(error)) from error
    return SignedTransaction(raw, to_hex(keccak256(raw)), sender, transaction)


def created_address(sender: str, nonce: int) -> str:
    """The address of the contract that `sender` creates with this nonce: lower-case 0x-hex."""
    return to_hex(keccak256(rlp.encode([address_bytes(sender), rlp.encode_int(nonce)]))[12:])


def create2_address(deployer: str, salt: bytes, init_code_hash: bytes) -> str:
    """The address of a contract created with CREATE2 (EIP-1014): lower-case 0x-hex."""
    return to_hex(keccak256(b"\xff" + address_bytes(deployer) + salt + init_code_hash)[12:])


def _fields(transaction: UnsignedTransaction) -> list[rlp.Encodable]:
    return [
        rlp.encode_int(transaction.chain_id),
        rlp.encode_int(transaction.nonce),
        rlp.encode_int(transaction.max_priority_fee),
        rlp.encode_int(transaction.max_fee),
        rlp.encode_int(transaction.gas),
        b"" if transaction.to is None else address_bytes(transaction.to),
        rlp.encode_int(transaction.value),
        transaction.data,
        [],
    ]


def _check(transaction: UnsignedTransaction) -> None:
    """Bounds of EIP-2681 (nonce), EIP-1559 (fees) and of what a chain can execute."""
    bounds = (
        ("chainId", transaction.chain_id, 1 << 64),
        ("nonce", transaction.nonce, (1 << 64) - 1),
        ("maxPriorityFeePerGas", transaction.max_priority_fee, 1 << 256),
        ("maxFeePerGas", transaction.max_fee, 1 << 256),
        ("gas", transaction.gas, 1 << 64),
        ("value", transaction.value, 1 << 256),
        ("maxFeePerGas × gas", transaction.max_fee * transaction.gas, 1 << 256),
    )
    for name, value, bound in bounds:
        if not 0 <= value < bound:
            raise TransactionError(f"{name} is out of range")
    if transaction.max_priority_fee > transaction.max_fee:
        raise TransactionError("maxPriorityFeePerGas is above maxFeePerGas")
