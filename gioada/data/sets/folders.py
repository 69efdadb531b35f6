"""Anyone's own images, labels and depth, described by a ``dataset.json`` beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.data.channels import check_depth, depth_values, label_forms
from gioada.data.depth_encodings import decode, decode_steps
from gioada.data.encodings import LABEL_ENCODINGS, LabelEncoding
from gioada.data.sets.description import FILE, SMALLEST, Description, OwnTable, read_description
from gioada.data.sets.disk import DataSet, Facts, Labelling
from gioada.data.sets.matching import IMAGES, FrameFiles, Listing, listing, matched, shown
from gioada.data.sets.reading import given, labelling, lossless
from gioada.errors import Problem

_MAPS = (*IMAGES, ".npy")


def folders(split: str = "", *, labelled: bool = True) -> DataSet:
    """Frames that a ``dataset.json`` in the root describes.

    A file's name is what its folder or the pattern's wildcards leave open: ``images/a/1.png`` and
    ``labels/a/1.png`` are both ``a/1``, as are ``rgb/**/*_rgb.png`` and ``gt/**/*_ids.png``.

    Args:
        split: a name in the file's ``splits``, whose list gives the order; "" takes all frames.
        labelled: False takes images alone.
    """
    return DataSet(
        facts=Facts(
            title=f"Own folders{', ' if split else ''}{split}",
            where=f"your own files, described by {FILE}: {SMALLEST}",
            layout=(FILE, "images/*", "labels/*", "depth/*"),
        ),
        files=partial(_find, split=split, labelled=labelled),
        labels=_labels,
        depth=_depth,
        options=(("split", split), ("labelled", labelled)),
    )


def _find(root: Path, *, split: str, labelled: bool) -> Sequence[FrameFiles]:
    description = read_description(root)
    images = listing(root, "images", description.images, IMAGES)
    if not images.files:
        raise Problem(
            "data.set_missing",
            "There are no images in {folder}; correct 'images' in {file}.",
            folder=root / description.images,
            file=FILE,
        )
    if split:
        listed = _listed(root, split, description, images)
        images = Listing(what="images", where=images.where, files=listed)
    labels, depth = (
        listing(root, what, maps.files, _MAPS) if maps and labelled else None
        for what, maps in (("labels", description.labels), ("depth maps", description.depth))
    )
    advice = f"add these files, or leave the frames out by a list under 'splits' in {FILE}"
    found = matched(images, labels, depth, lambda _: advice)
    return [replace(frame, form=description) for frame in found]


def _labels(files: FrameFiles) -> Labelling:
    path, own = _given(files.labels, files, "labels")
    encoding = _label_encoding(own.encoding)
    raster = lossless(path)
    forms = label_forms(path, raster)
    if encoding.kind not in forms:
        raise Problem(
            "data.file_form",
            "{file} is a {form} without colours, but {encoding} is a table of colours; correct the "
            "encoding of the labels in {description}.",
            file=shown(path),
            form=raster.form,
            encoding=encoding.name,
            description=FILE,
        )
    read = labelling(forms[encoding.kind], encoding)
    if read.unknown.all():
        raise Problem(
            "data.labels_unknown",
            "No pixel of {file} has a value of {encoding}; correct the encoding of the labels in "
            "{description}.",
            file=shown(path),
            encoding=encoding.name,
            description=FILE,
        )
    return read


def _depth(files: FrameFiles) -> NDArray[np.float32]:
    path, own = _given(files.depth, files, "depth")
    raster = lossless(path)
    values, _ = depth_values(path, raster)
    encoding = own.encoding
    if isinstance(encoding, str):
        check_depth(path, raster.form, values, encoding)
        return decode(values, encoding)
    if values.ndim != 2:
        raise Problem(
            "data.depth_channels",
            "{file} is a {form} with different channels, but a depth in steps has one number per "
            "pixel; correct the encoding of the depth in {description}.",
            file=shown(path),
            form=raster.form,
            description=FILE,
        )
    return decode_steps(values, unit=encoding.unit, invalid=encoding.invalid)


def _given(path: Path | None, files: FrameFiles, kind: str) -> tuple[Path, Any]:
    if not isinstance(files.form, Description):
        what = "{frame} was listed without its description; list the folder anew."
        raise Problem("data.file_not_listed", what, frame=files.name)
    return given(path), getattr(files.form, kind)


@cache
def _label_encoding(encoding: str | OwnTable) -> LabelEncoding:
    if isinstance(encoding, str):
        return LABEL_ENCODINGS[encoding]
    return LabelEncoding(
        name=f"the table in {FILE}",
        description="someone's own",
        kind=encoding.kind,
        table=dict(encoding.table),
    )


def _listed(root: Path, split: str, description: Description, images: Listing) -> dict[str, Path]:
    """The images that the list of a split names, in its order.

    Raises:
        Problem: ``data.no_split``; ``data.split_list``, what is wrong with the list.
    """
    lists = description.splits
    if split not in lists:
        raise Problem(
            "data.no_split",
            "{file} has no split {split}; {there}, as in {example}.",
            file=root / FILE,
            split=repr(split),
            there=f"the splits are {', '.join(lists)}" if lists else "it names none",
            example='"splits": {"train": "train.txt"}',
        )
    path = root / lists[split]

    def wrong(why: str) -> Problem:
        what = "{path}, the list of {split} in {file}, {why}."
        return Problem("data.split_list", what, path=path, split=repr(split), file=FILE, why=why)

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise wrong("cannot be read") from error
    names = [name for line in lines if (name := line.strip()) and not name.startswith("#")]
    if not names:
        raise wrong("is empty; write a name a line")
    last = Counter(name.rpartition("/")[2] for name in images.files)
    short = {part: name for name in images.files if last[part := name.rpartition("/")[2]] == 1}
    keys = [_key(name, images, short) for name in names]
    unknown = [name for name, key in zip(names, keys, strict=True) if key is None]
    if unknown:
        raise wrong(
            f"has {len(unknown)} of {len(names)} names without an image in {images.where} (the "
            f"first: {unknown[0]}); write them as in {next(iter(images.files))}"
        )
    found = {key: images.files[key] for key in keys if key is not None}
    if len(found) < len(keys):
        raise wrong(f"names {len(keys) - len(found)} frames twice; keep one line each")
    return found


def _key(name: str, images: Listing, short: Mapping[str, str]) -> str | None:
    # Lists out there have bare names, file names, or paths from some root.
    stem = re.sub(r"\.[A-Za-z]{3,4}$", "", name.replace("\\", "/"))
    for key in (name, stem):
        if key in images.files:
            return key
    return short.get(stem.rpartition("/")[2])
