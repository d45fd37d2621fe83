"""What a party can do: one schema for each call, and how it becomes call data and a sentence."""
