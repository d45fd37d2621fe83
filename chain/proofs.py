"""Proofs that need no trust in a node: a receipt is in a block, an account or a slot has a value in a state.

All functions are pure and take hostile input; whatever is wrong with it becomes a ProofError.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chain import rlp
from chain.encoding import HexError, address_bytes, from_hex, keccak256, quantity
from chain.receipts import (
    Log,
    Receipt,
    ReceiptError,
    decode_receipt,
    receipt_key,
    receipts_trie,
)
from chain.trie import EMPTY_ROOT, ProofError, verify_proof

__all__ = [
    "EMPTY_CODE_HASH",
    "Account",
    "ProofError",
    "prove_receipt",
    "verify_account",
    "verify_log",
    "verify_proof",
    "verify_receipt",
    "verify_state_proof",
    "verify_storage",
]

EMPTY_CODE_HASH: Final = keccak256(b"")


@dataclass(frozen=True)
class Account:
    """What the state holds under an address; the one of a missing account is all empty."""

    nonce: int = 0
    balance: int = 0
    storage_root: bytes = EMPTY_ROOT
    code_hash: bytes = EMPTY_CODE_HASH


def prove_receipt(receipts: Sequence[Receipt], index: int) -> list[bytes]:
    """The proof that the receipt at `index` belongs to the block with these receipts (all, in order)."""
    if not 0 <= index < len(receipts):
        raise IndexError(f"the block has {len(receipts)} receipts, none at {index}")
    return receipts_trie(receipts).prove(receipt_key(index))


def verify_receipt(receipts_root: bytes, index: int, proof: Sequence[bytes]) -> Receipt:
    """The receipt proven to stand at `index` in the block with this receipts root; its logs are typed Log.

    Errors: ProofError, also where the proof shows that the block has no receipt there.
    """
    if not 0 <= index < 1 << 32:
        raise ProofError(f"no receipt stands at {index}")
    encoded = verify_proof(receipts_root, receipt_key(index), proof)
    if encoded is None:
        raise ProofError(f"the block has no receipt at {index}")
    try:
        return decode_receipt(encoded)
    except ReceiptError as error:
        raise ProofError(str(error)) from error


def verify_log(receipts_root: bytes, index: int, proof: Sequence[bytes], position: int) -> Log:
    """The log at `position` (counted inside its receipt) of the receipt proven as in `verify_receipt`."""
    logs = verify_receipt(receipts_root, index, proof).logs
    if not 0 <= position < len(logs):
        raise ProofError(f"the receipt has {len(logs)} logs, none at {position}")
    return logs[position]


def verify_account(state_root: bytes, address: str, proof: Sequence[bytes]) -> Account:
    """The account proven under the state root; Account() where the proof shows that there is none."""
    encoded = verify_proof(state_root, keccak256(_address(address)), proof)
    if encoded is None:
        return Account()
    try:
        nonce, balance, storage_root, code_hash = rlp.decode_list(rlp.decode(encoded), "account", 4)
        return Account(
            rlp.decode_int(nonce, "nonce", 8),
            rlp.decode_int(balance, "balance"),
            rlp.decode_bytes(storage_root, "storageHash", 32),
            rlp.decode_bytes(code_hash, "codeHash", 32),
        )
    except rlp.RlpError as error:
        raise ProofError(str(error)) from error


def verify_storage(storage_root: bytes, slot: int, proof: Sequence[bytes]) -> int:
    """The 256-bit word proven in a slot under an account's storage root; 0 where it is shown to be empty."""
    if not 0 <= slot < 1 << 256:
        raise ProofError("a slot is a number of 256 bits")
    encoded = verify_proof(storage_root, keccak256(slot.to_bytes(32, "big")), proof)
    if encoded is None:
        return 0
    try:
        return rlp.decode_int(rlp.decode(encoded), "storage value")
    except rlp.RlpError as error:
        raise ProofError(str(error)) from error


def verify_state_proof(state_root: bytes, answer: Mapping[str, Any]) -> tuple[Account, dict[int, int]]:
    """Check a whole answer of eth_getProof: the account, and slot → value of each storage proof.

    Errors: ProofError, also where a field of the answer says something else than its proof.
    """
    try:
        nodes = _nodes(answer["accountProof"], "accountProof")
        account = verify_account(state_root, answer["address"], nodes)
        claimed = Account(
            quantity(answer["nonce"], "nonce"),
            quantity(answer["balance"], "balance"),
            from_hex(answer["storageHash"], "storageHash", 32),
            from_hex(answer["codeHash"], "codeHash", 32),
        )
        if account != claimed and not (account == Account() and _says_missing(claimed)):
            raise ProofError("the account's fields are not those of its proof")
        values: dict[int, int] = {}
        for entry in answer["storageProof"]:
            slot, claim = quantity(entry["key"], "key"), quantity(entry["value"], "value")
            values[slot] = verify_storage(account.storage_root, slot, _nodes(entry["proof"], "proof"))
            if values[slot] != claim:
                raise ProofError(f"slot {slot:#x} holds {values[slot]:#x}, not {claim:#x}")
    except (KeyError, TypeError, AttributeError, HexError) as error:
        raise ProofError(f"unreadable proof: {error}") from error
    return account, values


def _says_missing(claimed: Account) -> bool:
    """Some clients answer zero hashes for an account that does not exist."""
    zero = bytes(32)
    return (
        claimed.nonce == claimed.balance == 0
        and claimed.storage_root in (zero, EMPTY_ROOT)
        and claimed.code_hash in (zero, EMPTY_CODE_HASH)
    )


def _nodes(texts: object, field: str) -> list[bytes]:
    if not isinstance(texts, list):
        raise ProofError(f"{field}: not a list of nodes")
    return [from_hex(text, field) for text in texts]


def _address(address: str) -> bytes:
    try:
        return address_bytes(address)
    except HexError as error:
        raise ProofError(str(error)) from error
