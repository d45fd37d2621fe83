"""Bytes to an XML tree, or to a named refusal. Nothing is fetched, no entity known, every size limited."""

from __future__ import annotations

import codecs
import re
from typing import Any, Final

from lxml import etree

from api.documents.findings import Finding, fatal

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_MARKS: Final = 400_000
"""Limit of `<`: about 200,000 elements. Counted before parsing, so that a node bomb costs no memory."""
MAX_EQUALS: Final = 1_000_000
"""Limit of `=`: bounds the number of attributes in the same way."""

_ASCII_LIKE = ("ascii", "utf-8", "iso8859-1", "iso8859-2", "iso8859-15", "cp1250", "cp1252")
_EAST_ASIAN = ("gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_ENCODINGS: Final = frozenset((*_ASCII_LIKE, *_EAST_ASIAN))
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}?\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]{0,150}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")
_LATER = "Save the document as plain UBL 2.1 or CII XML, encoded in UTF-8, and send it again."


def parse_xml(content: bytes) -> tuple[etree._Element | None, list[Finding]]:
    """The root element of `content`, or None and one fatal finding. Comments and instructions are dropped."""
    if len(content) > MAX_BYTES:
        return None, [too_large(len(content))]
    text, refusal = _decode(content)
    if text is None:
        return None, refusal
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1) if "<?xml" in text[:10] else text
    refusal = _refuse_by_text(text)
    if refusal:
        return None, refusal
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as reason:
        return None, [_not_xml(str(reason))]
    if root is None or not isinstance(root.tag, str):
        return None, [_not_xml("no element in it")]
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        return None, [_doctype()]
    if _TOO_DEEP(root):
        return None, [_too_deep()]
    return root, []


def too_large(size: int) -> Finding:
    """The refusal of a document beyond MAX_BYTES."""
    return fatal(
        "TS-TOO-LARGE",
        f"The document has {size} bytes; at most {MAX_BYTES} are read.",
        "Leave attachments out, or split the document.",
    )


def _decode(content: bytes) -> tuple[str | None, list[Finding]]:
    if not content.strip(b" \t\r\n\x00"):
        return None, [_not_xml("it is empty")]
    encoding = _encoding_of(content)
    if encoding is None:
        return None, [fatal("TS-ENCODING", "The document names an encoding that is not read here.", _LATER)]
    try:
        text = content.decode(encoding)
        text.encode("utf-8")
    except (UnicodeError, LookupError):
        message = f"The bytes are not valid {encoding}, which the document says or implies."
        return None, [fatal("TS-ENCODING", message, _LATER)]
    return text, []


def _encoding_of(content: bytes) -> str | None:
    """The encoding by byte order mark, then by pattern, then by declaration; None when it is not allowed."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content.startswith(b"<\x00"):
        return "utf-16-le"
    if content.startswith(b"\x00<"):
        return "utf-16-be"
    declared = _DECLARED.match(content.lstrip(b" \t\r\n"))
    if declared is None:
        return "utf-8"
    try:
        name = codecs.lookup(declared.group(1).decode("ascii")).name
    except LookupError:
        return None
    # UTF-16 is not in the list: its declaration could not have been read as ASCII.
    return name if name in _ENCODINGS else None


def _refuse_by_text(text: str) -> list[Finding]:
    """Refusals that must come before the parser sees anything."""
    if _has_doctype(text):
        return [_doctype()]
    if text.count("<") > MAX_MARKS or text.count("=") > MAX_EQUALS:
        message = f"The document has more than {MAX_MARKS // 2} elements, or too many attributes."
        return [fatal("TS-NODES", message, "Split the document into several.")]
    return []


def _has_doctype(text: str) -> bool:
    """True when a declaration `<!…` stands before the first element; later it is not well-formed."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if text.startswith("<!--", at):
            end, length = text.find("-->", at + 4), 3
        elif text.startswith("<?", at):
            end, length = text.find("?>", at + 2), 2
        else:
            return text.startswith("<!", at)
        if end < 0:
            return False
        at = end + length


def _doctype() -> Finding:
    return fatal(
        "TS-DOCTYPE",
        "The document has a DOCTYPE or entities, which can make a reader fetch or grow without end.",
        "Remove the DOCTYPE; UBL and CII documents never need one.",
    )


def _too_deep() -> Finding:
    return fatal(
        "TS-DEPTH",
        f"Elements are nested deeper than {MAX_DEPTH} levels; no document of a trade needs that.",
        "Check the program that wrote the document.",
    )


def _not_xml(reason: str) -> Finding:
    if "Excessive depth" in reason:
        return _too_deep()
    message = f"This is not a whole, well-formed XML document: {' '.join(reason.split())[:300]}"
    return fatal("TS-NOT-XML", message, "Check that the file was not cut off, and send it again.")
