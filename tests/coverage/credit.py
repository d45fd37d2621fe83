"""What chance seldom finds in the credit: facilities, pledges, custody, guarantees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller, empty
from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR
from tests.model.parties import FINANCIER, GUARANTOR, SUPPLIER
from tests.model.player import types_of_arguments
from tests.model.prelude import entity_of
from tests.model.signatures import address_of as of
from tests.model.words import hash_words


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


def cover_is_what_the_deposit_bears(t: Teller) -> None:
    """A claim takes no more than the commitment has, and no more than lies there."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 100)
    t.does("guarantor1", "GuaranteePool", "commit", facility_id, 1, BPS, 500, 500, t.now + 2 * YEAR)
    t.later(1)
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", facility_id, order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 5, BPS)
    t.later(130 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    t.does("financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))
    assert t.asks("GuaranteePool", "paidFor", of("guarantor1"), facility_id, 1, of("buyer1")) == 100


def words_that_are_not_theirs(t: Teller) -> None:
    """A freeze is the financier's or its underwriter's, a waiver waives something, sisters hear sisters."""
    facility_id, order_id = _drawn(t)
    t.does("under1", "Facilities", "freeze", facility_id)
    t.does("financier1", "Facilities", "freeze", facility_id)
    t.refused("Facilities_NotFinancier", "outsider", "Facilities", "unfreeze", facility_id)
    t.refused("Facilities_Unknown", "financier1", "Facilities", "unfreeze", 5)
    t.refused("Loans_ZeroAmount", "financier1", "Loans", "waive", order_id, 0, 0)
    for function in ("takeConfirmed", "syncWith", "changeCustody", "collect", "subrogate"):
        nothing = [empty(kind) for kind in types_of_arguments("Loans", function)]
        t.refused("Loans_OnlySister", "outsider", "Loans", function, *nothing)


def enforcement_is_the_financiers(t: Teller) -> None:
    """Custody is sold by who has lent, and by nobody else."""
    _, order_id = _drawn(t)
    _, receivable_id = t.invoice(order_id, FACE)
    quote, signature = t.quote(receivable_id, 10, 9, 4)
    for who in ("supplier1", "financier2"):
        t.refused("Collateral_NotFinancier", who, "Collateral", "enforceSale", order_id, quote, signature)
    t.refused(
        "Collateral_NotInDefault", "financier1", "Collateral", "enforceSale", order_id, quote, signature
    )


def custody_of_an_early_default(t: Teller) -> None:
    """A cure that ran out before the due date: what is in custody stays there, until the default is paid."""
    _, order_id = _drawn(t)
    _, receivable_id = t.invoice(order_id, 100)
    t.does("operator", "Participants", "suspend", of("buyer1"), 1)
    t.does("outsider", "Loans", "sync", order_id)
    t.later(4 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    to_himself = (order_id, receivable_id, 1, of("supplier1"))
    t.refused("Participants_Suspended", "supplier1", "Collateral", "releaseUnits", *to_himself)
    t.does("operator", "Participants", "reinstate", of("buyer1"))
    t.refused("Loans_InDefault", "supplier1", "Collateral", "releaseUnits", *to_himself)


def one_legal_person_on_both_sides(t: Teller) -> None:
    """An order within one legal person is no collateral; what is not pledged has no position."""
    supplier, entity = of("newcomer1"), entity_of("buyer1")
    t.does("operator", "Participants", "admit", supplier, entity, 0, SUPPLIER, t.now + YEAR, 1, 2)
    order = t.order_terms(supplier=supplier)
    t.does("buyer1", "Orders", "place", order)
    order_id = t.model.order_id(of("buyer1"), order[7], 0)
    t.does("newcomer1", "Orders", "accept", order_id, 1)
    terms = t.terms()
    terms = (terms[0], supplier, *terms[2:])
    t.does("newcomer1", "Facilities", "acceptTerms", terms, t.signed_terms(terms))
    t.refused("Loans_Affiliates", "newcomer1", "Loans", "pledge", hash_words(*terms[:3]), order_id)
    assert t.asks("Loans", "position", order_id) == 0


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    mandates_and_lines_at_their_edges,
    facilities_at_their_edges,
    a_claim_that_takes_what_was_to_be_withdrawn,
    no_claim_among_kin,
    deposits_at_their_edges,
    cover_of_one_buyer,
    an_account_that_was_cured_without_a_word,
    pledges_at_their_edges,
    cover_is_what_the_deposit_bears,
    words_that_are_not_theirs,
    enforcement_is_the_financiers,
    custody_of_an_early_default,
    one_legal_person_on_both_sides,
)
