"""Several checkpoints on one photo."""
