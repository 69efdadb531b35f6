"""People's images in, labels, depth or translations of the same size out."""
