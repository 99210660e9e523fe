"""Plan lines, their pacing, and what a specialist does about it in the morning."""
