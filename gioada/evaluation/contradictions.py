"""Where predicted depth and labels contradict each other: what the joint space of both tells.

The paper adapts depth and labels together, as pairs of them that never occur in the source betray
a wrong prediction. Three such pairs can be found without any network: sky that is near, ground that
is steep, and ground above the horizon. No truth is needed, so it works on any photo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gioada.data.labels import LabelSpace
from gioada.errors import Problem
from gioada.inference.cloud import focal_length

SKY_NEAR, STEEP, ABOVE = 1, 2, 3
NAMES = {SKY_NEAR: "sky near", STEEP: "ground steep", ABOVE: "ground above the horizon"}
GROUND = ("road", "sidewalk", "terrain")
NEAREST_SKY = 40.0
"""Metres. Sky is 80 or more in the source; below half of that the network sees a thing there, as
far away as the houses of a wide street."""
STEEPEST = 30.0
"""Degrees. The steepest street there is has 19; the rest is for embankments, a camera that
nods, and depth that networks smooth."""
FARTHEST = 30.0
"""Metres up to which slopes are measured: farther off one row of the picture is metres of road,
and the slope between two rows is that of the network's noise."""
REACH = 0.02
"""Of the picture's height: how far apart two points are whose slope is measured, each way."""
NOD = 4.0
"""Degrees by which a camera in a car may look downwards, or a street rise ahead, before ground is
said to be above the horizon."""


def contradictions(
    labels: NDArray[np.uint8],
    depth: NDArray[np.floating],
    space: LabelSpace,
    *,
    focal: float | None = None,
) -> NDArray[np.uint8]:
    """Where depth and labels contradict each other, uint8 H W: 0 nowhere, else a key of NAMES.

    The camera is taken to look level, its optical axis through the middle of the picture. Where
    two contradictions meet, the later of NAMES counts.

    Args:
        labels: uint8 H W class indices, 255 void.
        depth: float H W metres of planar z; NaN contradicts nothing.
        space: the classes; those that it lacks contradict nothing.
        focal: focal length in pixels; None for a view of 65 degrees.

    Raises:
        ValueError: the sizes differ, or the focal length is not above 0.
    """
    if labels.shape != depth.shape:
        what = "the labels are {labels} and the depth {depth}: give both in one size."
        sizes = {"labels": str(labels.shape), "depth": str(depth.shape)}
        raise Problem("evaluate.sizes", what, advice=(), **sizes)
    focal = focal_length(labels.shape[1]) if focal is None else focal
    if not focal > 0:
        what = "the focal length is {focal}: give pixels above 0."
        raise Problem("evaluate.focal", what, focal=focal)
    metres = depth.astype(np.float32)
    ground = _is(labels, space, GROUND)
    found = np.zeros(labels.shape, np.uint8)
    found[_is(labels, space, ("sky",)) & (metres < NEAREST_SKY)] = SKY_NEAR
    found[ground & (slopes(metres, ground, focal) > STEEPEST)] = STEEP
    rows = labels.shape[0] / 2 - (np.arange(labels.shape[0]) + 0.5)
    above = rows > focal * np.tan(np.radians(NOD))
    found[ground & above[:, None] & np.isfinite(metres)] = ABOVE
    return found


def slopes(
    depth: NDArray[np.float32], where: NDArray[np.bool_], focal: float
) -> NDArray[np.float32]:
    """Degrees between the seen surface and the level, in [0, 90].

    The surface goes through the points two per cent of the height above and below, and as far to
    the left and right; it is NaN where one of these is not in ``where``, has no depth or is
    farther than 30 m.

    Args:
        depth: float32 H W metres of planar z.
        where: bool H W, the surface; beyond its edge is another thing.
        focal: focal length in pixels.
    """
    reach = max(1, round(REACH * depth.shape[0]))
    usable = where & (depth > 0) & (depth < FARTHEST)
    z = np.where(usable, depth, np.nan)
    columns = (np.arange(depth.shape[1]) - (depth.shape[1] - 1) / 2).astype(np.float32)
    rows = (np.arange(depth.shape[0]) - (depth.shape[0] - 1) / 2).astype(np.float32)
    x, y = z * (columns / np.float32(focal)), z * (rows / np.float32(focal))[:, None]
    (ax, bx), (ay, by), (az, bz) = ((_span(p, reach, 1), _span(p, reach, 0)) for p in (x, y, z))
    normal = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    with np.errstate(invalid="ignore", divide="ignore"):
        upright = np.abs(normal[1]) / np.sqrt(sum(part * part for part in normal))
    return np.degrees(np.arccos(np.minimum(upright, 1)))


def shares(found: NDArray[np.uint8]) -> dict[str, float]:
    """Share of the picture in [0, 1] by the name of the contradiction."""
    return {name: float((found == key).mean()) for key, name in NAMES.items()}


def _span(values: NDArray[np.float32], reach: int, axis: int) -> NDArray[np.float32]:
    """Difference of the values so many pixels after and before along an axis, H W."""
    spans = np.full_like(values, np.nan)
    length = values.shape[axis]
    if length > 2 * reach:
        inner = np.moveaxis(spans, axis, 0)[reach : length - reach]
        moved = np.moveaxis(values, axis, 0)
        inner[...] = moved[2 * reach :] - moved[: length - 2 * reach]
    return spans


def _is(labels: NDArray[np.uint8], space: LabelSpace, names: tuple[str, ...]) -> NDArray[np.bool_]:
    indices = [index for index, name in enumerate(space.classes) if name in names]
    return np.isin(labels, np.array(indices, np.uint8))
