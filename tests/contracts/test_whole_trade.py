"""One trade from order to the last redemption; at every step the chain's limit is that of finance/."""

from __future__ import annotations

from chain.transactions import Mined
from tests.contracts.ground import DAY
from tests.contracts.twin import CUSTODY, OUTSIDE, Twin, assert_twins
from tests.contracts.world import World

AMOUNT = 12_345_678


def at(world: World, mined: Mined) -> int:
    """The second of the block that the transaction is in: the newest."""
    head = world.chain.block(mined.block_number)
    assert head is not None
    return int(head["timestamp"], 16)


def test_a_whole_trade_agrees_with_finance_at_every_step(world: World) -> None:
    content = world.order_terms(amount=AMOUNT)
    order = str(world.event(world.place(content), "Placed").orderId)
    assert world.position(order).capacity == 0
    world.accept(order)
    terms = world.terms()

    # pledged and drawn in one transaction of the supplier
    opened = world.open_and_draw(order, 3_000_000, **terms)
    twin = Twin(terms, content, at(world, opened))
    fee = twin.draw(3_000_000, at(world, opened))
    assert_twins(world, order, twin)
    assert world.balance(world.supplier) == 3_000_000 - fee == 2_985_000
    assert world.balance(world.fee_collector) == fee
    assert world.position(order).available == AMOUNT * 3 // 10 - 3_000_000

    # a part is shipped and attested: more, and cheaper
    world.travel(3 * DAY)
    twin.fact(at(world, world.ship(order, 9_000_000)), shipped=9_000_000)
    assert_twins(world, order, twin)
    dearer = world.position(order).rateBps
    twin.fact(at(world, world.attest(order, 9_000_000)), attested=9_000_000)
    assert_twins(world, order, twin)
    assert world.position(order).rateBps < dearer

    # a part is received, more is drawn
    world.travel(5 * DAY)
    twin.fact(at(world, world.receive(order, 8_000_001)), received=8_000_001)
    assert_twins(world, order, twin)
    twin.draw(2_500_000, at(world, world.draw(order, 2_500_000)))
    assert_twins(world, order, twin)

    # the invoice is proposed and confirmed: into custody
    world.travel(DAY)
    proposal = world.proposal(order, 8_000_000)
    receivable = world.propose(proposal)
    assert_twins(world, order, twin)
    confirmed = world.confirm(receivable)
    twin.confirm(receivable, 8_000_000, proposal["maturity"], at(world, confirmed))
    assert_twins(world, order, twin)
    assert world.units(receivable, "Collateral") == 8_000_000

    # the supplier pays its own supplier with a part, which sells a half of it for cash
    world.consent(world.sub_supplier, world.supplier)
    released = world.release_units(order, receivable, 1_000_001, world.sub_supplier)
    twin.move(receivable, CUSTODY, OUTSIDE, 1_000_001, at(world, released))
    assert_twins(world, order, twin)
    quote = world.quote(
        receivable,
        500_000,
        495_000,
        buyerOfUnits=world.second_financier.address,
        seller=world.sub_supplier.address,
    )
    world.sell(quote, by=world.sub_supplier, key=world.second_financier.key)
    assert world.balance(world.sub_supplier) == 495_000
    assert_twins(world, order, twin)

    # at maturity the buyer pays: the custody's share repays the debt, the rest reaches the supplier at once
    world.travel_to(proposal["maturity"] - DAY)
    assert_twins(world, order, twin)
    before, repaid_before = world.balance(world.supplier), world.balance(world.financier)
    instalment = world.pay(receivable, 1_234_567)
    share, parts = twin.pay(receivable, 1_234_567, at(world, instalment))
    assert_twins(world, order, twin)
    assert parts is not None and parts.residual == 0
    assert world.balance(world.financier) - repaid_before == share

    settled = world.pay(receivable, 2**100)
    share, parts = twin.pay(receivable, 8_000_000 - 1_234_567, at(world, settled))
    assert_twins(world, order, twin)
    assert parts is not None and parts.residual > 0
    assert world.balance(world.supplier) - before == parts.residual
    collected = world.event(settled, "Collected")
    assert (collected.amount, collected.residual) == (share, parts.residual)
    assert (collected.interest, collected.principal) == (parts.interest, parts.principal)

    # the holders are paid, the last redemption leaves nothing, and the order leaves the pledge
    for holder in (world.sub_supplier, world.second_financier):
        world.redeem(receivable, holder)
    assert world.balance(world.sub_supplier) == 495_000 + 500_001
    assert world.balance("Receivables") == world.balance("Collateral") == 0
    world.release(order)
    assert world.order(order).pledged is False
