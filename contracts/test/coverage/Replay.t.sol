// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {vm} from "../Vm.sol";

/// @title Replay: calls that the Python suite made, made again on contracts compiled from source
/// @notice The suite runs the bytecode of chain/artifacts, of which forge knows no lines. It records what it called and
/// what came back; here each call must come back the same, and `forge coverage` counts what it passes through.
/// @dev A recording is a sequence of entries, each: kind (1 byte), second (5), sender (20), target (20), outcome (1),
/// length (4) and bytes of the input, length (4) and bytes of the output. Kind 0 creates the contract whose name is the
/// output, with the input as constructor arguments; 1 is a call, 2 a view; 3
/// puts the input as code at the target (a contract that is none of ours).
contract Replay {
    uint256 private constant CREATION = 0;
    uint256 private constant VIEW = 2;
    uint256 private constant STRANGER = 3;
    uint256 private constant HEAD = 47;

    error Replay_CreatedElsewhere(string name, address made, address recorded);
    error Replay_CameBackOtherwise(uint256 entry, address target, bytes input, bool succeeded, bytes output);

    function test_the_suite_finds_the_contracts_as_the_bytecode_is() external {
        vm.chainId(1);
        uint256 beginning = vm.snapshotState();
        uint256 count = vm.parseUint(vm.readFile("build/coverage/count.txt"));
        for (uint256 i; i < count; ++i) {
            this.replay(vm.readFileBinary(string.concat("build/coverage/", vm.toString(i), ".calls")));
            vm.revertToState(beginning);
        }
    }

    /// @dev From outside, so that the memory of one recording is given back before the next.
    function replay(bytes calldata entries) external {
        uint256 number;
        while (entries.length != 0) {
            uint256 free;
            assembly ("memory-safe") {
                free := mload(0x40)
            }
            uint256 length = HEAD + uint32(bytes4(entries[HEAD:]));
            uint256 end = length + 4 + 4 + uint32(bytes4(entries[length + 4:]));
            _again(number++, entries[:HEAD], entries[HEAD + 4:length + 4], entries[length + 8:end]);
            entries = entries[end:];
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
    }

    function _again(uint256 number, bytes calldata head, bytes calldata input, bytes calldata output) private {
        vm.warp(uint40(bytes5(head[1:])));
        address target = address(bytes20(head[26:]));
        uint256 kind = uint8(head[0]);
        if (kind == STRANGER) {
            vm.etch(target, input);
            return;
        }
        vm.prank(address(bytes20(head[6:])));
        if (kind == CREATION) {
            _create(string(output), input, target);
            return;
        }
        (bool succeeded, bytes memory answer) = kind == VIEW ? target.staticcall(input) : target.call(input);
        if (succeeded != (head[46] != 0) || keccak256(answer) != keccak256(output)) {
            revert Replay_CameBackOtherwise(number, target, input, succeeded, answer);
        }
    }

    function _create(string memory name, bytes calldata arguments, address recorded) private {
        bytes memory code;
        try vm.getCode(string.concat(name, ".sol:", name)) returns (bytes memory compiled) {
            code = bytes.concat(compiled, arguments);
        } catch {
            // Not compiled in this profile: as it is deployed, and forge counts none of it.
            code = bytes.concat(vm.getCode(string.concat("chain/artifacts/", name, ".json")), arguments);
        }
        address made;
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        if (made != recorded) revert Replay_CreatedElsewhere(name, made, recorded);
    }
}
