// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title AccountRows: a loan account in two words
/// @dev Why words: a struct is written field by field, each a read and a write of its slot.
library AccountRows {
    /// @dev What every account has.
    struct Row {
        uint56 principal;
        int104 interest;
        uint40 accruedAt;
        uint16 rateBps;
        uint40 dueAt;
        // word 2
        uint32 facilityNo;
        uint8 version;
        bool pledged;
        uint56 custody;
        uint40 overSince;
        uint40 deliverBy;
        uint40 firstDrawAt;
        bool swept;
        bool hasTrouble;
    }

    /// @dev The same as stored, each field from the lowest bit in the order of Row.
    struct Words {
        uint256 debt;
        uint256 rest;
    }

    /// @notice Read into a row that there is already.
    function load(Words storage words, Row memory a) internal view {
        (uint256 debt, uint256 rest) = (words.debt, words.rest);
        a.principal = uint56(debt);
        a.interest = int104(uint104(debt >> 56));
        a.accruedAt = uint40(debt >> 160);
        a.rateBps = uint16(debt >> 200);
        a.dueAt = uint40(debt >> 216);
        a.facilityNo = uint32(rest);
        a.version = uint8(rest >> 32);
        a.pledged = uint8(rest >> 40) != 0;
        a.custody = uint56(rest >> 48);
        a.overSince = uint40(rest >> 104);
        a.deliverBy = uint40(rest >> 144);
        a.firstDrawAt = uint40(rest >> 184);
        a.swept = uint8(rest >> 224) != 0;
        a.hasTrouble = uint8(rest >> 232) != 0;
    }

    /// @notice Write both words.
    function store(Words storage words, Row memory a) internal {
        words.debt = uint256(a.principal) | (uint256(uint104(a.interest)) << 56) | (uint256(a.accruedAt) << 160)
            | (uint256(a.rateBps) << 200) | (uint256(a.dueAt) << 216);
        words.rest = uint256(a.facilityNo) | (uint256(a.version) << 32) | (a.pledged ? 1 << 40 : 0)
            | (uint256(a.custody) << 48) | (uint256(a.overSince) << 104) | (uint256(a.deliverBy) << 144)
            | (uint256(a.firstDrawAt) << 184) | (a.swept ? 1 << 224 : 0) | (a.hasTrouble ? 1 << 232 : 0);
    }
}
