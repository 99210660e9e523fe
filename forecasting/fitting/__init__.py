"""The parts of a fit: weeks, elasticities, levels, season, intervals, evidence."""
