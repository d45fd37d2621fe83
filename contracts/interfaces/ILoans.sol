// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {FacilityId, OrderId} from "../types/Ids.sol";
import {IBatch} from "./IBatch.sol";
import {IFacilities} from "./IFacilities.sol";
import {IOrders} from "./IOrders.sol";

/// @title Loans: the loan account of each pledged order
/// @notice Each pledged order is its own small revolving line. Its capacity rises and its price falls as the order is
/// accepted, shipped, received, confirmed; the buyer's payment repays it and hands the rest to the supplier.
/// @dev finance.md gives the arithmetic. An account keeps the terms version of its first draw until it owes nothing.
/// sync moves no cash, has no role check and no pause, and cannot revert (INV-19).
interface ILoans is IBatch {
    /// @notice A loan account as stored; status is derived.
    /// @param interest interest units (principal × bps × seconds), negative when prepaid below one minor unit
    /// @param version terms version of the first draw; zero while nothing is owed
    /// @param custody unpaid face of the order's units in custody (f3)
    /// @param overSince since when principal was seen above capacity; zero when it is not
    /// @param deliverBy the order's delivery date at the first draw (deliverBy₀)
    /// @param swept the facility's sweepOrder names this account
    /// @param subrogated what a guarantor has paid and not yet recovered
    struct Account {
        uint56 principal;
        int104 interest;
        uint40 accruedAt;
        uint16 rateBps;
        uint40 dueAt;
        uint32 facilityNo;
        uint8 version;
        bool pledged;
        uint56 custody;
        uint40 overSince;
        uint40 deliverBy;
        uint40 firstDrawAt;
        bool swept;
        bool writtenOff;
        int104 penalty;
        uint56 subrogated;
        uint40 defaultedAt;
        address guarantor;
    }

    /// @notice Where an account stands this second.
    /// @param facts f0…f3; eligible s0…s3 (minor units)
    /// @param available capacity − principal, zero when past due (facility, line and mandate may bind lower)
    struct Position {
        uint128[4] facts;
        uint128[4] eligible;
        uint128 capacity;
        uint128 principal;
        uint128 owedInterest;
        uint128 owedPenalty;
        uint128 subrogated;
        uint16 rateBps;
        uint40 dueAt;
        uint40 graceEnds;
        uint128 available;
        bool pastDue;
        bool overAdvanced;
        bool custodyOverdue;
        bool inDefault;
    }

    /// @notice One part of a payment and who gets it.
    struct Payout {
        address to;
        uint128 amount;
    }

    event Pledged(OrderId indexed orderId, FacilityId indexed facilityId, address indexed supplier, address financier);
    event Released(OrderId indexed orderId, FacilityId indexed facilityId);
    event Drawn(
        OrderId indexed orderId,
        FacilityId indexed facilityId,
        address indexed financier,
        address supplier,
        uint128 amount,
        uint128 fee,
        address feeTo,
        uint8 version
    );
    event Repaid(
        OrderId indexed orderId,
        address indexed payer,
        uint128 amount,
        uint128 penalty,
        uint128 interest,
        uint128 principal,
        uint128 subrogated
    );
    event Collected(
        OrderId indexed orderId,
        bytes32 indexed source,
        uint128 amount,
        uint128 penalty,
        uint128 interest,
        uint128 principal,
        uint128 subrogated,
        uint128 residual
    );
    event Swept(
        OrderId indexed fromOrderId,
        OrderId indexed toOrderId,
        uint128 amount,
        uint128 penalty,
        uint128 interest,
        uint128 principal,
        uint128 subrogated
    );
    event SweepSet(uint32 indexed facilityNo, OrderId indexed orderId);
    event Adopted(OrderId indexed orderId, uint8 version);
    event Extended(OrderId indexed orderId, uint40 dueAt);
    event Waived(OrderId indexed orderId, uint128 interest, uint128 penalty);
    event DefaultDeclared(OrderId indexed orderId, uint40 defaultedAt);
    event DefaultLifted(OrderId indexed orderId);
    event WrittenOff(OrderId indexed orderId, uint128 principal);
    event Subrogated(OrderId indexed orderId, address indexed guarantor, uint128 amount, uint128 subrogated);
    event Synced(
        OrderId indexed orderId,
        uint128 principal,
        int256 interest,
        int256 penalty,
        uint16 rateBps,
        uint128 custody,
        uint128 capacity,
        uint40 overSince
    );
    event DueSet(OrderId indexed orderId, uint40 dueAt, uint40 deliverBy, uint40 firstDrawAt, uint8 version);
    event CustodyMaturitiesSet(OrderId indexed orderId, uint256 maturityDays);

    error Loans_NotSupplier(OrderId orderId, address caller, address supplier);
    error Loans_NotPledged(OrderId orderId);
    error Loans_FacilityDiffers(OrderId orderId, FacilityId facilityId);
    error Loans_Affiliates(OrderId orderId);
    error Loans_StillOwed(OrderId orderId, uint256 owed);
    error Loans_CustodyNotEmpty(OrderId orderId, uint256 custody);
    error Loans_ZeroAmount();
    error Loans_NothingOwed(OrderId orderId);
    error Loans_FacilityUnknown(FacilityId facilityId);
    error Loans_PastDue(OrderId orderId, uint40 dueAt, uint256 now_);
    error Loans_CustodyOverdue(OrderId orderId, uint256 maturity, uint256 now_);
    error Loans_OverCapacity(OrderId orderId, uint256 asked, uint256 available);
    error Loans_OverAdvanced(OrderId orderId, uint256 principal, uint256 capacity);
    error Loans_RateAboveLimit(OrderId orderId, uint256 rateBps, uint256 maxRateBps);
    error Loans_NetNotPositive(OrderId orderId, uint256 amount, uint256 fee);
    error Loans_FinancierUnfunded(address financier, uint256 has, uint256 allowed, uint256 needs);
    error Loans_NotFinancier(OrderId orderId, address caller, address financier);
    error Loans_InDefault(OrderId orderId, uint40 defaultedAt);
    error Loans_NotInDefault(OrderId orderId);
    error Loans_TooEarlyToDeclare(OrderId orderId, uint256 graceEnds, uint256 cureEnds, uint256 now_);
    error Loans_AlreadyWrittenOff(OrderId orderId);
    error Loans_NothingToAdopt(OrderId orderId, uint8 version, uint8 newest);
    error Loans_DueNotLater(OrderId orderId, uint40 dueAt, uint256 asked, uint256 latest);
    error Loans_WaiverAboveOwed(
        OrderId orderId, uint256 interest, uint256 penalty, uint256 owedInterest, uint256 owedPenalty
    );
    error Loans_AlreadyGuaranteed(OrderId orderId, address guarantor);
    error Loans_LengthsDiffer(uint256 orders, uint256 amounts, uint256 rates);
    error Loans_CustodyFull(OrderId orderId, uint256 max);
    error Loans_OnlySister(address caller);

    /// @notice Supplier: pledge an accepted order to one of its facilities.
    function pledge(FacilityId facilityId, OrderId orderId) external;

    /// @notice Supplier: take an order out of pledge; nothing owed, custody empty.
    function release(OrderId orderId) external;

    /// @notice Supplier: draw `amount` of principal; cash moves from the financier in this transaction, the fee to feeTo.
    /// @param maxRateBps highest price after the draw that the supplier agrees to
    function draw(OrderId orderId, uint128 amount, uint16 maxRateBps) external;

    /// @notice Supplier: several draws at once; all or none.
    function drawMany(OrderId[] calldata orderIds, uint128[] calldata amounts, uint16[] calldata maxRatesBps) external;

    /// @notice Supplier: accept terms, pledge and draw in ONE transaction.
    function openAndDraw(
        IFacilities.Terms calldata terms,
        bytes calldata signature,
        OrderId orderId,
        uint128 amount,
        uint16 maxRateBps
    ) external;

    /// @notice Pay back with the caller's cash: at most what is owed. Legal in every state and while paused.
    /// @return repaidNow minor units taken
    function repay(OrderId orderId, uint128 amount) external returns (uint128 repaidNow);

    /// @notice Supplier: move a running account to the facility's newest terms; not in default.
    function adopt(OrderId orderId) external;

    /// @notice Financier, not suspended: give a running account a later due date, at most ten years ahead.
    function extend(OrderId orderId, uint40 dueAt) external;

    /// @notice Financier, not suspended: waive accrued interest and penalty, at most what is owed.
    function waive(OrderId orderId, uint128 interest, uint128 penalty) external;

    /// @notice Financier: declare default, after the grace or when over-advanced for longer than cureDays. Stops the
    /// facility's draws, opens enforcement and the guarantee; paying everything lifts it.
    function declareDefault(OrderId orderId) external;

    /// @notice Financier: mark an account in default as written off. The debt stays.
    function writeOff(OrderId orderId) external;

    /// @notice Bring accrual, price and over-advance up to date. Anyone may call.
    function sync(OrderId orderId) external;

    /// @notice Orders only: the same, with the facts that just changed.
    function syncWith(OrderId orderId, IOrders.PackedFacts calldata facts) external;

    /// @notice Receivables only: newly confirmed units of a pledged order came into custody.
    function takeConfirmed(OrderId orderId, IOrders.PackedFacts calldata facts, uint128 face, uint40 maturity) external;

    /// @notice Collateral only: custody changed from `before` to `after_` unpaid face by the supplier's act.
    /// @param maturityIn maturity of a receivable that newly is in custody, else zero
    /// @param maturityOut maturity of a receivable that no longer is, else zero
    /// @param mustCover refuse unless principal ≤ capacity afterwards, and not past due, as long as something is owed
    function changeCustody(
        OrderId orderId,
        uint128 before,
        uint128 after_,
        uint40 maturityIn,
        uint40 maturityOut,
        bool mustCover
    ) external;

    /// @notice Receivables and Collateral only: `amount` of cash came in for units in custody; run the waterfall.
    /// @param source receivable or quote that brought it
    /// @return payouts whom the caller must pay; the parts sum to `amount` (INV-07)
    function collect(
        OrderId orderId,
        bytes32 source,
        uint128 amount,
        uint128 custodyBefore,
        uint128 custodyAfter,
        uint40 maturityOut,
        bool mustCover
    ) external returns (Payout[] memory payouts);

    /// @notice GuaranteePool only: `amount` of principal was paid by a guarantor and is now owed to it.
    function subrogate(OrderId orderId, address guarantor, uint128 amount) external;

    /// @notice The account as stored; all zero when the order is not pledged.
    function account(OrderId orderId) external view returns (Account memory);

    /// @notice Where the account stands this second; under the facility's newest terms while nothing is owed.
    function position(OrderId orderId) external view returns (Position memory);

    /// @notice Facility that the order is pledged to; zero when none.
    function facilityOf(OrderId orderId) external view returns (FacilityId);

    /// @notice Account of a facility that residuals of its other orders pay first; zero when none.
    function sweepOrders(uint32 facilityNo) external view returns (OrderId);

    /// @notice Maturities of open receivables in custody as day numbers, 16 lanes of 16 bits, earliest lowest.
    function custodyMaturities(OrderId orderId) external view returns (uint256);
}
