// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {PackedHolding} from "../types/Packed.sol";

/// @title HoldingWords: a holder's units, the money it has seen and its claim in one word
/// @dev Why a word: a struct of one slot is written field by field, each a read and a write of the slot.
library HoldingWords {
    function pack(uint256 units_, uint256 seen_, uint256 claim_) internal pure returns (PackedHolding) {
        return PackedHolding.wrap(uint256(uint64(units_)) | (uint256(uint64(seen_)) << 64) | (claim_ << 128));
    }

    function units(PackedHolding packed) internal pure returns (uint64) {
        return uint64(PackedHolding.unwrap(packed));
    }

    function seen(PackedHolding packed) internal pure returns (uint64) {
        return uint64(PackedHolding.unwrap(packed) >> 64);
    }

    function claim(PackedHolding packed) internal pure returns (uint128) {
        return uint128(PackedHolding.unwrap(packed) >> 128);
    }
}
