// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EntityId} from "../types/Ids.sol";

/// @title Participants: who may take part
/// @notice The directory of admitted accounts: legal person, group, roles, validity, suspension. It also holds the
/// register of cash tokens and the emergency pause. The operator admits, renews, suspends, reinstates and pauses
/// (through an AccessManager); it can never act for a participant.
/// @dev Lapsed (past validUntil): no new obligations and no draws; what exists keeps its worth.
/// Suspended: nothing new; a suspended account receives no cash (it is held for it, see ICash).
interface IParticipants {
    /// @notice One admitted account (one storage slot). overdue: its payables that are flagged as matured and unpaid.
    struct Participant {
        uint40 validUntil;
        uint16 roles;
        bool suspended;
        uint64 groupId;
        EntityId entityId;
        uint16 overdue;
    }

    enum ReceiverKind {
        STRANGER,
        SUSPENDED,
        RECEIVER,
        SYSTEM
    }

    event Admitted(
        address indexed account,
        EntityId indexed entityId,
        uint64 groupId,
        uint16 roles,
        uint40 validUntil,
        bytes32 profile,
        bytes32 encryptionKey
    );
    event Renewed(
        address indexed account, uint64 groupId, uint16 roles, uint40 validUntil, bytes32 profile, bytes32 encryptionKey
    );
    event Suspended(address indexed account, uint16 reason);
    event Reinstated(address indexed account);
    event OverdueSet(address indexed account, uint16 overdue);
    event CashListed(uint16 indexed cashId, address indexed cash, bytes3 currency);
    event Paused(address by);
    event Unpaused(address by);

    error Participants_AlreadyAdmitted(address account);
    error Participants_NotAdmitted(address account);
    error Participants_Suspended(address account);
    error Participants_NotSuspended(address account);
    error Participants_Lapsed(address account, uint40 validUntil);
    error Participants_RoleMissing(address account, uint16 role, uint16 roles);
    error Participants_RolesOutOfRange(uint16 roles);
    error Participants_EntityMissing(address account);
    error Participants_ValidityInPast(uint40 validUntil, uint256 now_);
    error Participants_Overdue(address account, uint16 overdue);
    error Participants_OnlySister(address caller);
    error Participants_Paused();
    error Participants_NotPaused();
    error Participants_CashUnknown(address cash);
    error Participants_CashAlreadyListed(address cash, uint16 cashId);
    error Participants_TooManyOverdue(address account, uint16 overdue);
    error Participants_TooManyCash(uint16 listed);
    error Participants_CashOfAnotherDirectory(address cash);

    /// @notice Admit an account of the legal person `entityId`; no contract of the deployment, no cash token, as money
    /// sent to one would be in nobody's book. Only the operator.
    /// @param entityId keyed hash of the legal person; never zero, never changed afterwards
    /// @param groupId group of affiliated entities; zero for none
    /// @param roles bits of Roles.sol without SYSTEM
    /// @param profile commitment of the profile kept off chain
    /// @param encryptionKey X25519 public key for documents
    function admit(
        address account,
        EntityId entityId,
        uint64 groupId,
        uint16 roles,
        uint40 validUntil,
        bytes32 profile,
        bytes32 encryptionKey
    ) external;

    /// @notice Renew an account's admission with its present group, roles, validity and profile. Only the operator.
    function renew(
        address account,
        uint64 groupId,
        uint16 roles,
        uint40 validUntil,
        bytes32 profile,
        bytes32 encryptionKey
    ) external;

    /// @notice Suspend an account: nothing new by it or to it. Only the operator.
    function suspend(address account, uint16 reason) external;

    /// @notice Lift a suspension. Only the operator.
    function reinstate(address account) external;

    /// @notice Add a cash token to the register; a listed token is never removed or replaced, and no participant.
    /// Only the operator.
    /// @return cashId number of the token, from 1
    function listCash(address cash) external returns (uint16 cashId);

    /// @notice Stop new business everywhere (model.md, Pause). Paying, repaying and recording go on. Only the operator.
    function pause() external;

    /// @notice End the pause. Only the operator.
    function unpause() external;

    /// @notice Refuses unless not paused and `account` is admitted with `role`, neither suspended nor lapsed.
    /// @return entityId legal person of the account
    function requireActive(address account, uint16 role) external view returns (EntityId entityId);

    /// @notice Refuses unless not paused and every account is active in its role.
    /// @return affiliates the two belong together
    function requireActivePair(address a, uint16 roleA, address b, uint16 roleB) external view returns (bool affiliates);

    /// @notice Refuses unless not paused and the parties of a loan are active in their roles: supplier and buyer, and
    /// when money is drawn the financier too.
    /// @return affiliates any two of the three belong together; cash the token numbered `cashId`, unless that is zero
    function requireActiveParties(address supplier, address buyer, address financier, bool drawing, uint16 cashId)
        external
        view
        returns (bool affiliates, address cash);

    /// @notice Receivables only: one more payable of the account is flagged overdue.
    function addOverdue(address account) external;

    /// @notice Receivables only: one flagged payable of the account less.
    function removeOverdue(address account) external;

    /// @notice Refuses a suspended account: it gives nothing away.
    function requireNotSuspended(address account) external view;

    /// @notice Refuses unless the supplier stands and the buyer is not suspended: what a suspended key confirmed into
    /// custody stays there.
    function requireMayRelease(address supplier, address buyer) external view;

    /// @notice Refuses while any matured payable of the buyer is flagged; outside custody also unless it is active.
    function requireMayConfirm(address buyer, bool intoCustody) external view;

    /// @notice Refuses unless not paused and buyer and supplier are active: an order may be placed between them.
    /// @return entityId legal person of the buyer; cashId number of the cash, zero when it is not listed
    function requireTraders(address buyer, address supplier, address cash)
        external
        view
        returns (EntityId entityId, uint16 cashId);

    /// @notice Refuses unless not paused and the attestor is active.
    /// @return independent of the entities and groups of both parties
    function requireAttestor(address attestor, address buyer, address supplier) external view returns (bool independent);

    /// @notice The same without regard to the pause: admitted, in the role, neither suspended nor lapsed.
    function requireStanding(address account, uint16 role) external view;

    /// @notice The same of two accounts in any role.
    function requireStandingPair(address a, address b) external view;

    /// @notice Refuses while paused.
    function requireNotPaused() external view;

    /// @notice The row of an account; all zero when never admitted.
    function participant(address account) external view returns (Participant memory);

    /// @notice Legal person of an account; zero when never admitted.
    function entityOf(address account) external view returns (EntityId);

    /// @notice What cash may do with an account: credit a RECEIVER (admitted, not suspended; lapsed ones too), hold money
    /// for one that is SUSPENDED, come to SYSTEM only by a contract of this deployment, nothing to a STRANGER.
    function receiverKind(address account) external view returns (ReceiverKind);

    /// @notice What capacity depends on: suspensions, and whether any two of the three belong together.
    /// @dev Affiliates: same entity or same non-zero group. Never reverts.
    function standing(address buyer, address supplier, address financier)
        external
        view
        returns (bool buyerSuspended, bool supplierSuspended, bool affiliates);

    /// @notice True when the two accounts are of one entity or one non-zero group. Never reverts.
    function affiliated(address a, address b) external view returns (bool);

    /// @notice Address of a listed cash token; zero when unknown.
    function cashOf(uint16 cashId) external view returns (address);

    /// @notice Number of a listed cash token; refuses an unknown one.
    function cashIdOf(address cash) external view returns (uint16);

    /// @notice True while new business is stopped.
    function paused() external view returns (bool);
}
