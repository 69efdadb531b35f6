"""Every picture is at its place on the sheet, named, and with its colours explained."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gioada.data.depth_colours import depth_colours
from gioada.data.labels import LABEL_SPACES, LabelSpace
from gioada.training.sheet import NARROWEST, WIDEST, Row, draw_sheet

KITTI10 = LABEL_SPACES["kitti10"]


Box = tuple[int, int, int, int]


def plain(number: int, height: int, width: int) -> np.ndarray:
    """A picture in a colour of its own, which neither text nor legend has."""
    return np.full((height, width, 3), (number, 7, 201), np.uint8)


def sheet(
    height: int = 96, width: int = 320, *, samples: int = 2, space: LabelSpace = KITTI10
) -> Image.Image:
    """Blocks of two rows; picture n of block b is plain in 10 * b + n."""

    def row(block: int, place: int) -> Row:
        first, second, third = (plain(10 * block + 3 * place + n, height, width) for n in range(3))
        return Row(name=("source", "target")[place], note="", pictures=(first, second, third))

    blocks = [[row(block, place) for place in range(2)] for block in range(samples)]
    return draw_sheet(blocks, space, title="step-000500")


def box(drawn: Image.Image, number: int) -> Box:
    """Left, upper, right and lower edge of a picture on the sheet."""
    found = Image.fromarray((np.asarray(drawn) == (number, 7, 201)).all(-1)).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("given", "shown"),
    [((96, 320), (96, 320)), ((32, 64), (120, 240)), ((375, 1242), (145, 480))],
)
def test_pictures_keep_their_proportions(given: tuple[int, int], shown: tuple[int, int]) -> None:
    assert NARROWEST == 240 and WIDEST == 480
    left, upper, right, lower = box(sheet(*given), 0)
    assert (lower - upper, right - left) == shown


def test_rows_and_columns_are_in_order() -> None:
    drawn = sheet()
    at = [[box(drawn, 10 * b + n) for n in range(6)] for b in range(2)]
    lefts = [[edges[0] for edges in block] for block in at]
    assert lefts[0] == lefts[1] and lefts[0][:3] == lefts[0][3:] == sorted(set(lefts[0]))
    uppers = [edges[1] for block in at for edges in block]
    assert uppers == sorted(uppers) and len(set(uppers)) == 4
    within, between = uppers[3] - uppers[0], uppers[6] - uppers[3]
    assert between > within > 96, "samples are set apart"


def test_colours_that_stand_for_something_are_not_mixed() -> None:
    stripes = np.zeros((64, 960, 3), np.uint8)
    stripes[:, ::2] = 250
    blocks = [[Row(name="source", note="", pictures=(stripes, stripes, stripes))]]
    columns = np.asarray(draw_sheet(blocks, KITTI10, title=""))[40]
    greys = columns[(columns == columns[:, :1]).all(-1), 0]
    assert (greys == 125).sum() == WIDEST, "the image alone is averaged"


@pytest.mark.parametrize("name", list(LABEL_SPACES))
@pytest.mark.parametrize("width", [64, 2048])
def test_every_class_has_its_colour_and_name_in_the_legend(name: str, width: int) -> None:
    space = LABEL_SPACES[name]
    drawn = sheet(width // 2, width, samples=1, space=space)
    last = box(drawn, 5)
    legend = np.asarray(drawn)[last[3] :, : last[0] - 8]
    for colour in (*space.colours, (0, 0, 0)):
        assert (legend == colour).all(-1).sum() >= 11 * 11  # within its frame
    # Nothing is cut off: paper all around.
    assert (legend[-1] == 255).all() and (legend[:, -1] == 255).all()


def test_the_depth_scale_has_the_colours_of_the_maps() -> None:
    drawn = np.asarray(sheet(samples=1))
    last = box(Image.fromarray(drawn), 5)
    strip = drawn[last[3] :, last[0] : last[2]]
    for metres, share in ((0, 0.0), (20, 0.5), (80, 1.0)):
        colour = depth_colours(np.array([[float(metres)]]))[0, 0].astype(int)
        column = strip[:, round(share * (strip.shape[1] - 1))].astype(int)
        assert (abs(column - colour).max(-1) <= 3).sum() >= 10
