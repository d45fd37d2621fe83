// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IFingerprints} from "../../interfaces/IFingerprints.sol";
import {IParticipants} from "../../interfaces/IParticipants.sol";
import {EntityId} from "../../types/Ids.sol";
import {Roles} from "../../types/Roles.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";

/// @title OperatorHandler: admits, renews, suspends, reinstates, pauses; announces and executes administrative calls
contract OperatorHandler is Handler {
    bytes private _announced;
    address private _announcedAt;

    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    function admit(uint256 seed) external from(seed) {
        address who = address(uint160(1e6 + _rand(100)));
        EntityId entity = EntityId.wrap(bytes14(_hash()));
        bytes memory data = abi.encodeCall(
            IParticipants.admit,
            (who, entity, uint64(_rand(3)), Roles.AUDITOR, uint40(block.timestamp + 1 + _rand(400 days)), 0, 0)
        );
        _call(W.operator(), address(PARTICIPANTS), data, "Participants.admit");
    }

    /// @dev Whoever has lapsed comes first. Now and then somebody joins a group, and leaves it again.
    function renew(uint256 seed) external from(seed) {
        _renew();
        _renew();
    }

    function suspend(uint256 seed) external from(seed) {
        if (!_oneIn(4)) return _reinstate();
        address who = _anyActor();
        bytes memory data = abi.encodeCall(IParticipants.suspend, (who, 1));
        _call(W.operator(), address(PARTICIPANTS), data, "Participants.suspend");
    }

    function reinstate(uint256 seed) external from(seed) {
        _reinstate();
    }

    function pause(uint256 seed) external from(seed) {
        if (!_oneIn(6)) return _unpause();
        bytes memory data = abi.encodeCall(IParticipants.pause, ());
        _call(W.operator(), address(PARTICIPANTS), data, "Participants.pause");
    }

    function unpause(uint256 seed) external from(seed) {
        _unpause();
    }

    /// @dev What can hurt is announced two days ahead; executed too early it is refused.
    function administer(uint256 seed) external from(seed) {
        address target = address(FINGERPRINTS);
        if (_announced.length == 0) {
            _announced = _oneIn(2)
                ? abi.encodeCall(IFingerprints.setService, (W.service()))
                : abi.encodeCall(IFingerprints.setWriter, (address(uint160(1 + _rand(9))), true));
            _announcedAt = target;
            bytes memory data = abi.encodeCall(IAccessManager.schedule, (target, _announced, 0));
            _call(W.operator(), address(AUTHORITY), data, "Authority.schedule");
            return;
        }
        bytes32 what = AUTHORITY.hashOperation(W.operator(), target, _announced);
        uint48 from_ = AUTHORITY.getSchedule(what);
        bytes memory act = abi.encodeCall(IAccessManager.execute, (target, _announced));
        if (_oneIn(5)) act = abi.encodeCall(IAccessManager.cancel, (W.operator(), target, _announced));
        bool ok = _call(W.operator(), address(AUTHORITY), act, "Authority.execute or cancel");
        bool early = from_ == 0 || block.timestamp < from_;
        LEDGER.note(0, !ok || !early || bytes4(act) == IAccessManager.cancel.selector, "executed before its time");
        if (ok || from_ == 0) delete _announced;
    }

    function _renew() private {
        address who = _anyActor();
        IParticipants.Participant memory p = PARTICIPANTS.participant(who);
        for (uint256 i; i < 3 && (p.roles == 0 || p.validUntil >= block.timestamp); ++i) {
            who = _anyActor();
            p = PARTICIPANTS.participant(who);
        }
        uint64 group = _oneIn(12) ? 77 : 0;
        uint40 until = uint40(block.timestamp + 300 days + _rand(600 days));
        bytes memory data = abi.encodeCall(IParticipants.renew, (who, group, p.roles, until, 0, 0));
        _call(W.operator(), address(PARTICIPANTS), data, "Participants.renew");
    }

    function _reinstate() private {
        address who = _anyActor();
        for (uint256 i; i < 4 && !PARTICIPANTS.participant(who).suspended; ++i) {
            who = _anyActor();
        }
        if (!PARTICIPANTS.participant(who).suspended && !_oneIn(10)) return;
        bytes memory data = abi.encodeCall(IParticipants.reinstate, (who));
        _call(W.operator(), address(PARTICIPANTS), data, "Participants.reinstate");
    }

    function _unpause() private {
        bytes memory data = abi.encodeCall(IParticipants.unpause, ());
        if (PARTICIPANTS.paused() || _oneIn(6)) {
            _call(W.operator(), address(PARTICIPANTS), data, "Participants.unpause");
        }
    }
}
