"""`python -m scripts.build compile [--check] | solc | sizes | check | format`

Exit status: 0 good, 1 a fault was found, 2 it could not run.
"""

from __future__ import annotations

import argparse
import sys

from scripts.build import checks
from scripts.build.artifacts import ARTIFACTS, drift, project_artifacts, write
from scripts.build.compiler import ROOT, BuildError, CompilerSettings, ensure_solc
from scripts.services.process import ServiceError


def compile_contracts(check_only: bool) -> bool:
    """Write the artifacts, or only say how the committed ones differ. Whether all is well."""
    artifacts = project_artifacts()
    if check_only:
        lines = drift(artifacts)
        print("\n".join(lines) if lines else f"{len(artifacts)} artifacts are what the sources give")
        return not lines
    touched = write(artifacts)
    print(f"{len(artifacts)} in {ARTIFACTS.relative_to(ROOT)}; changed: {', '.join(touched) or 'none'}")
    return True


def show_sizes() -> bool:
    """Print every contract's runtime size; whether each is below the limit."""
    artifacts = project_artifacts()
    for name, size in sorted(checks.sizes(artifacts).items(), key=lambda each: -each[1]):
        print(f"{size:>7,} bytes {100 * size // checks.RUNTIME_LIMIT_BYTES:>3} % {name}")
    too_big = checks.oversized(artifacts)
    print("\n".join(too_big) or f"all below {checks.RUNTIME_LIMIT_BYTES:,} bytes")
    return not too_big


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.build", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("compile", help="contracts to chain/artifacts").add_argument(
        "--check", action="store_true", help="write nothing; say which committed artifact differs, and how"
    )
    commands.add_parser("solc", help="install the compiler, say where it is")
    commands.add_parser("sizes", help="runtime size of every contract")
    commands.add_parser("check", help="everything that `make check` looks at")
    commands.add_parser("format", help="format Python and Solidity")
    options = parser.parse_args()
    try:
        match options.command:
            case "compile":
                good = compile_contracts(options.check)
            case "solc":
                print(ensure_solc(CompilerSettings.read().version).relative_to(ROOT))
                good = True
            case "sizes":
                good = show_sizes()
            case "check":
                good = checks.check()
            case _:
                good = checks.reformat()
    except (BuildError, ServiceError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
