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
/// @dev Amounts are below 2^56 as everywhere in the contracts (Limits.MAX_AMOUNT), so uint56 is the whole range. An
/// assertion that stands before another is a lemma for it: it is proved first, and may then be used. Controls.t.sol has
/// false statements of the same kinds, which must not be found true.
contract Proofs {
    uint256 internal constant BPS = 10_000;

    // ---------------------------------------------------------------- lemmas of quotients

    /// All numerators below 2^112, denominators below 2^57: quotients of two parts, and the quotient of the whole.
    function check_lemma_quotients_of_two_parts(uint112 a, uint112 b, uint56 o) public pure {
        vm.assume(o != 0);
        unchecked {
            uint256 parts = uint256(a) / o + uint256(b) / o;
            uint256 whole = (uint256(a) + b) / o;
            assert(parts <= whole && whole <= parts + 1);
        }
    }

    /// All numerators below 2^112: quotients keep order; so does rounding up, whose numerator is larger by o - 1.
    function check_lemma_quotients_keep_order(uint112 a, uint112 more, uint56 o) public pure {
        vm.assume(o != 0);
        unchecked {
            assert(uint256(a) / o + uint256(more) / o <= (uint256(a) + more) / o);
            assert(uint256(a) / o <= (uint256(a) + more) / o);
        }
    }

    /// All amounts: a product divided by its factor is the other one.
    function check_lemma_a_product_divides_back(uint56 a, uint56 o) public pure {
        vm.assume(o != 0);
        unchecked {
            assert(uint256(a) * o / o == a);
        }
    }

    /// All amounts: a share is at most the whole.
    function check_lemma_a_share_is_at_most_the_whole(uint56 a, uint56 part, uint56 rest) public pure {
        unchecked {
            assert(uint256(a) * part <= uint256(a) * (uint256(part) + rest));
        }
    }

    /// All numerators below 2^112: so does dividing by 10,000.
    function check_lemma_basis_points_keep_order(uint112 a, uint112 b) public pure {
        vm.assume(a <= b);
        unchecked {
            assert(uint256(a) / BPS <= uint256(b) / BPS);
        }
    }

    // ---------------------------------------------------------------- stages

    /// All amounts: the parts of an order are the whole of it (INV-06).
    function check_stages_of_an_order_sum_to_the_whole(
        uint56 amount,
        uint56 cancelled,
        uint56 attested,
        uint56 received,
        uint56 returned,
        uint56 confirmed
    ) public pure {
        unchecked {
            vm.assume(uint256(cancelled) + received <= amount);
            vm.assume(uint256(returned) + confirmed <= received);
            (uint256 f0, uint256 f1, uint256 f2) =
                Stages.facts(true, amount, cancelled, attested, received, returned, confirmed);
            assert(f0 + f1 + f2 + confirmed == uint256(amount) - cancelled - returned);
        }
    }

    /// All amounts, the largest advances that terms may name: capacity is never above the value.
    function check_capacity_is_never_above_the_value(uint56 a, uint56 b, uint56 c, uint56 d) public pure {
        uint16[4] memory advanceBps = [uint16(10_000), 10_000, 10_000, 10_000];
        unchecked {
            uint256 value = uint256(a) + b + c + d;
            assert(Stages.capacityFloor([uint256(a), b, c, d], advanceBps) <= value);
        }
    }

    /// All amounts, a schedule of the kind in use: no stage counts more than its advance.
    function check_capacity_under_a_schedule_is_never_above_its_advances(uint56 a, uint56 b) public pure {
        unchecked {
            assert(Stages.capacityFloor([uint256(a), 0, 0, 0], _advances()) * BPS <= 3_000 * uint256(a));
            uint256 two = Stages.capacityFloor([uint256(0), 0, a, b], _advances());
            assert(two * BPS <= 8_000 * uint256(a) + 9_000 * uint256(b));
        }
    }

    /// All amounts: what counts is never above the facts; disputes and overdue custody only take away.
    function check_eligible_is_never_above_the_facts(uint56 f0, uint56 f2, uint56 f3, uint56 disputed, bool overdue)
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

    // ---------------------------------------------------------------- the price

    /// All amounts, a schedule of the kind in use: value that moves on from one stage to the next never makes the debt
    /// dearer. In steps: the sums from each stage up never fall; so (by the lemma of basis points) what they carry never
    /// falls; so what the price weighs never rises; so (by the lemma of rounding up) the price never rises.
    function check_shipping_never_lowers_the_sums_of_safer_stages(uint56 a, uint56 b, uint56 moved) public pure {
        vm.assume(moved <= a);
        unchecked {
            _sumsNoLess([uint256(a), b, 0, 0], [uint256(a) - moved, uint256(b) + moved, 0, 0]);
        }
    }

    function check_receiving_never_lowers_the_sums_of_safer_stages(uint56 a, uint56 b, uint56 c, uint56 moved)
        public
        pure
    {
        vm.assume(moved <= b);
        unchecked {
            _sumsNoLess([uint256(a), b, c, 0], [uint256(a), uint256(b) - moved, uint256(c) + moved, 0]);
        }
    }

    function check_confirming_never_lowers_the_sums_of_safer_stages(uint56 b, uint56 c, uint56 d, uint56 moved)
        public
        pure
    {
        vm.assume(moved <= c);
        unchecked {
            _sumsNoLess([uint256(0), b, c, d], [uint256(0), b, uint256(c) - moved, uint256(d) + moved]);
        }
    }

    /// All amounts: what the price weighs is the debt at the first stage's rate, less what each safer stage saves on what
    /// it carries. So the more any of them carries, the less the price weighs.
    function check_the_weight_is_the_dearest_less_what_safety_saves(uint56 debt, uint56 x1, uint56 x2, uint56 x3)
        public
        pure
    {
        vm.assume(x3 <= x2 && x2 <= x1 && x1 <= debt);
        unchecked {
            uint256 saved = 200 * uint256(x1) + 200 * uint256(x2) + 300 * uint256(x3);
            assert(_weight(debt, x1, x2, x3) + saved == 1_200 * uint256(debt));
        }
    }

    /// All amounts: that saves at most the spread of the schedule, so the weight is within it.
    function check_safety_saves_at_most_the_spread(uint56 debt, uint56 x1, uint56 x2, uint56 x3) public pure {
        vm.assume(x1 <= debt && x2 <= debt && x3 <= debt);
        unchecked {
            uint256 saved = 200 * uint256(x1) + 200 * uint256(x2) + 300 * uint256(x3);
            assert(saved <= 700 * uint256(debt));
        }
    }

    /// All amounts: the library's price is that weight, of what the stages carry, rounded up.
    function check_the_price_is_the_weight_rounded_up(uint56 debt, uint56 b, uint56 c, uint56 d) public pure {
        vm.assume(debt != 0);
        unchecked {
            uint256[4] memory f = [uint256(0), b, c, d];
            uint256 weight = _weight(
                debt, _least(debt, _sum(f, 1) / BPS), _least(debt, _sum(f, 2) / BPS), _least(debt, _sum(f, 3) / BPS)
            );
            uint256 price = Stages.rateBpsCeil(debt, f, _advances(), _rates());
            assert(price == (weight + debt - 1) / debt);
        }
    }

    /// All amounts: a weight within the schedule, rounded up, is a price within the schedule.
    function check_a_weight_within_the_schedule_is_a_price_within_it(uint72 weight, uint56 debt) public pure {
        vm.assume(debt != 0);
        unchecked {
            vm.assume(weight >= 500 * uint256(debt) && weight <= 1_200 * uint256(debt));
            uint256 price = (uint256(weight) + debt - 1) / debt;
            assert(price <= 1_200 && price >= 500);
        }
    }

    // ---------------------------------------------------------------- accrual

    /// All amounts, rates and times: charging in two parts charges the same (INV-10).
    function check_accrual_in_two_parts_is_accrual_in_one(uint56 principal, uint16 rateBps, uint32 a, uint32 b)
        public
        pure
    {
        unchecked {
            int256 whole = Accrual.accrued(principal, rateBps, uint256(a) + b);
            assert(Accrual.accrued(principal, rateBps, a) + Accrual.accrued(principal, rateBps, b) == whole);
        }
    }

    /// Any times: the seconds after a start, counted in two parts, are those counted in one.
    function check_seconds_after_a_start_add_up(uint40 a, uint40 b, uint40 c, uint40 start) public pure {
        vm.assume(a <= b && b <= c);
        uint256 parts = Accrual.secondsAfter(a, b, start) + Accrual.secondsAfter(b, c, start);
        assert(parts == Accrual.secondsAfter(a, c, start));
    }

    /// All debts of interest: who pays what is owed has paid all, and less than one minor unit too much.
    function check_paying_what_is_owed_leaves_less_than_one_unit_of_credit(uint96 units) public pure {
        vm.assume(units != 0);
        uint256 owed = Accrual.owedCeil(int256(uint256(units)));
        unchecked {
            uint256 den = uint256(Accrual.DEN);
            assert(owed * den >= units && owed * den < uint256(units) + den);
            int256 left = Accrual.afterPayment(int256(uint256(units)), owed);
            assert(left == int256(uint256(units)) - int256(owed * den));
        }
    }

    /// All credits: nothing is owed, and nothing changes.
    function check_a_credit_owes_nothing(uint96 units) public pure {
        unchecked {
            assert(Accrual.owedCeil(-int256(uint256(units))) == 0);
        }
    }

    /// All amounts and rates: a fee is the product in basis points, rounded up by the library as the lemma below says.
    function check_a_fee_is_its_product_rounded_up(uint56 amount, uint16 feeBps) public pure {
        unchecked {
            assert(Accrual.feeCeil(amount, feeBps) == (uint256(amount) * feeBps + BPS - 1) / BPS);
        }
    }

    /// All products up to the whole amount: rounded up, never below their share and never above the amount.
    function check_lemma_basis_points_rounded_up(uint72 product, uint56 amount) public pure {
        unchecked {
            vm.assume(product <= BPS * uint256(amount));
            uint256 up = (uint256(product) + BPS - 1) / BPS;
            assert(up * BPS >= product && up * BPS < uint256(product) + BPS);
            assert(up <= amount);
        }
    }

    // ---------------------------------------------------------------- waterfall

    /// All amounts: the parts sum to the whole, none above what is owed, and a residual only when all is paid (INV-07).
    function check_the_parts_of_a_payment_are_the_whole(
        uint56 amount,
        uint56 penalty,
        uint56 interest,
        uint56 p,
        uint56 g
    ) public pure {
        unchecked {
            Waterfall.Split memory s = Waterfall.split(amount, penalty, interest, p, g);
            uint256 debt = uint256(p) + g;
            assert(s.penalty <= penalty && s.interest <= interest);
            uint256 repaid = s.principal + s.subrogated;
            assert(s.penalty + s.interest + repaid + s.residual == amount);
            assert(repaid <= debt);
            if (s.residual != 0) assert(repaid == debt && s.interest == interest && s.penalty == penalty);
        }
    }

    /// All amounts: of what is repaid the guarantor gets its share rounded down (the quotient that the library takes), the
    /// financier the rest. By the lemmas (a share is at most the whole, quotients keep order, a product divides back) the
    /// guarantor's is at most its claim; by the lemma of two parts the financier's at most its principal.
    function check_the_guarantors_part_is_its_share_rounded_down(uint56 repaid, uint56 rest, uint56 g) public pure {
        unchecked {
            uint256 debt = uint256(repaid) + rest;
            vm.assume(g != 0 && g <= debt);
            Waterfall.Split memory s = Waterfall.split(repaid, 0, 0, debt - g, g);
            assert(s.subrogated == uint256(repaid) * g / debt);
            assert(s.principal == repaid - s.subrogated);
        }
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

    /// All units and money: two holders claim together what one holder of both would claim (INV-01b).
    function check_claims_of_two_holders_are_the_claim_of_one(uint56 u, uint56 v, uint56 seen, uint56 money)
        public
        pure
    {
        vm.assume(seen <= money);
        unchecked {
            uint256 apart = Claims.touched(0, u, seen, money) + Claims.touched(0, v, seen, money);
            assert(apart == Claims.touched(0, uint256(u) + v, seen, money));
        }
    }

    /// All units and money: a transfer between two payments neither makes nor loses a claim.
    function check_a_transfer_conserves_claims(uint56 kept, uint56 moved, uint56 v, uint56 money, uint56 extra)
        public
        pure
    {
        unchecked {
            uint256 u = uint256(kept) + moved;
            uint256 later = uint256(money) + extra;
            uint256 a = Claims.touched(0, u, 0, money);
            uint256 b = Claims.touched(0, v, 0, money);
            a = Claims.touched(a, kept, money, later);
            b = Claims.touched(b, uint256(v) + moved, money, later);
            assert(a + b == (u + v) * later);
        }
    }

    /// All units and money: a payout is the quotient of the claim. Two holders' claims are the outstanding units times the
    /// money (above), so by the lemmas of quotients their payouts are the money, or one unit less.
    function check_a_payout_is_the_claims_quotient(uint56 u, uint56 money, uint56 outstanding) public pure {
        vm.assume(outstanding != 0);
        unchecked {
            uint256 payout = Claims.payableFloor(Claims.touched(0, u, 0, money), outstanding);
            assert(payout == uint256(u) * money / outstanding);
        }
    }

    /// All units: unpaid face is the units less their quotient of what is paid; so two parts' are the whole's, or one more.
    function check_unpaid_face_is_units_less_their_quotient(uint56 u, uint56 paid, uint56 outstanding) public pure {
        vm.assume(outstanding != 0 && u <= outstanding && paid <= outstanding);
        unchecked {
            assert(Claims.unpaidFaceCeil(u, paid, outstanding) == u - uint256(u) * paid / outstanding);
        }
    }

    // ---------------------------------------------------------------- guarantees

    /// All amounts, k = 5, full cover (less cover pays no more, below): a claim pays at most its cap, the principal and the
    /// deposit.
    function check_a_claim_pays_at_most_cap_principal_and_deposit(
        uint56 principal,
        uint56 cap,
        uint56 perBuyerCap,
        uint56 deposited
    ) public pure {
        uint256 payout = Cover.payoutFloor(principal, 10_000, cap, perBuyerCap, 0, deposited, cap, 5);
        assert(payout <= cap && payout <= principal && payout <= deposited && payout <= perBuyerCap);
    }

    /// All amounts: together with what was paid for the buyer before, at most the cap for one buyer.
    function check_a_claim_pays_at_most_what_is_left_for_the_buyer(uint56 cap, uint56 perBuyerCap, uint56 paidForBuyer)
        public
        pure
    {
        uint256 payout = Cover.payoutFloor(cap, 10_000, cap, perBuyerCap, paidForBuyer, type(uint56).max, cap, 5);
        assert(payout == 0 || uint256(paidForBuyer) + payout <= perBuyerCap);
    }

    /// All amounts, k = 5, the largest principal (a smaller one is paid no more): a claim leaves the deposit what the other
    /// commitments need, a fifth of them rounded up. They are written as 5 × need - less, so that need is that fifth.
    function check_a_claim_leaves_what_others_need(uint56 cap, uint56 need, uint8 less, uint56 spare) public pure {
        unchecked {
            vm.assume(less < 5 && need != 0);
            uint256 others = 5 * uint256(need) - less;
            assert((others + 4) / 5 == need);
            uint256 deposited = uint256(need) + spare;
            uint256 payout = Cover.payoutFloor(type(uint56).max, 10_000, cap, cap, 0, deposited, others + cap, 5);
            assert(payout <= spare);
        }
    }

    /// All amounts: less cover never pays more, as a smaller product has no larger quotient.
    function check_cover_is_at_most_full_cover(uint56 principal, uint16 cover, uint16 rest) public pure {
        unchecked {
            vm.assume(uint256(cover) + rest == BPS);
            assert(uint256(principal) * cover <= uint256(principal) * (uint256(cover) + rest));
        }
    }

    /// All amounts, k = 5: after any payout that leaves the others theirs, commitments are at most k × deposit (INV-13).
    function check_after_a_claim_commitments_are_within_k_deposits(
        uint56 payout,
        uint56 unpaid,
        uint56 remaining,
        uint56 others
    ) public pure {
        unchecked {
            vm.assume(others <= 5 * uint256(remaining));
            uint256 cap = uint256(payout) + unpaid;
            uint256 left = Cover.capAfter(cap, payout, uint256(payout) + remaining, others + cap, 5);
            assert(left + payout <= cap);
            assert(others + left <= 5 * uint256(remaining));
        }
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

    // ---------------------------------------------------------------- inside

    function _advances() private pure returns (uint16[4] memory) {
        return [uint16(3_000), 5_000, 8_000, 9_000];
    }

    function _rates() private pure returns (uint16[4] memory) {
        return [uint16(1_200), 1_000, 800, 500];
    }

    /// @dev Σ f_j × advance_j over the stages from i up; C_i is a ten-thousandth of it (finance.md, Price).
    function _sum(uint256[4] memory f, uint256 i) private pure returns (uint256 sum) {
        uint16[4] memory advanceBps = _advances();
        unchecked {
            sum = f[3] * advanceBps[3];
            if (i < 3) sum += f[2] * advanceBps[2];
            if (i < 2) sum += f[1] * advanceBps[1];
        }
    }

    function _sumsNoLess(uint256[4] memory before, uint256[4] memory later) private pure {
        assert(_sum(later, 1) >= _sum(before, 1));
        assert(_sum(later, 2) >= _sum(before, 2));
        assert(_sum(later, 3) >= _sum(before, 3));
    }

    /// @dev Σ x_i × rate_i, where x_i are the differences of what the stages from i up carry.
    function _weight(uint256 debt, uint256 x1, uint256 x2, uint256 x3) private pure returns (uint256) {
        uint16[4] memory r = _rates();
        unchecked {
            return x3 * r[3] + (x2 - x3) * r[2] + (x1 - x2) * r[1] + (debt - x1) * r[0];
        }
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
