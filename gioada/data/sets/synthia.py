"""SYNTHIA-RAND-CITYSCAPES: 9400 rendered street scenes with class ids and depth.

Source of the layout and the encodings: the set's README (class id in the red channel of a 16-bit
PNG, instance in green; depth in centimetres in three equal 16-bit channels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.deep_png import read_red_and_green
from gioada.data.depth_encodings import decode
from gioada.data.encodings import LABEL_ENCODINGS, LabelEncoding
from gioada.data.raster import FileProblem, read_raster
from gioada.data.recognition import street_likeness
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import Listing, files_in, matched, shown
from gioada.data.sets.reading import are_train_ids, labelling, read_grey

_SYNTHIA = LABEL_ENCODINGS["synthia"]
_LANE_MARKING, _ROAD = 22, 7
_TOP = 22

_ENCODINGS: Mapping[str, LabelEncoding] = MappingProxyType(
    {
        "ignore": _SYNTHIA,
        "road": replace(_SYNTHIA, table={**_SYNTHIA.table, _LANE_MARKING: _ROAD}),
    }
)

_ARCHIVE = "SYNTHIA_RAND_CITYSCAPES.rar"
_AGAIN = f"unpack {_ARCHIVE} again"
# The official folder first; the others are what DADA, CTRL, BDL and LSD-seg have people make.
_LABELS = ("GT/LABELS", "parsed_LABELS", "GT/parsed_LABELS", "synthia_mapped_to_cityscapes")
_DEPTH = ("Depth/Depth", "Depth")
# Looked at to find out what the ids of an 8-bit folder mean.
_SAMPLED = 12
_CLEARLY = 0.15


@dataclass(frozen=True, kw_only=True)
class SynthiaFiles(FrameFiles):
    """The files of one frame, and what its label file holds if it has 8 bits."""

    eight_bit: Literal["synthia", "cityscapes-train-ids"] | None = None
    """None where the set has 16 bits."""


@dataclass(frozen=True, kw_only=True)
class Synthia:
    """SYNTHIA-RAND-CITYSCAPES, as unpacked or with labels that were converted to 8 bits."""

    lane_marking: Literal["ignore", "road"] = "ignore"
    """Published 16-class results ignore lane markings (1.4 % of the pixels), hence the default."""

    @property
    def facts(self) -> Facts:
        return Facts(
            title="SYNTHIA-RAND-CITYSCAPES",
            where=f"https://synthia-dataset.net/downloads/, archive {_ARCHIVE}",
            layout=("RGB/0000000.png", "GT/LABELS/0000000.png", "Depth/Depth/0000000.png"),
            count=9400,
            sizes=((760, 1280),),
            licence="CC BY-NC-SA 3.0",
        )

    def find(self, root: Path) -> Sequence[SynthiaFiles]:
        """All frames that are there, by name; see ``DiskSet.find``."""
        base = _base(root)
        where, labels = _first_filled(base, _LABELS)
        where_depth, depth = _first_filled(base, _DEPTH)
        files = matched(
            Listing(what="images", where="RGB", files=files_in(base / "RGB")),
            Listing(what="labels", where=where, files=labels),
            Listing(what="depth maps", where=where_depth, files=depth),
            f"{_AGAIN}, or remove what belongs to these frames",
        )
        eight_bit = None if where == _LABELS[0] else _meaning(where, list(labels.values()))
        if eight_bit == "cityscapes-train-ids" and self.lane_marking == "road":
            raise SetProblem(
                f"{where}/ holds Cityscapes train ids, which have lost the lane markings; give "
                "GT/LABELS/ of the set, or choose lane_marking ignore."
            )
        return [
            SynthiaFiles(
                name=frame.name,
                image=frame.image,
                labels=frame.labels,
                depth=frame.depth,
                eight_bit=eight_bit,
            )
            for frame in files
        ]

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        path = _given(files.labels, files)
        encoding = _ENCODINGS[self.lane_marking]
        deep = _decoded(path)
        if deep is not None:
            return labelling(_class_ids(path, deep[..., 0]), encoding)
        meaning = getattr(files, "eight_bit", None)
        if meaning is None:
            raise SetProblem(
                f"{shown(path, 3)} is a {read_raster(path).form}, but SYNTHIA's labels are 16-bit "
                f"RGB PNG files; {_AGAIN}, or give labels of 8 bits in parsed_LABELS/."
            )
        values = read_grey(path, "SYNTHIA's labels that were converted")
        read = labelling(values, encoding if meaning == "synthia" else LABEL_ENCODINGS[meaning])
        if read.unknown:
            raise SetProblem(
                f"{shown(path)} has ids up to {values.max()}, but the folder's other files are "
                f"{meaning}; convert the whole folder alike."
            )
        return read

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres; see ``DiskSet.read_depth``."""
        path = _given(files.depth, files)
        deep = _decoded(path)
        if deep is None:
            raster = read_raster(path)
            if raster.values.ndim != 2 or raster.values.dtype != np.uint16:
                raise SetProblem(
                    f"{shown(path)} is a {raster.form}, but SYNTHIA's depth has 16 bits; {_AGAIN}."
                )
            return decode(raster.values, "centimetres-16bit")
        if not np.array_equal(deep[..., 0], deep[..., 1]):
            raise SetProblem(
                f"The channels of {shown(path)} differ, but those of SYNTHIA's depth are equal; "
                f"{_AGAIN}."
            )
        return decode(deep[..., 0], "centimetres-16bit")


def _base(root: Path) -> Path:
    """The folder that holds RGB/."""
    for base in (root, root / "RAND_CITYSCAPES"):
        if (base / "RGB" / "Stereo_Left").is_dir():
            raise SetProblem(
                f"{root} holds SYNTHIA's video sequences; the pair needs SYNTHIA-RAND-CITYSCAPES, "
                f"archive {_ARCHIVE}."
            )
        names = files_in(base / "RGB")
        if names and next(iter(names)).startswith("ap_"):
            raise SetProblem(
                f"{root} holds SYNTHIA-RAND, which has no depth and other classes; the pair needs "
                f"SYNTHIA-RAND-CITYSCAPES, archive {_ARCHIVE}."
            )
        if names:
            return base
    if root.is_dir() and any("\\" in entry.name for entry in root.iterdir()):
        raise SetProblem(
            f"The file names in {root} contain backslashes, because the unpacking program took "
            f"folders for names; {_AGAIN} with unrar or 7-Zip."
        )
    raise SetProblem(
        f"There are no images in {root}/RGB/ or {root}/RAND_CITYSCAPES/RGB/; unpack {_ARCHIVE} "
        "from https://synthia-dataset.net/downloads/ there."
    )


def _first_filled(base: Path, folders: Sequence[str]) -> tuple[str, dict[str, Path]]:
    """The first of the folders that has files, and these; the first one if none has."""
    for folder in folders:
        if files := files_in(base / folder):
            return folder, files
    return folders[0], {}


def _given(path: Path | None, files: FrameFiles) -> Path:
    if path is None:
        raise SetProblem(f"{files.name} was listed without this file; list the set's folder anew.")
    return path


def _decoded(path: Path) -> NDArray[np.uint16] | None:
    try:
        return read_red_and_green(path)
    except FileProblem as error:
        raise SetProblem(
            f"{shown(path, 3)} is damaged, as unrar leaves a few of SYNTHIA's files; unpack "
            f"{_ARCHIVE} with another program, or remove the frame {path.stem} from RGB/, GT/ and "
            "Depth/."
        ) from error


def _class_ids(path: Path, red: NDArray[np.uint16]) -> NDArray[np.uint8]:
    top = int(red.max(initial=0))
    if top > _TOP:
        raise SetProblem(
            f"{shown(path, 3)} has {top} in its red channel, but SYNTHIA's ids end at {_TOP}; "
            f"{_AGAIN}."
        )
    return red.astype(np.uint8)


def _meaning(where: str, paths: list[Path]) -> Literal["synthia", "cityscapes-train-ids"]:
    """What the ids of converted labels are.

    The folder's name does not tell: BDL, CorDA and tllib read ``synthia_mapped_to_cityscapes`` as
    SYNTHIA ids, and LSD-seg's script fills it with train ids. Values do: only train ids have 255
    for void, only SYNTHIA's go to 19 and beyond. Where neither occurs, a street looks like one in
    a single way.
    """
    synthia, train = _SYNTHIA, LABEL_ENCODINGS["cityscapes-train-ids"]
    looks: list[float] = []
    for path in paths[:: max(1, len(paths) // _SAMPLED)]:
        if _decoded(path) is not None:
            continue
        values = read_grey(path, "SYNTHIA's labels that were converted")
        if are_train_ids(values):
            return "cityscapes-train-ids"
        if 19 <= values.max() <= _TOP:
            return "synthia"
        ids = [encoding.look_up(values) for encoding in (synthia, train)]
        looks.append(street_likeness(ids[0][0]) - street_likeness(ids[1][0]))
    difference = float(np.mean(looks)) if looks else 1.0
    if abs(difference) < _CLEARLY:
        raise SetProblem(
            f"The files in {where}/ could hold SYNTHIA's ids or Cityscapes train ids; give "
            "GT/LABELS/ of the set."
        )
    return "synthia" if difference > 0 else "cityscapes-train-ids"
