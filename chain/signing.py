"""Keys and signatures: EIP-712 typed structs, plain digests, recovery, and accounts that are contracts.

Source of the rules: EIP-712, EIP-191, EIP-1271, EIP-2 (low s). Signing is coincurve's (libsecp256k1).
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coincurve import PrivateKey, PublicKey

from chain.abi import AbiError, encode_values
from chain.encoding import address_bytes, from_hex, keccak256, to_checksum, to_hex
from chain.errors import RpcError

if TYPE_CHECKING:
    from chain.provider import Chain

SECP256K1_N: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
ERC1271_MAGIC: Final = bytes.fromhex("1626ba7e")
MAX_SIGNATURE_BYTES: Final = 4_096
MAX_STRUCTS: Final = 64

_DOMAIN_FIELDS: Final = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
    ("salt", "bytes32"),
)
_ARRAY: Final = re.compile(r"(.+)\[(\d*)\]$")


class SignatureError(ValueError):
    """A signature is malformed, or not one that Ethereum accepts."""


class TypedDataError(ValueError):
    """A typed struct does not fit its types; the message names the field."""


class Key:
    """A private key held in memory. It signs; it is never shown, logged, compared or pickled."""

    __slots__ = ("_private", "address", "public")

    def __init__(self, secret: bytes) -> None:
        """`secret` is 32 bytes within the curve's order. Errors: ValueError."""
        if len(secret) != 32 or not 0 < int.from_bytes(secret, "big") < SECP256K1_N:
            raise ValueError("a private key is 32 bytes within the order of the curve")
        self._private = PrivateKey(secret)
        self.public: bytes = self._private.public_key.format(compressed=False)
        self.address: str = to_hex(keccak256(self.public[1:])[12:])

    @classmethod
    def new(cls) -> Key:
        """A fresh key from the system's randomness."""
        while True:
            secret = secrets.token_bytes(32)
            if 0 < int.from_bytes(secret, "big") < SECP256K1_N:
                return cls(secret)

    @property
    def checksum_address(self) -> str:
        """The address in its EIP-55 form."""
        return to_checksum(self.address)

    def sign(self, digest: bytes) -> bytes:
        """Sign a 32-byte digest: r, s (low), v of 27 or 28: 65 bytes, as contracts take it."""
        if len(digest) != 32:
            raise SignatureError("a digest is 32 bytes")
        signature = self._private.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes([signature[64] + 27])

    def reveal(self) -> bytes:
        """The secret itself, for the keystore alone."""
        return self._private.secret

    def __repr__(self) -> str:
        return f"Key({self.checksum_address})"

    def __reduce__(self) -> str:
        raise TypeError("a key is not pickled: use a keystore")


@dataclass(frozen=True)
class Domain:
    """The EIP-712 domain of one contract on one chain."""

    name: str
    version: str
    chain_id: int
    verifying_contract: str

    def as_fields(self) -> dict[str, Any]:
        """The fields under their names in EIP-712."""
        return {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": self.verifying_contract,
        }


Types = Mapping[str, Sequence[Mapping[str, str]]]


def typed_digest(
    domain: Domain | Mapping[str, Any], types: Types, primary: str, message: Mapping[str, Any]
) -> bytes:
    """The digest that is signed for a typed struct: keccak(0x1901 ‖ domain ‖ struct).

    `types` as in EIP-712 JSON: struct name → list of {name, type}. Errors: TypedDataError.
    """
    fields = domain.as_fields() if isinstance(domain, Domain) else dict(domain)
    unknown = set(fields) - {name for name, _ in _DOMAIN_FIELDS}
    if unknown:
        raise TypedDataError(f"unknown fields in the domain: {sorted(unknown)}")
    if len(types) > MAX_STRUCTS:
        raise TypedDataError(f"more than {MAX_STRUCTS} structs")
    domain_types = {
        "EIP712Domain": [{"name": name, "type": kind} for name, kind in _DOMAIN_FIELDS if name in fields]
    }
    separator = hash_struct("EIP712Domain", domain_types, fields)
    return keccak256(b"\x19\x01" + separator + hash_struct(primary, types, message))


def hash_struct(name: str, types: Types, message: Mapping[str, Any]) -> bytes:
    """hashStruct of EIP-712: keccak(typeHash ‖ encoded fields). Errors: TypedDataError."""
    if not isinstance(message, Mapping):
        raise TypedDataError(f"{name}: not a struct")
    members = _members(name, types)
    surplus = set(message) - {member["name"] for member in members}
    if surplus:
        raise TypedDataError(f"{name}: fields that it does not have: {sorted(surplus)}")
    encoded = [keccak256(encode_type(name, types).encode())]
    for member in members:
        if member["name"] not in message:
            raise TypedDataError(f"{name}.{member['name']}: missing")
        value = message[member["name"]]
        encoded.append(_encode_field(member["type"], types, value, f"{name}.{member['name']}"))
    return keccak256(b"".join(encoded))


def encode_type(name: str, types: Types) -> str:
    """encodeType of EIP-712: the struct, then the structs that it uses, by name."""
    used: set[str] = set()
    waiting = [name]
    while waiting:
        struct = waiting.pop()
        if struct not in used:
            used.add(struct)
            kinds = [member["type"].split("[")[0] for member in _members(struct, types)]
            waiting += [kind for kind in kinds if kind in types]
    order = [name, *sorted(used - {name})]
    return "".join(
        f"{struct}({','.join(m['type'] + ' ' + m['name'] for m in _members(struct, types))})"
        for struct in order
    )


def personal_digest(message: bytes) -> bytes:
    """The digest of EIP-191 personal messages (wallet sign-in)."""
    return keccak256(b"\x19Ethereum Signed Message:\n" + str(len(message)).encode() + message)


def recover(digest: bytes, signature: bytes) -> str:
    """The address whose key signed: lower-case 0x-hex. Errors: SignatureError (also for a high s)."""
    if len(digest) != 32 or len(signature) != 65:
        raise SignatureError("a digest is 32 bytes and a signature 65")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if signature[64] not in (27, 28) or not 0 < r < SECP256K1_N or not 0 < s <= SECP256K1_N // 2:
        raise SignatureError("r, s or v is out of range")
    try:
        public = PublicKey.from_signature_and_message(
            signature[:64] + bytes([signature[64] - 27]), digest, hasher=None
        )
    except Exception as error:  # coincurve raises bare Exception for points that are not on the curve
        raise SignatureError("no key can have made this signature") from error
    return to_hex(keccak256(public.format(compressed=False)[1:])[12:])


def is_valid_signature(chain: Chain, account: str, digest: bytes, signature: bytes) -> bool:
    """Whether `account` stands behind the signature: by its key, or by its code where it has any (ERC-1271).

    As OpenZeppelin's SignatureChecker: code decides where there is code. Errors: those of the provider.
    """
    if len(signature) > MAX_SIGNATURE_BYTES or len(digest) != 32:
        return False
    if len(chain.code(account)) > 2:
        return _ask_contract(chain, account, digest, signature)
    try:
        return hmac.compare_digest(address_bytes(recover(digest, signature)), address_bytes(account))
    except SignatureError:
        return False


def _ask_contract(chain: Chain, account: str, digest: bytes, signature: bytes) -> bool:
    body = ERC1271_MAGIC + encode_values(["bytes32", "bytes"], [digest, signature])
    try:
        answer = chain.request("eth_call", [{"to": account, "data": to_hex(body)}, "latest"])
    except RpcError:
        return False  # a contract that reverts does not stand behind it
    return from_hex(answer, "answer") == ERC1271_MAGIC.ljust(32, b"\0")


def _members(name: str, types: Types) -> Sequence[Mapping[str, str]]:
    try:
        return types[name]
    except KeyError:
        raise TypedDataError(f"no struct {name}") from None


def _encode_field(kind: str, types: Types, value: Any, where: str) -> bytes:
    array = _ARRAY.match(kind)
    if array:
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            raise TypedDataError(f"{where}: not an array")
        if array[2] and int(array[2]) != len(value):
            raise TypedDataError(f"{where}: {len(value)} elements where {array[2]} are needed")
        return keccak256(b"".join(_encode_field(array[1], types, part, where) for part in value))
    if kind in types:
        return hash_struct(kind, types, value)
    if kind == "string":
        if not isinstance(value, str):
            raise TypedDataError(f"{where}: not a text")
        return keccak256(value.encode())
    try:
        if kind == "bytes":
            return keccak256(value if isinstance(value, bytes) else from_hex(value, where))
        return encode_values([kind], [value])
    except (AbiError, ValueError) as error:
        raise TypedDataError(f"{where}: {error}") from error
