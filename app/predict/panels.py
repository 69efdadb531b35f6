"""The folds with downloads and with the view in 3-D; filled when they are opened."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import gradio as gr
import numpy as np

from app.files import place
from app.predict.files import WRITINGS, write_depth, write_labels, write_zip
from app.predict.study import Asked, Reading, Study, see
from app.tab import NETWORK, PRIVATE, notes, once_opened, plain_errors
from gioada.inference.cloud import FIELD_OF_VIEW, Cloud, focal_length, make_cloud, write_ply
from gioada.inference.gltf import write_glb
from gioada.inference.scene import Scene

_RUN: dict[str, Any] = {**NETWORK, "api_visibility": "private", "show_progress": "minimal"}
"""A photo whose answer was forgotten is asked about again."""
COLOURS = ["photo", "classes"]
FAR = 40.0
"""Metres shown at first: what lies behind is a thin fan of rays that hides the street."""
VIEWER = (0.0, 1.5, 1.5)
"""Metres right, above and behind the photo's camera: from there, or as far behind it as it takes to
see all, one looks at first. From elsewhere a street of guessed depth is seen as what it is."""
VIEW, ASPECT = 0.8, 1.6
"""What the viewer shows from top to bottom, in radians, and how much wider that is than high."""


def downloads(asked: gr.State, done: gr.State, keeper: Callable[[], object]) -> None:
    """Lay out the downloads.

    Args:
        asked: what is looked at.
        done: the paths of all photos that are done.
        keeper: lays out the button that keeps a row for a figure.
    """
    with gr.Accordion("Downloads, and for a figure", open=False) as fold:
        keeper()
        writing = gr.Radio(
            [(way.title, name) for name, way in WRITINGS.items()],
            value="cityscapes-ids",
            label="Labels are written as",
        )
        how = gr.HTML()
        files = gr.File(
            label="Label maps, and depth in centimetres (16-bit PNG)",
            file_count="multiple",
            interactive=False,
            elem_classes=["map"],
        )
        pack = gr.Button("Make a zip of all photos", size="sm")
        archive = gr.File(
            label="All photos", visible=False, interactive=False, height=76, elem_classes=["map"]
        )
    opened = once_opened(fold, [asked.change], make_files, [asked, writing], [files, how])
    writing.input(plain_errors(make_files), [opened, asked, writing], [files, how], **_RUN)
    pack.click(plain_errors(make_zip), [asked, done, writing], archive, **_RUN)
    asked.change(lambda: gr.update(visible=False), None, archive, **PRIVATE)


def make_files(opened: bool, asked: Asked, writing: str) -> tuple[Any, Any]:
    """The files of the photo that is looked at, of each checkpoint, and what should be known.

    They are named by photo, checkpoint and what they hold. Nothing while the fold is closed.
    """
    if not opened or not asked.paths:
        return gr.skip(), gr.skip()
    study = see(asked)
    paths = []
    for each in study.readings:
        name = _name(study.name, each)
        paths += [
            write_labels(each.scene, study.space, name, writing),
            write_depth(each.scene, name),
        ]
    return paths, notes(
        WRITINGS[writing].how,
        f"Colours and classes are those of {study.space.name}; of Cityscapes classes that it "
        "merges, the first id is written.",
    )


def make_zip(
    asked: Asked,
    done: tuple[str, ...],
    writing: str,
    progress: gr.Progress = gr.Progress(),  # noqa: B008
) -> Any:
    """All photos' label maps and depths; photos that cannot be read are left out.

    Raises:
        Problem: nothing was predicted yet.
    """
    space = see(asked).space
    asked = replace(asked, paths=done)

    def scenes() -> Iterator[tuple[str, Scene]]:
        for index in range(len(asked.paths)):
            progress((index, len(asked.paths)), unit="photos")
            with contextlib.suppress(ValueError):
                study = see(asked.at(index))
                for each in study.readings:
                    yield _name(study.name, each), each.scene

    return gr.update(value=write_zip(scenes(), space, writing), visible=True)


def _name(photo: str, reading: Reading) -> str:
    return f"{photo}_{reading.checkpoint.file_name}"


# --- in 3-D -------------------------------------------------------------------------------------


def solid(asked: gr.State) -> None:
    """Lay out the view of the predicted depth in 3-D."""
    with gr.Accordion("The street in 3-D", open=False) as fold:
        with gr.Row():
            of = gr.Dropdown([], label="Depth by", min_width=150, allow_custom_value=True)
            colours = gr.Radio(COLOURS, value="photo", label="Colours", min_width=150)
            far = gr.Slider(5, 80, value=FAR, step=5, label="Shown up to, metres", min_width=150)
        model = gr.Model3D(
            label="Drag to turn, wheel to zoom, Ctrl and drag to move",
            height=440,
            clear_color=(0.09, 0.1, 0.13, 1.0),
            interactive=False,
        )
        gr.HTML(
            '<p class="how">An empty box? This view needs WebGL, which some browsers switch '
            "off; the PLY file opens in every 3-D program.</p>"
        )
        words = gr.HTML()
        ply = gr.DownloadButton("Points and triangles (PLY)", size="sm", interactive=False)
    opened = once_opened(
        fold, [asked.change], in_space, [asked, of, colours, far], [of, model, words, ply]
    )
    for event in (of.input, colours.input, far.release):
        event(plain_errors(turned), [opened, asked, of, colours, far], [model, words, ply], **_RUN)


def in_space(
    opened: bool, asked: Asked, of: str | None, colours: str, far: float
) -> tuple[Any, ...]:
    """The view from its start, whose it may be, its words and file; nothing while closed."""
    if not opened or not asked.paths:
        return (gr.skip(),) * 4
    study = see(asked)
    named = [(title, name) for name, title in study.titles.items()]
    chosen = of if of in study.titles else named[-1][1]
    cloud, view, *rest = _made(study, chosen, colours, far)
    return (
        gr.update(choices=named, value=chosen),
        gr.update(value=view, camera_position=camera(cloud)),
        *rest,
    )


def turned(opened: bool, asked: Asked, of: str | None, colours: str, far: float) -> tuple[Any, ...]:
    """As ``in_space``, from wherever the visitor has turned the view to."""
    if not opened or not asked.paths:
        return (gr.skip(),) * 3
    return _made(see(asked), of, colours, far)[1:]


def cloud_of(study: Study, of: str | None, colours: str, far: float) -> tuple[Cloud, float]:
    """The cloud of a prediction, and the focal length in pixels that it was made with.

    Raises:
        ValueError: the focal length is not above 0.
    """
    reading = _by(study, of)
    image, scene, space = study.triple.image, reading.scene, study.space
    pixels = study.asked.focal or focal_length(image.shape[1])
    coloured = image if colours == "photo" else space.colourise(scene.labels)
    sky = scene.labels == space.classes.index("sky") if "sky" in space.classes else None
    return make_cloud(scene.depth, coloured, focal=pixels, sky=sky, far=far), pixels


def _by(study: Study, name: str | None) -> Reading:
    """The reading of a checkpoint, or of the last one."""
    return next((each for each in study.readings if each.name == name), study.readings[-1])


def camera(cloud: Cloud) -> tuple[float, float, float]:
    """Where the viewer looks from at first, as Gradio takes it.

    Returns:
        degrees from +x towards +z, degrees from +y, and metres, all from the middle of the box
        round the points.
    """
    middle = (cloud.points.min(0) + cloud.points.max(0)) / 2
    towards = np.array(VIEWER) - middle
    back = towards / np.linalg.norm(towards)
    right = np.cross((0.0, 1.0, 0.0), back)
    right /= np.linalg.norm(right)
    across, up, near = np.array((right, np.cross(back, right), back)) @ (cloud.points - middle).T
    # What each point needs to be in the picture; a few may fly about.
    needed = near + np.maximum(np.abs(up), np.abs(across) / ASPECT) / math.tan(VIEW / 2)
    return (
        math.degrees(math.atan2(back[2], back[0])),
        math.degrees(math.acos(back[1])),
        max(float(np.linalg.norm(towards)), float(np.percentile(needed, 99))),
    )


def _made(study: Study, of: str | None, colours: str, far: float) -> tuple[Any, ...]:
    cloud, pixels = cloud_of(study, of, colours, far)
    name = _name(study.name, _by(study, of))
    view, file = place(f"{name}.glb"), place(f"{name}_{colours}.ply")
    write_glb(cloud, view)
    write_ply(cloud, file)
    guessed = "" if study.asked.focal else f": that of a view {FIELD_OF_VIEW:.0f} degrees wide"
    words = notes(
        cloud.note,
        f"Focal length {pixels:.0f} pixels{guessed}. A wrong one stretches the street along the "
        "view; it is set under Size, precision, camera.",
    )
    return cloud, str(view), words, gr.update(value=str(file), interactive=True)
