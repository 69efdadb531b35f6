"""A figure for a paper, from rows kept in the other tabs."""
