"""`python smt.py FILE`: answers a query of halmos, by whole numbers first, by bits where those do not say.

Halmos writes every number as 256 bits; products and quotients of those are beyond a bit-blasting solver. Two
solvers can read the same query as a statement about whole numbers modulo 2^256: cvc5 finds what is linear
false at once (unsat: the property holds), z3's intblast solver most products and quotients. Only that answer
is taken from them; all else is asked of yices. It runs under the prover's environment, which has all three.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

BIN: Final = Path(sys.executable).parent
CVC5_SECONDS: Final = 10
INTBLAST: Final = ("tactic.default_tactic=smt", "sat.smt=true", "sat.euf=true", "smt.bv.solver=2")
WORD: Final = r"\(_ BitVec \2\)"
ABSTRACT: Final = re.compile(
    rf"\(declare-fun f_evm_(bvmul|bvudiv|bvurem|bvsdiv|bvsrem)_([0-9]+) \({WORD} {WORD}\) {WORD}\)"
)
CVC5: Final = """
import sys, cvc5
terms = cvc5.TermManager()
solver = cvc5.Solver(terms)
solver.setOption("solve-bv-as-int", "sum")
solver.setOption("nl-ext-tplanes", "true")
symbols = cvc5.SymbolManager(terms)
parser = cvc5.InputParser(solver, symbols)
parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.argv[1])
while not (command := parser.nextCommand()).isNull():
    print(command.invoke(solver, symbols), end="")
"""


def defined(query: str) -> str:
    """The query with halmos's abstract products and quotients as what they are (by zero: zero)."""

    def define(found: re.Match[str]) -> str:
        name, width = found[1], found[2]
        word, plain = f"(_ BitVec {width})", f"({name} x y)"
        zero = f"(_ bv0 {width})"
        body = plain if name == "bvmul" else f"(ite (= y {zero}) {zero} {plain})"
        return f"(define-fun f_evm_{name}_{width} ((x {word}) (y {word})) {word} {body})"

    return ABSTRACT.sub(define, query).replace("(get-model)", "")


def is_false(command: list[str], seconds: int) -> bool:
    """Whether a solver answers unsat, and nothing else, in time."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return False
    said = answer.stdout.split()
    return "unsat" in said and "sat" not in said and "(error" not in said


def main() -> int:
    file, seconds = Path(sys.argv[-1]), int(os.environ.get("SOLVER_SECONDS", "60"))
    with tempfile.NamedTemporaryFile("w", suffix=".smt2") as query:
        query.write(defined(file.read_text(encoding="utf-8")))
        query.flush()
        by_cvc5 = [sys.executable, "-c", CVC5, query.name]
        by_z3 = [str(BIN / "z3"), f"-T:{seconds}", *INTBLAST, query.name]
        if is_false(by_cvc5, min(seconds, CVC5_SECONDS)) or is_false(by_z3, seconds):
            print("unsat")
            return 0
    return subprocess.run(
        [str(BIN / "yices-smt2"), f"--timeout={seconds}", str(file)], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
