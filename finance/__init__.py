"""Pure arithmetic and judgement of Tallystick: standard library only, no clock, no I/O; time is an argument.

Every quantity is an integer with its unit in its type (see finance.units). Errors are named facts with
numbers.
"""
