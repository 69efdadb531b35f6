"""Whether labels and images belong together, told by their edges."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.check.edges import LEAST, fitting
from gioada.data.frame import Frame


def striped(place: int, *, upright: bool, other: int | None = None) -> Frame:
    """Two classes that meet at a row or a column, and an image that changes there or elsewhere."""

    def halves(at: int) -> np.ndarray:
        values = np.zeros((40, 60), np.uint8)
        if upright:
            values[:, at:] = 1
        else:
            values[at:] = 1
        return values

    noise = np.random.default_rng(place).integers(0, 20, (40, 60))
    grey = (100 + 80 * halves(place if other is None else other) + noise).astype(np.uint8)
    return Frame(image=np.stack([grey] * 3, axis=-1), ids=halves(place))


PLACES = range(3, 39, 4)


@pytest.mark.parametrize("upright", [True, False])
def test_labels_of_their_own_images_fit_and_others_do_not(upright: bool) -> None:
    assert len(PLACES) == 9
    own = [striped(place, upright=upright) for place in PLACES]
    assert fitting(own) == (9, 9)
    wrong = [striped(place, upright=upright, other=(place + 18) % 36) for place in PLACES]
    found = fitting(wrong)
    assert found is not None and found[0] < 0.75 * found[1]


def test_nothing_is_said_of_few_frames_or_of_frames_that_are_alike() -> None:
    own = [striped(place, upright=True) for place in PLACES]
    assert fitting(own[: LEAST - 1]) is None
    assert fitting(own[:1] * 12) is None
    unlabelled = [Frame(image=frame.image) for frame in own]
    assert fitting(unlabelled) is None


def test_frames_of_several_sizes_are_compared_where_they_overlap() -> None:
    own = [striped(place, upright=True) for place in PLACES]
    cut = [
        Frame(image=frame.image[:33], ids=frame.ids[:33]) for frame in own if frame.ids is not None
    ]
    assert fitting(own[:4] + cut[4:]) == (9, 9)
