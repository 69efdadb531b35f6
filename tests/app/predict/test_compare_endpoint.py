"""/compare as a program calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from app import examples
from app.checkpoints import find
from gioada.data.files import read_image
from gioada.data.labels import KITTI10, VOID

FRAME = examples.triples()[0]
NAMES = ["na-demo", "cg-demo", "both-demo"]


@pytest.fixture(scope="module")
def client(served: str, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(served, download_files=str(tmp_path_factory.mktemp("got")), verbose=False)


def test_maps_and_report(client: Client, shelf_of_stand_ins: Path) -> None:
    labels, depths, report = client.predict(
        handle_file(FRAME.image), NAMES, handle_file(FRAME.labels), handle_file(str(FRAME.depth)),
        api_name="/compare",
    )  # fmt: skip
    image = read_image(Path(FRAME.image)).values
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


def test_without_truth_and_with_nonsense(client: Client, tmp_path: Path) -> None:
    _, _, report = client.predict(handle_file(FRAME.image), api_name="/compare")
    assert [each["name"] for each in report["checkpoints"]] == ["na-demo", "both-demo"]
    assert {each["iou"] for each in report["checkpoints"]} == {None}
    with pytest.raises(AppError, match=r"The checkpoint \.\./x with a task network"):
        client.predict(handle_file(FRAME.image), ["../x"], api_name="/compare")
    empty = tmp_path / "empty_labelIds.png"
    Image.fromarray(np.full((192, 640), VOID, np.uint8)).save(empty)
    *_, report = client.predict(
        handle_file(FRAME.image), ["na-demo"], handle_file(empty), api_name="/compare"
    )
    (found,) = report["checkpoints"]
    assert found["right"] is None and found["means"] == {"mIoU": None}, "nothing is labelled"
