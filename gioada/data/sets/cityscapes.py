"""Cityscapes: 5000 finely labelled pictures from German and neighbouring cities.

Source of the layout: the README of cityscapesScripts, whose label table ``gioada.data.labels`` is.
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
from gioada.data.sets.matching import Listing, files_in, folders_in, matched, shown
from gioada.data.sets.reading import are_train_ids, labelling, read_grey

_PAGE = "https://www.cityscapes-dataset.com/downloads/ (after registration)"
_IMAGES = "leftImg8bit"
_LABELS = "gtFine"
_COUNTS = {"train": 2975, "val": 500, "test": 1525}


@dataclass(frozen=True, kw_only=True)
class Cityscapes:
    """A split of Cityscapes with its fine labels."""

    split: Literal["train", "val", "test"] = "train"
    labelled: bool = True
    """False takes images alone, as a target for training needs. The labels of ``test`` are not
    public, so that its frames never have any."""
    images: Literal["leftImg8bit", "leftImg8bit_blurred"] = "leftImg8bit"
    """The blurred package hides faces and number plates."""

    @property
    def facts(self) -> Facts:
        stem = f"{self.split}/<city>/<city>_<seq>_<frame>"
        labels = (f"{_LABELS}/{stem}_{_LABELS}_labelIds.png",) if self._has_labels else ()
        return Facts(
            title=f"Cityscapes {self.split}",
            where=f"{_PAGE}, archives {self._archives}",
            layout=(f"{self.images}/{stem}_{self.images}.png", *labels),
            count=_COUNTS[self.split],
            sizes=((1024, 2048),),
            licence="Cityscapes licence, non-commercial",
        )

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames that are there, by city and name; see ``DiskSet.find``."""
        images = self._files(root / self.images, f"_{self.images}")
        if not images:
            raise SetProblem(self._nothing(root))
        labels = None
        if self._has_labels:
            found = self._files(root / _LABELS, f"_{_LABELS}_labelIds")
            labels = Listing(what="labelIds", where=f"{_LABELS}/{self.split}", files=found)
        return matched(
            Listing(what="images", where=f"{self.images}/{self.split}", files=images),
            labels,
            None,
            self._advice(root, images),
        )

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels; choose train or val.")
        values = read_grey(files.labels, "Cityscapes' labelIds")
        if are_train_ids(values):
            raise SetProblem(
                f"{shown(files.labels)} holds train ids (0 to 18, 255 for void) under the name of "
                "labelIds; unpack gtFine_trainvaltest.zip again."
            )
        return labelling(values, LABEL_ENCODINGS["cityscapes-ids"])

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Raise: Cityscapes has stereo, and no depth that a target would need."""
        raise SetProblem(f"{files.name} is of Cityscapes, whose depth is not read.")

    @property
    def _has_labels(self) -> bool:
        return self.labelled and self.split != "test"

    @property
    def _archives(self) -> str:
        blurred = self.images.removeprefix(_IMAGES)
        return f"{_IMAGES}_trainvaltest{blurred}.zip and gtFine_trainvaltest.zip"

    def _files(self, folder: Path, ending: str) -> dict[str, Path]:
        return {
            f"{city.name}/{stem}": path
            for city in folders_in(folder / self.split)
            for stem, path in files_in(city, ending, (".png",)).items()
        }

    def _nothing(self, root: Path) -> str:
        want = f"{self.images}/{self.split}/<city>/*_{self.images}.png"
        splits = [folder.name for folder in folders_in(root / self.images)]
        if splits:
            return (
                f"There is no {want} in {root}, where {self.images}/ has {', '.join(splits)}; "
                f"unpack {self._archives} whole."
            )
        others = [one for one in ("leftImg8bit", "leftImg8bit_blurred") if (root / one).is_dir()]
        if others:
            return f"{root} has {others[0]}/ and no {self.images}/; choose images {others[0]}."
        return f"There is no {want} in {root}; unpack {self._archives} there, from {_PAGE}."

    def _advice(self, root: Path, images: dict[str, Path]) -> str:
        """What to do about missing labels, from what lies there instead of them."""
        if self._files(root / _LABELS, f"_{_LABELS}_labelTrainIds"):
            return (
                "the labelTrainIds that are there lack the other classes, so unpack "
                "gtFine_trainvaltest.zip again"
            )
        if not (root / _LABELS).is_dir() and (root / "gtCoarse").is_dir():
            return "gtCoarse has no full labels, so unpack gtFine_trainvaltest.zip too"
        city = next(iter(images)).split("/")[0]
        for split in folders_in(root / _LABELS):
            if split.name != self.split and (split / city).is_dir():
                return f"{city} lies in {_LABELS}/{split.name}, so unpack both archives whole"
        return "unpack gtFine_trainvaltest.zip into the same folder"
