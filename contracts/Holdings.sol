// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReceivables} from "./interfaces/IReceivables.sol";
import {Claims} from "./libraries/Claims.sol";
import {HoldingWords} from "./libraries/HoldingWords.sol";
import {Flags} from "./types/Flags.sol";
import {OrderId, ReceivableId} from "./types/Ids.sol";
import {PackedHolding} from "./types/Packed.sol";
import {Roles} from "./types/Roles.sol";

/// @title Holdings: who has which units of a receivable, and what they may claim
/// @notice The ERC-6909 half of Receivables (see IReceivables): one-slot holdings, transfers with the receiver's
/// consent, claims that stay with whoever held the units when the money came in.
abstract contract Holdings is IReceivables {
    /// @dev A receivable as stored (two slots). The tag is the low end of the obligor's address: a transfer asks Orders
    /// who the obligor is only where the receiver's address ends like it.
    struct Row {
        OrderId orderId;
        // slot 2
        uint56 face;
        uint56 outstanding;
        uint56 paid;
        uint16 maturityDay;
        uint24 obligorTag;
        uint16 cashId;
        uint16 lateBps;
        ReceivableState state;
        uint8 flags;
    }

    IParticipants internal immutable PARTICIPANTS;
    IOrders internal immutable ORDERS;
    address internal immutable COLLATERAL;
    address internal immutable MARKET;

    mapping(ReceivableId => Row) internal _receivables;
    mapping(ReceivableId => Late) internal _lates;
    mapping(ReceivableId => mapping(address holder => PackedHolding)) internal _holdings;
    mapping(address owner => mapping(address operator => bool)) public isOperator;
    mapping(address owner => mapping(address spender => mapping(uint256 id => uint256))) public allowance;
    mapping(address receiver => mapping(address sender => bool)) private _consents;

    constructor(address participants, address orders, address collateral, address market) {
        PARTICIPANTS = IParticipants(participants);
        ORDERS = IOrders(orders);
        COLLATERAL = collateral;
        MARKET = market;
    }

    /// @inheritdoc IReceivables
    function acceptFrom(address sender, bool consented) external {
        _consents[msg.sender][sender] = consented;
        emit ConsentSet(msg.sender, sender, consented);
    }

    /// @inheritdoc IERC6909
    function approve(address spender, uint256 id, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender][id] = amount;
        emit Approval(msg.sender, spender, id, amount);
        return true;
    }

    /// @inheritdoc IERC6909
    function setOperator(address operator, bool approved) external returns (bool) {
        isOperator[msg.sender][operator] = approved;
        emit OperatorSet(msg.sender, operator, approved);
        return true;
    }

    /// @inheritdoc IERC6909
    function transfer(address receiver, uint256 id, uint256 amount) external returns (bool) {
        _transferHolder(msg.sender, receiver, id, amount);
        return true;
    }

    /// @inheritdoc IERC6909
    function transferFrom(address sender, address receiver, uint256 id, uint256 amount) external returns (bool) {
        if (msg.sender != sender && !isOperator[sender][msg.sender]) {
            uint256 allowed = allowance[sender][msg.sender][id];
            if (allowed < amount) {
                revert Receivables_InsufficientPermission(ReceivableId.wrap(bytes32(id)), msg.sender, allowed, amount);
            }
            if (allowed != type(uint256).max) allowance[sender][msg.sender][id] = allowed - amount;
        }
        _transferHolder(sender, receiver, id, amount);
        return true;
    }

    /// @inheritdoc IReceivables
    function moveUnits(ReceivableId receivableId, address from, address to, uint128 units, address sender)
        external
        returns (uint128 custodyBefore, uint128 custodyAfter)
    {
        if (msg.sender != COLLATERAL && msg.sender != MARKET) revert Receivables_OnlySister(msg.sender);
        if (to == COLLATERAL) {
            if (from == COLLATERAL) revert Receivables_ReceiverIsSystem(to);
        } else if (sender != address(0)) {
            PARTICIPANTS.requireStanding(to, Roles.ANY);
            if (to != sender) _requireConsent(to, sender);
        }
        if (from != COLLATERAL && to != COLLATERAL) {
            _move(receivableId, from, to, units);
            return (0, 0);
        }
        custodyBefore = unpaidFaceOf(receivableId, COLLATERAL);
        _move(receivableId, from, to, units);
        custodyAfter = unpaidFaceOf(receivableId, COLLATERAL);
    }

    /// @inheritdoc IERC6909
    function balanceOf(address owner, uint256 id) external view returns (uint256) {
        return _holdings[ReceivableId.wrap(bytes32(id))][owner].units();
    }

    /// @inheritdoc IReceivables
    function receivable(ReceivableId receivableId) external view returns (Receivable memory) {
        Row storage row = _receivables[receivableId];
        return Receivable(
            row.orderId,
            row.face,
            row.outstanding,
            row.paid,
            _maturityOf(row),
            row.cashId,
            row.lateBps,
            row.state,
            row.flags
        );
    }

    /// @inheritdoc IReceivables
    function saleTerms(ReceivableId receivableId)
        external
        view
        returns (ReceivableState, uint56, uint56, uint40, uint16, uint64)
    {
        Row storage row = _receivables[receivableId];
        return (row.state, row.outstanding, row.paid, _maturityOf(row), row.cashId, _moneyIn(receivableId, row));
    }

    /// @inheritdoc IReceivables
    function lateOf(ReceivableId receivableId) external view returns (Late memory) {
        return _lates[receivableId];
    }

    /// @inheritdoc IReceivables
    function moneyIn(ReceivableId receivableId) external view returns (uint128) {
        return _moneyIn(receivableId, _receivables[receivableId]);
    }

    /// @inheritdoc IReceivables
    function holding(ReceivableId receivableId, address holder) external view returns (Holding memory) {
        PackedHolding h = _holdings[receivableId][holder];
        return Holding(h.units(), h.seen(), h.claim());
    }

    /// @inheritdoc IReceivables
    function redeemable(ReceivableId receivableId, address holder) external view returns (uint128 amount) {
        Row storage row = _receivables[receivableId];
        uint256 claim = _touched(_holdings[receivableId][holder], _moneyIn(receivableId, row));
        amount = uint128(Claims.payableFloor(claim, row.outstanding));
        if (row.state == ReceivableState.SETTLED && row.outstanding != 0) {
            uint256 rest = claim % row.outstanding + _holdings[receivableId][address(this)].claim();
            if (claim % row.outstanding != 0 && rest >= row.outstanding) ++amount;
        }
    }

    /// @inheritdoc IReceivables
    function unpaidFaceOf(ReceivableId receivableId, address holder) public view returns (uint128) {
        Row storage row = _receivables[receivableId];
        return uint128(Claims.unpaidFaceCeil(_holdings[receivableId][holder].units(), row.paid, row.outstanding));
    }

    /// @inheritdoc IReceivables
    function obligorOf(ReceivableId receivableId) public view returns (address buyer) {
        (buyer,) = ORDERS.parties(_receivables[receivableId].orderId);
    }

    /// @inheritdoc IReceivables
    function consents(address receiver, address sender) public view returns (bool) {
        return _consents[receiver][sender] || _consents[receiver][address(0)];
    }

    // ---------------------------------------------------------------- inside

    function _mint(ReceivableId receivableId, address holder, uint56 units) internal {
        _holdings[receivableId][holder] = HoldingWords.pack(units, 0, 0);
        emit HoldingSet(receivableId, holder, units, 0, 0);
        emit Transfer(msg.sender, address(0), holder, receivableId.toTokenId(), units);
    }

    /// @dev Takes what the holder may be paid now. Once all is paid, fractions below one unit are gathered on this
    /// contract's own slot and whoever completes a unit gets it, so that the last redemption leaves exactly zero.
    function _takeClaim(ReceivableId receivableId, Row storage row, address holder)
        internal
        returns (uint128 amount, bool gathering)
    {
        uint256 outstanding = row.outstanding;
        if (outstanding == 0) return (0, false);
        PackedHolding h = _holdings[receivableId][holder];
        uint64 money = _moneyIn(receivableId, row);
        uint256 claim = _touched(h, money);
        amount = uint128(claim / outstanding);
        uint256 rest = claim % outstanding;
        gathering = rest != 0 && row.state == ReceivableState.SETTLED;
        if (gathering) {
            uint256 gathered = _holdings[receivableId][address(this)].claim() + rest;
            if (gathered >= outstanding) {
                gathered -= outstanding;
                ++amount;
            }
            _holdings[receivableId][address(this)] = HoldingWords.pack(0, 0, gathered);
            rest = 0;
            emit HoldingSet(receivableId, address(this), 0, 0, uint128(gathered));
        }
        _holdings[receivableId][holder] = HoldingWords.pack(h.units(), money, rest);
        emit HoldingSet(receivableId, holder, h.units(), money, uint128(rest));
    }

    function _transferHolder(address sender, address receiver, uint256 id, uint256 amount) private {
        if (receiver == COLLATERAL || receiver == MARKET || receiver == address(this)) {
            revert Receivables_ReceiverIsSystem(receiver);
        }
        PARTICIPANTS.requireStandingPair(sender, receiver);
        _requireConsent(receiver, sender);
        _move(ReceivableId.wrap(bytes32(id)), sender, receiver, amount);
    }

    function _requireConsent(address receiver, address sender) private view {
        if (!consents(receiver, sender)) revert Receivables_ReceiverNotConsenting(receiver, sender);
    }

    /// @dev Units that reach the obligor before the first payment are extinguished; afterwards the obligor pays.
    function _move(ReceivableId receivableId, address from, address to, uint256 units) private {
        if (units == 0) revert Receivables_ZeroAmount();
        Row storage row = _known(receivableId);
        uint64 money = _moneyIn(receivableId, row);
        uint256 carried = _debit(receivableId, from, units, money);
        if (to != COLLATERAL && _tagOf(to) == row.obligorTag && to == obligorOf(receivableId)) {
            if (money != 0) revert Receivables_ObligorPays(receivableId, to);
            emit Transfer(msg.sender, from, to, receivableId.toTokenId(), units);
            _extinguish(receivableId, row, to, units);
        } else {
            emit Transfer(msg.sender, from, to, receivableId.toTokenId(), units);
            _credit(receivableId, to, units, money, carried);
        }
    }

    /// @dev Units that end before the first payment; when none is left the debt is settled.
    function _extinguish(ReceivableId receivableId, Row storage row, address last, uint256 units) internal {
        row.outstanding -= uint56(units);
        emit Transfer(msg.sender, last, address(0), receivableId.toTokenId(), units);
        emit Extinguished(receivableId, uint128(units), row.outstanding);
        if (row.outstanding == 0) {
            row.state = ReceivableState.SETTLED;
            _clearOverdue(receivableId, row);
        }
    }

    /// @dev A settled or voided payable no longer counts against its buyer.
    function _clearOverdue(ReceivableId receivableId, Row storage row) internal {
        if (row.flags & Flags.OVERDUE == 0) return;
        row.flags &= ~Flags.OVERDUE;
        address buyer = obligorOf(receivableId);
        emit OverdueCleared(receivableId, buyer);
        PARTICIPANTS.removeOverdue(buyer);
    }

    function _maturityOf(Row storage row) internal view returns (uint40) {
        return uint40(row.maturityDay) * 1 days;
    }

    function _tagOf(address account) internal pure returns (uint24) {
        return uint24(uint160(account));
    }

    /// @dev Face and late interest paid so far.
    function _moneyIn(ReceivableId receivableId, Row storage row) internal view returns (uint64) {
        return row.flags & Flags.LATE == 0 ? row.paid : row.paid + _lates[receivableId].paid;
    }

    /// @return carried the fraction below one minor unit that custody leaves with its last unit: nobody could redeem
    /// it there, and one minor unit would stay on this contract for ever
    function _debit(ReceivableId receivableId, address from, uint256 units, uint64 money)
        internal
        returns (uint256 carried)
    {
        PackedHolding h = _holdings[receivableId][from];
        uint256 left = h.units();
        if (left < units) revert Receivables_InsufficientUnits(receivableId, from, left, units);
        uint256 claim = _touched(h, money);
        unchecked {
            left -= units; // checked above
        }
        if (left == 0 && from == COLLATERAL) {
            carried = claim;
            claim = 0;
        }
        _holdings[receivableId][from] = HoldingWords.pack(left, money, claim);
        emit HoldingSet(receivableId, from, uint64(left), money, uint128(claim));
    }

    function _credit(ReceivableId receivableId, address to, uint256 units, uint64 money, uint256 carried) private {
        PackedHolding h = _holdings[receivableId][to];
        uint256 claim = _touched(h, money) + carried;
        uint256 held = units + h.units(); // at most the receivable's units, of which there are fewer than 2^56
        _holdings[receivableId][to] = HoldingWords.pack(held, money, claim);
        emit HoldingSet(receivableId, to, uint64(held), money, uint128(claim));
    }

    /// @dev The claim after a touch when `money` has come in.
    function _touched(PackedHolding h, uint64 money) private pure returns (uint256) {
        return Claims.touched(h.claim(), h.units(), h.seen(), money);
    }

    function _known(ReceivableId receivableId) internal view returns (Row storage row) {
        row = _receivables[receivableId];
        if (row.state == ReceivableState.NONE) revert Receivables_Unknown(receivableId);
    }
}
