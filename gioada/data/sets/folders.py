"""Anyone's own images, labels and depth, described by a ``dataset.json`` beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.data.channels import check_depth, depth_values, label_forms
from gioada.data.depth_encodings import decode, decode_steps
from gioada.data.encodings import LABEL_ENCODINGS, LabelEncoding
from gioada.data.raster import Raster, read_raster
from gioada.data.sets.description import FILE, SMALLEST, Description, OwnTable, read_description
from gioada.data.sets.disk import Facts, FrameFiles, Labelling, SetProblem
from gioada.data.sets.matching import IMAGES, Listing, listing, matched, shown

_MAPS = (*IMAGES, ".npy")


@dataclass(frozen=True, kw_only=True)
class FolderFiles(FrameFiles):
    """The files of one frame, with how they are written."""

    description: Description


@dataclass(frozen=True, kw_only=True)
class Folders:
    """Frames that a ``dataset.json`` in the root describes.

    A file's name is what its folder or the pattern's wildcards leave open: ``images/a/1.png`` and
    ``labels/a/1.png`` are both ``a/1``, as are ``rgb/**/*_rgb.png`` and ``gt/**/*_ids.png``.
    """

    split: str = ""
    """A name in the file's ``splits``; "" takes all frames."""
    labelled: bool = True
    """False takes images alone."""

    @property
    def facts(self) -> Facts:
        return Facts(
            title=f"Own folders{', ' if self.split else ''}{self.split}",
            where=f"your own files, described by {FILE}: {SMALLEST}",
            layout=(FILE, "images/*", "labels/*", "depth/*"),
            count=None,
            sizes=(),
        )

    def find(self, root: Path) -> Sequence[FolderFiles]:
        """All frames of the split: in its list's order, else by name; see ``DiskSet.find``.

        Raises:
            SetProblem: see there; also all that can be wrong in ``dataset.json`` and the lists.
        """
        description = read_description(root)
        images = listing(root, "images", description.images, IMAGES)
        if not images.files:
            raise SetProblem(
                f"There are no images in {root / description.images}; correct 'images' in {FILE}."
            )
        if self.split:
            listed = _listed(root, self.split, description, images)
            images = Listing(what="images", where=images.where, files=listed)
        labels = self._maps(root, "labels", description.labels)
        depth = self._maps(root, "depth maps", description.depth)
        advice = f"add these files, or leave the frames out by a list under 'splits' in {FILE}"
        return [
            FolderFiles(
                name=frame.name,
                image=frame.image,
                labels=frame.labels,
                depth=frame.depth,
                description=description,
            )
            for frame in matched(images, labels, depth, advice)
        ]

    def read_labels(self, files: FrameFiles) -> Labelling:
        """Labels of a frame; see ``DiskSet.read_labels``."""
        path, description = _given(files.labels, files)
        encoding = _label_encoding(description.label_encoding)
        raster = _lossless(path)
        forms = label_forms(path, raster)
        if encoding.kind not in forms:
            raise SetProblem(
                f"{shown(path)} is a {raster.form} without colours, but {encoding.name} is a table "
                f"of colours; correct the encoding of the labels in {FILE}."
            )
        ids, unknown = encoding.look_up(forms[encoding.kind])
        if unknown == 1.0:
            raise SetProblem(
                f"No pixel of {shown(path)} has a value of {encoding.name}; correct the encoding "
                f"of the labels in {FILE}."
            )
        return Labelling(ids=ids, unknown=unknown)

    def read_depth(self, files: FrameFiles) -> NDArray[np.float32]:
        """Depth of a frame, H W metres; see ``DiskSet.read_depth``."""
        path, description = _given(files.depth, files)
        raster = _lossless(path)
        values, _ = depth_values(path, raster)
        encoding = description.depth_encoding
        if isinstance(encoding, str):
            check_depth(path, raster.form, values, encoding)
            return decode(values, encoding)
        if values.ndim != 2:
            raise SetProblem(
                f"{shown(path)} is a {raster.form} with different channels, but a depth in steps "
                f"has one number per pixel; correct the encoding of the depth in {FILE}."
            )
        return decode_steps(values, unit=encoding.unit, invalid=encoding.invalid)

    def _maps(self, root: Path, what: str, pattern: str | None) -> Listing | None:
        if pattern is None or not self.labelled:
            return None
        return listing(root, what, pattern, _MAPS)


def _given(path: Path | None, files: FrameFiles) -> tuple[Path, Description]:
    if path is None or not isinstance(files, FolderFiles):
        raise SetProblem(f"{files.name} was listed without this file; list the folder anew.")
    return path, files.description


def _lossless(path: Path) -> Raster:
    raster = read_raster(path)
    if raster.lossy:
        raise SetProblem(
            f"{shown(path)} is a {raster.form}, a format that changes values and so classes and "
            "depths; give PNG files."
        )
    return raster


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
    """The images that the list of a split names, in its order."""
    lists = dict(description.splits)
    if split not in lists:
        there = f"the splits are {', '.join(lists)}" if lists else "it names none"
        raise SetProblem(
            f"{root / FILE} has no split {split!r}; {there}, as in "
            '"splits": {"train": "train.txt"}.'
        )
    path = root / lists[split]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetProblem(f"{path}, the list of {split!r} in {FILE}, cannot be read.") from error
    names = [name for line in lines if (name := line.strip()) and not name.startswith("#")]
    if not names:
        raise SetProblem(f"{path}, the list of {split!r} in {FILE}, is empty; write a name a line.")
    last = Counter(name.rpartition("/")[2] for name in images.files)
    short = {part: name for name in images.files if last[part := name.rpartition("/")[2]] == 1}
    keys = [_key(name, images, short) for name in names]
    unknown = [name for name, key in zip(names, keys, strict=True) if key is None]
    if unknown:
        raise SetProblem(
            f"{len(unknown)} of the {len(names)} names in {path} have no image in {images.where} "
            f"(the first: {unknown[0]}); write them as in {next(iter(images.files))}."
        )
    found = {key: images.files[key] for key in keys if key is not None}
    if len(found) < len(keys):
        raise SetProblem(f"{path} names {len(keys) - len(found)} frames twice; keep one line each.")
    return found


def _key(name: str, images: Listing, short: Mapping[str, str]) -> str | None:
    # Lists out there have bare names, file names, or paths from some root.
    stem = re.sub(r"\.[A-Za-z]{3,4}$", "", name.replace("\\", "/"))
    for key in (name, stem):
        if key in images.files:
            return key
    return short.get(stem.rpartition("/")[2])
