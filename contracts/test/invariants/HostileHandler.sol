// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IFingerprints} from "../../interfaces/IFingerprints.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IParticipants} from "../../interfaces/IParticipants.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {EntityId, FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {PackedAmounts} from "../../types/Packed.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {OddToken} from "./OddToken.sol";
import {World} from "./World.sol";

/// @title HostileHandler: what nobody may, tried by everybody
contract HostileHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    /// @dev Somebody else tries what has just worked; what then works is for the ledger to judge.
    function tryAnothersCall(uint256 seed) external from(seed) {
        (,,,, uint256 n) = W.counts();
        if (n == 0) return;
        (address target, address caller, bytes memory data) =
            abi.decode(W.pastCalls(_rand(n)), (address, address, bytes));
        address who = _anyActor();
        if (who != caller) _call(who, target, data, "another's call");
    }

    /// @dev The same call once more by the same party: signatures, quotes, receipts, proposals, versions.
    function tryAgain(uint256 seed) external from(seed) {
        (,,,, uint256 n) = W.counts();
        if (n == 0) return;
        (address target, address caller, bytes memory data) =
            abi.decode(W.pastCalls(_rand(n)), (address, address, bytes));
        bool ok = _call(caller, target, data, "the same call again");
        bytes4 what = bytes4(data);
        bool once = what == IMarket.sell.selector || what == IFacilities.acceptTerms.selector
            || what == IOrders.place.selector || what == IOrders.placeSigned.selector
            || what == ILoans.openAndDraw.selector || what == IReceivables.confirm.selector
            || what == IReceivables.propose.selector || what == IReceivables.voidReceivable.selector;
        LEDGER.note(18, !ok || !once, "what may happen once happened twice");
    }

    /// @dev Functions that only a sister contract may call.
    function poseAsSister(uint256 seed) external from(seed) {
        address who = _anyActor();
        (OrderId id, ReceivableId rid) = (_orderThat(_isPledged), _receivableThat(_isConfirmed));
        IOrders.PackedFacts memory facts = ORDERS.packedFacts(id);
        facts.amounts = PackedAmounts.wrap(PackedAmounts.unwrap(facts.amounts) + (1e12 << 128));
        address[16] memory targets;
        bytes[16] memory data;
        for (uint256 i; i < 16; ++i) {
            targets[i] = i < 5 ? address(LOANS) : i < 9 ? address(ORDERS) : address(FACILITIES);
        }
        data[0] = abi.encodeCall(ILoans.syncWith, (id, facts));
        data[1] = abi.encodeCall(ILoans.takeConfirmed, (id, facts, 1e9, uint40(block.timestamp + 9 days)));
        data[2] = abi.encodeCall(ILoans.changeCustody, (id, 0, 1e9, 0, 0, false));
        data[3] = abi.encodeCall(ILoans.collect, (id, bytes32(0), 1, 0, 0, 0, false));
        data[4] = abi.encodeCall(ILoans.subrogate, (id, who, 1));
        data[5] = abi.encodeCall(IOrders.addProposed, (id, who, 1));
        data[6] = abi.encodeCall(IOrders.removeProposed, (id, who, true, 1));
        data[7] = abi.encodeCall(IOrders.voidConfirmed, (id, 1));
        data[8] = abi.encodeCall(IOrders.setPledged, (id, false));
        FacilityId facilityId = _anyFacility();
        data[9] = abi.encodeCall(IFacilities.reserve, (facilityId, 1, who, 1));
        data[10] = abi.encodeCall(IFacilities.free, (facilityId, who, 1));
        data[11] = abi.encodeCall(IFacilities.noteDefault, (1, true));
        data[12] = abi.encodeCall(IFacilities.spend, (W.financiers(0), 1, 1, 1, uint40(block.timestamp)));
        (targets[13], data[13]) =
        (address(RECEIVABLES), abi.encodeCall(IReceivables.moveUnits, (rid, _aHolder(rid), who, 1, who)));
        (targets[14], data[14]) = (address(PARTICIPANTS), abi.encodeCall(IParticipants.addOverdue, (who)));
        bytes32 key = LEDGER.book(rid).key;
        (targets[15], data[15]) = (address(FINGERPRINTS), abi.encodeCall(IFingerprints.free, (key, 1)));
        uint256 which = _rand(16);
        bool ok = _call(who, targets[which], data[which], "posing as a sister");
        LEDGER.note(12, !ok, "a stranger did what only a sister may");
    }

    /// @dev The operator's rights in other hands; administrative ones even in the operator's, without an announcement.
    function poseAsOperator(uint256 seed) external from(seed) {
        address who = _anyActor();
        address participants = address(PARTICIPANTS);
        bytes[6] memory data;
        data[0] = abi.encodeCall(IParticipants.suspend, (W.buyers(0), 1));
        data[1] = abi.encodeCall(IParticipants.pause, ());
        data[2] = abi.encodeCall(IParticipants.listCash, (address(CASH)));
        data[3] = abi.encodeCall(IFingerprints.setService, (who));
        data[4] = abi.encodeCall(IAccessManager.grantRole, (0, who, 0));
        data[5] = abi.encodeCall(IAccessManager.setTargetFunctionRole, (participants, new bytes4[](1), 1));
        uint256 which = _rand(6);
        address target = which < 3 ? participants : which == 3 ? address(FINGERPRINTS) : address(AUTHORITY);
        if (which < 2 && who == W.operator()) return;
        bool ok = _call(who, target, data[which], "posing as the operator");
        LEDGER.note(12, !ok, "a stranger did what only the operator may");
    }

    /// @dev A token of another directory, or that is no token of a bank at all, is refused at wiring.
    function listOddToken(uint256 seed) external from(seed) {
        OddToken odd = new OddToken(_oneIn(2) ? address(this) : address(CASH));
        bytes memory data = abi.encodeCall(IParticipants.listCash, (address(odd)));
        bytes memory schedule = abi.encodeCall(IAccessManager.schedule, (address(PARTICIPANTS), data, 0));
        _call(W.operator(), address(AUTHORITY), schedule, "Authority.schedule");
        bool ok = _call(W.operator(), address(PARTICIPANTS), data, "an odd token");
        LEDGER.note(8, !ok, "a foreign token was listed");
    }

    /// @dev Money is left on a contract of the deployment, so that it would hold what it owes nobody.
    function donate(uint256 seed) external from(seed) {
        address who = _anyActor();
        address[6] memory to =
            [address(RECEIVABLES), address(LOANS), address(COLLATERAL), address(MARKET), address(POOL), address(CASH)];
        bytes memory data = abi.encodeWithSignature("transfer(address,uint256)", to[_rand(6)], 1 + _rand(9));
        bool ok = _call(who, address(CASH), data, "a donation");
        LEDGER.note(8, !ok, "a donation reached a contract that does not book it");
    }
}
