"""People's images in; labels and depth of their size out, or a translation at working size."""
