"""Figures for a paper: a recipe in; the picture, its cells and its LaTeX out."""
