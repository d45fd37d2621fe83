"""The compiler's place in build/: shared with other processes and other copies, never without a program."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest

from scripts.build.compiler import MODULES, ROOT, CompilerSettings, commit_of, npm_commit

VERSION: Final = CompilerSettings.read().version
CODE: Final = (
    "from scripts.build.compiler import CompilerSettings, ensure_solc;"
    "print(ensure_solc(CompilerSettings.read().version))"
)
PATIENCE_SECONDS: Final = 60.0
NOBODY: Final = "http://127.0.0.1:1"


def copy_of_the_project(folder: Path, build: Path) -> Path:
    """Another copy, as far as the compiler needs it, whose build/ is a folder that others have too."""
    folder.mkdir()
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "brownie-config.yaml", folder)
    (folder / "node_modules").symlink_to(MODULES)
    (folder / "build").symlink_to(build)
    return folder


def begin(copy: Path, proxy: str) -> subprocess.Popen[str]:
    """Ask for the compiler from a process of that copy, which reaches the network by `proxy` alone."""
    return subprocess.Popen(
        [sys.executable, "-c", CODE],
        cwd=copy,
        env={**os.environ, "HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", "no_proxy": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> str:
    """All that it said."""
    said, wrong = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, wrong
    return said


@contextmanager
def slow_proxy() -> Iterator[socket.socket]:
    """A proxy that takes connections and says nothing: whoever fetches through it is held there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(PATIENCE_SECONDS)
        yield listening


def address_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    folder.mkdir()
    return folder


def assert_tidy(build: Path) -> None:
    """Nothing half made is left over."""
    left = {path.name for path in (build / "solc").iterdir()}
    assert left == {".lock", f"solc-v{VERSION}", f"solc-v{VERSION}.commit"}


def test_another_copy_that_installs_never_takes_the_compiler_away(tmp_path: Path, build: Path) -> None:
    one, two = (copy_of_the_project(tmp_path / name, build) for name in ("one", "two"))
    program = build / "solc" / f"solc-v{VERSION}"
    end(begin(one, NOBODY))
    of_one = program.read_bytes()
    with slow_proxy() as listening:
        installing = begin(two, address_of(listening))
        held, _ = listening.accept()  # it is in the middle of installing now
        with held:
            assert program.read_bytes() == of_one
            assert commit_of([str(program)]) == npm_commit(VERSION)
            assert "[build]" not in end(begin(one, NOBODY))  # its own compiler is there: nothing to wait for
    end(installing)
    assert program.read_bytes() != of_one
    assert commit_of([str(program)]) == npm_commit(VERSION)
    assert_tidy(build)


def test_of_two_processes_that_both_need_it_one_installs_and_the_other_waits(
    tmp_path: Path, build: Path
) -> None:
    copy = copy_of_the_project(tmp_path / "copy", build)
    with slow_proxy() as listening:
        first = begin(copy, address_of(listening))
        held, _ = listening.accept()
        with held:
            second = begin(copy, address_of(listening))
            with pytest.raises(subprocess.TimeoutExpired):
                second.wait(timeout=1.5)
            listening.settimeout(0.1)
            with pytest.raises(TimeoutError):
                listening.accept()
    told = [end(first), end(second)]
    assert sum("[build]" in said for said in told) == 1
    assert len({said.splitlines()[-1] for said in told}) == 1
    assert_tidy(build)


def test_whoever_dies_while_installing_leaves_the_way_free(tmp_path: Path, build: Path) -> None:
    copy = copy_of_the_project(tmp_path / "copy", build)
    with slow_proxy() as listening:
        killed = begin(copy, address_of(listening))
        held, _ = listening.accept()
        with held:
            killed.kill()
            killed.communicate(timeout=PATIENCE_SECONDS)
    assert "[build]" in end(begin(copy, NOBODY))
    assert commit_of([str(build / "solc" / f"solc-v{VERSION}")]) == npm_commit(VERSION)
    assert_tidy(build)
