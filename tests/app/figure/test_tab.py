"""What the tab makes of its parts' values, without a server."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app import examples, kept
from app.checkpoints import Checkpoint
from app.figure import design, handlers, sources
from gioada.cli.figure import figure as command
from gioada.figures import carriers, layouts
from gioada.figures.recipe import Given, Recipe, Row

pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIOADA_STORE", str(tmp_path / "kept"))
    sources._cells.clear()
    return tmp_path / "kept"


@pytest.fixture
def triple() -> Row:
    files = examples.triples()[0]
    return Row(
        title="Triple", image=Given.of(files.image), labels=Given.of(files.labels),
        depth=Given.of(str(files.depth)), checkpoints=("cg-demo", "both-demo"),
    )  # fmt: skip


def opened(ids: object = (), saved: object = None) -> list[Any]:
    return design.opened(list(ids) if isinstance(ids, tuple) else ids, saved)


def recipe_of(values: list[Any]) -> Recipe:
    return design.recipe(*values[:3], values[3:])


def changed(text: str, **values: object) -> str:
    return json.dumps({**json.loads(text), **values})


def pixels(path: object) -> np.ndarray:
    return np.asarray(Image.open(str(path)).convert("RGB"))


def test_examples_fill_an_empty_tab() -> None:
    recipe = recipe_of(opened())
    assert len(recipe.rows) == 2
    assert [column.kind for column in recipe.columns] == [
        "image", "prediction", "prediction", "labels",
    ]  # fmt: skip
    assert [column.title for column in recipe.columns] == [
        "Input", "Non-adapted", "GIO-Ada", "Labels",
    ]  # fmt: skip
    assert all(column.digest for column in recipe.columns[1:3])


def test_kept_rows_take_the_examples_place_and_propose_columns(triple: Row) -> None:
    name = kept.put(triple)
    values = opened((name, "no such row"))
    recipe = recipe_of(values)
    assert recipe.rows == (triple,)
    assert [(column.kind, column.checkpoint) for column in recipe.columns] == [
        ("image", ""), ("translation", "cg-demo"), ("translation", "both-demo"), ("labels", ""),
    ]  # fmt: skip
    assert handlers.ids_of(values[0]) == [name]


def test_two_checkpoints_of_one_method_have_titles_that_differ(
    triple: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layouts, "method_title", lambda preset: "GIO-Ada")
    recipe = recipe_of(opened((kept.put(triple),)))
    assert [column.title for column in recipe.columns] == [
        "Input", "GIO-Ada, cg-demo", "GIO-Ada, both-demo", "Labels",
    ]  # fmt: skip


def test_what_is_set_survives_a_reload(triple: Row) -> None:
    first, second = kept.put(triple), kept.put(replace(triple, title="Second"))
    values = opened((first, second))
    rows = json.loads(values[0])
    rows["items"] = [{**rows["items"][1], "title": "Renamed"}, {**rows["items"][0], "shown": False}]
    values[0] = json.dumps(rows)
    values[2] = changed(values[2], crop={"left": 0.5, "top": 0, "width": 0.5, "height": 1})
    values[4] = 84.0
    saved = json.loads(json.dumps(design.saving(*values[:3], values[3:])))
    assert "base64" not in json.dumps(saved)
    again = recipe_of(opened((first, second), saved))
    assert again == recipe_of(values)
    assert [row.title for row in again.rows] == ["Renamed"]
    assert (again.crop.left, again.width) == (0.5, 84.0)


@pytest.mark.parametrize(
    "saved",
    [None, 7, "x", [], {"rows": 3, "columns": [], "stage": "x", "settings": [1]},
     {"columns": {"items": "x", "auto": False}}, {"stage": {"crop": {"left": "x"}}},
     {"rows": [{"id": {}}, 3, {"id": "../x"}]}],
)  # fmt: skip
def test_what_a_browser_kept_may_be_anything(saved: object) -> None:
    assert recipe_of(opened((), saved)).rows


def test_no_network_runs_for_what_only_changes_looks(
    triple: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = opened((kept.put(triple),))
    shown = handlers.arranged(*values)
    before = pixels(shown[0])
    steps = list(handlers.completed(*values))
    assert len(steps) == 2  # one for each translation
    assert (pixels(steps[-1][0]) != before).any()

    def fail(*_: object) -> None:
        raise AssertionError("a network ran")

    monkeypatch.setattr(Checkpoint, "scene", fail)
    monkeypatch.setattr(Checkpoint, "translation", fail)
    values[2] = changed(values[2], crop={"left": 0.5, "top": 0, "width": 0.5, "height": 1})
    values[3:] = ["Title", 84.0, 600, 7.0, 1.0, False, False, True, True, "standard", 0.3, 0]
    handlers.arranged(*values)
    assert [len(step) for step in handlers.completed(*values)] == [2]
    assert len(handlers.files(*values[:3], True, *values[3:])) == len(handlers.FILES)


def test_the_command_draws_the_pages_pixels(
    triple: Row, shelf_of_stand_ins: Path, tmp_path: Path
) -> None:
    values = opened((kept.put(triple),))
    columns = [
        {"kind": kind, "checkpoint": name, "title": kind}
        for kind, name in (
            ("translation", "both-demo"), ("overlay", "na-demo"), ("error", "joint-demo"),
            ("predicted depth", "both-demo"), ("prediction", "gone"),
        )
    ]  # fmt: skip
    values[1] = changed(values[1], items=columns, auto=False)
    updates = handlers.files(*values[:3], True, *values[3:])
    paths = {Path(update["value"]).suffix: Path(update["value"]) for update in updates}
    for source in (".png", ".zip", ".json"):
        target = tmp_path / f"again{source}.png"
        command(str(paths[source]), to=(target,), checkpoints=shelf_of_stand_ins)
        apart = np.abs(pixels(target).astype(int) - pixels(paths[".png"]))
        # The page remembers depth as float16, which may be another of its 256 colours.
        assert apart.max() <= 4
        assert (apart > 0).mean() < 0.01


def test_a_dropped_png_restores_everything(triple: Row, store: Path) -> None:
    name = kept.put(triple)
    values = opened((name,))
    values[2] = changed(
        values[2],
        crop={"left": 0.25, "top": 0, "width": 0.5, "height": 1},
        insets=[{"box": {"left": 0.4, "top": 0.4, "width": 0.1, "height": 0.1}, "size": 0.3}],
    )
    values[4], values[9] = 84.0, False
    path = handlers.files(*values[:3], True, *values[3:])[0]["value"]
    wanted = recipe_of(values)
    assert carriers.read(Path(path)) == wanted
    for file in store.iterdir():
        file.unlink()
    other = kept.put(replace(triple, title="Kept meanwhile"))

    ids, *restored, drop = handlers.restored(path, [other])
    assert recipe_of(restored) == wanted
    assert set(ids) == {name, other}
    assert drop is None


def test_files_that_are_not_carried_are_found_in_the_store(triple: Row) -> None:
    values = opened((kept.put(triple),))
    path = handlers.files(*values[:3], False, *values[3:])[0]["value"]
    assert carriers.read(Path(path)).rows[0].image.data == ""
    _, *restored, _ = handlers.restored(path, [])
    assert recipe_of(restored) == recipe_of(values)


def test_no_row_is_a_sentence() -> None:
    values = opened()
    values[0] = changed(values[0], items=[])
    with pytest.raises(ValueError, match="No row is in the figure"):
        handlers.arranged(*values)


def test_rows_kept_in_another_tab_come_in_and_nothing_else_moves(triple: Row) -> None:
    first, second = kept.put(triple), kept.put(replace(triple, title="Second"))
    values = opened((first,))
    values[0] = changed(values[0], items=[{"id": first, "title": "Mine", "shown": True}])
    assert all(isinstance(each, dict) for each in handlers.noticed([first], *values))
    noticed = handlers.noticed([first, second], *values)
    assert [row.title for row in recipe_of(noticed).rows] == ["Mine", "Second"]
    # A reload tells of the basket before the lists are there.
    assert all(
        isinstance(each, dict) for each in handlers.noticed([first], "", "", "", *values[3:])
    )
