"""paidsocial: an open, self-hosted manager for paid social campaigns and budgets."""
