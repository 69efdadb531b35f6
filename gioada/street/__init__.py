"""Rendered streets: pictures, classes and depth without any download.

A ray caster and two worlds: ``demo``, a small one in two looks, and ``town``, which is varied
enough to learn from. The package knows nothing of the rest of gioada and could be lifted out.
"""
