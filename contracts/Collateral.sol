// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "./interfaces/ICash.sol";
import {ICollateral} from "./interfaces/ICollateral.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReceivables} from "./interfaces/IReceivables.sol";
import {Batch} from "./libraries/Batch.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {OrderId, ReceivableId} from "./types/Ids.sol";
import {Roles} from "./types/Roles.sol";

/// @title Collateral: custody of the pledged orders' units (see ICollateral)
contract Collateral is ICollateral, Batch {
    IParticipants private immutable PARTICIPANTS;
    IOrders private immutable ORDERS;
    IReceivables private immutable RECEIVABLES;
    ILoans private immutable LOANS;
    IMarket private immutable MARKET;
    IFacilities private immutable FACILITIES;

    constructor(
        address participants,
        address orders,
        address receivables,
        address loans,
        address market,
        address facilities
    ) {
        FACILITIES = IFacilities(facilities);
        PARTICIPANTS = IParticipants(participants);
        ORDERS = IOrders(orders);
        RECEIVABLES = IReceivables(receivables);
        LOANS = ILoans(loans);
        MARKET = IMarket(market);
    }

    /// @inheritdoc ICollateral
    function releaseUnits(OrderId orderId, ReceivableId receivableId, uint128 units, address to) external {
        (uint40 maturity,,, address buyer) = _checked(orderId, receivableId, units);
        PARTICIPANTS.requireMayRelease(msg.sender, buyer);
        emit UnitsReleased(orderId, receivableId, to, units);
        (uint128 before, uint128 after_) = RECEIVABLES.moveUnits(receivableId, address(this), to, units, msg.sender);
        uint40 out = after_ == 0 && before != 0 ? maturity : 0;
        LOANS.changeCustody(orderId, before, after_, 0, out, true);
    }

    /// @inheritdoc ICollateral
    function depositUnits(OrderId orderId, ReceivableId receivableId, uint128 units) external {
        (uint40 maturity,, IReceivables.ReceivableState state,) = _checked(orderId, receivableId, units);
        if (!LOANS.account(orderId).pledged) revert Collateral_NotPledged(orderId);
        if (state != IReceivables.ReceivableState.CONFIRMED) revert Collateral_Settled(receivableId);
        emit UnitsDeposited(orderId, receivableId, units);
        (uint128 before, uint128 after_) =
            RECEIVABLES.moveUnits(receivableId, msg.sender, address(this), units, msg.sender);
        LOANS.changeCustody(orderId, before, after_, before == 0 ? maturity : 0, 0, false);
    }

    /// @inheritdoc ICollateral
    function sellPledged(OrderId orderId, IMarket.PurchaseQuote calldata quote, bytes calldata signature) external {
        (uint40 maturity, uint16 cashId,, address buyer) = _checked(orderId, quote.receivableId, quote.units);
        PARTICIPANTS.requireNotSuspended(buyer);
        emit PledgedSold(orderId, quote.receivableId, quote.buyerOfUnits, quote.units, quote.price);
        _sell(orderId, maturity, cashId, quote, signature, true);
    }

    /// @inheritdoc ICollateral
    function enforceSale(OrderId orderId, IMarket.PurchaseQuote calldata quote, bytes calldata signature) external {
        (uint40 maturity, uint16 cashId,) = _ofOrder(orderId, quote.receivableId, quote.units);
        ILoans.Account memory a = LOANS.account(orderId);
        (,, address financier,) = FACILITIES.scheduleFor(a.facilityNo, 0, address(0));
        if (msg.sender != financier) revert Collateral_NotFinancier(orderId, msg.sender, financier);
        if (a.defaultedAt == 0) revert Collateral_NotInDefault(orderId);
        if (PARTICIPANTS.affiliated(quote.buyerOfUnits, financier)) {
            revert Collateral_BuyerNotIndependent(quote.buyerOfUnits, financier);
        }
        emit EnforcementSold(orderId, quote.receivableId, quote.buyerOfUnits, quote.units, quote.price);
        _sell(orderId, maturity, cashId, quote, signature, false);
    }

    /// @dev Units against cash; the cash runs through the order's waterfall.
    function _sell(
        OrderId orderId,
        uint40 maturity,
        uint16 cashId,
        IMarket.PurchaseQuote calldata quote,
        bytes calldata signature,
        bool mustCover
    ) private {
        ReceivableId receivableId = quote.receivableId;
        (uint128 before, uint128 after_) = MARKET.takePledged(quote, signature, msg.sender);
        ILoans.Payout[] memory payouts = LOANS.collect(
            orderId,
            ReceivableId.unwrap(receivableId),
            quote.price,
            before,
            after_,
            after_ == 0 ? maturity : 0,
            mustCover
        );
        Payouts.settle(ICash(PARTICIPANTS.cashOf(cashId)), payouts);
    }

    /// @dev The caller is the order's supplier and the receivable is of this order.
    function _checked(OrderId orderId, ReceivableId receivableId, uint128 units)
        private
        view
        returns (uint40 maturity, uint16 cashId, IReceivables.ReceivableState state, address buyer)
    {
        (maturity, cashId, state) = _ofOrder(orderId, receivableId, units);
        address supplier;
        (buyer, supplier) = ORDERS.parties(orderId);
        if (supplier != msg.sender) revert Collateral_NotSupplier(orderId, msg.sender, supplier);
    }

    function _ofOrder(OrderId orderId, ReceivableId receivableId, uint128 units)
        private
        view
        returns (uint40 maturity, uint16 cashId, IReceivables.ReceivableState state)
    {
        if (units == 0) revert Collateral_ZeroUnits();
        IReceivables.Receivable memory row = RECEIVABLES.receivable(receivableId);
        if (row.orderId != orderId) revert Collateral_OrderDiffers(receivableId, orderId);
        return (row.maturity, row.cashId, row.state);
    }
}
