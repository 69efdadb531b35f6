"""Recordings of the CARLA simulator, in the encodings and folders that people really have.

Sources: CARLA's sensor reference (tags in the red channel, depth in 24 bits) and its colour
converters (CityScapesPalette, LogarithmicDepth), which most recordings were saved through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.channels import check_depth
from gioada.data.depth_encodings import decode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.raster import Raster, read_raster
from gioada.data.recognition import street_likeness
from gioada.data.sets.carla_folders import find_kinds, words
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import Listing, matched, shown

_TAGS = {"0.9.10": "carla-0.9.10", "0.9.14": "carla-0.9.14"}
_TOP_TAG = 28
# Files whose tags are looked at to notice the other version.
_SAMPLED = 5
_CLEARLY = 0.15

DepthForm = Literal[
    "auto", "carla-24bit", "carla-log", "centimetres-16bit", "millimetres", "grey8-80m", "none"
]


@dataclass(frozen=True, kw_only=True)
class Carla:
    """Frames of one or more recordings under a folder, matched by folder and file names."""

    version: Literal["0.9.10", "0.9.14"] = "0.9.10"
    """Whose table of tags: ``0.9.10`` up to 0.9.13 (older versions end at 12), or ``0.9.14`` and
    later. The colours of labels saved as pictures mean the same in all."""
    labelled: bool = True
    """False takes images alone."""
    labels: Literal["auto", "tags", "colours"] = "auto"
    """``auto`` tells by each file whether it has tags or the palette's colours."""
    depth: DepthForm = "auto"
    """``auto`` takes three different channels as 24 bits, grey of 8 bits as logarithmic, and 16
    bits as centimetres if a folder says ``cm``; ``none`` looks for no depth."""
    image_folder: str = ""
    """Name of the folders with images, where it is not a usual one."""
    labels_folder: str = ""
    """Likewise with labels, or which of several kinds of labels."""
    depth_folder: str = ""
    """Likewise with depth."""

    @property
    def facts(self) -> Facts:
        return Facts(
            title=f"CARLA {self.version}",
            where="your own recordings: sensor.camera.rgb, semantic_segmentation and depth",
            layout=(
                "<recording>/rgb/*.png, <recording>/semantic/*.png, <recording>/depth/*.png",
                "or <name>_rgb.png, <name>_semseg.png, <name>_depth.png in one folder",
            ),
            count=None,
            sizes=(),
            licence="CARLA's assets are CC-BY",
        )

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames under the folder, by recording and name; see ``DiskSet.find``.

        Raises:
            SetProblem: see there; also if the tags look like those of the other version.
        """
        found = find_kinds(
            root,
            {
                "image": self.image_folder,
                "labels": self.labels_folder,
                "depth": self.depth_folder,
            },
        )
        images = Listing(what="images", where=root.name, files=found["image"])
        labels = Listing(what="labels", where=root.name, files=found["labels"])
        depth = Listing(what="depth maps", where=root.name, files=found["depth"])
        with_depth = self.labelled and self.depth != "none"
        files = matched(
            images,
            labels if self.labelled else None,
            depth if with_depth else None,
            "record all sensors at the same ticks and save them under the same names"
            + (", or choose depth none" if with_depth and not depth.files else ""),
        )
        if self.labelled:
            self._check_version([file.labels for file in files if file.labels])
        return files

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels.")
        values, tags = self._label_values(files.labels)
        encoding = LABEL_ENCODINGS[_TAGS[self.version] if tags else "colour"]
        ids, unknown = encoding.look_up(values)
        top = int(values.max(initial=0))
        if tags and unknown and self.version != "0.9.14" and top <= _TOP_TAG:
            raise SetProblem(
                f"{shown(files.labels)} has the tag {top}, which CARLA {self.version} did not have "
                "yet; choose version 0.9.14."
            )
        return Labelling(ids=ids, unknown=unknown)

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres; see ``DiskSet.read_depth``."""
        path = files.depth
        if path is None:
            raise SetProblem(f"{files.name} was listed without depth.")
        raster = read_raster(path)
        values = _depth_values(raster)
        if raster.lossy or values is None:
            raise SetProblem(
                f"{shown(path)} is a {raster.form}, from which no depth can be read; save CARLA's "
                "depth as PNG."
            )
        encoding = _depth_encoding(path, raster, values) if self.depth == "auto" else self.depth
        check_depth(path, raster.form, values, encoding)
        return decode(values, encoding)

    def _label_values(self, path: Path) -> tuple[NDArray[np.uint8], bool]:
        """Tags H W and True, or colours H W 3 or more and False."""
        raster = read_raster(path)
        values = raster.values
        if raster.palette is not None:
            values = raster.palette[np.minimum(values, len(raster.palette) - 1)]
        if raster.lossy or values.dtype != np.uint8 or values.shape[2:] in ((1,), (2,)):
            raise SetProblem(
                f"{shown(path)} is a {raster.form}, but CARLA's labels are 8-bit PNG files of tags "
                "or colours; save them as such."
            )
        if values.ndim == 2:
            return values, True
        tags = self.labels == "tags" or (self.labels == "auto" and _is_red_only(values))
        return (values[..., 0], True) if tags else (values, False)

    def _check_version(self, paths: list[Path]) -> None:
        """Compare what both tables make of a few files, as a street or as anything."""
        (other,) = _TAGS.keys() - {self.version}
        better = []
        for path in paths[:: max(1, len(paths) // _SAMPLED)]:
            values, tags = self._label_values(path)
            if tags:
                own, others = (
                    street_likeness(LABEL_ENCODINGS[_TAGS[version]].look_up(values)[0])
                    for version in (self.version, other)
                )
                better.append(others - own)
        if better and float(np.mean(better)) > _CLEARLY:
            raise SetProblem(
                f"Read with the tags of CARLA {self.version}, {shown(paths[0])} and others do not "
                f"look like a street, but with those of {other} they do; choose version {other}."
            )


def _is_red_only(colours: NDArray[np.uint8]) -> bool:
    """Tags as recorded (green and blue empty) or as grey, and not colours."""
    red, green, blue = (colours[..., channel] for channel in range(3))
    if int(red.max(initial=0)) > _TOP_TAG:
        return False
    return not (green.any() or blue.any()) or _is_grey(colours)


def _is_grey(colours: NDArray[np.generic]) -> bool:
    red, green, blue = (colours[..., channel] for channel in range(3))
    # The first row tells most colour pictures apart at once.
    return bool(
        np.array_equal(red[:1], green[:1])
        and np.array_equal(red, green)
        and np.array_equal(red, blue)
    )


def _depth_values(raster: Raster) -> NDArray[np.generic] | None:
    """H W, or H W 3 and more where the channels differ; None if there are not such."""
    values = raster.values if raster.palette is None else raster.palette[raster.values]
    if values.ndim == 2:
        return values
    if values.shape[2] == 2:
        return values[..., 0]
    if values.shape[2] not in (3, 4):
        return None
    return values[..., 0] if _is_grey(values) else values


def _depth_encoding(path: Path, raster: Raster, values: NDArray[np.generic]) -> str:
    if values.ndim == 3:
        return "carla-24bit"
    if values.dtype == np.uint8:
        return "carla-log"
    if "cm" in words(path.parent.name) | words(path.stem):
        return "centimetres-16bit"
    raise SetProblem(
        f"{shown(path)} is a {raster.form}, which CARLA does not save; choose its depth encoding, "
        "such as centimetres-16bit or millimetres."
    )
