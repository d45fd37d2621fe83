// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "./interfaces/ICash.sol";
import {ICollateral} from "./interfaces/ICollateral.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReceivables} from "./interfaces/IReceivables.sol";
import {OrderId, ReceivableId} from "./types/Ids.sol";
import {Roles} from "./types/Roles.sol";

/// @title Collateral: custody of the pledged orders' units (see ICollateral)
contract Collateral is ICollateral {
    IParticipants private immutable PARTICIPANTS;
    IOrders private immutable ORDERS;
    IReceivables private immutable RECEIVABLES;
    ILoans private immutable LOANS;
    IMarket private immutable MARKET;

    constructor(address participants, address orders, address receivables, address loans, address market) {
        PARTICIPANTS = IParticipants(participants);
        ORDERS = IOrders(orders);
        RECEIVABLES = IReceivables(receivables);
        LOANS = ILoans(loans);
        MARKET = IMarket(market);
    }

    /// @inheritdoc ICollateral
    function releaseUnits(OrderId orderId, ReceivableId receivableId, uint128 units, address to) external {
        IReceivables.Receivable memory row = _checked(orderId, receivableId, units);
        PARTICIPANTS.requireStanding(msg.sender, Roles.SUPPLIER);
        emit UnitsReleased(orderId, receivableId, to, units);
        uint128 before = RECEIVABLES.unpaidFaceOf(receivableId, address(this));
        RECEIVABLES.moveUnits(receivableId, address(this), to, units, msg.sender);
        uint128 after_ = RECEIVABLES.unpaidFaceOf(receivableId, address(this));
        uint40 out = after_ == 0 && before != 0 ? row.maturity : 0;
        LOANS.changeCustody(orderId, before, after_, 0, out, true);
    }

    /// @inheritdoc ICollateral
    function depositUnits(OrderId orderId, ReceivableId receivableId, uint128 units) external {
        IReceivables.Receivable memory row = _checked(orderId, receivableId, units);
        if (!LOANS.account(orderId).pledged) revert Collateral_NotPledged(orderId);
        if (row.state != IReceivables.ReceivableState.CONFIRMED) revert Collateral_Settled(receivableId);
        emit UnitsDeposited(orderId, receivableId, units);
        uint128 before = RECEIVABLES.unpaidFaceOf(receivableId, address(this));
        RECEIVABLES.moveUnits(receivableId, msg.sender, address(this), units, msg.sender);
        uint128 after_ = RECEIVABLES.unpaidFaceOf(receivableId, address(this));
        LOANS.changeCustody(orderId, before, after_, before == 0 ? row.maturity : 0, 0, false);
    }

    /// @inheritdoc ICollateral
    function sellPledged(OrderId orderId, IMarket.PurchaseQuote calldata quote, bytes calldata signature) external {
        ReceivableId receivableId = quote.receivableId;
        IReceivables.Receivable memory row = _checked(orderId, receivableId, quote.units);
        emit PledgedSold(orderId, receivableId, quote.buyerOfUnits, quote.units, quote.price);
        uint128 before = RECEIVABLES.unpaidFaceOf(receivableId, address(this));
        MARKET.takePledged(quote, signature, msg.sender);
        uint128 after_ = RECEIVABLES.unpaidFaceOf(receivableId, address(this));
        ILoans.Payout[] memory payouts = LOANS.collect(
            orderId,
            ReceivableId.unwrap(receivableId),
            quote.price,
            before,
            after_,
            after_ == 0 ? row.maturity : 0,
            true
        );
        ICash cash = ICash(PARTICIPANTS.cashOf(row.cashId));
        for (uint256 i; i < payouts.length; ++i) {
            cash.settle(payouts[i].to, payouts[i].amount);
        }
    }

    /// @dev The caller is the order's supplier and the receivable is of this order.
    function _checked(OrderId orderId, ReceivableId receivableId, uint128 units)
        private
        view
        returns (IReceivables.Receivable memory row)
    {
        if (units == 0) revert Collateral_ZeroUnits();
        row = RECEIVABLES.receivable(receivableId);
        if (row.orderId != orderId) revert Collateral_OrderDiffers(receivableId, orderId);
        (, address supplier) = ORDERS.parties(orderId);
        if (supplier != msg.sender) revert Collateral_NotSupplier(orderId, msg.sender, supplier);
    }
}
