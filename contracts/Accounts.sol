// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "./interfaces/IFacilities.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {MaturityDays} from "./libraries/MaturityDays.sol";
import {Stages} from "./libraries/Stages.sol";
import {FacilityId, OrderId} from "./types/Ids.sol";

/// @title Accounts: accrual, price and capacity of the loan accounts
/// @notice The arithmetic half of Loans (see ILoans): everything that sync does, and the views. No cash moves here and
/// nothing here reverts (INV-19).
abstract contract Accounts is ILoans {
    /// @dev Everything outside the account that its price and capacity depend on, read once a call.
    struct Context {
        IOrders.OrderFacts facts;
        IFacilities.Schedule schedule;
        uint8 version;
        address financier;
        Stages.Standing standing;
    }

    IParticipants internal immutable PARTICIPANTS;
    IOrders internal immutable ORDERS;
    IFacilities internal immutable FACILITIES;

    mapping(OrderId => Account) internal _accounts;
    mapping(OrderId => uint256) public custodyMaturities;

    constructor(address participants, address orders, address facilities) {
        PARTICIPANTS = IParticipants(participants);
        ORDERS = IOrders(orders);
        FACILITIES = IFacilities(facilities);
    }

    /// @inheritdoc ILoans
    function sync(OrderId orderId) external {
        Account memory a = _accounts[orderId];
        if (a.pledged) _settleState(orderId, a, _context(orderId, a, ORDERS.facts(orderId)));
    }

    /// @inheritdoc ILoans
    function account(OrderId orderId) external view returns (Account memory) {
        return _accounts[orderId];
    }

    /// @inheritdoc ILoans
    function facilityOf(OrderId orderId) external view returns (FacilityId) {
        Account memory a = _accounts[orderId];
        if (!a.pledged) return FacilityId.wrap(0);
        return _facilityId(_context(orderId, a, ORDERS.facts(orderId)));
    }

    /// @inheritdoc ILoans
    function position(OrderId orderId) external view returns (Position memory p) {
        Account memory a = _accounts[orderId];
        if (!a.pledged) return p;
        Context memory c = _context(orderId, a, ORDERS.facts(orderId));
        _accrue(a, c);
        uint256[4] memory f = _factsOf(a, c);
        uint256[4] memory s = Stages.eligible(f, c.standing);
        for (uint256 i; i < 4; ++i) {
            p.facts[i] = uint128(f[i]);
            p.eligible[i] = uint128(s[i]);
        }
        p.capacity = uint128(Stages.capacityFloor(s, c.schedule.advanceBps));
        p.principal = a.principal;
        p.owedInterest = uint128(Accrual.owedCeil(a.interest));
        p.owedPenalty = uint128(Accrual.owedCeil(a.penalty));
        p.rateBps = uint16(Stages.rateBpsCeil(a.principal, f, c.schedule.advanceBps, c.schedule.rateBps));
        p.dueAt = a.dueAt;
        p.graceEnds = a.dueAt == 0 ? 0 : a.dueAt + uint40(c.schedule.graceDays) * 1 days;
        p.pastDue = a.dueAt != 0 && block.timestamp >= a.dueAt;
        p.custodyOverdue = c.standing.custodyOverdue;
        p.overAdvanced = a.principal > p.capacity;
        if (!p.pastDue && !p.custodyOverdue && p.capacity > a.principal) p.available = p.capacity - a.principal;
    }

    // ---------------------------------------------------------------- inside

    /// @dev Reads the world around an account: facts, schedule, standing.
    function _context(OrderId orderId, Account memory a, IOrders.OrderFacts memory facts)
        internal
        view
        returns (Context memory c)
    {
        c.facts = facts;
        bool reliedOn;
        (c.schedule, c.version, c.financier, reliedOn) = FACILITIES.scheduleFor(a.facilityNo, a.version, facts.attestor);
        Stages.Standing memory standing = c.standing;
        (standing.buyerSuspended, standing.supplierSuspended, standing.affiliates) =
            PARTICIPANTS.standing(facts.buyer, facts.supplier, c.financier);
        standing.attestorReliedOn = reliedOn;
        standing.disputed = facts.disputed;
        standing.deliverBy = a.version == 0 ? facts.deliverBy : a.deliverBy;
        standing.paymentTermSeconds = uint256(facts.paymentTermDays) * 1 days;
        standing.staleSeconds = uint256(c.schedule.staleDays) * 1 days;
        standing.time = block.timestamp;
        if (a.custody != 0) {
            standing.custodyOverdue = block.timestamp > MaturityDays.earliest(custodyMaturities[orderId]);
        }
    }

    /// @dev Interest and penalty up to now at the rate that held since the last event (INV-10).
    function _accrue(Account memory a, Context memory c) internal view {
        unchecked {
            uint256 elapsed = block.timestamp - a.accruedAt;
            if (a.principal != 0 && elapsed != 0) {
                a.interest += int104(Accrual.accrued(a.principal, a.rateBps, elapsed));
                uint256 graceEnds = uint256(a.dueAt) + uint256(c.schedule.graceDays) * 1 days;
                uint256 late = Accrual.secondsAfter(a.accruedAt, block.timestamp, graceEnds);
                if (late != 0) a.penalty += int104(Accrual.accrued(a.principal, c.schedule.penaltyBps, late));
            }
            a.accruedAt = uint40(block.timestamp);
        }
    }

    /// @dev Price, capacity and over-advance after whatever changed; writes the account and says where it stands.
    function _reprice(OrderId orderId, Account memory a, Context memory c) internal returns (uint256 capacity) {
        uint256[4] memory f = _factsOf(a, c);
        capacity = Stages.capacityFloor(Stages.eligible(f, c.standing), c.schedule.advanceBps);
        a.rateBps = uint16(Stages.rateBpsCeil(a.principal, f, c.schedule.advanceBps, c.schedule.rateBps));
        if (a.principal <= capacity) a.overSince = 0;
        else if (a.overSince == 0) a.overSince = uint40(block.timestamp);
        _accounts[orderId] = a;
        emit Synced(orderId, a.principal, a.interest, a.penalty, a.rateBps, a.custody, uint128(capacity), a.overSince);
    }

    /// @dev A whole sync: accrue, then reprice.
    function _settleState(OrderId orderId, Account memory a, Context memory c) internal {
        _accrue(a, c);
        _reprice(orderId, a, c);
    }

    function _factsOf(Account memory a, Context memory c) internal pure returns (uint256[4] memory) {
        return [uint256(c.facts.inOpen), c.facts.inTransit, c.facts.inReceived, a.custody];
    }

    function _facilityId(Context memory c) internal view returns (FacilityId) {
        return FACILITIES.facilityIdOf(c.financier, c.facts.supplier, PARTICIPANTS.cashOf(c.facts.cashId));
    }
}
