// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EntityId} from "../types/Ids.sol";

/// @title Fingerprints: one invoice is financed once
/// @notice How much of each invoice identity is occupied. An identity is a keyed fingerprint (HMAC under a key of the
/// consortium) of issuer and number, without amount, date or wallet. Outlives redeployments of the other contracts.
/// @dev The fingerprint service signs (entity, fingerprint, gross), so that nobody occupies another's invoice or
/// invents its gross amount; also the writer, the purpose and a time, so that a signature serves once and expires.
/// Signatures are EIP-712 under this contract's domain.
interface IFingerprints {
    event Occupied(bytes32 indexed key, EntityId indexed entityId, uint128 gross, uint128 amount, uint128 occupied);
    event Freed(bytes32 indexed key, uint128 amount, uint128 occupied);
    event ServiceSet(address service);
    event WriterSet(address indexed writer, bool allowed);

    error Fingerprints_OnlyWriter(address caller);
    error Fingerprints_SignatureExpired(uint40 validUntil, uint256 now_);
    error Fingerprints_SignatureInvalid(EntityId entityId, bytes32 fingerprint, uint128 gross);
    error Fingerprints_AlreadyOccupied(bytes32 key, uint128 gross, uint128 occupied, uint128 asked);
    error Fingerprints_GrossFixed(bytes32 key, uint128 gross, uint128 asked);

    /// @notice Occupy `amount` of the invoice (entityId, fingerprint). Only a writer (Receivables).
    /// @dev The gross may be set anew only while nothing is occupied; sum occupied ≤ gross (INV-03).
    /// @param purpose what it is occupied for; a writer takes each purpose once (Receivables: the receivable's id)
    /// @param validUntil last second of the service's signature
    /// @return key keyOf(entityId, fingerprint)
    function occupy(
        EntityId entityId,
        bytes32 fingerprint,
        uint128 gross,
        uint128 amount,
        bytes32 purpose,
        uint40 validUntil,
        bytes calldata signature
    ) external returns (bytes32 key);

    /// @notice Free `amount` of an occupied invoice. Only a writer.
    function free(bytes32 key, uint128 amount) external;

    /// @notice Name the account (or ERC-1271 contract) of the fingerprint service. Only the operator, with delay.
    function setService(address service) external;

    /// @notice Allow or remove a writer. Only the operator, with delay.
    function setWriter(address writer, bool allowed) external;

    /// @notice Gross and occupied minor units of an invoice identity.
    function occupancy(bytes32 key) external view returns (uint128 gross, uint128 occupied);

    /// @notice Occupancy key: hash(entityId, fingerprint).
    function keyOf(EntityId entityId, bytes32 fingerprint) external pure returns (bytes32);

    /// @notice EIP-712 digest that the fingerprint service signs.
    function digest(
        EntityId entityId,
        bytes32 fingerprint,
        uint128 gross,
        address writer,
        bytes32 purpose,
        uint40 validUntil
    ) external view returns (bytes32);

    function service() external view returns (address);

    function isWriter(address writer) external view returns (bool);
}
