// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @dev Value types of every id, so that the compiler tells an order from a receivable.

/// hash(entityId of the buyer, fingerprint, n)
type OrderId is bytes32;
/// hash(order, occupancy key, face, gross, maturity, root, n); as a number it is the ERC-6909 token id
type ReceivableId is bytes32;
/// hash(financier, supplier, cash)
type FacilityId is bytes32;
/// Keyed hash of the legal person, 112 bits; several accounts may belong to one entity
type EntityId is bytes14;

using {equalEntities as ==} for EntityId global;
using {equalOrders as ==, differentOrders as !=} for OrderId global;
using {toTokenId} for ReceivableId global;

function equalEntities(EntityId a, EntityId b) pure returns (bool) {
    return EntityId.unwrap(a) == EntityId.unwrap(b);
}

function equalOrders(OrderId a, OrderId b) pure returns (bool) {
    return OrderId.unwrap(a) == OrderId.unwrap(b);
}

function differentOrders(OrderId a, OrderId b) pure returns (bool) {
    return OrderId.unwrap(a) != OrderId.unwrap(b);
}

/// @dev hash(financier, supplier, cash)
function facilityIdFrom(address financier, address supplier, address cash) pure returns (FacilityId) {
    return FacilityId.wrap(keccak256(abi.encode(financier, supplier, cash)));
}

/// @dev Occupancy key of an invoice identity: hash(entity, fingerprint)
function keyFrom(EntityId entityId, bytes32 fingerprint) pure returns (bytes32) {
    return keccak256(abi.encode(entityId, fingerprint));
}

function toTokenId(ReceivableId id) pure returns (uint256) {
    return uint256(ReceivableId.unwrap(id));
}
