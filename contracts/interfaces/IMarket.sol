// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ReceivableId} from "../types/Ids.sol";

/// @title Market: units against cash, at once
/// @notice Sale of a receivable's units without recourse against a quote signed by the buyer of the units, or by the
/// underwriter of its mandate (then held to the mandate's yield and budget).
/// @dev EIP-712 under this contract's domain; nonces are a bitmap of the buyer's of the units, whoever signs.
interface IMarket {
    /// @notice A signed offer to buy units.
    /// @param seller who may take it; zero for anyone, only under the buyer's own signature
    /// @param price whole price in minor units, 1 ≤ price ≤ unpaid face of the units
    /// @param moneyIn the receivable's moneyIn that the price assumes; any payment since voids the quote
    struct PurchaseQuote {
        address buyerOfUnits;
        address seller;
        ReceivableId receivableId;
        uint128 units;
        uint128 price;
        uint128 moneyIn;
        uint40 validUntil;
        uint256 nonce;
    }

    event Sold(
        ReceivableId indexed receivableId,
        address indexed seller,
        address indexed buyerOfUnits,
        uint128 units,
        uint128 price,
        address signer,
        uint256 nonce
    );
    event QuoteCancelled(address indexed signer, uint256 nonce);

    error Market_NotSeller(address caller, address seller);
    error Market_SellerOpen();
    error Market_QuoteExpired(uint40 validUntil, uint256 now_);
    error Market_SignatureInvalid(address buyerOfUnits, bytes32 digest);
    error Market_NonceUsed(address signer, uint256 nonce);
    error Market_MoneyCameIn(ReceivableId receivableId, uint256 quoted, uint256 now_);
    error Market_NotForSale(ReceivableId receivableId);
    error Market_PriceOutOfRange(uint256 price, uint256 unpaidFace);
    error Market_BuyerUnfunded(address buyerOfUnits, uint256 has, uint256 allowed, uint256 needs);
    error Market_ZeroUnits();
    error Market_OnlySister(address caller);

    /// @notice Holder: sell own units against a quote; units and cash change hands in this transaction.
    function sell(PurchaseQuote calldata quote, bytes calldata signature) external;

    /// @notice Collateral only: use a quote for units in custody on behalf of `seller`; pulls the price to Collateral.
    /// @return custodyBefore unpaid face of the receivable's units in custody before and after
    function takePledged(PurchaseQuote calldata quote, bytes calldata signature, address seller)
        external
        returns (uint128 custodyBefore, uint128 custodyAfter);

    /// @notice Signer, or the buyer of the units: void an unused quote of this nonce.
    function cancelQuote(uint256 nonce) external;

    /// @notice Whether a nonce is used in an account's name (as the buyer of the units) or cancelled by it. A quote serves
    /// only where this is false for its buyer and its signer.
    function nonceUsed(address account, uint256 nonce) external view returns (bool);

    /// @notice EIP-712 digest that the signer of a quote signs.
    function digestOf(PurchaseQuote calldata quote) external view returns (bytes32);
}
