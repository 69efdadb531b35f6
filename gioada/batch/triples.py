"""Pictures with the labels and depth that belong to them: from files, or of a known data set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.batch.options import KnownSet, Triples
from gioada.batch.pictures import Picture, find_pictures
from gioada.data.channels import label_forms
from gioada.data.domains import find_source
from gioada.data.encodings import LabelEncoding, label_encodings
from gioada.data.files import Reading, align, read_depth, read_labels
from gioada.data.frame import Frame
from gioada.data.given import MAPS, Place, find_encoding, find_files
from gioada.data.labels import LabelSpace
from gioada.data.places import Places
from gioada.data.raster import read_raster
from gioada.errors import Advice, Problem


@dataclass(frozen=True, kw_only=True)
class MapFiles:
    """Label or depth files by the names of their pictures, and how they are written."""

    places: dict[str, Place]
    encoding: str


@dataclass(frozen=True, kw_only=True)
class TripleSet:
    """Frames to be translated, by index."""

    names: Sequence[str]
    read: Callable[[int], Frame]
    """The index-th frame, its maps at the picture's size; raises ValueError."""
    skip: Callable[[int], None]
    labels: MapFiles | None
    """The label files, where there are such; None where frames have no labels or no files."""
    depth: MapFiles | None
    in_order: bool = False
    """Read from the beginning only, as a video is."""


def of_files(words: Sequence[str], given: Triples, space: LabelSpace, *, out: Path) -> TripleSet:
    """Pictures of an input with the maps that lie elsewhere.

    Raises:
        Problem: a picture without its map, or nothing there (see ``places.find_files``), or the
            encoding of the maps is not known and cannot be found out.
    """
    found = find_pictures(words, without=out)
    pictures = found.all
    names = [picture.name for picture in pictures]
    labels = depth = None
    if given.labels is not None:
        places = _matching(given.labels, "labels", names, out)
        read = partial(_read_labels, space=space)
        labels = MapFiles(
            places=places,
            encoding=find_encoding("label", places.values(), given.label_encoding, read),
        )
    if given.depth is not None:
        places = _matching(given.depth, "depth maps", names, out)
        encoding = find_encoding("depth", places.values(), given.depth_encoding, read_depth)
        depth = MapFiles(places=places, encoding=encoding)
    rewritten = given.maps == "rewrite"
    return TripleSet(
        names=names,
        read=lambda index: _frame(pictures[index], labels, depth, space, resized=rewritten),
        skip=lambda index: pictures[index].skip(),
        labels=labels,
        depth=depth,
        in_order=found.in_order,
    )


def of_set(known: KnownSet, places: Places, size: tuple[int, int]) -> TripleSet:
    """Every frame of a source.

    Args:
        known: which one.
        places: where data lies.
        size: height and width at which frames are rendered, where they are.

    Raises:
        Problem: ``data.source``, no such one; or it is not there or not whole.
    """
    stretch = find_source(known.set or "").train
    if known.limit is not None and known.limit < 1:
        what = "a limit of {limit} leaves no frame: give at least 1."
        raise Problem("batch.limit", what, limit=known.limit)
    frames: Any = (stretch if known.limit is None else stretch.limited(known.limit)).open(
        places, size
    )
    return TripleSet(
        names=frames.names,
        read=lambda index: frames[index],
        skip=lambda _: None,
        labels=None,
        depth=None,
    )


def _matching(word: str, what: str, names: Sequence[str], out: Path) -> dict[str, Place]:
    found = find_files([word], what, MAPS, without=out)
    missing = [name for name in names if name not in found]
    if missing:
        raise Problem(
            "batch.unmatched",
            "{missing} of the {count} pictures have no {kind} in {where} (the first: {first}; "
            "there is for example {example}): names are matched without their suffix. A pattern "
            "such as 'gt/**/*_ids.png' says what belongs to the name.",
            missing=len(missing),
            count=len(names),
            kind=what,
            where=word,
            first=missing[0],
            example=next(iter(found)),
        )
    return {name: found[name] for name in names}


def _read_labels(path: Path, encoding: str, *, space: LabelSpace) -> Reading:
    return read_labels(path, space, encoding)


def _frame(
    picture: Picture,
    labels: MapFiles | None,
    depth: MapFiles | None,
    space: LabelSpace,
    *,
    resized: bool,
) -> Frame:
    image, ids, metres = picture.read(), None, None
    if labels is not None:
        encoding = label_encodings(space)[labels.encoding]
        ids = labels.places[picture.name].read(lambda path: _ids(path, encoding))
    if depth is not None:
        how = depth.encoding
        metres = depth.places[picture.name].read(lambda path: read_depth(path, how).values)
    for what, values in (("labels", ids), ("depth map", metres)):
        if values is not None and values.shape != image.shape[:2] and not resized:
            raise Problem(
                "batch.map_size",
                "the picture has {width}x{height} pixels and its {kind} {columns}x{rows}.",
                advice=[Advice("maps", "rewrite")],
                width=image.shape[1],
                height=image.shape[0],
                kind=what,
                columns=values.shape[1],
                rows=values.shape[0],
            )
    aligned = align(image, ids, metres)
    return Frame(image=image, ids=aligned.labels, depth=aligned.depth)


def _ids(path: Path, encoding: LabelEncoding) -> NDArray[np.uint8]:
    raster = read_raster(path)
    forms = label_forms(path, raster)
    if encoding.kind not in forms:
        what = "{file} is a {form}, unlike the first of the labels."
        raise Problem("batch.label_form", what, file=path.name, form=raster.form)
    ids, known = encoding.to_ids(forms[encoding.kind])
    if not known.any():
        what = "no pixel of {file} has a value of {encoding}."
        raise Problem("batch.label_values", what, file=path.name, encoding=encoding.name)
    return ids
