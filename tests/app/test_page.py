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
from app.checkpoints import find
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.files import read_image
from gioada.data.labels import KITTI10, VOID
from gioada.figures import carriers
from gioada.figures.recipe import Column, Given, Recipe, Row
from tests.app import hostile

TRIPLE, PHOTO = examples.triples()[0], examples.photos()[1]
NAMES = ["na-demo", "cg-demo", "both-demo"]
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


def test_predict(client: Client, shelf_of_stand_ins: Path) -> None:
    labels, depth, overlay, report = client.predict(
        handle_file(PHOTO.image), "na-demo", api_name="/predict"
    )
    scene = find("na-demo").scene(read_image(Path(PHOTO.image)).values)
    ids = np.asarray(Image.open(labels))
    assert set(np.unique(ids)) <= set(LABEL_ENCODINGS["cityscapes-ids"].table)
    assert len(np.unique(ids)) == len(np.unique(scene.labels))
    centimetres = np.asarray(Image.open(depth)).astype(float)
    assert np.abs(centimetres / 100 - scene.depth).max() < 0.04
    assert np.asarray(Image.open(overlay)).shape == (192, 640, 3)
    assert report["photo"] == {**report["photo"], "width": 640, "height": 192}
    assert sum(each["share"] for each in report["classes"]) == pytest.approx(1)
    assert report["checkpoint"]["name"] == "na-demo"
    assert "path" not in report["checkpoint"]


def test_compare(client: Client, shelf_of_stand_ins: Path) -> None:
    files = [handle_file(str(each)) for each in (TRIPLE.image, TRIPLE.labels, TRIPLE.depth)]
    labels, depths, report = client.predict(files[0], NAMES, *files[1:], api_name="/compare")
    image = read_image(Path(TRIPLE.image)).values
    maps = []
    for name, label_file, depth_file in zip(NAMES, labels, depths, strict=True):
        scene = find(name).scene(image)
        maps.append(scene.labels)
        with Image.open(label_file) as picture:
            assert (np.asarray(picture) == scene.labels).all()
            colours = np.asarray(picture.convert("RGB"))
        assert (colours == KITTI10.colourise(scene.labels)).all()
        centimetres = np.asarray(Image.open(depth_file)).astype(float)
        assert np.abs(centimetres / 100 - scene.depth).max() < 0.04
    assert report["classes"] == list(KITTI10.classes)
    agree = (maps[0] == maps[1]) & (maps[1] == maps[2])
    assert report["differ"]["labels"] == pytest.approx(1 - agree.mean())
    place = report["places"][0]
    assert set(place["said"]) == set(NAMES) and place["given"] and place["share"] > 0
    left, top, width, height = place["box"]
    assert left + width <= 640 and top + height <= 192
    _judged(report["checkpoints"])
    assert [each["what"] for each in report["files"]] == ["Picture", "Labels", "Depth"]


def _judged(found: list[dict[str, Any]]) -> None:
    assert [each["name"] for each in found] == NAMES
    for each in found:
        assert sum(each["shares"].values()) == pytest.approx(1)
        assert 0 <= each["right"] <= 1 and 0 <= each["means"]["mIoU"] <= 100
        assert each["depth"]["abs_rel"] > 0
        assert set(each["contradictions"]) == {
            "sky near", "ground steep", "ground above the horizon",
        }  # fmt: skip
        assert each["belief"] is None, "the stand-ins have no D_output"


def test_compare_without_truth_and_with_nonsense(client: Client, tmp_path: Path) -> None:
    _, _, report = client.predict(handle_file(TRIPLE.image), api_name="/compare")
    assert [each["name"] for each in report["checkpoints"]] == ["na-demo", "both-demo"]
    assert {each["iou"] for each in report["checkpoints"]} == {None}
    with pytest.raises(AppError, match=r"The checkpoint \.\./x with a task network"):
        client.predict(handle_file(TRIPLE.image), ["../x"], api_name="/compare")
    empty = tmp_path / "empty_labelIds.png"
    Image.fromarray(np.full((192, 640), VOID, np.uint8)).save(empty)
    *_, report = client.predict(
        handle_file(TRIPLE.image), ["na-demo"], handle_file(empty), api_name="/compare"
    )
    (found,) = report["checkpoints"]
    assert found["right"] is None and found["means"] == {"mIoU": None}, "nothing is labelled"


def test_a_recipe_in_a_figure_out(client: Client, tmp_path: Path) -> None:
    recipe = Recipe(
        rows=(Row(title="One", image=Given.of(PHOTO.image)),),
        columns=(Column(kind="image"), Column(kind="prediction", checkpoint="na-demo")),
        width=84.0,
        dpi=100,
    )
    source = tmp_path / "recipe.json"
    source.write_text(carriers.as_json(recipe), encoding="utf-8")
    path = Path(client.predict(handle_file(source), "png", api_name="/figure"))
    with Image.open(path) as image:
        assert image.width == 331
    assert carriers.read(path) == recipe
    source.write_text("[1]")
    with pytest.raises(AppError, match="Input should be an object"):
        client.predict(handle_file(source), api_name="/figure")


def test_runs_are_listed_without_paths(client: Client) -> None:
    listed = client.predict(api_name="/runs")
    assert [run["name"] for run in listed] == ["example: both-demo"]
    assert listed[0]["state"] == "done"
    # Neither as a value of its own nor within a sentence.
    assert "/" not in json.dumps(listed)


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
