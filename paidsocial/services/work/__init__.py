"""What is done without anybody asking: pulls, sending, finding out, expiry, and keeping backtests fresh."""
