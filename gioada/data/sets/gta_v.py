"""GTA-V (Playing for Data, ECCV 2016): 24966 frames of a game with classes, and no depth.

Sources: download.visinf.tu-darmstadt.de/data/from_games (ten parts each of images and labels,
unpacked into ``images`` and ``labels``; PNGs with a palette whose indices are Cityscapes ids, 34 a
licence plate). Most frames are 1914x1052; some have other sizes, hence none is asked for.
"""

from __future__ import annotations

from dataclasses import replace

from gioada.data.encodings import LABEL_ENCODINGS, UNLABELED
from gioada.data.sets.disk import Facts, Labelling
from gioada.data.sets.layout import Layout
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.reading import given, labelling, read_grey

_CITYSCAPES = LABEL_ENCODINGS["cityscapes-ids"]
_ENCODING = replace(_CITYSCAPES, name="gta-v", table={**_CITYSCAPES.table, 34: UNLABELED})
_AGAIN = "unpack the ten archives of images and the ten of labels again"

_LAYOUT = Layout(
    facts=Facts(
        title="GTA-V",
        where="01_images.zip to 10_images.zip and 01_labels.zip to 10_labels.zip from "
        "https://download.visinf.tu-darmstadt.de/data/from_games/",
        layout=("images/00001.png", "labels/00001.png"),
        count=24966,
        licence="for research and education",
    ),
    images=("images/*.*",),
    labels=("labels/*.*",),
    archives=("01_images.zip", "01_labels.zip"),
    again=_AGAIN,
)


def _labels(files: FrameFiles) -> Labelling:
    return labelling(read_grey(given(files.labels), "GTA-V's labels", _AGAIN), _ENCODING)


GTA_V = _LAYOUT.data_set(_labels)
