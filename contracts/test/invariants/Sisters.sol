// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ICash} from "../../interfaces/ICash.sol";
import {ICollateral} from "../../interfaces/ICollateral.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IFingerprints} from "../../interfaces/IFingerprints.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IParticipants} from "../../interfaces/IParticipants.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {World} from "./World.sol";

/// @title Sisters: the contracts of a world as immutables
/// @dev Asking the world for each of them at every call cost half of a campaign's time.
abstract contract Sisters {
    World internal immutable W;
    IAccessManager internal immutable AUTHORITY;
    IParticipants internal immutable PARTICIPANTS;
    IFingerprints internal immutable FINGERPRINTS;
    IOrders internal immutable ORDERS;
    IReceivables internal immutable RECEIVABLES;
    IFacilities internal immutable FACILITIES;
    ILoans internal immutable LOANS;
    ICollateral internal immutable COLLATERAL;
    IMarket internal immutable MARKET;
    IGuaranteePool internal immutable POOL;
    ICash internal immutable CASH;

    constructor(World world) {
        W = world;
        AUTHORITY = world.authority();
        PARTICIPANTS = world.participants();
        FINGERPRINTS = world.fingerprints();
        ORDERS = world.orders();
        RECEIVABLES = world.receivables();
        FACILITIES = world.facilities();
        LOANS = world.loans();
        COLLATERAL = world.collateral();
        MARKET = world.market();
        POOL = world.pool();
        CASH = world.cash();
    }
}
