"""Where the same money earns most: what may move, what is proposed, and why."""
