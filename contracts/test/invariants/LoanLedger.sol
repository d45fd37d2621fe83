// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IParticipants} from "../../interfaces/IParticipants.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Reference} from "./Reference.sol";
import {UnitLedger} from "./UnitLedger.sol";
import {Vm} from "../Vm.sol";

/// @title LoanLedger: a second set of books of every loan account, kept from the events and the rules of finance.md
/// @notice INV-05, INV-07, INV-09, INV-10, INV-13 (recoveries) and INV-15 at every call that touches an account.
abstract contract LoanLedger is UnitLedger {
    int256 internal constant DEN = Reference.DEN;

    /// @dev An account as these books have it; exact and taken run over one life, from first draw to the last payment.
    struct Shadow {
        bool pledged;
        address financier;
        FacilityId facilityId;
        uint8 version;
        uint256 principal;
        int256 interest;
        int256 penalty;
        uint256 rateBps;
        uint256 accruedAt;
        uint256 penaltyFrom;
        uint256 penaltyBps;
        uint256 subrogated;
        uint256 covered; // what a guarantor paid in this life
        uint256 recovered;
        uint256 exact; // interest units of this life
        uint256 taken; // interest paid or waived in this life, minor units
        uint256 drawn; // over all lives
        uint256 repaid;
    }

    /// @dev What one call did to one account.
    struct Turn {
        bool pledged;
        bool released;
        bool declared;
        uint8 version; // named by a draw or an adoption
        uint256 drawn;
        uint256 interest;
        uint256 penalty;
        uint256 principal;
        uint256 toGuarantor;
        uint256 covered;
    }

    mapping(OrderId => Shadow) internal _shadows;
    mapping(OrderId => Turn) private _turns;
    mapping(OrderId => bool) private _isTouched;
    OrderId[] private _touched;
    mapping(uint32 no => mapping(uint8 version => IFacilities.Terms)) internal _terms;
    mapping(uint32 no => mapping(uint8 version => bool)) internal _isAccepted;

    function shadow(OrderId orderId) external view returns (Shadow memory) {
        return _shadows[orderId];
    }

    function _readFacilities(address caller, Vm.Log memory log) internal {
        if (log.topics[0] != IFacilities.TermsAccepted.selector) return;
        (uint32 no,, IFacilities.Terms memory terms) = abi.decode(log.data, (uint32, uint16, IFacilities.Terms));
        FacilityId facilityId = FacilityId.wrap(log.topics[1]);
        _holds(15, caller == terms.supplier, "terms were accepted for a supplier");
        if (!_isAccepted[no][terms.version]) _terms[no][terms.version] = terms;
        else _holds(15, false, "a version was accepted twice");
        _isAccepted[no][terms.version] = true;
        if (no > _facilityCount()) W.addFacility(facilityId);
    }

    function _readLoans(Vm.Log memory log, Vm.Log[] memory logs) internal {
        bytes32 what = log.topics[0];
        if (what == ILoans.SweepSet.selector) return;
        if (what == ILoans.Swept.selector) {
            OrderId to = OrderId.wrap(log.topics[2]);
            _readParts(_shadows[to], _touch(to), log.data, false);
            return;
        }
        OrderId orderId = OrderId.wrap(log.topics[1]);
        Turn storage t = _touch(orderId);
        if (what == ILoans.Pledged.selector) {
            t.pledged = true;
            _shadows[orderId].facilityId = FacilityId.wrap(log.topics[2]);
            (_shadows[orderId].financier) = abi.decode(log.data, (address));
        } else if (what == ILoans.Released.selector) {
            t.released = true;
        } else if (what == ILoans.Drawn.selector) {
            (, uint128 amount,,, uint8 version) = abi.decode(log.data, (address, uint128, uint128, address, uint8));
            t.drawn += amount;
            if (_shadows[orderId].version == 0) t.version = version;
        } else if (what == ILoans.Adopted.selector) {
            t.version = abi.decode(log.data, (uint8));
        } else if (what == ILoans.Repaid.selector) {
            _readParts(_shadows[orderId], t, log.data, false);
        } else if (what == ILoans.Collected.selector) {
            _readParts(_shadows[orderId], t, log.data, true);
            uint128 amount = abi.decode(log.data, (uint128));
            _readCollected(ReceivableId.wrap(log.topics[2]), amount, _has(logs, IMarket.Sold.selector));
        } else if (what == ILoans.Waived.selector) {
            (uint128 interest, uint128 penalty) = abi.decode(log.data, (uint128, uint128));
            t.interest += interest;
            t.penalty += penalty;
        } else if (what == ILoans.Subrogated.selector) {
            (uint128 amount,) = abi.decode(log.data, (uint128, uint128));
            t.covered += amount;
        } else if (what == ILoans.DefaultDeclared.selector) {
            t.declared = true;
        }
    }

    /// @dev After all logs of a call: every touched account against these books.
    function _settleTurns() internal {
        for (uint256 i; i < _touched.length; ++i) {
            OrderId orderId = _touched[i];
            _settleTurn(orderId, _shadows[orderId], _turns[orderId]);
            delete _turns[orderId];
            _isTouched[orderId] = false;
        }
        delete _touched;
    }

    // ---------------------------------------------------------------- inside

    function _readParts(Shadow storage s, Turn storage t, bytes memory data, bool withResidual) private {
        uint128[6] memory p;
        uint256 sum;
        if (withResidual) p = abi.decode(data, (uint128[6])); // six numbers lie like an array of six
        else (p[0], p[1], p[2], p[3], p[4]) = abi.decode(data, (uint128, uint128, uint128, uint128, uint128));
        for (uint256 i = 1; i < 6; ++i) {
            sum += p[i];
        }
        _holds(7, p[0] == sum, "the parts of a payment are not the whole");
        uint256 claim = s.subrogated + t.covered - t.toGuarantor;
        uint256 debt = s.principal + t.drawn - t.principal - t.covered + claim;
        if (claim != 0) _holds(7, p[4] == (uint256(p[3]) + p[4]) * claim / debt, "not the guarantor's share");
        t.penalty += p[1];
        t.interest += p[2];
        t.principal += p[3];
        t.toGuarantor += p[4];
    }

    function _settleTurn(OrderId orderId, Shadow storage s, Turn storage t) private {
        ILoans.Account memory a = LOANS.account(orderId);
        if (t.pledged) (s.pledged, s.accruedAt) = (true, block.timestamp);
        _accrue(s);
        if (t.declared) _holds(15, block.timestamp > s.penaltyFrom || a.overSince != 0, "default before its time");
        s.interest -= int256(t.interest) * DEN;
        s.penalty -= int256(t.penalty) * DEN;
        s.taken += t.interest;
        s.drawn += t.drawn;
        s.repaid += t.principal + t.covered;
        s.principal = s.principal + t.drawn - t.principal - t.covered;
        s.subrogated = s.subrogated + t.covered - t.toGuarantor;
        s.covered += t.covered;
        s.recovered += t.toGuarantor;
        if (t.version != 0) s.version = t.version;
        _holds(9, s.repaid <= s.drawn, "more principal was repaid than drawn");
        _holds(13, s.recovered <= s.covered, "a guarantor recovered more than it paid");
        _holds(10, s.interest > -DEN && s.penalty > -DEN, "more was taken than owed, rounded up");
        bool closed = s.principal == 0 && s.subrogated == 0 && s.version != 0 && t.version == 0;
        if (closed) _close(s, a);
        _compare(s, a);
        if (t.drawn != 0) _checkDraw(orderId, s, a);
        if (t.released) {
            s.pledged = false;
            _holds(9, a.principal == 0 && a.interest == 0 && a.penalty == 0, "released with something owed");
            return;
        }
        _checkPrice(orderId, s, a);
        s.penaltyBps = FACILITIES.scheduleOf(s.facilityId, a.version).penaltyBps;
        s.penaltyFrom = a.dueAt + uint256(FACILITIES.scheduleOf(s.facilityId, a.version).graceDays) * 1 days;
        if (a.defaultedAt != 0 && a.defaultedAt < s.penaltyFrom) s.penaltyFrom = a.defaultedAt;
    }

    function _accrue(Shadow storage s) private {
        uint256 now_ = block.timestamp;
        uint256 units = s.principal * s.rateBps * (now_ - s.accruedAt);
        s.interest += int256(units);
        s.exact += units;
        uint256 from = s.accruedAt > s.penaltyFrom ? s.accruedAt : s.penaltyFrom;
        if (now_ > from && s.version != 0) s.penalty += int256(s.principal * s.penaltyBps * (now_ - from));
        s.accruedAt = now_;
    }

    /// @dev INV-10b: what was charged over the life is the exact interest, rounded up once.
    function _close(Shadow storage s, ILoans.Account memory a) private {
        uint256 ceil = (s.exact + uint256(DEN) - 1) / uint256(DEN);
        _holds(10, s.taken == ceil, "a life's interest is not the exact interest rounded up");
        _holds(9, a.version == 0 && a.defaultedAt == 0 && a.dueAt == 0, "paid in full and not closed");
        (s.interest, s.penalty, s.exact, s.taken) = (0, 0, 0, 0);
        (s.covered, s.recovered) = (0, 0);
        (s.version, s.penaltyFrom, s.penaltyBps) = (0, 0, 0);
    }

    function _compare(Shadow storage s, ILoans.Account memory a) private {
        _holds(9, a.principal == s.principal, "principal differs from what was drawn and repaid");
        _holds(9, a.subrogated == s.subrogated, "the subrogated claim differs");
        _holds(10, a.interest == s.interest, "interest differs from rate x principal x time");
        _holds(10, a.penalty == s.penalty, "the penalty differs from its rule");
        _holds(15, a.version == s.version, "the account's version is not that of its first draw or adoption");
    }

    /// @dev INV-15: the price is the accepted schedule's, applied to recorded facts, by other code than the contracts'.
    function _checkPrice(OrderId orderId, Shadow storage s, ILoans.Account memory a) private {
        s.rateBps = a.rateBps;
        if (a.principal == 0) return;
        _holds(15, _isAccepted[a.facilityNo][a.version], "a version that nobody accepted");
        IFacilities.Terms memory terms = _terms[a.facilityNo][a.version];
        uint256[4] memory f = Reference.facts(ORDERS.order(orderId), a.custody);
        uint256 rate = Reference.rateBps(a.principal, f, terms);
        _holds(15, a.rateBps == rate, "the price is not the schedule applied to the facts");
        _holds(15, a.rateBps <= terms.rateBps[0], "dearer than the agreed schedule");
    }

    /// @dev INV-05, and that a draw needs parties in good standing, no freeze, no default, nothing past due.
    function _checkDraw(OrderId orderId, Shadow storage s, ILoans.Account memory a) private {
        IOrders.Order memory o = ORDERS.order(orderId);
        _holds(5, a.principal <= capacity(orderId), "drawn above the capacity");
        IFacilities.Facility memory f = FACILITIES.facility(s.facilityId);
        _holds(5, f.used <= f.cap, "drawn above the cap");
        _holds(5, !f.frozenByFinancier && !f.frozenByUnderwriter && f.defaults == 0, "drawn while frozen");
        (uint128 lineCap, uint128 lineUsed) = FACILITIES.line(s.financier, o.cashId, o.buyer);
        _holds(5, lineUsed <= lineCap, "drawn above the line");
        (IFacilities.Mandate memory m, uint128 used) = FACILITIES.mandate(s.financier, o.cashId);
        _holds(5, used <= m.maxTotal && m.validUntil >= block.timestamp, "drawn above or outside the mandate");
        _holds(5, a.dueAt > block.timestamp, "drawn past due");
        _holds(5, !PARTICIPANTS.paused(), "drawn while paused");
        _holds(5, _active(o.buyer) && _active(o.supplier) && _active(s.financier), "drawn without standing");
        _holds(5, block.timestamp <= _terms[a.facilityNo][a.version].drawUntil, "drawn after the last day");
    }

    /// @notice Capacity by the reference, from views of the parts.
    function capacity(OrderId orderId) public view returns (uint256) {
        ILoans.Account memory a = LOANS.account(orderId);
        IOrders.Order memory o = ORDERS.order(orderId);
        uint8 version = a.version != 0 ? a.version : FACILITIES.facility(_shadows[orderId].facilityId).version;
        IFacilities.Terms memory terms = _terms[a.facilityNo][version];
        Reference.World memory w;
        address financier = _shadows[orderId].financier;
        uint256[4] memory f = Reference.facts(o, a.custody);
        w.reliedOn = FACILITIES.reliesOn(financier, o.attestor);
        uint256 firstDay = uint16(LOANS.custodyMaturities(orderId));
        w.custodyOverdue = a.custody != 0 && firstDay != 0 && block.timestamp > firstDay * 1 days;
        w.buyerSuspended = PARTICIPANTS.participant(o.buyer).suspended;
        w.supplierSuspended = PARTICIPANTS.participant(o.supplier).suspended;
        w.affiliates = PARTICIPANTS.affiliated(o.buyer, o.supplier) || PARTICIPANTS.affiliated(o.buyer, financier)
            || PARTICIPANTS.affiliated(o.supplier, financier);
        w.deliverBy = a.version != 0 ? a.deliverBy : o.deliverBy;
        w.time = block.timestamp;
        return Reference.worth(Reference.eligible(f, o, terms, w), terms.advanceBps, 0);
    }

    function _active(address who) private view returns (bool) {
        IParticipants.Participant memory p = PARTICIPANTS.participant(who);
        return p.roles != 0 && !p.suspended && p.validUntil >= block.timestamp;
    }

    function _touch(OrderId orderId) private returns (Turn storage) {
        if (!_isTouched[orderId]) {
            _isTouched[orderId] = true;
            _touched.push(orderId);
        }
        return _turns[orderId];
    }

    function _facilityCount() private view returns (uint256 n) {
        (,, n,,) = W.counts();
    }
}
