"""SHIFT, discrete, the front camera at one frame a second: CARLA's streets in many weathers.

Sources: vis.xyz/shift/get_started (folders, names of files, 1280x800) and the devkit
github.com/SysCV/shift-dev (labels in the red channel, which are CARLA's tags of 0.9.10 to 0.9.13;
depth in 24 bits over 1000 m as CARLA's; the licence). Its archives img.zip, semseg.zip and
depth.zip are unpacked side by side into folders of their names, or all into one folder.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from gioada.data.sets.carla import tags
from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.layout import Layout
from gioada.data.sets.reading import encoded_depth

_WHERE = "img.zip, semseg.zip and depth.zip of the front view, discrete images, from "
_WHERE += "https://www.vis.xyz/shift/download/"
_KINDS = {"img": "jpg", "semseg": "png", "depth": "png"}


def shift(split: Literal["train", "val"] = "train") -> DataSet:
    """The frames of a split that are unpacked, sequence by sequence."""
    view = f"discrete/images/{split}/front"
    facts = Facts(
        title=f"SHIFT {split} (front camera)",
        where=_WHERE,
        layout=tuple(
            f"{view}/{kind}/<sequence>/00000000_{kind}_front.{suffix}"
            for kind, suffix in _KINDS.items()
        ),
        sizes=((800, 1280),),
        licence="CC BY-NC-SA 4.0",
    )
    images, labels, depth = (
        tuple(
            f"{folder}*/*_{kind}_front.*"
            for top in (f"{view}/", "")
            for folder in (f"{top}{kind}/", top)
        )
        for kind in _KINDS
    )
    layout = Layout(
        facts=facts,
        images=images,
        labels=labels,
        depth=depth,
        archives=tuple(f"{view}/{kind}.zip" for kind in _KINDS),
        again=f"unpack the archives again, whole: {_WHERE}",
    )
    labels_of = partial(tags, version="0.9.10", form="tags")
    return layout.data_set(labels_of, partial(encoded_depth, encoding="carla-24bit"), split=split)
