// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title Waterfall: how a payment is laid on a debt
/// @notice finance.md, "Waterfall": penalty → interest → principal and subrogated claim in proportion → residual.
/// The parts sum to the whole (INV-07).
library Waterfall {
    /// @notice Parts of one payment, minor units.
    struct Split {
        uint256 penalty;
        uint256 interest;
        uint256 principal;
        uint256 subrogated;
        uint256 residual;
    }

    /// @notice Lay `amount` on what is owed.
    /// @dev Of x for principal p and subrogated claim g the guarantor gets floor(x·g/(p+g)), the financier the rest.
    function split(uint256 amount, uint256 owedPenalty, uint256 owedInterest, uint256 principal, uint256 subrogated)
        internal
        pure
        returns (Split memory parts)
    {
        unchecked {
            parts.penalty = amount < owedPenalty ? amount : owedPenalty;
            amount -= parts.penalty;
            parts.interest = amount < owedInterest ? amount : owedInterest;
            amount -= parts.interest;
            uint256 debt = principal + subrogated;
            uint256 repaid = amount < debt ? amount : debt;
            if (subrogated != 0) parts.subrogated = repaid * subrogated / debt;
            parts.principal = repaid - parts.subrogated;
            parts.residual = amount - repaid;
        }
    }
}
