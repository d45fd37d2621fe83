// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "../../interfaces/ICash.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {OrderId} from "../../types/Ids.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";
import {vm} from "../Vm.sol";

/// @title AttestorHandler: evidence, and taking it back
contract AttestorHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    function attestShipment(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isAttestable);
        IOrders.Order memory o = ORDERS.order(id);
        uint128 total = uint128(o.attested + _part(o.shipped - o.attested));
        bytes memory data = abi.encodeCall(IOrders.attestShipment, (id, total, _hash()));
        _call(o.attestor, address(ORDERS), data, "Orders.attestShipment");
    }

    function retractAttestation(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isAttested);
        IOrders.Order memory o = ORDERS.order(id);
        bytes memory data = abi.encodeCall(IOrders.retractAttestation, (id, uint128(_rand(o.attested + 1)), _hash()));
        if (_oneIn(2)) _call(o.attestor, address(ORDERS), data, "Orders.retractAttestation");
    }

    function _isAttestable(OrderId id) private view returns (bool) {
        IOrders.Order memory o = ORDERS.order(id);
        return _isAccepted(id) && o.attestor != address(0) && o.shipped > o.attested;
    }

    function _isAttested(OrderId id) private view returns (bool) {
        return ORDERS.order(id).attested != 0;
    }
}

/// @title BankHandler: the cash token by its bank and its holders
contract BankHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    function issue(uint256 seed) external from(seed) {
        bytes32 receipt = _hash();
        if (_oneIn(6)) receipt = W.receipts(_rand(W.receiptCount()));
        address to = _anyActor();
        uint128 amount = uint128(_oneIn(4) ? 1 + _rand(5) : 1 + _rand(2 ** 54));
        bool ok = _call(W.bank(), address(CASH), abi.encodeCall(ICash.issue, (to, amount, receipt)), "Cash.issue");
        if (ok) W.addReceipt(receipt);
    }

    function redeem(uint256 seed) external from(seed) {
        address who = _anyActor();
        uint128 amount = _part(CASH.balanceOf(who) / 16);
        _call(who, address(CASH), abi.encodeCall(ICash.redeem, (amount, _hash())), "Cash.redeem");
    }

    function transfer(uint256 seed) external from(seed) {
        (address who, address to) = (_anyActor(), _anyActor());
        uint256 amount = _part(CASH.balanceOf(who) / 16);
        _call(who, address(CASH), abi.encodeWithSignature("transfer(address,uint256)", to, amount), "Cash.transfer");
    }

    function approveAndTransferFrom(uint256 seed) external from(seed) {
        (address who, address by, address to) = (_anyActor(), _anyActor(), _anyActor());
        uint256 amount = _part(CASH.balanceOf(who) / 16);
        bytes memory data = abi.encodeWithSignature("approve(address,uint256)", by, amount);
        _call(who, address(CASH), data, "Cash.approve");
        data = abi.encodeWithSignature("transferFrom(address,address,uint256)", who, to, _part(amount));
        _call(by, address(CASH), data, "Cash.transferFrom");
    }

    function permit(uint256 seed) external from(seed) {
        (address who, address by) = (_anyActor(), _anyActor());
        uint256 value = _rand(1e6);
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 content = keccak256(abi.encode(typehash, who, by, value, CASH.nonces(who), block.timestamp + 60));
        bytes32 digest = keccak256(abi.encodePacked(bytes2(0x1901), CASH.DOMAIN_SEPARATOR(), content));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(W.keyOf(_oneIn(8) ? by : who), digest);
        bytes memory data = abi.encodeWithSignature(
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            who,
            by,
            value,
            block.timestamp + 60,
            v,
            r,
            s
        );
        _call(_anyActor(), address(CASH), data, "Cash.permit");
        _call(
            who,
            address(LOANS),
            abi.encodeWithSignature(
                "permitCash(address,uint256,uint256,uint8,bytes32,bytes32)",
                address(CASH),
                value,
                block.timestamp,
                v,
                r,
                s
            ),
            "Loans.permitCash"
        );
    }

    function settle(uint256 seed) external from(seed) {
        (address who, address by, address to) = (_anyActor(), _anyActor(), _anyActor());
        uint128 amount = _part(CASH.balanceOf(who) / 64);
        _call(who, address(CASH), abi.encodeCall(ICash.settle, (to, amount)), "Cash.settle");
        bytes memory data = abi.encodeWithSignature("approve(address,uint256)", by, amount);
        _call(who, address(CASH), data, "Cash.approve");
        _call(by, address(CASH), abi.encodeCall(ICash.settleFrom, (who, to, amount)), "Cash.settleFrom");
    }

    function releaseHeld(uint256 seed) external from(seed) {
        address who;
        for (uint256 i; i < 6 && CASH.heldFor(who) == 0; ++i) {
            who = _anyActor();
        }
        if (CASH.heldFor(who) == 0 && !_oneIn(10)) return;
        _call(_anyActor(), address(CASH), abi.encodeCall(ICash.releaseHeld, (who)), "Cash.releaseHeld");
    }
}
