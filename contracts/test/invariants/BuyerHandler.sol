// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IBatch} from "../../interfaces/IBatch.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {OrderId, ReceivableId} from "../../types/Ids.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";

/// @title BuyerHandler: places, amends, receives, returns, disputes, confirms, pays
contract BuyerHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    function place(uint256 seed) external from(seed) {
        (address buyer, IOrders.OrderTerms memory t) = _orderTerms();
        if (buyer == address(0)) return;
        _call(buyer, address(ORDERS), abi.encodeCall(IOrders.place, (t)), "Orders.place");
    }

    function placeSigned(uint256 seed) external from(seed) {
        (address buyer, IOrders.OrderTerms memory t) = _orderTerms();
        if (buyer == address(0)) return;
        uint40 until = uint40(block.timestamp + _rand(1 days));
        bytes memory signature = W.sign(_oneIn(12) ? t.supplier : buyer, ORDERS.digestOf(buyer, t, until));
        bytes memory data = abi.encodeCall(IOrders.placeSigned, (buyer, t, until, signature));
        _call(_anyActor(), address(ORDERS), data, "Orders.placeSigned");
    }

    function amend(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_oneIn(4) ? _isPlaced : _isAccepted);
        IOrders.Order memory o = ORDERS.order(id);
        uint128 amount = uint128(o.cancelled + (o.shipped > o.received ? o.shipped : o.received));
        amount += _part(o.amount);
        uint40 deliverBy = uint40(block.timestamp + 1 + _rand(200 days));
        _call(o.buyer, address(ORDERS), abi.encodeCall(IOrders.amend, (id, amount, deliverBy, _hash())), "Orders.amend");
    }

    function recordReceipt(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isReceivable);
        IOrders.Order memory o = ORDERS.order(id);
        uint128 total = uint128(o.received + _part(_open(o)));
        _call(
            o.buyer,
            address(ORDERS),
            abi.encodeCall(IOrders.recordReceipt, (id, total, _hash())),
            "Orders.recordReceipt"
        );
    }

    function recordReturn(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_hasUnclaimed);
        IOrders.Order memory o = ORDERS.order(id);
        uint256 most = o.received - o.returned - (_oneIn(8) ? 0 : o.confirmed); // now and then what is confirmed
        uint128 total = uint128(o.returned + (_oneIn(8) ? most : _part(most / 4)));
        _call(
            o.buyer,
            address(ORDERS),
            abi.encodeCall(IOrders.recordReturn, (id, total, uint16(_rand(4)), _hash())),
            "Orders.recordReturn"
        );
    }

    function dispute(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isAccepted);
        IOrders.Order memory o = ORDERS.order(id);
        address who = _oneIn(2) ? o.buyer : o.supplier;
        _call(who, address(ORDERS), abi.encodeCall(IOrders.dispute, (id, _part(o.amount / 3), 1)), "Orders.dispute");
    }

    function resolveDispute(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isDisputed);
        IOrders.Order memory o = ORDERS.order(id);
        address who = o.disputedByBuyer != 0 ? o.buyer : o.supplier;
        _call(who, address(ORDERS), abi.encodeCall(IOrders.resolveDispute, (id)), "Orders.resolveDispute");
    }

    function cancelRemainder(uint256 seed) external from(seed) {
        if (!_oneIn(3)) return resolveOther();
        OrderId id = _orderThat(_isReceivable);
        address buyer = ORDERS.order(id).buyer;
        _call(buyer, address(ORDERS), abi.encodeCall(IOrders.cancelRemainder, (id)), "Orders.cancelRemainder");
    }

    function confirm(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isProposed);
        address buyer = RECEIVABLES.obligorOf(id);
        uint16 reason = _oneIn(5) ? 0 : 1;
        _call(buyer, address(RECEIVABLES), abi.encodeCall(IReceivables.confirm, (id, reason)), "Receivables.confirm");
    }

    function rejectProposal(uint256 seed) external from(seed) {
        if (!_oneIn(3)) return resolveOther();
        ReceivableId id = _receivableThat(_isProposed);
        address buyer = RECEIVABLES.obligorOf(id);
        _call(
            buyer, address(RECEIVABLES), abi.encodeCall(IReceivables.reject, (W.proposal(id), 2)), "Receivables.reject"
        );
    }

    function pay(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isConfirmed);
        if (ReceivableId.unwrap(id) == 0) return;
        address payer = _oneIn(6) ? _anyActor() : RECEIVABLES.obligorOf(id);
        uint128 amount = _part(RECEIVABLES.owed(id));
        bool must = _must(id, payer, amount);
        bytes memory data = abi.encodeCall(IReceivables.pay, (id, amount));
        bool ok = _call(payer, address(RECEIVABLES), data, "Receivables.pay");
        if (must) LEDGER.note(17, ok, "a payment failed though its payer had the money");
    }

    function payAndRedeem(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isConfirmed);
        address payer = RECEIVABLES.obligorOf(id);
        uint128 amount = _part(RECEIVABLES.owed(id));
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (_aHolder(id), W.suppliers(_rand(2)));
        bool must = _must(id, payer, amount);
        bytes memory data = abi.encodeCall(IReceivables.payAndRedeem, (id, amount, holders));
        bool ok = _call(payer, address(RECEIVABLES), data, "Receivables.payAndRedeem");
        if (must) LEDGER.note(17, ok, "a payment with redemption failed though its payer had the money");
    }

    function requestVoid(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isVoidable);
        address who = _oneIn(2) ? RECEIVABLES.obligorOf(id) : LEDGER.book(id).supplier;
        _call(who, address(RECEIVABLES), abi.encodeCall(IReceivables.requestVoid, (id)), "Receivables.requestVoid");
    }

    function voidReceivable(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isAskedToVoid);
        bool byBuyer = RECEIVABLES.receivable(id).flags & 2 != 0;
        address who = byBuyer ? LEDGER.book(id).supplier : RECEIVABLES.obligorOf(id);
        bytes memory data = abi.encodeCall(IReceivables.voidReceivable, (W.proposal(id)));
        _call(who, address(RECEIVABLES), data, "Receivables.voidReceivable");
    }

    /// @dev The end of a month: several facts in one transaction, all or none, or as many as can be.
    function batch(uint256 seed) external from(seed) {
        bytes[] memory calls = new bytes[](3);
        OrderId id = _orderThat(_isReceivable);
        IOrders.Order memory o = ORDERS.order(id);
        for (uint256 i; i < 3; ++i) {
            uint128 total = uint128(o.received + (i + 1) * (_open(o) / 4));
            calls[i] = abi.encodeCall(IOrders.recordReceipt, (id, total, _hash()));
        }
        if (_oneIn(2)) {
            _call(o.buyer, address(ORDERS), abi.encodeCall(IBatch.multicall, (calls)), "Orders.multicall");
        } else {
            calls[1] = abi.encodeCall(IOrders.cancelRemainder, (OrderId.wrap(_hash())));
            _call(o.buyer, address(ORDERS), abi.encodeCall(IBatch.tryMulticall, (calls)), "Orders.tryMulticall");
        }
    }

    // ---------------------------------------------------------------- inside

    /// @dev What is rare gives its turn to ending a dispute, else all would end in cancelling.
    function resolveOther() private {
        OrderId id = _orderThat(_isDisputed);
        IOrders.Order memory o = ORDERS.order(id);
        if (o.disputedByBuyer + o.disputedBySupplier == 0) return;
        address who = o.disputedByBuyer != 0 ? o.buyer : o.supplier;
        _call(who, address(ORDERS), abi.encodeCall(IOrders.resolveDispute, (id)), "Orders.resolveDispute");
    }

    /// @dev A new order, or (sometimes) one more of an identity that was rejected.
    function _orderTerms() private returns (address buyer, IOrders.OrderTerms memory t) {
        (uint256 n,,,,) = W.counts();
        if (n >= MOST_ORDERS) return (buyer, t);
        buyer = _oneIn(5) ? W.suppliers(0) : W.buyers(_rand(2));
        t.supplier = W.suppliers(_oneIn(3) ? 1 : 0);
        if (buyer == t.supplier) t.supplier = W.suppliers(1);
        t.cash = address(CASH);
        uint256 size = _rand(8);
        t.amount = size == 0 ? LARGEST : size == 1 ? uint128(1 + _rand(9)) : uint128(1e4 + _rand(1e8));
        if (_oneIn(40)) t.amount = LARGEST + 1;
        t.deliverBy = uint40(block.timestamp + 1 + _rand(120 days));
        t.paymentTermDays = uint16(_rand(120));
        if (!_oneIn(3)) t.attestor = W.attestors(_rand(2));
        t.lateBps = uint16(_oneIn(6) ? 10_000 : _rand(2_000));
        t.fingerprint = _oneIn(10) ? bytes32(uint256(7)) : _hash();
        t.root = _hash();
        if (_oneIn(10)) t.n = 1;
        if (t.n != 0) (t.n, t.fingerprint) = (1, bytes32(uint256(7)));
    }

    function _must(ReceivableId id, address payer, uint256 amount) private view returns (bool) {
        uint256 owed = RECEIVABLES.owed(id);
        return _isConfirmed(id) && amount != 0 && CASH.balanceOf(payer) >= owed
            && CASH.allowance(payer, address(RECEIVABLES)) >= owed;
    }

    function _open(IOrders.Order memory o) private pure returns (uint256) {
        return uint256(o.amount) - o.cancelled - o.received;
    }

    function _isPlaced(OrderId id) private view returns (bool) {
        return ORDERS.order(id).state == IOrders.OrderState.PLACED;
    }

    function _isReceivable(OrderId id) private view returns (bool) {
        return _isAccepted(id) && _open(ORDERS.order(id)) != 0;
    }

    function _hasUnclaimed(OrderId id) private view returns (bool) {
        IOrders.Order memory o = ORDERS.order(id);
        return _isAccepted(id) && o.received - o.returned - o.confirmed > 4;
    }

    function _isDisputed(OrderId id) private view returns (bool) {
        IOrders.Order memory o = ORDERS.order(id);
        return o.disputedByBuyer + o.disputedBySupplier != 0;
    }

    function _isVoidable(ReceivableId id) private view returns (bool) {
        return _isUntouched(id) && _unitsOf(id, LEDGER.book(id).supplier) == LEDGER.book(id).face;
    }

    function _isAskedToVoid(ReceivableId id) private view returns (bool) {
        return _isVoidable(id) && RECEIVABLES.receivable(id).flags & 6 != 0;
    }
}
