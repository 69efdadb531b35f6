"""What is set in the tab, as values of its parts, and the recipe that they mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from app import kept
from app.figure.sources import OfThePage
from app.figure.values import columns_value, items_of, read, row_of, rows_value, stage_value
from gioada.figures.networks import digest
from gioada.figures.recipe import Box, Column, Given, Recipe, Row, of_json

SETTINGS = (
    "title",
    "width",
    "dpi",
    "font_size",
    "gap",
    "column_titles",
    "row_titles",
    "legend",
    "depth_bar",
    "palette",
    "opacity",
    "long_side",
)
"""Fields of a recipe that are a component each, in the order of the tab."""


def recipe(rows: str, columns: str, stage: str, settings: Sequence[Any]) -> Recipe:
    """The recipe that the tab's values mean.

    Raises:
        ValueError: with a sentence, if they mean none.
    """
    shown = [item for item in items_of(rows) if item.get("shown")]
    found = [(row_of(str(item.get("id"))), str(item.get("title", ""))) for item in shown]
    there = tuple(replace(row, title=title[:200]) for row, title in found if row is not None)
    if not there:
        raise ValueError("No row is in the figure: tick one, or keep one in another tab.")
    networks = OfThePage()
    boxes = read(stage)
    values: dict[str, Any] = {
        "columns": [_column(item, networks) for item in items_of(columns)],
        "crop": boxes.get("crop") or asdict(Box()),
        "insets": boxes.get("insets") or [],
        **dict(zip(SETTINGS, settings, strict=True)),
    }
    text = json.dumps({**values, "rows": [asdict(_SMALL)]})
    made = of_json(Recipe, text, "the figure")
    return replace(made, rows=there, space=_space(made, networks))


# A stand-in, so that megabytes of rows that are known to be good are not looked at again.
_SMALL = Row(title="", image=Given(name="", data=""))


def opened(ids: object, saved: object) -> list[Any]:
    """Rows, columns, stage, settings as the tab is opened: what this browser had, and rows since.

    Args:
        ids: rows in the visitor's basket.
        saved: what ``saving`` made, or anything.
    """
    before = saved if isinstance(saved, Mapping) else {}
    rows = rows_value(ids, before.get("rows"))
    columns = columns_value(before.get("columns"), rows)
    boxes = before.get("stage") if isinstance(before.get("stage"), Mapping) else {}
    settings = before.get("settings")
    default = defaults()
    if not isinstance(settings, list) or len(settings) != len(default):
        settings = default
    stage = stage_value(rows, boxes or {})
    try:
        recipe(rows, columns, stage, settings)
    except ValueError:
        if not before:
            raise
        return opened(ids, None)  # what another version of the page has saved
    return [rows, columns, stage, *settings]


def saving(rows: str, columns: str, stage: str, settings: Sequence[Any]) -> dict[str, Any]:
    """What the browser keeps of the tab's values: no pictures."""
    thin = [{key: item.get(key) for key in ("id", "title", "shown")} for item in items_of(rows)]
    chosen, boxes = read(columns), read(stage)
    return {
        "rows": thin,
        "columns": {"items": items_of(columns), "auto": bool(chosen.get("auto"))},
        "stage": {"crop": boxes.get("crop"), "insets": boxes.get("insets")},
        "settings": list(settings),
    }


def of_recipe(found: Recipe, ids: Sequence[str], others: object) -> list[Any]:
    """Rows, columns, stage and settings that mean a recipe.

    Args:
        found: the recipe.
        ids: of its rows in the store, in their order.
        others: rows in the visitor's basket, which stay listed without being in the figure.
    """
    items = [
        {"id": name, "title": row.title, "shown": True}
        for name, row in zip(ids, found.rows, strict=True)
    ]
    rest = [
        name for name in kept.known(others if isinstance(others, list) else []) if name not in ids
    ]
    items += [{"id": name, "title": None, "shown": False} for name in rest]
    rows = rows_value([*ids, *rest], items)
    columns = {"items": [asdict(column) for column in found.columns], "auto": False}
    boxes = {"crop": asdict(found.crop), "insets": [asdict(inset) for inset in found.insets]}
    settings = (getattr(found, name) for name in SETTINGS)
    return [rows, columns_value(columns, rows), stage_value(rows, boxes), *settings]


def defaults() -> list[Any]:
    """Settings of a new figure."""
    plain = Recipe(rows=(_SMALL,), columns=(Column(kind="image"),))
    return [getattr(plain, name) for name in SETTINGS]


def _column(item: Mapping[str, Any], networks: OfThePage) -> dict[str, Any]:
    """A column's fields, its digest filled in from the checkpoint that is here."""
    fields = {key: item.get(key, "") for key in ("kind", "checkpoint", "digest", "title")}
    if fields["checkpoint"] and not fields["digest"]:
        try:
            fields["digest"] = digest(networks.card(str(fields["checkpoint"])))
        except ValueError:
            fields["digest"] = ""
    return fields


def _space(made: Recipe, networks: OfThePage) -> str:
    """The classes of the first checkpoint, so that labels given are shown in the same colours."""
    for column in made.columns:
        try:
            if column.checkpoint:
                return networks.card(column.checkpoint).space
        except ValueError:
            continue
    return made.space
