"""Forecasts, reallocations, approvals and budget changes."""
