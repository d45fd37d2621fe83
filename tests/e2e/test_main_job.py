"""The demo as a whole, from documents to audit; and at every step API, contract and finance/ say the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chain.clients.facilities import Facilities
from chain.clients.loans import Loans
from chain.clients.orders import Orders
from finance.accrual import accrue, owed
from finance.capacity import capacity
from finance.price import rate_of
from finance.stages import OrderFacts
from finance.units import Bps, InterestUnits, MinorUnits, Seconds, Timestamp
from scripts.demo.papers import BUNDLED
from scripts.demo.stage import Scene
from scripts.demo.story import GOOD, Options, run

DAY = 86_400
OASIS = Path(__file__).resolve().parents[3] / "shared" / "data" / "a4_oasis_ubl" / "ubl-2.1-os"


class Comparison:
    """Told every line of figures of the story; compares the API's with the contract's and with finance/'s."""

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.compared: list[str] = []

    def take(self, scene: Scene) -> None:
        self.scene = scene

    def __call__(self, what: str, figures: dict[str, Any]) -> None:
        assert self.scene is not None
        if not figures["pledged"]:
            return
        self.compare(self.scene, figures)
        self.compared.append(what)

    def compare(self, scene: Scene, api: dict[str, Any]) -> None:
        chain, deployment = scene.stack.chain, scene.stack.deployment
        order_id, block = api["orderId"], chain.block_number()
        loans = Loans(deployment.address("Loans"), chain)
        position, account = loans.position(order_id, at=block), loans.account(order_id, at=block)
        order = Orders(deployment.address("Orders"), chain).order(order_id, at=block)
        facilities = Facilities(deployment.address("Facilities"), chain)
        facility_id = loans.facility_of(order_id, at=block)
        facility = facilities.facility(facility_id, at=block)
        schedule = facilities.schedule_of(facility_id, account.version or facility.version, at=block)
        now = Timestamp(scene.now())
        facts = OrderFacts(
            amount=MinorUnits(order.amount),
            deliver_by=Timestamp(account.deliver_by if account.version else order.deliver_by),
            payment_term_seconds=Seconds(order.payment_term_days * DAY),
            stale_seconds=Seconds(schedule.stale_days * DAY),
            accepted=True,
            cancelled=MinorUnits(order.cancelled),
            shipped=MinorUnits(order.shipped),
            attested=MinorUnits(order.attested),
            received=MinorUnits(order.received),
            returned=MinorUnits(order.returned),
            confirmed=MinorUnits(order.confirmed),
            custody_unpaid=MinorUnits(account.custody),
            attestor_relied_on=facilities.relies_on(facility.financier, order.attestor, at=block),
        )
        advance = tuple(Bps(each) for each in schedule.advance_bps)
        prices = tuple(Bps(each) for each in schedule.rate_bps)
        carried = capacity(facts.eligible(now), advance)  # type: ignore[arg-type]
        price = rate_of(facts.facts(), advance, prices, MinorUnits(account.principal))  # type: ignore[arg-type]
        since = Seconds(now - account.accrued_at)
        interest = owed(
            accrue(
                InterestUnits(account.interest), MinorUnits(account.principal), Bps(account.rate_bps), since
            )
        )
        assert api["capacity"] == position.capacity == carried
        assert api["rateBps"] == position.rate_bps == price
        assert api["principal"] == position.principal == account.principal
        assert api["available"] == position.available == max(0, carried - account.principal)
        assert api["owedInterest"] == interest


def play(documents: Path | None, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """Tell the story; answers what was compared and what was printed."""
    comparison = Comparison()
    take: Callable[[Scene], None] = comparison.take
    code = run(documents, Options(observe=comparison, on_scene=take))
    printed = capsys.readouterr().out
    assert code == GOOD, printed
    return comparison.compared, printed


@pytest.mark.timeout(240)
def test_the_bundled_trade_runs_from_order_to_audit_with_equal_figures_at_every_step_INV_05_INV_16(
    capsys: pytest.CaptureFixture[str],
) -> None:
    compared, printed = play(None, capsys)
    steps = ("opened and drawn", "attested", "recordReceipt", "drawn again", "confirmed", "released", "paid")
    assert set(steps) <= set(compared)
    assert "0 differences" in printed
    assert "Fingerprints_AlreadyOccupied" in printed
    assert "orders[" in printed  # the tampered row is named


@pytest.mark.timeout(240)
@pytest.mark.skipif(not OASIS.is_dir(), reason="the OASIS documents lie beside a checkout only where given")
def test_the_OASIS_trade_runs_and_says_what_is_wrong_in_its_documents(
    capsys: pytest.CaptureFixture[str],
) -> None:
    compared, printed = play(OASIS, capsys)
    assert "paid" in compared
    assert "AEG012345" in printed
    assert "stated 90.00 GBP, computed 100.00 GBP" in printed  # the credit note that does not add up
    assert printed.count("Fingerprints_AlreadyOccupied") == 4  # every further copy of A00095678


def test_a_folder_without_an_order_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.xml").write_text("<note/>", encoding="utf-8")
    assert run(tmp_path, Options()) == 2
    assert "holds no order" in capsys.readouterr().out


def test_a_folder_whose_order_is_wrong_is_refused_with_what_is_wrong_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (BUNDLED / "1-order.xml").read_text(encoding="utf-8")
    (tmp_path / "order.xml").write_text(text.replace(">1000000.00<", ">1000007.00<"), encoding="utf-8")
    assert run(tmp_path, Options()) == 2
    assert "order.xml: TS-TOTALS" in capsys.readouterr().out
