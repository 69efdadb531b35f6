"""Streets made to be learnt from: varied in layout, content, light and camera."""

from gioada.street.town.world import WORLD_VERSION, render

__all__ = ["WORLD_VERSION", "render"]
