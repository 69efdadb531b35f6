"""``dataset.json``: where the files of someone's own data set lie and how they are written.

{
  "images": "images",                      a folder, or a pattern: "rgb/**/*_rgb.png"
  "labels": {                              may be left out
    "files": "labels",
    "encoding": "cityscapes-ids"           a name in LABEL_ENCODINGS, or a table of one's own:
  },                                       {"0": "void", "7": "road"}, {"128,64,128": "road"}
  "depth": {                               may be left out
    "files": "depth",
    "encoding": {"unit": 0.01,             metres per step, or a name in DEPTH_ENCODINGS
                 "invalid": 0}             what stands for nothing measured, if anything does
  },
  "splits": {"train": "train.txt"}         may be left out; a name of an image per line
}
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator

from gioada import records
from gioada.data.depth_encodings import DEPTH_ENCODINGS
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import CITYSCAPES
from gioada.errors import Problem

FILE = "dataset.json"
SMALLEST = (
    '{"images": "images", "labels": {"files": "labels", "encoding": "cityscapes-ids"}, '
    '"depth": {"files": "depth", "encoding": {"unit": 0.01, "invalid": 0}}}'
)
_CLASSES = {name: id_ for id_, (name, _) in CITYSCAPES.items()} | {"void": 0}
_COLOUR = re.compile(r"#([0-9a-fA-F]{6})|(\d{1,3}) *, *(\d{1,3}) *, *(\d{1,3})")


def _inside(path: str) -> str:
    """A path or a pattern under the root."""
    parts = PurePosixPath(path.replace("\\", "/"))
    outside = parts.is_absolute() or ".." in parts.parts or ":" in "".join(parts.parts[:1])
    if outside or not path.strip("/. "):
        raise ValueError(
            f"{path!r} does not lead into the folder of {FILE}: give a folder there, or a pattern "
            "such as images/*_rgb.png"
        )
    return str(parts)


def _known(name: str, known: Collection[str]) -> str:
    if name not in known:
        close = get_close_matches(name, list(known), n=3, cutoff=0.5)
        raise ValueError(f"there is no {name!r}; close to it are: {', '.join(close or known)}")
    return name


def _label_encoding(value: Any) -> str | OwnTable:
    if isinstance(value, str):
        return _known(value, LABEL_ENCODINGS)
    if not isinstance(value, dict) or not value:
        raise ValueError('give a name such as cityscapes-ids, or a table {"0": "road"}')
    table: dict[tuple[Literal["index", "colour"], int], int] = {}
    for text, name in value.items():
        id_ = _CLASSES[_known(str(name).strip().lower(), _CLASSES)]
        if table.setdefault(_label_value(text), id_) != id_:
            raise ValueError(f"{text!r} stands twice, for different classes; keep one")
    kinds: set[Literal["index", "colour"]] = {kind for kind, _ in table}
    if len(kinds) > 1:
        raise ValueError("there are both numbers and colours; a label file has one of them")
    numbers = tuple(sorted((number, id_) for (_, number), id_ in table.items()))
    return OwnTable(kind=kinds.pop(), table=numbers)


def _label_value(text: str) -> tuple[Literal["index", "colour"], int]:
    if text.isdecimal() and text.isascii() and int(text) <= 65535:
        return "index", int(text)
    if found := _COLOUR.fullmatch(text):
        parts = bytes.fromhex(found[1]) if found[1] else [int(part) for part in found.groups()[1:]]
        if max(parts) <= 255:
            return "colour", (parts[0] << 16) | (parts[1] << 8) | parts[2]
    raise ValueError(
        f"{text!r} is no label: write a number from 0 to 65535, or a colour as "
        '"128,64,128" or "#804080"'
    )


def _depth_encoding(value: Any) -> str | Steps:
    known = isinstance(value, str)
    return _known(value, DEPTH_ENCODINGS) if known else records.build(Steps, value)


Inside = Annotated[str, AfterValidator(_inside)]
Number = Annotated[float, Field(allow_inf_nan=False)]


@dataclass(frozen=True, kw_only=True)
class OwnTable:
    """Label values or colours of someone's own."""

    kind: Literal["index", "colour"]
    table: tuple[tuple[int, int], ...]
    """Value, or colour packed as in ``LabelEncoding``, and its Cityscapes id."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Depth in equal steps."""

    unit: Annotated[Number, Field(gt=0)]
    """Metres per step."""
    invalid: Number | None = None
    """The value that stands for nothing measured."""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Where label maps lie, and a name in ``LABEL_ENCODINGS`` or a table of one's own."""

    files: Inside
    encoding: Annotated[str | OwnTable, PlainValidator(_label_encoding)]


@dataclass(frozen=True, kw_only=True)
class Depth:
    """Where depth maps lie, and a name in ``DEPTH_ENCODINGS`` or steps."""

    files: Inside
    encoding: Annotated[str | Steps, PlainValidator(_depth_encoding)]


@dataclass(frozen=True, kw_only=True)
class Description:
    """A ``dataset.json`` that was found to make sense."""

    images: Inside
    """A folder, or a pattern such as ``images/**/*_rgb.png``, under the root."""
    labels: Labels | None = None
    depth: Depth | None = None
    splits: dict[str, Inside] = field(default_factory=dict)
    """Name of a split and the list of its frames, a text file under the root."""


def read_description(root: Path) -> Description:
    """Read the ``dataset.json`` in a folder.

    Raises:
        Problem: ``data.no_description``, there is none; ``data.description`` with the ``field``,
            what is wrong in it.
    """
    try:
        return records.build(Description, records.read_values(root / FILE))
    except Problem as problem:
        what = "{root} has no {file}, which says where the files lie and how they are written; the "
        if there := problem.code != "record.missing":
            what = "{field} in {file}: {why} The "
        raise Problem(
            "data.description" if there else "data.no_description",
            what + "smallest one is {smallest}.",
            root=root,
            file=root / FILE if there else FILE,
            why=problem.sentence,
            field=problem.fields.get("field") or "the content",
            smallest=SMALLEST,
        ) from problem
