// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {OrderId, ReceivableId} from "../types/Ids.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IBatch} from "./IBatch.sol";

/// @title Receivables: invoices that become confirmed payables
/// @notice The supplier proposes an invoice, the buyer confirms it with its own key, and the debt then exists as
/// ERC-6909 units: one unit is one minor unit of face. Money paid in belongs to whoever held the units at that second.
/// @dev A holding is one slot (units, seen, claim): claim += units × (moneyIn − seen) at every touch (finance.md,
/// Holders). Units of a pledged order are minted into Collateral. Maturity is the end of a due date in UTC: a whole
/// multiple of 86,400 seconds.
interface IReceivables is IERC6909, IBatch {
    enum ReceivableState {
        NONE,
        PROPOSED,
        CONFIRMED,
        WITHDRAWN,
        REJECTED,
        SETTLED,
        VOIDED
    }

    /// @notice Content of an invoice as proposed; the id is its hash, so confirming an id confirms the content.
    /// @param face minor units to be confirmed here; gross the invoice's whole amount
    /// @param maturity Unix seconds, a multiple of 86,400
    /// @param fingerprint keyed identity of the invoice (issuer and number)
    /// @param root commitment of the invoice document
    /// @param n tells apart proposals of the same content after a withdrawal or rejection
    struct Proposal {
        OrderId orderId;
        uint128 face;
        uint128 gross;
        uint40 maturity;
        bytes32 fingerprint;
        bytes32 root;
        uint32 n;
    }

    /// @notice A receivable.
    /// @param outstanding units not extinguished; paid: face paid so far
    /// @param flags see Flags.sol: overdue, void requested by either party, late interest was paid
    struct Receivable {
        OrderId orderId;
        uint56 face;
        uint56 outstanding;
        uint56 paid;
        uint40 maturity;
        uint16 cashId;
        uint16 lateBps;
        ReceivableState state;
        uint8 flags;
    }

    /// @notice The buyer's late interest (one slot, written once something was paid after maturity).
    /// @param units interest units still owed, negative when prepaid below one minor unit; accruedAt: up to when
    /// @param paid late interest paid so far
    struct Late {
        int112 units;
        uint40 accruedAt;
        uint64 paid;
    }

    /// @notice A holder's slot. claim is in minor units × units outstanding; seen is the moneyIn of the last touch.
    struct Holding {
        uint64 units;
        uint64 seen;
        uint128 claim;
    }

    event Proposed(
        ReceivableId indexed receivableId,
        OrderId indexed orderId,
        address indexed supplier,
        address buyer,
        bytes32 occupancyKey,
        uint16 cashId,
        uint16 lateBps,
        Proposal proposal
    );
    event Withdrawn(ReceivableId indexed receivableId, OrderId indexed orderId);
    event Rejected(ReceivableId indexed receivableId, OrderId indexed orderId, uint16 reason);
    event Confirmed(
        ReceivableId indexed receivableId,
        OrderId indexed orderId,
        address indexed holder,
        address buyer,
        uint128 face,
        uint40 maturity,
        uint16 reasonCode
    );
    event ConsentSet(address indexed receiver, address indexed sender, bool consented);
    event Extinguished(ReceivableId indexed receivableId, uint128 units, uint128 outstanding);
    event HoldingSet(
        ReceivableId indexed receivableId, address indexed holder, uint64 units, uint64 seen, uint128 claim
    );
    event Paid(
        ReceivableId indexed receivableId,
        address indexed payer,
        uint128 amount,
        uint128 late,
        uint128 paid,
        uint128 outstanding,
        uint128 latePaid,
        int256 lateUnits
    );
    event OverdueFlagged(ReceivableId indexed receivableId, address indexed buyer);
    event OverdueCleared(ReceivableId indexed receivableId, address indexed buyer);
    event VoidRequested(ReceivableId indexed receivableId, address indexed by, uint8 flags);
    event Voided(ReceivableId indexed receivableId, OrderId indexed orderId, uint128 face);
    event Redeemed(ReceivableId indexed receivableId, address indexed holder, uint128 amount);

    error Receivables_FaceOutOfRange(uint256 face, uint256 max);
    error Receivables_FaceAboveGross(uint256 face, uint256 gross);
    error Receivables_MaturityNotWholeDay(uint40 maturity);
    error Receivables_MaturityOutOfRange(uint40 maturity, uint256 now_, uint256 latest);
    error Receivables_ReasonMissing(uint40 maturity, uint256 reasonFrom);
    error Receivables_AlreadyExists(ReceivableId receivableId, ReceivableState state);
    error Receivables_Unknown(ReceivableId receivableId);
    error Receivables_StateForbids(ReceivableId receivableId, ReceivableState state);
    error Receivables_InsufficientUnits(ReceivableId receivableId, address holder, uint256 has, uint256 asked);
    error Receivables_InsufficientPermission(
        ReceivableId receivableId, address operator, uint256 allowed, uint256 asked
    );
    error Receivables_ReceiverNotConsenting(address receiver, address sender);
    error Receivables_ReceiverIsSystem(address receiver);
    error Receivables_ZeroAmount();
    error Receivables_ObligorPays(ReceivableId receivableId, address obligor);
    error Receivables_NothingToRedeem(ReceivableId receivableId, address holder);
    error Receivables_NotOverdue(ReceivableId receivableId, uint40 maturity, uint256 now_);
    error Receivables_MoneyCameIn(ReceivableId receivableId, uint256 moneyIn);
    error Receivables_NotParty(ReceivableId receivableId, address caller);
    error Receivables_VoidNotRequested(ReceivableId receivableId, uint8 flags);
    error Receivables_UnitsNotFree(ReceivableId receivableId, uint256 free, uint256 outstanding);
    error Receivables_OnlySister(address caller);

    /// @notice Supplier: propose an invoice for its buyer's confirmation.
    /// @param signatureValidUntil last second of the fingerprint service's signature
    /// @param serviceSignature over (entity, fingerprint, gross) for this receivable alone: IFingerprints.digest
    function propose(Proposal calldata proposal, uint40 signatureValidUntil, bytes calldata serviceSignature)
        external
        returns (ReceivableId receivableId);

    /// @notice Supplier: take a proposal back; frees the amount and the invoice's fingerprint.
    function withdraw(Proposal calldata proposal) external;

    /// @notice Buyer: refuse a proposal; frees the amount and the invoice's fingerprint.
    function reject(Proposal calldata proposal, uint16 reason) external;

    /// @notice Buyer: confirm; irrevocable. Units go to the supplier, or into custody when the order is pledged.
    /// @param reasonCode needed when the tenor is above 180 days, else zero is fine
    function confirm(ReceivableId receivableId, uint16 reasonCode) external;

    /// @notice Receive units from `sender` from now on (zero address: from anyone), or no longer.
    function acceptFrom(address sender, bool consented) external;

    /// @notice Pay with the caller's own cash, late interest first: at most what is owed this second. The custody's
    /// share runs through the waterfall in the same transaction.
    /// @return paidNow minor units taken
    function pay(ReceivableId receivableId, uint128 amount) external returns (uint128 paidNow);

    /// @notice Pay, then hand each named holder its share. Holders with nothing to take are passed over.
    function payAndRedeem(ReceivableId receivableId, uint128 amount, address[] calldata holders)
        external
        returns (uint128 paidNow);

    /// @notice Anyone, from the second after maturity: flag unpaid payables; their buyers confirm nothing until paid.
    /// Those flagged already are passed over.
    function flagOverdue(ReceivableId[] calldata receivableIds) external;

    /// @notice Holder, not suspended: extinguish own free units before the first payment (a credit note after confirmation).
    function forgive(ReceivableId receivableId, uint128 units) external;

    /// @notice Buyer or supplier, not suspended: ask to void a confirmed receivable; nothing paid.
    function requestVoid(ReceivableId receivableId) external;

    /// @notice The other party, not suspended: void it; nothing paid, all units free with the supplier. Frees amount and fingerprint.
    function voidReceivable(Proposal calldata proposal) external;

    /// @notice Hand a holder its share of what has been paid in. Anyone may call; the money goes to the holder.
    /// @dev Of a settled receivable, a share below one minor unit is handed in for whoever completes a unit: answers
    /// zero then, and pays nothing.
    function redeem(ReceivableId receivableId, address holder) external returns (uint128 amount);

    /// @notice Collateral and Market only: move units out of custody, into custody, or in a sale.
    /// @param sender whose consent list entry counts at the receiver; zero when the receiver signed for it and the caller
    /// has made sure that it is active
    /// @return custodyBefore unpaid face in custody before and after; zero where custody is not touched
    function moveUnits(ReceivableId receivableId, address from, address to, uint128 units, address sender)
        external
        returns (uint128 custodyBefore, uint128 custodyAfter);

    /// @notice The receivable; all zero when unknown.
    function receivable(ReceivableId receivableId) external view returns (Receivable memory);

    /// @notice What a sale needs to know of a receivable (all zero when unknown).
    function saleTerms(ReceivableId receivableId)
        external
        view
        returns (
            ReceivableState state,
            uint56 outstanding,
            uint56 paid,
            uint40 maturity,
            uint16 cashId,
            uint64 moneyIn_
        );

    /// @notice Late interest as stored.
    function lateOf(ReceivableId receivableId) external view returns (Late memory);

    /// @notice Face and late interest paid so far; what a quote names.
    function moneyIn(ReceivableId receivableId) external view returns (uint128);

    /// @notice A holder's slot as stored.
    function holding(ReceivableId receivableId, address holder) external view returns (Holding memory);

    /// @notice Minor units that `redeem` would hand over now.
    function redeemable(ReceivableId receivableId, address holder) external view returns (uint128);

    /// @notice Unpaid face of the units that a holder has: units − floor(units × paid / outstanding).
    function unpaidFaceOf(ReceivableId receivableId, address holder) external view returns (uint128);

    /// @notice Minor units that `pay` would take at most now.
    function owed(ReceivableId receivableId) external view returns (uint128);

    /// @notice Account that owes the receivable; zero when unknown.
    function obligorOf(ReceivableId receivableId) external view returns (address);

    /// @notice Whether `receiver` takes units from `sender`.
    function consents(address receiver, address sender) external view returns (bool);

    /// @notice hash(orderId, occupancy key, face, gross, maturity, root, n)
    function receivableIdOf(Proposal calldata proposal, address supplier) external view returns (ReceivableId);
}
