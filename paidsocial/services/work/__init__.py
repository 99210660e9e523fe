"""What is done without anybody asking: pulls, sending, finding out, expiry, reports, forecasts, backtests."""
