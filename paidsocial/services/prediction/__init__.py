"""Forecasts with their fits, backtests, and the lift tests that calibrate them."""
