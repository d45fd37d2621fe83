"""What is mutated: files, the contracts that their code ends up in, and under which name they are counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.build.artifacts import CONTRACTS, read_sources
from tests.mutation.schema import Compiled, Mutant, compile_schema, mutants_of
from tests.mutation.syntax import closure, trees

LIBRARIES: Final = "libraries"
HARNESS: Final = "contracts/test/Vectors.sol"
DEPLOYED: Final = re.compile(r"^contract (\w+)", re.MULTILINE)
SCOPE: Final = ("Loans", "Collateral", "Facilities", "Receivables", "Orders", "Market", "GuaranteePool")
"""What issue by issue must be mutated, beside the libraries; the others are known, too."""


@dataclass(frozen=True)
class Unit:
    """One mutated file: counted under `group`, compiled into `contracts` (name → file)."""

    file: str
    group: str
    contracts: Mapping[str, str]
    mutants: tuple[Mutant, ...]


class Project:
    """The sources as they are now, and their units by file."""

    def __init__(self, folder: Path = CONTRACTS) -> None:
        every = read_sources(folder)
        self.sources = {name: text for name, text in every.items() if not name.startswith("contracts/test/")}
        self.sources[HARNESS] = every[HARNESS]
        self.deployables = {
            name: file
            for file, text in self.sources.items()
            if file.count("/") == 1 or file == HARNESS
            for name in DEPLOYED.findall(text)
        }
        self._closures = {name: closure(file, self.sources) for name, file in self.deployables.items()}
        # An interface has no code: what only it imports is not in the contract.
        inside = {
            name: closure(file, self.sources, "/interfaces/") for name, file in self.deployables.items()
        }
        parsed = trees(self.sources)
        self.units: dict[str, Unit] = {}
        for file, text in self.sources.items():
            mutants = () if file == HARNESS else tuple(mutants_of(file, text, parsed[file]))
            if mutants:
                contracts = {n: self.deployables[n] for n, files in inside.items() if file in files}
                self.units[file] = Unit(file, self._group(file, contracts), contracts, mutants)

    def _group(self, file: str, contracts: Mapping[str, str]) -> str:
        if "/libraries/" in file or "/types/" in file:
            return LIBRARIES
        own = Path(file).stem
        return own if own in contracts else next(iter(contracts), own)

    def contracts_of(self, mutants: Iterable[Mutant]) -> dict[str, str]:
        """The contracts that hold any of these mutants: name → file."""
        found: dict[str, str] = {}
        for file in sorted({mutant.file for mutant in mutants}):
            found.update(self.units[file].contracts)
        return found

    def compiled(self, mutants: Sequence[Mutant], contracts: Mapping[str, str] | None = None) -> Compiled:
        """These mutants in all contracts that hold any of them, or in these (name → file). BuildError."""
        if contracts is None:
            held = self.contracts_of(mutants)
            contracts = {name: file for name, file in held.items() if file != HARNESS} or held
        files: set[str] = set().union(*(self._closures[name] for name in contracts))
        return compile_schema({name: self.sources[name] for name in files}, mutants, contracts)

    def of(self, names: list[str]) -> list[Unit]:
        """Units whose group or file is named; those of the scope where none is named."""
        if not names:
            names = [LIBRARIES, *SCOPE]
        return [
            unit
            for name in names
            for unit in self.units.values()
            if name in (unit.group, unit.file, Path(unit.file).stem)
        ]
