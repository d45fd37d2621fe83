// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "./interfaces/IFacilities.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {AccountRows} from "./libraries/AccountRows.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {MaturityDays} from "./libraries/MaturityDays.sol";
import {Stages} from "./libraries/Stages.sol";
import {FacilityId, OrderId, facilityIdFrom} from "./types/Ids.sol";
import {PackedAmounts, PackedSchedule, PackedTerms} from "./types/Packed.sol";

/// @title Accounts: accrual, price and capacity of the loan accounts
/// @notice The arithmetic half of Loans (see ILoans): everything that sync does, and the views. No cash moves here and
/// nothing here reverts (INV-19).
abstract contract Accounts is ILoans {
    using AccountRows for AccountRows.Words;

    /// @dev What only a troubled account has (two slots), read and written while `hasTrouble`.
    struct Trouble {
        int104 penalty;
        uint56 subrogated;
        uint40 defaultedAt;
        bool writtenOff;
        // slot 2
        address guarantor;
    }

    /// @dev An account with everything outside it that its price and capacity depend on, read once a call.
    struct Context {
        AccountRows.Row a;
        Trouble t;
        IOrders.PackedFacts facts;
        uint256[4] stages; // f0…f3
        uint16[4] advances; // of the schedule
        PackedSchedule schedule;
        uint8 version;
        address financier;
        address cash; // zero until asked for (_cashOf), like the next
        FacilityId facilityId;
        Stages.Standing standing;
    }

    IParticipants internal immutable PARTICIPANTS;
    IOrders internal immutable ORDERS;
    IFacilities internal immutable FACILITIES;

    mapping(OrderId => AccountRows.Words) internal _rows;
    mapping(OrderId => Trouble) internal _troubles;
    mapping(OrderId => uint256) public custodyMaturities;
    mapping(uint32 facilityNo => OrderId) public sweepOrders;

    constructor(address participants, address orders, address facilities) {
        PARTICIPANTS = IParticipants(participants);
        ORDERS = IOrders(orders);
        FACILITIES = IFacilities(facilities);
    }

    /// @inheritdoc ILoans
    function sync(OrderId orderId) external {
        Context memory c;
        if (!_loaded(orderId, c)) return;
        _readWorld(orderId, c, ORDERS.packedFacts(orderId));
        _accrue(c);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function account(OrderId orderId) external view returns (Account memory) {
        AccountRows.Row memory a;
        _rows[orderId].load(a);
        Trouble memory t = _troubles[orderId];
        return Account({
            principal: a.principal,
            interest: a.interest,
            accruedAt: a.accruedAt,
            rateBps: a.rateBps,
            dueAt: a.dueAt,
            facilityNo: a.facilityNo,
            version: a.version,
            pledged: a.pledged,
            custody: a.custody,
            overSince: a.overSince,
            deliverBy: a.deliverBy,
            firstDrawAt: a.firstDrawAt,
            swept: a.swept,
            writtenOff: t.writtenOff,
            penalty: t.penalty,
            subrogated: t.subrogated,
            defaultedAt: t.defaultedAt,
            guarantor: t.guarantor
        });
    }

    /// @inheritdoc ILoans
    function facilityOf(OrderId orderId) external view returns (FacilityId) {
        Context memory c;
        if (!_loaded(orderId, c)) return FacilityId.wrap(0);
        _readWorld(orderId, c, ORDERS.packedFacts(orderId));
        return _facilityId(c);
    }

    /// @inheritdoc ILoans
    function position(OrderId orderId) external view returns (Position memory p) {
        Context memory c;
        if (!_loaded(orderId, c)) return p;
        _readWorld(orderId, c, ORDERS.packedFacts(orderId));
        _accrue(c);
        uint256[4] memory f = c.stages;
        uint256[4] memory s = Stages.eligible(f, c.standing);
        for (uint256 i; i < 4; ++i) {
            p.facts[i] = uint128(f[i]);
            p.eligible[i] = uint128(s[i]);
        }
        p.capacity = uint128(Stages.capacityFloor(s, c.advances));
        p.principal = c.a.principal;
        p.owedInterest = uint128(Accrual.owedCeil(c.a.interest));
        p.owedPenalty = uint128(Accrual.owedCeil(c.t.penalty));
        p.subrogated = c.t.subrogated;
        p.rateBps = uint16(Stages.rateBpsCeil(c.a.principal, f, c.advances, c.schedule.rateBps()));
        p.dueAt = c.a.dueAt;
        p.graceEnds = c.a.dueAt == 0 ? 0 : uint40(_graceEnds(c));
        p.pastDue = c.a.dueAt != 0 && block.timestamp >= c.a.dueAt;
        p.custodyOverdue = c.standing.custodyOverdue;
        p.overAdvanced = c.a.principal > p.capacity;
        p.inDefault = c.t.defaultedAt != 0;
        if (!p.pastDue && !p.custodyOverdue && !p.inDefault && p.capacity > c.a.principal) {
            p.available = p.capacity - c.a.principal;
        }
    }

    // ---------------------------------------------------------------- inside

    // A context is filled, never returned: what a function returns is zeroed once more.

    /// @dev Reads an account; whether it is pledged.
    function _loaded(OrderId orderId, Context memory c) internal view returns (bool) {
        _rows[orderId].load(c.a);
        if (c.a.hasTrouble) c.t = _troubles[orderId];
        return c.a.pledged;
    }

    /// @dev The part of the context outside the account: facts, schedule, standing.
    function _readWorld(OrderId orderId, Context memory c, IOrders.PackedFacts memory facts) internal view {
        c.facts = facts;
        _readTerms(c);
        (c.standing.buyerSuspended, c.standing.supplierSuspended, c.standing.affiliates) =
            PARTICIPANTS.standing(facts.terms.buyer(), facts.supplier, c.financier);
        _readTime(orderId, c);
    }

    /// @dev The account's schedule, who lends, and whether the evidence counts.
    function _readTerms(Context memory c) internal view {
        (c.schedule, c.version, c.financier, c.standing.attestorReliedOn) =
            FACILITIES.scheduleFor(c.a.facilityNo, c.a.version, c.facts.attestor);
    }

    /// @dev What of the standing follows from the facts and the second.
    function _readTime(OrderId orderId, Context memory c) internal view {
        AccountRows.Row memory a = c.a;
        PackedTerms terms = c.facts.terms;
        PackedAmounts amounts = c.facts.amounts;
        Stages.Standing memory standing = c.standing;
        unchecked {
            standing.disputed = amounts.disputed();
            standing.deliverBy = a.version == 0 ? terms.deliverBy() : a.deliverBy;
            standing.paymentTermSeconds = uint256(terms.paymentTermDays()) * 1 days;
            standing.staleSeconds = uint256(c.schedule.staleDays()) * 1 days;
            standing.time = block.timestamp;
        }
        amounts.stagesInto(c.stages);
        c.schedule.advancesInto(c.advances);
        _setCustody(orderId, c, a.custody);
    }

    /// @dev Interest and penalty up to now at the rate that held since the last event (INV-10). Penalty from the end of
    /// the grace or from the declared default, whichever is first.
    function _accrue(Context memory c) internal view {
        unchecked {
            AccountRows.Row memory a = c.a;
            uint256 elapsed = block.timestamp - a.accruedAt;
            if (a.principal != 0 && elapsed != 0) {
                a.interest += int104(Accrual.accrued(a.principal, a.rateBps, elapsed));
                uint256 defaultedAt = c.t.defaultedAt;
                if (defaultedAt != 0 || block.timestamp > a.dueAt) {
                    uint256 penaltyFrom = _graceEnds(c);
                    if (defaultedAt != 0 && defaultedAt < penaltyFrom) penaltyFrom = defaultedAt;
                    uint256 late = Accrual.secondsAfter(a.accruedAt, block.timestamp, penaltyFrom);
                    if (late != 0) c.t.penalty += int104(Accrual.accrued(a.principal, c.schedule.penaltyBps(), late));
                }
            }
            a.accruedAt = uint40(block.timestamp);
        }
    }

    /// @dev Price, capacity, over-advance and sweep after whatever changed; writes the account, says where it stands.
    function _reprice(OrderId orderId, Context memory c) internal returns (uint256 capacity) {
        capacity = _capacityOf(c);
        _repriceAt(orderId, c, capacity);
    }

    /// @dev The same where the capacity is known already.
    function _repriceAt(OrderId orderId, Context memory c, uint256 capacity) internal {
        AccountRows.Row memory a = c.a;
        a.rateBps = uint16(Stages.rateBpsCeil(a.principal, c.stages, c.advances, c.schedule.rateBps()));
        if (a.principal <= capacity) a.overSince = 0;
        else if (a.overSince == 0) a.overSince = uint40(block.timestamp);
        _nameSweep(orderId, c, capacity);
        _write(orderId, c);
        emit Synced(orderId, a.principal, a.interest, c.t.penalty, a.rateBps, a.custody, uint128(capacity), a.overSince);
    }

    /// @dev While an account is in default, or over-advanced for longer than cureDays, residuals of the facility's
    /// other orders pay it first: the facility names one such account at a time.
    function _nameSweep(OrderId orderId, Context memory c, uint256 capacity) private {
        AccountRows.Row memory a = c.a;
        if (!a.swept && a.overSince == 0 && c.t.defaultedAt == 0) return; // no trouble, and none before
        bool troubled = _isTroubled(c, capacity);
        if (troubled == a.swept) return;
        if (!troubled) {
            a.swept = false;
            sweepOrders[a.facilityNo] = OrderId.wrap(0);
            emit SweepSet(a.facilityNo, OrderId.wrap(0));
        } else if (OrderId.unwrap(sweepOrders[a.facilityNo]) == 0) {
            a.swept = true;
            sweepOrders[a.facilityNo] = orderId;
            emit SweepSet(a.facilityNo, orderId);
        }
    }

    /// @dev In default, or over-advanced now and seen so for longer than cureDays: what was cured since is no trouble.
    function _isTroubled(Context memory c, uint256 capacity) internal view returns (bool) {
        return
            c.t.defaultedAt != 0 || (c.a.overSince != 0 && c.a.principal > capacity && block.timestamp > _cureEnds(c));
    }

    function _capacityOf(Context memory c) internal pure returns (uint256) {
        return Stages.capacityFloor(Stages.eligible(c.stages, c.standing), c.advances);
    }

    function _write(OrderId orderId, Context memory c) private {
        Trouble memory t = c.t;
        bool has = t.penalty != 0 || t.subrogated != 0 || t.defaultedAt != 0 || t.writtenOff;
        if (has || c.a.hasTrouble) {
            _troubles[orderId] = t;
            c.a.hasTrouble = has;
        }
        _rows[orderId].store(c.a);
    }

    /// @dev Unpaid face in custody (f3), and whether any of it is overdue by the maturities as they are noted now.
    function _setCustody(OrderId orderId, Context memory c, uint56 custody) internal view {
        c.a.custody = custody;
        c.stages[3] = custody;
        if (custody == 0) {
            c.standing.custodyOverdue = false;
            return;
        }
        uint256 earliest = MaturityDays.earliest(custodyMaturities[orderId]);
        c.standing.custodyOverdue = earliest != 0 && block.timestamp > earliest;
    }

    function _graceEnds(Context memory c) internal pure returns (uint256) {
        return uint256(c.a.dueAt) + uint256(c.schedule.graceDays()) * 1 days;
    }

    /// @dev cureDays after the first sync that saw it; but not sooner than after the financier last dropped the attestor
    /// of what is in transit: between two drops the account may have been sound, with nobody to sync it.
    function _cureEnds(Context memory c) internal view returns (uint256 from) {
        from = c.a.overSince;
        if (c.facts.attestor != address(0)) {
            uint256 droppedAt = FACILITIES.droppedAt(c.financier, c.facts.attestor);
            if (droppedAt > from) from = droppedAt;
        }
        from += uint256(c.schedule.cureDays()) * 1 days;
    }

    function _facilityId(Context memory c) internal view returns (FacilityId) {
        if (FacilityId.unwrap(c.facilityId) == 0) {
            c.facilityId = facilityIdFrom(c.financier, c.facts.supplier, _cashOf(c));
        }
        return c.facilityId;
    }

    function _cashOf(Context memory c) internal view returns (address) {
        if (c.cash == address(0)) c.cash = PARTICIPANTS.cashOf(c.facts.terms.cashId());
        return c.cash;
    }
}
