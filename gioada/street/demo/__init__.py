"""A procedural street world: pictures, classes and depth without any download."""

from gioada.street.demo.world import DOMAINS, WORLD_VERSION, render

__all__ = ["DOMAINS", "WORLD_VERSION", "render"]
