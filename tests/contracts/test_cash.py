"""Cash: issued once per receipt, held by the admitted, kept for those who may not receive."""

from __future__ import annotations

from chain.signing import Domain, typed_digest
from tests.contracts.ground import DAY, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

RECEIPT = hash_of("one receipt")


def test_only_the_bank_issues(world: World) -> None:
    for who in (world.operator, world.buyer, world.outsider):
        with refused("Cash_OnlyBank", caller=who.address, bank=world.bank.address):
            world.send(who, "Cash", "issue", world.buyer.address, 1, RECEIPT)


def test_INV_11_one_bank_receipt_issues_once(world: World) -> None:
    supply = world.ask("Cash", "totalSupply")
    mined = world.send(world.bank, "Cash", "issue", world.supplier.address, 500, RECEIPT)
    issued = world.event(mined, "Issued")
    assert (issued.to, issued.amount, issued.receiptHash) == (world.supplier.address, 500, RECEIPT)
    assert world.ask("Cash", "receiptIssued", RECEIPT) is True
    for amount in (500, 1):
        with refused("Cash_ReceiptAlreadyIssued", receiptHash=RECEIPT):
            world.send(world.bank, "Cash", "issue", world.buyer.address, amount, RECEIPT)
    assert world.ask("Cash", "totalSupply") == supply + 500


def test_nothing_is_issued_for_zero_above_the_range_or_to_strangers(world: World) -> None:
    with refused("Cash_AmountOutOfRange", amount=0):
        world.send(world.bank, "Cash", "issue", world.buyer.address, 0, RECEIPT)
    with refused("Cash_AmountOutOfRange", amount=2**128 - 1, max=2**128 - 1):
        world.send(world.bank, "Cash", "issue", world.buyer.address, 2**128 - 1, RECEIPT)
    with refused("Cash_ReceiverNotAdmitted", to=world.outsider.address):
        world.send(world.bank, "Cash", "issue", world.outsider.address, 1, RECEIPT)
    world.suspend(world.supplier)
    with refused("Cash_ReceiverNotAdmitted", to=world.supplier.address):
        world.send(world.bank, "Cash", "issue", world.supplier.address, 1, RECEIPT)


def test_cash_moves_between_the_admitted_only(world: World) -> None:
    for to in (world.outsider.address, world.cash, world.addresses["Loans"], world.addresses["Market"]):
        with refused("Cash_ReceiverNotAdmitted", to=to):
            world.send(world.buyer, "Cash", "transfer", to, 1)
    world.lapse(world.supplier)
    world.send(world.buyer, "Cash", "transfer", world.supplier.address, 7)  # a lapse stops no payment
    assert world.balance(world.supplier) == 7


def test_redeeming_burns_and_names_the_instruction(world: World) -> None:
    with refused("Cash_AmountOutOfRange", amount=0):
        world.send(world.buyer, "Cash", "redeem", 0, hash_of("pay"))
    world.fund(world.supplier, 100)
    with refused("ERC20InsufficientBalance", needed=101):
        world.send(world.supplier, "Cash", "redeem", 101, hash_of("pay"))
    world.suspend(world.supplier)
    redeemed = world.event(world.send(world.supplier, "Cash", "redeem", 60, hash_of("pay")), "Redeemed")
    assert (redeemed.amount, redeemed.instructionHash) == (60, hash_of("pay"))
    assert world.balance(world.supplier) == 40


def test_money_for_a_suspended_party_is_held_and_released_on_reinstatement(world: World) -> None:
    with refused("Cash_NothingHeld", account=world.supplier.address):
        world.send(world.outsider, "Cash", "releaseHeld", world.supplier.address)
    world.suspend(world.supplier)
    for total in (30, 60):
        mined = world.send(world.buyer, "Cash", "settle", world.supplier.address, 30)
        held = world.event(mined, "Held")
        assert (held.account, held.amount, held.totalHeld) == (world.supplier.address, 30, total)
    assert world.balance(world.supplier) == 0
    assert world.ask("Cash", "heldFor", world.supplier.address) == world.balance("Cash") == 60
    with refused("Cash_ReceiverNotAdmitted", to=world.supplier.address):
        world.send(world.outsider, "Cash", "releaseHeld", world.supplier.address)
    world.reinstate(world.supplier)
    released = world.event(
        world.send(world.outsider, "Cash", "releaseHeld", world.supplier.address), "HeldReleased"
    )
    assert released.amount == 60
    assert world.balance(world.supplier) == 60
    assert world.balance("Cash") == 0


def test_INV_18_settling_from_another_needs_its_allowance(world: World) -> None:
    with refused("ERC20InsufficientAllowance", spender=world.outsider.address, allowance=0, needed=5):
        world.send(world.outsider, "Cash", "settleFrom", world.buyer.address, world.supplier.address, 5)
    world.send(world.buyer, "Cash", "approve", world.carrier.address, 5)
    world.send(world.carrier, "Cash", "settleFrom", world.buyer.address, world.supplier.address, 5)
    assert world.balance(world.supplier) == 5
    with refused("ERC20InsufficientAllowance", allowance=0, needed=1):
        world.send(world.carrier, "Cash", "settleFrom", world.buyer.address, world.supplier.address, 1)


def test_INV_18_a_payment_and_its_fee_need_one_allowance_for_both(world: World) -> None:
    buyer, supplier, collector = world.buyer.address, world.supplier.address, world.fee_collector.address
    world.send(world.buyer, "Cash", "approve", world.carrier.address, 102)
    with refused("ERC20InsufficientAllowance", allowance=102, needed=103):
        world.send(world.carrier, "Cash", "settleWithFeeFrom", buyer, supplier, 100, collector, 3)
    has = world.balance(world.buyer)
    assert world.ask("Cash", "fundsOf", buyer, world.carrier.address).__dict__ == {
        "balance": has,
        "allowed": 102,
    }
    with refused("Cash_ReceiverNotAdmitted", to=world.outsider.address):
        world.send(world.carrier, "Cash", "settleWithFeeFrom", buyer, supplier, 1, world.outsider.address, 1)
    world.suspend(world.supplier)
    world.send(world.carrier, "Cash", "settleWithFeeFrom", buyer, supplier, 100, collector, 2)
    assert world.balance(world.fee_collector) == 2
    assert world.ask("Cash", "heldFor", supplier) == world.balance("Cash") == 100
    assert world.balance(world.buyer) == has - 102
    assert world.ask("Cash", "allowance", buyer, world.carrier.address) == 0


def test_the_token_says_what_it_is(world: World) -> None:
    assert world.ask("Cash", "decimals") == 2
    assert world.ask("Cash", "currency") == "0x" + b"CNY".hex()
    assert world.ask("Cash", "bank") == world.bank.address
    assert world.ask("Cash", "directory") == world.addresses["Participants"]
    assert world.ask("Cash", "termsHash") == hash_of("terms of the token")


def test_a_permit_allows_what_was_signed_once(world: World) -> None:
    deadline = world.now + DAY
    kinds = {
        "Permit": [
            {"name": name, "type": kind}
            for name, kind in (
                ("owner", "address"),
                ("spender", "address"),
                ("value", "uint256"),
                ("nonce", "uint256"),
                ("deadline", "uint256"),
            )
        ]
    }
    message = {
        "owner": world.financier.address,
        "spender": world.carrier.address,
        "value": 9,
        "nonce": 0,
        "deadline": deadline,
    }
    domain = Domain("Bank yuan", "1", world.chain.chain_id, world.cash)
    signature = world.financier.key.sign(typed_digest(domain, kinds, "Permit", message))
    values = (
        world.financier.address,
        world.carrier.address,
        9,
        deadline,
        signature[64],
        signature[:32],
        signature[32:64],
    )
    world.send(world.outsider, "Cash", "permit", *values)
    assert world.ask("Cash", "allowance", world.financier.address, world.carrier.address) == 9
    assert world.ask("Cash", "nonces", world.financier.address) == 1
    with refused("ERC2612InvalidSigner"):
        world.send(world.outsider, "Cash", "permit", *values)
