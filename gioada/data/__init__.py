"""Frames, label spaces, depth, data sets and people's own files."""
