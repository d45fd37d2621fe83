"""The eight steps of the main job (interfaces.md). Each takes the scene as the step before left it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from api.documents.model import Kind
from scripts.client.session import ApiRefusal, Done, WouldRevert
from scripts.demo.papers import Paper, faults
from scripts.demo.screen import money, percent
from scripts.demo.stage import Scene

TAX_LEFT_OUT: Final = "TS-ORDER-TAX"
"""The one warning that changes what is placed, and is told."""
_RESPONSES: Final = (Kind.ORDER_RESPONSE, Kind.ORDER_RESPONSE_SIMPLE)


class Lacking(Exception):
    """The documents do not tell what a step needs."""


def documents(scene: Scene) -> None:
    """1: read the documents, say what belongs to the trade and what was found wrong."""
    scene.screen.step(1, "The documents of one trade are read and checked")
    for paper in scene.papers.steps:
        document = paper.entry.document
        scene.screen.say(
            f"{paper.name}: {document.kind.value} {document.number} of {document.issue_date}"
            + (f", {money(document.amounts.payable, document.currency)}" if document.amounts.payable else "")
        )
        for finding in faults(paper):
            scene.screen.finding(f"{finding.rule} at {finding.location}: {finding.message}")
        for finding in paper.entry.findings:
            if finding.rule == TAX_LEFT_OUT:
                scene.screen.finding(f"{finding.rule}: {finding.message} {finding.remedy}")
    for paper in scene.papers.copies:
        scene.screen.say(f"{paper.name}: {paper.entry.document.number} once more, written otherwise")
    if scene.papers.aside:
        scene.screen.say(f"{len(scene.papers.aside)} other files are of kinds that a trade is not made of")
    for name in scene.papers.others:
        scene.screen.say(f"{name}: belongs to another trade")


def order_and_first_draw(scene: Scene) -> None:
    """2: place, accept, the limit with its reasons, a draw in one transaction."""
    scene.screen.step(2, "The order is placed and accepted; the supplier draws in one transaction")
    shown = scene.upload(_one(scene, Kind.ORDER))
    action = _implied(shown, "place")
    if int(action["attestor"], 16) == 0:
        action["attestor"] = scene.cast["carrier"].address
        scene.screen.say("The order names no carrier: the buyer names one as attestor of the shipment")
    done = scene.cast["buyer"].session.act(action)
    scene.tell("buyer", done)
    listed = scene.cast["supplier"].session.get("/v1/orders", state="PLACED")
    scene.order_id = str(listed["items"][0]["orderId"])
    scene.figures("placed", done.gas_used, done.mined_ms)
    shown = scene.upload(_one(scene, *_RESPONSES))
    scene.act("supplier", _implied(shown, "accept"), "accepted")
    _tell_limit(scene)
    answer = scene.cast["supplier"].session.post(
        "/v1/financing/offers", {"kind": "terms", "orderId": scene.order_id}
    )
    if answer["outcome"] != "offer":
        reasons = "; ".join(each["sentence"] for each in answer["reasons"])
        raise Lacking(f"no financier offers terms: {reasons}")
    offer = answer["offer"]
    _tell_offer(scene, offer)
    scene.first_rate_bps = int(offer["disclosure"]["rateBps"])
    scene.act("supplier", {"action": "openAndDraw", "offerId": offer["id"]}, "opened and drawn")


def shipment_and_receipt(scene: Scene) -> None:
    """3: the carrier attests, the buyer records receipt; each time more can be drawn at a lower price."""
    scene.screen.step(3, "The goods move: capacity rises, the price falls, more is drawn")
    despatch = _one(scene, Kind.DESPATCH_ADVICE)
    shipped = _implied(scene.upload(despatch), "recordShipment")
    scene.act("supplier", shipped, "shipped")
    evidence = {
        "action": "attestShipment",
        "orderId": scene.order_id,
        "attestedTotal": shipped["shippedTotal"],
        "root": shipped["root"],
    }
    scene.act("carrier", evidence, "attested")
    receipt = scene.upload(_one(scene, Kind.RECEIPT_ADVICE))
    for action in _all_implied(receipt):
        scene.act("buyer", action, action["action"])
    available = int(scene.standing()["available"])
    if available > 1:
        draw = {
            "action": "draw",
            "orderId": scene.order_id,
            "amount": str(available // 2),
            "maxRateBps": scene.first_rate_bps,
        }
        scene.act("supplier", draw, "drawn again")


def invoice(scene: Scene) -> None:
    """4: three-way match, fingerprint, the buyer's confirmation."""
    scene.screen.step(4, "The invoice is proposed and the buyer confirms it with its own key")
    paper = _one(scene, Kind.INVOICE)
    shown = scene.upload(paper)
    for finding in shown["findings"]:
        if finding["rule"].startswith("TS-MATCH"):
            scene.screen.finding(f"{finding['rule']}: {finding['message']}")
    scene.invoice = _implied(shown, "propose")
    scene.act("supplier", scene.invoice, "proposed")
    listed = scene.cast["supplier"].session.get("/v1/receivables", orderId=scene.order_id)
    scene.receivable_id = str(listed["items"][0]["receivableId"])
    confirm = {"action": "confirm", "receivableId": scene.receivable_id, "reasonCode": 0}
    scene.act("buyer", confirm, "confirmed")
    for credit_note in scene.papers.trade.of_kind(Kind.CREDIT_NOTE):
        _credit_note(scene, credit_note.name)


def release_and_sale(scene: Scene) -> None:
    """5: a part of the receivable pays the supplier's own supplier, who sells it for cash."""
    scene.screen.step(5, "A part of the receivable pays the supplier's own supplier, who sells it for cash")
    now = scene.standing()
    face = int(now["facts"]["confirmed"])
    headroom = int(now["capacity"]) - int(now["principal"])
    units = min(face // 5, headroom // 2)
    if units <= 0:
        raise Lacking("the loan needs all of the receivable: nothing can be released")
    sub = scene.cast["sub"]
    sub.session.act({"action": "acceptFrom", "sender": scene.cast["supplier"].address, "consented": True})
    release = {
        "action": "releaseUnits",
        "orderId": scene.order_id,
        "receivableId": scene.receivable_id,
        "units": str(units),
        "to": sub.address,
    }
    scene.act("supplier", release, "released")
    asked = {"kind": "purchase", "receivableId": scene.receivable_id, "units": str(units)}
    answer = sub.session.post("/v1/financing/offers", asked)
    if answer["outcome"] != "offer":
        reasons = "; ".join(each["sentence"] for each in answer["reasons"])
        raise Lacking(f"nobody buys the units: {reasons}")
    price = int(answer["offer"]["message"]["price"])
    scene.screen.say(
        f"{sub.name} is offered {money(price, scene.currency)} for {money(units, scene.currency)}"
    )
    scene.act("sub", {"action": "sell", "offerId": answer["offer"]["id"]}, "sold")
    scene.sold = units


def maturity(scene: Scene) -> None:
    """6: the buyer pays; waterfall, residual and holders in turn."""
    scene.screen.step(6, "Maturity: the buyer pays, the loan is repaid, the rest reaches the supplier")
    scene.move_to(scene.maturity() - 3600)
    before = scene.cash_of("supplier")
    papers = [each for each in scene.papers.steps if each.entry.document.kind is Kind.REMITTANCE_ADVICE]
    receivable = scene.cast["buyer"].session.get(f"/v1/receivables/{scene.receivable_id}")
    pay = {"action": "pay", "receivableId": scene.receivable_id, "amount": receivable["owed"]}
    if papers:
        pay = _implied(scene.cast["buyer"].session.upload(papers[0].content), "pay")
    if int(pay["amount"]) > int(receivable["owed"]):
        scene.screen.say(
            f"The remittance says {money(int(pay['amount']), scene.currency)}; what is owed is "
            f"{money(int(receivable['owed']), scene.currency)}, and no more is taken"
        )
    scene.act("buyer", pay, "paid")
    scene.expect(
        scene.cash_of("supplier") > before, "the residual reached the supplier in the same transaction"
    )
    if scene.sold:
        redeem = {
            "action": "redeem",
            "receivableId": scene.receivable_id,
            "holder": scene.cast["financier"].address,
        }
        scene.act("financier", redeem, "redeemed")
    paid = scene.cast["buyer"].session.get(f"/v1/receivables/{scene.receivable_id}")
    scene.expect(paid["state"] == "SETTLED", "the receivable is settled")


def second_copy(scene: Scene) -> None:
    """7: the same invoice in other bytes is the same invoice."""
    scene.screen.step(7, "The same invoice again, written otherwise, is refused")
    if not scene.papers.copies:
        scene.screen.say("The documents hold no second copy of the invoice")
    for paper in scene.papers.copies:
        shown = scene.cast[paper.by].session.upload(paper.content)
        scene.expect(shown["duplicateOf"] is not None, f"{paper.name} is known as a copy")
        again = {**scene.invoice, "root": shown["root"], "n": 1}
        try:
            scene.cast["supplier"].session.act(again)
        except WouldRevert as refused:
            scene.screen.say(f"{paper.name}: refused, {refused}")
            known = refused.error == "Fingerprints_AlreadyOccupied"
            scene.expect(known, f"{paper.name} is refused because its invoice is occupied")
        else:
            scene.expect(False, f"{paper.name} is refused")


def _credit_note(scene: Scene, name: str) -> None:
    """A credit note that does not add up is refused with what is wrong in it."""
    paper = next(each for each in scene.papers.steps if each.name == name)
    try:
        shown = scene.upload(paper)
    except ApiRefusal as refusal:
        for finding in refusal.problem.get("findings", []):
            if finding["severity"] != "warning":
                scene.screen.finding(
                    f"{name} is refused: {finding['rule']} at {finding['location']}: {finding['message']}"
                )
        return
    for action in _all_implied(shown):
        if action["action"] == "recordReturn":
            scene.act("buyer", action, "returned")


def _tell_limit(scene: Scene) -> None:
    found = scene.standing()
    if not found:
        return
    scene.screen.say(
        f"Limit of {scene.cast['supplier'].name}: {money(int(found['available']), scene.currency)} at "
        f"{percent(found['rateBps'])}"
    )
    for reason in found["reasons"]:
        scene.screen.say(f"  because: {reason['sentence']}")
    for unlock in found["unlocks"]:
        scene.screen.say(f"  unlocks more: {unlock['sentence']}")


def _tell_offer(scene: Scene, offer: dict[str, Any]) -> None:
    first = offer["disclosure"]
    currency = scene.currency
    fees = ", ".join(
        f"{fee['name'].replace('_', ' ')} {money(int(fee['amount']), currency)}" for fee in first["fees"]
    )
    path = " → ".join(percent(each["rateBps"]) for each in first["path"])
    say = scene.screen.say
    say(
        f"Offer: draw {money(int(first['amount']), currency)},"
        f" net {money(int(first['net']), currency)} ({fees or 'no fee'})"
    )
    say(
        f"  expected interest {money(int(first['interest']), currency)} over {first['days']} days if the"
        f" goods move as planned ({path} a year): APR {_percent(first['apr'])}, EAR {_percent(first['ear'])}"
    )
    say(
        f"  due {first['dueAt'][:10]}, grace until {first['graceEnds'][:10]},"
        f" then {percent(first['penaltyBps'])} a year more"
    )
    for clause in first["clauses"]:
        say(f"  agreed: {clause['sentence']}")


def _percent(fraction: str) -> str:
    """A yearly rate as the disclosure gives it: 0.089857 → 8.99 %."""
    return f"{Decimal(fraction) * 100:.2f} %"


def _one(scene: Scene, *kinds: Kind) -> Paper:
    for paper in scene.papers.steps:
        if paper.entry.document.kind in kinds and not faults(paper):
            return paper
    raise Lacking(f"the trade has no {' or '.join(kind.value for kind in kinds)}")


def _implied(shown: dict[str, Any], verb: str) -> dict[str, Any]:
    for action in shown["actions"]:
        if action["action"] == verb and action["request"] is not None:
            return dict(action["request"])
    waits = "; ".join(each["waitsFor"] for each in shown["actions"] if each["waitsFor"])
    raise Lacking(f"{shown['kind']} implies no {verb} ({waits or 'nothing follows from it'})")


def _all_implied(shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(each["request"]) for each in shown["actions"] if each["request"] is not None]


__all__ = [
    "Done",
    "Lacking",
    "documents",
    "invoice",
    "maturity",
    "order_and_first_draw",
    "release_and_sale",
    "second_copy",
    "shipment_and_receipt",
]
