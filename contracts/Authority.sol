// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title Authority: the operator's rights
/// @notice Who may admit, renew, suspend, reinstate and pause (Participants) and name the fingerprint service and its
/// writers (Fingerprints). Nothing else asks it: no right here reaches a party's orders, debts or money.
contract Authority is AccessManager {
    constructor(address initialAdmin) AccessManager(initialAdmin) {}
}
