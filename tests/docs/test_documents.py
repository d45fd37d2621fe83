"""The documentation is true: its commands exist, its links lead somewhere, its invariants have tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"\bmake ([a-z][a-z-]*)|\btallystick ([a-z][a-z-]*)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
ROW = re.compile(r"^\| (INV-\d+b?) \|")
TESTED = re.compile(r"^def (test_\w+)", re.MULTILINE)
CARRIED = re.compile(r"INV_(\d+b?)")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def commands() -> set[str]:
    groups = {group.name for group in app.registered_groups if group.name}
    names = {
        each.name or (each.callback.__name__.replace("_", "-") if each.callback else "")
        for each in app.registered_commands
    }
    return groups | names


def code_in(page: Path) -> str:
    """Code spans and indented or fenced blocks: where a page speaks to the shell."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```.*?```|^ {4}.*$", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*re.findall(r"`([^`\n]+)`", text), *blocks])


def files_by_invariant() -> dict[str, set[str]]:
    """Which test files hold which invariant, by the ids in the names of their tests."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / "tests").rglob("test_*.py"):
        for name in TESTED.findall(file.read_text(encoding="utf-8")):
            for number in CARRIED.findall(name):
                found.setdefault(f"INV-{number}", set()).add(file.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for target, command in COMMAND.findall(code_in(page)):
        assert not target or target in targets(), f"make {target}"
        assert not command or command in commands(), f"tallystick {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_the_page_of_invariants_names_exactly_the_tests_that_carry_their_ids() -> None:
    rows = {
        match.group(1): set(re.findall(r"`(tests/[^`]+)`", line))
        for line in (ROOT / "docs" / "invariants.md").read_text(encoding="utf-8").splitlines()
        if (match := ROW.match(line))
    }
    carried = files_by_invariant()
    assert set(carried) <= set(rows)
    for invariant, files in rows.items():
        assert files == carried.get(invariant, set()), invariant
