"""python -m tests.model.planted [--calls N] [NAME …]: defects planted on purpose, and who finds them.

Each is one change of one source file; the contract that it ends up in is compiled alone and put in the place
of the real one, and the campaign runs until it disagrees. What was found after how many calls: planted.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scripts.build.artifacts import read_sources
from scripts.build.compiler import BuildError, CompilerSettings, compile_standard, standard_input
from tests.model.run import LENGTH, Failure, Tally, play


@dataclass(frozen=True)
class Defect:
    """`old` becomes `new` in contracts/`file`; it shows in `contract`."""

    name: str
    contract: str
    file: str
    old: str
    new: str


DEFECTS: Final = (
    Defect(
        "the guarantor's part is rounded up",
        "Loans",
        "libraries/Waterfall.sol",
        "repaid * subrogated / debt;",
        "(repaid * subrogated + debt - 1) / debt;",
    ),
    Defect(
        "the price is rounded down",
        "Loans",
        "libraries/Stages.sol",
        "return (weighted + principal - 1) / principal;",
        "return weighted / principal;",
    ),
    Defect(
        "what is owed is rounded down",
        "Loans",
        "libraries/Accrual.sol",
        "uint256((units + DEN - 1) / DEN)",
        "uint256(units / DEN)",
    ),
    Defect(
        "orders are stale one second early",
        "Loans",
        "libraries/Stages.sol",
        "if (standing.time > staleAt) {",
        "if (standing.time >= staleAt) {",
    ),
    Defect(
        "disputes spare what is received",
        "Loans",
        "libraries/Stages.sol",
        "(s2, rest) = _lessened(s2, rest);",
        "(s2, rest) = (s2, rest);",
    ),
    Defect(
        "a paid receivable stays among custody's maturities",
        "Loans",
        "Loans.sol",
        "if (maturityOut != 0) _maturityOut(orderId, maturityOut);\n"
        "        _setCustody(orderId, c, _moved(c.a.custody, custodyBefore, custodyAfter));\n        address",
        "if (maturityOut == 1) _maturityOut(orderId, maturityOut);\n"
        "        _setCustody(orderId, c, _moved(c.a.custody, custodyBefore, custodyAfter));\n        address",
    ),
    Defect(
        "a confirmation extends beyond the longest tenor",
        "Loans",
        "Loans.sol",
        "uint40 dueAt = maturity < latest ? maturity : latest;",
        "uint40 dueAt = maturity > latest ? maturity : latest;",
    ),
    Defect(
        "default may be declared in the last second of the grace",
        "Loans",
        "Servicing.sol",
        "if (block.timestamp <= graceEnds &&",
        "if (block.timestamp < graceEnds &&",
    ),
    Defect(
        "penalty runs from the due date once default is declared",
        "Loans",
        "Accounts.sol",
        "if (defaultedAt != 0 && defaultedAt < penaltyFrom) penaltyFrom = defaultedAt;",
        "if (defaultedAt != 0) penaltyFrom = c.a.dueAt;",
    ),
    Defect(
        "evidence may exceed what was shipped",
        "Orders",
        "Orders.sol",
        "if (attestedTotal > row.shipped) revert",
        "if (attestedTotal > row.amount) revert",
    ),
    Defect(
        "what is confirmed may still be returned",
        "Orders",
        "Orders.sol",
        "uint256 available = row.received - row.confirmed;",
        "uint256 available = row.received;",
    ),
    Defect(
        "an amendment survives a cancellation",
        "Orders",
        "OrderBook.sol",
        "if (change.cancelled != row.cancelled) {",
        "if (change.cancelled > row.cancelled) {",
    ),
    Defect(
        "a flagged buyer confirms into custody",
        "Receivables",
        "Receivables.sol",
        "PARTICIPANTS.requireMayConfirm(msg.sender, pledged);",
        "if (!pledged) PARTICIPANTS.requireMayConfirm(msg.sender, pledged);",
    ),
    Defect(
        "custody's last fraction is lost",
        "Receivables",
        "Holdings.sol",
        "carried = claim;\n            claim = 0;",
        "carried = 0;\n            claim = 0;",
    ),
    Defect(
        "money belongs to who holds the units when it is asked for",
        "Receivables",
        "Holdings.sol",
        "uint256 claim = _touched(h, money) + carried;",
        "uint256 claim = Claims.touched(h.claim(), h.units() + units, h.seen(), money) + carried;",
    ),
    Defect(
        "a line is never used up",
        "Facilities",
        "Facilities.sol",
        "        l.used = lineUsed;\n        m.used = mandateUsed;\n",
        "        m.used = mandateUsed;\n",
    ),
    Defect(
        "an underwriter's quote may pay too much",
        "Facilities",
        "Mandates.sol",
        "if (price > highest) revert",
        "if (price > unpaidFace) revert",
    ),
    Defect(
        "a quote is used twice",
        "Market",
        "Market.sol",
        "_nonces[quote.buyerOfUnits].set(quote.nonce);\n        if",
        "if",
    ),
    Defect(
        "enforcement may sell to the financier's group",
        "Collateral",
        "Collateral.sol",
        "if (PARTICIPANTS.affiliated(quote.buyerOfUnits, financier)) {",
        "if (quote.buyerOfUnits == financier) {",
    ),
    Defect(
        "cover is paid one second early",
        "GuaranteePool",
        "GuaranteePool.sol",
        "if (block.timestamp < from) revert",
        "if (block.timestamp + 1 < from) revert",
    ),
    Defect(
        "others' commitments are rounded down",
        "GuaranteePool",
        "libraries/Cover.sol",
        "(committed - cap + leverage - 1) / leverage;",
        "(committed - cap) / leverage;",
    ),
    Defect(
        "the last held amount replaces the former",
        "Cash",
        "Cash.sol",
        "uint128 total = heldFor[to] + amount;",
        "uint128 total = amount;",
    ),
)


def creation_code(defect: Defect) -> bytes:
    """Creation code with the defect in it. Errors: ValueError where the text does not stand there once."""
    sources, file = read_sources(), f"contracts/{defect.file}"
    if sources[file].count(defect.old) != 1:
        raise ValueError(f"{defect.name}: the text stands {sources[file].count(defect.old)} times in {file}")
    sources[file] = sources[file].replace(defect.old, defect.new)
    wanted, settings = f"contracts/{defect.contract}.sol", CompilerSettings.read()
    request = standard_input(sources, settings, [wanted])
    request["settings"]["outputSelection"] = {wanted: {defect.contract: ["evm.bytecode.object"]}}
    output = compile_standard(request, settings.version)
    return bytes.fromhex(output["contracts"][wanted][defect.contract]["evm"]["bytecode"]["object"])


def found_after(code: dict[str, bytes], calls: int, seed: int) -> tuple[int, Failure | None]:
    """Runs until the campaign disagrees with the planted code, at most `calls`."""
    tally, failure = Tally(), None
    while failure is None and tally.calls < calls:
        failure = play(seed, LENGTH, tally, code)
        seed += 1
    return tally.calls, failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where a defect was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", help="parts of names; all where there is none")
    given = parser.parse_args(arguments)
    missed = 0
    for defect in DEFECTS:
        if given.names and not any(part in defect.name for part in given.names):
            continue
        begun = time.monotonic()
        try:
            code = {defect.contract: creation_code(defect)}
        except (ValueError, BuildError) as error:
            print(f"| {error}", flush=True)
            missed += 1
            continue
        compiled = time.monotonic() - begun
        calls, failure = found_after(code, given.calls, given.seed)
        missed += failure is None
        said = failure.error.kind if failure else "NOT FOUND"
        print(
            f"| {defect.name} | {defect.file} | {calls} | {said} | compiled in {compiled:.0f} s", flush=True
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
