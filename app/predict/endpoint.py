"""``/predict`` and ``/compare``: classes and depth of a photo, for programs."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from gradio import FileData
from PIL import Image

from app import checkpoints, hub
from app.files import place, uploaded, write
from app.predict import CHOICE
from app.predict.differences import largest_differences
from app.predict.files import depth_picture, label_picture, write_depth, write_labels
from app.predict.joint import contradicting
from app.predict.numbers import Numbers, apart, class_numbers, numbers
from app.predict.study import Reading, Study, ask, see, working_side
from gioada.data.drawing import overlay
from gioada.data.files import read_image
from gioada.evaluation.contradictions import shares

OPACITY = 0.55
FIRST = ("both-street", "na-street", "both-demo")
"""The first of these that is there is asked where a program names none."""


def predict(
    photo: FileData, checkpoint: str = "", long_side: int = 0, fast: bool = False
) -> tuple[FileData, FileData, FileData, dict[str, Any]]:
    """Label a photo and estimate its depth.

    Args:
        photo: a picture file.
        checkpoint: a name as the page offers it; "" is the page's own first choice.
        long_side: pixels of the long side at which the network works; 0 is its training's size,
            -1 the photo's own.
        fast: compute in bfloat16 where the processor can.

    Returns:
        Label map (8-bit PNG of Cityscapes ids), depth (16-bit PNG of centimetres), both of the
        photo's size; the photo with class colours (PNG); and a report: size, range of depth in
        metres, share, mean confidence and median depth per class, and the checkpoint's card.
    """
    path = uploaded(photo)
    chosen = checkpoints.find(
        checkpoint or checkpoints.preferred(checkpoints.names("task"), *FIRST)
    )
    read = read_image(path)
    height, width = read.values.shape[:2]
    scene = chosen.scene(read.values, working_side(long_side, height, width), fast)
    # Packing takes longer than small networks do; Pillow lets threads pack side by side.
    with ThreadPoolExecutor(3) as pool:
        files = (
            pool.submit(write_labels, scene, chosen.space, path.stem, "cityscapes-ids"),
            pool.submit(write_depth, scene, path.stem),
            pool.submit(
                write,
                overlay(read.values, scene.labels, chosen.space, OPACITY),
                f"{path.stem}_overlay.png",
            ),
        )
        classes = class_numbers(scene, chosen.space)
    labels, depth, shown = (FileData(path=file.result()) for file in files)
    card = asdict(chosen.card)
    return (
        labels,
        depth,
        shown,
        {
            "photo": {"name": path.stem, "width": width, "height": height, "read": read.note},
            "metres": [float(scene.depth.min()), float(scene.depth.max())],
            "classes": [vars(each) for each in classes],
            "checkpoint": {key: value for key, value in card.items() if key != "path"},
            "notes": hub.notes(),
        },
    )


def compare(
    photo: FileData,
    checkpoints: list[str] | None = None,
    labels: FileData | None = None,
    depth: FileData | None = None,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
    fast: bool = False,
    focal: float = 0,
) -> tuple[list[FileData], list[FileData], dict[str, Any]]:
    """Compare up to four checkpoints on a photo, and with the truth where it is given.

    Args:
        photo: a picture file.
        checkpoints: names as the page offers them, all with the same classes; none is the page's
            own first choice.
        labels: the photo's true label map.
        depth: its true depth map.
        label_encoding: how the label map is written; auto finds out.
        depth_encoding: how the depth map is written; auto finds out.
        long_side: pixels of the long side at which the networks work; 0 is each training's size.
        fast: compute in bfloat16 where the processor can.
        focal: focal length of the photo in pixels, for contradictions; 0 is a view of 65 degrees.

    Returns:
        Label maps (8-bit PNG of indices into the report's classes, with a palette), depth maps
        (16-bit PNG of centimetres), one per checkpoint in their order; and a report: shares of
        the picture where labels and depths differ, the largest such places, and per checkpoint
        shares and IoU by class, depth errors, contradictions of depth and labels, and what its
        D_output believes.
    """
    names = list(checkpoints or CHOICE.offered()["value"])
    image, true_labels, true_depth = (
        str(uploaded(file)) if file else None for file in (photo, labels, depth)
    )
    asked = ask(
        image,
        None,
        names,
        true_labels,
        true_depth,
        label_encoding=label_encoding,
        depth_encoding=depth_encoding,
        long_side=long_side,
        fast=fast,
        focal=focal,
    )
    study = see(asked)
    maps, depths = [], []
    for each in study.readings:
        picture = label_picture(each.scene.labels, study.space, "class-index")
        maps.append(_file(picture, each, "labels"))
        depths.append(_file(depth_picture(each.scene), each, "depth_cm"))
    return maps, depths, {"files": study.checkup.plain, **_comparison(study)}


def _file(picture: Image.Image, reading: Reading, what: str) -> Any:
    path = place(f"{reading.checkpoint.file_name}_{what}.png")
    picture.save(path, compress_level=1)
    # As a dictionary: Gradio makes one only of a file that is an output by itself.
    return FileData(path=str(path)).model_dump()


def _comparison(study: Study) -> dict[str, Any]:
    differ, depths = apart(study)
    names = [each.name for each in study.readings]
    places = largest_differences(names, study.labels, study.space, study.triple.labels)
    found = zip(numbers(study), study.readings, strict=True)
    return {
        "classes": list(study.space.classes),
        "differ": {"labels": differ, "depth": depths},
        "places": [
            {
                "said": each.classes,
                "given": each.given or None,
                "share": each.place.share,
                "box": [each.place.left, each.place.top, each.place.width, each.place.height],
            }
            for each in places
        ],
        "checkpoints": [_checkpoint(*each, study) for each in found],
    }


def _checkpoint(found: Numbers, reading: Reading, study: Study) -> dict[str, Any]:
    belief = reading.checkpoint.belief(study.triple.image, study.side)
    return {
        "name": found.name,
        "shares": found.shares,
        "iou": _known(found.iou) or None,
        "means": _known(found.means) or None,
        "right": found.right,
        "depth": _known(found.depth) or None,
        "contradictions": shares(contradicting(reading, study)),
        "belief": None if belief is None else float(belief.mean()),
    }


def _known(values: dict[str, float]) -> dict[str, float | None]:
    """JSON has no NaN."""
    return {name: None if math.isnan(value) else value for name, value in values.items()}
