"""Equations (1) to (4), each in one function; (5) is their weighted sum in ``methods``."""
