"""The running page, asked as a program asks it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from app import examples
from gioada.figures import carriers
from gioada.figures.recipe import Column, Given, Recipe, Row
from tests.app import hostile

TRIPLE = examples.triples()[0]
PHOTO = examples.photos()[0]
PUBLIC = [
    "/compare",
    "/figure",
    "/folder_result",
    "/folders",
    "/predict",
    "/runs",
    "/start_folder",
    "/stop_folder",
    "/translate",
]


@pytest.fixture(scope="module")
def client(served: str, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(served, download_files=str(tmp_path_factory.mktemp("got")), verbose=False)


def test_exactly_these_endpoints_are_public_and_documented(client: Client) -> None:
    described: Any = client.view_api(return_format="dict", print_info=False)
    assert sorted(described["named_endpoints"]) == PUBLIC
    assert described["unnamed_endpoints"] == {}
    predict = described["named_endpoints"]["/predict"]
    assert [each["label"] for each in predict["parameters"]][:2] == ["photo", "checkpoint"]
    assert [each["label"] for each in predict["returns"]][:2] == ["label map", "depth map"]


def test_translate(client: Client) -> None:
    translation, report = client.predict(
        handle_file(TRIPLE.image),
        handle_file(TRIPLE.labels),
        handle_file(str(TRIPLE.depth)),
        "both-demo",
        api_name="/translate",
    )
    assert np.asarray(Image.open(translation)).shape == (48, 160, 3)
    # 16-bit depth arrives as such.
    assert any("16-bit grey PNG, read as centimetres-16bit" in each["text"]
               for each in report["files"])  # fmt: skip


def test_predict(client: Client) -> None:
    labels, depth, overlay, report = client.predict(
        handle_file(PHOTO.image), "both-demo", api_name="/predict"
    )
    for path in (labels, depth, overlay):
        assert Image.open(path).size == (640, 192)
    assert report["checkpoint"]["name"] == "both-demo"
    assert "path" not in report["checkpoint"]


def test_runs_are_listed_without_paths(client: Client) -> None:
    listed = client.predict(api_name="/runs")
    assert [run["name"] for run in listed] == ["example: both-demo"]
    assert listed[0]["state"] == "done"
    # Neither as a value of its own nor within a sentence.
    assert "/" not in json.dumps(listed)


def test_figure(client: Client, tmp_path: Path) -> None:
    row = Row(title="(a)", image=Given.of(PHOTO.image))
    recipe = tmp_path / "recipe.json"
    recipe.write_text(
        carriers.as_json(Recipe(rows=(row,), columns=(Column(kind="image"),))), encoding="utf-8"
    )
    made = client.predict(handle_file(recipe), "png", api_name="/figure")
    assert Image.open(made).format == "PNG"


def test_the_lines_of_the_document(
    served: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = (root / "docs" / "page.md").read_text().split("## From a program")[1]
    found = re.search(r"```python\n(.+?)```", section, re.DOTALL)
    assert found
    lines = found[1]
    assert len([line for line in lines.splitlines() if line]) == 3
    monkeypatch.chdir(root)
    names: dict[str, Any] = {}
    exec(lines.replace("http://127.0.0.1:7860", served), names)
    assert [Image.open(path).size for path in names["maps"]] == [(640, 192)] * 3
    assert names["report"]["photo"]["width"] == 640


# --- files from anywhere ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (hostile.text, r"street\.png is not a readable PNG"),
        (hostile.truncated_jpeg, r"street\.png is not a readable PNG"),
        (hostile.bomb, r"street\.png has more than 50 million pixels; make it smaller first\."),
        (hostile.svg, r"street\.png is not a readable PNG"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_leaves_none(
    client: Client,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    write: hostile.Writer,
    said: str,
) -> None:
    bad = tmp_path / "street.png"
    write(bad)
    with pytest.raises(AppError, match=said):
        client.predict(handle_file(bad), "both-demo", api_name="/predict")
    assert "Traceback" not in "".join(capfd.readouterr())
