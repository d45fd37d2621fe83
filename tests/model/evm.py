"""The real bytecode in an EVM in this process: deployed once a run, called with encoded words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pyrevm import EVM, BlockEnv, CfgEnv, Env, Log

from chain.abi import encode_values, load_artifact, types_of
from chain.encoding import from_hex
from chain.envelope import created_address

DEPLOYER: Final = "0x" + "d0" * 20
CHAIN_ID: Final = 1
SYSTEM: Final = (
    *("Authority", "Participants", "Fingerprints", "Orders", "Receivables", "Facilities", "Loans"),
    *("Collateral", "Market", "GuaranteePool"),
)
CURRENCIES: Final = ("EUR", "JPY")
CODE_LIMIT: Final = 1 << 22
"""Bytes of a contract: more than networks allow, because mutants are compiled without the optimizer. What is
really deployed is held to the true limit by `make check`."""
_REVERT: Final = "output: 0x"


def address_text(number: int) -> str:
    """0x-hex of an address that is kept as a number."""
    return f"0x{number:040x}"


@functools.cache
def creation_code(name: str) -> bytes:
    """Creation code of an artifact."""
    return from_hex(load_artifact(name).bytecode, name)


class Chain:
    """One deployment: `call` answers (succeeded, output); `at` gives each contract's address as a number.

    `replaced` puts other creation code in a contract's place (a defect planted on purpose). `listener` hears
    caller, contract and data of every call that succeeds, when `evm.result` has its logs; `constructors` are
    the logs from before.
    """

    def __init__(
        self, operator: int, service: int, bank: int, replaced: Mapping[str, bytes] | None = None
    ) -> None:
        self.evm = EVM(Env(CfgEnv(CHAIN_ID, CODE_LIMIT)), gas_limit=2**40)
        self.at: dict[str, int] = {}
        self._texts: dict[int, str] = {}
        self.now = 0
        self._replaced = replaced or {}
        self.listener: Callable[[int, int, bytes], None] = lambda *_: None
        self.constructors: list[Log] = []
        addresses = {name: created_address(DEPLOYER, nonce) for nonce, name in enumerate(SYSTEM)}
        self._deploy(addresses, address_text(operator), address_text(service), address_text(bank))

    def _deploy(self, at: dict[str, str], operator: str, service: str, bank: str) -> None:
        def of(*names: str) -> list[str]:
            return [at[name] for name in names]

        arguments: dict[str, Sequence[Any]] = {
            "Authority": (operator,),
            "Participants": (at["Authority"], at["Receivables"], of(*SYSTEM)),
            "Fingerprints": (at["Authority"], service, at["Receivables"]),
            "Orders": of("Participants", "Receivables", "Loans"),
            "Receivables": of("Participants", "Fingerprints", "Orders", "Loans", "Collateral", "Market"),
            "Facilities": of("Participants", "Loans", "Market"),
            "Loans": of("Participants", "Orders", "Receivables", "Facilities", "Collateral", "GuaranteePool"),
            "Collateral": of("Participants", "Orders", "Receivables", "Loans", "Market", "Facilities"),
            "Market": of("Participants", "Receivables", "Facilities", "Collateral"),
            "GuaranteePool": of("Participants", "Orders", "Facilities", "Loans"),
        }
        for name in SYSTEM:
            made = self._create(name, arguments[name])
            assert made == int(at[name], 16), f"{name} was created elsewhere"
            self.at[name] = made
        for currency in CURRENCIES:
            code = "0x" + currency.encode().hex()
            self.at[currency] = self._create(
                "Cash", (f"Deposit {currency}", currency, code, bank, at["Participants"], "0x" + "00" * 32)
            )
        self.at["STRAY"] = self._create(  # of another directory
            "Cash", ("Stray", "STR", "0x585858", bank, at["Authority"], "0x" + "00" * 32)
        )

    def _create(self, name: str, arguments: Sequence[Any]) -> int:
        constructor = next((e for e in load_artifact(name).abi if e["type"] == "constructor"), None)
        types = types_of(constructor["inputs"]) if constructor else []
        code = self._replaced.get(name) or creation_code(name)
        made = int(self.evm.deploy(DEPLOYER, code + encode_values(types, list(arguments))), 16)
        result = self.evm.result
        self.constructors += result.logs if result is not None else []
        return made

    def set_time(self, now: int) -> None:
        """The second in which the next calls happen."""
        if now != self.now:
            self.now = now
            self.evm.set_block_env(BlockEnv(number=now // 12, timestamp=now))

    def call(self, caller: int, to: int, data: bytes) -> tuple[bool, bytes]:
        """A transaction: whether it succeeded, and what it answered or reverted with."""
        try:
            answer = self.evm.message_call(self._text(caller), self._text(to), data)
        except RuntimeError as error:
            return False, reverted(str(error))
        self.listener(caller, to, data)
        return True, answer

    def ask(self, to: int, data: bytes) -> bytes:
        """The answer of a view. Errors: RuntimeError where it reverts."""
        answer = self.evm.message_call(DEPLOYER, self._text(to), data, is_static=True)
        return bytes(answer)

    def _text(self, address: int) -> str:
        text = self._texts.get(address)
        if text is None:
            text = self._texts[address] = address_text(address)
        return text


def reverted(message: str) -> bytes:
    start = message.find(_REVERT)
    if start < 0:
        raise AssertionError(f"the EVM stopped: {message}")
    digits = message[start + len(_REVERT) :]
    return bytes.fromhex(digits[: digits.index(" ")] if " " in digits else digits.rstrip("}"))
