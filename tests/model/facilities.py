"""Facilities: mandates, lines, terms, freezes and their use (model.md, Facilities; IFacilities)."""

from __future__ import annotations

from typing import Any

from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, yield_price
from tests.model.money import Money
from tests.model.parties import FINANCIER, SUPPLIER
from tests.model.rows import Account, Facility, Mandate, Order, Schedule
from tests.model.signatures import digest_of, recovered
from tests.model.words import hash_words


def _schedule(terms: tuple[Any, ...]) -> Schedule:
    penalty, fee, grace, cure, stale, tenor = terms[6:12]
    return Schedule(terms[4], terms[5], penalty, fee, grace, cure, stale, tenor, terms[15])


def _field(name: str) -> int:
    return int.from_bytes(name.encode().ljust(32, b"\0"), "big")


class Facilities(Money):
    """What financiers allow and suppliers accepted. Use is counted from the accounts themselves."""

    def accounts(self) -> list[Account]:
        """Every pledged order's account."""
        return self.all(Account)

    def used_of_facility(self, facility: Facility) -> int:
        """Principal on a facility."""
        return sum(a.principal for a in self._of(facility))

    def _of(self, facility: Facility) -> list[Account]:
        return [a for a in self.accounts() if a.facility == facility.no]

    def defaults_of(self, facility: Facility) -> int:
        """Accounts of a facility in default now."""
        return sum(1 for a in self._of(facility) if a.defaulted_at)

    def used_of_mandate(self, financier: int, cash_id: int) -> int:
        """Principal over all facilities of a financier in one cash."""
        return self._used(financier, cash_id, None)

    def used_of_line(self, financier: int, cash_id: int, buyer: int) -> int:
        """Principal against one buyer's orders."""
        return self._used(financier, cash_id, buyer)

    def _used(self, financier: int, cash_id: int, buyer: int | None) -> int:
        total = 0
        for account in self.accounts():
            facility = self.facility_no(account.facility)
            if account.principal and facility.financier == financier and facility.cash_id == cash_id:
                order = self.row(Order, account.order)
                if buyer is None or (order is not None and order.buyer == buyer):
                    total += account.principal
        return total

    def facility_no(self, no: int) -> Facility:
        """A facility by its number."""
        found = self.row(Facility, self.get("facility of", no))
        assert found is not None
        return found

    def mandate_of(self, financier: int, cash_id: int) -> Mandate:
        """A financier's mandate; an empty one where it never set any."""
        return self.row(Mandate, financier, cash_id) or Mandate(financier, cash_id)

    def need_mandate(self, financier: int, cash_id: int) -> Mandate:
        """A mandate that is neither revoked nor expired."""
        mandate = self.mandate_of(financier, cash_id)
        if mandate.underwriter == 0:
            raise self.refuse("Facilities_MandateMissing", financier, cash_id)
        if self.now > mandate.valid_until:
            self.no("Facilities_MandateExpired", financier, mandate.valid_until, self.now)
        return mandate

    # ---- the financier's key

    def facilities_set_mandate(self, cash: int, m: tuple[Any, ...]) -> None:
        """Financier: set or replace."""
        (
            underwriter,
            valid_until,
            floor,
            fee,
            penalty,
            max_cap,
            max_total,
            advances,
            fee_to,
            tenor,
            least,
            budget,
        ) = m
        self.need_standing(self.me, FINANCIER)
        cash_id = self.cash_id(cash)
        for name, given in (("underwriter", underwriter), ("feeTo", fee_to)):
            if given == 0:
                self.no("Facilities_MandateInvalid", _field(name), 0, 1)
        if valid_until <= self.now:
            self.no("Facilities_MandateInvalid", _field("validUntil"), valid_until, self.now)
        bounds = [("maxCap", max_cap, MAX_TOTAL), ("maxTotal", max_total, MAX_TOTAL)]
        bounds += [
            ("purchaseBudget", budget, MAX_TOTAL),
            ("floorRateBps", floor, BPS),
            ("maxFeeBps", fee, BPS),
        ]
        bounds += [("maxPenaltyBps", penalty, BPS), ("minYieldBps", least, BPS), ("maxTenorDays", tenor, 365)]
        bounds += [("maxAdvanceBps", advance, BPS) for advance in advances]
        for name, given, bound in bounds:
            if given > bound:
                self.no("Facilities_MandateInvalid", _field(name), given, bound)
        self.stop()
        row = self.row(Mandate, self.me, cash_id)
        row = self.edit(row) if row else self.add(Mandate(self.me, cash_id), self.me, cash_id)
        row.underwriter, row.valid_until, row.floor_rate, row.max_fee = underwriter, valid_until, floor, fee
        row.max_penalty, row.max_cap, row.max_total, row.max_advances = penalty, max_cap, max_total, advances
        row.fee_to, row.max_tenor, row.min_yield, row.budget = fee_to, tenor, least, budget

    def facilities_revoke_mandate(self, cash: int) -> None:
        """Financier: draws and quotes stop at once."""
        cash_id = self.cash_id(cash)
        self.stop()
        mandate = self.mandate_of(self.me, cash_id)
        if mandate.underwriter == 0:
            raise self.refuse("Facilities_MandateMissing", self.me, cash_id)
        self.edit(mandate)
        mandate.underwriter = mandate.valid_until = 0

    def facilities_set_line(self, cash: int, buyer: int, cap: int) -> None:
        """Financier: bound one buyer."""
        if cap > MAX_TOTAL:
            self.no("Facilities_AmountOutOfRange", cap, MAX_TOTAL)
        cash_id = self.cash_id(cash)
        self.stop()
        self.put(cap, "line", self.me, cash_id, buyer)

    def facilities_set_attestor(self, attestor: int, relied_on: int) -> None:
        """Financier: whose evidence counts."""
        self.put(relied_on, "relies", self.me, attestor)
        if not relied_on:
            self.put(self.now, "dropped", self.me, attestor)

    def _known_facility(self, facility_id: int) -> Facility:
        facility = self.row(Facility, facility_id)
        if facility is None:
            raise self.refuse("Facilities_Unknown", facility_id)
        return facility

    def facilities_lower_cap(self, facility_id: int, cap: int) -> None:
        """Financier: always works, also below what is used."""
        facility = self._known_facility(facility_id)
        if self.me != facility.financier:
            self.no("Facilities_NotFinancier", facility_id, self.me, facility.financier)
        if cap >= facility.cap:
            self.no("Facilities_CapNotLower", facility_id, facility.cap, cap)
        self.stop()
        self.edit(facility).cap = cap

    def _freeze(self, facility_id: int, frozen: bool) -> None:
        facility = self._known_facility(facility_id)
        if self.me == facility.financier:
            self.edit(facility).frozen_by_financier = frozen
        elif self.me == self.mandate_of(facility.financier, facility.cash_id).underwriter:
            self.edit(facility).frozen_by_underwriter = frozen
        else:
            raise self.refuse("Facilities_NotFinancier", facility_id, self.me, facility.financier)

    def facilities_freeze(self, facility_id: int) -> None:
        """Financier or underwriter: stop draws."""
        self._freeze(facility_id, True)

    def facilities_unfreeze(self, facility_id: int) -> None:
        """Each lifts its own."""
        self._freeze(facility_id, False)

    def facilities_set_min_version(self, supplier: int, cash: int, least: int) -> None:
        """Financier: what is signed below and not accepted is withdrawn."""
        facility_id = hash_words(self.me, supplier, cash)
        before = self.get("min version", facility_id)
        if least <= before:
            raise self.refuse("Facilities_MinVersionNotAhead", facility_id, before, least)
        self.put(least, "min version", facility_id)

    # ---- the supplier accepts

    def facilities_accept_terms(self, terms: tuple[Any, ...], signature: bytes) -> list[int]:
        """Supplier: terms that the underwriter signed."""
        return [self.accept_terms(self.me, terms, signature)]

    def accept_terms(self, supplier: int, terms: tuple[Any, ...], signature: bytes) -> int:
        """The same for Loans; answers the facility's id."""
        financier, named, cash, cap = terms[:4]
        version, accept_by = terms[13], terms[14]
        if named != supplier:
            self.no("Facilities_NotSupplier", supplier, named)
        if self.now > accept_by:
            self.no("Facilities_TermsExpired", accept_by, self.now)
        self.need_active(financier, FINANCIER, supplier, SUPPLIER)
        if self.related(financier, supplier):
            self.no("Facilities_Affiliates", financier, supplier)
        cash_id = self.cash_id(cash)
        if not cash_id:
            self.stop()
        mandate = self.need_mandate(financier, cash_id)
        self._need_within(terms, mandate)
        at = self.at["Facilities"]
        digest = digest_of("Terms", "Facilities", at, terms)
        if recovered(digest, signature) != mandate.underwriter:
            self.no("Facilities_SignatureInvalid", mandate.underwriter, int.from_bytes(digest, "big"))
        facility_id = hash_words(financier, supplier, cash)
        facility = self.row(Facility, facility_id)
        newest = facility.version if facility else 0
        least = self.get("min version", facility_id)
        if version < least:
            self.no("Facilities_VersionWithdrawn", facility_id, version, least)
        if version <= newest:
            self.no("Facilities_VersionNotAhead", facility_id, newest, version)
        self.stop()
        if facility is None:
            no = self.get("facility count") + 1
            self.put(no, "facility count")
            self.put(facility_id, "facility of", no)
            facility = self.add(Facility(facility_id, no, financier, supplier, cash_id), facility_id)
        self.edit(facility)
        facility.version, facility.cap = version, cap
        facility.schedules = {**facility.schedules, version: _schedule(terms)}
        return facility_id

    def _need_within(self, terms: tuple[Any, ...], m: Mandate) -> None:
        cap, advances, rates, penalty, fee, grace = terms[3:9]
        tenor = terms[11]
        for given, bound, name in (
            (cap, m.max_cap, "Facilities_CapAboveMandate"),
            (fee, m.max_fee, "Facilities_FeeAboveMandate"),
            (penalty, m.max_penalty, "Facilities_PenaltyAboveMandate"),
            (tenor, m.max_tenor, "Facilities_TenorAboveMandate"),
            (rates[0], BPS, "Facilities_RateTooHigh"),
        ):
            if given > bound:
                self.no(name, given, bound)
        if rates[3] < m.floor_rate:
            self.no("Facilities_RateBelowFloor", rates[3], m.floor_rate)
        for i in range(4):
            if advances[i] > m.max_advances[i]:
                self.no("Facilities_AdvanceAboveMandate", i, advances[i], m.max_advances[i])
            if i and advances[i] < advances[i - 1]:
                self.no("Facilities_AdvanceFalls", i, advances[i - 1], advances[i])
            if i and rates[i] > rates[i - 1]:
                self.no("Facilities_RateRises", i, rates[i - 1], rates[i])
            days = tenor + grace
            if advances[i] * (BPS * 365 + rates[i] * days) > BPS * BPS * 365:  # face can pay its interest
                self.no("Facilities_FaceCannotPay", i, advances[i], rates[i], days)

    # ---- conditions of a draw and of a purchase

    def need_room(self, facility: Facility, schedule: Schedule, buyer: int, amount: int) -> None:
        """Drawing is open, nothing frozen, and cap, line and mandate bear `amount` more."""
        no, financier, cash_id = facility.no, facility.financier, facility.cash_id
        if self.now > schedule.draw_until:
            self.no("Facilities_DrawingEnded", no, schedule.draw_until, self.now)
        defaults = self.defaults_of(facility)
        if facility.frozen_by_financier or facility.frozen_by_underwriter or defaults:
            by = (int(facility.frozen_by_financier), int(facility.frozen_by_underwriter))
            self.no("Facilities_Frozen", no, *by, defaults)
        mandate = self.need_mandate(financier, cash_id)
        left = max(0, facility.cap - self.used_of_facility(facility))
        if amount > left:
            self.no("Facilities_OverCap", no, amount, left)
        left = max(
            0, self.get("line", financier, cash_id, buyer) - self.used_of_line(financier, cash_id, buyer)
        )
        if amount > left:
            self.no("Facilities_OverLine", financier, buyer, amount, left)
        left = max(0, mandate.max_total - self.used_of_mandate(financier, cash_id))
        if amount > left:
            self.no("Facilities_OverMandate", financier, amount, left)

    def spend(self, financier: int, cash_id: int, face: int, price: int, maturity: int) -> None:
        """A purchase under an underwriter's quote: within yield and budget."""
        mandate = self.need_mandate(financier, cash_id)
        if maturity <= self.now:
            raise self.refuse("Facilities_PastMaturity", maturity, self.now)
        days = -(-(maturity - self.now) // DAY)
        highest = yield_price(face, mandate.min_yield, days)
        if price > highest:
            self.no("Facilities_YieldBelowMandate", price, highest)
        if price > mandate.budget:
            self.no("Facilities_OverBudget", financier, price, mandate.budget)
        self.stop()
        self.edit(mandate).budget -= price

    def _sister_only(self, *_: Any) -> None:
        raise self.refuse("Facilities_OnlySister", self.me)

    facilities_reserve = facilities_free = facilities_note_default = _sister_only
    facilities_spend = facilities_accept_terms_for = _sister_only
