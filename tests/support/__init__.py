"""What tests share: servers of our own, builders, the cast."""
