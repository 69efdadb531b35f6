"""What a task network says of a picture; readable without torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a task network says of a picture, at the picture's own size."""

    labels: np.ndarray
    """uint8 H W class indices in the predictor's label space."""
    confidence: np.ndarray
    """float32 H W, the probability of the class said, in [1 / C, 1]."""
    depth: np.ndarray
    """float32 H W metres, at least 0."""
