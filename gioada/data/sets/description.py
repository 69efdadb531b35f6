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

import json
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from gioada.data.depth_encodings import DEPTH_ENCODINGS
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.labels import CITYSCAPES
from gioada.errors import Problem

FILE = "dataset.json"
SMALLEST = (
    '{"images": "images", "labels": {"files": "labels", "encoding": "cityscapes-ids"}, '
    '"depth": {"files": "depth", "encoding": {"unit": 0.01, "invalid": 0}}}'
)

_EXAMPLES = {
    FILE: SMALLEST,
    "labels": '{"files": "labels", "encoding": "cityscapes-ids"}',
    "depth": '{"files": "depth", "encoding": {"unit": 0.01, "invalid": 0}}',
    "depth.encoding": '{"unit": 0.01, "invalid": 0}',
}
_VOID = "void"
_CLASSES = {name: id_ for id_, (name, _) in CITYSCAPES.items()} | {_VOID: 0}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_TRIPLE = re.compile(r"\d{1,3}( *, *\d{1,3}){2}")


@dataclass(frozen=True, kw_only=True)
class OwnTable:
    """Label values or colours of someone's own."""

    kind: Literal["index", "colour"]
    table: tuple[tuple[int, int], ...]
    """Value, or colour packed as in ``LabelEncoding``, and its Cityscapes id."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Depth in equal steps."""

    unit: float
    """Metres per step."""
    invalid: float | None
    """The value that stands for nothing measured."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """A ``dataset.json`` that was found to make sense."""

    images: str
    """A folder, or a pattern such as ``images/**/*_rgb.png``, under the root."""
    labels: str | None
    label_encoding: str | OwnTable
    """A name in ``LABEL_ENCODINGS`` or a table of one's own; "" without labels."""
    depth: str | None
    depth_encoding: str | Steps
    """A name in ``DEPTH_ENCODINGS`` or steps; "" without depth."""
    splits: tuple[tuple[str, str], ...]
    """Name of a split and the list of its frames, a text file under the root."""


def read_description(root: Path) -> Description:
    """Read the ``dataset.json`` in a folder.

    Raises:
        Problem: ``data.no_description``, there is none; ``data.description``, what is wrong in it
            and what could stand there.
    """
    path = root / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(
            "data.no_description",
            "{root} has no {file}, which says where the files lie and how they are written; the "
            "smallest one is {smallest}.",
            root=root,
            file=FILE,
            smallest=SMALLEST,
        ) from error
    except ValueError as error:
        raise _wrong(str(path), f"is no valid JSON ({error}); correct it") from error
    top = _entries(content, FILE, {"images"}, {"labels", "depth", "splits"})
    labels = _part(top, "labels")
    depth = _part(top, "depth")
    return Description(
        images=_inside(top["images"], "images"),
        labels=None if labels is None else _inside(labels["files"], "labels.files"),
        label_encoding="" if labels is None else _label_encoding(labels["encoding"]),
        depth=None if depth is None else _inside(depth["files"], "depth.files"),
        depth_encoding="" if depth is None else _depth_encoding(depth["encoding"]),
        splits=_splits(top.get("splits", {})),
    )


def _wrong(where: str, why: str) -> Problem:
    entry = where if where.endswith(FILE) else f"{where!r} in {FILE}"
    return Problem("data.description", "{entry} {why}.", entry=entry, why=why)


def _part(top: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return _entries(top[name], name, {"files", "encoding"}, set()) if name in top else None


def _entries(value: Any, where: str, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, f"is {value!r}, not an object; write one such as {_EXAMPLES[where]}")
    for name in value:
        if name not in needed | allowed:
            close = _close(name, needed | allowed)
            raise _wrong(where, f"has an entry {name!r}, which means nothing; {close}")
    for name in sorted(needed):
        if name not in value:
            raise _wrong(where, f"has no entry {name!r}; add it: {_EXAMPLES[where]}")
    return value


def _close(name: str, choices: Collection[str]) -> str:
    close = get_close_matches(name, list(choices), n=3, cutoff=0.5)
    return f"close to it are: {', '.join(close)}" if close else f"choose of: {', '.join(choices)}"


def _inside(value: Any, where: str) -> str:
    """A path or a pattern under the root."""
    if not isinstance(value, str) or not value.strip("/. "):
        raise _wrong(
            where,
            f"is {value!r}; give a folder under the one of {FILE}, or a pattern such as "
            "images/*_rgb.png",
        )
    path = PurePosixPath(value.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise _wrong(
            where,
            f"is {value!r}, which leads out of the folder of {FILE}; put that file in a folder "
            "above all of them",
        )
    return str(path)


def _splits(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise _wrong("splits", 'is no object; write {"train": "train.txt"}')
    return tuple((name, _inside(path, f"splits.{name}")) for name, path in value.items())


def _label_encoding(value: Any) -> str | OwnTable:
    where = "labels.encoding"
    if isinstance(value, str):
        if value not in LABEL_ENCODINGS:
            raise _wrong(where, f"is {value!r}; {_close(value, LABEL_ENCODINGS)}")
        return value
    if not isinstance(value, dict) or not value:
        example = 'give a name such as cityscapes-ids, or a table {"0": "road"}'
        raise _wrong(where, f"is {value!r}; {example}")
    kinds, table = set(), {}
    for text, name in value.items():
        kind, number = _label_value(text)
        kinds.add(kind)
        if table.setdefault(number, _class_id(name)) != _class_id(name):
            raise _wrong(where, f"names {text!r} twice, for different classes; keep one")
    if len(kinds) > 1:
        raise _wrong(where, "has both numbers and colours; a label file has one of them")
    return OwnTable(kind=kinds.pop(), table=tuple(sorted(table.items())))


def _label_value(text: str) -> tuple[Literal["index", "colour"], int]:
    if text.isdecimal() and text.isascii() and int(text) <= 65535:
        return "index", int(text)
    if _HEX.fullmatch(text):
        return "colour", int(text[1:], 16)
    if _TRIPLE.fullmatch(text):
        red, green, blue = (int(part) for part in text.split(","))
        if max(red, green, blue) <= 255:
            return "colour", (red << 16) | (green << 8) | blue
    raise _wrong(
        "labels.encoding",
        f"has the value {text!r}; write a number from 0 to 65535, or a colour as "
        '"128,64,128" or "#804080"',
    )


def _class_id(name: Any) -> int:
    if not isinstance(name, str) or name.strip().lower() not in _CLASSES:
        close = _close(str(name).lower(), _CLASSES)
        raise _wrong(
            "labels.encoding",
            f"has a class {name!r}, which Cityscapes does not; {close} ({_VOID} for everything "
            "else)",
        )
    return _CLASSES[name.strip().lower()]


def _depth_encoding(value: Any) -> str | Steps:
    where = "depth.encoding"
    if isinstance(value, str):
        if value not in DEPTH_ENCODINGS:
            raise _wrong(where, f"is {value!r}; {_close(value, DEPTH_ENCODINGS)}")
        return value
    steps = _entries(value, where, {"unit"}, {"invalid"})
    unit, invalid = steps["unit"], steps.get("invalid")
    if not _is_number(unit) or unit <= 0:
        raise _wrong(where, f"has the unit {unit!r}; give metres per step, such as 0.01")
    if invalid is not None and not _is_number(invalid):
        raise _wrong(
            where,
            f"has the invalid value {invalid!r}; give the number that stands for nothing "
            "measured, or null",
        )
    return Steps(unit=float(unit), invalid=None if invalid is None else float(invalid))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
