"""UrbanSyn: 7539 rendered street scenes with classes and depth, CC BY-SA.

Sources: the card of huggingface.co/datasets/UrbanSyn/UrbanSyn (folders, size, 19 train ids, OpenEXR
depth); loaders of others for what it leaves open: the channel Y holds metres over 100,000
(huggingface.co/chenming-wu/LiDAR-Perfect-Depth, code/ppd/data/urbansyn.py), and 19 is unlabeled.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gioada.data.depth_encodings import decode_steps
from gioada.data.encodings import LABEL_ENCODINGS, UNLABELED
from gioada.data.sets.disk import Facts, Labelling
from gioada.data.sets.layout import Layout
from gioada.data.sets.matching import PICTURES, FrameFiles
from gioada.data.sets.reading import given, labelling, read_grey
from gioada.errors import Problem

_TRAIN_IDS = LABEL_ENCODINGS["cityscapes-train-ids"]
_ENCODING = replace(_TRAIN_IDS, name="urbansyn", table={**_TRAIN_IDS.table, 19: UNLABELED})
_METRES = 1e5
_AGAIN = "download that folder of UrbanSyn again"

FACTS = Facts(
    title="UrbanSyn",
    where="https://huggingface.co/datasets/UrbanSyn/UrbanSyn, folders rgb, ss and depth",
    layout=("rgb/rgb_0001.png", "ss/ss_0001.png", "depth/depth_0001.exr"),
    count=7539,
    sizes=((1024, 2048),),
    licence="CC BY-SA 4.0",
)
LAYOUT = Layout(
    facts=FACTS,
    images=("rgb/rgb_*.*",),
    labels=("ss/ss_*.*",),
    depth=("depth/depth_*.*",),
    archives=("rgb.zip", "ss.zip", "depth.zip"),
    again=_AGAIN,
    suffixes=(*PICTURES, ".exr"),
)


def _labels(files: FrameFiles) -> Labelling:
    return labelling(read_grey(given(files.labels), "UrbanSyn's labels", _AGAIN), _ENCODING)


def _depth(files: FrameFiles) -> NDArray[np.float32]:
    path = given(files.depth)
    try:
        import OpenEXR  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        what = "{title}'s depth is OpenEXR, which needs a library that is not installed: pip "
        what += "install OpenEXR."
        raise Problem("data.no_openexr", what, title=FACTS.title) from error
    try:
        with OpenEXR.File(str(path)) as file:
            far = np.array(file.channels()["Y"].pixels, np.float32)
    except (RuntimeError, KeyError, OSError) as error:
        what = "{name} is no OpenEXR file with one channel Y, or it is cut off; {again}."
        raise Problem("data.file_damaged", what, name=path.name, again=_AGAIN) from error
    return decode_steps(far, unit=_METRES, invalid=None)


URBANSYN = LAYOUT.data_set(_labels, _depth)
