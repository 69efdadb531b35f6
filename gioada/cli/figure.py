"""The command that makes figures: from a recipe, or like Figures 3 and 4 of the paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gioada.figures.recipe import Recipe


def figure(
    source: str,
    /,
    *,
    to: tuple[Path, ...],
    checkpoints: Path = Path("checkpoints"),
    images: tuple[Path, ...] = (),
    labels: tuple[Path, ...] = (),
    depths: tuple[Path, ...] = (),
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    methods: tuple[str, ...] = (),
    titles: tuple[str, ...] = (),
    crop: tuple[float, float, float, float] | None = None,
    zoom: tuple[tuple[float, float, float, float], ...] = (),
    width: float | None = None,
    dpi: int | None = None,
    inputs: Path | None = None,
    carry: bool = True,
) -> None:
    """Make a figure from a recipe, or one like the paper's Figure 3 or 4 from images.

    Args:
        source: a recipe.json, or a PNG or zip that carries one; or 3 (what each method predicts)
            or 4 (how each method translates).
        to: files to write: .png, .pdf, .zip (cells and LaTeX) or .json.
        checkpoints: folder of checkpoints.
        images: of 3 and 4: a picture for each row.
        labels: of 3 and 4: their label maps (4 needs them).
        depths: of 4: their depth maps.
        label_encoding: how the label maps are written, where their values leave it open.
        depth_encoding: how the depth maps are written, such as centimetres-16bit.
        methods: of 3 and 4: names of the checkpoints, a column for each.
        titles: of 3 and 4: what is written above those columns; default is their methods.
        crop: left, top, width and height of the part of every picture that is shown, in shares
            from 0 to 1; default is the recipe's, or the whole.
        zoom: the same four numbers for each part, up to three, that is shown again enlarged in a
            corner; default are the recipe's insets, or none.
        width: millimetres; default is the recipe's, or 174.
        dpi: default is the recipe's, or 300.
        inputs: folder with the rows' files, for a recipe that does not carry them.
        carry: put the rows' files into what is written.
    """
    from dataclasses import replace

    from gioada.figures import carriers, layouts, outputs
    from gioada.figures.figure import make
    from gioada.figures.networks import Shelf

    for path in to:
        outputs.check_suffix(path.suffix)
    shelf = Shelf(checkpoints)
    if source in ("3", "4"):
        encodings = (label_encoding, depth_encoding)
        recipe: Recipe = layouts.papers(
            source, shelf, images, labels, depths, methods, titles, encodings
        )
    elif images or labels or depths or methods or titles:
        raise ValueError("images and methods belong to figure 3 or 4; a recipe has its own.")
    else:
        recipe = carriers.read(Path(source))
    if inputs is not None:
        recipe = layouts.filled(recipe, inputs)
    recipe = replace(
        recipe,
        width=width or recipe.width,
        dpi=dpi or recipe.dpi,
        crop=layouts.box(*crop) if crop else recipe.crop,
        insets=layouts.zooms([layouts.box(*each) for each in zoom]) or recipe.insets,
    )
    made = make(recipe, shelf)
    for problem in made.problems:
        print(f"gioada: a cell says: {problem}")
    for path in to:
        outputs.write(made, path, carry=carry)
        print(path)
