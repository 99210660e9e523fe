"""Files that nobody would write, thrown at the reading of exports."""
