// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {OrderId, ReceivableId} from "../types/Ids.sol";
import {IMarket} from "./IMarket.sol";

/// @title Collateral: custody of the pledged orders' units
/// @notice Confirmed units of a pledged order live here. The supplier may release what the loan does not need, put
/// units in, or sell pledged units with the proceeds running through the waterfall.
/// @dev A receivable belongs to one order, so this contract's holding of it is that order's custody (INV-17).
interface ICollateral {
    event UnitsReleased(OrderId indexed orderId, ReceivableId indexed receivableId, address indexed to, uint128 units);
    event UnitsDeposited(OrderId indexed orderId, ReceivableId indexed receivableId, uint128 units);
    event PledgedSold(
        OrderId indexed orderId,
        ReceivableId indexed receivableId,
        address indexed buyerOfUnits,
        uint128 units,
        uint128 price
    );

    event EnforcementSold(
        OrderId indexed orderId,
        ReceivableId indexed receivableId,
        address indexed buyerOfUnits,
        uint128 units,
        uint128 price
    );

    error Collateral_NotFinancier(OrderId orderId, address caller, address financier);
    error Collateral_NotInDefault(OrderId orderId);
    error Collateral_BuyerNotIndependent(address buyerOfUnits, address financier);
    error Collateral_NotSupplier(OrderId orderId, address caller, address supplier);
    error Collateral_OrderDiffers(ReceivableId receivableId, OrderId orderId);
    error Collateral_NotPledged(OrderId orderId);
    error Collateral_ZeroUnits();
    error Collateral_Settled(ReceivableId receivableId);

    /// @notice Supplier: move units out of custody to `to` (itself, or whom it pays with them). The buyer is not suspended;
    /// a debt that is left is neither past due, in default nor over-advanced.
    function releaseUnits(OrderId orderId, ReceivableId receivableId, uint128 units, address to) external;

    /// @notice Supplier: move own units of the order into custody.
    function depositUnits(OrderId orderId, ReceivableId receivableId, uint128 units) external;

    /// @notice Supplier: sell units in custody against a signed quote; the price runs through the waterfall. The buyer is
    /// not suspended; a debt that is left is neither past due, in default nor over-advanced.
    function sellPledged(OrderId orderId, IMarket.PurchaseQuote calldata quote, bytes calldata signature) external;

    /// @notice Financier, after default: sell units in custody to somebody outside its own group; the price runs through
    /// the waterfall. Never forfeiture: the financier cannot take the units itself.
    function enforceSale(OrderId orderId, IMarket.PurchaseQuote calldata quote, bytes calldata signature) external;
}
