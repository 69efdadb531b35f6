"""One engine: it sees an objective and a stream, never a preset's name."""
