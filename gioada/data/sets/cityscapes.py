"""Cityscapes: 5000 finely labelled pictures from German and neighbouring cities.

Source of the layout: the README of cityscapesScripts, whose label table ``gioada.data.labels`` is.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.layout import Layout, Sign
from gioada.data.sets.reading import grey_ids

_PAGE = "https://www.cityscapes-dataset.com/downloads/ (after registration)"
_AGAIN = "unpack gtFine_trainvaltest.zip again"
_COUNTS = {"train": 2975, "val": 500, "test": 1525}
_HIDDEN = "test"  # Its labels are not public.


def cityscapes(
    split: Literal["train", "val", "test"] = "train",
    *,
    labelled: bool = True,
    images: Literal["leftImg8bit", "leftImg8bit_blurred"] = "leftImg8bit",
) -> DataSet:
    """A split of Cityscapes with its fine labels.

    Args:
        split: the labels of ``test`` are not public, so that its frames never have any.
        labelled: False takes images alone, as a target for training needs.
        images: the blurred package hides faces and number plates.
    """
    labelled = labelled and split != _HIDDEN
    other = "leftImg8bit_blurred" if images == "leftImg8bit" else "leftImg8bit"
    archive = f"leftImg8bit_trainvaltest{images.removeprefix('leftImg8bit')}.zip"
    stem = f"{split}/<city>/<city>_<seq>_<frame>"
    label_files = (f"gtFine/{stem}_gtFine_labelIds.png",) if labelled else ()
    facts = Facts(
        title=f"Cityscapes {split}",
        where=f"{_PAGE}, archives {archive} and gtFine_trainvaltest.zip",
        layout=(f"{images}/{stem}_{images}.png", *label_files),
        count=_COUNTS[split],
        sizes=((1024, 2048),),
        licence="Cityscapes licence, non-commercial",
    )
    layout = Layout(
        facts=facts,
        images=(f"{images}/{split}/*/*_{images}.png",),
        labels=(f"gtFine/{split}/*/*_gtFine_labelIds.png",) if labelled else (),
        archives=(archive, "gtFine_trainvaltest.zip"),
        again="unpack gtFine_trainvaltest.zip into the same folder",
        signs=(
            Sign(
                of="images",
                path=f"{images}/*/*/*_{images}.png",
                code="data.split_missing",
                what="{root} has none of this split's images, but {found}; unpack all: {where}.",
            ),
            Sign(
                of="images",
                path=other,
                code="data.other_images",
                what=f"{{root}} has {other}/ and no {images}/; choose images {other}.",
            ),
            Sign(
                of="labels",
                path=f"gtFine/{split}/*/*_gtFine_labelTrainIds.png",
                code="",
                what=f"the labelTrainIds that are there lack the other classes, so {_AGAIN}",
            ),
            Sign(
                of="labels",
                path="gtFine/*/*/*_gtFine_labelIds.png",
                code="",
                what="{found} is of another split, so unpack both archives whole",
            ),
            Sign(
                of="labels",
                path="gtCoarse",
                code="",
                what="gtCoarse has no full labels, so unpack gtFine_trainvaltest.zip too",
            ),
        ),
    )
    read = partial(grey_ids, encoding="cityscapes-ids", wanted="Cityscapes' labelIds", again=_AGAIN)
    chosen = {"split": split, "labelled": labelled, "images": images}
    return layout.data_set(read if labelled else None, **chosen)
