// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IFingerprints} from "./interfaces/IFingerprints.sol";
import {EntityId, keyFrom} from "./types/Ids.sol";

/// @title Fingerprints: one invoice is financed once (see IFingerprints)
contract Fingerprints is IFingerprints, AccessManaged, EIP712 {
    struct Occupancy {
        uint128 gross;
        uint128 occupied;
    }

    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "InvoiceIdentity(bytes14 entityId,bytes32 fingerprint,uint128 gross,address writer,bytes32 purpose,uint40 validUntil)"
    );

    address public service;
    mapping(bytes32 key => Occupancy) private _occupancies;
    mapping(address writer => bool) public isWriter;

    /// @param authority AccessManager of the operator's rights
    /// @param service_ signer of invoice identities
    /// @param writer first Receivables
    constructor(address authority, address service_, address writer)
        AccessManaged(authority)
        EIP712("Tallystick Fingerprints", "1")
    {
        service = service_;
        isWriter[writer] = true;
        emit ServiceSet(service_);
        emit WriterSet(writer, true);
    }

    modifier onlyWriter() {
        if (!isWriter[msg.sender]) revert Fingerprints_OnlyWriter(msg.sender);
        _;
    }

    /// @inheritdoc IFingerprints
    function occupy(
        EntityId entityId,
        bytes32 fingerprint,
        uint128 gross,
        uint128 amount,
        bytes32 purpose,
        uint40 validUntil,
        bytes calldata signature
    ) external onlyWriter returns (bytes32 key) {
        if (block.timestamp > validUntil) {
            revert Fingerprints_SignatureExpired(validUntil, block.timestamp);
        }
        bytes32 signed = digest(entityId, fingerprint, gross, msg.sender, purpose, validUntil);
        if (!SignatureChecker.isValidSignatureNowCalldata(service, signed, signature)) {
            revert Fingerprints_SignatureInvalid(entityId, fingerprint, gross);
        }
        key = keyFrom(entityId, fingerprint);
        Occupancy memory row = _occupancies[key];
        if (row.occupied != 0 && row.gross != gross) revert Fingerprints_GrossFixed(key, row.gross, gross);
        if (amount > gross - row.occupied) {
            revert Fingerprints_AlreadyOccupied(key, gross, row.occupied, amount);
        }
        row.gross = gross;
        row.occupied += amount;
        _occupancies[key] = row;
        emit Occupied(key, entityId, gross, amount, row.occupied);
    }

    /// @inheritdoc IFingerprints
    function free(bytes32 key, uint128 amount) external onlyWriter {
        uint128 occupied = _occupancies[key].occupied - amount;
        _occupancies[key].occupied = occupied;
        emit Freed(key, amount, occupied);
    }

    /// @inheritdoc IFingerprints
    function setService(address service_) external restricted {
        service = service_;
        emit ServiceSet(service_);
    }

    /// @inheritdoc IFingerprints
    function setWriter(address writer, bool allowed) external restricted {
        isWriter[writer] = allowed;
        emit WriterSet(writer, allowed);
    }

    /// @inheritdoc IFingerprints
    function occupancy(bytes32 key) external view returns (uint128 gross, uint128 occupied) {
        return (_occupancies[key].gross, _occupancies[key].occupied);
    }

    /// @inheritdoc IFingerprints
    function keyOf(EntityId entityId, bytes32 fingerprint) external pure returns (bytes32) {
        return keyFrom(entityId, fingerprint);
    }

    /// @inheritdoc IFingerprints
    function digest(
        EntityId entityId,
        bytes32 fingerprint,
        uint128 gross,
        address writer,
        bytes32 purpose,
        uint40 validUntil
    ) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(abi.encode(ATTESTATION_TYPEHASH, entityId, fingerprint, gross, writer, purpose, validUntil))
        );
    }
}
