// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {FacilityId, OrderId} from "../types/Ids.sol";

/// @title GuaranteePool: first-loss cover, each guarantor its own account
/// @notice A guarantor deposits cash and commits cover to one version of a facility; the financier claims its share of a
/// defaulted account's principal, and the guarantor steps into that part of the debt. Nobody's deposit pays for
/// another's commitment.
/// @dev INV-13: commitments ≤ k × deposit; payout ≤ caps; recovery ≤ payout. Amounts in minor units.
interface IGuaranteePool {
    /// @notice Cover of one guarantor for one version of a facility.
    /// @param coverBps part of the principal that is covered
    /// @param cap what is left of the cover in all; perBuyerCap for one buyer
    /// @param since accounts whose first draw comes later are covered
    /// @param validUntil claims must come by then
    struct Commitment {
        uint64 cap;
        uint64 perBuyerCap;
        uint16 coverBps;
        uint40 since;
        uint40 validUntil;
        uint16 cashId;
    }

    /// @notice A guarantor's account in one cash.
    /// @param noticed amount that may leave from noticeEnds on, for seven days
    struct Deposit {
        uint64 deposited;
        uint64 committed;
        uint64 noticed;
        uint40 noticeEnds;
    }

    event Deposited(address indexed guarantor, uint16 indexed cashId, uint128 amount, uint128 deposited);
    event NoticeGiven(address indexed guarantor, uint16 indexed cashId, uint128 noticed, uint40 noticeEnds);
    event Withdrawn(address indexed guarantor, uint16 indexed cashId, uint128 amount, uint128 deposited);
    event Committed(
        address indexed guarantor,
        FacilityId indexed facilityId,
        uint8 version,
        uint16 coverBps,
        uint128 cap,
        uint128 perBuyerCap,
        uint40 validUntil,
        uint128 committed
    );
    event CommitmentEnded(
        address indexed guarantor, FacilityId indexed facilityId, uint8 version, uint128 cap, uint128 committed
    );
    event Claimed(
        OrderId indexed orderId,
        address indexed guarantor,
        address indexed financier,
        uint128 amount,
        uint128 capLeft,
        uint128 deposited,
        uint128 committed
    );

    error GuaranteePool_AmountOutOfRange(uint256 amount, uint256 max);
    error GuaranteePool_FacilityUnknown(FacilityId facilityId, uint8 version);
    error GuaranteePool_AlreadyCommitted(address guarantor, FacilityId facilityId, uint8 version);
    error GuaranteePool_NoCommitment(address guarantor, FacilityId facilityId, uint8 version);
    error GuaranteePool_StillValid(uint40 validUntil, uint256 now_);
    error GuaranteePool_CoverOutOfRange(uint256 coverBps, uint256 max);
    error GuaranteePool_ValidityOutOfRange(uint40 validUntil, uint256 now_, uint256 latest);
    error GuaranteePool_OverCommitted(address guarantor, uint256 committed, uint256 most);
    error GuaranteePool_NoticeMissing(address guarantor, uint256 noticed, uint256 asked);
    error GuaranteePool_NoticeRunning(uint40 noticeEnds, uint256 now_);
    error GuaranteePool_NoticeLapsed(uint256 lapsedAt, uint256 now_);
    error GuaranteePool_NotFinancier(OrderId orderId, address caller, address financier);
    error GuaranteePool_Affiliates(OrderId orderId, address guarantor);
    error GuaranteePool_NotInDefault(OrderId orderId);
    error GuaranteePool_TooEarly(OrderId orderId, uint256 claimableFrom, uint256 now_);
    error GuaranteePool_DrawnBefore(OrderId orderId, uint40 firstDrawAt, uint40 since);
    error GuaranteePool_Expired(uint40 validUntil, uint256 now_);
    error GuaranteePool_NothingToPay(OrderId orderId);

    /// @notice Guarantor: add cash to its deposit.
    function deposit(address cash, uint128 amount) external;

    /// @notice Guarantor: say 30 days ahead what it will withdraw; replaces an earlier notice, zero ends it.
    /// @dev Good for seven days from its end: kept for ever, it would let a guarantor leave at the sight of a default.
    function giveNotice(address cash, uint128 amount) external;

    /// @notice Guarantor: take out what was noticed; the deposit stays at or above commitments / k.
    function withdraw(address cash, uint128 amount) external;

    /// @notice Guarantor: cover accounts of this version of a facility whose first draw comes later.
    function commit(
        FacilityId facilityId,
        uint8 version,
        uint16 coverBps,
        uint128 cap,
        uint128 perBuyerCap,
        uint40 validUntil
    ) external;

    /// @notice Anyone: end a commitment whose validity is over; what it bound is free.
    function endCommitment(address guarantor, FacilityId facilityId, uint8 version) external;

    /// @notice Financier: be paid the covered part of an account that is 30 days in default, once an account.
    /// @return amount min(floor(coverBps × principal), caps, what others' commitments leave of the deposit)
    function claim(OrderId orderId, address guarantor) external returns (uint128 amount);

    /// @notice A guarantor's account in a cash.
    function depositOf(address guarantor, uint16 cashId) external view returns (Deposit memory);

    /// @notice A commitment; all zero when there is none.
    function commitment(address guarantor, FacilityId facilityId, uint8 version)
        external
        view
        returns (Commitment memory);

    /// @notice What a commitment has paid for one buyer.
    function paidFor(address guarantor, FacilityId facilityId, uint8 version, address buyer)
        external
        view
        returns (uint128);

    /// @notice k: commitments may be this many times the deposit.
    function LEVERAGE() external view returns (uint256);
}
