// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICollateral} from "../../interfaces/ICollateral.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {OrderId, ReceivableId} from "../../types/Ids.sol";
import {Ledger} from "./Ledger.sol";
import {Story} from "./Story.sol";
import {World} from "./World.sol";

/// @title TroubleStories: default with cover and enforcement, over-advances with their sweep, guarantors who leave
contract TroubleStories is Story {
    constructor(World world, Ledger ledger) Story(world, ledger) {}

    /// @dev A covered debt goes into default; the guarantor pays, custody is sold, the rest is repaid or written off.
    function defaulted(uint256 seed) external from(seed) {
        if (_oneIn(2)) return _everyday();
        _cast();
        if (!_order()) return _everyday();
        IFacilities.Terms memory t = _agree();
        _cover(t.version, 400 days);
        _until(block.timestamp + 1 + _rand(100));
        _pledge();
        uint128 amount = ORDERS.order(id).amount;
        if (_oneIn(2)) _ship(amount);
        if (!_oneIn(3)) _receive(amount);
        _drawAll();
        if (!_oneIn(4)) _invoice(1 + _rand(12));
        _drawAll();
        if (LOANS.account(id).version == 0) return;
        _until(LOANS.position(id).graceEnds + 1);
        if (ReceivableId.unwrap(rid) != 0) _flag();
        bytes memory data = abi.encodeCall(ILoans.declareDefault, (id));
        _call(lender, address(LOANS), data, "Loans.declareDefault");
        if (_oneIn(3)) _call(lender, address(LOANS), abi.encodeCall(ILoans.writeOff, (id)), "Loans.writeOff");
        if (!_oneIn(4)) _claim();
        if (!_oneIn(4)) _enforce();
        _end();
    }

    /// @dev What was received goes back or is disputed: above the capacity, past its cure, swept from a sister order.
    function overAdvanced(uint256 seed) external from(seed) {
        if (_oneIn(2)) return _everyday();
        _cast();
        if (!_order()) return _everyday();
        IFacilities.Terms memory t = _agree();
        _pledge();
        uint128 amount = ORDERS.order(id).amount;
        _ship(amount);
        if (!_oneIn(3)) _receive(amount);
        if (!_drawAll()) return;
        _worsen();
        _sync();
        if (_oneIn(2)) _extend();
        _until(block.timestamp + uint256(t.cureDays) * 1 days + 1);
        bytes memory data = abi.encodeCall(ILoans.declareDefault, (id));
        if (_oneIn(2)) _call(lender, address(LOANS), data, "Loans.declareDefault");
        else _sync();
        _sister();
    }

    /// @dev Cover that nobody needed ends; the deposit goes, as far as what still stands allows.
    function guarantorLeaves(uint256 seed) external from(seed) {
        if (_oneIn(2)) return _everyday();
        _cast();
        uint8 version = FACILITIES.facility(facilityId).version;
        if (version == 0) version = _agree().version;
        _cover(version, 1 + _rand(20 days));
        uint128 leaving = _part(POOL.depositOf(guarantor, 1).deposited);
        bytes memory data = abi.encodeCall(IGuaranteePool.giveNotice, (address(CASH), leaving));
        _call(guarantor, address(POOL), data, "GuaranteePool.giveNotice");
        _until(POOL.commitment(guarantor, facilityId, version).validUntil + 1);
        data = abi.encodeCall(IGuaranteePool.endCommitment, (guarantor, facilityId, version));
        _call(_anyActor(), address(POOL), data, "GuaranteePool.endCommitment");
        uint256 ends = POOL.depositOf(guarantor, 1).noticeEnds;
        _until(_oneIn(5) ? ends + 7 days : ends);
        data = abi.encodeCall(IGuaranteePool.withdraw, (address(CASH), _part(leaving)));
        _call(guarantor, address(POOL), data, "GuaranteePool.withdraw");
    }

    // ---------------------------------------------------------------- inside

    /// @dev Stories are rare; otherwise their turn goes to syncing whatever order.
    function _everyday() private {
        uint256 n = W.orderCount();
        id = n == 0 ? OrderId.wrap(0) : W.orderIds(_rand(n));
        _sync();
    }

    function _sync() private {
        bool ok = _call(_anyActor(), address(LOANS), abi.encodeCall(ILoans.sync, (id)), "Loans.sync");
        LEDGER.note(19, ok, "sync reverted");
    }

    function _cover(uint8 version, uint256 validFor) private {
        uint128 amount = uint128(1 + _rand(1e8));
        bytes memory data = abi.encodeCall(IGuaranteePool.deposit, (address(CASH), amount));
        _call(guarantor, address(POOL), data, "GuaranteePool.deposit");
        IGuaranteePool.Deposit memory d = POOL.depositOf(guarantor, 1);
        uint256 room = 5 * uint256(d.deposited) - d.committed;
        if (room == 0) return;
        uint128 cap = uint128(1 + _rand(room));
        uint128 perBuyer = uint128(_oneIn(2) ? cap : 1 + _rand(cap));
        uint16 coverBps = uint16(_oneIn(3) ? 10_000 : 1 + _rand(10_000));
        uint40 until = uint40(block.timestamp + validFor);
        data = abi.encodeCall(IGuaranteePool.commit, (facilityId, version, coverBps, cap, perBuyer, until));
        _call(guarantor, address(POOL), data, "GuaranteePool.commit");
    }

    function _claim() private {
        _until(uint256(LOANS.account(id).defaultedAt) + 30 days);
        bytes memory data = abi.encodeCall(IGuaranteePool.claim, (id, guarantor));
        _call(lender, address(POOL), data, "GuaranteePool.claim");
        if (_oneIn(4)) _call(lender, address(POOL), data, "GuaranteePool.claim");
    }

    function _enforce() private {
        uint256 units = _unitsOf(rid, address(COLLATERAL));
        if (units == 0) return;
        address to = _oneIn(8) ? lender : W.guarantors(_rand(2));
        IMarket.PurchaseQuote memory q = _offer(lender, units, to);
        bytes memory signature = W.sign(to, MARKET.digestOf(q));
        bytes memory data = abi.encodeCall(ICollateral.enforceSale, (id, q, signature));
        bool ok = _call(lender, address(COLLATERAL), data, "Collateral.enforceSale");
        LEDGER.note(12, !ok || to != lender, "a financier took the units itself");
    }

    /// @dev What is owed comes from the buyer, or from the supplier, in one piece or two, or does not come.
    function _end() private {
        if (_oneIn(2) && _isConfirmed(rid)) _pay(_part(RECEIVABLES.owed(rid)));
        if (_oneIn(3)) return;
        _repay(_part(_owed()));
        _repay(_owed());
        _call(supplier, address(LOANS), abi.encodeCall(ILoans.release, (id)), "Loans.release");
    }

    function _worsen() private {
        IOrders.Order memory o = ORDERS.order(id);
        uint256 way = _rand(3);
        bytes memory data;
        if (way == 0 && o.received > o.confirmed) {
            data = abi.encodeCall(IOrders.recordReturn, (id, uint128(o.received - o.confirmed), 1, _hash()));
            _call(buyer, address(ORDERS), data, "Orders.recordReturn");
        } else if (way == 1 && o.attested != 0) {
            data = abi.encodeCall(IOrders.retractAttestation, (id, 0, _hash()));
            _call(o.attestor, address(ORDERS), data, "Orders.retractAttestation");
        } else {
            data = abi.encodeCall(IOrders.dispute, (id, o.amount, 1));
            _call(_oneIn(2) ? buyer : supplier, address(ORDERS), data, "Orders.dispute");
        }
    }

    function _extend() private {
        uint40 dueAt = LOANS.account(id).dueAt + uint40(1 + _rand(30 days));
        _call(lender, address(LOANS), abi.encodeCall(ILoans.extend, (id, dueAt)), "Loans.extend");
    }

    /// @dev Another order of the facility, without debt: what its buyer pays goes to the troubled one first.
    function _sister() private {
        if (!_order() || !_pledge()) return;
        _receive(ORDERS.order(id).amount);
        if (!_invoice(1 + _rand(30))) return;
        _pay(_part(RECEIVABLES.owed(rid)));
    }
}
