"""Where a translation destroyed or invented content: a map, and its largest places in words."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gioada.data.labels import LabelSpace
from gioada.evaluation.regions import Place, largest_places

DESTROYED, INVENTED, UNREADABLE, GAINED = 1, 2, 3, 4
NAMES = {
    DESTROYED: "destroyed",
    INVENTED: "invented",
    UNREADABLE: "misread before already",
    GAINED: "readable only now",
}
NEAR = 0.03
"""Share of the width: a class that the labels have so near was moved or smeared, not invented."""


@dataclass(frozen=True, kw_only=True)
class Harm:
    """One place where a translation shows something else than it was given."""

    place: Place
    was: str
    became: str
    invented: bool
    """Whether nothing of the class that is seen now was given nearby."""

    @property
    def sentence(self) -> str:
        """``sky became vegetation, 2.1 % of the picture``."""
        return f"{self.was} became {self.became}, {100 * self.place.share:.1f} % of the picture"


def hallucinations(
    before: NDArray[np.uint8],
    after: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    space: LabelSpace,
) -> NDArray[np.uint8]:
    """What became of each pixel, uint8 H W: 0 for kept and unlabelled ones, else a key of NAMES.

    A pixel of given class y that the judge reads as b on the source and as a in the translation is
    *destroyed* if b = y and a is another; *invented* if, besides, the labels have no a within 3 %
    of the width; *misread before already* if neither b nor a is y; *readable only now* if a alone
    is.

    Args:
        before, after: uint8 H W, the judge's classes on source and translation.
        labels: uint8 H W, the given classes, 255 void.
        space: the classes.
    """
    known = labels < space.num_classes
    was_right, is_right = before == labels, after == labels
    found = np.zeros(labels.shape, np.uint8)
    lost = known & was_right & ~is_right
    found[lost] = DESTROYED
    found[lost & ~_given_nearby(after, labels, space)] = INVENTED
    found[known & ~was_right & ~is_right] = UNREADABLE
    found[known & ~was_right & is_right] = GAINED
    return found


def harms(
    found: NDArray[np.uint8],
    after: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    space: LabelSpace,
    *,
    at_most: int = 12,
) -> list[Harm]:
    """The largest connected places of one loss each, largest first.

    Args:
        found: of ``hallucinations``.
        after, labels: as there.
        space: the classes.
        at_most: how many places.
    """
    lost = (found == DESTROYED) | (found == INVENTED)
    # One number for each pair of classes, so that a place is of one kind; 0 is no place.
    kinds = np.where(lost, 1 + labels.astype(np.int32) * space.num_classes + after, 0)
    return [_harm(place, space, found) for place in largest_places(kinds, at_most=at_most)]


def _harm(place: Place, space: LabelSpace, found: NDArray[np.uint8]) -> Harm:
    was, became = divmod(place.kind - 1, space.num_classes)
    within = found[place.top : place.top + place.height, place.left : place.left + place.width]
    invented = bool((within == INVENTED).sum() > (within == DESTROYED).sum())
    return Harm(
        place=place, was=space.classes[was], became=space.classes[became], invented=invented
    )


def shares(found: NDArray[np.uint8]) -> dict[str, float]:
    """Share of the picture in [0, 1] by name of what became of it."""
    return {name: float((found == key).mean()) for key, name in NAMES.items()}


def _given_nearby(
    after: NDArray[np.uint8], labels: NDArray[np.uint8], space: LabelSpace
) -> NDArray[np.bool_]:
    """Whether the class that is seen now is given within reach of a pixel."""
    reach = max(1, round(NEAR * labels.shape[1]))
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    near = np.zeros(labels.shape, bool)
    for index in np.unique(after[after < space.num_classes]).tolist():
        given = cv2.dilate((labels == index).astype(np.uint8), kernel)
        near |= (after == index) & (given > 0)
    return near
