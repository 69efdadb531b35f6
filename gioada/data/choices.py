"""Classes on which data sets and protocols do not agree, as switches; recorded with every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Van = Literal["car", "ignore", "truck"]
SmallVegetation = Literal["vegetation", "terrain", "ignore"]
LaneMarking = Literal["ignore", "road"]


@dataclass(frozen=True, kw_only=True)
class LabelChoices:
    """Where a class of a source goes. Each choice moves the IoU of the classes that it names."""

    van: Van = "car"
    """Virtual KITTI's Van. By Cityscapes' definition a van is a car."""
    small_vegetation: SmallVegetation = "vegetation"
    """Virtual KITTI's Vegetation beside its Tree, which is vegetation in any case."""
    lane_marking: LaneMarking = "ignore"
    """SYNTHIA's lane marking. Published 16-class results ignore it."""
