"""/predict as a program calls it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from app import examples
from app.checkpoints import find
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.files import read_image

PHOTO = examples.photos()[1].image


@pytest.fixture(scope="module")
def client(served: str, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(served, download_files=str(tmp_path_factory.mktemp("got")), verbose=False)


def test_maps_and_report(client: Client, shelf_of_stand_ins: Path) -> None:
    labels, depth, overlay, report = client.predict(
        handle_file(PHOTO), "na-demo", api_name="/predict"
    )
    scene = find("na-demo").scene(read_image(Path(PHOTO)).values)
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


def test_a_wrong_name_is_a_sentence(client: Client) -> None:
    with pytest.raises(AppError, match="is no longer in"):
        client.predict(handle_file(PHOTO), "../../etc", api_name="/predict")
