"""Microsoft Advertising."""
