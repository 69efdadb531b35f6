"""Recipes in files, whole and hostile."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from gioada.figures import carriers, drawing, outputs
from gioada.figures.figure import make
from gioada.figures.recipe import Box, Inset, Recipe
from tests.figures.conftest import Foreseen

Make = Callable[..., Recipe]


@pytest.fixture
def full(recipe_of: Make) -> Recipe:
    """A recipe that uses every field."""
    inset = Inset(
        box=Box(left=0.25, top=0.5, width=0.125, height=0.25),
        corner="top left",
        size=0.5,
        colour=(1, 2, 3),
    )
    return recipe_of(
        ("image", ""),
        ("prediction", "mine"),
        title="Ein Bild — “größer” & 50 %",
        insets=(inset,),
        crop=Box(left=0.1, top=0.2, width=0.5, height=0.5),
        width=84.0,
        dpi=200,
        font_size=7.5,
        gap=0.0,
        legend=False,
        depth_bar=False,
        palette="colour-blind-safe",
        opacity=0.25,
        space="camvid11",
        long_side=512,
        row_titles=False,
        column_titles=False,
    )


@pytest.mark.parametrize("ending", [".png", ".zip", ".json"])
def test_a_recipe_comes_back_from_each_kind_of_file(
    full: Recipe, networks: Foreseen, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"figure{ending}"
    outputs.write(make(full, networks), path)
    assert carriers.read(path) == full
    assert carriers.read(path.rename(tmp_path / "renamed.txt")) == full


def test_a_png_says_its_resolution_and_what_made_it(
    full: Recipe, networks: Foreseen, tmp_path: Path
) -> None:
    figure = make(full, networks)
    outputs.write(figure, tmp_path / "f.png")
    with Image.open(tmp_path / "f.png") as image:
        assert round(image.info["dpi"][0]) == 200
        assert image.size[0] == 661
        assert (np.asarray(image) == drawing.image(figure)).all()
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert json.loads(image.text["gioada-checkpoints"])[0]["seed"] == 3
        assert image.text["gioada-command"] == "python -m gioada figure f.png --to f.png"
        stated = json.loads(image.text[carriers.TEXT])
    assert stated["rows"][0]["image"]["data"] == ""
    assert stated["crop"]["left"] == 0.1


@pytest.mark.parametrize("ending", [".png", ".pdf", ".zip", ".json"])
def test_without_inputs_their_hashes_stay(
    full: Recipe, networks: Foreseen, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"figure{ending}"
    outputs.write(make(full, networks), path, carry=False)
    read = carriers.read(path)
    assert read == full.bare()
    assert read.rows[0].image.digest == full.rows[0].image.digest


def with_chunk(content: bytes) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add(carriers.CHUNK, content)
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("_", "."), content)
    return stream.getvalue()


class Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("a pickle was executed",))


def png_with_lying_sizes() -> bytes:
    head = struct.pack(">IIBBBBB", 1 << 30, 1 << 30, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def plain_png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a word": lambda: b"hello",
    "a list": lambda: b"[1, 2]",
    "a number": lambda: b"7",
    "deep": lambda: b"[" * 100_000,
    "a pickle": lambda: pickle.dumps(Trap()),
    "another picture": plain_png,
    "cut png": lambda: with_chunk(zlib.compress(b"{}" * 100))[:60],
    "cut chunk": lambda: with_chunk(zlib.compress(b"{}" * 100)[:9]),
    "no zlib": lambda: with_chunk(b"garbage"),
    "pickle in png": lambda: with_chunk(zlib.compress(pickle.dumps(Trap()))),
    "huge sizes": png_with_lying_sizes,
    "empty zip": lambda: archive(other_txt=b"x"),
    "plain pdf": lambda: b"%PDF-1.4\n1 0 obj\n<< /Keywords (streets) >>",
    "hostile pdf": lambda: b"%PDF /Keywords (gioada-recipe " + b"\\(" * 100_000,
    "pickle in pdf": lambda: b"%PDF /Keywords (gioada-recipe " + pickle.dumps(Trap()) + b")",
    "cut zip": lambda: archive(recipe_json=b"{}" * 500)[:60],
    "other bytes": lambda: bytes(range(256)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_no_recipe_is_a_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "f.png"
    path.write_bytes(HOSTILE[kind]())
    with pytest.raises(ValueError) as caught:
        carriers.read(path)
    assert "f.png" in str(caught.value)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


def test_bombs_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "MOST", 1_000_000)
    bomb = b" " * 3_000_000
    for content in (with_chunk(zlib.compress(bomb)), archive(recipe_json=bomb)):
        path = tmp_path / "bomb"
        path.write_bytes(content)
        with pytest.raises(ValueError, match="unpacks to more than"):
            carriers.read(path)
    path.write_bytes(bomb)
    with pytest.raises(ValueError, match="too much"):
        carriers.read(path)
    with pytest.raises(ValueError, match="cannot be read"):
        carriers.read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("rows", [], "rows"),
        ("rows", "all", "rows"),
        ("columns", [{"kind": "image"}] * 9, "columns"),
        ("columns", [{"kind": "film"}], "columns[0].kind"),
        ("columns", [{"kind": ["image"]}], "columns[0].kind"),
        ("columns", [{"kind": "image", "title": 3}], "columns[0].title"),
        ("columns", [{"kind": "image", "run": "rm -rf"}], "columns[0].run"),
        ("columns", [{}], "columns[0].kind"),
        ("crop", {"left": 0.9, "top": 0, "width": 0.5, "height": 1}, "crop: the box leaves"),
        ("crop", {"left": -0.1}, "crop.left"),
        ("crop", {"width": 0.001}, "crop.width"),
        ("crop", [0, 0, 1, 1], "crop"),
        ("insets", [{"box": {}, "colour": [1, 2]}], "insets[0].colour"),
        ("insets", [{"box": {}, "colour": [1, 2, 300]}], "insets[0].colour[2]"),
        ("insets", [{"box": {}, "size": 7}], "insets[0].size"),
        ("insets", [{"box": {}}] * 4, "insets"),
        ("width", 1e6, "width"),
        ("width", "84", "width"),
        ("width", True, "width"),
        ("width", None, "width"),
        ("dpi", 300.5, "dpi"),
        ("dpi", 100_000, "dpi"),
        ("font_size", float("nan"), "font_size"),
        ("palette", "mine", "palette"),
        ("version", 2, "version"),
        ("long_side", -1, "long_side"),
        ("a\nb" * 500, 1, "a b"),
    ],
)
def test_a_wrong_field_is_named(full: Recipe, field: str, value: object, name: str) -> None:
    values = {**json.loads(carriers.as_json(full)), field: value}
    with pytest.raises(ValueError) as caught:
        carriers.read_bytes(json.dumps(values).encode(), "f.json")
    assert str(caught.value).startswith(f"f.json: {name}")
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


def test_a_wrong_value_is_refused_wherever_a_recipe_is_made(full: Recipe) -> None:
    for values in ({"width": "wide"}, {"dpi": 0}, {"rows": ()}, {"crop": "left"}):
        with pytest.raises(ValueError, match=next(iter(values))):
            replace(full, **values)


def test_a_file_without_recipe_chunk_but_with_its_text_is_enough(
    full: Recipe, networks: Foreseen
) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(carriers.TEXT, carriers.as_json(full.bare()))
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG", pnginfo=info)
    assert carriers.read_bytes(stream.getvalue(), "f.png") == full.bare()


def test_rows_of_many_megabytes_travel(full: Recipe, networks: Foreseen, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (900, 1200, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).save(stream, "PNG", compress_level=1)
    from gioada.figures.recipe import Given

    large = replace(full.rows[0], image=Given.of_bytes("noise.png", stream.getvalue()))
    recipe = replace(full, rows=(large,))
    path = tmp_path / "f.png"
    Image.new("RGB", (4, 4)).save(path, pnginfo=carriers.png_info(recipe, carry=True))
    assert carriers.read(path) == recipe
    # Base64 packs to what it was before.
    assert path.stat().st_size < 1.1 * len(stream.getvalue())
