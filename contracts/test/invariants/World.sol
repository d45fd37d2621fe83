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
import {EntityId, FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Roles} from "../../types/Roles.sol";
import {vm} from "../Vm.sol";

/// @title World: the contracts as they are deployed, the parties, and what has come to be
/// @notice The bytecode is that of chain/artifacts: what the campaigns try is what is deployed.
contract World {
    uint256 internal constant START = 1_767_225_600;
    uint128 internal constant PLENTY = 2 ** 60;

    IAccessManager public authority;
    IParticipants public participants;
    IFingerprints public fingerprints;
    IOrders public orders;
    IReceivables public receivables;
    IFacilities public facilities;
    ILoans public loans;
    ICollateral public collateral;
    IMarket public market;
    IGuaranteePool public pool;
    ICash public cash;

    address public operator;
    address public service;
    address public bank;
    address public feeTo;
    address public outsider;
    address[] public buyers;
    address[] public suppliers;
    address[] public financiers;
    address[] public underwriters;
    address[] public guarantors;
    address[] public attestors;
    address[] public actors; // all of the above, the outsider too
    mapping(address => uint256) public keyOf;

    OrderId[] public orderIds;
    ReceivableId[] public receivableIds;
    FacilityId[] public facilityIds;
    bytes[] public signedTerms; // (Terms, signature), accepted or not
    bytes[] public pastCalls; // (target, caller, data), for those who try them again
    bytes32[] public receipts;
    mapping(ReceivableId => IReceivables.Proposal) private _proposals;

    bytes32[] public tallied;
    mapping(bytes32 name => uint256) public tried;
    mapping(bytes32 name => uint256) public succeeded;

    constructor() {
        vm.warp(START);
        operator = _party("operator", 0);
        service = _party("service", 0);
        bank = _party("bank", 0);
        _deploy();
        _handOver();
        for (uint256 i; i < 2; ++i) {
            buyers.push(_party(string.concat("buyer", vm.toString(i)), Roles.BUYER));
            suppliers.push(_party(string.concat("supplier", vm.toString(i)), Roles.SUPPLIER | Roles.BUYER));
            financiers.push(_party(string.concat("financier", vm.toString(i)), Roles.FINANCIER));
            underwriters.push(_party(string.concat("underwriter", vm.toString(i)), 0));
            guarantors.push(_party(string.concat("guarantor", vm.toString(i)), Roles.GUARANTOR));
            attestors.push(_party(string.concat("attestor", vm.toString(i)), Roles.ATTESTOR));
        }
        _admit(bank, Roles.BANK);
        feeTo = _party("feeTo", Roles.AUDITOR);
        outsider = _party("outsider", 0);
        for (uint256 i; i < actors.length; ++i) {
            _allow(actors[i]);
        }
    }

    // ---------------------------------------------------------------- what comes to be

    function addOrder(OrderId orderId) external {
        orderIds.push(orderId);
    }

    function addReceivable(ReceivableId receivableId, IReceivables.Proposal calldata p) external {
        receivableIds.push(receivableId);
        _proposals[receivableId] = p;
    }

    function addFacility(FacilityId facilityId) external {
        facilityIds.push(facilityId);
    }

    function addSigned(bytes calldata termsAndSignature) external {
        signedTerms.push(termsAndSignature);
    }

    function addReceipt(bytes32 receipt) external {
        receipts.push(receipt);
    }

    function remember(address target, address caller, bytes calldata data) external {
        bytes memory past = abi.encode(target, caller, data);
        if (pastCalls.length < 64) pastCalls.push(past);
        else pastCalls[uint256(keccak256(past)) % 64] = past;
    }

    function tally(bytes32 name, bool ok) external {
        if (tried[name]++ == 0) tallied.push(name);
        if (ok) ++succeeded[name];
    }

    // ---------------------------------------------------------------- views

    function proposal(ReceivableId receivableId) external view returns (IReceivables.Proposal memory) {
        return _proposals[receivableId];
    }

    /// @notice Everything that has come to be.
    function all()
        external
        view
        returns (OrderId[] memory, ReceivableId[] memory, FacilityId[] memory, address[] memory)
    {
        return (orderIds, receivableIds, facilityIds, actors);
    }

    function counts() external view returns (uint256, uint256, uint256, uint256, uint256) {
        return (orderIds.length, receivableIds.length, facilityIds.length, signedTerms.length, pastCalls.length);
    }

    function orderCount() external view returns (uint256) {
        return orderIds.length;
    }

    function receivableCount() external view returns (uint256) {
        return receivableIds.length;
    }

    function facilityCount() external view returns (uint256) {
        return facilityIds.length;
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function receiptCount() external view returns (uint256) {
        return receipts.length;
    }

    function tallyCount() external view returns (uint256) {
        return tallied.length;
    }

    function isSystem(address account) external view returns (bool) {
        return account == address(cash) || account == address(receivables) || account == address(collateral)
            || account == address(market) || account == address(pool) || account == address(loans);
    }

    function sign(address who, bytes32 digest) external view returns (bytes memory) {
        if (keyOf[who] == 0) return ""; // nobody
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf[who], digest);
        return abi.encodePacked(r, s, v);
    }

    // ---------------------------------------------------------------- inside

    function _deploy() private {
        address[10] memory made;
        for (uint256 i; i < 10; ++i) {
            made[i] = vm.computeCreateAddress(address(this), i + 1);
        }
        authority = IAccessManager(_create("Authority", abi.encode(address(this))));
        address[] memory system = new address[](10);
        for (uint256 i; i < 10; ++i) {
            system[i] = made[i];
        }
        participants = IParticipants(_create("Participants", abi.encode(made[0], made[4], system)));
        fingerprints = IFingerprints(_create("Fingerprints", abi.encode(made[0], service, made[4])));
        orders = IOrders(_create("Orders", abi.encode(made[1], made[4], made[6])));
        receivables =
            IReceivables(_create("Receivables", abi.encode(made[1], made[2], made[3], made[6], made[7], made[8])));
        facilities = IFacilities(_create("Facilities", abi.encode(made[1], made[6], made[8])));
        loans = ILoans(_create("Loans", abi.encode(made[1], made[3], made[4], made[5], made[7], made[9])));
        collateral =
            ICollateral(_create("Collateral", abi.encode(made[1], made[3], made[4], made[6], made[8], made[5])));
        market = IMarket(_create("Market", abi.encode(made[1], made[4], made[5], made[7])));
        pool = IGuaranteePool(_create("GuaranteePool", abi.encode(made[1], made[3], made[5], made[6])));
        cash = ICash(
            _create("Cash", abi.encode("Euro of a bank", "EURB", bytes3("EUR"), bank, made[1], bytes32("terms")))
        );
        require(address(pool) == made[9], "addresses were foreseen wrongly");
        participants.listCash(address(cash));
    }

    function _create(string memory name, bytes memory arguments) private returns (address made) {
        string memory file = string.concat(vm.envOr("ARTIFACTS", string("chain/artifacts")), "/", name, ".json");
        bytes memory code = bytes.concat(vm.getCode(file), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        require(made != address(0), name);
        vm.label(made, name);
    }

    /// @dev As chain/deploy.py: the operator's daily rights at once, the administrator's with a delay, none stay here.
    function _handOver() private {
        bytes4[] memory daily = new bytes4[](6);
        daily[0] = IParticipants.admit.selector;
        daily[1] = IParticipants.renew.selector;
        daily[2] = IParticipants.suspend.selector;
        daily[3] = IParticipants.reinstate.selector;
        daily[4] = IParticipants.pause.selector;
        daily[5] = IParticipants.unpause.selector;
        authority.setTargetFunctionRole(address(participants), daily, 1);
        authority.grantRole(1, operator, 0);
        authority.grantRole(0, operator, 2 days);
        authority.renounceRole(0, address(this));
    }

    function _party(string memory name, uint16 roles) private returns (address who) {
        uint256 key = uint256(keccak256(bytes(name)));
        who = vm.addr(key);
        vm.label(who, name);
        keyOf[who] = key;
        actors.push(who);
        if (roles != 0) _admit(who, roles);
    }

    function _admit(address who, uint16 roles) private {
        vm.prank(operator);
        participants.admit(
            who, EntityId.wrap(bytes14(keccak256(abi.encode(who)))), 0, roles, uint40(START + 900 days), 0, 0
        );
    }

    /// @dev Everybody lets the contracts take its cash, and has some (the outsider may not).
    function _allow(address who) private {
        address[4] memory spenders = [address(receivables), address(loans), address(market), address(pool)];
        for (uint256 i; i < 4; ++i) {
            vm.prank(who);
            cash.approve(spenders[i], type(uint256).max);
        }
        if (participants.participant(who).roles == 0) return;
        bytes32 receipt = keccak256(abi.encode("first", who));
        receipts.push(receipt);
        vm.prank(bank);
        cash.issue(who, PLENTY / 64, receipt);
    }
}
