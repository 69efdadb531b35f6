"""A prediction in space: its surface in the colours of the photo or of the classes."""

from __future__ import annotations

import math
from typing import Any

import gradio as gr
import numpy as np

from app.predict.photos import Asked, Seen, see
from app.scratch import place
from app.tab import notes
from gioada.inference.cloud import FIELD_OF_VIEW, Cloud, focal_length, make_cloud, write_ply
from gioada.inference.gltf import write_glb

COLOURS = ["photo", "classes"]
FAR = 40.0
"""Metres shown at first: what lies behind is a thin fan of rays that hides the street."""
VIEWER = (0.0, 1.5, 1.5)
"""Metres right, above and behind the photo's camera: where one looks from at first. Only from
about there is a street of guessed depth seen as a street; from elsewhere, as what it is."""


def cloud_of(seen: Seen, colours: str, focal: float | None, far: float) -> tuple[Cloud, float]:
    """The cloud of a prediction, and the focal length that it was made with.

    Args:
        seen: photo and prediction.
        colours: one of COLOURS.
        focal: pixels; 0 or None for a view FIELD_OF_VIEW wide.
        far: metres.

    Raises:
        ValueError: the focal length is not above 0.
    """
    pixels = focal_length(seen.image.shape[1]) if not focal else float(focal)
    scene, space = seen.scene, seen.space
    coloured = seen.image if colours == "photo" else space.colourise(scene.labels)
    sky = scene.labels == space.classes.index("sky") if "sky" in space.classes else None
    return make_cloud(scene.depth, coloured, focal=pixels, sky=sky, far=far), pixels


def camera(cloud: Cloud) -> tuple[float, float, float]:
    """Where the viewer looks from at first, as Gradio takes it.

    Returns:
        degrees from +x towards +z, degrees from +y, and metres, all from the middle of the box
        round the points.
    """
    middle = (cloud.points.min(0) + cloud.points.max(0)) / 2
    right, up, back = (float(each) for each in np.array(VIEWER) - middle)
    distance = math.hypot(right, up, back)
    return (
        math.degrees(math.atan2(back, right)),
        math.degrees(math.acos(up / distance)),
        distance,
    )


def show(
    shown: bool, asked: Asked, colours: str, focal: float | None, far: float
) -> tuple[Any, ...]:
    """The view in space from its start, its words and file; nothing while the panel is closed.

    Returns:
        values for the model, the notes and the download button.
    """
    if not shown or not asked.paths:
        return gr.skip(), gr.skip(), gr.skip()
    cloud, view, *rest = _made(asked, colours, focal, far)
    return gr.update(value=view, camera_position=camera(cloud)), *rest


def again(
    shown: bool, asked: Asked, colours: str, focal: float | None, far: float
) -> tuple[Any, ...]:
    """As ``show``, from wherever the visitor has turned the view to."""
    if not shown or not asked.paths:
        return gr.skip(), gr.skip(), gr.skip()
    return _made(asked, colours, focal, far)[1:]


def _made(
    asked: Asked, colours: str, focal: float | None, far: float
) -> tuple[Cloud, str, str, object]:
    seen = see(asked)
    cloud, pixels = cloud_of(seen, colours, focal, far)
    view = place(f"{seen.name}.glb")
    write_glb(cloud, view)
    file = place(f"{seen.name}_{colours}.ply")
    write_ply(cloud, file)
    said = notes(
        cloud.note,
        f"Focal length {pixels:.0f} pixels"
        + (f": that of a view {FIELD_OF_VIEW:.0f} degrees wide, as nobody said." if not focal
           else ", as you said.")
        + " A wrong one stretches the street along the view.",
    )  # fmt: skip
    return cloud, str(view), said, gr.update(value=str(file), interactive=True)
