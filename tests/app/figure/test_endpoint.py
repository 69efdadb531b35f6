"""The endpoint, as programs use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from app import examples
from gioada.figures import carriers
from gioada.figures.recipe import Column, Given, Recipe, Row


def test_a_recipe_in_a_figure_out(served: str, tmp_path: Path) -> None:
    recipe = Recipe(
        rows=(Row(title="One", image=Given.of(examples.photos()[0].image)),),
        columns=(Column(kind="image"), Column(kind="prediction", checkpoint="na-demo")),
        width=84.0,
    )
    source = tmp_path / "recipe.json"
    source.write_text(carriers.as_json(recipe))
    client = Client(served, verbose=False, download_files=str(tmp_path / "down"))
    made = client.predict(recipe=handle_file(source), kind="png", api_name="/figure")
    path = Path(made if isinstance(made, str) else made["path"])
    with Image.open(path) as image:
        assert image.width == 992
    assert carriers.read(path) == recipe
    (tmp_path / "bad.json").write_text("[1]")
    with pytest.raises(AppError, match="Input should be an object"):
        client.predict(recipe=handle_file(tmp_path / "bad.json"), api_name="/figure")
