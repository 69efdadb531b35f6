"""A prediction in space: its surface in the colours of the photo or of the classes."""

from __future__ import annotations

import gradio as gr

from app.predict.photos import Asked, Seen, see
from app.scratch import place
from app.tab import notes
from gioada.inference.cloud import FIELD_OF_VIEW, Cloud, focal_length, make_cloud, write_ply
from gioada.inference.gltf import write_glb

COLOURS = ["photo", "classes"]
FAR = 40.0
"""Metres shown at first: what lies behind is a thin fan of rays that hides the street."""
CAMERA = (90, 78, 25)
"""Degrees round and down, and metres, from the middle: from about where the photo was taken,
a little above."""


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


def show(
    shown: bool, asked: Asked, colours: str, focal: float | None, far: float
) -> tuple[object, ...]:
    """The view in space, a sentence on it, and its file for download; nothing while it is closed.

    Returns:
        values for the model, the notes and the download button.
    """
    if not shown or not asked.paths:
        return gr.skip(), gr.skip(), gr.skip()
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
    return str(view), said, gr.update(value=str(file), interactive=True)
