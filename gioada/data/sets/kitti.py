"""KITTI semantics 2015: 200 labelled and 200 unlabelled pictures of Karlsruhe.

Source of the layout and the ids: the development kit's README; the labels are Cityscapes ids. The
pictures come from five days with slightly different calibrations, hence five sizes.
"""

from __future__ import annotations

from functools import partial
from typing import Literal, get_args

from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.layout import Layout, Sign
from gioada.data.sets.reading import grey_ids, no_train_ids
from gioada.errors import Problem

_ARCHIVE = "data_semantics.zip"
_PAGE = "https://www.cvlibs.net/datasets/kitti/eval_semseg.php?benchmark=semantics2015"
_AGAIN = f"unpack {_ARCHIVE} again, whole"
Split = Literal["training", "testing"]


def kitti(split: Split = "training", *, labelled: bool = True) -> DataSet:
    """A split of KITTI semantics 2015, by the name of its folder.

    The paper adapts to the pictures of ``testing`` and reports on ``training``.

    Args:
        split: the labels of ``testing`` are not public, so that its frames never have any.
        labelled: False takes images alone, as a target for training needs.

    Raises:
        Problem: ``data.choice``, there is no such split.
    """
    if split not in get_args(Split):
        raise Problem(
            "data.choice", "KITTI has no split {split}; choose training or testing.", split=split
        )
    labelled = labelled and split == "training"
    labels = (f"{split}/semantic/000000_10.png",) if labelled else ()
    facts = Facts(
        title=f"KITTI semantics 2015 {split}",
        where=f"{_ARCHIVE} from {_PAGE}",
        layout=(f"{split}/image_2/000000_10.png", *labels),
        count=200,
        sizes=((375, 1242), (376, 1241), (374, 1238), (370, 1226), (370, 1224)),
        licence="CC BY-NC-SA 3.0",
    )
    wanted = "KITTI's labels in semantic/"
    layout = Layout(
        facts=facts,
        # Folders that are shared with KITTI's stereo set have later pictures too: 000000_11.png.
        images=(f"{split}/image_2/*_10.png",),
        labels=(f"{split}/semantic/*_10.png",) if labelled else (),
        beside=get_args(Split),
        archives=(_ARCHIVE,),
        again=_AGAIN,
        look=partial(no_train_ids, wanted=wanted, again=_AGAIN) if labelled else None,
        signs=(
            Sign(
                of="images",
                path=f"{split}/image_2/*.png",
                code="data.other_set",
                what="No image in {root} is named like 000000_10.png, but there is {found}, of "
                "another of KITTI's benchmarks; give the folder of {where}.",
            ),
        ),
    )
    read = partial(grey_ids, encoding="cityscapes-ids", wanted=wanted, again=_AGAIN)
    return layout.data_set(read if labelled else None, split=split, labelled=labelled)
