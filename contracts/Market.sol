// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReceivables} from "./interfaces/IReceivables.sol";
import {Batch} from "./libraries/Batch.sol";
import {Claims} from "./libraries/Claims.sol";
import {Roles} from "./types/Roles.sol";

/// @title Market: units against cash, at once (see IMarket)
contract Market is IMarket, Batch, EIP712 {
    using BitMaps for BitMaps.BitMap;

    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "PurchaseQuote(address buyerOfUnits,address seller,bytes32 receivableId,uint128 units,uint128 price,uint128 moneyIn,uint40 validUntil,uint256 nonce)"
    );

    IParticipants private immutable PARTICIPANTS;
    IReceivables private immutable RECEIVABLES;
    IFacilities private immutable FACILITIES;
    address private immutable COLLATERAL;

    mapping(address signer => BitMaps.BitMap) private _nonces;

    constructor(address participants, address receivables, address facilities, address collateral)
        EIP712("Tallystick Market", "1")
    {
        PARTICIPANTS = IParticipants(participants);
        RECEIVABLES = IReceivables(receivables);
        FACILITIES = IFacilities(facilities);
        COLLATERAL = collateral;
    }

    /// @inheritdoc IMarket
    function sell(PurchaseQuote calldata quote, bytes calldata signature) external {
        _take(quote, signature, msg.sender, msg.sender, msg.sender);
    }

    /// @inheritdoc IMarket
    function takePledged(PurchaseQuote calldata quote, bytes calldata signature, address seller)
        external
        returns (uint128, uint128)
    {
        if (msg.sender != COLLATERAL) revert Market_OnlySister(msg.sender);
        return _take(quote, signature, seller, COLLATERAL, COLLATERAL);
    }

    /// @inheritdoc IMarket
    function cancelQuote(uint256 nonce) external {
        if (_nonces[msg.sender].get(nonce)) revert Market_NonceUsed(msg.sender, nonce);
        _nonces[msg.sender].set(nonce);
        emit QuoteCancelled(msg.sender, nonce);
    }

    /// @inheritdoc IMarket
    function nonceUsed(address account, uint256 nonce) external view returns (bool) {
        return _nonces[account].get(nonce);
    }

    /// @inheritdoc IMarket
    function digestOf(PurchaseQuote calldata quote) external view returns (bytes32) {
        return _digestOf(quote);
    }

    /// @param seller who agrees; `from` whose units; `proceedsTo` who is paid
    function _take(
        PurchaseQuote memory quote,
        bytes calldata signature,
        address seller,
        address from,
        address proceedsTo
    ) private returns (uint128 custodyBefore, uint128 custodyAfter) {
        PARTICIPANTS.requireActivePair(seller, Roles.ANY, quote.buyerOfUnits, Roles.ANY);
        (uint256 unpaidFace, uint16 cashId, uint40 maturity) = _checkQuote(quote, seller);
        address signer = _signerOf(quote, signature, cashId);
        // Used in the buyer's name whoever signs: a key that signs for another account later must not make it good again.
        if (_nonces[quote.buyerOfUnits].get(quote.nonce)) revert Market_NonceUsed(quote.buyerOfUnits, quote.nonce);
        _nonces[quote.buyerOfUnits].set(quote.nonce);
        if (signer != quote.buyerOfUnits) {
            if (_nonces[signer].get(quote.nonce)) revert Market_NonceUsed(signer, quote.nonce);
            if (quote.seller == address(0)) revert Market_SellerOpen();
            FACILITIES.spend(quote.buyerOfUnits, cashId, uint128(unpaidFace), quote.price, maturity);
        }
        emit Sold(quote.receivableId, seller, quote.buyerOfUnits, quote.units, quote.price, signer, quote.nonce);
        (custodyBefore, custodyAfter) =
            RECEIVABLES.moveUnits(quote.receivableId, from, quote.buyerOfUnits, quote.units, address(0));
        _pull(ICash(PARTICIPANTS.cashOf(cashId)), quote.buyerOfUnits, proceedsTo, quote.price);
    }

    function _pull(ICash cash, address from, address to, uint128 price) private {
        try cash.transferFrom(from, to, price) returns (bool) {}
        catch (bytes memory reason) {
            // Asked only once it has failed: a sale that goes through spares the question.
            (uint256 has, uint256 allowed) = cash.fundsOf(from, address(this));
            if (has < price || allowed < price) revert Market_BuyerUnfunded(from, has, allowed, price);
            Address.verifyCallResult(false, reason);
        }
    }

    function _checkQuote(PurchaseQuote memory quote, address seller)
        private
        view
        returns (uint256 unpaidFace, uint16 cashId, uint40 maturity)
    {
        if (quote.units == 0) revert Market_ZeroUnits();
        if (quote.seller != address(0) && quote.seller != seller) revert Market_NotSeller(seller, quote.seller);
        if (block.timestamp > quote.validUntil) revert Market_QuoteExpired(quote.validUntil, block.timestamp);
        IReceivables.ReceivableState state;
        uint256 outstanding;
        uint256 paid;
        uint256 moneyIn;
        (state, outstanding, paid, maturity, cashId, moneyIn) = RECEIVABLES.saleTerms(quote.receivableId);
        if (state != IReceivables.ReceivableState.CONFIRMED) revert Market_NotForSale(quote.receivableId);
        if (moneyIn != quote.moneyIn) revert Market_MoneyCameIn(quote.receivableId, quote.moneyIn, moneyIn);
        unpaidFace =
            quote.units > outstanding ? outstanding - paid : Claims.unpaidFaceCeil(quote.units, paid, outstanding);
        if (quote.price == 0 || quote.price > unpaidFace) {
            revert Market_PriceOutOfRange(quote.price, unpaidFace);
        }
    }

    /// @dev The buyer of the units itself, or the underwriter of its mandate in this cash.
    function _signerOf(PurchaseQuote memory quote, bytes calldata signature, uint16 cashId)
        private
        view
        returns (address)
    {
        // The buyer first: what it signs itself is not held to a mandate.
        bytes32 digest = _digestOf(quote);
        // Recovered once for both; zero where there is none, which is nobody's account.
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (_isSigner(quote.buyerOfUnits, recovered, digest, signature)) return quote.buyerOfUnits;
        address underwriter = FACILITIES.underwriterOf(quote.buyerOfUnits, cashId);
        if (underwriter == address(0) || !_isSigner(underwriter, recovered, digest, signature)) {
            revert Market_SignatureInvalid(quote.buyerOfUnits, digest);
        }
        return underwriter;
    }

    function _digestOf(PurchaseQuote memory quote) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    /// @dev As SignatureChecker: an account with code answers for itself, by ERC-1271 alone.
    function _isSigner(address account, address recovered, bytes32 digest, bytes calldata signature)
        private
        view
        returns (bool)
    {
        if (account.code.length == 0) return account == recovered && recovered != address(0);
        return SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature);
    }
}
