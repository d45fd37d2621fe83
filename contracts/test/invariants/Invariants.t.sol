// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "../../interfaces/ICash.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {BuyerHandler} from "./BuyerHandler.sol";
import {FinancierHandler} from "./FinancierHandler.sol";
import {GuarantorHandler, HolderHandler} from "./HolderHandlers.sol";
import {HostileHandler} from "./HostileHandler.sol";
import {Ledger} from "./Ledger.sol";
import {LoanLedger} from "./LoanLedger.sol";
import {OperatorHandler} from "./OperatorHandler.sol";
import {AttestorHandler, BankHandler, ClockHandler} from "./PlainHandlers.sol";
import {Reference} from "./Reference.sol";
import {SupplierHandler} from "./SupplierHandler.sol";
import {UnitLedger} from "./UnitLedger.sol";
import {World} from "./World.sol";
import {vm} from "../Vm.sol";

/// @title Invariants: model.md's INV-01 … INV-19 (INV-16 is the mirror's) after every call of every party
/// @notice Each holds two ways: the ledger has seen no call that broke it, and the views agree with the ledger now.
contract InvariantsTest {
    World internal w;
    Ledger internal ledger;
    address[] internal targets;

    function setUp() public {
        w = new World();
        ledger = new Ledger(w);
        FinancierHandler financier = new FinancierHandler(w, ledger);
        BuyerHandler buyer = new BuyerHandler(w, ledger);
        SupplierHandler supplier = new SupplierHandler(w, ledger);
        targets.push(address(financier));
        targets.push(address(buyer));
        targets.push(address(supplier));
        targets.push(address(new AttestorHandler(w, ledger)));
        targets.push(address(new BankHandler(w, ledger)));
        targets.push(address(new HolderHandler(w, ledger)));
        targets.push(address(new GuarantorHandler(w, ledger)));
        targets.push(address(new OperatorHandler(w, ledger)));
        targets.push(address(new HostileHandler(w, ledger)));
        targets.push(address(new ClockHandler(w, ledger)));
        _begin(buyer, supplier);
    }

    /// @dev A trade under way, so that a run's first calls find something to do.
    function _begin(BuyerHandler buyer, SupplierHandler supplier) private {
        for (uint256 i; i < 8; ++i) {
            buyer.place(100 + i);
            supplier.accept(200 + i);
        }
        for (uint256 i; i < 6; ++i) {
            supplier.openAndDraw(300 + i);
            supplier.recordShipment(400 + i);
            buyer.recordReceipt(500 + i);
            supplier.propose(600 + i);
            if (i % 2 == 0) buyer.confirm(700 + i);
        }
    }

    /// @dev Asked by forge: whom to call.
    function targetContracts() public view returns (address[] memory) {
        return targets;
    }

    /// @dev Asked by forge at the end of a run: what was tried and what succeeded goes into a file, one line a run.
    function afterInvariant() public {
        string memory line;
        for (uint256 i; i < w.tallyCount(); ++i) {
            string memory name = w.tallied(i);
            string memory of_ = string.concat(vm.toString(w.succeeded(name)), "/", vm.toString(w.tried(name)));
            line = string.concat(line, name, "=", of_, ";");
        }
        vm.writeLine(vm.envOr("TALLY_FILE", "build/forge/tallies.txt"), line);
    }

    function invariant_INV_00_every_refusal_has_a_name() public view {
        _unbroken(0);
    }

    function invariant_INV_01_units_are_face_less_what_ended() public view {
        _unbroken(1);
        (, uint256 n,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            ReceivableId id = w.receivableIds(i);
            UnitLedger.Book memory b = ledger.book(id);
            IReceivables.Receivable memory row = w.receivables().receivable(id);
            uint256 sum = w.receivables().holding(id, address(w.collateral())).units;
            for (uint256 k; k < w.actorCount(); ++k) {
                sum += w.receivables().holding(id, w.actors(k)).units;
            }
            uint256 expected = b.confirmed && !b.voided ? b.face - b.extinguished : 0;
            require(row.outstanding == expected, "outstanding is not face less what was extinguished or voided");
            require(sum == expected, "the holders' units are not the units outstanding");
        }
    }

    function invariant_INV_01b_claims_are_units_times_cash_held() public view {
        (, uint256 n,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            ReceivableId id = w.receivableIds(i);
            UnitLedger.Book memory b = ledger.book(id);
            uint256 outstanding = w.receivables().receivable(id).outstanding;
            uint256 sum = _claim(id, address(w.collateral())) + _claim(id, address(w.receivables()));
            for (uint256 k; k < w.actorCount(); ++k) {
                sum += _claim(id, w.actors(k));
            }
            require(sum == outstanding * (b.moneyIn - b.paidOut), "the claims are not units x cash held");
        }
    }

    function invariant_INV_02_transfers_conserve_units_obligor_and_maturity() public view {
        _unbroken(2);
        (, uint256 n,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            ReceivableId id = w.receivableIds(i);
            UnitLedger.Book memory b = ledger.book(id);
            require(w.receivables().obligorOf(id) == b.buyer, "the obligor changed");
            require(w.receivables().receivable(id).maturity == b.maturity, "the maturity changed");
            for (uint256 k; k < w.actorCount(); ++k) {
                address who = w.actors(k);
                bool same = w.receivables().holding(id, who).units == ledger.units(id, who);
                require(same || b.voided, "units differ from what transfers say");
            }
        }
    }

    function invariant_INV_03_occupied_is_at_most_gross() public view {
        _unbroken(3);
        (, uint256 n,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            ReceivableId id = w.receivableIds(i);
            bytes32 key = ledger.book(id).key;
            uint256 sum;
            for (uint256 k; k < n; ++k) {
                ReceivableId other = w.receivableIds(k);
                IReceivables.ReceivableState state = w.receivables().receivable(other).state;
                bool ended = state == IReceivables.ReceivableState.WITHDRAWN
                    || state == IReceivables.ReceivableState.REJECTED || state == IReceivables.ReceivableState.VOIDED;
                if (ledger.book(other).key == key && !ended) sum += ledger.book(other).face;
            }
            (uint128 gross, uint128 occupied) = w.fingerprints().occupancy(key);
            require(occupied == sum && occupied == ledger.occupied(key), "occupied is not what stands on it");
            require(occupied <= gross, "an invoice is occupied above its gross amount");
        }
    }

    function invariant_INV_04_order_totals_keep_their_order() public view {
        _unbroken(4);
        (uint256 n,,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            IOrders.Order memory o = w.orders().order(w.orderIds(i));
            require(o.amount >= o.cancelled, "cancelled above the amount");
            uint256 ordered = uint256(o.amount) - o.cancelled;
            require(ordered >= o.shipped && ordered >= o.received, "moved above what is ordered");
            require(o.received >= uint256(o.confirmed) + o.returned, "confirmed and returned above received");
            require(o.attested <= o.shipped, "attested above shipped");
            require(o.disputedByBuyer <= o.amount && o.disputedBySupplier <= o.amount, "disputed above the amount");
        }
    }

    function invariant_INV_05_no_draw_goes_above_a_limit() public view {
        _unbroken(5);
        uint256[2] memory total;
        (uint256 n,, uint256 m,,) = w.counts();
        for (uint256 k; k < m; ++k) {
            uint256 sum;
            IFacilities.Facility memory f = w.facilities().facility(w.facilityIds(k));
            for (uint256 i; i < n; ++i) {
                LoanLedger.Shadow memory s = ledger.shadow(w.orderIds(i));
                if (FacilityId.unwrap(s.facilityId) == FacilityId.unwrap(w.facilityIds(k))) sum += s.principal;
            }
            require(f.used == sum, "a facility's use is not the principal of its accounts");
            total[f.financier == w.financiers(0) ? 0 : 1] += sum;
        }
        for (uint256 k; k < 2; ++k) {
            (, uint128 used) = w.facilities().mandate(w.financiers(k), 1);
            require(used == total[k], "a mandate's use is not the principal lent under it");
        }
        for (uint256 i; i < n; ++i) {
            ILoans.Position memory p = w.loans().position(w.orderIds(i));
            if (!w.orders().order(w.orderIds(i)).pledged) continue;
            require(p.capacity == ledger.capacity(w.orderIds(i)), "capacity is not that of finance.md");
        }
    }

    function invariant_INV_06_no_value_counts_twice() public view {
        (uint256 n,,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            IOrders.Order memory o = w.orders().order(w.orderIds(i));
            IOrders.OrderFacts memory f = w.orders().facts(w.orderIds(i));
            if (o.state != IOrders.OrderState.ACCEPTED) continue;
            uint256 parts = uint256(f.inOpen) + f.inTransit + f.inReceived + o.confirmed;
            require(parts + o.returned == uint256(o.amount) - o.cancelled, "the stages are not the whole order");
            require(w.loans().account(w.orderIds(i)).custody <= o.confirmed, "more in custody than confirmed");
        }
    }

    function invariant_INV_07_every_payment_is_fully_allocated() public view {
        _unbroken(7);
        require(w.cash().balanceOf(address(w.collateral())) == 0, "money stayed in custody");
        require(w.cash().balanceOf(address(w.market())) == 0, "money stayed in the market");
        require(w.cash().balanceOf(address(w.loans())) == 0, "money stayed with the loans");
    }

    function invariant_INV_08_contracts_hold_what_they_owe() public view {
        _unbroken(8);
        ICash cash = w.cash();
        uint256 held;
        uint256 sum = cash.balanceOf(address(cash)) + cash.balanceOf(address(w.receivables()));
        sum += cash.balanceOf(address(w.pool()));
        for (uint256 k; k < w.actorCount(); ++k) {
            address who = w.actors(k);
            sum += cash.balanceOf(who);
            held += cash.heldFor(who);
            require(cash.balanceOf(who) == ledger.balance(who), "a balance differs from what transfers say");
            require(cash.heldFor(who) == ledger.held(who), "held money differs from what events say");
        }
        require(cash.balanceOf(address(cash)) == held, "the token does not hold exactly what is held for others");
        require(cash.totalSupply() == ledger.issued() - ledger.redeemed(), "cash was made or lost");
        uint256 owed;
        (, uint256 n,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            UnitLedger.Book memory b = ledger.book(w.receivableIds(i));
            owed += b.moneyIn - b.paidOut;
        }
        require(cash.balanceOf(address(w.receivables())) == owed, "Receivables does not hold exactly what it owes");
        uint256 deposits = ledger.deposited(w.guarantors(0)) + ledger.deposited(w.guarantors(1));
        require(cash.balanceOf(address(w.pool())) == deposits, "GuaranteePool does not hold exactly the deposits");
        for (uint160 i; i < 100; ++i) {
            sum += cash.balanceOf(address(1e6 + i));
        }
        require(sum == cash.totalSupply(), "cash is where nobody should be");
    }

    function invariant_INV_09_principal_is_what_was_drawn_less_repaid() public view {
        _unbroken(9);
        (uint256 n,,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            LoanLedger.Shadow memory s = ledger.shadow(w.orderIds(i));
            require(w.loans().account(w.orderIds(i)).principal == s.drawn - s.repaid, "principal was made or lost");
        }
    }

    function invariant_INV_10_the_rate_is_constant_between_events() public view {
        _unbroken(10);
        (uint256 n,,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            LoanLedger.Shadow memory s = ledger.shadow(w.orderIds(i));
            ILoans.Account memory a = w.loans().account(w.orderIds(i));
            if (!a.pledged) continue;
            require(a.rateBps == s.rateBps && a.interest == s.interest, "an account changed without an event");
            ILoans.Position memory p = w.loans().position(w.orderIds(i));
            int256 units = s.interest + int256(s.principal * s.rateBps * (block.timestamp - s.accruedAt));
            uint256 owed = units <= 0 ? 0 : uint256((units + Reference.DEN - 1) / Reference.DEN);
            require(p.owedInterest == owed, "interest owed now is not rate x principal x time");
        }
    }

    function invariant_INV_11_a_receipt_issues_once() public view {
        _unbroken(11);
    }

    function invariant_INV_12_only_the_right_keys_make_debt_and_move_units() public view {
        _unbroken(12);
    }

    function invariant_INV_13_guarantees_keep_their_bounds() public view {
        _unbroken(13);
        (,, uint256 m,,) = w.counts();
        for (uint256 k; k < 2; ++k) {
            IGuaranteePool.Deposit memory d = w.pool().depositOf(w.guarantors(k), 1);
            require(d.committed <= 5 * uint256(d.deposited), "commitments above k x deposit");
            require(d.noticed <= d.deposited, "more notice than deposit");
            require(d.deposited == ledger.deposited(w.guarantors(k)), "a deposit differs from what moved");
            uint256 sum;
            for (uint256 i; i < m; ++i) {
                uint8 newest = w.facilities().facility(w.facilityIds(i)).version;
                for (uint256 v = 1; v <= newest; ++v) {
                    sum += w.pool().commitment(w.guarantors(k), w.facilityIds(i), uint8(v)).cap;
                }
            }
            require(d.committed == sum, "committed is not the sum of the commitments' caps");
        }
    }

    function invariant_INV_14_tenor_is_bounded_and_a_flagged_buyer_confirms_nothing() public view {
        _unbroken(14);
        (, uint256 n,,,) = w.counts();
        for (uint256 k; k < w.actorCount(); ++k) {
            address who = w.actors(k);
            uint256 flagged;
            for (uint256 i; i < n; ++i) {
                ReceivableId id = w.receivableIds(i);
                if (ledger.book(id).buyer == who && w.receivables().receivable(id).flags & 1 != 0) ++flagged;
            }
            require(w.participants().participant(who).overdue == flagged, "the count of overdue payables is wrong");
        }
    }

    function invariant_INV_15_price_and_penalty_are_the_accepted_schedule() public view {
        _unbroken(15);
    }

    function invariant_INV_17_custody_is_what_is_booked_and_holders_block_no_payment() public view {
        _unbroken(17);
        (uint256 n, uint256 m,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            uint256 sum;
            for (uint256 k; k < m; ++k) {
                ReceivableId id = w.receivableIds(k);
                if (ledger.book(id).orderId != w.orderIds(i)) continue;
                sum += w.receivables().unpaidFaceOf(id, address(w.collateral()));
            }
            require(w.loans().account(w.orderIds(i)).custody == sum, "custody booked is not the unpaid face held");
        }
    }

    function invariant_INV_18_cash_is_taken_only_from_who_agreed() public view {
        _unbroken(18);
    }

    function invariant_INV_19_sync_never_reverts() public {
        _unbroken(19);
        (uint256 n,,,,) = w.counts();
        for (uint256 i; i < n; ++i) {
            w.loans().sync(w.orderIds(i));
        }
        w.loans().sync(OrderId.wrap(bytes32("unknown")));
    }

    function _unbroken(uint256 inv) private view {
        string memory what = ledger.broken(inv);
        require(bytes(what).length == 0, what);
    }

    function _claim(ReceivableId id, address holder) private view returns (uint256) {
        IReceivables.Holding memory h = w.receivables().holding(id, holder);
        return uint256(h.claim) + uint256(h.units) * (w.receivables().moneyIn(id) - h.seen);
    }
}
