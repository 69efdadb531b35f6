"""A file from anywhere gets a right answer or one sentence: in the readers, and from the page."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from app.checkpoints import find
from gioada.data import files
from gioada.data.depth import fill_missing
from gioada.data.labels import KITTI10
from gioada.errors import Problem
from tests.app import hostile

READERS = {
    "image": files.read_image,
    "labels": lambda path: files.read_labels(path, KITTI10),
    "depth": files.read_depth,
}
DAMAGED = r"is not a readable PNG, JPEG, TIFF, BMP, WebP, PPM or NumPy file, or it is cut off.*\."
NOWHERE: dict[str, tuple[hostile.Writer, str]] = {
    "png": (hostile.truncated_png, DAMAGED),
    "jpg": (hostile.truncated_jpeg, DAMAGED),
    "txt": (hostile.text, DAMAGED),
    "empty": (hostile.empty, DAMAGED),
    "svg": (hostile.svg, DAMAGED),
    "eps": (hostile.postscript, DAMAGED),
    "gif": (hostile.animated_gif, DAMAGED),
    "bomb": (hostile.bomb, "has more than 50 million pixels; make it smaller first."),
}
"""Refused whatever they are given as."""
PICTURES: dict[str, tuple[hostile.Writer, str, int]] = {
    "jpeg-named-png": (hostile.jpeg_named_png, "160x48 8-bit RGB JPEG", 60),
    "cmyk": (hostile.cmyk_jpeg, "160x48 8-bit CMYK JPEG", 40),
    "animated-webp": (hostile.animated_webp, "RGB WEBP, the first of its 2 frames", 0),
    "animated-png": (hostile.animated_png, "RGB PNG, the first of its 2 frames", 0),
    "turned": (hostile.turned_by_its_camera, "turned upright as its EXIF orientation says", 0),
    "16-bit": (hostile.deep_colours, "16-bit RGB PNG, reduced to 8 bits", 0),
    "palette": (hostile.palette, "palette PNG", 120),
    "transparent": (hostile.transparent, "8-bit RGBA PNG", 0),
}
"""Read, with what is said of them, and how far the mean colour may be off."""
WRONG_MAPS: dict[str, tuple[hostile.Writer, str, str]] = {
    "photo-as-labels": (hostile.animated_png, "labels", "has 7679 colours, and the best fitting"),
    "photo-as-depth": (hostile.deep_colours, "depth", "is a colour picture, and its colours"),
    "jpeg-as-labels": (hostile.cmyk_jpeg, "labels", "a format that changes values and so classes"),
    "jpeg-as-depth": (hostile.jpeg_named_png, "depth", "a format that changes values and so dep"),
    "depth-as-image": (hostile.metres_with_nan, "image", "a picture has 8 or 16 bits and 1, 3"),
    "depth-as-labels": (hostile.metres_with_nan, "labels", "so this may be a depth map"),
    "nothing-measured": (hostile.only_nan, "depth", "holds no finite number, so nothing was"),
    "pickle": (hostile.pickle_in_numpy, "labels", "Python objects"),
    "one-pixel-as-labels": (hostile.one_pixel, "labels", "has 1 colour, and the best fitting"),
}


def one_sentence(said: str, name: str) -> None:
    assert said.startswith(name)
    assert said.endswith(".")
    assert "Traceback" not in said
    assert "/" not in said.replace(" / ", ""), "folders of the server are nobody's business"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("case", NOWHERE)
def test_what_is_no_picture_is_refused(tmp_path: Path, case: str, reader: str) -> None:
    write, said = NOWHERE[case]
    path = tmp_path / "street.png"
    write(path)
    with pytest.raises(Problem, match=said) as problem:
        READERS[reader](path)
    one_sentence(str(problem.value), "street.png")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("case", PICTURES)
def test_odd_pictures_are_read_and_it_is_said_how(tmp_path: Path, case: str) -> None:
    write, said, tolerance = PICTURES[case]
    path = tmp_path / "street.png"
    write(path)
    read = files.read_image(path)
    assert said in read.note
    assert (read.values.dtype, read.values.shape) == (np.uint8, hostile.scene().shape)
    off = np.abs(read.values.astype(int) - hostile.scene()).mean()
    assert off <= tolerance


@pytest.mark.parametrize("case", WRONG_MAPS)
def test_maps_that_are_none_are_refused(tmp_path: Path, case: str) -> None:
    write, reader, said = WRONG_MAPS[case]
    path = tmp_path / ("map.npy" if write is hostile.pickle_in_numpy else "map.png")
    write(path)
    with pytest.raises(Problem, match=re.escape(said)) as problem:
        READERS[reader](path)
    one_sentence(str(problem.value), path.name)


def test_depth_with_holes_is_read_and_filled(tmp_path: Path) -> None:
    path = tmp_path / "depth.tif"
    hostile.metres_with_nan(path)
    read = files.read_depth(path)
    assert "25.0% not measured" in read.note
    assert np.isnan(read.values).mean() == pytest.approx(0.25)
    assert np.isfinite(fill_missing(read.values)).all()


def test_maps_of_another_frame_are_refused(tmp_path: Path) -> None:
    image = hostile.scene()
    with pytest.raises(Problem, match="different proportions; give files of the same"):
        files.align(image, np.zeros((48, 100), np.uint8))


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_a_picture_of_one_pixel_has_one_class(tmp_path: Path) -> None:
    path = tmp_path / "dot.png"
    hostile.one_pixel(path)
    seen = find("na-demo").scene(files.read_image(path).values)
    assert seen.labels.shape == seen.depth.shape == (1, 1)
    assert seen.depth[0, 0] > 0
