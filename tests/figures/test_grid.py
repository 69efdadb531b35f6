"""Where things lie, reckoned by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gioada.figures.grid import grid, measured, pixels, wrapped
from gioada.figures.recipe import Box, Column, Recipe

Make = Callable[..., Recipe]


@pytest.mark.parametrize(
    ("millimetres", "dpi", "wanted"), [(84, 300, 992), (174, 300, 2055), (84, 600, 1984)]
)
def test_millimetres_are_whole_pixels(millimetres: int, dpi: int, wanted: int) -> None:
    assert pixels(millimetres, dpi) == wanted


def test_a_bare_grid_by_hand(recipe_of: Make) -> None:
    recipe = recipe_of(
        *[("image", "")] * 3, width=84.0, gap=0.8, column_titles=False, row_titles=False
    )
    laid = grid(recipe, [2.0], 300)
    # 0.8 mm are 9 pixels; (992 - 18) / 3 = 324 rest 2, which widens the last gaps by 1 each.
    assert [place.left for place in laid.cells[0]] == [0, 334, 668]
    assert {place.width for place in laid.cells[0]} == {324}
    assert laid.cells[0][2].left + 324 == laid.width == 992
    assert laid.cells[0][0].height == 162
    assert laid.bottom == 162


def test_titles_take_their_lines(recipe_of: Make) -> None:
    recipe = recipe_of(*[("image", "")] * 2, width=84.0, font_size=9.0)
    laid = grid(recipe, [2.0], 300)
    # 9 pt at 300 dpi are 37.5 pixels; a line has 1.2 times that, and 0.45 times keep it apart.
    assert laid.cells[0][0].top == laid.cells[0][0].left == 62
    assert laid.column_titles == (("Image",), ("Image",))
    assert laid.row_titles == (("First",),)


def test_each_row_has_its_pictures_proportions(recipe_of: Make) -> None:
    recipe = recipe_of(width=84.0, row_titles=False, column_titles=False, gap=1.0)
    recipe = replace(recipe, rows=recipe.rows * 2, crop=Box(width=0.5))
    laid = grid(recipe, [2.0, 4.0], 254)
    # 84 mm at 254 dpi are 840 pixels; half the width of a picture of 2 : 1 is square.
    assert [row[0].height for row in laid.cells] == [840, 420]
    assert laid.cells[1][0].top == 850


def test_titles_beside_low_rows_are_set_smaller(recipe_of: Make) -> None:
    recipe = recipe_of(*[("image", "")] * 6, width=84.0)
    recipe = replace(recipe, rows=(replace(recipe.rows[0], title="Frankfurt 12"),))
    laid = grid(recipe, [1.6], 300)
    height = laid.cells[0][0].height * 72 / 300
    assert 6 <= laid.row_size < 8
    assert all(measured(line, laid.row_size) <= height + 1e-6 for line in laid.row_titles[0])
    assert laid.row_titles[0][0].startswith("Fran")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"width": 30.0, "font_size": 24.0}, "no room for pictures"),
        ({"width": 300.0, "dpi": 1200, "crop": Box(width=0.01)}, "pixels"),
    ],
)
def test_a_figure_that_cannot_be_says_so(recipe_of: Make, change: dict, words: str) -> None:
    recipe = recipe_of(**change)
    wide = replace(recipe, columns=(Column(kind="image"),) * (4 if "font_size" in change else 1))
    with pytest.raises(ValueError, match=words):
        grid(wide, [2.0], wide.dpi)


def test_words_are_broken_at_spaces_and_cut_at_the_last_line() -> None:
    narrow = measured("between them", 10)
    assert wrapped("between them all", 10, narrow, 3) == ("between them", "all")
    (cut,) = wrapped("between them all", 10, narrow, 1)
    assert cut.endswith("…")
    assert measured(cut, 10) <= narrow
    assert wrapped("", 10, narrow, 2) == ()
