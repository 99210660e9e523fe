"""What every live connection shares: plain HTTP with care, the values a connector brings, and signing in."""
