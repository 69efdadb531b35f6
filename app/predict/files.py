"""Predictions as files: label maps in the encodings that other programs expect, depth, a zip."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from app.files import place
from gioada.data.depth_encodings import encode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import LabelSpace
from gioada.inference.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Writing:
    """One way of writing a label map as PNG."""

    title: str
    ending: str
    """Of the file's name, after the photo's."""
    how: str
    """What people should know who open the file, in a sentence."""


WRITINGS: dict[str, Writing] = {
    "cityscapes-ids": Writing(
        title="Cityscapes ids (grey, 7 is road)",
        ending="labelIds",
        how="Numbers from 7 to 33, so viewers show it nearly black. That is right: programs read "
        "the numbers.",
    ),
    "cityscapes-train-ids": Writing(
        title="Cityscapes train ids (grey, 0 is road)",
        ending="labelTrainIds",
        how="Numbers from 0 to 18, so viewers show it black. That is right: programs read the "
        "numbers.",
    ),
    "class-index": Writing(
        title="class numbers with a palette",
        ending="labels",
        how="Viewers show the palette's colours; Pillow reads the checkpoint's class numbers, "
        "OpenCV the colours.",
    ),
    "class-colour": Writing(
        title="colours (RGB)",
        ending="labelColours",
        how="For looking at; to compute with it, read the colours back by the table in the zip.",
    ),
}


def label_picture(labels: np.ndarray, space: LabelSpace, writing: str) -> Image.Image:
    """Class indices uint8 H W as the picture of a way of writing them.

    Raises:
        ValueError: no such way.
    """
    if writing not in WRITINGS:
        raise ValueError(f"Labels cannot be written as {writing!r}: choose one of {[*WRITINGS]}.")
    if writing == "class-colour":
        return Image.fromarray(space.colourise(labels))
    if writing == "class-index":
        picture = Image.fromarray(labels)
        colours = space.colourise(np.arange(256, dtype=np.uint8))
        picture.putpalette(colours.tobytes())
        return picture
    ids = _first_ids(space)
    if writing == "cityscapes-train-ids":
        train = {id_: number for number, id_ in LABEL_ENCODINGS[writing].table.items()}
        ids = np.array([train[int(id_)] for id_ in ids], np.uint8)
    table = np.full(256, 255 if writing == "cityscapes-train-ids" else 0, np.uint8)
    table[: space.num_classes] = ids
    return Image.fromarray(table[labels])


def write_labels(scene: Scene, space: LabelSpace, name: str, writing: str) -> str:
    """Write a label map and return the path of the PNG."""
    path = place(f"{name}_{WRITINGS[writing].ending}.png")
    label_picture(scene.labels, space, writing).save(path, compress_level=1)
    return str(path)


def write_depth(scene: Scene, name: str) -> str:
    """Write depth as 16-bit PNG in centimetres and return its path."""
    path = place(f"{name}_depth_cm.png")
    depth_picture(scene).save(path, compress_level=1)
    return str(path)


def write_zip(scenes: Iterable[tuple[str, Scene]], space: LabelSpace, writing: str) -> str:
    """Write label maps and depths of many photos, and the table of classes, as one zip.

    Args:
        scenes: name and prediction, one by one as they are asked for.
        space: the classes.
        writing: a way of writing labels.
    """
    path, names = place("predictions.zip"), set()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("classes.csv", class_table(space))
        for name, scene in scenes:
            unique = next(n for n in _names(name) if n not in names)
            names.add(unique)
            pictures = {
                f"{unique}_{WRITINGS[writing].ending}.png": label_picture(
                    scene.labels, space, writing
                ),
                f"{unique}_depth_cm.png": depth_picture(scene),
            }
            for file, picture in pictures.items():
                stream = io.BytesIO()
                picture.save(stream, "PNG", compress_level=1)
                archive.writestr(file, stream.getvalue())
    return str(path)


def class_table(space: LabelSpace) -> str:
    """The numbers and colours of the classes, as csv."""
    train = {id_: n for n, id_ in LABEL_ENCODINGS["cityscapes-train-ids"].table.items()}
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(["class", "number", "cityscapes_id", "train_id", "red", "green", "blue"])
    for index, id_ in enumerate(_first_ids(space).tolist()):
        rows.writerow([space.classes[index], index, id_, train[id_], *space.colours[index]])
    return stream.getvalue()


def _first_ids(space: LabelSpace) -> np.ndarray:
    """The Cityscapes id that stands for each class; a class of several has its first."""
    return np.array([group[0] for group in space.ids], np.uint8)


def depth_picture(scene: Scene) -> Image.Image:
    """Depth as a 16-bit picture of centimetres."""
    return Image.fromarray(encode(scene.depth, "centimetres-16bit"))


def _names(name: str) -> Iterable[str]:
    return itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
