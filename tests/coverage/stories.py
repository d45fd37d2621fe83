"""What chance seldom finds: refusals at the edges, and states that take several parties to reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR
from tests.model.pair import Call
from tests.model.parties import ATTESTOR, BUYER, FINANCIER, GUARANTOR, SUPPLIER
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


def mandates_and_lines_at_their_edges(t: Teller) -> None:
    """A mandate names who signs and who gets fees; amounts fit; a withdrawn version is not accepted."""
    t.refused(
        "Facilities_AmountOutOfRange",
        *("financier1", "Facilities", "setLine", t.at[EUR], of("buyer1"), MAX_TOTAL + 1),
    )

    def mandate(underwriter: int, fee_to: int) -> tuple[object, ...]:
        bounds = (0, BPS, BPS, MAX_TOTAL, MAX_TOTAL, (9_000, 9_000, 9_500, 10_000))
        return (underwriter, t.now + YEAR, *bounds, fee_to, 365, 100, MAX_TOTAL)

    for bad in (mandate(0, of("fees")), mandate(of("under1"), 0)):
        t.refused("Facilities_MandateInvalid", "financier1", "Facilities", "setMandate", t.at[EUR], bad)
    t.facility()
    t.does("financier1", "Facilities", "setMinVersion", of("supplier1"), t.at[EUR], 3)
    terms = t.terms(version=2)
    t.refused(
        "Facilities_VersionWithdrawn",
        *("supplier1", "Facilities", "acceptTerms", terms, t.signed_terms(terms)),
    )


def _drawn(t: Teller) -> tuple[int, int]:
    """A facility, covered, and an order drawn in full; answers both ids."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10**6)
    t.does(
        "guarantor1", "GuaranteePool", "commit", facility_id, 1, BPS, 5 * 10**6, 5 * 10**6, t.now + 2 * YEAR
    )
    t.later(1)
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", facility_id, order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 5, BPS)
    return facility_id, order_id


def _in_default(t: Teller) -> tuple[int, int]:
    """The same, past due, and declared in default long enough ago for a claim."""
    facility_id, order_id = _drawn(t)
    t.later(130 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    return facility_id, order_id


def a_claim_that_takes_what_was_to_be_withdrawn(t: Teller) -> None:
    """What the pool has paid out cannot be withdrawn as well."""
    _, order_id = _in_default(t)
    t.does("guarantor1", "GuaranteePool", "giveNotice", t.at[EUR], 10**6)
    t.does("financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))
    t.later(30 * DAY)
    t.refused("GuaranteePool_NoticeMissing", "guarantor1", "GuaranteePool", "withdraw", t.at[EUR], 10**6)
    t.refused("GuaranteePool_AmountOutOfRange", "guarantor1", "GuaranteePool", "withdraw", t.at[EUR], 0)


def no_claim_among_kin(t: Teller) -> None:
    """A guarantor of the financier's group covers nothing."""
    _, order_id = _in_default(t)
    until = t.now + YEAR
    t.does("operator", "Participants", "renew", of("financier1"), 4, FINANCIER, until, 1, 2)
    t.does("operator", "Participants", "renew", of("guarantor1"), 4, GUARANTOR, until, 1, 2)
    t.refused("GuaranteePool_Affiliates", "financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))


def an_account_that_was_cured_without_a_word(t: Teller) -> None:
    """A suspended buyer is reinstated: the account named for the sweep owes what it may, and is left."""
    facility_id, order_id = _drawn(t)
    other = t.order("buyer2")
    t.does("supplier1", "Loans", "pledge", facility_id, other)
    _, receivable_id = t.invoice(other, FACE, "buyer2")
    t.does("operator", "Participants", "suspend", of("buyer1"), 1)
    t.does("outsider", "Loans", "sync", order_id)
    t.later(4 * DAY)
    t.does("outsider", "Loans", "sync", order_id)
    assert t.asks("Loans", "sweepOrders", 1) == order_id
    t.does("operator", "Participants", "reinstate", of("buyer1"))
    t.does("buyer2", "Receivables", "pay", receivable_id, FACE)
    assert t.asks("Loans", "sweepOrders", 1) == 0


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


def facilities_at_their_edges(t: Teller) -> None:
    """Caps fall by the financier's word alone; kin make no facility; a mandate does not begin in the past."""
    facility_id = t.facility()
    t.refused("Facilities_NotFinancier", "supplier1", "Facilities", "lowerCap", facility_id, 1)
    bounds = (0, BPS, BPS, MAX_TOTAL, MAX_TOTAL, (9_000, 9_000, 9_500, 10_000))
    past = (of("under1"), t.now, *bounds, of("fees"), 365, 100, MAX_TOTAL)
    t.refused("Facilities_MandateInvalid", "financier1", "Facilities", "setMandate", t.at[EUR], past)
    t.does("operator", "Participants", "renew", of("financier1"), 4, FINANCIER, t.now + YEAR, 1, 2)
    t.does("operator", "Participants", "renew", of("supplier1"), 4, SUPPLIER, t.now + YEAR, 1, 2)
    terms = t.terms(version=2)
    t.refused("Facilities_Affiliates", "supplier1", "Facilities", "acceptTerms", terms, t.signed_terms(terms))


def deposits_at_their_edges(t: Teller) -> None:
    """What is noticed is withdrawn in its week; commitments fit into their total; cover ends in time."""
    facility_id, order_id = _drawn(t)
    t.does("guarantor2", "GuaranteePool", "deposit", t.at[EUR], MAX_TOTAL // 5)
    most = 5 * (MAX_TOTAL // 5)
    rest = (most, t.now + YEAR)
    t.does("guarantor2", "GuaranteePool", "commit", facility_id, 1, BPS, most, *rest)
    t.facility(version=2)
    t.refused(
        "GuaranteePool_AmountOutOfRange",
        *("guarantor2", "GuaranteePool", "commit", facility_id, 2, BPS, MAX_TOTAL, *rest),
    )
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10)
    t.does("guarantor1", "GuaranteePool", "giveNotice", t.at[EUR], 10)
    t.later(30 * DAY)
    t.does("guarantor1", "GuaranteePool", "withdraw", t.at[EUR], 10)
    t.later(100 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    t.refused("Loans_InDefault", "financier1", "Loans", "declareDefault", order_id)
    t.later(2 * YEAR)
    t.refused("GuaranteePool_Expired", "financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))


def cover_of_one_buyer(t: Teller) -> None:
    """A claim takes no more than the commitment has for this buyer."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10**6)
    t.does("guarantor1", "GuaranteePool", "commit", facility_id, 1, BPS, 10**6, 7, t.now + 2 * YEAR)
    t.later(1)
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", facility_id, order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 5, BPS)
    t.later(130 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    t.does("financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))
    assert t.asks("GuaranteePool", "paidFor", of("guarantor1"), facility_id, 1, of("buyer1")) == 7


def pledges_at_their_edges(t: Teller) -> None:
    """What is owed is not released; without an allowance nothing is lent; custody stays custody."""
    _, order_id = _drawn(t)
    t.refused("Loans_StillOwed", "supplier1", "Loans", "release", order_id)
    t.does("financier1", EUR, "approve", t.at["Loans"], 0)
    t.does("buyer1", "Orders", "recordReceipt", order_id, 100, 4)
    t.refused("Loans_FinancierUnfunded", "supplier1", "Loans", "draw", order_id, 10, BPS)
    _, receivable_id = t.invoice(order_id, 100)
    to_itself = (order_id, receivable_id, 1, t.at["Collateral"])
    t.refused("Receivables_ReceiverIsSystem", "supplier1", "Collateral", "releaseUnits", *to_itself)


def invoices_at_their_edges(t: Teller) -> None:
    """A late rate has a bound, a maturity is a whole day, and the buyer alone rejects."""
    t.refused("Orders_LateRateTooHigh", "buyer1", "Orders", "place", t.order_terms(late_bps=BPS + 1))
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    proposal, _ = t.proposal(order_id, 10)
    t.refused("Orders_NotBuyer", "supplier1", "Receivables", "reject", proposal, 4)
    half = (*proposal[:3], proposal[3] + DAY // 2, *proposal[4:])
    t.refused("Receivables_MaturityNotWholeDay", "supplier1", "Receivables", "propose", half, t.now, b"")


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    what_people_ask,
    orders_at_their_edges,
    an_attestor_that_joins_the_buyers_group,
    as_many_amendments_as_there_are_versions,
    an_order_does_not_fall_below_what_is_disputed,
    returns_go_forward_only,
    admission_at_its_edges,
    mandates_and_lines_at_their_edges,
    a_claim_that_takes_what_was_to_be_withdrawn,
    no_claim_among_kin,
    an_account_that_was_cured_without_a_word,
    sales_at_their_edges,
    units_do_not_go_to_contracts,
    the_last_fraction_makes_a_unit_whole,
    facilities_at_their_edges,
    deposits_at_their_edges,
    cover_of_one_buyer,
    pledges_at_their_edges,
    invoices_at_their_edges,
)
