"""Typed events by pure decoding: log in, frozen object or EventDecodeError out, no node asked.

One representation everywhere: ids, hashes and addresses are lower-case 0x-hex strings, integers are int,
structs are laid flat (chain/codegen/events.py says how their members are called), fixed arrays are tuples.
Each contract has its module (`chain.events.orders.Placed`); the class says CONTRACT and EVENT.
"""
