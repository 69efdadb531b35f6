"""KITTI semantics 2015: 200 labelled and 200 unlabelled pictures of Karlsruhe.

Source of the layout and the ids: the development kit's README; the labels are Cityscapes ids. The
pictures come from five days with slightly different calibrations, hence five sizes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.raster import FileProblem
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import Listing, files_in, folders_in, matched, shown
from gioada.data.sets.reading import are_train_ids, labelling, read_grey

_ARCHIVE = "data_semantics.zip"
_PAGE = "https://www.cvlibs.net/datasets/kitti/eval_semseg.php?benchmark=semantics2015"
_SPLITS = ("training", "testing")
_TOP_TRAIN_ID = 18
_VOID = 255
_SAMPLED = 12


@dataclass(frozen=True, kw_only=True)
class Kitti:
    """A split of KITTI semantics 2015, by the name of its folder.

    The paper adapts to the pictures of ``testing`` and reports on ``training``.
    """

    split: Literal["training", "testing"] = "training"
    labelled: bool = True
    """False takes images alone, as a target for training needs. The labels of ``testing`` are not
    public, so that its frames never have any."""

    def __post_init__(self) -> None:
        if self.split not in _SPLITS:
            raise ValueError(f"KITTI has no split {self.split!r}; choose {' or '.join(_SPLITS)}.")

    @property
    def facts(self) -> Facts:
        labels = (f"{self.split}/semantic/000000_10.png",) if self._has_labels else ()
        return Facts(
            title=f"KITTI semantics 2015 {self.split}",
            where=f"{_ARCHIVE} from {_PAGE}",
            layout=(f"{self.split}/image_2/000000_10.png", *labels),
            count=200,
            sizes=((375, 1242), (376, 1241), (374, 1238), (370, 1226), (370, 1224)),
            licence="CC BY-NC-SA 3.0",
        )

    def found_in(self, root: Path) -> str:
        """Which folders are taken; raises SetProblem if there are none."""
        folder = self._base(root) / self.split
        return f"images in {folder}/image_2/" + (
            f", labels in {folder}/semantic/" if self._has_labels else ""
        )

    def find(self, root: Path) -> Sequence[FrameFiles]:
        """All frames that are there, by name; see ``DiskSet.find``."""
        folder = self._base(root) / self.split
        images = _files(folder / "image_2")
        labels = None
        if self._has_labels:
            found = _files(folder / "semantic")
            labels = Listing(what="labels", where=f"{self.split}/semantic", files=found)
        files = matched(
            Listing(what="images", where=f"{self.split}/image_2", files=images),
            labels,
            None,
            f"unpack {_ARCHIVE} from {_PAGE} again, whole",
        )
        if labels is not None:
            _check_ids(list(labels.files.values()))
        return files

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        if files.labels is None:
            raise SetProblem(f"{files.name} was listed without labels; choose split training.")
        values = read_grey(files.labels, "KITTI's labels in semantic/")
        if are_train_ids(values):
            raise SetProblem(_train_ids(shown(files.labels)))
        return labelling(values, LABEL_ENCODINGS["cityscapes-ids"])

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Raise: KITTI semantics has no depth."""
        raise SetProblem(f"{files.name} is of KITTI semantics, which has no depth.")

    @property
    def _has_labels(self) -> bool:
        return self.labelled and self.split == "training"

    def _base(self, root: Path) -> Path:
        """The folder that holds training/ and testing/, rather of this set than of KITTI's others.

        KITTI's benchmarks share the names of folders; semantic/ is of this one alone.
        """
        there = [base for base in _bases(root) if _files(base / self.split / "image_2")]
        own = [base for base in there if (base / "training" / "semantic").is_dir()]
        if not there:
            raise SetProblem(self._nothing(root))
        return (own or there)[0]

    def _nothing(self, root: Path) -> str:
        unpack = f"unpack {_ARCHIVE} from {_PAGE}"
        for base in _bases(root):
            others = files_in(base / self.split / "image_2")
            if others:
                return (
                    f"{base / self.split / 'image_2'} has {len(others)} images and none is named "
                    f"like 000000_10.png (the first: {next(iter(others))}), so they are of "
                    f"another of KITTI's benchmarks; {unpack} elsewhere and give its folder."
                )
        if (root / _ARCHIVE).is_file():
            return f"{root} holds {_ARCHIVE}, which is not unpacked yet; unpack it there."
        return f"There is no {self.split}/image_2/000000_10.png in {root}; {unpack} there."


def _bases(root: Path) -> Iterator[Path]:
    yield root
    if (here := root.absolute()).name in _SPLITS:
        yield here.parent
    for folder in folders_in(root):
        yield folder
        yield folder / folder.name


def _files(folder: Path) -> dict[str, Path]:
    # Folders that are shared with KITTI's stereo set have later pictures too: 000000_11.png.
    files = files_in(folder, "_10", (".png",))
    return {f"{folder.parent.name}/{stem}_10": path for stem, path in files.items()}


def _check_ids(paths: list[Path]) -> None:
    """Raise SetProblem if what was looked at is train ids.

    Every street has sky, trees or cars, whose ids are above all train ids.
    """
    top = 0
    for path in paths[:: max(1, len(paths) // _SAMPLED)]:
        try:
            values = read_grey(path, "KITTI's labels in semantic/")
        except FileProblem:
            continue  # Said when this frame is read.
        top = max(top, int(values.max(initial=0, where=values != _VOID)))
        if top > _TOP_TRAIN_ID:
            return
    raise SetProblem(_train_ids(f"{shown(paths[0].parent)}/"))


def _train_ids(what: str) -> str:
    return (
        f"{what} holds no id above {_TOP_TRAIN_ID} but {_VOID}, so these are train ids, which some "
        f"tools convert the labels to, and not the ids of the set; unpack {_ARCHIVE} again."
    )
