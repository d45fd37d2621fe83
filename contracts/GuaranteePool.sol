// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "./interfaces/ICash.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {IGuaranteePool} from "./interfaces/IGuaranteePool.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Batch} from "./libraries/Batch.sol";
import {Cover} from "./libraries/Cover.sol";
import {SelfPermit} from "./libraries/SelfPermit.sol";
import {FacilityId, OrderId} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title GuaranteePool: first-loss cover, each guarantor its own account (see IGuaranteePool)
contract GuaranteePool is IGuaranteePool, Batch, SelfPermit {
    uint256 public constant LEVERAGE = 5;
    uint256 private constant NOTICE = 30 days;
    uint256 private constant NOTICE_GOOD_FOR = 7 days;
    uint256 private constant CLAIM_AFTER = 30 days;
    uint256 private constant LONGEST_COVER = 3_650 days;

    IParticipants private immutable PARTICIPANTS;
    IOrders private immutable ORDERS;
    IFacilities private immutable FACILITIES;
    ILoans private immutable LOANS;

    mapping(address guarantor => mapping(uint16 cashId => Deposit)) private _deposits;
    mapping(bytes32 key => Commitment) private _commitments;
    /// @dev By the commitment's `since` too: a later commitment under the same key has paid nothing yet.
    mapping(bytes32 key => mapping(uint40 since => mapping(address buyer => uint128))) private _paidFor;

    constructor(address participants, address orders, address facilities, address loans) {
        PARTICIPANTS = IParticipants(participants);
        ORDERS = IOrders(orders);
        FACILITIES = IFacilities(facilities);
        LOANS = ILoans(loans);
    }

    // ---------------------------------------------------------------- the guarantor's own key

    /// @inheritdoc IGuaranteePool
    function deposit(address cash, uint128 amount) external {
        PARTICIPANTS.requireActive(msg.sender, Roles.GUARANTOR);
        uint16 cashId = PARTICIPANTS.cashIdOf(cash);
        Deposit storage d = _deposits[msg.sender][cashId];
        uint256 total = uint256(d.deposited) + amount;
        if (amount == 0 || total > Limits.MAX_TOTAL) revert GuaranteePool_AmountOutOfRange(amount, Limits.MAX_TOTAL);
        d.deposited = uint64(total);
        emit Deposited(msg.sender, cashId, amount, d.deposited);
        ICash(cash).transferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IGuaranteePool
    function giveNotice(address cash, uint128 amount) external {
        uint16 cashId = PARTICIPANTS.cashIdOf(cash);
        Deposit storage d = _deposits[msg.sender][cashId];
        if (amount > d.deposited) revert GuaranteePool_AmountOutOfRange(amount, d.deposited);
        d.noticed = uint64(amount);
        d.noticeEnds = uint40(block.timestamp + NOTICE);
        emit NoticeGiven(msg.sender, cashId, amount, d.noticeEnds);
    }

    /// @inheritdoc IGuaranteePool
    function withdraw(address cash, uint128 amount) external {
        uint16 cashId = PARTICIPANTS.cashIdOf(cash);
        Deposit storage d = _deposits[msg.sender][cashId];
        if (amount == 0) revert GuaranteePool_AmountOutOfRange(0, d.noticed);
        if (amount > d.noticed) revert GuaranteePool_NoticeMissing(msg.sender, d.noticed, amount);
        if (block.timestamp < d.noticeEnds) revert GuaranteePool_NoticeRunning(d.noticeEnds, block.timestamp);
        uint256 lapses = d.noticeEnds + NOTICE_GOOD_FOR;
        if (block.timestamp > lapses) revert GuaranteePool_NoticeLapsed(lapses, block.timestamp);
        // What is noticed is never above the deposit: giveNotice checks it, withdraw and claim keep it so.
        d.noticed -= uint64(amount);
        d.deposited -= uint64(amount);
        _requireLeverage(msg.sender, d);
        emit Withdrawn(msg.sender, cashId, amount, d.deposited);
        ICash(cash).settle(msg.sender, amount);
    }

    /// @inheritdoc IGuaranteePool
    function commit(
        FacilityId facilityId,
        uint8 version,
        uint16 coverBps,
        uint128 cap,
        uint128 perBuyerCap,
        uint40 validUntil
    ) external {
        PARTICIPANTS.requireStanding(msg.sender, Roles.GUARANTOR);
        IFacilities.Facility memory f = FACILITIES.facility(facilityId);
        if (f.no == 0 || version == 0 || version > f.version) {
            revert GuaranteePool_FacilityUnknown(facilityId, version);
        }
        if (coverBps == 0 || coverBps > Limits.BPS) revert GuaranteePool_CoverOutOfRange(coverBps, Limits.BPS);
        if (cap == 0 || cap > Limits.MAX_TOTAL) revert GuaranteePool_AmountOutOfRange(cap, Limits.MAX_TOTAL);
        if (perBuyerCap == 0 || perBuyerCap > cap) revert GuaranteePool_AmountOutOfRange(perBuyerCap, cap);
        uint256 latest = block.timestamp + LONGEST_COVER;
        if (validUntil <= block.timestamp || validUntil > latest) {
            revert GuaranteePool_ValidityOutOfRange(validUntil, block.timestamp, latest);
        }
        bytes32 key = _key(msg.sender, facilityId, version);
        if (_commitments[key].validUntil != 0) {
            revert GuaranteePool_AlreadyCommitted(msg.sender, facilityId, version);
        }
        Deposit storage d = _deposits[msg.sender][f.cashId];
        uint256 committed = uint256(d.committed) + cap;
        if (committed > Limits.MAX_TOTAL) revert GuaranteePool_AmountOutOfRange(committed, Limits.MAX_TOTAL);
        d.committed = uint64(committed);
        _requireLeverage(msg.sender, d);
        _commitments[key] =
            Commitment(uint64(cap), uint64(perBuyerCap), coverBps, uint40(block.timestamp), validUntil, f.cashId);
        emit Committed(msg.sender, facilityId, version, coverBps, cap, perBuyerCap, validUntil, uint128(committed));
    }

    // ---------------------------------------------------------------- anyone, the financier

    /// @inheritdoc IGuaranteePool
    function endCommitment(address guarantor, FacilityId facilityId, uint8 version) external {
        bytes32 key = _key(guarantor, facilityId, version);
        Commitment memory c = _commitments[key];
        if (c.validUntil == 0) revert GuaranteePool_NoCommitment(guarantor, facilityId, version);
        if (block.timestamp <= c.validUntil) revert GuaranteePool_StillValid(c.validUntil, block.timestamp);
        Deposit storage d = _deposits[guarantor][c.cashId];
        d.committed -= c.cap;
        delete _commitments[key];
        emit CommitmentEnded(guarantor, facilityId, version, c.cap, d.committed);
    }

    /// @inheritdoc IGuaranteePool
    function claim(OrderId orderId, address guarantor) external returns (uint128 amount) {
        ILoans.Account memory a = LOANS.account(orderId);
        if (a.defaultedAt == 0) revert GuaranteePool_NotInDefault(orderId);
        FacilityId facilityId = LOANS.facilityOf(orderId);
        IFacilities.Facility memory f = FACILITIES.facility(facilityId);
        if (msg.sender != f.financier) revert GuaranteePool_NotFinancier(orderId, msg.sender, f.financier);
        bytes32 key = _key(guarantor, facilityId, a.version);
        Commitment memory c = _commitments[key];
        if (c.validUntil == 0) revert GuaranteePool_NoCommitment(guarantor, facilityId, a.version);
        (address buyer, address supplier) = ORDERS.parties(orderId);
        _requireClaimable(orderId, a, c);
        _requireNoAffiliates(orderId, guarantor, buyer, supplier, f.financier);
        Deposit storage d = _deposits[guarantor][c.cashId];
        mapping(address => uint128) storage paid = _paidFor[key][c.since];
        amount = uint128(
            Cover.payoutFloor(
                a.principal, c.coverBps, c.cap, c.perBuyerCap, paid[buyer], d.deposited, d.committed, LEVERAGE
            )
        );
        if (amount == 0) revert GuaranteePool_NothingToPay(orderId);
        paid[buyer] += amount;
        uint256 capLeft = Cover.capAfter(c.cap, amount, d.deposited, d.committed, LEVERAGE);
        _commitments[key].cap = uint64(capLeft);
        d.committed = uint64(d.committed - c.cap + capLeft);
        d.deposited -= uint64(amount);
        if (d.noticed > d.deposited) d.noticed = d.deposited;
        emit Claimed(orderId, guarantor, f.financier, amount, uint128(capLeft), d.deposited, d.committed);
        LOANS.subrogate(orderId, guarantor, amount);
        ICash(PARTICIPANTS.cashOf(c.cashId)).settle(f.financier, amount);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IGuaranteePool
    function depositOf(address guarantor, uint16 cashId) external view returns (Deposit memory) {
        return _deposits[guarantor][cashId];
    }

    /// @inheritdoc IGuaranteePool
    function commitment(address guarantor, FacilityId facilityId, uint8 version)
        external
        view
        returns (Commitment memory)
    {
        return _commitments[_key(guarantor, facilityId, version)];
    }

    /// @inheritdoc IGuaranteePool
    function paidFor(address guarantor, FacilityId facilityId, uint8 version, address buyer)
        external
        view
        returns (uint128)
    {
        bytes32 key = _key(guarantor, facilityId, version);
        return _paidFor[key][_commitments[key].since][buyer];
    }

    // ---------------------------------------------------------------- inside

    function _requireClaimable(OrderId orderId, ILoans.Account memory a, Commitment memory c) private view {
        uint256 from = uint256(a.defaultedAt) + CLAIM_AFTER;
        if (block.timestamp < from) revert GuaranteePool_TooEarly(orderId, from, block.timestamp);
        if (block.timestamp > c.validUntil) revert GuaranteePool_Expired(c.validUntil, block.timestamp);
        if (a.firstDrawAt <= c.since) revert GuaranteePool_DrawnBefore(orderId, a.firstDrawAt, c.since);
    }

    function _requireNoAffiliates(
        OrderId orderId,
        address guarantor,
        address buyer,
        address supplier,
        address financier
    ) private view {
        (,, bool affiliates) = PARTICIPANTS.standing(buyer, supplier, financier);
        if (
            affiliates || PARTICIPANTS.affiliated(guarantor, buyer) || PARTICIPANTS.affiliated(guarantor, supplier)
                || PARTICIPANTS.affiliated(guarantor, financier)
        ) revert GuaranteePool_Affiliates(orderId, guarantor);
    }

    /// @dev INV-13: commitments ≤ k × deposit.
    function _requireLeverage(address guarantor, Deposit storage d) private view {
        uint256 most = LEVERAGE * d.deposited;
        if (d.committed > most) revert GuaranteePool_OverCommitted(guarantor, d.committed, most);
    }

    function _key(address guarantor, FacilityId facilityId, uint8 version) private pure returns (bytes32) {
        return keccak256(abi.encode(guarantor, facilityId, version));
    }
}
