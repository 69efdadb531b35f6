"""Values of the tab's own parts: rows, columns and boxes as json, with what they need to show."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from PIL import Image

from app import checkpoints, examples, kept
from app.catalogue import RUN
from app.figure.sources import frame
from gioada.figures.layouts import method_title, method_titles
from gioada.figures.recipe import GIVEN, KINDS, MOST_COLUMNS, Box, Column, Given, Kind, Row

TITLES: dict[Kind, str] = {
    "image": "Input",
    "labels": "Labels",
    "depth": "Depth",
    "overlay": "Labels",
    "prediction": "Prediction",
    "error": "Errors",
    "predicted depth": "Depth",
    "translation": "Translation",
}
_EXAMPLES = {"example-1": 0, "example-2": 1}
_THUMB, _STAGE = 96, 720


def rows_value(ids: object, before: object) -> str:
    """The rows that are kept, in the order and with the titles that they had; else the examples."""
    names = kept.known(ids if isinstance(ids, list) else [])
    hint = ""
    if not names:
        names = list(_EXAMPLES)
        hint = (
            "Nothing is kept yet: these are examples. The button “Keep for a figure” in the "
            "other tabs puts what they show here."
        )
    listed = before if isinstance(before, list) else []
    known = {
        item["id"]: item
        for item in listed
        if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    }
    ordered = [name for name in known if name in names]
    items = []
    for name in [*ordered, *(name for name in names if name not in known)]:
        row, own = row_of(name), known.get(name, {})
        if row is not None:
            title = own.get("title")
            items.append(
                {
                    "id": name,
                    "title": title if isinstance(title, str) else row.title,
                    "shown": bool(own.get("shown", True)),
                    "thumb": _picture(name, _THUMB),
                }
            )
    return json.dumps({"items": items, "hint": hint, "fixed": bool(hint)})


def columns_value(before: object, rows: str) -> str:
    """The columns that were chosen, or a proposal that suits the rows; and what there is."""
    chosen = before if isinstance(before, Mapping) else {}
    auto = bool(chosen.get("auto", True))
    items = [asdict(column) for column in _proposed(rows)] if auto else chosen.get("items")
    there = {network: checkpoints.offered(network) for network in ("task", "translator")}
    networks = {
        kind: "translator" if kind == "translation" else "task"
        for kind in KINDS
        if kind not in GIVEN
    }
    return json.dumps(
        {
            "items": items,
            "auto": auto,
            "kinds": KINDS,
            "titles": TITLES,
            "networks": networks,
            "checkpoints": {net: [each.name for each in found] for net, found in there.items()},
            "named": {
                name: text for found in there.values() for text, name in checkpoints.choices(found)
            },
            "methods": {
                each.name: method_title(each.card.preset)
                for found in there.values()
                for each in found
            },
            "most": MOST_COLUMNS,
        }
    )


def stage_value(rows: str, boxes: Mapping[str, Any]) -> str:
    """The boxes over the picture of the first row in the figure."""
    shown = [item for item in items_of(rows) if item.get("shown")]
    name = str(shown[0]["id"]) if shown else ""
    return json.dumps(
        {
            "row": name,
            "picture": _picture(name, _STAGE),
            "crop": boxes.get("crop") or asdict(Box()),
            "insets": boxes.get("insets") or [],
        }
    )


def stage_of(rows: str, stage: str) -> str | None:
    """The stage with the picture of another first row, or None if that is the same."""
    shown = [item for item in items_of(rows) if item.get("shown")]
    if not shown or shown[0]["id"] == read(stage).get("row"):
        return None
    return stage_value(rows, read(stage))


def ids_of(rows: str) -> list[str]:
    """Ids of the kept rows that are listed."""
    return [item["id"] for item in items_of(rows) if item.get("id") not in _EXAMPLES]


def _proposed(rows: str) -> list[Column]:
    """The picture, what the checkpoints of the rows make of it, and the labels given."""
    found = [row for item in items_of(rows) if (row := row_of(str(item["id"]))) is not None]
    translators, task = checkpoints.names("translator"), checkpoints.names("task")
    names = list(dict.fromkeys(name for row in found for name in row.checkpoints))
    translated = all(row.labels and row.depth for row in found)
    kind: Kind = "translation" if translated else "prediction"
    names = [name for name in names if name in (translators if translated else task)]
    if not names:
        wanted = ("cg-demo", "both-demo") if translated else ("na-demo", "both-demo")
        there = translators if translated else task
        names = [name for name in wanted if name in there] or there[:2]
    presets = {each.name: each.card.preset for each in checkpoints.offered("task")}
    titles = method_titles({name: presets[name] for name in names[:4]}, RUN)
    columns = [Column(kind="image", title=TITLES["image"])]
    columns += [Column(kind=kind, checkpoint=name, title=title) for name, title in titles.items()]
    if all(row.labels for row in found):
        columns.append(Column(kind="labels", title=TITLES["labels"]))
    return columns


def row_of(name: str) -> Row | None:
    return _example(name) if name in _EXAMPLES else kept.get(name)


@lru_cache(maxsize=4)
def _example(name: str) -> Row:
    number = _EXAMPLES[name]
    chosen = examples.street_triples()[number]
    return Row(
        title=f"({chr(ord('a') + number)})",
        image=Given.of(chosen.image),
        labels=Given.of(str(chosen.labels)),
        checkpoints=("na-street", "both-street"),
    )


@lru_cache(maxsize=64)
def _picture(name: str, side: int) -> str:
    """A row's picture as an address that holds it, small; empty if it cannot be read."""
    row = row_of(name)
    try:
        if row is None:
            return ""
        picture = Image.fromarray(frame(row).image)
    except ValueError:
        return ""
    picture.thumbnail((side, side))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def read(text: object) -> dict[str, Any]:
    try:
        values = json.loads(text) if isinstance(text, str) and text else {}
    except (ValueError, RecursionError) as error:
        raise ValueError("The page sent values that are no json: reload it.") from error
    return values if isinstance(values, dict) else {}


def items_of(text: object) -> list[dict[str, Any]]:
    items = read(text).get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
