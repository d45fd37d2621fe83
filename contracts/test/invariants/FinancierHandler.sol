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
            _call(W.financiers(i), address(FACILITIES), data, "Facilities.setAttestor");
        }
    }

    function setMandate(uint256 seed) external from(seed) {
        _setMandate(_rand(2), uint128(_oneIn(4) ? _rand(1e9) : 2 ** 60));
    }

    function revokeMandate(uint256 seed) external from(seed) {
        if (!_oneIn(6)) return;
        bytes memory data = abi.encodeCall(IFacilities.revokeMandate, (address(CASH)));
        _call(W.financiers(_rand(2)), address(FACILITIES), data, "Facilities.revokeMandate");
    }

    function setLine(uint256 seed) external from(seed) {
        address buyer = _oneIn(3) ? W.suppliers(_rand(2)) : W.buyers(_rand(2));
        _setLine(W.financiers(_rand(2)), buyer, uint128(_oneIn(4) ? _rand(1e9) : 2 ** 60));
    }

    function setAttestor(uint256 seed) external from(seed) {
        bytes memory data = abi.encodeCall(IFacilities.setAttestor, (W.attestors(_rand(2)), !_oneIn(3)));
        _call(W.financiers(_rand(2)), address(FACILITIES), data, "Facilities.setAttestor");
    }

    function lowerCap(uint256 seed) external from(seed) {
        FacilityId id = _anyFacility();
        IFacilities.Facility memory f = FACILITIES.facility(id);
        uint128 cap = uint128(f.cap == 0 ? 0 : f.cap - 1 - (_oneIn(6) ? _rand(f.cap) : 0));
        bytes memory data = abi.encodeCall(IFacilities.lowerCap, (id, cap));
        _call(f.financier, address(FACILITIES), data, "Facilities.lowerCap");
    }

    function freeze(uint256 seed) external from(seed) {
        if (!_oneIn(4)) return _unfreeze();
        FacilityId id = _anyFacility();
        _call(_either(id), address(FACILITIES), abi.encodeCall(IFacilities.freeze, (id)), "Facilities.freeze");
    }

    function unfreeze(uint256 seed) external from(seed) {
        _unfreeze();
    }

    function setMinVersion(uint256 seed) external from(seed) {
        if (!_oneIn(4)) return;
        (address financier, address supplier) = (W.financiers(_rand(2)), W.suppliers(_rand(2)));
        FacilityId id = FACILITIES.facilityIdOf(financier, supplier, address(CASH));
        uint8 version = FACILITIES.minVersionOf(id) + 1;
        bytes memory data = abi.encodeCall(IFacilities.setMinVersion, (supplier, address(CASH), version));
        _call(financier, address(FACILITIES), data, "Facilities.setMinVersion");
    }

    function extend(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isIndebted);
        ILoans.Account memory a = LOANS.account(id);
        uint256 base = a.dueAt > block.timestamp ? a.dueAt : block.timestamp;
        uint40 dueAt = uint40(base + 1 + _rand(60 days));
        if (!_oneIn(3)) return;
        _call(_lender(id), address(LOANS), abi.encodeCall(ILoans.extend, (id, dueAt)), "Loans.extend");
    }

    function waive(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isCharged);
        ILoans.Position memory p = LOANS.position(id);
        (uint128 interest, uint128 penalty) = (uint128(_rand(p.owedInterest + 1)), uint128(_rand(p.owedPenalty + 1)));
        if (interest + penalty == 0) interest = _part(p.owedInterest);
        bytes memory data = abi.encodeCall(ILoans.waive, (id, interest, penalty));
        _call(_lender(id), address(LOANS), data, "Loans.waive");
    }

    function declareDefault(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isDeclarable);
        bytes memory data = abi.encodeCall(ILoans.declareDefault, (id));
        _call(_lender(id), address(LOANS), data, "Loans.declareDefault");
    }

    function writeOff(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isWritable);
        _call(_lender(id), address(LOANS), abi.encodeCall(ILoans.writeOff, (id)), "Loans.writeOff");
    }

    function enforceSale(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isEnforceable);
        OrderId orderId = LEDGER.book(id).orderId;
        address lender = _lender(orderId);
        address to = _oneIn(8) ? lender : W.guarantors(_rand(2));
        uint256 units = RECEIVABLES.holding(id, address(COLLATERAL)).units;
        if (lender == address(0)) return;
        IMarket.PurchaseQuote memory q = _quote(id, lender, units, to);
        bytes memory data = abi.encodeCall(ICollateral.enforceSale, (orderId, q, _signQuote(q)));
        bool ok = _call(lender, address(COLLATERAL), data, "Collateral.enforceSale");
        LEDGER.note(12, !ok || to != lender, "a financier took the units itself");
    }

    function claim(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isClaimable);
        bytes memory data = abi.encodeCall(IGuaranteePool.claim, (id, W.guarantors(_rand(2))));
        _call(_lender(id), address(POOL), data, "GuaranteePool.claim");
    }

    function cancelQuote(uint256 seed) external from(seed) {
        bytes memory data = abi.encodeCall(IMarket.cancelQuote, (_rand(1_000_000)));
        _call(
            _oneIn(2) ? W.financiers(_rand(2)) : W.underwriters(_rand(2)), address(MARKET), data, "Market.cancelQuote"
        );
    }

    // ---------------------------------------------------------------- inside

    function _unfreeze() private {
        FacilityId id = _anyFacility();
        (,, uint256 n,,) = W.counts();
        for (uint256 i; i < n; ++i) {
            IFacilities.Facility memory f = FACILITIES.facility(W.facilityIds(i));
            if (f.frozenByFinancier || f.frozenByUnderwriter) id = W.facilityIds(i);
        }
        IFacilities.Facility memory g = FACILITIES.facility(id);
        address who = g.frozenByFinancier ? g.financier : _underwriterOf(g.financier);
        _call(who, address(FACILITIES), abi.encodeCall(IFacilities.unfreeze, (id)), "Facilities.unfreeze");
    }

    function _either(FacilityId id) private returns (address) {
        address financier = FACILITIES.facility(id).financier;
        return _oneIn(2) ? financier : _underwriterOf(financier);
    }

    function _underwriterOf(address financier) private view returns (address) {
        return financier == W.financiers(0) ? W.underwriters(0) : W.underwriters(1);
    }

    function _lender(OrderId id) private view returns (address) {
        return FACILITIES.facility(LOANS.facilityOf(id)).financier;
    }

    function _isCharged(OrderId id) private view returns (bool) {
        ILoans.Position memory p = LOANS.position(id);
        return p.owedInterest + p.owedPenalty != 0;
    }

    function _isDeclarable(OrderId id) private view returns (bool) {
        ILoans.Position memory p = LOANS.position(id);
        return p.dueAt != 0 && !p.inDefault && block.timestamp > p.graceEnds;
    }

    function _isWritable(OrderId id) private view returns (bool) {
        ILoans.Account memory a = LOANS.account(id);
        return a.defaultedAt != 0 && !a.writtenOff;
    }

    function _isEnforceable(ReceivableId id) private view returns (bool) {
        return _isConfirmed(id) && RECEIVABLES.holding(id, address(COLLATERAL)).units != 0
            && LOANS.account(LEDGER.book(id).orderId).defaultedAt != 0;
    }

    function _isClaimable(OrderId id) private view returns (bool) {
        ILoans.Account memory a = LOANS.account(id);
        return a.defaultedAt != 0 && a.guarantor == address(0) && block.timestamp >= a.defaultedAt + 30 days;
    }
}
