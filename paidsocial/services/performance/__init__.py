"""Campaigns and ad sets with their figures: lists, pages, series, search, freshness."""
