// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title ReentrantParty: an account that is a contract; it calls what it is told to
/// @dev For tests. Whoever tells it acts as the party.
contract ReentrantParty {
    function run(address to, bytes calldata data) external returns (bytes memory answer) {
        bool done;
        (done, answer) = to.call(data);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}

/// @title ReentrantCash: moves money as a cash token does, and lets a party act in the middle of it
/// @dev For tests. Once armed it makes one call, before or after it has moved the money of one movement. Money is never
/// made or lost but by `issue`, which is anybody's.
contract ReentrantCash {
    error ReentrantCash_Unfunded(address from, uint256 has, uint256 amount);
    error ReentrantCash_NotAllowed(address from, address spender);

    address public immutable directory;
    bytes3 public constant currency = "XTS";

    mapping(address owner => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    ReentrantParty private _by;
    address private _to;
    bytes private _data;
    uint256 private _waits;
    bool private _after;

    uint256 private _moved;
    bool private _called;
    bool private _succeeded;
    bytes private _said;

    constructor(address directory_) {
        directory = directory_;
    }

    /// @param waits movements of money to let pass first
    function arm(ReentrantParty by, address to, bytes calldata data, uint256 waits, bool afterwards) external {
        (_by, _to, _data, _waits, _after) = (by, to, data, waits, afterwards);
    }

    function issue(address to, uint128 amount, bytes32) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _move(from, to, amount, msg.sender);
        return true;
    }

    function settle(address to, uint128 amount) external {
        _move(msg.sender, to, amount, msg.sender);
    }

    function settleFrom(address from, address to, uint128 amount) external {
        _move(from, to, amount, msg.sender);
    }

    function settleWithFeeFrom(address from, address to, uint128 amount, address feeTo, uint128 fee) external {
        _move(from, to, amount, msg.sender);
        if (fee != 0) _move(from, feeTo, fee, msg.sender);
    }

    /// @notice How often it moved money; whether it made its call, whether that succeeded, else why not.
    function outcome() external view returns (uint256 moved, bool called, bool succeeded, bytes memory said) {
        return (_moved, _called, _succeeded, _said);
    }

    function fundsOf(address owner, address spender) external view returns (uint256, uint256) {
        return (balanceOf[owner], allowance[owner][spender]);
    }

    function _move(address from, address to, uint256 amount, address by) private {
        if (from != by && allowance[from][by] < amount) revert ReentrantCash_NotAllowed(from, by);
        ++_moved;
        if (!_after) _callBack();
        if (balanceOf[from] < amount) revert ReentrantCash_Unfunded(from, balanceOf[from], amount);
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        if (_after) _callBack();
    }

    function _callBack() private {
        if (address(_by) == address(0)) return;
        if (_waits != 0) {
            --_waits;
            return;
        }
        ReentrantParty by = _by;
        _by = ReentrantParty(address(0));
        _called = true;
        try by.run(_to, _data) {
            _succeeded = true;
        } catch (bytes memory reason) {
            _said = reason;
        }
    }
}

/// @title Sequence: several calls of several parties, then questions, all at one second
/// @dev For tests: asked by eth_call.
contract Sequence {
    struct Step {
        ReentrantParty by; // nobody's: called directly
        address to;
        bytes data;
    }

    /// @notice Plays each sequence by itself, as if the others had not been.
    /// @param asked encoded steps: the questions
    /// @return outcomes done, said, answers of each, encoded
    function playEach(Step[][] calldata sequences, bytes calldata asked) external returns (bytes[] memory outcomes) {
        outcomes = new bytes[](sequences.length);
        for (uint256 i; i < sequences.length; ++i) {
            try this.playAndUndo(sequences[i], asked) {}
            catch (bytes memory outcome) {
                outcomes[i] = outcome;
            }
        }
    }

    /// @dev Says in a revert what came out, so that nothing of it stays.
    function playAndUndo(Step[] calldata steps, bytes calldata asked) external {
        (bool[] memory done, bytes[] memory said) = (new bool[](steps.length), new bytes[](steps.length));
        for (uint256 i; i < steps.length; ++i) {
            Step calldata step = steps[i];
            (done[i], said[i]) = address(step.by) == address(0)
                ? step.to.call(step.data)
                : address(step.by).call(abi.encodeCall(ReentrantParty.run, (step.to, step.data)));
        }
        Step[] memory questions = abi.decode(asked, (Step[]));
        bytes[] memory answers = new bytes[](questions.length);
        for (uint256 i; i < questions.length; ++i) {
            (, answers[i]) = questions[i].to.staticcall(questions[i].data);
        }
        bytes memory outcome = abi.encode(done, said, abi.encode(answers));
        assembly ("memory-safe") {
            revert(add(outcome, 32), mload(outcome))
        }
    }
}
