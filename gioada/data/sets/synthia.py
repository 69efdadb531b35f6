"""SYNTHIA-RAND-CITYSCAPES: 9400 rendered street scenes with class ids and depth.

Source of the layout and the encodings: the set's README (class id in the red channel of a 16-bit
PNG, instance in green; depth in centimetres in three equal 16-bit channels). The folders of 8-bit
labels are what DADA, CTRL, BDL and LSD-seg have people make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import LABEL_ENCODINGS, LabelEncoding, LaneMarking
from gioada.data.raster import stored_form
from gioada.data.recognition import street_likeness
from gioada.data.sets.disk import DataSet, Facts, Labelling
from gioada.data.sets.layout import Layout, Sign
from gioada.data.sets.matching import FrameFiles, shown
from gioada.data.sets.reading import (
    are_train_ids,
    centimetres,
    given,
    labelling,
    read_grey,
    red_ids,
    some,
    top_problem,
)
from gioada.errors import Problem

_ARCHIVE = "SYNTHIA_RAND_CITYSCAPES.rar"
_AGAIN = f"unpack {_ARCHIVE} again"
_SYNTHIA = LABEL_ENCODINGS["synthia"]
_LANE_MARKING, _ROAD, _TOP = 22, 7, 22
_CONVERTED = ("parsed_LABELS", "GT/parsed_LABELS", "synthia_mapped_to_cityscapes")
_WANTED = "SYNTHIA's labels that were converted"
_CLEARLY = 0.15

_Read = TypeVar("_Read")


def synthia(*, lane_marking: LaneMarking = "ignore") -> DataSet:
    """SYNTHIA-RAND-CITYSCAPES, as unpacked or with labels that were converted to 8 bits.

    Args:
        lane_marking: published 16-class results ignore them (1.4 % of the pixels).
    """
    facts = Facts(
        title="SYNTHIA-RAND-CITYSCAPES",
        where=f"https://synthia-dataset.net/downloads/, archive {_ARCHIVE}",
        layout=("RGB/0000000.png", "GT/LABELS/0000000.png", "Depth/Depth/0000000.png"),
        count=9400,
        sizes=((760, 1280),),
        licence="CC BY-NC-SA 3.0",
    )
    table = {**_SYNTHIA.table, _LANE_MARKING: _ROAD} if lane_marking == "road" else _SYNTHIA.table
    encoding = replace(_SYNTHIA, table=table)
    other = f"the pair needs SYNTHIA-RAND-CITYSCAPES, archive {_ARCHIVE}."
    layout = Layout(
        facts=facts,
        images=("RGB/*.*",),
        labels=tuple(f"{folder}/*.*" for folder in ("GT/LABELS", *_CONVERTED)),
        depth=("Depth/Depth/*.*", "Depth/*.*"),
        archives=(_ARCHIVE,),
        again=f"{_AGAIN}, or remove what belongs to these frames",
        look=partial(_with_meaning, lane_marking=lane_marking),
        signs=(
            Sign(
                of="set",
                path="RGB/Stereo_Left",
                code="data.other_set",
                what=f"{{root}} holds SYNTHIA's video sequences; {other}",
            ),
            Sign(
                of="set",
                path="RGB/ap_*.*",
                code="data.other_set",
                what="{root} holds SYNTHIA-RAND, which has no depth and other classes; " + other,
            ),
            Sign(
                of="images",
                path="*\\*.*",
                code="data.backslashes",
                what="The file names in {root} contain backslashes, because the unpacking program "
                f"took folders for names; {_AGAIN} with unrar or 7-Zip.",
            ),
        ),
    )
    wanted = "SYNTHIA's depth maps"
    depth = partial(_named_if_damaged, partial(centimetres, wanted=wanted, again=_AGAIN))
    return layout.data_set(partial(_ids, encoding=encoding), depth, lane_marking=lane_marking)


def _ids(files: FrameFiles, *, encoding: LabelEncoding) -> Labelling:
    path, meaning = given(files.labels), files.form
    if meaning is None or _has_16_bits(path):
        read = partial(
            red_ids,
            encoding=encoding,
            top=_TOP,
            wanted="SYNTHIA's labels",
            again=f"{_AGAIN}, or give labels of 8 bits in parsed_LABELS/",
        )
        return _named_if_damaged(read, files)
    values = read_grey(path, _WANTED, _AGAIN)
    read = labelling(values, encoding if meaning == "synthia" else LABEL_ENCODINGS[meaning])
    if read.share:
        top = _TOP if meaning == "synthia" else 18
        raise top_problem(
            path,
            int(values.max()),
            top,
            f"the folder's other files ({meaning})",
            "convert the whole folder alike",
        )
    return read


def _named_if_damaged(read: Callable[[FrameFiles], _Read], files: FrameFiles) -> _Read:
    """What a reader gives; a damaged file is told with the frame that it belongs to."""
    try:
        return read(files)
    except Problem as error:
        if error.code != "data.file_damaged":
            raise
        raise Problem(
            "data.file_damaged",
            "{name} is damaged, as unrar leaves a few of SYNTHIA's files; unpack {archive} with "
            "another program, or remove the frame {frame} from RGB/, GT/ and Depth/.",
            name=error.fields.get("name", ""),
            archive=_ARCHIVE,
            frame=files.name,
        ) from error


def _has_16_bits(path: Path) -> bool:
    return stored_form(path).startswith("16-bit RGB")


def _with_meaning(
    files: Sequence[FrameFiles], *, lane_marking: LaneMarking
) -> Sequence[FrameFiles]:
    """The frames with what the numbers of their converted labels are, where they are such."""
    folder = given(files[0].labels).parent
    if folder.parts[-2:] == ("GT", "LABELS"):
        return files
    meaning = _meaning(folder, [given(each.labels) for each in files])
    if meaning == "cityscapes-train-ids" and lane_marking == "road":
        what = "{folder}/ holds Cityscapes train ids, which have lost the lane markings; give "
        what += "GT/LABELS/ of the set, or choose lane_marking ignore."
        raise Problem("data.lane_markings_lost", what, folder=folder.name)
    return [replace(each, form=meaning) for each in files]


def _meaning(folder: Path, paths: Sequence[Path]) -> str:
    """What the ids of converted labels are.

    The folder's name does not tell: BDL, CorDA and tllib read ``synthia_mapped_to_cityscapes`` as
    SYNTHIA ids, and LSD-seg's script fills it with train ids. Values do: only train ids have 255
    for void, only SYNTHIA's go to 19 and beyond. Where neither occurs, a street looks like one in
    a single way.
    """
    looks: list[float] = []
    for path in some(paths):
        if _has_16_bits(path):
            continue
        values: NDArray[np.uint8] = read_grey(path, _WANTED, _AGAIN)
        if are_train_ids(values):
            return "cityscapes-train-ids"
        if 19 <= values.max() <= _TOP:
            return "synthia"
        as_synthia, as_train_ids = (
            street_likeness(LABEL_ENCODINGS[name].to_ids(values)[0])
            for name in ("synthia", "cityscapes-train-ids")
        )
        looks.append(as_synthia - as_train_ids)
    difference = float(np.mean(looks)) if looks else 1.0
    if abs(difference) < _CLEARLY:
        what = "The files in {folder}/ could hold SYNTHIA's ids or Cityscapes train ids; give "
        what += "GT/LABELS/ of the set."
        raise Problem("data.meaning_unclear", what, folder=shown(folder, 1))
    return "synthia" if difference > 0 else "cityscapes-train-ids"
