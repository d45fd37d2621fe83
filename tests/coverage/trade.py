"""What chance seldom finds in the trade: orders, invoices, units, sales, admission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR
from tests.model.pair import Call
from tests.model.parties import ATTESTOR, BUYER
from tests.model.signatures import address_of as of
from tests.model.words import functions, hash_words


def what_people_ask(t: Teller) -> None:
    """Ids, digests and constants are what the signers compute themselves."""
    assert t.asks(EUR, "decimals") == 2
    order = t.order_terms()
    order_id = t.model.order_id(of("buyer1"), order[7], 0)
    assert t.asks("Orders", "orderIdOf", of("buyer1"), order[7], 0) == order_id
    until = t.now + DAY
    placing = int.from_bytes(t.digest("PlaceOrder", "Orders", (of("buyer1"), order, until)), "big")
    assert t.asks("Orders", "digestOf", of("buyer1"), order, until) == placing
    terms = t.terms()
    assert t.asks("Facilities", "facilityIdOf", *terms[:3]) == hash_words(*terms[:3])
    signed = int.from_bytes(t.digest("Terms", "Facilities", terms), "big")
    assert t.asks("Facilities", "digestOf", terms) == signed
    said = (t.model.party(of("supplier1")).entity, 5, 6, t.at["Receivables"], 7, until)
    identity = int.from_bytes(t.digest("InvoiceIdentity", "Fingerprints", said), "big")
    assert t.asks("Fingerprints", "digest", *said) == identity
    assert t.asks("Fingerprints", "keyOf", *said[:2]) == hash_words(*said[:2])
    proposal, receivable_id = t.invoice(t.order(), 10)
    quote, _ = t.quote(receivable_id, 10, 9, 1)
    offered = int.from_bytes(t.digest("PurchaseQuote", "Market", quote), "big")
    assert t.asks("Market", "digestOf", quote) == offered
    assert t.asks("Receivables", "receivableIdOf", proposal, of("supplier1")) == receivable_id
    for interface, known in (("01ffc9a7", 1), ("0f632fb3", 1), ("ffffffff", 0)):
        assert t.asks("Receivables", "supportsInterface", int(interface, 16) << 224) == known
    t.pair.chain.ask(t.at["Participants"], functions()["Participants.requireNotPaused"])


def orders_at_their_edges(t: Teller) -> None:
    """Nothing is placed twice, nor with terms that nobody could keep."""
    terms = t.order_terms()
    t.does("buyer1", "Orders", "place", terms)
    t.refused("Orders_AlreadyExists", "buyer1", "Orders", "place", terms)
    t.refused("Orders_PaymentTermTooLong", "buyer1", "Orders", "place", t.order_terms(term_days=366))
    t.refused("Orders_FingerprintMissing", "buyer1", "Orders", "place", t.order_terms(fingerprint=0))


def an_attestor_that_joins_the_buyers_group(t: Teller) -> None:
    """Independence is asked at every attestation, because groups change."""
    order_id = t.order()
    t.does("supplier1", "Orders", "recordShipment", order_id, FACE, 1)
    until = t.now + YEAR
    t.does("operator", "Participants", "renew", of("buyer1"), 3, BUYER, until, 1, 2)
    t.does("operator", "Participants", "renew", of("attestor1"), 3, ATTESTOR, until, 1, 2)
    t.refused("Orders_AttestorNotIndependent", "attestor1", "Orders", "attestShipment", order_id, FACE, 2)


def as_many_amendments_as_there_are_versions(t: Teller) -> None:
    """The 255th version is the last."""
    order_id = t.order()
    amend = Call(of("buyer1"), "Orders", "amend", (order_id, FACE, t.now + 90 * DAY, 8))
    t.does("buyer1", "Orders", "multicall", [amend] * 254)
    t.refused("Orders_VersionsExhausted", "buyer1", "Orders", "amend", *amend.args)


def an_order_does_not_fall_below_what_is_disputed(t: Teller) -> None:
    """Neither party's claim is amended away by the other."""
    for who in ("buyer1", "supplier1"):
        order_id = t.order()
        t.does(who, "Orders", "dispute", order_id, FACE // 2, 1)
        below = (order_id, FACE // 2 - 1, t.now + 90 * DAY, 8)
        t.refused("Orders_BelowRecorded", "buyer1", "Orders", "amend", *below)


def returns_go_forward_only(t: Teller) -> None:
    """A return is a new total."""
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    t.does("buyer1", "Orders", "recordReturn", order_id, 10, 1, 5)
    t.refused("Orders_NotAhead", "buyer1", "Orders", "recordReturn", order_id, 10, 1, 5)


def admission_at_its_edges(t: Teller) -> None:
    """Nobody is admitted without a legal person, nor suspended twice."""
    rest = (0, BUYER, t.now + YEAR, 1, 2)
    t.refused("Participants_EntityMissing", "operator", "Participants", "admit", of("outsider"), 0, *rest)
    past = (of("buyer1"), 0, BUYER, t.now, 1, 2)
    t.refused("Participants_ValidityInPast", "operator", "Participants", "renew", *past)
    t.does("operator", "Participants", "suspend", of("buyer1"), 1)
    t.refused("Participants_Suspended", "operator", "Participants", "suspend", of("buyer1"), 1)


def either_cancels_a_mandated_quote(t: Teller) -> None:
    """Its signer, and whose cash it spends."""
    t.does("financier1", EUR, "approve", t.at["Market"], FACE)
    _, receivable_id = t.invoice(t.order(), FACE)
    for nonce, who in enumerate(("under1", "financier1"), 1):
        quote = t.quote(receivable_id, 10, 9, nonce, buyer="financier1", signer="under1")
        t.does(who, "Market", "cancelQuote", nonce)
        t.refused("Market_NonceUsed", "supplier1", "Market", "sell", *quote)
    other = t.quote(receivable_id, 10, 9, 3, buyer="financier1", signer="under1")
    t.does("supplier1", "Market", "sell", *other)
    t.refused("Market_NonceUsed", "supplier1", "Market", "sell", *other)


def a_suspended_bank_issues_nothing(t: Teller) -> None:
    """Until it is reinstated."""
    t.does("operator", "Participants", "suspend", of("bank"), 1)
    t.refused("Cash_BankSuspended", "bank", EUR, "issue", of("buyer1"), 1, t.fresh("receipt"))
    t.does("operator", "Participants", "reinstate", of("bank"))
    t.does("bank", EUR, "issue", of("buyer1"), 1, t.fresh("receipt"))


def orders_in_what_is_no_cash(t: Teller) -> None:
    """A token that nobody has listed."""
    nowhere = t.order_terms(cash=of("outsider"))
    t.refused("Participants_CashUnknown", "buyer1", "Orders", "place", nowhere)


def without_the_right_to_write_fingerprints(t: Teller) -> None:
    """Receivables is off the list: nothing is proposed, taken back or voided until it is on it again."""
    order_id = t.order()
    paid, receivable_id = t.invoice(order_id, 100)
    t.does("buyer1", "Orders", "recordReceipt", order_id, 1_000, 4)
    p, _ = t.proposal(order_id, 50)
    t.does("buyer1", "Receivables", "requestVoid", receivable_id)
    t.does("operator", "Fingerprints", "setWriter", t.at["Receivables"], 0)
    other = (order_id, 60, 60, p[3], t.fresh("invoice"), 6, 0)
    _, signature = t.identity(other, t.model.party(of("supplier1")).entity)
    refused = "Fingerprints_OnlyWriter"
    t.refused(refused, "supplier1", "Receivables", "propose", other, t.now + 60, signature)
    t.refused(refused, "supplier1", "Receivables", "withdraw", p)
    t.refused(refused, "buyer1", "Receivables", "reject", p, 1)
    t.refused(refused, "supplier1", "Receivables", "voidReceivable", paid)
    t.does("buyer1", "Receivables", "pay", receivable_id, 1)
    t.does("operator", "Fingerprints", "setWriter", t.at["Receivables"], 1)
    t.does("supplier1", "Receivables", "withdraw", p)


def sales_at_their_edges(t: Teller) -> None:
    """A cancelled quote is dead, and who cannot pay does not buy."""
    _, receivable_id = t.invoice(t.order(), FACE)
    quote, signature = t.quote(receivable_id, 10, 9, 1)
    t.does("investor", "Market", "cancelQuote", 1)
    t.refused("Market_NonceUsed", "supplier1", "Market", "sell", quote, signature)
    quote, signature = t.quote(receivable_id, 10, 9, 2)
    t.does("investor", EUR, "approve", t.at["Market"], 8)
    t.refused("Market_BuyerUnfunded", "supplier1", "Market", "sell", quote, signature)
    bounds = (0, BPS, BPS, MAX_TOTAL, MAX_TOTAL, (9_000, 9_000, 9_500, 10_000))
    mandate = (of("under1"), t.now + YEAR, *bounds, of("fees"), 365, 0, 8)
    t.does("financier1", "Facilities", "setMandate", t.at[EUR], mandate)
    quote, signature = t.quote(receivable_id, 10, 9, 3, buyer="financier1", signer="under1")
    t.refused("Facilities_OverBudget", "supplier1", "Market", "sell", quote, signature)


def units_do_not_go_to_contracts(t: Teller) -> None:
    """Nor does a stranger void them, nor anybody redeem what custody has."""
    proposal, receivable_id = t.invoice(t.order(), FACE)
    for name in ("Collateral", "Market", "Receivables"):
        t.refused(
            "Receivables_ReceiverIsSystem",
            *("supplier1", "Receivables", "transfer", t.at[name], receivable_id, 1),
        )
    for name in ("Collateral", "Receivables"):
        t.refused(
            "Receivables_ReceiverIsSystem", "outsider", "Receivables", "redeem", receivable_id, t.at[name]
        )
    t.refused("Receivables_NotParty", "outsider", "Receivables", "voidReceivable", proposal)


def the_last_fraction_makes_a_unit_whole(t: Teller) -> None:
    """Three holders of one unit each are paid three in parts: what is cut off comes back with the last."""
    _, receivable_id = t.invoice(t.order(), 3)
    t.does("supplier1", "Receivables", "transfer", of("investor"), receivable_id, 1)
    t.does("supplier1", "Receivables", "transfer", of("supplier2"), receivable_id, 1)
    t.later(61 * DAY)
    t.does("buyer1", "Receivables", "pay", receivable_id, 4)
    t.does("outsider", "Receivables", "redeem", receivable_id, of("supplier1"))
    t.does("outsider", "Receivables", "redeem", receivable_id, of("investor"))
    assert t.asks("Receivables", "redeemable", receivable_id, of("supplier2")) == 2
    t.does("outsider", "Receivables", "redeem", receivable_id, of("supplier2"))


def invoices_at_their_edges(t: Teller) -> None:
    """A late rate has a bound, a maturity is a whole day, and the buyer alone rejects."""
    t.refused("Orders_LateRateTooHigh", "buyer1", "Orders", "place", t.order_terms(late_bps=BPS + 1))
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    proposal, _ = t.proposal(order_id, 10)
    t.refused("Orders_NotBuyer", "supplier1", "Receivables", "reject", proposal, 4)
    half = (*proposal[:3], proposal[3] + DAY // 2, *proposal[4:])
    t.refused("Receivables_MaturityNotWholeDay", "supplier1", "Receivables", "propose", half, t.now, b"")


def words_that_come_too_late(t: Teller) -> None:
    """A change is accepted by its number, a remainder cancelled once, units voided by their parties."""
    order_id = t.order()
    t.does("buyer1", "Orders", "amend", order_id, FACE, t.now + 90 * DAY, 8)
    t.refused("Orders_VersionDiffers", "supplier1", "Orders", "acceptAmendment", order_id, 3)
    _, receivable_id = t.invoice(order_id, 10)
    t.does("buyer1", "Orders", "cancelRemainder", order_id)
    t.refused("Orders_NothingToCancel", "buyer1", "Orders", "cancelRemainder", order_id)
    t.refused("Receivables_ZeroAmount", "supplier1", "Receivables", "forgive", receivable_id, 0)
    t.refused("Receivables_NotParty", "outsider", "Receivables", "requestVoid", receivable_id)
    for who in ("buyer1", "supplier1"):
        t.does(who, "Receivables", "requestVoid", receivable_id)


def receipts_and_proposals_serve_their_owner(t: Teller) -> None:
    """Cash comes once for a receipt, and a proposal is withdrawn by who made it."""
    t.does("bank", EUR, "issue", of("buyer1"), 5, 77)
    t.refused("Cash_ReceiptAlreadyIssued", "bank", EUR, "issue", of("buyer1"), 5, 77)
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    proposal, _ = t.proposal(order_id, 10)
    t.refused("Orders_NotSupplier", "buyer1", "Receivables", "withdraw", proposal)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    what_people_ask,
    orders_at_their_edges,
    an_attestor_that_joins_the_buyers_group,
    as_many_amendments_as_there_are_versions,
    an_order_does_not_fall_below_what_is_disputed,
    returns_go_forward_only,
    admission_at_its_edges,
    without_the_right_to_write_fingerprints,
    either_cancels_a_mandated_quote,
    a_suspended_bank_issues_nothing,
    orders_in_what_is_no_cash,
    sales_at_their_edges,
    units_do_not_go_to_contracts,
    the_last_fraction_makes_a_unit_whole,
    invoices_at_their_edges,
    words_that_come_too_late,
    receipts_and_proposals_serve_their_owner,
)
