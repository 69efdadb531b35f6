"""The paper's tables: planned, trained, measured and laid out by one command."""
