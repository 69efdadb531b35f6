"""The classes that a checkpoint and a set of frames both know, so that any can be scored on any.

Both spaces group Cityscapes ids. Their classes are joined wherever they share an id, and whatever
hangs together is one common class: CamVid's sign is the traffic light *or* the traffic sign of a
checkpoint that tells them apart, and its bicyclist the rider, motorcycle or bicycle. The classes
follow from the two spaces alone, never from what the frames happen to show.

Pixels whose true class the checkpoint does not know are void. The checkpoint answers with any of
its classes, as in the field, so that a class which the set lacks is a wrong answer: it is missed
by the true class and charged to no other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gioada.data.labels import VOID, LabelSpace
from gioada.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Common:
    """K common classes."""

    space: LabelSpace
    """Of the truth; classes by the names of the side that has fewer of them."""
    of_prediction: NDArray[np.uint8]
    """256: the checkpoint's class -> common class, K for a class that has none; void stays."""
    joined: tuple[str, ...]
    """For people, one line per common class: ``traffic light, traffic sign -> traffic sign``; and
    one for the classes on either side that have no partner."""

    @property
    def size(self) -> int:
        """Rows and columns of a confusion matrix: K, or K + 1 with a column for wrong answers
        that are no common class."""
        return self.space.num_classes + int((self.of_prediction == self.space.num_classes).any())


def common_classes(predicted: LabelSpace, labelled: LabelSpace) -> Common:
    """What a checkpoint of one space and frames of another have in common.

    Args:
        predicted: of the checkpoint.
        labelled: of the frames; the same space gives its own classes and means.

    Raises:
        Problem: nothing.
    """
    groups = _groups(predicted, labelled)
    if not groups:
        what = "{one} and {other} have no class in common."
        raise Problem("evaluate.no_common_class", what, one=predicted.name, other=labelled.name)
    table = np.full(256, VOID, np.uint8)
    table[: predicted.num_classes] = len(groups)
    for index, (ours, _) in enumerate(groups):
        table[list(ours)] = index
    same = predicted.name == labelled.name
    space = labelled if same else _space(predicted, labelled, groups)
    joined = () if same else tuple(_lines(predicted, labelled, groups))
    return Common(space=space, of_prediction=table, joined=joined)


Group = tuple[list[int], list[int]]
"""Classes of the checkpoint and of the frames that are one common class."""


def _groups(predicted: LabelSpace, labelled: LabelSpace) -> list[Group]:
    """The common classes in the frames' order."""
    groups: list[Group] = []
    for index, ids in enumerate(labelled.ids):
        ours = {i for i, known in enumerate(predicted.ids) if set(known) & set(ids)}
        theirs = {index}
        for group in [each for each in groups if ours & set(each[0])]:
            groups.remove(group)
            ours, theirs = ours | set(group[0]), theirs | set(group[1])
        if ours:
            groups.append((sorted(ours), sorted(theirs)))
    return sorted(groups, key=lambda group: group[1])


def _space(predicted: LabelSpace, labelled: LabelSpace, groups: list[Group]) -> LabelSpace:
    count = len(groups)
    return LabelSpace(
        name=f"{predicted.name} on {labelled.name}",
        classes=tuple(_name(predicted, labelled, group) for group in groups),
        colours=tuple(labelled.colours[theirs[0]] for _, theirs in groups),
        ids=tuple(
            tuple(i for index in theirs for i in labelled.ids[index]) for _, theirs in groups
        ),
        means=((f"mIoU over {count} common classes", tuple(range(count))),),
    )


def _name(predicted: LabelSpace, labelled: LabelSpace, group: Group) -> str:
    ours, theirs = _named(predicted, group[0]), _named(labelled, group[1])
    return ours if len(group[0]) < len(group[1]) else theirs


def _named(space: LabelSpace, indices: list[int]) -> str:
    return ", ".join(space.classes[index] for index in indices)


def _lines(predicted: LabelSpace, labelled: LabelSpace, groups: list[Group]) -> list[str]:
    lines = [f"{_named(predicted, ours)} -> {_named(labelled, theirs)}" for ours, theirs in groups]
    alone = sorted(set(range(predicted.num_classes)) - {i for ours, _ in groups for i in ours})
    unseen = sorted(set(range(labelled.num_classes)) - {i for _, theirs in groups for i in theirs})
    if alone:
        lines.append(f"{_named(predicted, alone)} -> wrong wherever it is predicted")
    if unseen:
        lines.append(f"(not scored) -> {_named(labelled, unseen)}")
    return lines
