// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {PackedAmounts, PackedTerms} from "../types/Packed.sol";

/// @title Facts: what Orders tells its sisters of an order, in two words
/// @notice The layouts are in types/Packed.sol; every part is bounded where it enters, so that none spills.
/// @dev Why words: four of them pass between contracts where IOrders.OrderFacts takes ten, each checked at both ends.
library Facts {
    function packTerms(address buyer_, uint16 cashId_, uint16 paymentTermDays_, uint40 deliverBy_)
        internal
        pure
        returns (PackedTerms)
    {
        return PackedTerms.wrap(
            uint256(uint160(buyer_)) | (uint256(cashId_) << 160) | (uint256(paymentTermDays_) << 176)
                | (uint256(deliverBy_) << 192)
        );
    }

    function packAmounts(uint256 inOpen, uint256 inTransit, uint256 inReceived, uint256 disputed_)
        internal
        pure
        returns (PackedAmounts)
    {
        return PackedAmounts.wrap(inOpen | (inTransit << 64) | (inReceived << 128) | (disputed_ << 192));
    }

    function buyer(PackedTerms packed) internal pure returns (address) {
        return address(uint160(PackedTerms.unwrap(packed)));
    }

    function cashId(PackedTerms packed) internal pure returns (uint16) {
        return uint16(PackedTerms.unwrap(packed) >> 160);
    }

    function paymentTermDays(PackedTerms packed) internal pure returns (uint16) {
        return uint16(PackedTerms.unwrap(packed) >> 176);
    }

    function deliverBy(PackedTerms packed) internal pure returns (uint40) {
        return uint40(PackedTerms.unwrap(packed) >> 192);
    }

    /// @notice f0, f1, f2 into an array that there is already.
    function stagesInto(PackedAmounts packed, uint256[4] memory f) internal pure {
        uint256 word = PackedAmounts.unwrap(packed);
        f[0] = uint64(word);
        f[1] = uint64(word >> 64);
        f[2] = uint64(word >> 128);
    }

    /// @notice f2: received, neither returned nor confirmed.
    function received(PackedAmounts packed) internal pure returns (uint64) {
        return uint64(PackedAmounts.unwrap(packed) >> 128);
    }

    /// @notice With f2 smaller by `amount`, which is at most f2.
    function lessReceived(PackedAmounts packed, uint128 amount) internal pure returns (PackedAmounts) {
        unchecked {
            return PackedAmounts.wrap(PackedAmounts.unwrap(packed) - (uint256(amount) << 128));
        }
    }

    function disputed(PackedAmounts packed) internal pure returns (uint64) {
        return uint64(PackedAmounts.unwrap(packed) >> 192);
    }
}
