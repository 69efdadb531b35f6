"""Recipes that are usual: the paper's Figures 3 and 4, and rows whose files lie elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gioada.errors import Advice, Problem
from gioada.figures.networks import Networks, digest
from gioada.figures.recipe import Box, Column, Corner, Given, Inset, Recipe, Row

Number = Literal["3", "4"]
"""Of the paper's figure."""
SMALL = 32_000_000
"""Bytes of a file that is looked at for its hash."""


@dataclass(frozen=True, kw_only=True)
class PaperInputs:
    """What Figures 3 and 4 of the paper are made of: a row for each image, a column for each
    method."""

    images: tuple[Path, ...] = ()
    """Of figures 3 and 4: a picture for each row."""
    labels: tuple[Path, ...] = ()
    """Of figures 3 and 4: the pictures' label maps (4 needs them)."""
    depths: tuple[Path, ...] = ()
    """Of figure 4: their depth maps."""
    label_encoding: str = "auto"
    """How the label maps are written, where their values leave it open."""
    depth_encoding: str = "auto"
    """How the depth maps are written, such as centimetres-16bit."""
    methods: tuple[str, ...] = ()
    """Of figures 3 and 4: names of the checkpoints, a column for each."""
    titles: tuple[str, ...] = ()
    """Of figures 3 and 4: what is written above those columns; default is their methods."""

    def check(self, number: Number) -> None:
        """Nothing, if the figure can be made of it.

        Raises:
            Problem: nothing to show, a missing file, a map for some images only, or another
                number of titles than of methods.
        """
        if not self.images or not self.methods:
            what = "figure {number} needs images and methods (names of checkpoints)."
            advice = [Advice("images", "FILE"), Advice("methods", "NAME")]
            raise Problem("figure.inputs", what, advice=advice, number=number)
        for path in (*self.images, *self.labels, *self.depths):
            if not path.is_file():
                raise Problem("figure.file", "there is no file {file}.", file=path)
        for what, found in (("label maps", self.labels), ("depth maps", self.depths)):
            if found and len(found) != len(self.images):
                raise _unequal("images", len(self.images), what, len(found))
        if self.titles and len(self.titles) != len(self.methods):
            raise _unequal("methods", len(self.methods), "titles", len(self.titles))
        if number == "4" and not (self.labels and self.depths):
            what = "figure 4 translates, which needs labels and depth of the images."
            advice = [Advice("labels", "FILE"), Advice("depths", "FILE")]
            raise Problem("figure.inputs", what, advice=advice, number=number)

    @property
    def rows(self) -> tuple[Row, ...]:
        """A row for each image, with the maps that belong to it."""
        return tuple(
            Row(
                title="",
                image=Given.of(image),
                labels=Given.of(self.labels[index]) if self.labels else None,
                depth=Given.of(self.depths[index]) if self.depths else None,
                label_encoding=self.label_encoding,
                depth_encoding=self.depth_encoding,
            )
            for index, image in enumerate(self.images)
        )


def _unequal(one: str, first: int, other: str, second: int) -> Problem:
    what = "there are {first} {one} and {second} {other}: give one for each, in the same order."
    names: dict[str, object] = {"one": one, "other": other}
    return Problem("figure.unequal", what, advice=(), first=first, second=second, **names)


def papers(number: Number, networks: Networks, given: PaperInputs) -> Recipe:
    """A figure like the paper's.

    Args:
        number: 3 shows what each method's task network predicts, 4 how its translator translates.
        networks: where the methods' checkpoints are.
        given: images, their maps, and methods.

    Raises:
        ValueError: the figure cannot be made of what is given, or an unknown checkpoint.
    """
    given.check(number)
    cards = {name: networks.card(name) for name in given.methods}
    kind = "prediction" if number == "3" else "translation"
    proposed = method_titles({name: card.preset for name, card in cards.items()})
    titles = given.titles or tuple(proposed[name] for name in given.methods)
    shown = tuple(
        Column(kind=kind, checkpoint=cards[name].name, digest=digest(cards[name]), title=title)
        for name, title in zip(given.methods, titles, strict=True)
    )
    truth = (Column(kind="labels", title="Labels"),) if given.labels and number == "3" else ()
    return Recipe(
        rows=given.rows,
        columns=(Column(kind="image", title="Input"), *shown, *truth),
        title=_CAPTIONS[number],
        space=next(iter(cards.values())).space,
    )


_CAPTIONS = {
    "3": "Semantic segmentation.",
    "4": "Input-level adaptation: the input and its translations.",
}
_TITLES = {"na": "Non-adapted", "cg": "CycleGAN", "both": "GIO-Ada"}


def method_title(preset: str) -> str:
    """What the paper's figures write above a method's column."""
    return _TITLES.get(preset, preset)


def method_titles(presets: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    """Titles of checkpoints: their methods, with their own names where two are of one method.

    Args:
        presets: by name of the checkpoint.
        prefix: left out of the names.
    """
    methods = {name: method_title(preset) for name, preset in presets.items()}
    several = Counter(methods.values())
    return {
        name: f"{method}, {name.removeprefix(prefix)}" if several[method] > 1 else method
        for name, method in methods.items()
    }


def zooms(boxes: Sequence[Box], crop: Box) -> tuple[Inset, ...]:
    """Insets of those parts, each in a corner of its own, away from the parts where there is one.

    Args:
        boxes: parts of the picture.
        crop: of the picture, which the corners are of.
    """
    corners: tuple[Corner, ...] = ("bottom right", "bottom left", "top right", "top left")
    insets: list[Inset] = []
    for part in boxes:
        taken = {inset.corner for inset in insets}
        tried = [Inset(box=part, corner=corner) for corner in corners if corner not in taken]
        insets.append(min(tried, key=lambda each: _covered(each.place(crop), boxes, crop)))
    return tuple(insets)


def _covered(place: Box, boxes: Sequence[Box], crop: Box) -> float:
    """The area of boxes of the picture that a place in the cropped cell hides."""
    left, right = (crop.left + side * crop.width for side in (place.left, place.right))
    top, bottom = (crop.top + side * crop.height for side in (place.top, place.bottom))
    return sum(
        max(0.0, min(box.right, right) - max(box.left, left))
        * max(0.0, min(box.bottom, bottom) - max(box.top, top))
        for box in boxes
    )


def filled(recipe: Recipe, folder: Path) -> Recipe:
    """The recipe with the bytes of files that it does not carry, from a folder.

    A file is known by the hash of its content, whatever its name is now.
    """
    wanted = {given.sha256 for row in recipe.rows for given in row.files if not given.data}
    found: dict[str, Given] = {}
    for path in sorted(folder.rglob("*")) if wanted else []:
        if path.is_file() and path.stat().st_size <= SMALL:
            given = Given.of(path)
            found[given.digest] = given
    return recipe.with_found(found)
