"""The running page, asked as a program asks it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from app import examples

TRIPLE = examples.triples()[0]
PHOTO = examples.photos()[0]


@pytest.fixture(scope="module")
def client(served: str, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(served, download_files=str(tmp_path_factory.mktemp("got")), verbose=False)


def test_only_the_three_endpoints_are_public(client: Client) -> None:
    described = client.view_api(return_format="dict")
    assert sorted(described["named_endpoints"]) == ["/compare", "/predict", "/translate"]


def test_translate(client: Client) -> None:
    out = client.predict(
        handle_file(TRIPLE.image),
        handle_file(TRIPLE.labels),
        handle_file(str(TRIPLE.depth)),
        "both-demo",
        api_name="/translate",
    )
    assert np.asarray(Image.open(out[3])).shape == (48, 160, 3)
    # 16-bit depth arrives as such.
    assert "16-bit grey PNG, read as centimetres-16bit" in out[8]


def test_predict(client: Client) -> None:
    out = client.predict(handle_file(PHOTO.image), "both-demo", api_name="/predict")
    overlay = Image.open(out[0])
    assert (overlay.format, overlay.size) == ("PNG", (640, 192))


def test_compare(client: Client) -> None:
    out = client.predict(
        handle_file(PHOTO.image),
        "na-demo",
        "both-demo",
        handle_file(PHOTO.labels),
        api_name="/compare",
    )
    assert "mIoU" in out[7]


def test_a_bad_file_gets_a_sentence(client: Client, tmp_path: Path) -> None:
    bad = tmp_path / "depth.png"
    bad.write_text("this is no picture")
    with pytest.raises(AppError, match=r"depth\.png is"):
        client.predict(
            handle_file(TRIPLE.image),
            handle_file(TRIPLE.labels),
            handle_file(str(bad)),
            "both-demo",
            api_name="/translate",
        )
