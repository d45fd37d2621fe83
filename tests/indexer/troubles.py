"""Trades that go wrong, with a buyer, a financier and a guarantor of their own: late, in default, covered."""

from __future__ import annotations

from tests.indexer.world import DAY, World, name_hash

LENDER, DEBTOR = "lender", "debtor"


def play_the_troubles(world: World) -> None:
    """Every row that a trouble leaves; afterwards the world's other parties stand as before."""
    play_amendments(world)
    play_voiding_and_forgiving(world)
    facility_id = open_facility(world)
    play_cover(world, facility_id)
    order_id, receivable_id, sister, lifted = draw_all(world, facility_id)
    play_switches(world, facility_id)
    flagged = [world.confirmed(unpledged(world), 7_000, 20, DEBTOR) for _ in range(2)]
    world.pass_time(110 * DAY)
    play_default(world, order_id, receivable_id, lifted)
    world.does("second", world.receivables.flag_overdue((*flagged, sister)))
    late = world.receivables.owed(flagged[0]) - 7_000
    world.does(DEBTOR, world.receivables.pay(flagged[0], late // 2))
    world.does(DEBTOR, world.receivables.pay(flagged[0], 2_000))
    supplier = world.address("supplier")
    world.does(DEBTOR, world.receivables.pay_and_redeem(flagged[0], 2_000, (supplier,)))
    world.does(DEBTOR, world.receivables.pay(sister, 10**9))  # pays its own order, then the troubled one
    world.does(DEBTOR, world.loans.repay(order_id, 500))
    world.does("guarantor", world.guarantees.give_notice(world.cash.address, 3_000))
    world.pass_time(31 * DAY)  # the first notice has lapsed
    world.does("guarantor", world.guarantees.withdraw(world.cash.address, 1_000))
    world.does("second", world.guarantees.end_commitment(world.address("guarantor"), facility_id, 1))


def unpledged(world: World, amount: int = 100_000) -> str:
    """An accepted order of the debtor, received in full."""
    order_id = world.accepted(amount, DEBTOR)
    world.receive(order_id, amount, DEBTOR)
    return order_id


def play_amendments(world: World) -> None:
    """A change before acceptance, one agreed after it, and one that waits."""
    later = world.now() + 40 * DAY
    order_id = world.place(100_000, buyer=DEBTOR)
    world.does(DEBTOR, world.orders.amend(order_id, 110_000, later, name_hash("change", 1)))
    world.does("supplier", world.orders.accept(order_id, 2))
    world.does(DEBTOR, world.orders.amend(order_id, 90_000, later + 1, name_hash("change", 2)))
    world.does("supplier", world.orders.accept_amendment(order_id, 3))
    world.does(DEBTOR, world.orders.amend(order_id, 95_000, later + 2, name_hash("change", 3)))


def play_voiding_and_forgiving(world: World) -> None:
    """One receivable voided by both, one that only one side asked to void, one partly forgiven."""
    order_id = unpledged(world)
    receivable_id, proposal = world.propose(order_id, 20_000)
    world.does(DEBTOR, world.receivables.confirm(receivable_id, 0))
    world.does(DEBTOR, world.receivables.request_void(receivable_id))
    world.does("supplier", world.receivables.void_receivable(proposal))
    other = world.confirmed(order_id, 30_000, buyer=DEBTOR)
    world.does("supplier", world.receivables.request_void(other))
    world.does("supplier", world.receivables.forgive(other, 4_000))


def open_facility(world: World) -> str:
    """A facility of the lender in its second version, the first ended for new acceptances."""
    facility_id = ""
    for version in (1, 2):
        terms, signature = world.terms(version, LENDER)
        world.does("supplier", world.facilities.accept_terms(terms, signature))
        facility_id = world.facilities.facility_id_of(terms.financier, terms.supplier, terms.cash)
    cash, second = world.cash.address, world.address("second")
    world.does(LENDER, world.facilities.set_min_version(world.address("supplier"), cash, 2))
    world.does(LENDER, world.facilities.set_min_version(second, cash, 3))
    return facility_id


def play_cover(world: World, facility_id: str) -> None:
    """A deposit, notice of a part, cover of both versions, of which one will have ended."""
    cash = world.cash.address
    world.does("guarantor", world.guarantees.deposit(cash, 500_000))
    world.does("guarantor", world.guarantees.give_notice(cash, 3_000))
    for version, days in ((1, 20), (2, 700)):
        call = world.guarantees.commit(
            facility_id=facility_id,
            version=version,
            cover_bps=5_000,
            cap=40_000,
            per_buyer_cap=30_000,
            valid_until=world.now() + days * DAY,
        )
        world.does("guarantor", call)
    world.pass_time(1)


def draw_all(world: World, facility_id: str) -> tuple[str, str, str, str]:
    """Three orders drawn on: one that will be in default (with a receivable in custody), one whose payment
    sweeps, one whose default is lifted."""
    orders = [world.accepted(1_000_000, DEBTOR) for _ in range(3)]
    for order_id in orders:
        world.does("supplier", world.loans.pledge(facility_id, order_id))
    world.does("supplier", world.loans.draw_many(tuple(orders), (100_000, 10_000, 5_000), (1_200,) * 3))
    receivables = []
    for order_id in orders[:2]:
        world.receive(order_id, 60_000, DEBTOR)
        receivables.append(world.confirmed(order_id, 60_000, 60, DEBTOR))
    terms, signature = world.terms(3, LENDER)
    world.does("supplier", world.facilities.accept_terms(terms, signature))
    world.does("supplier", world.loans.adopt(orders[1]))
    due_at = world.loans.account(orders[0]).due_at
    world.does(LENDER, world.loans.extend(orders[0], due_at + 3 * DAY))
    return orders[0], receivables[0], receivables[1], orders[2]


def play_switches(world: World, facility_id: str) -> None:
    """A lowered cap, a freeze of each side, one lifted again."""
    world.does(LENDER, world.facilities.lower_cap(facility_id, 40_000_000))
    world.does(LENDER, world.facilities.freeze(facility_id))
    world.does("underwriter", world.facilities.freeze(facility_id))
    world.does(LENDER, world.facilities.unfreeze(facility_id))


def play_default(world: World, order_id: str, receivable_id: str, lifted: str) -> None:
    """Defaults declared; one lifted, one paid by the guarantor, enforced, waived in part, written off."""
    for each in (order_id, lifted):
        world.does(LENDER, world.loans.declare_default(each))
    world.does("supplier", world.loans.repay(lifted, 10**6))
    world.pass_time(31 * DAY)
    world.does(LENDER, world.guarantees.claim(order_id, world.address("guarantor")))
    quote, signature = world.quote(receivable_id, 20_000, 15_000, LENDER, 11)
    world.does(LENDER, world.collateral.enforce_sale(order_id, quote, signature))
    world.pass_time(DAY)
    world.does(LENDER, world.loans.sync(order_id))
    world.does(LENDER, world.loans.waive(order_id, 5, 3))
    world.does(LENDER, world.loans.write_off(order_id))
