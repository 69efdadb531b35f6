"""A tree that mirrors its input and is a data set; what belongs to a frame stays with it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.batch.options import Filter, KnownSet, Launch, Maps, Triples, Working
from gioada.batch.translate import Translation, translate_all
from gioada.data.check.command import check_pair
from gioada.data.depth_encodings import encode
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import KITTI10
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.data.rendered import WORLDS
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.folders import folders
from gioada.inference.scene import Scene
from tests.data.png16 import write_png16
from tests.problems import refused
from tests.shelf import shelve

HEIGHT, WIDTH = 40, 72


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf") / "tiny"
    shelve(folder)
    return folder


def street(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A picture, Cityscapes ids and metres: sky above, houses, a road below."""
    draw = np.random.default_rng(seed)
    ids = np.full((HEIGHT, WIDTH), 11, np.uint8)
    ids[:14], ids[26:] = 23, 7
    ids[20:26, 10:20] = 26
    depth = np.tile(np.linspace(60, 4, HEIGHT, dtype=np.float32)[:, None], (1, WIDTH))
    depth[ids == 23] = SKY_DEPTH
    return draw.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8), ids, depth


def save(path: Path, values: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)
    return path


def triples(root: Path, names: Sequence[str] = ("a/0", "a/1", "b/c/0")) -> Path:
    for seed, name in enumerate(names):
        image, ids, depth = street(seed)
        save(root / "rgb" / f"{name}.png", image)
        save(root / "gt" / f"{name}.png", ids)
        save(root / "depth" / f"{name}.png", encode(depth, "centimetres-16bit"))
    return root


def translate(
    root: Path, out: Path, checkpoint: Path, *, maps: Maps = "copy", strict: bool = False, **given
):
    words = given.pop("words", (str(root / "rgb"),))
    kept = given.pop("filter", Filter())
    folders = {"labels": str(root / "gt"), "depth": str(root / "depth")}
    triples = Triples(**{**folders, **given}, maps=maps)
    launch = Launch(device="cpu", threads=2, strict=strict)
    return translate_all(translation(words, checkpoint, out, triples=triples, filter=kept), launch)


def translation(inputs: Sequence[str], checkpoint: Path, out: Path, **options) -> Translation:
    usual = {"triples": Triples(), "known": KnownSet(), "places": Places(), "filter": Filter()}
    return Translation(
        inputs=tuple(inputs),
        checkpoint=checkpoint,
        out=out,
        working=Working(),
        **{**usual, **options},
    )


def read_back(out: Path) -> DiskFrames:
    split = folders(split="train")
    return DiskFrames(split, split.find(out), labelled=True)


@pytest.mark.parametrize("maps", ["copy", "link", "rewrite"])
def test_the_result_is_a_data_set_with_the_same_labels_and_depth(
    maps: Maps, checkpoint: Path, tmp_path: Path
) -> None:
    root, out = triples(tmp_path / "in"), tmp_path / "out"
    outcome = translate(root, out, checkpoint, maps=maps)
    assert (outcome.done, outcome.broken) == (3, {})
    assert (out / "train.txt").read_text() == "a/0\na/1\nb/c/0\n"
    frames = read_back(out)
    assert frames.names == ["a/0", "a/1", "b/c/0"]
    for seed, frame in enumerate([frames[index] for index in range(3)]):
        image, ids, depth = street(seed)
        assert not np.array_equal(frame.image, image)
        np.testing.assert_array_equal(frame.ids, ids)
        np.testing.assert_allclose(frame.depth, depth, atol=0.006)
    label = out / "labels" / "b/c/0.png"
    assert label.is_symlink() == (maps == "link")
    if maps == "copy":
        assert label.read_bytes() == (root / "gt/b/c/0.png").read_bytes()


def test_data_check_accepts_it(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    names = [f"{index:03d}" for index in range(4)]
    translate(triples(tmp_path / "in", names), tmp_path / "out", checkpoint)
    photos = tmp_path / "photos"
    for seed in range(3):
        save(photos / f"{seed}.png", street(seed)[0])
    pair = find_pair("folders/photos")
    places = Places(source=tmp_path / "out", target=photos)
    assert check_pair(pair, places, out=tmp_path / "sheets"), capsys.readouterr().out


def test_deep_and_palette_maps_are_read_as_the_page_reads_them(
    checkpoint: Path, tmp_path: Path
) -> None:
    """SYNTHIA's ids in the red channel of 16 bits; labels as a palette in the classes' colours."""
    root = triples(tmp_path / "in", ["0"])
    _, ids, _ = street(0)
    synthia = np.zeros((HEIGHT, WIDTH), np.uint16)
    for own, id_ in {1: 23, 2: 11, 3: 7, 8: 26}.items():
        synthia[ids == id_] = own
    deep = np.stack([synthia, np.arange(WIDTH, dtype=np.uint16) + 0 * synthia, 0 * synthia], -1)
    (root / "deep").mkdir()
    write_png16(root / "deep" / "0.png", deep)
    palette = Image.fromarray(
        np.select([ids == 23, ids == 11, ids == 7], [0, 1, 2], 3).astype("u1")
    )
    palette = palette.convert("P")
    palette.putpalette([70, 130, 180, 70, 70, 70, 128, 64, 128, 0, 0, 142])
    (root / "flat").mkdir()
    palette.save(root / "flat" / "0.png")
    for labels, encoding in (("deep", "synthia"), ("flat", "colour")):
        out = tmp_path / f"of-{labels}"
        translate(root, out, checkpoint, labels=str(root / labels))
        described = json.loads((out / "dataset.json").read_text())
        assert described["labels"]["encoding"] == encoding
        np.testing.assert_array_equal(read_back(out)[0].ids, ids)


def test_an_encoding_of_the_space_becomes_a_table(checkpoint: Path, tmp_path: Path) -> None:
    root = triples(tmp_path / "in", ["0"])
    _, ids, _ = street(0)
    classes = np.select([ids == 23, ids == 11, ids == 7], [7, 1, 0], 8).astype(np.uint8)
    save(root / "own" / "0.png", classes)
    translate(
        root, tmp_path / "out", checkpoint, labels=str(root / "own"), label_encoding="class-index"
    )
    described = json.loads((tmp_path / "out" / "dataset.json").read_text())
    assert described["labels"]["encoding"]["8"] == "car"
    np.testing.assert_array_equal(read_back(tmp_path / "out")[0].ids, ids)


def test_maps_of_another_size_are_refused_or_rewritten(checkpoint: Path, tmp_path: Path) -> None:
    root = triples(tmp_path / "in", ["0", "1"])
    _, ids, _ = street(0)
    save(root / "gt" / "0.png", ids.repeat(2, 0).repeat(2, 1))
    outcome = translate(root, tmp_path / "copied", checkpoint)
    assert outcome.done == 1 and "--maps rewrite" in outcome.broken["0"]
    assert read_back(tmp_path / "copied").names == ["1"]
    with refused("batch.frame", name="0"):
        translate(root, tmp_path / "strict", checkpoint, strict=True)
    assert translate(root, tmp_path / "rewritten", checkpoint, maps="rewrite").done == 2
    np.testing.assert_array_equal(read_back(tmp_path / "rewritten")[0].ids, ids)


def test_what_is_missing_is_refused_before_anything_is_written(
    checkpoint: Path, tmp_path: Path
) -> None:
    root, out = triples(tmp_path / "in"), tmp_path / "out"
    with refused("batch.conditions"):
        translate(root, out, checkpoint, depth=None)
    (root / "gt/b/c/0.png").unlink()
    with refused("batch.unmatched", first="b/c/0"):
        translate(root, out, checkpoint)
    # The unit of a depth map without sky cannot be told.
    root = triples(tmp_path / "doubtful", ["0"])
    save(root / "depth/0.png", np.full((HEIGHT, WIDTH), 1234, np.uint16))
    with refused("files.encoding"):
        translate(root, out, checkpoint)
    assert translate(root, out, checkpoint, depth_encoding="millimetres").done == 1


def test_all_may_lie_in_one_zip(checkpoint: Path, tmp_path: Path) -> None:
    root = triples(tmp_path / "in")
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(root.rglob("*.png")):
            archive.write(each, each.relative_to(root))
    given = {"labels": f"{path}/gt", "depth": f"{path}/depth/**/*.png"}
    translate(root, tmp_path / "zipped", checkpoint, words=(f"{path}/rgb",), **given)
    translate(root, tmp_path / "plain", checkpoint)
    for kind in ("images", "labels", "depth"):
        for name in ("a/0.png", "b/c/0.png"):
            plain, zipped = (tmp_path / how / kind / name for how in ("plain", "zipped"))
            assert plain.read_bytes() == zipped.read_bytes()


def test_a_rendered_set_by_its_name(checkpoint: Path, tmp_path: Path) -> None:
    places, launch = Places(data=tmp_path / "data"), Launch(device="cpu", threads=2)
    known = KnownSet(set="demo", limit=2)
    asked = translation([], checkpoint, tmp_path / "out", known=known, places=places)
    outcome = translate_all(asked, launch)
    assert outcome.done == 2
    frames = read_back(tmp_path / "out")
    assert frames.names == ["000000", "000001"]
    rendered = tmp_path / f"data/demo-v{WORLDS['source'].version}/32x64/seed0/source"
    ids = np.asarray(Image.open(rendered / "labels/000001.png"))
    np.testing.assert_array_equal(frames[1].ids, ids)
    known = KnownSet(set="kitty")
    with refused("data.source"):
        translate_all(translation([], checkpoint, tmp_path / "x", known=known), launch)


class Judge:
    """Reads the first two source frames as they are labelled, and anything else as road."""

    name, space, reads_depth, mapping = "judge", KITTI10, False, ()

    def read(self, image: np.ndarray) -> Scene:
        known = {street(seed)[0].tobytes(): street(seed)[1] for seed in range(2)}
        ids = known.get(image.tobytes(), np.full(image.shape[:2], 7, np.uint8))
        nothing = np.full(ids.shape, np.nan, np.float32)
        return Scene(labels=KITTI10.from_ids(ids), confidence=nothing, depth=nothing)


def test_frames_whose_content_is_gone_are_left_out_and_listed(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gioada.batch.translate.load_judge", lambda *_: Judge())
    root, out = triples(tmp_path / "in"), tmp_path / "out"
    with refused("batch.kept_labels"):
        translation([str(root)], checkpoint, out, filter=Filter(min_kept=0.5))
    # Of road, building, sky and car one is kept.
    outcome = translate(root, out, checkpoint, filter=Filter(min_kept=0.3))
    assert (outcome.done, outcome.left_out) == (3, {"a/0": 0.25, "a/1": 0.25})
    assert outcome.unmeasured == 1, "of the third frame the judge misreads the source"
    assert (out / "train.txt").read_text() == "b/c/0\n"
    assert len(read_back(out)) == 1
    assert (out / "left-out/a/1.png").exists() and not (out / "images/a/1.png").exists()
    stored = json.loads((out / "provenance.json").read_text())
    assert stored["left_out"] == outcome.left_out
    assert stored["counts"] == {
        "frames": 3,
        "done": 1,
        "left_out": 2,
        "not_measured": 1,
        "broken": 0,
    }
    assert translate(root, out, checkpoint, filter=Filter(min_kept=0.3)).done == 0
    assert not translate(root, tmp_path / "all", checkpoint, filter=Filter(min_kept=0.2)).left_out
