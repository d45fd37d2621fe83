// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IFingerprints} from "./interfaces/IFingerprints.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReceivables} from "./interfaces/IReceivables.sol";
import {Batch} from "./libraries/Batch.sol";
import {Holdings} from "./Holdings.sol";
import {OrderId, ReceivableId} from "./types/Ids.sol";
import {Claims} from "./libraries/Claims.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title Receivables: invoices that become confirmed payables (see IReceivables)
/// @dev Holdings and transfers are in Holdings.sol; this file proposes, confirms and pays.
contract Receivables is Holdings, Batch {
    IFingerprints private immutable FINGERPRINTS;
    ILoans private immutable LOANS;

    constructor(
        address participants,
        address fingerprints,
        address orders,
        address loans,
        address collateral,
        address market
    ) Holdings(participants, orders, collateral, market) {
        FINGERPRINTS = IFingerprints(fingerprints);
        LOANS = ILoans(loans);
    }

    /// @inheritdoc IReceivables
    function propose(Proposal calldata p, bytes calldata serviceSignature)
        external
        returns (ReceivableId receivableId)
    {
        PARTICIPANTS.requireActive(msg.sender, Roles.SUPPLIER);
        _checkProposal(p);
        bytes32 key =
            FINGERPRINTS.occupy(PARTICIPANTS.entityOf(msg.sender), p.fingerprint, p.gross, p.face, serviceSignature);
        receivableId = _idOf(p, key);
        Receivable storage row = _receivables[receivableId];
        if (row.state != ReceivableState.NONE) revert Receivables_AlreadyExists(receivableId, row.state);
        (address buyer, uint16 cashId, uint16 lateBps) = ORDERS.addProposed(p.orderId, msg.sender, p.face);
        row.orderId = p.orderId;
        row.face = uint56(p.face);
        row.maturity = p.maturity;
        row.cashId = cashId;
        row.lateBps = lateBps;
        row.state = ReceivableState.PROPOSED;
        emit Proposed(receivableId, p.orderId, msg.sender, buyer, key, cashId, lateBps, p);
    }

    /// @inheritdoc IReceivables
    function withdraw(Proposal calldata p) external {
        ReceivableId receivableId = _retire(p, msg.sender, false);
        _receivables[receivableId].state = ReceivableState.WITHDRAWN;
        emit Withdrawn(receivableId, p.orderId);
    }

    /// @inheritdoc IReceivables
    function reject(Proposal calldata p, uint16 reason) external {
        ReceivableId receivableId = _retire(p, msg.sender, true);
        _receivables[receivableId].state = ReceivableState.REJECTED;
        emit Rejected(receivableId, p.orderId, reason);
    }

    /// @inheritdoc IReceivables
    function confirm(ReceivableId receivableId, uint16 reasonCode) external {
        Receivable storage row = _known(receivableId);
        if (row.state != ReceivableState.PROPOSED) revert Receivables_StateForbids(receivableId, row.state);
        _checkMaturity(row.maturity);
        if (reasonCode == 0 && row.maturity > block.timestamp + Limits.LONG_TENOR_DAYS * 1 days) {
            revert Receivables_ReasonMissing(row.maturity, block.timestamp + Limits.LONG_TENOR_DAYS * 1 days);
        }
        OrderId orderId = row.orderId;
        uint56 face = row.face;
        (bool pledged, IOrders.OrderFacts memory facts) = ORDERS.confirmProposed(orderId, msg.sender, face);
        if (!pledged) PARTICIPANTS.requireActive(msg.sender, Roles.BUYER);
        row.state = ReceivableState.CONFIRMED;
        row.outstanding = face;
        address holder = pledged ? COLLATERAL : facts.supplier;
        emit Confirmed(receivableId, orderId, holder, msg.sender, face, row.maturity, reasonCode);
        _mint(receivableId, holder, face);
        if (pledged) LOANS.takeConfirmed(orderId, facts, face, row.maturity);
    }

    /// @inheritdoc IReceivables
    function pay(ReceivableId receivableId, uint128 amount) external returns (uint128 paidNow) {
        Receivable storage row = _known(receivableId);
        if (row.state != ReceivableState.CONFIRMED) revert Receivables_StateForbids(receivableId, row.state);
        uint56 before = row.paid;
        uint56 outstanding = row.outstanding;
        paidNow = amount < outstanding - before ? amount : outstanding - before;
        if (paidNow == 0) revert Receivables_ZeroAmount();
        row.paid = before + uint56(paidNow);
        if (row.paid == outstanding) row.state = ReceivableState.SETTLED;
        emit Paid(receivableId, msg.sender, paidNow, row.paid, outstanding);
        ICash cash = ICash(PARTICIPANTS.cashOf(row.cashId));
        cash.transferFrom(msg.sender, address(this), paidNow);
        _payCustody(receivableId, row, cash, before);
    }

    /// @inheritdoc IReceivables
    function redeem(ReceivableId receivableId, address holder) external returns (uint128 amount) {
        Receivable storage row = _known(receivableId);
        if (holder == COLLATERAL || holder == address(this)) revert Receivables_ReceiverIsSystem(holder);
        bool gathering;
        (amount, gathering) = _takeClaim(receivableId, row, holder);
        if (amount == 0) {
            if (gathering) return 0;
            revert Receivables_NothingToRedeem(receivableId, holder);
        }
        emit Redeemed(receivableId, holder, amount);
        ICash(PARTICIPANTS.cashOf(row.cashId)).settle(holder, amount);
    }

    /// @inheritdoc IReceivables
    function owed(ReceivableId receivableId) external view returns (uint128) {
        Receivable storage row = _receivables[receivableId];
        return row.state == ReceivableState.CONFIRMED ? row.outstanding - row.paid : 0;
    }

    /// @inheritdoc IReceivables
    function receivableIdOf(Proposal calldata p, address supplier) external view returns (ReceivableId) {
        return _idOf(p, FINGERPRINTS.keyOf(PARTICIPANTS.entityOf(supplier), p.fingerprint));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC6909).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    /// @dev The custody's share of what came in goes through the order's waterfall at once.
    function _payCustody(ReceivableId receivableId, Receivable storage row, ICash cash, uint256 paidBefore) private {
        uint256 units = _holdings[receivableId][COLLATERAL].units;
        if (units == 0) return;
        (uint128 share,) = _takeClaim(receivableId, row, COLLATERAL);
        bool settled = row.state == ReceivableState.SETTLED;
        ILoans.Payout[] memory payouts = LOANS.collect(
            row.orderId,
            ReceivableId.unwrap(receivableId),
            share,
            uint128(Claims.unpaidFaceCeil(units, paidBefore, row.outstanding)),
            uint128(Claims.unpaidFaceCeil(units, row.paid, row.outstanding)),
            settled ? row.maturity : 0,
            false
        );
        for (uint256 i; i < payouts.length; ++i) {
            cash.settle(payouts[i].to, payouts[i].amount);
        }
    }

    function _retire(Proposal calldata p, address by, bool byBuyer) private returns (ReceivableId receivableId) {
        (, address supplier) = ORDERS.parties(p.orderId);
        bytes32 key = FINGERPRINTS.keyOf(PARTICIPANTS.entityOf(supplier), p.fingerprint);
        receivableId = _idOf(p, key);
        Receivable storage row = _known(receivableId);
        if (row.state != ReceivableState.PROPOSED) revert Receivables_StateForbids(receivableId, row.state);
        ORDERS.removeProposed(p.orderId, by, byBuyer, p.face);
        FINGERPRINTS.free(key, p.face);
    }

    function _checkProposal(Proposal calldata p) private view {
        if (p.face == 0 || p.face > Limits.MAX_AMOUNT) {
            revert Receivables_FaceOutOfRange(p.face, Limits.MAX_AMOUNT);
        }
        if (p.face > p.gross) revert Receivables_FaceAboveGross(p.face, p.gross);
        _checkMaturity(p.maturity);
    }

    function _checkMaturity(uint40 maturity) private view {
        if (maturity % 1 days != 0) revert Receivables_MaturityNotWholeDay(maturity);
        uint256 latest = block.timestamp + Limits.MAX_TENOR_DAYS * 1 days;
        if (maturity <= block.timestamp || maturity > latest) {
            revert Receivables_MaturityOutOfRange(maturity, block.timestamp, latest);
        }
    }

    function _idOf(Proposal calldata p, bytes32 key) private pure returns (ReceivableId) {
        return ReceivableId.wrap(keccak256(abi.encode(p.orderId, key, p.face, p.gross, p.maturity, p.root, p.n)));
    }
}
