// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title Claims: what each holder of a receivable's units may take of the money paid in
/// @notice finance.md, "Holders of a receivable". A claim is in minor units × units outstanding; amounts below 2^56
/// keep it below 2^112.
library Claims {
    /// @notice Claim after a touch: claim + units × (moneyIn − seen).
    function touched(uint256 claim, uint256 units, uint256 seen, uint256 moneyIn) internal pure returns (uint256) {
        unchecked {
            return claim + units * (moneyIn - seen);
        }
    }

    /// @notice Minor units payable: floor(claim / outstanding).
    function payableFloor(uint256 claim, uint256 outstanding) internal pure returns (uint256) {
        return outstanding == 0 ? 0 : claim / outstanding;
    }

    /// @notice Unpaid face of `units`: units − floor(units × paid / outstanding).
    function unpaidFaceCeil(uint256 units, uint256 paid, uint256 outstanding) internal pure returns (uint256) {
        unchecked {
            return outstanding == 0 ? 0 : units - units * paid / outstanding;
        }
    }
}
