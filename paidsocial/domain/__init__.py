"""The business rules: pure functions and small values. Standard library only; no clock, no input or output."""
