"""What a figure shows, pixel by pixel where that can be said."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from gioada.data.depth import depth_colours
from gioada.data.labels import COLOUR_BLIND_SAFE, KITTI10
from gioada.figures import drawing, outputs
from gioada.figures.cells import WRONG
from gioada.figures.figure import Figure, make
from gioada.figures.networks import digest
from gioada.figures.recipe import Box, Column, Given, Inset, Recipe
from tests.figures.conftest import Foreseen

Make = Callable[..., Recipe]
SKY = KITTI10.colours[KITTI10.classes.index("sky")]


def cell(figure: Figure, column: int = 0) -> np.ndarray:
    """The pixels of a cell of the first row."""
    place = drawing.places(figure).cells[0][column]
    bottom, right = place.top + place.height, place.left + place.width
    return drawing.image(figure)[place.top : bottom, place.left : right]


def words(figure: Figure) -> str:
    """What is written on the figure, each text in a line of its own."""
    return "\n".join(text.get_text() for text in drawing.drawn(figure, 300).findobj(Text))


def test_labels_keep_their_colours(
    recipe_of: Make, networks: Foreseen, road: tuple[int, int, int]
) -> None:
    figure = make(recipe_of(("labels", "")), networks)
    shown = cell(figure)
    assert {tuple(colour) for colour in shown.reshape(-1, 3).tolist()} == {road, SKY}
    assert (shown[:, 0] == road).all()
    assert (shown[:, -1] == SKY).all()
    assert list(figure.classes) == ["road", "sky"]


def test_the_crop_is_of_every_cell_and_of_the_legend(recipe_of: Make, networks: Foreseen) -> None:
    columns = ("labels", ""), ("prediction", "mine")
    figure = make(recipe_of(*columns, crop=Box(left=0.6, width=0.4)), networks)
    assert (cell(figure) == SKY).all()
    assert list(figure.classes) == ["road", "sky"]  # road by the prediction
    assert list(make(recipe_of(columns[0], crop=Box(left=0.6, width=0.4)), networks).classes) == [
        "sky"
    ]


def test_errors_are_marked_and_the_rest_is_grey(recipe_of: Make, networks: Foreseen) -> None:
    shown = cell(make(recipe_of(("error", "mine")), networks))
    assert (shown[:, -1] == WRONG).all()
    assert (np.ptp(shown[:, 0].astype(int), axis=-1) == 0).all()


def test_depth_has_the_colours_of_its_metres(recipe_of: Make, networks: Foreseen) -> None:
    figure = make(recipe_of(("depth", ""), ("predicted depth", "mine")), networks)
    for column, metres in enumerate((5.0, 10.0)):
        colour = depth_colours(np.full((1, 1), metres, np.float32))[0, 0]
        assert (cell(figure, column) == colour).all()
    assert {"depth in m", "0", "20", "≥80"} <= set(words(figure).splitlines())


def test_a_translation_gets_the_rows_maps(recipe_of: Make, networks: Foreseen) -> None:
    assert (cell(make(recipe_of(("translation", "mine")), networks)) == 128).all()


def test_what_is_missing_is_said_in_its_cell_and_the_rest_is_drawn(
    recipe_of: Make, networks: Foreseen
) -> None:
    recipe = recipe_of(
        ("image", ""), ("prediction", "both-demo"), ("prediction", "mine"), width=174.0
    )
    other = replace(recipe.columns[2], digest="0" * 16)
    figure = make(replace(recipe, columns=(*recipe.columns, other)), networks)
    assert figure.problems == (
        "checkpoint both-demo is not here",
        f"checkpoint mine has other weights here ({digest(networks.card('mine'))}, not {'0' * 16})",
    )
    assert networks.ran == 1
    assert (cell(figure, 2) == KITTI10.colours[0]).all()
    assert "is not" in words(figure)
    (maker,) = figure.made_by
    assert (maker["checkpoint"], maker["seed"], maker["steps"]) == ("mine", 3, 7)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given.of_bytes("a.png", b"no picture"), "a.png"),
        (Given(name="a.png", data="", sha256="12ab"), "12ab.* not carried"),
        (Given(name="a.png", data="§§§"), "damaged"),
        (Given.of_bytes("../../etc/passwd", b"x"), "passwd"),
        (Given.of_bytes("x.npy", b"\x93NUMPY\x01\x00garbage"), "x.npy"),
    ],
)
def test_a_bad_picture_is_a_sentence(
    recipe_of: Make, networks: Foreseen, given: Given, words: str
) -> None:
    recipe = recipe_of(("image", ""), ("prediction", "mine"))
    bad = replace(recipe.rows[0], image=given)
    figure = make(replace(recipe, rows=(recipe.rows[0], bad)), networks)
    assert len(figure.problems) == 1
    import re

    assert re.search(words, figure.problems[0])
    assert drawing.image(figure).ndim == 3


def test_no_labels_no_error_column(recipe_of: Make, networks: Foreseen) -> None:
    recipe = recipe_of(("error", "mine"))
    bare = replace(recipe.rows[0], labels=None)
    assert make(replace(recipe, rows=(bare,)), networks).problems == ("no labels were given",)


def test_the_other_palette_changes_maps_and_legend(recipe_of: Make, networks: Foreseen) -> None:
    figure = make(recipe_of(("labels", ""), palette="colour-blind-safe"), networks)
    assert (cell(figure)[:, 0] == COLOUR_BLIND_SAFE["road"]).all()
    assert figure.classes["sky"] == COLOUR_BLIND_SAFE["sky"]


def test_the_sheet_is_as_wide_as_asked_at_any_resolution(
    recipe_of: Make, networks: Foreseen
) -> None:
    figure = make(recipe_of(("labels", ""), dpi=300), networks)
    shape = drawing.image(figure).shape
    assert shape[1] == 992
    assert drawing.image(figure, 600).shape[1] == 1984
    assert abs(drawing.image(figure, 150).shape[0] * 2 - shape[0]) < 8


def test_an_enlargement_keeps_its_proportions_in_its_corner() -> None:
    box = Box(left=0.6, top=0.5, width=0.1, height=0.1)
    inset = Inset(box=box, corner="top right", size=0.25)
    assert inset.place(Box()) == Box(left=0.75, width=0.25, height=0.25)
    # Half of the picture makes the cell half as wide for its height.
    assert inset.place(Box(left=0.5, width=0.5)) == Box(left=0.75, width=0.25, height=0.125)
    tall = Inset(box=Box(width=0.05, height=1.0), corner="bottom left", size=0.8)
    place = tall.place(Box())
    assert (place.left, place.width, place.height) == pytest.approx((0, 0.045, 0.9))
    assert place.bottom == pytest.approx(1)


def test_threads_draw_the_same(recipe_of: Make, networks: Foreseen) -> None:
    figures = [
        make(recipe_of(("image", ""), ("depth", ""), title=str(number)), networks)
        for number in range(3)
    ]
    alone = [
        outputs.content(figure, ".pdf") + outputs.content(figure, ".png") for figure in figures
    ]
    with ThreadPoolExecutor(6) as threads:
        pdfs = threads.map(lambda figure: outputs.content(figure, ".pdf"), figures)
        pngs = threads.map(lambda figure: outputs.content(figure, ".png"), figures)
        assert [pdf + png for pdf, png in zip(pdfs, pngs, strict=True)] == alone


def test_signs_in_titles_are_no_formula(recipe_of: Make, networks: Foreseen) -> None:
    recipe = recipe_of(("image", ""))
    column = replace(recipe.columns[0], title="$5 for $x^2")
    assert "$5 for $x^2" in words(make(replace(recipe, columns=(column,)), networks))


def test_an_inset_shows_what_its_box_covers(recipe_of: Make, networks: Foreseen) -> None:
    inset = Inset(
        box=Box(left=0.1, top=0.1, width=0.2, height=0.2),
        corner="bottom right",
        size=0.4,
        colour=(0, 255, 0),
    )
    shown = cell(make(recipe_of(("labels", ""), insets=(inset,), dpi=300), networks))
    frame = (shown == (0, 255, 0)).all(-1)
    assert frame[-1, -1] and frame[-1, -100]  # of the enlargement, in the corner
    assert (shown[-20, -20] == KITTI10.colours[0]).all()  # road, where the cell has sky
    # 40 % of the cell's width, with a frame of a point: 4 pixels.
    height, width = shown.shape[:2]
    left, top = round(width * 0.6), round(height * 0.6)
    assert frame[top : top + 4, left:].all() and frame[top:, left : left + 4].all()
    assert not frame[top + 8 : -8, left + 8 : -8].any()
    # And around what is enlarged.
    rows, columns = np.nonzero(frame[: height // 2, : width // 2])
    assert abs(rows.min() - 0.1 * height) < 4 and abs(columns.max() - 0.3 * width) < 4


def test_columns_that_need_a_checkpoint_ask_for_one(recipe_of: Make, networks: Foreseen) -> None:
    recipe = replace(recipe_of(), columns=(Column(kind="prediction"),))
    assert make(recipe, networks).problems == ("no checkpoint was chosen for this column",)
