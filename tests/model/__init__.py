"""A model of the whole system, written from its specification, against the bytecode."""
