// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IBatch} from "../../interfaces/IBatch.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Ledger} from "./Ledger.sol";
import {Sisters} from "./Sisters.sol";
import {World} from "./World.sol";
import {Vm, vm} from "../Vm.sol";

/// @title Handler: what every party's handler has in common: draws of chance, calls that are counted and observed
/// @dev Each function of a handler takes one seed; everything else is drawn from it, mostly so that the call can succeed.
abstract contract Handler is Sisters {
    uint256 internal constant MOST_ORDERS = 24;
    uint256 internal constant MOST_RECEIVABLES = 60;
    uint256 internal constant PROBES = 8;
    uint128 internal constant LARGEST = type(uint56).max;

    Ledger internal immutable LEDGER;
    uint256 private _chance;

    constructor(World world, Ledger ledger) Sisters(world) {
        LEDGER = ledger;
    }

    /// @dev Every call draws from its seed; before some of them time has gone on.
    modifier from(uint256 seed) {
        _chance = seed;
        if (_oneIn(8)) _pass();
        _;
    }

    /// @dev Mostly hours and days, now and then a second, seldom months, at times up to three years.
    function _pass() internal {
        uint256 way = _rand(200);
        uint256 by = 1 + _rand(1 hours);
        if (way == 0) by = _rand(3 * 365 days);
        else if (way < 4) by = _rand(200 days);
        else if (way < 40) by = _rand(20 days);
        else if (way < 100) by = _rand(3 days);
        else if (way < 120) by = 1;
        vm.warp(block.timestamp + by);
        W.tally("the clock", true);
    }

    // ---------------------------------------------------------------- chance

    function _rand(uint256 below) internal returns (uint256) {
        _chance = uint256(keccak256(abi.encode(_chance)));
        return _chance % below;
    }

    function _oneIn(uint256 n) internal returns (bool) {
        return _rand(n) == 0;
    }

    /// @dev Of an amount up to `most`: often all of it, or one unit, or one too many; else anything below.
    function _part(uint256 most) internal returns (uint128) {
        uint256 way = _rand(16);
        if (way == 0) return 1;
        if (way == 1) return uint128(most + 1);
        if (way < 6 || most == 0) return uint128(most);
        return uint128(1 + _rand(most));
    }

    function _hash() internal returns (bytes32) {
        _rand(1);
        return bytes32(_chance);
    }

    function _anyActor() internal returns (address) {
        return W.actors(_rand(W.actorCount()));
    }

    // ---------------------------------------------------------------- choosing

    /// @dev An order for which `fits` among a few from a random one on; when none fits, now and then one that does not,
    /// so that refusals are tried too, else none (zero), and then nothing is called.
    function _orderThat(function(OrderId) internal view returns (bool) fits) internal returns (OrderId found) {
        uint256 n = W.orderCount();
        if (n == 0) return OrderId.wrap(0);
        uint256 first = _rand(n);
        for (uint256 i; i < n && i < PROBES; ++i) {
            found = W.orderIds((first + i) % n);
            if (fits(found)) return found;
        }
        if (!_oneIn(10)) found = OrderId.wrap(0);
    }

    function _receivableThat(function(ReceivableId) internal view returns (bool) fits)
        internal
        returns (ReceivableId found)
    {
        uint256 n = W.receivableCount();
        if (n == 0) return ReceivableId.wrap(0);
        uint256 first = _rand(n);
        for (uint256 i; i < n && i < PROBES; ++i) {
            found = W.receivableIds((first + i) % n);
            if (fits(found)) return found;
        }
        if (!_oneIn(10)) found = ReceivableId.wrap(0);
    }

    function _anyFacility() internal returns (FacilityId) {
        uint256 n = W.facilityCount();
        return n == 0 ? FacilityId.wrap(0) : W.facilityIds(_rand(n));
    }

    function _isAccepted(OrderId orderId) internal view returns (bool) {
        return ORDERS.order(orderId).state == IOrders.OrderState.ACCEPTED;
    }

    function _isPledged(OrderId orderId) internal view returns (bool) {
        return ORDERS.order(orderId).pledged;
    }

    function _isIndebted(OrderId orderId) internal view returns (bool) {
        return LOANS.account(orderId).version != 0;
    }

    function _isProposed(ReceivableId id) internal view returns (bool) {
        return RECEIVABLES.receivable(id).state == IReceivables.ReceivableState.PROPOSED;
    }

    function _isConfirmed(ReceivableId id) internal view returns (bool) {
        return RECEIVABLES.receivable(id).state == IReceivables.ReceivableState.CONFIRMED;
    }

    function _isUntouched(ReceivableId id) internal view returns (bool) {
        return _isConfirmed(id) && RECEIVABLES.moneyIn(id) == 0;
    }

    // ---------------------------------------------------------------- calling

    /// @dev Calls as `who`, counts it under `name`, lets the ledger see it, remembers it for those who try it again.
    function _call(address who, address target, bytes memory data, bytes32 name) internal returns (bool ok) {
        if (who == address(0)) return false;
        bytes memory answer;
        vm.recordLogs();
        vm.prank(who);
        (ok, answer) = target.call(data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        W.tally(name, ok);
        if (ok) {
            LEDGER.observe(who, target, logs);
            // Not those: what was refused inside leaves its logs in the record, and the ledger must not believe them.
            if (bytes4(data) != IBatch.tryMulticall.selector && _oneIn(4)) W.remember(target, who, data);
        } else {
            LEDGER.observeRefusal(name, answer);
        }
    }

    /// @dev Somebody with units of a receivable, custody apart; nobody where there is none.
    function _aHolder(ReceivableId id) internal returns (address) {
        return LEDGER.someHolder(id, _rand(1_000));
    }

    function _unitsOf(ReceivableId id, address who) internal view returns (uint256) {
        return RECEIVABLES.holding(id, who).units;
    }

    /// @dev An invoice over `face` of an order; now and then signed by the wrong one, or a second too late.
    function _propose(OrderId id, address supplier, uint128 face, uint256 days_) internal returns (ReceivableId rid) {
        IReceivables.Proposal memory p;
        p.orderId = id;
        p.face = face;
        p.gross = uint128(uint256(face) + (_oneIn(3) ? _rand(1e6) : 0));
        p.maturity = uint40((block.timestamp / 1 days + days_) * 1 days);
        p.fingerprint = _oneIn(5) ? bytes32(uint256(1 + _rand(2))) : _hash();
        p.root = _hash();
        rid = RECEIVABLES.receivableIdOf(p, supplier);
        uint40 until = uint40(_oneIn(32) ? block.timestamp - 1 : block.timestamp + _rand(1 hours));
        bytes memory signature = W.sign(_oneIn(16) ? supplier : W.service(), _identity(p, supplier, rid, until));
        bytes memory data = abi.encodeCall(IReceivables.propose, (p, until, signature));
        _call(supplier, address(RECEIVABLES), data, "Receivables.propose");
    }

    function _identity(IReceivables.Proposal memory p, address supplier, ReceivableId rid, uint40 until)
        private
        view
        returns (bytes32)
    {
        return FINGERPRINTS.digest(
            PARTICIPANTS.entityOf(supplier),
            p.fingerprint,
            p.gross,
            address(RECEIVABLES),
            ReceivableId.unwrap(rid),
            until
        );
    }

    /// @dev A quote for units of `seller`, near their unpaid face; sometimes open to anybody.
    function _quote(ReceivableId id, address seller, uint256 units, address buyerOfUnits)
        internal
        returns (IMarket.PurchaseQuote memory q)
    {
        IReceivables.Receivable memory row = RECEIVABLES.receivable(id);
        q.buyerOfUnits = buyerOfUnits;
        q.seller = _oneIn(8) ? address(0) : seller;
        q.receivableId = id;
        q.units = _part(units);
        uint256 unpaid = row.outstanding == 0 ? 0 : q.units - uint256(q.units) * row.paid / row.outstanding;
        q.price = uint128(unpaid - unpaid * _rand(20) / 100);
        q.moneyIn = RECEIVABLES.moneyIn(id);
        q.validUntil = uint40(block.timestamp + _rand(2 days));
        q.nonce = _rand(1_000_000);
    }

    /// @dev Signed by the buyer of the units, or, for a financier, often by its underwriter.
    function _signQuote(IMarket.PurchaseQuote memory q) internal returns (bytes memory) {
        address signer = q.buyerOfUnits;
        if (signer == address(0)) return "";
        for (uint256 i; i < 2; ++i) {
            if (signer == W.financiers(i) && _oneIn(2)) signer = W.underwriters(i);
        }
        return W.sign(signer, MARKET.digestOf(q));
    }

    /// @dev Terms of a financier for a supplier, of the next version, signed and kept for whoever finds them.
    function _signTerms(uint256 financier, address supplier)
        internal
        returns (IFacilities.Terms memory t, bytes memory signature)
    {
        t = _terms(financier, supplier);
        signature = _sign(financier, t);
    }

    function _sign(uint256 financier, IFacilities.Terms memory t) internal returns (bytes memory signature) {
        signature = W.sign(W.underwriters(financier), FACILITIES.digestOf(t));
        if (_oneIn(3)) W.addSigned(abi.encode(t, signature));
    }

    function _terms(uint256 financier, address supplier) internal returns (IFacilities.Terms memory t) {
        IFacilities.Facility memory f =
            FACILITIES.facility(FACILITIES.facilityIdOf(W.financiers(financier), supplier, address(CASH)));
        t.financier = W.financiers(financier);
        t.supplier = supplier;
        t.cash = address(CASH);
        t.cap = _oneIn(4) ? uint128(1 + _rand(1e9)) : uint128(2 ** 60);
        uint16 advance = uint16(1_000 + _rand(3_000));
        uint16 rate = uint16(_oneIn(10) ? 0 : 600 + _rand(3_000));
        for (uint256 i; i < 4; ++i) {
            t.advanceBps[i] = advance;
            t.rateBps[i] = rate;
            advance += uint16(_rand(1_500));
            rate -= uint16(_rand(uint256(rate) / 3 + 1));
        }
        t.penaltyBps = uint16(_rand(2_000));
        t.feeBps = uint16(_rand(200));
        t.graceDays = uint8(_rand(20));
        t.cureDays = uint8(_rand(10));
        t.staleDays = uint16(10 + _rand(60));
        t.maxTenorDays = uint16(60 + _rand(300));
        t.policyHash = _hash();
        t.version = f.version + 1 + uint8(_rand(2));
        t.acceptBy = uint40(block.timestamp + 1 + _rand(30 days));
        t.drawUntil = uint40(block.timestamp + 30 days + _rand(700 days));
    }

    function _setMandate(uint256 which, uint128 total) internal {
        IFacilities.Mandate memory m;
        m.underwriter = W.underwriters(which);
        m.validUntil = uint40(block.timestamp + 200 days + _rand(500 days));
        m.floorRateBps = uint16(_oneIn(5) ? _rand(50) : 0);
        m.maxFeeBps = 300;
        m.maxPenaltyBps = 2_000;
        m.maxCap = 2 ** 60;
        m.maxTotal = total;
        m.maxAdvanceBps = [9_000, 9_000, 9_500, 10_000];
        m.feeTo = W.feeTo();
        m.maxTenorDays = 365;
        m.minYieldBps = uint16(_rand(500));
        m.purchaseBudget = 2 ** 60;
        bytes memory data = abi.encodeCall(IFacilities.setMandate, (address(CASH), m));
        _call(W.financiers(which), address(FACILITIES), data, "Facilities.setMandate");
    }

    function _setLine(address financier, address buyer, uint128 cap) internal {
        bytes memory data = abi.encodeCall(IFacilities.setLine, (address(CASH), buyer, cap));
        _call(financier, address(FACILITIES), data, "Facilities.setLine");
    }
}
