// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @dev What an account may do, as bits; one account may hold several (a tier-1 supplier is a buyer to tier 2).
library Roles {
    uint16 internal constant BUYER = 1 << 0;
    uint16 internal constant SUPPLIER = 1 << 1;
    uint16 internal constant FINANCIER = 1 << 2;
    uint16 internal constant GUARANTOR = 1 << 3;
    uint16 internal constant ATTESTOR = 1 << 4;
    uint16 internal constant BANK = 1 << 5;
    uint16 internal constant AUDITOR = 1 << 6;
    /// Any role at all: a participant, whatever it does.
    uint16 internal constant ANY = (1 << 7) - 1;
    /// A contract of this deployment: set once, in the constructor of Participants, never by an operator.
    uint16 internal constant SYSTEM = 1 << 15;
}
