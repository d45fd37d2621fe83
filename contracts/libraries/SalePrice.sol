// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Limits} from "../types/Limits.sol";

/// @title SalePrice: price of a receivable before maturity
/// @notice finance.md, "Sale price of a receivable".
library SalePrice {
    /// @notice Straight discount: face − ceil(face·rate·days / (BPS·basis)); zero where nothing would be left.
    function straightFloor(uint256 face, uint256 rateBps, uint256 days_, uint256 basis)
        internal
        pure
        returns (uint256)
    {
        uint256 denominator = Limits.BPS * basis;
        uint256 discount = (face * rateBps * days_ + denominator - 1) / denominator;
        return discount < face ? face - discount : 0;
    }

    /// @notice To yield: floor(face·BPS·basis / (BPS·basis + rate·days)).
    function toYieldFloor(uint256 face, uint256 rateBps, uint256 days_, uint256 basis) internal pure returns (uint256) {
        uint256 denominator = Limits.BPS * basis;
        return face * denominator / (denominator + rateBps * days_);
    }
}
