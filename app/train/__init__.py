"""Runs: started, watched and stopped from the page; their folders are the only truth."""
