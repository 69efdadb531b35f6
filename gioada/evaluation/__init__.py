"""What a checkpoint is worth, counted over a whole data set."""
