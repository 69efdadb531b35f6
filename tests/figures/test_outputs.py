"""The PDF, the archive and its LaTeX."""

from __future__ import annotations

import contextlib
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.figures import drawing, outputs
from gioada.figures.figure import make
from gioada.figures.recipe import Box, Inset, Recipe
from tests.figures.conftest import Foreseen

Make = Callable[..., Recipe]


def streams(pdf: bytes) -> list[bytes]:
    """The unpacked streams of a PDF."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(match[1]))
    return found


def test_a_pdf_has_its_size_its_text_and_its_font(recipe_of: Make, networks: Foreseen) -> None:
    recipe = recipe_of(("image", ""), ("labels", ""))
    figure = make(recipe, networks)
    made = outputs.content(figure, ".pdf")
    left, bottom, right, top = (
        float(side) for side in re.search(rb"/MediaBox \[([^]]+)]", made)[1].split()
    )
    assert (left, bottom) == (0, 0)
    assert right == pytest.approx(84 / 25.4 * 72, abs=0.1)
    assert top == pytest.approx(drawing.image(figure).shape[0] / 150 * 72, abs=0.01)
    # Every font is embedded as TrueType; none that readers are to bring along is named.
    assert made.count(b"/FontFile2") == made.count(b"/Type /FontDescriptor") >= 1
    assert not re.search(rb"Helvetica|Times|Courier|/Type3", made)
    # A text each for two titles above, one beside, and two classes.
    assert len(re.findall(rb"\bBT\b", b"".join(streams(made)))) == 5
    # Cells as they are in the PNG, without loss.
    cells = {(place.width, place.height) for place in drawing.places(figure).cells[0]}
    pictures = re.findall(rb"/Subtype /Image[^>]*", made)
    sizes = {
        tuple(int(re.search(rb"/%s (\d+)" % side, each)[1]) for side in (b"Width", b"Height"))
        for each in pictures
    }
    assert cells <= sizes
    assert b"DCTDecode" not in made


def test_the_same_recipe_gives_the_same_files(recipe_of: Make, networks: Foreseen) -> None:
    figure = make(recipe_of(("labels", "")), networks)
    for ending in outputs.SUFFIXES:
        assert outputs.content(figure, ending) == outputs.content(figure, ending)


def test_the_archive_has_a_cell_of_each_row_and_column(
    recipe_of: Make, networks: Foreseen, tmp_path: Path
) -> None:
    inset = Inset(box=Box(width=0.2, height=0.2))
    recipe = recipe_of(("image", ""), ("prediction", "mine"), ("depth", ""), insets=(inset,))
    figure = make(replace(recipe, rows=recipe.rows * 2), networks)
    outputs.write(figure, tmp_path / "f.zip")
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        names = set(archive.namelist())
        cells = {f"cells/row{row}-column{column}.png" for row in (1, 2) for column in (1, 2, 3)}
        assert names == cells | {
            "cells/depth-bar.png",
            "figure.png",
            "figure.pdf",
            "figure.tex",
            "recipe.json",
        }
        text = archive.read("figure.tex").decode()
        assert "% mine: preset both" in text
        place = drawing.places(figure).cells[1][2]
        with archive.open("cells/row2-column3.png") as stream, Image.open(stream) as cell:
            shown = np.asarray(cell)
    whole = drawing.image(figure)[place.top : place.top + place.height, place.left :][
        :, : place.width
    ]
    assert (shown == whole).all()
    assert set(re.findall(r"\{(cells/[^}]+)\}", text)) == cells | {"cells/depth-bar.png"}


def test_the_latex_is_balanced_and_says_every_word(recipe_of: Make, networks: Foreseen) -> None:
    recipe = recipe_of(
        ("image", ""), ("labels", ""), ("depth", ""), title=r"50 % of $A_b$ \input{x}", width=174.0
    )
    figure = make(recipe, networks)
    text = outputs.document(figure, drawing.image(figure)).text
    bare = re.sub(r"(?m)(?<!\\)%.*$", "", text).replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert re.findall(r"\\begin\{(.*?)\}", bare) == ["figure*", "tabular", "picture"]
    assert sorted(re.findall(r"\\end\{(.*?)\}", bare)) == sorted(["figure*", "tabular", "picture"])
    tabular = bare[bare.index(r"\begin{tabular}") : bare.index(r"\end{tabular}")]
    columns = re.search(r"@\{\}(c+)@\{\}", tabular)
    assert columns is not None
    for line in tabular.split(r"\\")[:-1]:
        assert line.count("&") == len(columns[1]) - 1 == 3
    for word in ("Image", "Labels", "Depth", "First", "road", "sky", "depth in m"):
        assert word in text
    assert r"50 \% of \$A\_b\$ \textbackslash{}input\{x\}" in text


def test_an_unknown_kind_of_file_is_a_sentence(recipe_of: Make, networks: Foreseen) -> None:
    with pytest.raises(ValueError, match=r"\.gif is no kind of figure"):
        outputs.content(make(recipe_of(), networks), ".gif")


def test_there_are_letters_for_all_of_europe(recipe_of: Make, networks: Foreseen) -> None:
    recipe = recipe_of(("image", ""))
    column = replace(recipe.columns[0], title="äßñçŁşěőЖжΩμ×±≥≤–—“”…°² ∇")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a letter that no font has
        outputs.content(make(replace(recipe, columns=(column,)), networks), ".pdf")
