"""An evidence pack checked offline: no chain, no database, no network, no trust in who made it.

What is proven: each event stood in a receipt of its block, each block is an ancestor of the anchor block,
each
event was written by the contract that it names, and each disclosed field belongs to a commitment in an event.
What a reader must know from elsewhere: that the anchor's hash is the chain's (give `anchor_hash`), and that
the contracts are the deployment's (give `contracts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from api.audit.packing import FORMAT, SECTIONS, section_digest
from api.documents.disclosure import verify_disclosure
from api.documents.findings import Finding, fatal, ordered
from chain.encoding import HexError, from_hex, to_hex
from chain.events.base import EventDecodeError
from chain.events.decoder import EventDecoder
from chain.headers import Header, HeaderError, decode_header
from chain.proofs import ProofError, verify_log

_AGAIN: Final = "Ask for the evidence again; compare with another copy to see who changed it."
_EVENT_MEMBERS: Final = (
    "contract",
    "event",
    "arguments",
    "blockNumber",
    "transactionHash",
    "transactionIndex",
    "position",
    "proof",
)
MAX_EVENTS: Final = 2_000
MAX_HEADERS: Final = 100_000


def verify_evidence(
    pack: Mapping[str, Any],
    *,
    anchor_hash: str | None = None,
    contracts: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Nothing when the pack holds; else findings, each naming the place in the pack. Never raises on any
    pack.

    `anchor_hash`: the hash of the anchor block as known from elsewhere. `contracts`: name → address,
    likewise.
    """
    try:
        found = _form(pack)
        if found:
            return list(ordered(found))
        found += _digests(pack)
        headers, more = _headers(pack)
        found += more
        found += _against(pack, anchor_hash, contracts)
        proven, more = _events(pack, headers)
        found += more
        found += _record(pack, proven)
        found += _documents(pack, proven)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        found = [_fault("TS-EVIDENCE-FORM", f"It cannot be read: {error!r}"[:300], "/")]
    return list(ordered(found))


def _form(pack: Any) -> list[Finding]:
    if not isinstance(pack, Mapping):
        return [_fault("TS-EVIDENCE-FORM", "It is not an evidence pack.", "/")]
    found = [
        _fault("TS-EVIDENCE-FORM", f"The section `{name}` is missing.", f"/{name}")
        for name in (*SECTIONS, "digests")
        if name not in pack
    ]
    surplus = set(pack) - {*SECTIONS, "digests"}
    found += [
        _fault("TS-EVIDENCE-FORM", "The pack has a section that is not known.", f"/{str(name)[:60]}")
        for name in surplus
    ]
    if not found and pack["format"] != FORMAT:
        found.append(_fault("TS-EVIDENCE-FORM", f"The format is not {FORMAT}.", "/format"))
    for name, kind in (("headers", list), ("events", list), ("documents", list), ("digests", dict)):
        if not found and not isinstance(pack[name], kind):
            found.append(_fault("TS-EVIDENCE-FORM", f"`{name}` has another form.", f"/{name}"))
    if not found and (len(pack["events"]) > MAX_EVENTS or len(pack["headers"]) > MAX_HEADERS):
        found.append(_fault("TS-EVIDENCE-FORM", "The pack is larger than any that is made here.", "/"))
    if not found and not pack["events"]:
        found.append(_fault("TS-EVIDENCE-FORM", "The pack shows no event.", "/events"))
    return found


def _digests(pack: Mapping[str, Any]) -> list[Finding]:
    stated = pack["digests"]
    found = [
        _fault("TS-EVIDENCE-DIGEST", f"`{name}` is not what it was when the pack was made.", f"/{name}")
        for name in SECTIONS
        if stated.get(name) != section_digest(pack[name])
    ]
    surplus = set(stated) - set(SECTIONS)
    found += [
        _fault("TS-EVIDENCE-DIGEST", "A digest of no section.", f"/digests/{str(name)[:60]}")
        for name in surplus
    ]
    return found


def _headers(pack: Mapping[str, Any]) -> tuple[dict[int, Header], list[Finding]]:
    """Headers by number, each shown to be the parent of the next, the last one to be the anchor."""
    found: list[Finding] = []
    chain: list[tuple[int, Header]] = []
    for at, text in enumerate(pack["headers"]):
        try:
            chain.append((at, decode_header(from_hex(text, "header"))))
        except (HexError, HeaderError) as error:
            found.append(
                _fault("TS-EVIDENCE-HEADER", f"The header cannot be read: {error}", f"/headers/{at}")
            )
    for (at, header), (next_at, child) in pairwise(chain):
        if next_at == at + 1 and (child.parent_hash != header.hash or child.number != header.number + 1):
            message = f"The header of block {header.number} is not the parent of the next one."
            found.append(_fault("TS-EVIDENCE-HEADER", message, f"/headers/{at}"))
    anchor = pack["anchor"]
    last = chain[-1][1] if chain and chain[-1][0] == len(pack["headers"]) - 1 else None
    if last is not None and to_hex(last.hash) != anchor["hash"]:
        message = f"The last header's hash is {to_hex(last.hash)}, not the anchor's."
        found.append(_fault("TS-EVIDENCE-ANCHOR", message, "/anchor/hash"))
    if last is not None and last.number != anchor["number"]:
        found.append(
            _fault("TS-EVIDENCE-ANCHOR", f"The last header is of block {last.number}.", "/anchor/number")
        )
    if last is None and not found:
        found.append(_fault("TS-EVIDENCE-HEADER", "The pack has no headers.", "/headers"))
    return {header.number: header for _, header in chain}, found


def _against(
    pack: Mapping[str, Any], anchor_hash: str | None, contracts: Mapping[str, str] | None
) -> list[Finding]:
    found = []
    if anchor_hash is not None and pack["anchor"]["hash"] != anchor_hash.lower():
        message = "The anchor is another block than the one that you know."
        found.append(_fault("TS-EVIDENCE-ANCHOR", message, "/anchor/hash"))
    for name, address in (contracts or {}).items():
        if pack["deployment"]["contracts"].get(name) != address.lower():
            message = f"{name} is at another address than in the deployment that you know."
            found.append(_fault("TS-EVIDENCE-CONTRACT", message, f"/deployment/contracts/{name}"))
    return found


def _events(
    pack: Mapping[str, Any], headers: Mapping[int, Header]
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Arguments of the events that are proven, and what is wrong with the others."""
    deployment = pack["deployment"]
    names = {address: name for name, address in deployment["contracts"].items()}
    names |= dict.fromkeys(deployment["cash"].values(), "Cash")
    decoder = EventDecoder(names)
    proven, found = [], []
    for at, event in enumerate(pack["events"]):
        place = f"/events/{at}"
        faults = _event(event, place, headers, decoder, names)
        found += faults
        if not faults:
            proven.append(event["arguments"])
    return proven, found


def _event(
    event: Mapping[str, Any],
    place: str,
    headers: Mapping[int, Header],
    decoder: EventDecoder,
    names: Mapping[str, str],
) -> list[Finding]:
    if set(event) != set(_EVENT_MEMBERS):
        return [_fault("TS-EVIDENCE-FORM", "The event has other members than it should.", place)]
    header = headers.get(event["blockNumber"])
    if header is None:
        message = f"The pack has no header of block {event['blockNumber']}."
        return [_fault("TS-EVIDENCE-EVENT", message, f"{place}/blockNumber")]
    try:
        nodes = [from_hex(node, "node") for node in event["proof"]]
        log = verify_log(header.receipts_root, event["transactionIndex"], nodes, event["position"])
    except (HexError, ProofError) as error:
        return [_fault("TS-EVIDENCE-PROOF", f"The receipt's proof does not hold: {error}", f"{place}/proof")]
    try:
        told = decoder.decode_log(log)
    except EventDecodeError as error:
        message = f"The proven log is no event of the pack's contracts: {error}"[:300]
        return [_fault("TS-EVIDENCE-CONTRACT", message, f"{place}/contract")]
    found = []
    if names[log.address] != event["contract"]:
        message = f"The proven log is of {names[log.address]}."
        found.append(_fault("TS-EVIDENCE-EVENT", message, f"{place}/contract"))
    if event["event"] != told.EVENT:
        found.append(_fault("TS-EVIDENCE-EVENT", f"The proven event is {told.EVENT}.", f"{place}/event"))
    real = plain_arguments(told)
    for name in sorted(set(real) | set(event["arguments"])):
        if real.get(name) != event["arguments"].get(name):
            message = f"The proven event says {name} = {real.get(name)}."[:300]
            found.append(_fault("TS-EVIDENCE-EVENT", message, f"{place}/arguments/{name[:60]}"))
    return found


def _record(pack: Mapping[str, Any], proven: list[dict[str, Any]]) -> list[Finding]:
    """Every proven event is about the record, or about a receivable that a proven event ties to its order."""
    record = pack["record"]
    related = {record["id"]}
    for arguments in proven:
        if "receivableId" in arguments and arguments.get("orderId") == record["id"]:
            related.add(arguments["receivableId"])
    if proven and not any(record["id"] in arguments.values() for arguments in proven):
        return [_fault("TS-EVIDENCE-RECORD", "No event of the pack names the record.", "/record/id")]
    return [
        _fault("TS-EVIDENCE-RECORD", "The event is not about the record.", f"/events/{at}")
        for at, arguments in enumerate(proven)
        if len(proven) == len(pack["events"]) and not related & set(map(str, arguments.values()))
    ]


def _documents(pack: Mapping[str, Any], proven: list[dict[str, Any]]) -> list[Finding]:
    roots = {arguments["root"] for arguments in proven if "root" in arguments}
    found: list[Finding] = []
    for at, document in enumerate(pack["documents"]):
        place = f"/documents/{at}"
        if set(document) != {"root", "disclosure"}:
            found.append(_fault("TS-EVIDENCE-FORM", "The document has other members than it should.", place))
            continue
        if document["root"] not in roots:
            message = "No proven event commits to this document."
            found.append(_fault("TS-EVIDENCE-DOCUMENT", message, f"{place}/root"))
            continue
        if document["disclosure"] is not None:
            root = from_hex(document["root"], "root", 32)
            found += [
                _fault(each.rule, each.message, f"{place}/disclosure/{each.location}")
                for each in verify_disclosure(document["disclosure"], root)
            ]
    return found


def plain_arguments(event: Any) -> dict[str, Any]:
    """An event's arguments by their names in the interface; numbers as decimal text."""
    return {_camel(name): _plain(getattr(event, name)) for name in event.__struct_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    return [_plain(part) for part in value]


def _camel(name: str) -> str:
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(part.title() for part in rest)


def _fault(rule: str, message: str, place: str) -> Finding:
    return fatal(rule, message, _AGAIN, place)
