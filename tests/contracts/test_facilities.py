"""Facilities: what a financier allows by its own key, and what a supplier accepted of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain.errors import ContractError
from finance import terms as rules
from finance.units import AccountId, Bps, Days, MinorUnits, Timestamp
from tests.contracts.ground import FINANCIER, NOBODY, hash_of
from tests.contracts.refusals import refused
from tests.contracts.typed import digest_of
from tests.contracts.world import World

# ---------------------------------------------------------------- the financier's own key


def test_only_a_financier_in_good_standing_gives_a_mandate(world: World) -> None:
    with refused("Participants_RoleMissing", account=world.buyer.address, role=FINANCIER):
        world.set_mandate(by=world.buyer)
    with refused("Participants_NotAdmitted", account=world.underwriter.address):
        world.set_mandate(by=world.underwriter)
    world.suspend(world.financier)
    with refused("Participants_Suspended", account=world.financier.address):
        world.set_mandate()


@pytest.mark.parametrize(
    ("changes", "field", "bound"),
    [
        ({"underwriter": NOBODY}, "underwriter", 1),
        ({"feeTo": NOBODY}, "feeTo", 1),
        ({"validUntil": 1}, "validUntil", None),
        ({"maxCap": 2**64}, "maxCap", 2**64 - 1),
        ({"maxTotal": 2**64}, "maxTotal", 2**64 - 1),
        ({"purchaseBudget": 2**64}, "purchaseBudget", 2**64 - 1),
        ({"floorRateBps": 10_001}, "floorRateBps", 10_000),
        ({"maxFeeBps": 10_001}, "maxFeeBps", 10_000),
        ({"maxPenaltyBps": 10_001}, "maxPenaltyBps", 10_000),
        ({"minYieldBps": 10_001}, "minYieldBps", 10_000),
        ({"maxTenorDays": 366}, "maxTenorDays", 365),
        ({"maxAdvanceBps": (0, 0, 0, 10_001)}, "maxAdvanceBps", 10_000),
    ],
)
def test_a_mandate_out_of_bounds_is_refused(
    world: World, changes: dict[str, Any], field: str, bound: int | None
) -> None:
    numbers = {} if bound is None else {"bound": bound}
    with refused("Facilities_MandateInvalid", field="0x" + field.encode().ljust(32, b"\0").hex(), **numbers):
        world.set_mandate(**changes)
    with refused("Participants_CashUnknown"):
        world.send(world.financier, "Facilities", "setMandate", world.buyer.address, world.mandate())


def test_a_mandate_is_set_replaced_and_revoked_and_keeps_its_use(world: World) -> None:
    with refused("Facilities_MandateMissing", financier=world.second_financier.address, cashId=1):
        world.send(world.second_financier, "Facilities", "revokeMandate", world.cash)
    order = world.accepted_order()
    world.open_and_draw(order, 1_000)
    content = world.mandate(maxTotal=5_000, maxAdvanceBps=(1, 2, 3, 4), minYieldBps=250)
    mined = world.send(world.financier, "Facilities", "setMandate", world.cash, content)
    told = world.event(mined, "MandateSet")
    assert vars(told.mandate) == content
    stored = world.ask("Facilities", "mandate", world.financier.address, 1)
    assert vars(stored.m) == content
    assert stored.used == 1_000
    revoked = world.send(world.financier, "Facilities", "revokeMandate", world.cash)
    assert world.event(revoked, "MandateRevoked").financier == world.financier.address
    assert world.ask("Facilities", "mandate", world.financier.address, 1).used == 1_000
    with refused("Facilities_MandateMissing", financier=world.financier.address):
        world.draw(order, 1)
    world.fund(world.supplier, 1_000)
    world.allow(world.supplier, "Loans")
    world.repay(order, 2_000)  # repaying never stops
    assert world.ask("Facilities", "mandate", world.financier.address, 1).used == 0


def test_a_line_is_a_financiers_own_and_bounded(world: World) -> None:
    with refused("Facilities_AmountOutOfRange", amount=2**64, max=2**64 - 1):
        world.set_line(2**64)
    told = world.event(world.set_line(77), "LineSet")
    assert (told.financier, told.buyer, told.cap) == (world.financier.address, world.buyer.address, 77)
    mine = world.ask("Facilities", "line", world.financier.address, 1, world.buyer.address)
    others = world.ask("Facilities", "line", world.second_financier.address, 1, world.buyer.address)
    assert (mine.cap, mine.used, others.cap) == (77, 0, 0)


def test_the_list_of_attestors_is_a_financiers_own(world: World) -> None:
    told = world.event(world.rely_on(world.carrier, False), "AttestorSet")
    assert (told.attestor, told.reliedOn) == (world.carrier.address, False)
    world.rely_on(world.carrier, by=world.second_financier)
    assert world.ask("Facilities", "reliesOn", world.financier.address, world.carrier.address) is False
    assert world.ask("Facilities", "reliesOn", world.second_financier.address, world.carrier.address) is True


# ---------------------------------------------------------------- terms


def test_only_the_underwriters_word_within_a_valid_mandate_binds(world: World) -> None:
    terms = world.terms()
    for key in (world.financier.key, world.supplier.key, world.operator.key):
        signature = world.terms_signature(terms, key=key)
        with refused("Facilities_SignatureInvalid", underwriter=world.underwriter.address):
            world.send(world.supplier, "Facilities", "acceptTerms", terms, signature)
    signature = world.terms_signature(terms)
    for changed in (
        terms | {"cap": 1},
        terms | {"rateBps": (1_200, 1_000, 800, 499)},
        terms | {"policyHash": hash_of("other")},
        terms | {"drawUntil": terms["drawUntil"] + 1},
    ):
        with refused("Facilities_SignatureInvalid"):
            world.send(world.supplier, "Facilities", "acceptTerms", changed, signature)
    world.set_mandate(validUntil=world.now + 100)
    world.travel(200)
    with refused("Facilities_MandateExpired", financier=world.financier.address, now_=world.now):
        world.accept_terms()
    with refused("Facilities_MandateMissing", financier=world.second_financier.address):
        world.accept_terms(financier=world.second_financier.address)


def test_terms_are_accepted_by_the_supplier_they_name_in_time_and_not_by_an_affiliate(world: World) -> None:
    with refused(
        "Facilities_NotSupplier", caller=world.sub_supplier.address, supplier=world.supplier.address
    ):
        world.accept_terms(by=world.sub_supplier)
    with refused("Facilities_OnlySister", caller=world.supplier.address):
        terms = world.terms()
        signature = world.terms_signature(terms)
        world.send(world.supplier, "Facilities", "acceptTermsFor", world.supplier.address, terms, signature)
    with refused("Facilities_TermsExpired", acceptBy=world.now - 1, now_=world.now):
        world.accept_terms(acceptBy=world.now - 1)
    with refused("Participants_CashUnknown"):
        world.accept_terms(cash=world.buyer.address)
    with world.undone():
        world.renew(world.supplier, group=9)
        world.renew(world.financier, group=9)
        with refused("Facilities_Affiliates", financier=world.financier.address):
            world.accept_terms()
    for who in (world.supplier, world.financier):
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                world.accept_terms()


@pytest.mark.parametrize(
    ("changes", "name", "numbers"),
    [
        ({"cap": 10_001}, "Facilities_CapAboveMandate", {"cap": 10_001, "maxCap": 10_000}),
        ({"feeBps": 301}, "Facilities_FeeAboveMandate", {"feeBps": 301, "maxBps": 300}),
        ({"penaltyBps": 2_001}, "Facilities_PenaltyAboveMandate", {"penaltyBps": 2_001, "maxBps": 2_000}),
        ({"maxTenorDays": 331}, "Facilities_TenorAboveMandate", {"tenorDays": 331, "maxDays": 330}),
        ({"rateBps": (10_001, 0, 0, 0)}, "Facilities_RateTooHigh", {"rateBps": 10_001, "max": 10_000}),
        ({"rateBps": (900, 900, 900, 99)}, "Facilities_RateBelowFloor", {"rateBps": 99, "floorBps": 100}),
        (
            {"rateBps": (900, 901, 800, 500)},
            "Facilities_RateRises",
            {"stage": 1, "before": 900, "after_": 901},
        ),
        ({"advanceBps": (1, 0, 2, 3)}, "Facilities_AdvanceFalls", {"stage": 1, "before": 1, "after_": 0}),
        (
            {"advanceBps": (9_001, 9_001, 9_500, 9_500)},
            "Facilities_AdvanceAboveMandate",
            {"stage": 0, "advanceBps": 9_001, "maxBps": 9_000},
        ),
        (
            {"advanceBps": (0, 0, 0, 9_800), "rateBps": (500, 500, 500, 500), "maxTenorDays": 180},
            "Facilities_FaceCannotPay",
            {"stage": 3, "advanceBps": 9_800, "rateBps": 500, "days_": 190},
        ),
        ({"version": 0}, "Facilities_VersionNotAhead", {"version": 0, "named": 0}),
    ],
)
def test_terms_beyond_their_rules_or_the_mandate_are_refused(
    world: World, changes: dict[str, Any], name: str, numbers: dict[str, Any]
) -> None:
    world.set_mandate(maxCap=10_000, maxTenorDays=330, floorRateBps=100)
    with refused(name, **numbers):
        world.accept_terms(**{"cap": 10_000} | changes)


def test_versions_rise_and_an_account_keeps_its_own(world: World) -> None:
    facility = world.accept_terms(version=3)
    for version in (1, 3):
        with refused("Facilities_VersionNotAhead", facilityId=facility, version=3, named=version):
            world.accept_terms(version=version)
    terms = world.terms(version=200, cap=55, rateBps=(800, 700, 600, 400))
    mined = world.send(world.supplier, "Facilities", "acceptTerms", terms, world.terms_signature(terms))
    told = world.event(mined, "TermsAccepted")
    assert (told.facilityId, told.no, told.cashId) == (facility, 1, 1)
    assert vars(told.terms) == terms
    row = world.ask("Facilities", "facility", facility)
    assert (row.financier, row.cashId, row.version, row.no, row.cap, row.used) == (
        world.financier.address,
        1,
        200,
        1,
        55,
        0,
    )
    schedules = {v: world.ask("Facilities", "scheduleOf", facility, v) for v in (3, 200, 4)}
    assert schedules[3].rateBps == (1_200, 1_000, 800, 500)
    assert schedules[200].rateBps == (800, 700, 600, 400)
    assert schedules[4].rateBps == (0, 0, 0, 0)
    identity = (world.financier.address, world.supplier.address, world.cash)
    assert world.ask("Facilities", "facilityIdOf", *identity) == facility


def test_the_digest_is_that_of_the_typed_struct(world: World) -> None:
    terms = world.terms()
    expected = digest_of("Terms", world.chain.chain_id, world.addresses["Facilities"], terms)
    assert world.ask("Facilities", "digestOf", terms) == "0x" + expected.hex()


def test_use_is_counted_by_the_sisters_only(world: World) -> None:
    for who in (world.supplier, world.financier, world.operator):
        for function, values in (
            ("reserve", (hash_of("facility"), 1, world.buyer.address, 1)),
            ("free", (hash_of("facility"), world.buyer.address, 1)),
            ("spend", (world.financier.address, 1, 1, 1, 1)),
        ):
            with refused("Facilities_OnlySister", caller=who.address):
                world.send(who, "Facilities", function, *values)


# ---------------------------------------------------------------- one rule in two languages

bps = st.one_of(st.sampled_from([0, 1, 9_999, 10_000, 10_001]), st.integers(0, 12_000))
fours = st.one_of(
    st.tuples(bps, bps, bps, bps),
    st.tuples(bps, bps, bps, bps).map(lambda four: tuple(sorted(four))),
    st.tuples(bps, bps, bps, bps).map(lambda four: tuple(sorted(four, reverse=True))),
)


@given(
    advance=fours,
    rate=fours,
    numbers=st.fixed_dictionaries(
        {
            # Python offers no empty cap, no fee of everything, no tenor of nothing; the chain would take them
            # and nothing could be drawn. Everywhere else both say the same.
            "cap": st.sampled_from([1, 2**64 - 1]),
            "feeBps": st.sampled_from([0, 300, 301, 9_999]),
            "penaltyBps": st.sampled_from([0, 2_000, 2_001, 10_001]),
            "graceDays": st.integers(0, 255),
            "maxTenorDays": st.sampled_from([1, 90, 180, 364, 365, 366]),
        }
    ),
    floor=st.sampled_from([0, 300]),
)
@settings(max_examples=400, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_terms_are_good_in_python_exactly_when_the_chain_accepts_them(
    *,
    whole_world: World,
    advance: tuple[int, ...],
    rate: tuple[int, ...],
    numbers: dict[str, int],
    floor: int,
) -> None:
    world = whole_world
    mandate = world.mandate(
        floorRateBps=floor, maxCap=2**64 - 1, maxTotal=2**64 - 1, maxAdvanceBps=(10_000,) * 4
    )
    with world.undone():
        world.send(world.financier, "Facilities", "setMandate", world.cash, mandate)
        terms = world.terms(advanceBps=advance, rateBps=rate, **numbers)
        try:
            world.ask("Facilities", "acceptTerms", terms, world.terms_signature(terms), as_=world.supplier)
            refusal = None
        except ContractError as error:
            refusal = error
    offered = python_terms(terms)
    faults = rules.faults_of_terms(offered) + rules.faults_against_mandate(
        offered, python_mandate(mandate, world)
    )
    assert bool(faults) == (refusal is not None), f"Python: {faults}; chain: {refusal}"


def python_terms(terms: dict[str, Any]) -> rules.Terms:
    return rules.Terms(
        financier=AccountId(terms["financier"]),
        supplier=AccountId(terms["supplier"]),
        cash=AccountId(terms["cash"]),
        cap=MinorUnits(terms["cap"]),
        advance_bps=tuple(map(Bps, terms["advanceBps"])),  # type: ignore[arg-type]
        rate_bps=tuple(map(Bps, terms["rateBps"])),  # type: ignore[arg-type]
        penalty_bps=Bps(terms["penaltyBps"]),
        fee_bps=Bps(terms["feeBps"]),
        grace_days=Days(terms["graceDays"]),
        cure_days=Days(terms["cureDays"]),
        stale_days=Days(terms["staleDays"]),
        max_tenor_days=Days(terms["maxTenorDays"]),
        policy_hash=terms["policyHash"],
        version=terms["version"],
        accept_by=Timestamp(terms["acceptBy"]),
        draw_until=Timestamp(terms["drawUntil"]),
    )


def python_mandate(mandate: dict[str, Any], world: World) -> rules.Mandate:
    return rules.Mandate(
        financier=AccountId(world.financier.address),
        cash=AccountId(world.cash),
        fee_to=AccountId(mandate["feeTo"]),
        valid_until=Timestamp(mandate["validUntil"]),
        max_cap=MinorUnits(mandate["maxCap"]),
        max_total=MinorUnits(mandate["maxTotal"]),
        floor_rate_bps=Bps(mandate["floorRateBps"]),
        max_advance_bps=tuple(map(Bps, mandate["maxAdvanceBps"])),  # type: ignore[arg-type]
        max_fee_bps=Bps(mandate["maxFeeBps"]),
        max_penalty_bps=Bps(mandate["maxPenaltyBps"]),
        max_tenor_days=Days(mandate["maxTenorDays"]),
    )
