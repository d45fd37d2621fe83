// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Accrual} from "../../libraries/Accrual.sol";
import {Claims} from "../../libraries/Claims.sol";
import {Cover} from "../../libraries/Cover.sol";
import {MaturityDays} from "../../libraries/MaturityDays.sol";
import {Stages} from "../../libraries/Stages.sol";
import {Waterfall} from "../../libraries/Waterfall.sol";
import {vm} from "../Vm.sol";

/// @title Proofs of the arithmetic by halmos: every input within the bounds that each one names
/// @dev Products of two unknowns are hard for a solver: where they occur the widths are small; what is linear is proved
/// for the whole range of amounts.
contract Proofs {
    uint256 internal constant BPS = 10_000;

    // ---------------------------------------------------------------- stages

    /// Amounts below 2^16: the parts of an order are the whole of it (INV-06).
    function check_stages_of_an_order_sum_to_the_whole(
        uint16 amount,
        uint16 cancelled,
        uint16 attested,
        uint16 received,
        uint16 returned,
        uint16 confirmed
    ) public pure {
        vm.assume(uint256(cancelled) + received <= amount);
        vm.assume(uint256(returned) + confirmed <= received);
        (uint256 f0, uint256 f1, uint256 f2) =
            Stages.facts(true, amount, cancelled, attested, received, returned, confirmed);
        assert(f0 + f1 + f2 + confirmed == uint256(amount) - cancelled - returned);
    }

    /// Values below 2^8 in each stage, the largest advances that terms may name: capacity is never above the value.
    function check_capacity_is_never_above_the_value(uint8 a, uint8 b, uint8 c, uint8 d) public pure {
        uint16[4] memory advanceBps = [uint16(10_000), 10_000, 10_000, 10_000];
        uint256[4] memory s = [uint256(a), b, c, d];
        assert(Stages.capacityFloor(s, advanceBps) <= uint256(a) + b + c + d);
    }

    /// The same for a schedule of the kind in use.
    function check_capacity_under_a_schedule_is_never_above_the_value(uint8 a, uint8 b) public pure {
        uint16[4] memory advanceBps = [uint16(3_000), 5_000, 8_000, 9_000];
        assert(Stages.capacityFloor([uint256(0), 0, a, b], advanceBps) <= uint256(a) + b);
    }

    /// Amounts below 2^16: what counts is never above the facts; disputes and overdue custody only take away.
    function check_eligible_is_never_above_the_facts(uint16 f0, uint16 f2, uint16 f3, uint16 disputed, bool overdue)
        public
        pure
    {
        Stages.Standing memory standing;
        standing.attestorReliedOn = true;
        standing.custodyOverdue = overdue;
        standing.disputed = disputed;
        uint256[4] memory s = Stages.eligible([uint256(f0), 0, f2, f3], standing);
        assert(s[0] <= f0 && s[1] == 0 && s[2] <= f2 && s[3] <= f3);
        assert(overdue ? s[3] == 0 : s[3] == f3);
    }

    /// A schedule of the kind in use, values and principal below 2^3: value that moves on by any amount, by one stage,
    /// never makes the debt dearer.
    function check_shipping_never_raises_the_price(uint8 a, uint8 b, uint8 moved, uint8 debt) public pure {
        vm.assume(moved <= a && a < 8 && b < 8 && debt < 8);
        _neverDearer([uint256(a), b, 0, 0], [uint256(a) - moved, uint256(b) + moved, 0, 0], debt);
    }

    function check_receiving_never_raises_the_price(uint8 a, uint8 b, uint8 moved, uint8 debt) public pure {
        vm.assume(moved <= a && a < 8 && b < 8 && debt < 8);
        _neverDearer([0, uint256(a), b, 0], [0, uint256(a) - moved, uint256(b) + moved, 0], debt);
    }

    function check_confirming_never_raises_the_price(uint8 a, uint8 b, uint8 moved, uint8 debt) public pure {
        vm.assume(moved <= a && a < 8 && b < 8 && debt < 8);
        _neverDearer([0, 0, uint256(a), b], [0, 0, uint256(a) - moved, uint256(b) + moved], debt);
    }

    function _neverDearer(uint256[4] memory before, uint256[4] memory later, uint8 debt) private pure {
        vm.assume(debt != 0);
        uint16[4] memory advanceBps = [uint16(3_000), 5_000, 8_000, 9_000];
        uint16[4] memory rateBps = [uint16(1_200), 1_000, 800, 500];
        uint256 price = Stages.rateBpsCeil(debt, before, advanceBps, rateBps);
        assert(Stages.rateBpsCeil(debt, later, advanceBps, rateBps) <= price);
    }

    // ---------------------------------------------------------------- accrual

    /// Principal, rate and seconds below 2^8: charging in two parts charges the same (INV-10).
    function check_accrual_in_two_parts_is_accrual_in_one(uint8 principal, uint8 rateBps, uint8 a, uint8 b)
        public
        pure
    {
        int256 whole = Accrual.accrued(principal, rateBps, uint256(a) + b);
        assert(Accrual.accrued(principal, rateBps, a) + Accrual.accrued(principal, rateBps, b) == whole);
    }

    /// Any times: the seconds after a start, counted in two parts, are those counted in one.
    function check_seconds_after_a_start_add_up(uint40 a, uint40 b, uint40 c, uint40 start) public pure {
        vm.assume(a <= b && b <= c);
        uint256 parts = Accrual.secondsAfter(a, b, start) + Accrual.secondsAfter(b, c, start);
        assert(parts == Accrual.secondsAfter(a, c, start));
    }

    /// Interest units below 2^47: who pays what is owed has paid all, and less than one minor unit too much.
    function check_paying_what_is_owed_leaves_less_than_one_unit_of_credit(int48 units) public pure {
        uint256 owed = Accrual.owedCeil(units);
        int256 left = Accrual.afterPayment(units, owed);
        if (units > 0) assert(left <= 0 && left > -Accrual.DEN);
        else assert(owed == 0 && left == units);
    }

    // ---------------------------------------------------------------- waterfall

    /// Debts and payment below 2^8: the parts sum to the whole, none above what is owed (INV-07).
    function check_the_parts_of_a_payment_are_the_whole(uint8 amount, uint8 penalty, uint8 interest, uint8 p, uint8 g)
        public
        pure
    {
        Waterfall.Split memory s = Waterfall.split(amount, penalty, interest, p, g);
        assert(s.penalty + s.interest + s.principal + s.subrogated + s.residual == amount);
        assert(s.penalty <= penalty && s.interest <= interest && s.principal <= p && s.subrogated <= g);
        if (s.residual != 0) assert(s.principal == p && s.subrogated == g && s.interest == interest);
    }

    /// All amounts, no guarantor: the same without products.
    function check_the_parts_of_a_payment_without_guarantor(uint64 amount, uint64 penalty, uint64 interest, uint64 p)
        public
        pure
    {
        Waterfall.Split memory s = Waterfall.split(amount, penalty, interest, p, 0);
        assert(s.penalty + s.interest + s.principal + s.residual == amount && s.subrogated == 0);
        assert(s.penalty <= penalty && s.interest <= interest && s.principal <= p);
    }

    // ---------------------------------------------------------------- holders

    /// Units and money below 2^8: two holders claim together what one holder of both would claim (INV-01b).
    function check_claims_of_two_holders_are_the_claim_of_one(uint8 u, uint8 v, uint8 seen, uint8 money) public pure {
        vm.assume(seen <= money);
        uint256 apart = Claims.touched(0, u, seen, money) + Claims.touched(0, v, seen, money);
        assert(apart == Claims.touched(0, uint256(u) + v, seen, money));
    }

    /// Units and money below 2^8: a transfer between two payments neither makes nor loses a claim.
    function check_a_transfer_conserves_claims(uint8 u, uint8 v, uint8 moved, uint8 money, uint8 more) public pure {
        vm.assume(moved <= u && money <= more);
        uint256 a = Claims.touched(0, u, 0, money);
        uint256 b = Claims.touched(0, v, 0, money);
        a = Claims.touched(a, u - moved, money, more);
        b = Claims.touched(b, uint256(v) + moved, money, more);
        assert(a + b == (uint256(u) + v) * more);
    }

    /// Units below 2^8: what two holders are paid is never above the money, and the fractions are below two units.
    function check_payouts_of_two_holders_are_within_the_money(uint8 u, uint8 v, uint8 money) public pure {
        uint256 outstanding = uint256(u) + v;
        vm.assume(outstanding != 0);
        uint256 first = Claims.payableFloor(Claims.touched(0, u, 0, money), outstanding);
        uint256 second = Claims.payableFloor(Claims.touched(0, v, 0, money), outstanding);
        assert(first + second <= money && first + second + 1 >= money);
    }

    /// Units below 2^8: the unpaid faces of two parts are the unpaid face, rounded up.
    function check_unpaid_face_of_two_parts(uint8 u, uint8 v, uint8 paid) public pure {
        uint256 outstanding = uint256(u) + v;
        vm.assume(outstanding != 0 && paid <= outstanding);
        uint256 sum = Claims.unpaidFaceCeil(u, paid, outstanding) + Claims.unpaidFaceCeil(v, paid, outstanding);
        assert(sum >= outstanding - paid && sum <= outstanding - paid + 1);
    }

    // ---------------------------------------------------------------- guarantees

    /// Amounts below 2^8, k = 5: a claim pays at most cap, buyer's cap, covered part and deposit, and leaves
    /// commitments at most k × deposit (INV-13).
    function check_a_claim_keeps_commitments_within_k_deposits(
        uint8 principal,
        uint16 coverBps,
        uint8 cap,
        uint8 perBuyerCap,
        uint8 paidForBuyer,
        uint8 deposited,
        uint16 committed
    ) public pure {
        vm.assume(coverBps <= BPS && cap <= committed && committed <= 5 * uint256(deposited));
        uint256 payout = Cover.payoutFloor(principal, coverBps, cap, perBuyerCap, paidForBuyer, deposited, committed, 5);
        assert(payout <= cap && payout <= principal && payout <= deposited);
        assert(payout == 0 || uint256(paidForBuyer) + payout <= perBuyerCap);
        uint256 left = Cover.capAfter(cap, payout, deposited, committed, 5);
        assert(left + payout <= cap);
        assert(committed - cap + left <= 5 * (deposited - payout));
    }

    // ---------------------------------------------------------------- maturities

    /// Up to two other days: what was put in and taken out again leaves what was; the earliest is the least.
    function check_a_maturity_in_and_out_leaves_the_others(uint16 a, uint16 b, uint16 day) public pure {
        vm.assume(a != 0 && a <= b && day != 0);
        uint256 packed = uint256(a) | (uint256(b) << 16);
        (uint256 with, bool full) = MaturityDays.inserted(packed, day);
        assert(!full);
        assert(MaturityDays.earliest(with) == uint256(day < a ? day : a) * 1 days);
        assert(MaturityDays.removed(with, day) == packed);
    }
}
