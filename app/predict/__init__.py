"""Labels and depth of photos."""
