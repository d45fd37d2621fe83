// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @dev Marks of a receivable, as bits.
library Flags {
    /// Flagged as matured and unpaid; counts against its buyer.
    uint8 internal constant OVERDUE = 1 << 0;
    uint8 internal constant VOID_BY_BUYER = 1 << 1;
    uint8 internal constant VOID_BY_SUPPLIER = 1 << 2;
    /// Late interest was paid: the slot of Late is in use.
    uint8 internal constant LATE = 1 << 3;
}
