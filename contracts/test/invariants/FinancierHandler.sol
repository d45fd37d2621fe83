// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICollateral} from "../../interfaces/ICollateral.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";

/// @title FinancierHandler: mandates, lines, freezes; extends, waives, declares, enforces, claims
contract FinancierHandler is Handler {
    /// @dev Begins with mandates, lines and a list of attestors, so that a campaign's first draws can succeed.
    constructor(World world, Ledger ledger) Handler(world, ledger) {
        for (uint256 i; i < 2; ++i) {
            _setMandate(i, 2 ** 60);
            for (uint256 k; k < 2; ++k) {
                _setLine(W.financiers(i), W.buyers(k), 2 ** 60);
                _setLine(W.financiers(i), W.suppliers(k), 2 ** 60);
            }
            bytes memory data = abi.encodeCall(IFacilities.setAttestor, (W.attestors(0), true));
            _call(W.financiers(i), address(W.facilities()), data, "Facilities.setAttestor");
        }
    }

    function setMandate(uint256 seed) external from(seed) {
        _setMandate(_rand(2), uint128(_oneIn(4) ? _rand(1e9) : 2 ** 60));
    }

    function revokeMandate(uint256 seed) external from(seed) {
        if (!_oneIn(6)) return;
        bytes memory data = abi.encodeCall(IFacilities.revokeMandate, (address(_cash())));
        _call(W.financiers(_rand(2)), address(W.facilities()), data, "Facilities.revokeMandate");
    }

    function setLine(uint256 seed) external from(seed) {
        address buyer = _oneIn(3) ? W.suppliers(_rand(2)) : W.buyers(_rand(2));
        _setLine(W.financiers(_rand(2)), buyer, uint128(_oneIn(4) ? _rand(1e9) : 2 ** 60));
    }

    function setAttestor(uint256 seed) external from(seed) {
        bytes memory data = abi.encodeCall(IFacilities.setAttestor, (W.attestors(_rand(2)), !_oneIn(3)));
        _call(W.financiers(_rand(2)), address(W.facilities()), data, "Facilities.setAttestor");
    }

    function lowerCap(uint256 seed) external from(seed) {
        FacilityId id = _anyFacility();
        IFacilities.Facility memory f = W.facilities().facility(id);
        uint128 cap = uint128(f.cap == 0 ? 0 : f.cap - 1 - (_oneIn(6) ? _rand(f.cap) : 0));
        bytes memory data = abi.encodeCall(IFacilities.lowerCap, (id, cap));
        _call(f.financier, address(W.facilities()), data, "Facilities.lowerCap");
    }

    function freeze(uint256 seed) external from(seed) {
        if (!_oneIn(4)) return _unfreeze();
        FacilityId id = _anyFacility();
        _call(_either(id), address(W.facilities()), abi.encodeCall(IFacilities.freeze, (id)), "Facilities.freeze");
    }

    function unfreeze(uint256 seed) external from(seed) {
        _unfreeze();
    }

    function setMinVersion(uint256 seed) external from(seed) {
        if (!_oneIn(4)) return;
        (address financier, address supplier) = (W.financiers(_rand(2)), W.suppliers(_rand(2)));
        FacilityId id = W.facilities().facilityIdOf(financier, supplier, address(_cash()));
        uint8 version = W.facilities().minVersionOf(id) + 1;
        bytes memory data = abi.encodeCall(IFacilities.setMinVersion, (supplier, address(_cash()), version));
        _call(financier, address(W.facilities()), data, "Facilities.setMinVersion");
    }

    function extend(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isIndebted);
        ILoans.Account memory a = W.loans().account(id);
        uint256 base = a.dueAt > block.timestamp ? a.dueAt : block.timestamp;
        uint40 dueAt = uint40(base + 1 + _rand(60 days));
        if (!_oneIn(3)) return;
        _call(_lender(id), address(W.loans()), abi.encodeCall(ILoans.extend, (id, dueAt)), "Loans.extend");
    }

    function waive(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isCharged);
        ILoans.Position memory p = W.loans().position(id);
        (uint128 interest, uint128 penalty) = (uint128(_rand(p.owedInterest + 1)), uint128(_rand(p.owedPenalty + 1)));
        if (interest + penalty == 0) interest = _part(p.owedInterest);
        bytes memory data = abi.encodeCall(ILoans.waive, (id, interest, penalty));
        _call(_lender(id), address(W.loans()), data, "Loans.waive");
    }

    function declareDefault(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isDeclarable);
        bytes memory data = abi.encodeCall(ILoans.declareDefault, (id));
        _call(_lender(id), address(W.loans()), data, "Loans.declareDefault");
    }

    function writeOff(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isWritable);
        _call(_lender(id), address(W.loans()), abi.encodeCall(ILoans.writeOff, (id)), "Loans.writeOff");
    }

    function enforceSale(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isEnforceable);
        OrderId orderId = LEDGER.book(id).orderId;
        address lender = _lender(orderId);
        address to = _oneIn(8) ? lender : W.guarantors(_rand(2));
        uint256 units = W.receivables().holding(id, address(W.collateral())).units;
        if (lender == address(0)) return;
        IMarket.PurchaseQuote memory q = _quote(id, lender, units, to);
        bytes memory data = abi.encodeCall(ICollateral.enforceSale, (orderId, q, _signQuote(q)));
        bool ok = _call(lender, address(W.collateral()), data, "Collateral.enforceSale");
        LEDGER.note(12, !ok || to != lender, "a financier took the units itself");
    }

    function claim(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isClaimable);
        bytes memory data = abi.encodeCall(IGuaranteePool.claim, (id, W.guarantors(_rand(2))));
        _call(_lender(id), address(W.pool()), data, "GuaranteePool.claim");
    }

    function cancelQuote(uint256 seed) external from(seed) {
        bytes memory data = abi.encodeCall(IMarket.cancelQuote, (_rand(1_000_000)));
        _call(
            _oneIn(2) ? W.financiers(_rand(2)) : W.underwriters(_rand(2)),
            address(W.market()),
            data,
            "Market.cancelQuote"
        );
    }

    // ---------------------------------------------------------------- inside

    function _setMandate(uint256 which, uint128 total) private {
        IFacilities.Mandate memory m;
        m.underwriter = W.underwriters(which);
        m.validUntil = uint40(block.timestamp + 200 days + _rand(500 days));
        m.floorRateBps = uint16(_rand(50));
        if (!_oneIn(5)) m.floorRateBps = 0;
        m.maxFeeBps = 300;
        m.maxPenaltyBps = 2_000;
        m.maxCap = 2 ** 60;
        m.maxTotal = total;
        m.maxAdvanceBps = [9_000, 9_000, 9_500, 10_000];
        m.feeTo = W.feeTo();
        m.maxTenorDays = 365;
        m.minYieldBps = uint16(_rand(500));
        m.purchaseBudget = 2 ** 60;
        bytes memory data = abi.encodeCall(IFacilities.setMandate, (address(_cash()), m));
        _call(W.financiers(which), address(W.facilities()), data, "Facilities.setMandate");
    }

    function _setLine(address financier, address buyer, uint128 cap) private {
        bytes memory data = abi.encodeCall(IFacilities.setLine, (address(_cash()), buyer, cap));
        _call(financier, address(W.facilities()), data, "Facilities.setLine");
    }

    function _unfreeze() private {
        FacilityId id = _anyFacility();
        (,, uint256 n,,) = W.counts();
        for (uint256 i; i < n; ++i) {
            IFacilities.Facility memory f = W.facilities().facility(W.facilityIds(i));
            if (f.frozenByFinancier || f.frozenByUnderwriter) id = W.facilityIds(i);
        }
        IFacilities.Facility memory g = W.facilities().facility(id);
        address who = g.frozenByFinancier ? g.financier : _underwriterOf(g.financier);
        _call(who, address(W.facilities()), abi.encodeCall(IFacilities.unfreeze, (id)), "Facilities.unfreeze");
    }

    function _either(FacilityId id) private returns (address) {
        address financier = W.facilities().facility(id).financier;
        return _oneIn(2) ? financier : _underwriterOf(financier);
    }

    function _underwriterOf(address financier) private view returns (address) {
        return financier == W.financiers(0) ? W.underwriters(0) : W.underwriters(1);
    }

    function _lender(OrderId id) private view returns (address) {
        return W.facilities().facility(W.loans().facilityOf(id)).financier;
    }

    function _isCharged(OrderId id) private view returns (bool) {
        ILoans.Position memory p = W.loans().position(id);
        return p.owedInterest + p.owedPenalty != 0;
    }

    function _isDeclarable(OrderId id) private view returns (bool) {
        ILoans.Position memory p = W.loans().position(id);
        return p.dueAt != 0 && !p.inDefault && block.timestamp > p.graceEnds;
    }

    function _isWritable(OrderId id) private view returns (bool) {
        ILoans.Account memory a = W.loans().account(id);
        return a.defaultedAt != 0 && !a.writtenOff;
    }

    function _isEnforceable(ReceivableId id) private view returns (bool) {
        return _isConfirmed(id) && W.receivables().holding(id, address(W.collateral())).units != 0
            && W.loans().account(LEDGER.book(id).orderId).defaultedAt != 0;
    }

    function _isClaimable(OrderId id) private view returns (bool) {
        ILoans.Account memory a = W.loans().account(id);
        return a.defaultedAt != 0 && a.guarantor == address(0) && block.timestamp >= a.defaultedAt + 30 days;
    }
}
