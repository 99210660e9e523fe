"""How late revenue comes in: development of days, and completing the recent ones."""
