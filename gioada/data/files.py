"""People's own files: a picture, a label map or a depth map, and how it was understood."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.data.channels import check_depth, depth_values, label_forms, recognised
from gioada.data.depth_encodings import DEPTH_ENCODINGS, decode
from gioada.data.encodings import LabelEncoding, label_encodings
from gioada.data.frame import SKY_DEPTH, nearest
from gioada.data.labels import VOID, LabelSpace
from gioada.data.raster import read_photo, read_raster
from gioada.data.recognition import recognise_depth
from gioada.errors import Problem

__all__ = ["Aligned", "Problem", "Reading", "align", "read_depth", "read_image", "read_labels"]

_RATIO_TOLERANCE = 0.01


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file as the networks take it.

    Attributes:
        values: RGB uint8 H W 3, class indices uint8 H W with 255 for void, or metres float32 H W
            with NaN where nothing was measured.
        note: one sentence for people: how the file was understood.
        encoding: name of the encoding that was used; empty for pictures.
        unknown: share of pixels whose id or colour is not in the encoding's table, or, in depth
            maps, that were not measured.
    """

    values: NDArray[Any]
    note: str
    encoding: str = ""
    unknown: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Aligned:
    """Labels uint8 H W and depth float32 H W at the size of their picture, or None as given.

    ``note`` says for people what was resized, and is empty if nothing was.
    """

    labels: NDArray[np.uint8] | None
    depth: NDArray[np.float32] | None
    note: str


def read_image(path: str | Path) -> Reading:
    """Read a picture as RGB uint8 H W 3, upright; transparency is dropped.

    Raises:
        Problem: it is not a readable picture of at most 50 million pixels.
    """
    values, form = read_photo(Path(path))
    return Reading(values=values, note=f"Picture, {form}.")


def read_labels(path: str | Path, space: LabelSpace, encoding: str = "auto") -> Reading:
    """Read a label map as classes of a space, uint8 H W with 255 for void.

    Args:
        path: PNG, NumPy or another lossless file.
        space: the classes wanted.
        encoding: a name in ``label_encodings(space)``, or ``auto``.

    Raises:
        Problem: unreadable, in no known encoding, in several, or not in the one named.
    """
    path = Path(path)
    encodings = label_encodings(space)
    _check_encoding("label", encoding, encodings)
    raster = read_raster(path)
    forms = label_forms(path, raster)
    if encoding == "auto":
        chosen, values, reason = recognised(path, raster, forms, encodings, space)
    else:
        chosen, reason = encodings[encoding], "as chosen"
        if chosen.kind not in forms:
            raise Problem(
                "data.file_form",
                "{name} is a {form} and has no {kind} values, which {encoding} needs; choose "
                "another encoding.",
                name=path.name,
                form=raster.form,
                kind=chosen.kind,
                encoding=encoding,
            )
        values = forms[chosen.kind]
    ids, known = chosen.to_ids(values)
    labels = space.from_ids(ids)
    loss = ", from a format that changes values" if raster.lossy else ""
    note = (
        f"Labels, {raster.form}{loss}, read as {chosen.name} ({reason}): {_shares(labels, space)}; "
        f"{_unknown(values, known, chosen)}."
    )
    return Reading(values=labels, note=note, encoding=chosen.name, unknown=float(1 - known.mean()))


def read_depth(path: str | Path, encoding: str = "auto") -> Reading:
    """Read a depth map as metres of planar z, float32 H W, at most 655.35 (the sky).

    Pixels that were not measured are NaN; ``gioada.data.depth.fill_missing`` fills them.

    Args:
        path: PNG, TIFF or NumPy file.
        encoding: a name in ``DEPTH_ENCODINGS``, or ``auto``.

    Raises:
        Problem: unreadable, of a doubtful unit, or not in the encoding named.
    """
    path = Path(path)
    _check_encoding("depth", encoding, DEPTH_ENCODINGS)
    raster = read_raster(path)
    values, alpha = depth_values(path, raster)
    if encoding == "auto":
        if raster.lossy:
            what = "{name} is a {form}, a format that changes values and so depths; give a PNG, "
            what += "TIFF or NumPy file, or choose the encoding if there is no other."
            raise Problem("data.file_lossy", what, name=path.name, form=raster.form)
        encoding, reason = recognise_depth(path, values, alpha)
    else:
        reason = "as chosen"
        check_depth(path, raster.form, values, encoding)
    metres = decode(values, encoding)
    missing = float(np.isnan(metres).mean())
    note = f"Depth, {raster.form}, read as {encoding} ({reason}): {_range(metres, missing)}."
    return Reading(values=metres, note=note, encoding=encoding, unknown=missing)


def align(
    image: NDArray[np.uint8],
    labels: NDArray[np.uint8] | None = None,
    depth: NDArray[np.float32] | None = None,
) -> Aligned:
    """Bring labels and depth to the size of their picture.

    Another size with the same ratio of sides, within 1 %, is resized by taking the nearest pixel;
    mixing neighbours would make up classes, and depths between an object and what is behind it.

    Raises:
        Problem: the ratio differs, so that these are not maps of this picture.
    """
    size = (image.shape[0], image.shape[1])
    notes: list[str] = []
    resized_labels = _to_size(labels, size, "labels", notes)
    resized_depth = _to_size(depth, size, "depth map", notes)
    return Aligned(labels=resized_labels, depth=resized_depth, note=" ".join(notes))


def _check_encoding(what: str, encoding: str, known: Collection[str]) -> None:
    if encoding != "auto" and encoding not in known:
        raise Problem(
            "data.encoding",
            "There is no {kind} encoding {encoding}; choose auto or one of {known}.",
            kind=what,
            encoding=repr(encoding),
            known=", ".join(known),
        )


def _to_size(
    values: NDArray[Any] | None, size: tuple[int, int], what: str, notes: list[str]
) -> NDArray[Any] | None:
    if values is None or values.shape[:2] == size:
        return values
    height, width = values.shape[:2]
    found, wanted = f"{width}x{height}", f"{size[1]}x{size[0]}"
    if abs((width / height) / (size[1] / size[0]) - 1) > _RATIO_TOLERANCE:
        raise Problem(
            "data.file_proportions",
            "The {kind} ({found}) and the picture ({wanted}) have different proportions; give "
            "files of the same frame, cut to the same size.",
            kind=what,
            found=found,
            wanted=wanted,
        )
    notes.append(f"The {what} were resized" if what == "labels" else f"The {what} was resized")
    notes[-1] += f" from {found} to the picture's {wanted}, taking the nearest pixel."
    return nearest(values, *size)


def _shares(labels: NDArray[np.uint8], space: LabelSpace) -> str:
    counts = np.bincount(labels.ravel(), minlength=256)
    order = sorted(range(space.num_classes), key=lambda index: -counts[index])
    found = [(space.classes[index], counts[index]) for index in order if counts[index]]
    found += [("in no class", counts[VOID])] if counts[VOID] else []
    return ", ".join(f"{name} {_percent(count / labels.size)}" for name, count in found)


def _unknown(values: NDArray[np.integer], known: NDArray[np.bool_], encoding: LabelEncoding) -> str:
    what = "colour" if encoding.kind == "colour" else "id"
    if known.all():
        return f"every {what} is known"
    others = np.unique(values[~known], axis=0) if values.ndim == 3 else np.unique(values[~known])
    plural = "" if len(others) == 1 else "s"
    share = _percent(float(1 - known.mean()))
    return f"{len(others)} unknown {what}{plural} on {share} of the pixels, taken as no class"


def _range(metres: NDArray[np.float32], missing: float) -> str:
    if missing == 1.0:
        return "nothing was measured"
    far = metres >= SKY_DEPTH
    near = metres[~far & ~np.isnan(metres)]
    parts = [f"{near.min():.1f} to {near.max():.1f} m"] if near.size else []
    parts += [f"{_percent(float(far.mean()))} sky or beyond 655 m"] if far.any() else []
    parts += [f"{_percent(missing)} not measured"] if missing else []
    return ", ".join(parts)


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "under 0.1%"
