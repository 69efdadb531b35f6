"""What a translation does to a rendered frame."""
