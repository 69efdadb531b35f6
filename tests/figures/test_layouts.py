"""The paper's Figures 3 and 4 from files and names of checkpoints."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from gioada import cli
from gioada.figures import carriers, layouts
from gioada.figures.figure import make
from gioada.figures.layouts import PaperInputs
from gioada.figures.recipe import Box, Row
from tests.figures.conftest import Foreseen
from tests.problems import refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def asked(row: Row, tmp_path: Path) -> PaperInputs:
    """A picture with its labels and its depth, through the one method there is."""
    found = []
    for given in row.files:
        path = tmp_path / given.name
        path.write_bytes(given.content)
        found.append((path,))
    image, labels, depth = found
    return PaperInputs(
        images=image,
        labels=labels,
        depths=depth,
        methods=("mine",),
        label_encoding="cityscapes-ids",
        depth_encoding="centimetres-16bit",
    )


def test_figure_3_shows_what_each_method_predicts(networks: Foreseen, asked: PaperInputs) -> None:
    recipe = layouts.papers("3", networks, replace(asked, depths=()))
    assert [(column.kind, column.title) for column in recipe.columns] == [
        ("image", "Input"),
        ("prediction", "GIO-Ada"),
        ("labels", "Labels"),
    ]
    assert recipe.columns[1].digest, "weights that are others later are told of"
    assert not make(recipe, networks).problems


def test_figure_4_shows_how_each_method_translates(networks: Foreseen, asked: PaperInputs) -> None:
    recipe = layouts.papers("4", networks, replace(asked, titles=("Ours",)))
    shown = [(column.kind, column.title) for column in recipe.columns]
    assert shown == [("image", "Input"), ("translation", "Ours")]
    assert not make(recipe, networks).problems


@pytest.mark.parametrize(
    ("number", "changes", "code"),
    [
        ("4", {"depths": ()}, "figure.inputs"),
        ("3", {"labels": (ROOT / "app.py",) * 2}, "figure.unequal"),
        ("3", {"titles": ("one", "two")}, "figure.unequal"),
        ("3", {"images": (ROOT / "gone.png",)}, "figure.file"),
        ("3", {"methods": ()}, "figure.inputs"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    networks: Foreseen, asked: PaperInputs, number: layouts.Number, changes: dict, code: str
) -> None:
    with refused(code):
        layouts.papers(number, networks, replace(asked, **changes))


def test_two_of_one_method_are_told_apart() -> None:
    titles = layouts.method_titles({"cg": "cg", "run: a": "+sd", "run: b": "+sd"}, "run: ")
    assert titles == {"cg": "CycleGAN", "run: a": "+sd, a", "run: b": "+sd, b"}


def test_an_enlargement_keeps_off_what_it_enlarges() -> None:
    box = Box(left=0.55, top=0.5, width=0.2, height=0.2)
    other = Box(left=0.1, top=0.1, width=0.1, height=0.1)
    # The corner below at the right hides half of the first; each has one of its own.
    insets = layouts.zooms([box, other], Box())
    assert [inset.corner for inset in insets] == ["bottom left", "top right"]


def test_the_command_crops_enlarges_and_puts_its_recipe_into_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, example = tmp_path / "figure.png", str(ROOT / "app" / "examples" / "target-1-")
    words = ["3", "--to", str(made), str(made.with_suffix(".pdf"))]
    words += ["--images", f"{example}image.png", "--labels", f"{example}labelIds.png"]
    words += ["--methods", "na-demo", "joint-demo", "--checkpoints", str(ROOT / "checkpoints")]
    words += ["--crop", "0.5", "0", "0.5", "1", "--zoom", "0.6", "0.2", "0.1", "0.2"]
    monkeypatch.setattr(sys, "argv", ["gioada", "figure", *words])
    cli.main()
    recipe = carriers.read(made)
    assert recipe.crop == Box(left=0.5, top=0, width=0.5, height=1)
    assert [(inset.box, inset.corner) for inset in recipe.insets] == [
        (Box(left=0.6, top=0.2, width=0.1, height=0.2), "bottom right")
    ]
    with Image.open(made) as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert "joint-demo" in picture.info["gioada-checkpoints"]
        assert picture.info["gioada-command"].startswith("python -m gioada figure figure.png")
    assert made.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
