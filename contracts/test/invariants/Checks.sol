// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Ledger} from "./Ledger.sol";
import {LoanLedger} from "./LoanLedger.sol";
import {Reference} from "./Reference.sol";
import {Sisters} from "./Sisters.sol";
import {UnitLedger} from "./UnitLedger.sol";
import {World} from "./World.sol";
import {vm} from "../Vm.sol";

/// @title Checks: model.md's INV-01 … INV-19 (INV-16 is the mirror's) over everything that has come to be
/// @notice Each holds two ways: the ledger has seen no call that broke it, and the views agree with the ledger now.
contract Checks is Sisters {
    Ledger private immutable LEDGER;

    /// @dev What the views say now, asked once.
    struct Seen {
        OrderId[] orderIds;
        IOrders.Order[] orders;
        ILoans.Account[] accounts;
        ReceivableId[] ids;
        IReceivables.Receivable[] rows;
        UnitLedger.Book[] books;
        FacilityId[] facilityIds;
        address[] actors;
    }

    constructor(World world, Ledger ledger) Sisters(world) {
        LEDGER = ledger;
    }

    /// @notice Reverts with the first invariant that does not hold.
    function everythingHolds() external {
        Seen memory z = _look();
        _INV_00_every_refusal_has_a_name();
        _INV_01_02_units_are_face_less_what_ended_and_transfers_conserve_them(z);
        _INV_03_occupied_is_at_most_gross(z);
        _INV_04_order_totals_keep_their_order(z);
        _INV_05_no_draw_goes_above_a_limit(z);
        _INV_06_no_value_counts_twice(z);
        _INV_07_every_payment_is_fully_allocated();
        _INV_08_contracts_hold_what_they_owe(z);
        _INV_09_principal_is_what_was_drawn_less_repaid(z);
        _INV_10_the_rate_is_constant_between_events(z);
        _INV_11_a_receipt_issues_once();
        _INV_12_only_the_right_keys_make_debt_and_move_units();
        _INV_13_guarantees_keep_their_bounds(z);
        _INV_14_tenor_is_bounded_and_a_flagged_buyer_confirms_nothing(z);
        _INV_15_price_and_penalty_are_the_accepted_schedule();
        _INV_17_custody_is_what_is_booked_and_holders_block_no_payment(z);
        _INV_18_cash_is_taken_only_from_who_agreed();
        _INV_19_sync_never_reverts(z);
    }

    function _look() private view returns (Seen memory z) {
        (z.orderIds, z.ids, z.facilityIds, z.actors) = W.all();
        (uint256 n, uint256 m) = (z.orderIds.length, z.ids.length);
        (z.orders, z.accounts) = (new IOrders.Order[](n), new ILoans.Account[](n));
        for (uint256 i; i < n; ++i) {
            (z.orders[i], z.accounts[i]) = (ORDERS.order(z.orderIds[i]), LOANS.account(z.orderIds[i]));
        }
        (z.rows, z.books) = (new IReceivables.Receivable[](m), new UnitLedger.Book[](m));
        for (uint256 i; i < m; ++i) {
            (z.rows[i], z.books[i]) = (RECEIVABLES.receivable(z.ids[i]), LEDGER.book(z.ids[i]));
        }
    }

    // ---------------------------------------------------------------- one by one

    function _INV_00_every_refusal_has_a_name() private view {
        _unbroken(0);
    }

    function _INV_01_02_units_are_face_less_what_ended_and_transfers_conserve_them(Seen memory z) private view {
        _unbroken(1);
        _unbroken(2);
        for (uint256 i; i < z.ids.length; ++i) {
            ReceivableId id = z.ids[i];
            UnitLedger.Book memory b = z.books[i];
            uint256 money = RECEIVABLES.moneyIn(id);
            require(RECEIVABLES.obligorOf(id) == b.buyer, "INV-02: the obligor changed");
            require(z.rows[i].maturity == b.maturity, "INV-02: the maturity changed");
            (uint256 sum, uint256 claims) = _held(id, address(COLLATERAL), money);
            claims += _claim(id, address(RECEIVABLES), money);
            for (uint256 k; k < z.actors.length; ++k) {
                (uint256 units, uint256 claim) = _held(id, z.actors[k], money);
                (sum, claims) = (sum + units, claims + claim);
                bool same = units == LEDGER.units(id, z.actors[k]);
                require(same || b.voided, "INV-02: units differ from what transfers say");
            }
            uint256 expected = b.confirmed && !b.voided ? b.face - b.extinguished : 0;
            require(z.rows[i].outstanding == expected, "INV-01: outstanding is not face less what ended");
            require(sum == expected, "INV-01: the holders' units are not the units outstanding");
            require(claims == expected * (b.moneyIn - b.paidOut), "INV-01b: the claims are not units x cash held");
        }
    }

    function _INV_03_occupied_is_at_most_gross(Seen memory z) private view {
        _unbroken(3);
        for (uint256 i; i < z.ids.length; ++i) {
            bytes32 key = z.books[i].key;
            uint256 sum;
            for (uint256 k; k < z.ids.length; ++k) {
                if (z.books[k].key != key) continue;
                IReceivables.ReceivableState state = z.rows[k].state;
                bool ended = state == IReceivables.ReceivableState.WITHDRAWN
                    || state == IReceivables.ReceivableState.REJECTED || state == IReceivables.ReceivableState.VOIDED;
                if (!ended) sum += z.books[k].face;
            }
            (uint128 gross, uint128 occupied) = FINGERPRINTS.occupancy(key);
            require(occupied == sum && occupied == LEDGER.occupied(key), "INV-03: occupied is not what stands on it");
            require(occupied <= gross, "INV-03: an invoice is occupied above its gross amount");
        }
    }

    function _INV_04_order_totals_keep_their_order(Seen memory z) private view {
        _unbroken(4);
        uint256 n = z.orderIds.length;
        for (uint256 i; i < n; ++i) {
            IOrders.Order memory o = z.orders[i];
            require(o.amount >= o.cancelled, "INV-04: cancelled above the amount");
            uint256 ordered = uint256(o.amount) - o.cancelled;
            require(ordered >= o.shipped && ordered >= o.received, "INV-04: moved above what is ordered");
            require(o.received >= uint256(o.confirmed) + o.returned, "INV-04: confirmed and returned above received");
            require(o.attested <= o.shipped, "INV-04: attested above shipped");
            require(
                o.disputedByBuyer <= o.amount && o.disputedBySupplier <= o.amount, "INV-04: disputed above the amount"
            );
        }
    }

    function _INV_05_no_draw_goes_above_a_limit(Seen memory z) private view {
        _unbroken(5);
        uint256[2] memory total;
        (uint256 n, uint256 m) = (z.orderIds.length, z.facilityIds.length);
        for (uint256 k; k < m; ++k) {
            uint256 sum;
            IFacilities.Facility memory f = FACILITIES.facility(z.facilityIds[k]);
            for (uint256 i; i < n; ++i) {
                LoanLedger.Shadow memory s = LEDGER.shadow(z.orderIds[i]);
                if (FacilityId.unwrap(s.facilityId) == FacilityId.unwrap(z.facilityIds[k])) sum += s.principal;
            }
            require(f.used == sum, "INV-05: a facility's use is not the principal of its accounts");
            total[f.financier == W.financiers(0) ? 0 : 1] += sum;
        }
        for (uint256 k; k < 2; ++k) {
            (, uint128 used) = FACILITIES.mandate(W.financiers(k), 1);
            require(used == total[k], "INV-05: a mandate's use is not the principal lent under it");
        }
        for (uint256 i; i < n; ++i) {
            ILoans.Position memory p = LOANS.position(z.orderIds[i]);
            if (!z.orders[i].pledged) continue;
            require(p.capacity == LEDGER.capacity(z.orderIds[i]), "INV-05: capacity is not that of finance.md");
        }
    }

    function _INV_06_no_value_counts_twice(Seen memory z) private view {
        uint256 n = z.orderIds.length;
        for (uint256 i; i < n; ++i) {
            IOrders.Order memory o = z.orders[i];
            IOrders.OrderFacts memory f = ORDERS.facts(z.orderIds[i]);
            if (o.state != IOrders.OrderState.ACCEPTED) continue;
            uint256 parts = uint256(f.inOpen) + f.inTransit + f.inReceived + o.confirmed;
            require(parts + o.returned == uint256(o.amount) - o.cancelled, "INV-06: the stages are not the whole order");
            require(z.accounts[i].custody <= o.confirmed, "INV-06: more in custody than confirmed");
        }
    }

    function _INV_07_every_payment_is_fully_allocated() private view {
        _unbroken(7);
        require(CASH.balanceOf(address(COLLATERAL)) == 0, "INV-07: money stayed in custody");
        require(CASH.balanceOf(address(MARKET)) == 0, "INV-07: money stayed in the market");
        require(CASH.balanceOf(address(LOANS)) == 0, "INV-07: money stayed with the loans");
    }

    function _INV_08_contracts_hold_what_they_owe(Seen memory z) private view {
        _unbroken(8);
        uint256 held;
        uint256 sum = CASH.balanceOf(address(CASH)) + CASH.balanceOf(address(RECEIVABLES));
        sum += CASH.balanceOf(address(POOL));
        for (uint256 k; k < z.actors.length; ++k) {
            address who = z.actors[k];
            sum += CASH.balanceOf(who);
            held += CASH.heldFor(who);
            require(CASH.balanceOf(who) == LEDGER.balance(who), "INV-08: a balance differs from what transfers say");
            require(CASH.heldFor(who) == LEDGER.held(who), "INV-08: held money differs from what events say");
        }
        require(
            CASH.balanceOf(address(CASH)) == held, "INV-08: the token does not hold exactly what is held for others"
        );
        require(CASH.totalSupply() == LEDGER.issued() - LEDGER.redeemed(), "INV-08: cash was made or lost");
        uint256 owed;
        uint256 n = z.ids.length;
        for (uint256 i; i < n; ++i) {
            UnitLedger.Book memory b = z.books[i];
            owed += b.moneyIn - b.paidOut;
        }
        require(CASH.balanceOf(address(RECEIVABLES)) == owed, "INV-08: Receivables does not hold exactly what it owes");
        uint256 deposits = LEDGER.deposited(W.guarantors(0)) + LEDGER.deposited(W.guarantors(1));
        require(CASH.balanceOf(address(POOL)) == deposits, "INV-08: GuaranteePool does not hold exactly the deposits");
        for (uint160 i; i < 100; ++i) {
            sum += CASH.balanceOf(address(1e6 + i));
        }
        require(sum == CASH.totalSupply(), "INV-08: cash is where nobody should be");
    }

    function _INV_09_principal_is_what_was_drawn_less_repaid(Seen memory z) private view {
        _unbroken(9);
        uint256 n = z.orderIds.length;
        for (uint256 i; i < n; ++i) {
            LoanLedger.Shadow memory s = LEDGER.shadow(z.orderIds[i]);
            require(z.accounts[i].principal == s.drawn - s.repaid, "INV-09: principal was made or lost");
        }
    }

    function _INV_10_the_rate_is_constant_between_events(Seen memory z) private view {
        _unbroken(10);
        uint256 n = z.orderIds.length;
        for (uint256 i; i < n; ++i) {
            LoanLedger.Shadow memory s = LEDGER.shadow(z.orderIds[i]);
            ILoans.Account memory a = z.accounts[i];
            if (!a.pledged) continue;
            require(a.rateBps == s.rateBps && a.interest == s.interest, "INV-10: an account changed without an event");
            ILoans.Position memory p = LOANS.position(z.orderIds[i]);
            int256 units = s.interest + int256(s.principal * s.rateBps * (block.timestamp - s.accruedAt));
            uint256 owed = units <= 0 ? 0 : uint256((units + Reference.DEN - 1) / Reference.DEN);
            require(p.owedInterest == owed, "INV-10: interest owed now is not rate x principal x time");
        }
    }

    function _INV_11_a_receipt_issues_once() private view {
        _unbroken(11);
    }

    function _INV_12_only_the_right_keys_make_debt_and_move_units() private view {
        _unbroken(12);
    }

    function _INV_13_guarantees_keep_their_bounds(Seen memory z) private view {
        _unbroken(13);
        uint256 m = z.facilityIds.length;
        for (uint256 k; k < 2; ++k) {
            IGuaranteePool.Deposit memory d = POOL.depositOf(W.guarantors(k), 1);
            require(d.committed <= 5 * uint256(d.deposited), "INV-13: commitments above k x deposit");
            require(d.noticed <= d.deposited, "INV-13: more notice than deposit");
            require(d.deposited == LEDGER.deposited(W.guarantors(k)), "INV-13: a deposit differs from what moved");
            uint256 sum;
            for (uint256 i; i < m; ++i) {
                uint8 newest = FACILITIES.facility(z.facilityIds[i]).version;
                for (uint256 v = 1; v <= newest; ++v) {
                    sum += POOL.commitment(W.guarantors(k), z.facilityIds[i], uint8(v)).cap;
                }
            }
            require(d.committed == sum, "INV-13: committed is not the sum of the commitments' caps");
        }
    }

    function _INV_14_tenor_is_bounded_and_a_flagged_buyer_confirms_nothing(Seen memory z) private view {
        _unbroken(14);
        for (uint256 k; k < z.actors.length; ++k) {
            uint256 flagged;
            for (uint256 i; i < z.ids.length; ++i) {
                if (z.books[i].buyer == z.actors[k] && z.rows[i].flags & 1 != 0) ++flagged;
            }
            uint256 counted = PARTICIPANTS.participant(z.actors[k]).overdue;
            require(counted == flagged, "INV-14: the count of overdue payables is wrong");
        }
    }

    function _INV_15_price_and_penalty_are_the_accepted_schedule() private view {
        _unbroken(15);
    }

    function _INV_17_custody_is_what_is_booked_and_holders_block_no_payment(Seen memory z) private view {
        _unbroken(17);
        uint256[] memory inCustody = new uint256[](z.ids.length);
        for (uint256 k; k < z.ids.length; ++k) {
            inCustody[k] = RECEIVABLES.unpaidFaceOf(z.ids[k], address(COLLATERAL));
        }
        for (uint256 i; i < z.orderIds.length; ++i) {
            uint256 sum;
            uint256 days_; // of what is unpaid there, as Loans keeps them: up to sixteen in one word
            for (uint256 packed = LOANS.custodyMaturities(z.orderIds[i]); packed != 0; packed >>= 16) {
                days_ += uint16(packed);
            }
            for (uint256 k; k < z.ids.length; ++k) {
                if (z.books[k].orderId != z.orderIds[i]) continue;
                sum += inCustody[k];
                if (inCustody[k] != 0) days_ -= z.books[k].maturity / 1 days;
            }
            require(z.accounts[i].custody == sum, "INV-17: custody booked is not the unpaid face held");
            require(days_ == 0, "INV-17: the maturities in custody are not those of the receivables there");
        }
    }

    function _INV_18_cash_is_taken_only_from_who_agreed() private view {
        _unbroken(18);
    }

    function _INV_19_sync_never_reverts(Seen memory z) private {
        _unbroken(19);
        uint256 n = z.orderIds.length;
        for (uint256 i; i < n; ++i) {
            LOANS.sync(z.orderIds[i]);
        }
        LOANS.sync(OrderId.wrap(bytes32("unknown")));
    }

    function _unbroken(uint256 inv) private view {
        string memory what = LEDGER.broken(inv);
        if (bytes(what).length != 0) revert(string.concat("INV-", vm.toString(inv), ": ", what));
    }

    function _held(ReceivableId id, address holder, uint256 money) private view returns (uint256 units, uint256 claim) {
        IReceivables.Holding memory h = RECEIVABLES.holding(id, holder);
        return (h.units, uint256(h.claim) + uint256(h.units) * (money - h.seen));
    }

    function _claim(ReceivableId id, address holder, uint256 money) private view returns (uint256 claim) {
        (, claim) = _held(id, holder, money);
    }
}
