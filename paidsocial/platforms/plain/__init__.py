"""Plain tables: no platform of their own, only the words people use for columns."""
