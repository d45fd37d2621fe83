// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Accrual} from "../libraries/Accrual.sol";
import {Claims} from "../libraries/Claims.sol";
import {MaturityDays} from "../libraries/MaturityDays.sol";
import {SalePrice} from "../libraries/SalePrice.sol";
import {Stages} from "../libraries/Stages.sol";
import {Waterfall} from "../libraries/Waterfall.sol";

/// @title Vectors: the libraries as something that can be called, many cases at a time
/// @dev For tests only. Nothing is computed here that the libraries do not compute; only the order of steps is.
contract Vectors {
    struct Recorded {
        bool accepted;
        uint256 amount;
        uint256 cancelled;
        uint256 attested;
        uint256 received;
        uint256 returned;
        uint256 confirmed;
        uint256 custodyUnpaid;
    }

    struct CapacityCase {
        Recorded order;
        Stages.Standing standing;
        uint16[4] advanceBps;
        uint16[4] rateBps;
        uint256[] principals;
    }

    struct CapacityAnswer {
        uint256[4] facts;
        uint256[4] eligible;
        uint256[4] cumulative;
        uint256 capacity;
        uint256[] rates;
    }

    enum Kind {
        DRAW,
        PAY,
        RATE,
        SUBROGATE,
        SYNC
    }

    struct Step {
        Kind kind;
        uint256 time;
        uint256 number;
    }

    struct AccountCase {
        uint256 start;
        uint256 penaltyBps;
        uint256 feeBps;
        uint256 graceEnds;
        Step[] steps;
    }

    struct AccountAfter {
        int256 interest;
        int256 penalty;
        uint256 principal;
        uint256 subrogated;
        uint256 owedInterest;
        uint256 owedPenalty;
        uint256 fee;
        Waterfall.Split parts;
    }

    /// @dev `units` of zero is a payment of `amount`; else a transfer of `units` from one holder to another.
    struct HolderStep {
        uint256 amount;
        uint256 units;
        uint256 from;
        uint256 to;
    }

    struct Slot {
        uint256 units;
        uint256 seen;
        uint256 claim;
    }

    struct SaleCase {
        uint256 face;
        uint256 rateBps;
        uint256 days_;
        uint256 basis;
    }

    function capacities(CapacityCase[] calldata cases) external pure returns (CapacityAnswer[] memory answers) {
        answers = new CapacityAnswer[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            answers[i] = _capacity(cases[i]);
        }
    }

    function accounts(AccountCase[] calldata cases) external pure returns (AccountAfter[][] memory answers) {
        answers = new AccountAfter[][](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            answers[i] = _account(cases[i]);
        }
    }

    /// @notice Claims and what each may be paid after all steps; holder 0 begins with the whole face.
    function holders(uint256 face, uint256 count, HolderStep[] calldata steps)
        external
        pure
        returns (uint256[] memory claims, uint256[] memory payables)
    {
        Slot[] memory slots = new Slot[](count);
        slots[0].units = face;
        uint256 moneyIn;
        for (uint256 i; i < steps.length; ++i) {
            if (steps[i].units == 0) {
                moneyIn += steps[i].amount;
            } else {
                _touch(slots[steps[i].from], moneyIn);
                slots[steps[i].from].units -= steps[i].units;
                _touch(slots[steps[i].to], moneyIn);
                slots[steps[i].to].units += steps[i].units;
            }
        }
        claims = new uint256[](count);
        payables = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            _touch(slots[i], moneyIn);
            claims[i] = slots[i].claim;
            payables[i] = Claims.payableFloor(claims[i], face);
        }
    }

    function sales(SaleCase[] calldata cases)
        external
        pure
        returns (uint256[] memory straight, uint256[] memory toYield)
    {
        straight = new uint256[](cases.length);
        toYield = new uint256[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            SaleCase calldata c = cases[i];
            straight[i] = SalePrice.straightFloor(c.face, c.rateBps, c.days_, c.basis);
            toYield[i] = SalePrice.toYieldFloor(c.face, c.rateBps, c.days_, c.basis);
        }
    }

    /// @notice The lanes after each step: a day is inserted (true) or removed (false).
    function maturityDays(bool[] calldata inserting, uint16[] calldata days_)
        external
        pure
        returns (uint256[] memory lanes, bool[] memory full, uint256[] memory earliest)
    {
        lanes = new uint256[](days_.length);
        full = new bool[](days_.length);
        earliest = new uint256[](days_.length);
        uint256 packed;
        for (uint256 i; i < days_.length; ++i) {
            if (inserting[i]) (packed, full[i]) = MaturityDays.inserted(packed, days_[i]);
            else packed = MaturityDays.removed(packed, days_[i]);
            lanes[i] = packed;
            earliest[i] = MaturityDays.earliest(packed);
        }
    }

    function _capacity(CapacityCase calldata c) private pure returns (CapacityAnswer memory a) {
        Recorded calldata o = c.order;
        (a.facts[0], a.facts[1], a.facts[2]) =
            Stages.facts(o.accepted, o.amount, o.cancelled, o.attested, o.received, o.returned, o.confirmed);
        a.facts[3] = o.custodyUnpaid;
        a.eligible = Stages.eligible(a.facts, c.standing);
        // C_i is the capacity of the stages from i up.
        uint256[4] memory rest = [a.eligible[0], a.eligible[1], a.eligible[2], a.eligible[3]];
        for (uint256 i; i < 4; ++i) {
            a.cumulative[i] = Stages.capacityFloor(rest, c.advanceBps);
            rest[i] = 0;
        }
        a.capacity = Stages.capacityFloor(a.eligible, c.advanceBps);
        a.rates = new uint256[](c.principals.length);
        for (uint256 i; i < c.principals.length; ++i) {
            a.rates[i] = Stages.rateBpsCeil(c.principals[i], a.facts, c.advanceBps, c.rateBps);
        }
    }

    function _account(AccountCase calldata c) private pure returns (AccountAfter[] memory answers) {
        answers = new AccountAfter[](c.steps.length);
        AccountAfter memory a;
        uint256 accruedAt = c.start;
        uint256 rateBps;
        for (uint256 i; i < c.steps.length; ++i) {
            Step calldata step = c.steps[i];
            a.interest += Accrual.accrued(a.principal, rateBps, step.time - accruedAt);
            a.penalty += Accrual.accrued(
                a.principal, c.penaltyBps, Accrual.secondsAfter(accruedAt, step.time, c.graceEnds)
            );
            accruedAt = step.time;
            if (step.kind == Kind.RATE) rateBps = step.number;
            _take(a, step, c.feeBps);
            a.owedInterest = Accrual.owedCeil(a.interest);
            a.owedPenalty = Accrual.owedCeil(a.penalty);
            answers[i] = AccountAfter(
                a.interest, a.penalty, a.principal, a.subrogated, a.owedInterest, a.owedPenalty, a.fee, a.parts
            );
        }
    }

    function _take(AccountAfter memory a, Step calldata step, uint256 feeBps) private pure {
        if (step.kind == Kind.DRAW) {
            a.principal += step.number;
            a.fee = Accrual.feeCeil(step.number, feeBps);
        } else if (step.kind == Kind.SUBROGATE) {
            a.principal -= step.number;
            a.subrogated += step.number;
        } else if (step.kind == Kind.PAY) {
            uint256 penalty = Accrual.owedCeil(a.penalty);
            uint256 interest = Accrual.owedCeil(a.interest);
            a.parts = Waterfall.split(step.number, penalty, interest, a.principal, a.subrogated);
            a.penalty = Accrual.afterPayment(a.penalty, a.parts.penalty);
            a.interest = Accrual.afterPayment(a.interest, a.parts.interest);
            a.principal -= a.parts.principal;
            a.subrogated -= a.parts.subrogated;
            if (a.principal + a.subrogated == 0 && a.interest <= 0 && a.penalty <= 0) {
                a.interest = 0;
                a.penalty = 0;
            }
        }
    }

    function _touch(Slot memory slot, uint256 moneyIn) private pure {
        slot.claim = Claims.touched(slot.claim, slot.units, slot.seen, moneyIn);
        slot.seen = moneyIn;
    }
}
