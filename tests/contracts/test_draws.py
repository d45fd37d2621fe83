"""Loans: drawing on a pledged order; every condition has its own refusal."""

from __future__ import annotations

from tests.contracts.ground import DAY, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


def test_only_the_supplier_draws_on_a_pledged_order(world: World, order: str) -> None:
    unpledged = world.accepted_order()
    with refused("Loans_NotPledged", orderId=unpledged):
        world.draw(unpledged, 1)
    for who in (world.buyer, world.financier, world.operator, world.outsider):
        with refused("Loans_NotSupplier", caller=who.address, supplier=world.supplier.address):
            world.draw(order, 1, by=who)
    with refused("Loans_ZeroAmount"):
        world.draw(order, 0)


def test_a_party_out_of_standing_draws_nothing(world: World, order: str) -> None:
    for who in (world.supplier, world.buyer, world.financier):
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                world.draw(order, 100)
        with world.undone():
            world.lapse(who)
            assert world.position(order).capacity == 600_000  # a lapse leaves capacities
            with refused("Participants_Lapsed", account=who.address):
                world.draw(order, 100)


def test_INV_05_no_draw_leaves_principal_above_capacity(world: World, order: str) -> None:
    with refused("Loans_OverCapacity", orderId=order, asked=600_001, available=600_000):
        world.draw(order, 600_001)
    with refused("Loans_OverCapacity", asked=2**128 - 1, available=600_000):
        world.draw(order, 2**128 - 1)
    world.draw(order, 599_000)
    with refused("Loans_OverCapacity", asked=1_001, available=1_000):
        world.draw(order, 1_001)
    world.draw(order, 1_000)
    with refused("Loans_OverCapacity", asked=1, available=0):
        world.draw(order, 1)
    world.return_goods(order, 100_000)  # a downgrade always goes through
    assert world.position(order).overAdvanced is True
    with refused("Loans_OverCapacity", asked=1, available=0):
        world.draw(order, 1)


def test_INV_05_no_draw_leaves_principal_above_cap_line_or_mandate(world: World, order: str) -> None:
    with world.undone():
        world.accept_terms(version=2, cap=500)
        world.draw(order, 400)
        with refused("Facilities_OverCap", no=1, asked=101, available=100):
            world.draw(order, 101)
    with world.undone():
        world.draw(order, 400)
        world.set_line(500)
        with refused("Facilities_OverLine", buyer=world.buyer.address, asked=101, available=100):
            world.draw(order, 101)
        world.set_line(0)
        with refused("Facilities_OverLine", asked=1, available=0):
            world.draw(order, 1)
    world.draw(order, 400)
    world.set_mandate(maxTotal=500)
    with refused("Facilities_OverMandate", financier=world.financier.address, asked=101, available=100):
        world.draw(order, 101)
    world.draw(order, 100)


def test_nothing_is_drawn_after_the_terms_or_the_mandate_ended(world: World) -> None:
    order = world.accepted_order()
    until = world.now + 10 * DAY
    world.pledge(world.accept_terms(drawUntil=until), order)
    world.set_mandate(validUntil=until + DAY)
    world.travel_to(until + 1)
    with refused("Facilities_DrawingEnded", no=1, drawUntil=until, now_=until + 1):
        world.draw(order, 100)
    world.accept_terms(version=2, drawUntil=until + 9 * DAY)
    world.travel_to(until + DAY + 1)
    with refused("Facilities_MandateExpired", validUntil=until + DAY):
        world.draw(order, 100)


def test_nothing_is_drawn_from_the_due_date_on(world: World, order: str) -> None:
    world.draw(order, 1_000)
    due = world.account(order).dueAt
    world.travel_to(due - 2)
    world.draw(order, 100)
    world.travel_to(due)
    with refused("Loans_PastDue", orderId=order, dueAt=due, now_=due):
        world.draw(order, 100)
    assert world.position(order).pastDue is True


def test_nothing_is_drawn_on_an_order_with_a_matured_unpaid_receivable(world: World, order: str) -> None:
    maturity = (world.now // DAY + 5) * DAY
    world.confirmed_receivable(order, 100_000, maturity=maturity)
    world.travel_to(maturity)
    assert world.position(order).custodyOverdue is False
    world.travel_to(maturity + 1)
    position = world.position(order)
    assert (position.custodyOverdue, position.eligible[3], position.facts[3]) == (True, 0, 100_000)
    with refused("Loans_CustodyOverdue", orderId=order, maturity=maturity, now_=maturity + 1):
        world.draw(order, 100)


def test_a_draw_above_the_suppliers_own_limit_of_price_is_refused(world: World, order: str) -> None:
    world.draw(order, 480_000, max_rate=800)
    with refused("Loans_RateAboveLimit", orderId=order, rateBps=880, maxRateBps=879):
        world.draw(order, 120_000, max_rate=879)
    world.draw(order, 120_000, max_rate=880)


def test_a_draw_that_leaves_the_supplier_nothing_is_refused(world: World, order: str) -> None:
    with refused("Loans_NetNotPositive", orderId=order, amount=1, fee=1):
        world.draw(order, 1)


def test_INV_18_a_draw_takes_the_financiers_cash_only_within_its_allowance(world: World, order: str) -> None:
    world.allow(world.financier, "Loans", 999)
    has = world.balance(world.financier)
    with refused(
        "Loans_FinancierUnfunded", financier=world.financier.address, has=has, allowed=999, needs=1_000
    ):
        world.draw(order, 1_000)
    world.allow(world.financier, "Loans")
    world.send(world.financier, "Cash", "redeem", has - 10, hash_of("out"))
    with refused("Loans_FinancierUnfunded", has=10, needs=1_000):
        world.draw(order, 1_000)


def test_a_draw_moves_cash_and_fee_and_counts_on_facility_line_and_mandate(world: World, order: str) -> None:
    before = world.balance(world.financier)
    mined = world.draw(order, 10_001)
    told = world.event(mined, "Drawn")
    assert (told.amount, told.fee, told.feeTo, told.version) == (10_001, 51, world.fee_collector.address, 1)
    assert before - world.balance(world.financier) == 10_001
    assert (world.balance(world.supplier), world.balance(world.fee_collector)) == (9_950, 51)
    used = world.event(mined, "UseSet")
    assert (used.facilityUsed, used.mandateUsed, used.lineUsed) == (10_001, 10_001, 10_001)
    due = world.event(mined, "DueSet")
    assert due.dueAt == min(world.order(order).deliverBy + 60 * DAY, due.firstDrawAt + 180 * DAY)
    assert (due.version, due.deliverBy, due.firstDrawAt) == (1, world.order(order).deliverBy, world.now)


def test_the_tenor_bounds_the_due_date(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 1_000, maxTenorDays=20)
    assert world.account(order).dueAt == world.now + 20 * DAY


def test_opening_and_drawing_is_one_transaction_with_the_terms_that_were_signed(world: World) -> None:
    order = world.accepted_order()
    terms = world.terms()
    signature = world.terms_signature(terms)
    with refused("Facilities_NotSupplier", caller=world.outsider.address):
        world.send(world.outsider, "Loans", "openAndDraw", terms, signature, order, 100, 10_000)
    with refused("Loans_OverCapacity", asked=300_001, available=300_000):
        world.send(world.supplier, "Loans", "openAndDraw", terms, signature, order, 300_001, 10_000)
    identity = (world.financier.address, world.supplier.address, world.cash)
    facility = world.ask("Facilities", "facilityIdOf", *identity)
    assert world.ask("Facilities", "facility", facility).version == 0  # nothing of it has happened
    world.send(world.supplier, "Loans", "openAndDraw", terms, signature, order, 300_000, 1_200)
    assert world.position(order).principal == 300_000
    with refused("Facilities_VersionNotAhead"):
        world.send(world.supplier, "Loans", "openAndDraw", terms, signature, world.accepted_order(), 1, 1_200)
