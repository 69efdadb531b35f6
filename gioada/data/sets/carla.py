"""Recordings of the CARLA simulator, in the encodings and folders that people really have.

Sources: CARLA's sensor reference (tags in the red channel, depth in 24 bits) and its colour
converters (CityScapesPalette, LogarithmicDepth), which most recordings were saved through.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.channels import check_depth, depth_values
from gioada.data.depth_encodings import decode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.raster import read_raster
from gioada.data.recognition import street_likeness
from gioada.data.sets.carla_folders import Kind, find_kinds, words
from gioada.data.sets.disk import DataSet, Facts, Labelling
from gioada.data.sets.matching import FrameFiles, Listing, matched, shown
from gioada.data.sets.reading import given, labelling, lossless, some
from gioada.errors import Problem

Version = Literal["0.9.10", "0.9.14"]
LabelForm = Literal["auto", "tags", "colours"]
DepthForm = Literal[
    "auto", "carla-24bit", "carla-log", "centimetres-16bit", "millimetres", "grey8-80m", "none"
]
_TAGS: dict[Version, str] = {"0.9.10": "carla-0.9.10", "0.9.14": "carla-0.9.14"}
_TOP_TAG = 28
# Files whose tags are looked at to notice the other version.
_SAMPLED = 5
_CLEARLY = 0.15


def carla(
    version: Version = "0.9.10",
    *,
    labelled: bool = True,
    labels: LabelForm = "auto",
    depth: DepthForm = "auto",
    image_folder: str = "",
    labels_folder: str = "",
    depth_folder: str = "",
) -> DataSet:
    """Frames of one or more recordings under a folder, matched by folder and file names.

    Args:
        version: whose table of tags: ``0.9.10`` up to 0.9.13 (older versions end at 12), or
            ``0.9.14`` and later. The colours of labels saved as pictures mean the same in all.
        labelled: False takes images alone.
        labels: ``auto`` tells by each file whether it has tags or the palette's colours.
        depth: ``auto`` takes three different channels as 24 bits, grey of 8 bits as logarithmic,
            and 16 bits as centimetres if a folder says ``cm``; ``none`` looks for no depth.
        image_folder, labels_folder, depth_folder: names of folders, where they are not usual
            ones, or where there are several of a kind.
    """
    named: dict[Kind, str] = {"image": image_folder, "labels": labels_folder, "depth": depth_folder}
    return DataSet(
        facts=Facts(
            title=f"CARLA {version}",
            where="your own recordings: sensor.camera.rgb, semantic_segmentation and depth",
            layout=(
                "<recording>/rgb/*.png, <recording>/semantic/*.png, <recording>/depth/*.png",
                "or <name>_rgb.png, <name>_semseg.png, <name>_depth.png in one folder",
            ),
            licence="CARLA's assets are CC-BY",
        ),
        files=partial(
            _find,
            named=named,
            version=version,
            form=labels,
            labelled=labelled,
            with_depth=labelled and depth != "none",
        ),
        labels=partial(tags, version=version, form=labels),
        depth=partial(_depth, form=depth),
        options=(("version", version), ("labels", labels), ("depth", depth), *named.items()),
    )


def tags(files: FrameFiles, *, version: Version, form: LabelForm = "auto") -> Labelling:
    """Tags, in grey or in the red channel, or the palette's colours.

    Raises:
        Problem: ``data.file_form``; ``data.carla_version``, a tag that came later.
    """
    path = given(files.labels)
    values, are_tags = _label_values(path, form)
    read = labelling(values, LABEL_ENCODINGS[_TAGS[version] if are_tags else "colour"])
    top = int(values.max(initial=0))
    if are_tags and version != "0.9.14" and top <= _TOP_TAG and read.unknown.any():
        what = "{file} has the tag {tag}, which CARLA {version} did not have yet; choose version "
        what += "0.9.14."
        raise Problem("data.carla_version", what, file=shown(path), tag=top, version=version)
    return read


def _find(
    root: Path,
    *,
    named: dict[Kind, str],
    version: Version,
    form: LabelForm,
    labelled: bool,
    with_depth: bool,
) -> Sequence[FrameFiles]:
    found = find_kinds(root, named)
    kinds: dict[Kind, str] = {"image": "images", "labels": "labels", "depth": "depth maps"}
    images, labels, depth = (
        Listing(what=what, where=root.name, files=found[kind]) for kind, what in kinds.items()
    )
    advice = "record all sensors at the same ticks and save them under the same names"
    if with_depth and not depth.files:
        advice += ", or choose depth none"
    files = matched(
        images, labels if labelled else None, depth if with_depth else None, lambda _: advice
    )
    if labelled:
        _check_version([given(each.labels) for each in files], version, form)
    return files


def _check_version(paths: Sequence[Path], version: Version, form: LabelForm) -> None:
    """Compare what both tables make of a few files, as a street or as anything."""
    (other,) = _TAGS.keys() - {version}
    better = []
    for path in some(paths, _SAMPLED):
        values, are_tags = _label_values(path, form)
        if are_tags:
            own, others = (
                street_likeness(LABEL_ENCODINGS[_TAGS[each]].to_ids(values)[0])
                for each in (version, other)
            )
            better.append(others - own)
    if better and float(np.mean(better)) > _CLEARLY:
        raise Problem(
            "data.carla_version",
            "Read with the tags of CARLA {version}, {file} and others do not look like a street, "
            "but with those of {other} they do; choose version {other}.",
            version=version,
            file=shown(paths[0]),
            other=other,
        )


def _label_values(path: Path, form: LabelForm) -> tuple[NDArray[np.uint8], bool]:
    """Tags H W and True, or colours H W 3 or more and False."""
    raster = read_raster(path)
    values = raster.values
    if raster.palette is not None:
        values = raster.palette[np.minimum(values, len(raster.palette) - 1)]
    if raster.lossy or values.dtype != np.uint8 or values.shape[2:] in ((1,), (2,)):
        raise Problem(
            "data.file_form",
            "{file} is a {form}, but CARLA's labels are 8-bit PNG files of tags or colours; save "
            "them as such.",
            file=shown(path),
            form=raster.form,
        )
    if values.ndim == 2:
        return values, True
    if form == "tags" or (form == "auto" and _is_red_only(values)):
        return values[..., 0], True
    return values, False


def _is_red_only(colours: NDArray[np.uint8]) -> bool:
    """Tags as recorded (green and blue empty) or as grey, and not colours."""
    red, green, blue = (colours[..., channel] for channel in range(3))
    if int(red.max(initial=0)) > _TOP_TAG:
        return False
    # The first row tells most colour pictures apart at once.
    grey = np.array_equal(red[:1], green[:1]) and np.array_equal(red, green)
    return not (green.any() or blue.any()) or bool(grey and np.array_equal(red, blue))


def _depth(files: FrameFiles, *, form: DepthForm) -> NDArray[np.float32]:
    path = given(files.depth)
    raster = lossless(path)
    values, _ = depth_values(path, raster)
    encoding = form if form != "auto" else _depth_encoding(path, raster.form, values)
    check_depth(path, raster.form, values, encoding)
    return decode(values, encoding)


def _depth_encoding(path: Path, form: str, values: NDArray[np.generic]) -> str:
    if values.ndim == 3:
        return "carla-24bit"
    if values.dtype == np.uint8:
        return "carla-log"
    if "cm" in words(path.parent.name) | words(path.stem):
        return "centimetres-16bit"
    what = "{file} is a {form}, which CARLA does not save; choose its depth encoding, such as "
    what += "centimetres-16bit or millimetres."
    raise Problem("data.depth_unit", what, file=shown(path), form=form)
