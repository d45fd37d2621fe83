"""The front door: bytes in, a document and findings out; no input makes it raise.

result = read_document(content)
result.document    # canonical form, or None
result.findings    # ordered; each with a rule id, a place, plain words and what to do
result.actionable  # nothing worse than a warning
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from api.documents import cii, ubl
from api.documents.checks import check_document
from api.documents.findings import Finding, Severity, fatal, has_errors, ordered, warning
from api.documents.model import Document, Kind, ReadResult, Syntax
from api.documents.place import location_of
from api.documents.rules import check_rules
from api.documents.safexml import MAX_BYTES, parse_xml, too_large
from api.documents.schema import check_schema

KNOWN_UBL_VERSIONS = ("", "2.0", "2.1", "2.2", "2.3")
EMBEDDED_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")

MAX_LINES = 10_000

_LINE_NAMES = (
    "{*}OrderLine",
    "{*}DespatchLine",
    "{*}ReceiptLine",
    "{*}RemittanceAdviceLine",
    "{*}InvoiceLine",
    "{*}SubInvoiceLine",
    "{*}CreditNoteLine",
    "{*}SubCreditNoteLine",
    "{*}IncludedSupplyChainTradeLineItem",
)
_WANTED = (
    "Send UBL 2.1 (order, response, despatch, receipt, invoice, credit note, remittance) or a CII invoice."
)


@dataclass(frozen=True)
class ReadOptions:
    """`schema_folder`: OASIS's `maindoc` schemas, to check all UBL documents whole. `rules`: EN 16931."""

    schema_folder: Path | None = None
    rules: bool = True


def read_document(content: bytes, options: ReadOptions | None = None) -> ReadResult:
    """Reads and checks one document (XML, or a Factur-X PDF) of at most 10 MB.

    Answers a ReadResult: `document` is None exactly when a finding is fatal. Never raises on any content.
    """
    options = options or ReadOptions()
    if len(content) > MAX_BYTES:
        return ReadResult(None, ordered([too_large(len(content))]))
    if b"%PDF-" in content[:1024]:
        embedded, refusal = extract_embedded(content)
        if embedded is None:
            return ReadResult(None, ordered(refusal))
        content = embedded
    root, findings = parse_xml(content)
    if root is None:
        return ReadResult(None, ordered(findings))
    kind, syntax, refused = detect(root)
    if kind is None or syntax is None:
        return ReadResult(None, ordered(refused))
    if sum(1 for _ in root.iter(*_LINE_NAMES)) > MAX_LINES:
        message = f"The document has more than {MAX_LINES} lines."
        return ReadResult(None, ordered([fatal("TS-LINES", message, "Split the document into several.")]))
    findings += refused
    document = _read(root, kind, syntax, findings, options)
    findings += check_document(document)
    is_fatal = any(each.severity is Severity.FATAL for each in findings)
    return ReadResult(None if is_fatal else document, ordered(findings))


def _read(
    root: etree._Element, kind: Kind, syntax: Syntax, findings: list[Finding], options: ReadOptions
) -> Document:
    version = (root.findtext("cbc:UBLVersionID", namespaces=ubl.NAMESPACES) or "").strip()
    if version not in KNOWN_UBL_VERSIONS:
        message = f"UBL version '{version[:20]}' is not one that we know; it is read as 2.1."
        findings.append(warning("TS-VERSION", message, "State UBLVersionID 2.1."))
    faults = check_schema(root, syntax, version, options.schema_folder)
    findings += faults
    is_ubl = syntax is Syntax.UBL
    document = ubl.read_ubl(root, kind, findings) if is_ubl else cii.read_cii(root, findings)
    # The rules presume a document that follows its schema.
    if options.rules and not has_errors(faults) and document.kind in (Kind.INVOICE, Kind.CREDIT_NOTE):
        findings += check_rules(root, syntax, document.customization)
    return document


def detect(root: etree._Element) -> tuple[Kind | None, Syntax | None, list[Finding]]:
    """Kind and syntax by the root's name and namespace; (None, None, [finding]) for anything else."""
    name = etree.QName(root)
    local, namespace = name.localname, name.namespace or ""
    expected = {each: ubl.ROOT_NAMESPACE.format(each) for each in ubl.KINDS}
    if expected.get(local) == namespace:
        return ubl.KINDS[local], Syntax.UBL, []
    if local == "CrossIndustryInvoice" and namespace == cii.ROOT_NAMESPACE:
        return Kind.INVOICE, Syntax.CII, []
    place = location_of(root)
    if local in expected or local == "CrossIndustryInvoice":
        right = expected.get(local, cii.ROOT_NAMESPACE)
        message = f"<{local}> is in the namespace '{namespace[:120]}', not in '{right}'."
        return None, None, [fatal("TS-NAMESPACE", message, "Write the document in its own namespace.", place)]
    message = f"<{local[:80]}> (namespace '{namespace[:120]}') is not a kind of document that is read here."
    return None, None, [fatal("TS-KIND", message, _WANTED, place)]


def extract_embedded(content: bytes) -> tuple[bytes | None, list[Finding]]:
    """The invoice XML inside a Factur-X or ZUGFeRD PDF, unparsed; None and a finding when not exactly one.

    The attachment is taken as bytes, by its standard name, so that only our own parser ever reads it.
    """
    from pypdf import PdfReader  # slow to import, and most documents are XML

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        attachments = [
            each.content
            for each in PdfReader(io.BytesIO(content)).attachment_list
            if each.name.lower() in EMBEDDED_NAMES and each.content
        ]
    except Exception as reason:  # noqa: BLE001 - a PDF can break in any way; the answer is a finding
        message = f"The PDF cannot be read: {type(reason).__name__}: {str(reason)[:200]}"
        return None, [fatal("TS-PDF", message, "Send the invoice's XML instead.")]
    if len(attachments) != 1:
        message = f"The PDF carries {len(attachments)} of {', '.join(EMBEDDED_NAMES)}; exactly one is needed."
        return None, [fatal("TS-PDF", message, "Send a Factur-X PDF with one embedded invoice, or its XML.")]
    return bytes(attachments[0]), []
