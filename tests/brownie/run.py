"""Runs Brownie's tests: `.venv-brownie/bin/python tests/brownie/run.py [pytest arguments]`.

Brownie gets a project folder of its own, build/brownie/, with copies of what it may see: contracts/ (without
the test harnesses), tests/brownie/, brownie-config.yaml. Its home lies there too, and it is attached to an
anvil of ours on a free port, which cannot outlive it. Settings that Brownie has no word for (metadata, base
path) are handed to the compiler here, so that its bytecode is that of chain/artifacts.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "build" / "brownie"


class SourceFirst(importlib.abc.MetaPathFinder):
    """Loads Brownie's `.py` files instead of the compiled ones beside them.

    Brownie 1.22.2's wheel is compiled with mypyc, and that code is wrong in three places: `networks: default`
    of the config, `state_machine`, and comparing a multi-value return with a tuple.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith("brownie."):
            return None
        for folder in path or ():
            base = Path(folder) / fullname.rpartition(".")[2]
            for file in (base / "__init__.py", base.with_suffix(".py")):
                if file.is_file():
                    return importlib.util.spec_from_file_location(fullname, file)
        return None


def prepare() -> None:
    """Make build/brownie/ anew; its compilation is kept while nothing that goes into it has changed."""
    for folder in ("contracts", "tests"):
        shutil.rmtree(PROJECT / folder, ignore_errors=True)
    for folder in ("interfaces", "scripts", "reports", "home"):
        (PROJECT / folder).mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "contracts", PROJECT / "contracts", ignore=shutil.ignore_patterns("test"))
    shutil.copytree(
        ROOT / "tests" / "brownie", PROJECT / "tests", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "brownie-config.yaml", PROJECT)
    (PROJECT / "@openzeppelin").unlink(missing_ok=True)
    (PROJECT / "@openzeppelin").symlink_to(ROOT / "node_modules" / "@openzeppelin")
    # pytest must find its settings here: pyproject.toml's name plugins of the other environment
    (PROJECT / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n", encoding="ascii")
    inputs = hashlib.sha256()
    for file in (*sorted((PROJECT / "contracts").rglob("*.sol")), PROJECT / "brownie-config.yaml"):
        inputs.update(f"{file.relative_to(PROJECT)}\n".encode() + file.read_bytes())
    stamp = PROJECT / "inputs.sha256"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != inputs.hexdigest():
        # all or nothing: Brownie would compile the changed files alone, another compilation than ours
        shutil.rmtree(PROJECT / "build", ignore_errors=True)
        stamp.write_text(inputs.hexdigest(), encoding="ascii")


def compile_as_we_do() -> None:
    """Give the compiler the settings of brownie-config.yaml that Brownie does not pass on."""
    import solcx
    import yaml
    from brownie.project import compiler

    settings = yaml.safe_load((ROOT / "brownie-config.yaml").read_text(encoding="utf-8"))["compiler"]["solc"]
    compiler.STANDARD_JSON["settings"]["metadata"] = settings["metadata"]
    # Brownie leaves files without a contract out of its request: the compiler reads those from the folder
    solcx.compile_standard = functools.partial(compile_from, solcx.compile_standard)


def compile_from(compile_standard: Any, request: dict[str, Any], allow_paths: str) -> Any:
    """py-solc-x's compile_standard with the project folder as base path, OpenZeppelin by a link in it."""
    return compile_standard(
        request, base_path=str(PROJECT), allow_paths=f"{allow_paths},{ROOT / 'node_modules'}"
    )


def main(arguments: list[str]) -> int:
    prepare()
    os.environ["HOME"] = str(PROJECT / "home")  # Brownie writes to ~/.brownie as soon as it is imported
    os.environ["SOLCX_BINARY_PATH"] = str(ROOT / "build" / "solc")
    os.environ["TALLYSTICK_ARTIFACTS"] = str(ROOT / "chain" / "artifacts")
    sys.path.insert(0, str(ROOT))
    from scripts.services.anvil import Anvil

    sys.path.remove(str(ROOT))  # Brownie must not see our packages
    os.chdir(PROJECT)
    sys.meta_path.insert(0, SourceFirst())
    with Anvil(accounts=10) as node:
        import brownie._cli.test as brownie_test
        from brownie._config import CONFIG

        CONFIG.networks["development"]["cmd_settings"]["port"] = node.port
        CONFIG.argv["cli"] = "test"
        compile_as_we_do()
        sys.argv = ["brownie", "test", *arguments]
        try:
            brownie_test.main()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
