// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {EntityId} from "./types/Ids.sol";
import {Roles} from "./types/Roles.sol";

/// @title Participants: who may take part (see IParticipants)
contract Participants is IParticipants, AccessManaged {
    address private immutable RECEIVABLES;

    mapping(address account => Participant) private _participants;
    mapping(uint16 cashId => address) private _cash;
    mapping(address cash => uint16) private _cashIds;
    bool private _paused;
    uint16 private _cashCount;

    /// @param authority AccessManager of the operator's rights
    /// @param receivables the only contract that counts overdue payables
    /// @param system the contracts of this deployment; they may hold cash, and are never participants otherwise
    constructor(address authority, address receivables, address[] memory system) AccessManaged(authority) {
        RECEIVABLES = receivables;
        for (uint256 i; i < system.length; ++i) {
            _participants[system[i]].roles = Roles.SYSTEM;
        }
    }

    modifier onlyReceivables() {
        if (msg.sender != RECEIVABLES) revert Participants_OnlySister(msg.sender);
        _;
    }

    /// @inheritdoc IParticipants
    function admit(
        address account,
        EntityId entityId,
        uint64 groupId,
        uint16 roles,
        uint40 validUntil,
        bytes32 profile,
        bytes32 encryptionKey
    ) external restricted {
        Participant storage row = _participants[account];
        if (row.roles != 0) revert Participants_AlreadyAdmitted(account);
        if (_cashIds[account] != 0) revert Participants_CashAlreadyListed(account, _cashIds[account]);
        if (EntityId.unwrap(entityId) == 0) revert Participants_EntityMissing(account);
        row.entityId = entityId;
        _describe(row, groupId, roles, validUntil);
        emit Admitted(account, entityId, groupId, roles, validUntil, profile, encryptionKey);
    }

    /// @inheritdoc IParticipants
    function renew(
        address account,
        uint64 groupId,
        uint16 roles,
        uint40 validUntil,
        bytes32 profile,
        bytes32 encryptionKey
    ) external restricted {
        _describe(_admitted(account), groupId, roles, validUntil);
        emit Renewed(account, groupId, roles, validUntil, profile, encryptionKey);
    }

    /// @inheritdoc IParticipants
    function suspend(address account, uint16 reason) external restricted {
        Participant storage row = _admitted(account);
        if (row.suspended) revert Participants_Suspended(account);
        row.suspended = true;
        emit Suspended(account, reason);
    }

    /// @inheritdoc IParticipants
    function reinstate(address account) external restricted {
        Participant storage row = _admitted(account);
        if (!row.suspended) revert Participants_NotSuspended(account);
        row.suspended = false;
        emit Reinstated(account);
    }

    /// @inheritdoc IParticipants
    function listCash(address cash) external restricted returns (uint16 cashId) {
        if (_cashIds[cash] != 0) revert Participants_CashAlreadyListed(cash, _cashIds[cash]);
        _requireOwnDirectory(cash);
        if (_participants[cash].roles != 0) revert Participants_AlreadyAdmitted(cash);
        cashId = _cashCount;
        if (cashId == type(uint16).max) revert Participants_TooManyCash(cashId);
        _cashCount = ++cashId;
        _cash[cashId] = cash;
        _cashIds[cash] = cashId;
        emit CashListed(cashId, cash, ICash(cash).currency());
    }

    /// @inheritdoc IParticipants
    function addOverdue(address account) external onlyReceivables {
        uint16 overdue = _participants[account].overdue;
        if (overdue == type(uint16).max) revert Participants_TooManyOverdue(account, overdue);
        _setOverdue(account, overdue + 1);
    }

    /// @inheritdoc IParticipants
    function removeOverdue(address account) external onlyReceivables {
        _setOverdue(account, _participants[account].overdue - 1);
    }

    /// @inheritdoc IParticipants
    function pause() external restricted {
        requireNotPaused();
        _paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc IParticipants
    function unpause() external restricted {
        if (!_paused) revert Participants_NotPaused();
        _paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc IParticipants
    function requireActive(address account, uint16 role) external view returns (EntityId) {
        requireNotPaused();
        return _requireStanding(account, role).entityId;
    }

    /// @inheritdoc IParticipants
    function requireActivePair(address a, uint16 roleA, address b, uint16 roleB) external view returns (bool) {
        requireNotPaused();
        return _related(_requireStanding(a, roleA), _requireStanding(b, roleB));
    }

    /// @inheritdoc IParticipants
    function requireActiveParties(address supplier, address buyer, address financier, bool drawing, uint16 cashId)
        external
        view
        returns (bool affiliates, address cash)
    {
        requireNotPaused();
        Participant storage s = _requireStanding(supplier, Roles.SUPPLIER);
        Participant storage b = _requireStanding(buyer, Roles.BUYER);
        Participant storage f = drawing ? _requireStanding(financier, Roles.FINANCIER) : _participants[financier];
        affiliates = _anyRelated(b, s, f);
        if (cashId != 0) cash = _cash[cashId];
    }

    /// @inheritdoc IParticipants
    function requireTraders(address buyer, address supplier, address cash)
        external
        view
        returns (EntityId entityId, uint16 cashId)
    {
        requireNotPaused();
        entityId = _requireStanding(buyer, Roles.BUYER).entityId;
        _requireStanding(supplier, Roles.SUPPLIER);
        cashId = _cashIds[cash];
    }

    /// @inheritdoc IParticipants
    function requireAttestor(address attestor, address buyer, address supplier) external view returns (bool) {
        requireNotPaused();
        Participant storage row = _requireStanding(attestor, Roles.ATTESTOR);
        return !_related(row, _participants[buyer]) && !_related(row, _participants[supplier]);
    }

    /// @inheritdoc IParticipants
    function requireStandingPair(address a, address b) external view {
        _requireStanding(a, Roles.ANY);
        _requireStanding(b, Roles.ANY);
    }

    /// @inheritdoc IParticipants
    function requireStanding(address account, uint16 role) external view {
        _requireStanding(account, role);
    }

    /// @inheritdoc IParticipants
    function requireNotSuspended(address account) external view {
        if (_participants[account].suspended) revert Participants_Suspended(account);
    }

    /// @inheritdoc IParticipants
    function requireMayRelease(address supplier, address buyer) external view {
        _requireStanding(supplier, Roles.SUPPLIER);
        if (_participants[buyer].suspended) revert Participants_Suspended(buyer);
    }

    /// @inheritdoc IParticipants
    function requireMayConfirm(address buyer, bool intoCustody) external view {
        uint16 overdue = _participants[buyer].overdue;
        if (overdue != 0) revert Participants_Overdue(buyer, overdue);
        if (intoCustody) return;
        requireNotPaused();
        _requireStanding(buyer, Roles.BUYER);
    }

    /// @inheritdoc IParticipants
    function requireNotPaused() public view {
        if (_paused) revert Participants_Paused();
    }

    /// @inheritdoc IParticipants
    function participant(address account) external view returns (Participant memory) {
        return _participants[account];
    }

    /// @inheritdoc IParticipants
    function entityOf(address account) external view returns (EntityId) {
        return _participants[account].entityId;
    }

    /// @inheritdoc IParticipants
    function receiverKind(address account) external view returns (ReceiverKind) {
        Participant storage row = _participants[account];
        if (row.roles == 0) return ReceiverKind.STRANGER;
        if (row.roles == Roles.SYSTEM) return ReceiverKind.SYSTEM;
        return row.suspended ? ReceiverKind.SUSPENDED : ReceiverKind.RECEIVER;
    }

    /// @inheritdoc IParticipants
    function standing(address buyer, address supplier, address financier)
        external
        view
        returns (bool buyerSuspended, bool supplierSuspended, bool affiliates)
    {
        Participant storage b = _participants[buyer];
        Participant storage s = _participants[supplier];
        Participant storage f = _participants[financier];
        return (b.suspended, s.suspended, _anyRelated(b, s, f));
    }

    /// @inheritdoc IParticipants
    function affiliated(address a, address b) external view returns (bool) {
        return _related(_participants[a], _participants[b]);
    }

    /// @inheritdoc IParticipants
    function cashOf(uint16 cashId) external view returns (address) {
        return _cash[cashId];
    }

    /// @inheritdoc IParticipants
    function cashIdOf(address cash) external view returns (uint16 cashId) {
        cashId = _cashIds[cash];
        if (cashId == 0) revert Participants_CashUnknown(cash);
    }

    /// @inheritdoc IParticipants
    function paused() external view returns (bool) {
        return _paused;
    }

    function _describe(Participant storage row, uint64 groupId, uint16 roles, uint40 validUntil) private {
        if (roles == 0 || roles >= uint256(Roles.AUDITOR) << 1) revert Participants_RolesOutOfRange(roles);
        if (validUntil <= block.timestamp) revert Participants_ValidityInPast(validUntil, block.timestamp);
        row.groupId = groupId;
        row.roles = roles;
        row.validUntil = validUntil;
    }

    /// @dev Asked by a bare call, so that an account without code, or a contract that is no token, is refused by name.
    function _requireOwnDirectory(address cash) private view {
        (bool answered, bytes memory said) = cash.staticcall(abi.encodeCall(ICash.directory, ()));
        if (!answered || said.length != 32 || uint256(bytes32(said)) != uint160(address(this))) {
            revert Participants_CashOfAnotherDirectory(cash);
        }
    }

    function _setOverdue(address account, uint16 overdue) private {
        _participants[account].overdue = overdue;
        emit OverdueSet(account, overdue);
    }

    function _admitted(address account) private view returns (Participant storage row) {
        row = _participants[account];
        if (row.roles == 0 || row.roles == Roles.SYSTEM) revert Participants_NotAdmitted(account);
    }

    function _requireStanding(address account, uint16 role) private view returns (Participant storage row) {
        row = _participants[account];
        if (row.roles == 0) revert Participants_NotAdmitted(account);
        if (row.roles & role == 0) revert Participants_RoleMissing(account, role, row.roles);
        if (row.suspended) revert Participants_Suspended(account);
        if (row.validUntil < block.timestamp) revert Participants_Lapsed(account, row.validUntil);
    }

    /// @dev As _related of each two, every slot read once.
    function _anyRelated(Participant storage a, Participant storage b, Participant storage c)
        private
        view
        returns (bool)
    {
        (EntityId entityA, uint64 groupA) = (a.entityId, a.groupId);
        (EntityId entityB, uint64 groupB) = (b.entityId, b.groupId);
        (EntityId entityC, uint64 groupC) = (c.entityId, c.groupId);
        if (entityA == entityB || entityA == entityC || entityB == entityC) return true;
        if (groupA != 0 && (groupA == groupB || groupA == groupC)) return true;
        return groupB != 0 && groupB == groupC;
    }

    function _related(Participant storage a, Participant storage b) private view returns (bool) {
        return a.entityId == b.entityId || (a.groupId != 0 && a.groupId == b.groupId);
    }
}
