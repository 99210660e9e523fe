"""Exchange rates, the spend report, its tie-out and the month's end."""
