"""The typed client of Facilities.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Facility, Mandate, Schedule, Terms

_ACCEPT_TERMS: Final = Function(
    "acceptTerms",
    "6a30656a",
    ("terms", "signature"),
    (
        "(address,address,address,uint128,uint16[4],uint16[4],uint16,uint16,uint8,uint8,uint16,uint16,bytes32,uint8,uint40,uint40)",
        "bytes",
    ),
    ("bytes32",),
)
_ACCEPT_TERMS_FOR: Final = Function(
    "acceptTermsFor",
    "557411d8",
    ("supplier", "terms", "signature"),
    (
        "address",
        "(address,address,address,uint128,uint16[4],uint16[4],uint16,uint16,uint8,uint8,uint16,uint16,bytes32,uint8,uint40,uint40)",
        "bytes",
    ),
    ("bytes32", "uint32", "uint256", "uint16"),
)
_DIGEST_OF: Final = Function(
    "digestOf",
    "331af934",
    ("terms",),
    (
        "(address,address,address,uint128,uint16[4],uint16[4],uint16,uint16,uint8,uint8,uint16,uint16,bytes32,uint8,uint40,uint40)",
    ),
    ("bytes32",),
)
_DROPPED_AT: Final = Function(
    "droppedAt", "e8ec3fc7", ("financier", "attestor"), ("address", "address"), ("uint40",)
)
_EIP712_DOMAIN: Final = Function(
    "eip712Domain",
    "84b0196e",
    (),
    (),
    ("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"),
)
_FACILITY: Final = Function(
    "facility",
    "6e6b15b1",
    ("facilityId",),
    ("bytes32",),
    ("(address,uint16,uint8,uint32,uint128,uint128,bool,bool,uint16)",),
)
_FACILITY_ID_OF: Final = Function(
    "facilityIdOf",
    "243d41f0",
    ("financier", "supplier", "cash"),
    ("address", "address", "address"),
    ("bytes32",),
)
_FREE: Final = Function(
    "free", "68afa8d7", ("facilityId", "buyer", "amount"), ("bytes32", "address", "uint128"), ()
)
_FREEZE: Final = Function("freeze", "ec13cc7b", ("facilityId",), ("bytes32",), ())
_LINE: Final = Function(
    "line",
    "f214b8c3",
    ("financier", "cashId", "buyer"),
    ("address", "uint16", "address"),
    ("uint128", "uint128"),
)
_LOWER_CAP: Final = Function("lowerCap", "33e3df9a", ("facilityId", "cap"), ("bytes32", "uint128"), ())
_MANDATE: Final = Function(
    "mandate",
    "2a329b43",
    ("financier", "cashId"),
    ("address", "uint16"),
    (
        "(address,uint40,uint16,uint16,uint16,uint128,uint128,uint16[4],address,uint16,uint16,uint128)",
        "uint128",
    ),
)
_MIN_VERSION_OF: Final = Function("minVersionOf", "be0abc03", ("facilityId",), ("bytes32",), ("uint8",))
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_NEWEST: Final = Function(
    "newest", "99f29055", ("facilityId",), ("bytes32",), ("uint32", "uint8", "uint256", "address")
)
_NOTE_DEFAULT: Final = Function("noteDefault", "29fd4f60", ("no", "inDefault"), ("uint32", "bool"), ())
_RELIES_ON: Final = Function(
    "reliesOn", "9cf3b019", ("financier", "attestor"), ("address", "address"), ("bool",)
)
_RESERVE: Final = Function(
    "reserve",
    "9c322d4f",
    ("facilityId", "version", "buyer", "amount"),
    ("bytes32", "uint8", "address", "uint128"),
    ("address",),
)
_REVOKE_MANDATE: Final = Function("revokeMandate", "dd8b8857", ("cash",), ("address",), ())
_SCHEDULE_FOR: Final = Function(
    "scheduleFor",
    "4232fc68",
    ("no", "version", "attestor"),
    ("uint32", "uint8", "address"),
    ("uint256", "uint8", "address", "bool"),
)
_SCHEDULE_OF: Final = Function(
    "scheduleOf",
    "d8a8b842",
    ("facilityId", "version"),
    ("bytes32", "uint8"),
    ("(uint16[4],uint16[4],uint16,uint16,uint8,uint8,uint16,uint16,uint40)",),
)
_SET_ATTESTOR: Final = Function("setAttestor", "41724dd0", ("attestor", "reliedOn"), ("address", "bool"), ())
_SET_LINE: Final = Function(
    "setLine", "68411036", ("cash", "buyer", "cap"), ("address", "address", "uint128"), ()
)
_SET_MANDATE: Final = Function(
    "setMandate",
    "2ec0e2d7",
    ("cash", "m"),
    (
        "address",
        "(address,uint40,uint16,uint16,uint16,uint128,uint128,uint16[4],address,uint16,uint16,uint128)",
    ),
    (),
)
_SET_MIN_VERSION: Final = Function(
    "setMinVersion", "7831c4c2", ("supplier", "cash", "minVersion"), ("address", "address", "uint8"), ()
)
_SPEND: Final = Function(
    "spend",
    "46d93612",
    ("financier", "cashId", "unpaidFace", "price", "maturity"),
    ("address", "uint16", "uint128", "uint128", "uint40"),
    (),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))
_UNDERWRITER_OF: Final = Function(
    "underwriterOf", "7cc19f17", ("financier", "cashId"), ("address", "uint16"), ("address",)
)
_UNFREEZE: Final = Function("unfreeze", "9957e7f1", ("facilityId",), ("bytes32",), ())


class Eip712DomainAnswer(NamedTuple):
    """What eip712Domain answers."""

    fields: str
    name: str
    version: str
    chain_id: int
    verifying_contract: str
    salt: str
    extensions: tuple[int, ...]


class LineAnswer(NamedTuple):
    """What line answers."""

    cap: int
    used: int


class MandateAnswer(NamedTuple):
    """What mandate answers."""

    m: Mandate
    used: int


class NewestAnswer(NamedTuple):
    """What newest answers."""

    no: int
    version: int
    schedule: int
    financier: str


class ScheduleForAnswer(NamedTuple):
    """What scheduleFor answers."""

    schedule: int
    used: int
    financier: str
    relied_on: bool


class Facilities(Contract):
    """Facilities: caps, freezes and use of facilities (see IFacilities)."""

    NAME = "Facilities"

    def accept_terms(self, terms: Terms, signature: str) -> Call:
        """Supplier: accept terms that the financier's underwriter signed."""
        return self._call(_ACCEPT_TERMS, (terms, signature))

    def accept_terms_for(self, supplier: str, terms: Terms, signature: str) -> Call:
        """Loans only: the same for the supplier who called it."""
        return self._call(_ACCEPT_TERMS_FOR, (supplier, terms, signature))

    def digest_of(self, terms: Terms, *, at: BlockTag = "latest") -> str:
        """EIP-712 digest that the underwriter signs."""
        return self._ask(self.read_digest_of(terms), at)

    def read_digest_of(self, terms: Terms) -> Read[str]:
        """The question of `digest_of`, to be asked with others."""
        return self._read(_DIGEST_OF, (terms,), lambda v: v[0])

    def dropped_at(self, financier: str, attestor: str, *, at: BlockTag = "latest") -> int:
        """When a financier last said that it does not rely on an attestor; zero where it never did. The
        cure of an account that this made over-advanced counts from then.
        """
        return self._ask(self.read_dropped_at(financier, attestor), at)

    def read_dropped_at(self, financier: str, attestor: str) -> Read[int]:
        """The question of `dropped_at`, to be asked with others."""
        return self._read(_DROPPED_AT, (financier, attestor), lambda v: v[0])

    def eip712_domain(self, *, at: BlockTag = "latest") -> Eip712DomainAnswer:
        """eip712Domain of Facilities."""
        return self._ask(self.read_eip712_domain(), at)

    def read_eip712_domain(self) -> Read[Eip712DomainAnswer]:
        """The question of `eip712_domain`, to be asked with others."""
        return self._read(
            _EIP712_DOMAIN, (), lambda v: Eip712DomainAnswer(v[0], v[1], v[2], v[3], v[4], v[5], v[6])
        )

    def facility(self, facility_id: str, *, at: BlockTag = "latest") -> Facility:
        """The facility; all zero when unknown."""
        return self._ask(self.read_facility(facility_id), at)

    def read_facility(self, facility_id: str) -> Read[Facility]:
        """The question of `facility`, to be asked with others."""
        return self._read(_FACILITY, (facility_id,), lambda v: Facility(*v[0]))

    def facility_id_of(self, financier: str, supplier: str, cash: str, *, at: BlockTag = "latest") -> str:
        """hash(financier, supplier, cash)"""
        return self._ask(self.read_facility_id_of(financier, supplier, cash), at)

    def read_facility_id_of(self, financier: str, supplier: str, cash: str) -> Read[str]:
        """The question of `facility_id_of`, to be asked with others."""
        return self._read(_FACILITY_ID_OF, (financier, supplier, cash), lambda v: v[0])

    def free(self, facility_id: str, buyer: str, amount: int) -> Call:
        """Loans only: principal repaid."""
        return self._call(_FREE, (facility_id, buyer, amount))

    def freeze(self, facility_id: str) -> Call:
        """Financier or its underwriter: stop a facility's draws. Each has its own freeze."""
        return self._call(_FREEZE, (facility_id,))

    def line(self, financier: str, cash_id: int, buyer: str, *, at: BlockTag = "latest") -> LineAnswer:
        """Cap and use of a line."""
        return self._ask(self.read_line(financier, cash_id, buyer), at)

    def read_line(self, financier: str, cash_id: int, buyer: str) -> Read[LineAnswer]:
        """The question of `line`, to be asked with others."""
        return self._read(_LINE, (financier, cash_id, buyer), lambda v: LineAnswer(v[0], v[1]))

    def lower_cap(self, facility_id: str, cap: int) -> Call:
        """Financier: lower a facility's cap; always works, also below what is used."""
        return self._call(_LOWER_CAP, (facility_id, cap))

    def mandate(self, financier: str, cash_id: int, *, at: BlockTag = "latest") -> MandateAnswer:
        """A financier's mandate and the principal counted on it."""
        return self._ask(self.read_mandate(financier, cash_id), at)

    def read_mandate(self, financier: str, cash_id: int) -> Read[MandateAnswer]:
        """The question of `mandate`, to be asked with others."""
        return self._read(_MANDATE, (financier, cash_id), lambda v: MandateAnswer(Mandate(*v[0]), v[1]))

    def min_version_of(self, facility_id: str, *, at: BlockTag = "latest") -> int:
        """Least version of terms that may still be accepted."""
        return self._ask(self.read_min_version_of(facility_id), at)

    def read_min_version_of(self, facility_id: str) -> Read[int]:
        """The question of `min_version_of`, to be asked with others."""
        return self._read(_MIN_VERSION_OF, (facility_id,), lambda v: v[0])

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def newest(self, facility_id: str, *, at: BlockTag = "latest") -> NewestAnswer:
        """What a new account needs to know of a facility: its number (zero when unknown), newest version
        with its schedule, financier.
        """
        return self._ask(self.read_newest(facility_id), at)

    def read_newest(self, facility_id: str) -> Read[NewestAnswer]:
        """The question of `newest`, to be asked with others."""
        return self._read(_NEWEST, (facility_id,), lambda v: NewestAnswer(v[0], v[1], v[2], v[3]))

    def note_default(self, no: int, in_default: bool) -> Call:
        """Loans only: one more account of the facility is in default, or one less."""
        return self._call(_NOTE_DEFAULT, (no, in_default))

    def relies_on(self, financier: str, attestor: str, *, at: BlockTag = "latest") -> bool:
        """Whether a financier relies on an attestor."""
        return self._ask(self.read_relies_on(financier, attestor), at)

    def read_relies_on(self, financier: str, attestor: str) -> Read[bool]:
        """The question of `relies_on`, to be asked with others."""
        return self._read(_RELIES_ON, (financier, attestor), lambda v: v[0])

    def reserve(self, facility_id: str, version: int, buyer: str, amount: int) -> Call:
        """Loans only: count `amount` of principal on facility, mandate and line; refuses above any of
        them, after drawUntil of `version`, and without a valid mandate.
        """
        return self._call(_RESERVE, (facility_id, version, buyer, amount))

    def revoke_mandate(self, cash: str) -> Call:
        """Financier: end its mandate; draws and quotes stop at once, repayment never."""
        return self._call(_REVOKE_MANDATE, (cash,))

    def schedule_for(
        self, no: int, version: int, attestor: str, *, at: BlockTag = "latest"
    ) -> ScheduleForAnswer:
        """Schedule of a version (zero: the newest), its number, the financier, and whether the financier
        relies on `attestor`. Never reverts.
        """
        return self._ask(self.read_schedule_for(no, version, attestor), at)

    def read_schedule_for(self, no: int, version: int, attestor: str) -> Read[ScheduleForAnswer]:
        """The question of `schedule_for`, to be asked with others."""
        return self._read(
            _SCHEDULE_FOR, (no, version, attestor), lambda v: ScheduleForAnswer(v[0], v[1], v[2], v[3])
        )

    def schedule_of(self, facility_id: str, version: int, *, at: BlockTag = "latest") -> Schedule:
        """Schedule of one version of a facility; all zero when unknown."""
        return self._ask(self.read_schedule_of(facility_id, version), at)

    def read_schedule_of(self, facility_id: str, version: int) -> Read[Schedule]:
        """The question of `schedule_of`, to be asked with others."""
        return self._read(_SCHEDULE_OF, (facility_id, version), lambda v: Schedule(*v[0]))

    def set_attestor(self, attestor: str, relied_on: bool) -> Call:
        """Financier: rely on an attestor's evidence, or no longer."""
        return self._call(_SET_ATTESTOR, (attestor, relied_on))

    def set_line(self, cash: str, buyer: str, cap: int) -> Call:
        """Financier: bound what it lends against one buyer's orders; zero finances nothing."""
        return self._call(_SET_LINE, (cash, buyer, cap))

    def set_mandate(self, cash: str, m: Mandate) -> Call:
        """Financier: set or replace its mandate in one cash."""
        return self._call(_SET_MANDATE, (cash, m))

    def set_min_version(self, supplier: str, cash: str, min_version: int) -> Call:
        """Financier: terms below `minVersion`, signed but not accepted, are withdrawn. Rises only."""
        return self._call(_SET_MIN_VERSION, (supplier, cash, min_version))

    def spend(self, *, financier: str, cash_id: int, unpaid_face: int, price: int, maturity: int) -> Call:
        """Market only: a purchase under an underwriter's quote: before maturity, within yield and budget."""
        return self._call(_SPEND, (financier, cash_id, unpaid_face, price, maturity))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))

    def underwriter_of(self, financier: str, cash_id: int, *, at: BlockTag = "latest") -> str:
        """Account whose signature binds a financier in a cash; zero without a mandate."""
        return self._ask(self.read_underwriter_of(financier, cash_id), at)

    def read_underwriter_of(self, financier: str, cash_id: int) -> Read[str]:
        """The question of `underwriter_of`, to be asked with others."""
        return self._read(_UNDERWRITER_OF, (financier, cash_id), lambda v: v[0])

    def unfreeze(self, facility_id: str) -> Call:
        """Financier or its underwriter: lift its own freeze, never the other's nor a default's."""
        return self._call(_UNFREEZE, (facility_id,))


FUNCTIONS: Final = (
    _ACCEPT_TERMS,
    _ACCEPT_TERMS_FOR,
    _DIGEST_OF,
    _DROPPED_AT,
    _EIP712_DOMAIN,
    _FACILITY,
    _FACILITY_ID_OF,
    _FREE,
    _FREEZE,
    _LINE,
    _LOWER_CAP,
    _MANDATE,
    _MIN_VERSION_OF,
    _MULTICALL,
    _NEWEST,
    _NOTE_DEFAULT,
    _RELIES_ON,
    _RESERVE,
    _REVOKE_MANDATE,
    _SCHEDULE_FOR,
    _SCHEDULE_OF,
    _SET_ATTESTOR,
    _SET_LINE,
    _SET_MANDATE,
    _SET_MIN_VERSION,
    _SPEND,
    _TRY_MULTICALL,
    _UNDERWRITER_OF,
    _UNFREEZE,
)
