"""`tallystick demo`: start everything, play the main job, say how it went."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from chain.signing import Key
from scripts.client.session import ApiRefusal, ApiUnreachable, WouldRevert
from scripts.demo import steps
from scripts.demo.audit import audit
from scripts.demo.cast import Cast, underwriter_beside
from scripts.demo.papers import BUNDLED, Papers, PapersError, read_papers
from scripts.demo.screen import Screen
from scripts.demo.stage import Observer, Scene, morning_of
from scripts.serving.stack import Stack

GOOD, FOUND_A_FAULT, COULD_NOT_RUN = 0, 1, 2
PARTIES: Final = ("bank", "buyer", "supplier", "sub", "financier", "carrier", "auditor")
PLENTY: Final = 20
"""How many times the order's amount the buyer and the financier have in cash."""


@dataclass(frozen=True)
class Options:
    """How the demo is told. `observe` is called with every line of figures."""

    as_json: bool = False
    progress: Callable[[str], None] = lambda _: None
    observe: Observer = lambda _what, _figures: None
    on_scene: Callable[[Scene], None] = lambda _: None


def run(documents: Path | None = None, options: Options | None = None) -> int:
    """Tell the main job from the documents in a folder (None: the bundled ones). Answers the exit code."""
    options = options or Options()
    screen = Screen(options.as_json)
    began = time.monotonic()
    try:
        papers = read_papers(documents or BUNDLED)
    except PapersError as error:
        screen.step(0, "The documents cannot be told")
        screen.end({"verdict": str(error), "good": False})
        return COULD_NOT_RUN
    with tempfile.TemporaryDirectory(prefix="tallystick-demo-") as folder, ExitStack() as ends:
        financier = Key.new()
        underwriter, signer = underwriter_beside(Path(folder), financier)
        stack = ends.enter_context(
            Stack(
                currencies=(papers.currency,),
                underwriters=(signer,),
                timestamp=morning_of(_first_day(papers)) - 3600,
                durable=False,
                progress=options.progress,
            )
        )
        scene = _scene(stack, papers, financier, screen, options)
        set_up = time.monotonic() - began
        options.progress("admitting the parties")
        _prepare(scene, underwriter)
        options.on_scene(scene)
        return _tell(scene, Path(folder), began, set_up)


def _tell(scene: Scene, folder: Path, began: float, set_up: float) -> int:
    try:
        for step in (
            steps.documents,
            steps.order_and_first_draw,
            steps.shipment_and_receipt,
            steps.invoice,
            steps.release_and_sale,
            steps.maturity,
            steps.second_copy,
        ):
            step(scene)
        audit(scene, folder)
    except (steps.Lacking, WouldRevert, ApiRefusal, ApiUnreachable) as fault:
        scene.expect(False, f"the step goes through: {_in_words(fault)}")
    took = time.monotonic() - began
    good = not scene.problems
    verdict = f"{'Good' if good else 'Faults found'}: told in {took:.1f} s, of which {set_up:.1f} s to start."
    scene.screen.end(
        {
            "verdict": verdict,
            "good": good,
            "problems": scene.problems,
            "seconds": took,
            "startSeconds": set_up,
        }
    )
    return GOOD if good else FOUND_A_FAULT


def _scene(stack: Stack, papers: Papers, financier: Key, screen: Screen, options: Options) -> Scene:
    keys = {"operator": stack.credentials.operator}
    keys |= {word: Key.new() for word in PARTIES} | {"bank": stack.credentials.bank, "financier": financier}
    order = papers.trade.order.document
    cast = Cast(stack.api_url, keys, order.buyer, order.seller)
    return Scene(stack, cast, papers, screen, options.observe)


def _prepare(scene: Scene, underwriter: Key) -> None:
    """Before the trade: admissions, cash, allowances, the financier's mandate."""
    scene.screen.step(0, "Before the trade: the parties are admitted, cash is issued, the mandate is set")
    now = scene.now()
    scene.cast.admit(scene.stack.credentials.consortium_key, now, scene.screen.say)
    amount = scene.papers.trade.order.document.amounts.payable or 0
    plenty = max(amount, 1) * PLENTY
    scene.cast.fund(scene.currency, {"buyer": plenty, "financier": plenty})
    allowances = {"buyer": ["Receivables"], "financier": ["Loans", "Market"]}
    scene.cast.allow(scene.currency, allowances, plenty)
    scene.cast.mandate(scene.currency, underwriter.address, max(amount, 1) * 2, now)
    scene.screen.say(
        f"{scene.cast['financier'].name} lends within its mandate on chain, signed by its own key"
    )


def _first_day(papers: Papers) -> date:
    days = [each.entry.document.issue_date for each in papers.steps]
    return min(day for day in days if day is not None)


def _in_words(fault: Exception) -> str:
    facts: dict[str, Any] = dict(fault.problem) if isinstance(fault, ApiRefusal) else {}
    findings = facts.get("findings") or []
    more = "; ".join(f"{each['rule']}: {each['message']}" for each in findings[:3])
    return f"{type(fault).__name__} {fault}" + (f" ({more})" if more else "")
