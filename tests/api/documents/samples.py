"""Where the documents for tests are: our own trade, and the shared sets beside the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from api.documents.model import Document, ReadResult
from api.documents.reading import read_document
from api.documents.trade import Entry, entry

ROOT = Path(__file__).resolve().parents[3]
OWN = ROOT / "scripts" / "demo" / "documents"
SHARED = ROOT.parent / "shared" / "data"
OASIS = SHARED / "a4_oasis_ubl" / "ubl-2.1-os"

OWN_FILES = sorted(OWN.glob("*.xml"))


def needs(name: str) -> pytest.MarkDecorator:
    """Skips where the shared set `name` is not beside the checkout."""
    return pytest.mark.skipif(
        not (SHARED / name).is_dir(), reason=f"no ../shared/data/{name} beside this checkout"
    )


def shared_files(name: str, *patterns: str) -> list[Path]:
    """Files of a shared set in a fixed order; empty where it is absent."""
    folder = SHARED / name
    return sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})


@cache
def read(path: Path) -> ReadResult:
    """What reading a file gives; each file is read once a session."""
    return read_document(path.read_bytes())


def own_text(name: str) -> str:
    """The text of one of our own documents."""
    return (OWN / name).read_text(encoding="utf-8")


def read_text(text: str) -> ReadResult:
    """What reading a text gives."""
    return read_document(text.encode("utf-8"))


def document(path: Path) -> Document:
    """The document in a file that must have one."""
    found = read(path).document
    assert found is not None, [each.rule for each in read(path).findings]
    return found


def own(name: str) -> Document:
    """One of our own documents."""
    return document(OWN / name)


def entries(paths: list[Path]) -> list[Entry]:
    """Every file that has a document, as an entry under its file name."""
    found = [entry(path.name, read(path)) for path in paths]
    return [each for each in found if each is not None]


def rules(result: ReadResult) -> list[str]:
    """The rule ids found, in order."""
    return [each.rule for each in result.findings]
