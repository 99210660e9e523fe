"""How allocations are solved: water-filling, branch and bound, whole amounts."""
