"""Recipes that are usual: the paper's Figures 3 and 4, and rows whose files lie elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from gioada.figures.networks import Networks, digest
from gioada.figures.recipe import Box, Column, Corner, Given, Inset, Recipe, Row

SMALL = 32_000_000
"""Bytes of a file that is looked at for its hash."""


def papers(
    number: Literal["3", "4"],
    networks: Networks,
    images: Sequence[Path],
    labels: Sequence[Path],
    depths: Sequence[Path],
    methods: Sequence[str],
    titles: Sequence[str] = (),
    encodings: tuple[str, str] = ("auto", "auto"),
) -> Recipe:
    """A row for each image, a column for each method.

    Args:
        number: 3 shows what each method's task network predicts, 4 how its translator translates.
        networks: where the methods' checkpoints are.
        images: pictures.
        labels: their label maps, or none; Figure 4 needs them as a condition.
        depths: their depth maps, or none.
        methods: names of checkpoints.
        titles: what is written above each of them; default is its method.
        encodings: of label maps and of depth maps.

    Raises:
        ValueError: nothing to show, a missing file, a map for some images only, another number of
            titles than of methods, or an unknown checkpoint.
    """
    if not images or not methods:
        raise ValueError(f"figure {number} needs --images and --methods (names of checkpoints).")
    for path in (*images, *labels, *depths):
        if not path.is_file():
            raise ValueError(f"there is no file {path}.")
    for what, found in (("label maps", labels), ("depth maps", depths)):
        if found and len(found) != len(images):
            raise ValueError(
                f"there are {len(images)} images and {len(found)} {what}: give one for each, in "
                "the same order, or none."
            )
    if titles and len(titles) != len(methods):
        raise ValueError(
            f"there are {len(methods)} methods and {len(titles)} titles: give one for each."
        )
    if number == "4" and not (labels and depths):
        raise ValueError("figure 4 translates, which needs --labels and --depths of the images.")
    rows = tuple(
        Row(
            title="",
            image=Given.of(image),
            labels=Given.of(labels[index]) if labels else None,
            depth=Given.of(depths[index]) if depths else None,
            label_encoding=encodings[0],
            depth_encoding=encodings[1],
        )
        for index, image in enumerate(images)
    )
    cards = {name: networks.card(name) for name in methods}
    kind = "prediction" if number == "3" else "translation"
    proposed = method_titles({name: card.preset for name, card in cards.items()})
    above = dict(zip(methods, titles, strict=True)) if titles else proposed
    shown = tuple(
        Column(kind=kind, checkpoint=name, digest=digest(card), title=above[name])
        for name, card in cards.items()
    )
    truth = (Column(kind="labels", title="Labels"),) if labels and number == "3" else ()
    return Recipe(
        rows=rows,
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


def box(left: float, top: float, width: float, height: float) -> Box:
    """A part of a picture, in shares.

    Raises:
        ValueError: it leaves the picture, or is narrower than 1 % of it.
    """
    return Box(left=left, top=top, width=width, height=height)


def zooms(boxes: Sequence[Box]) -> tuple[Inset, ...]:
    """Insets of those parts, each in a corner of its own."""
    corners: tuple[Corner, ...] = ("bottom right", "bottom left", "top right", "top left")
    return tuple(
        Inset(box=part, corner=corners[index % len(corners)]) for index, part in enumerate(boxes)
    )


def filled(recipe: Recipe, folder: Path) -> Recipe:
    """The recipe with the bytes of files that it does not carry, from a folder.

    A file is known by the hash of its content, whatever its name is now.
    """
    wanted = {given.sha256 for row in recipe.rows for given in row.files if not given.data}
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")) if wanted else []:
        if path.is_file() and path.stat().st_size <= SMALL:
            given = Given.of(path)
            if given.data and given.digest in wanted:
                found[given.digest] = given.content

    def with_bytes(given: Given | None) -> Given | None:
        if given is None or given.data or given.sha256 not in found:
            return given
        return Given.of_bytes(given.name, found[given.sha256])

    rows = tuple(
        replace(
            row,
            image=with_bytes(row.image) or row.image,
            labels=with_bytes(row.labels),
            depth=with_bytes(row.depth),
        )
        for row in recipe.rows
    )
    return replace(recipe, rows=rows)
