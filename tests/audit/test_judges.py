"""Who reads the pictures: a tiny model of transformers in a folder, and what is no judge."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gioada.audit.command import audit_translations
from gioada.audit.judge import load_judge
from gioada.audit.options import Against, Reading
from gioada.audit.run import Folders
from tests.problems import refused

NAMES = ("road", "tree", "car, auto, automobile", "grass", "painting", "plant")
TERRAIN = 2


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SegFormer that votes for grass, and for painting even more."""
    transformers = pytest.importorskip("transformers", reason="pip install transformers")
    torch.manual_seed(0)
    config = transformers.SegformerConfig(
        num_encoder_blocks=2,
        depths=[1, 1],
        sr_ratios=[4, 2],
        hidden_sizes=[8, 16],
        patch_sizes=[7, 3],
        strides=[4, 2],
        num_attention_heads=[1, 2],
        mlp_ratios=[2, 2],
        decoder_hidden_size=16,
        id2label=dict(enumerate(NAMES)),
        label2id={name: index for index, name in enumerate(NAMES)},
    )
    network = transformers.SegformerForSemanticSegmentation(config)
    with torch.no_grad():
        network.decode_head.classifier.weight.zero_()
        network.decode_head.classifier.bias.copy_(torch.tensor([0, 1, 0, 2, 3, 0.0]))
    folder = tmp_path_factory.mktemp("model")
    network.save_pretrained(folder)
    processor = transformers.SegformerImageProcessor(size={"height": 64, "width": 64})
    processor.save_pretrained(folder)
    return folder


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """Folders of two source frames and their labels."""
    draw = np.random.default_rng(0)
    for kind in ("source", "ids"):
        (tmp_path / kind).mkdir()
    for index in range(2):
        ids = np.full((40, 70), 7, np.uint8)
        ids[:12], ids[12:20] = 21, 26
        Image.fromarray(ids).save(tmp_path / "ids" / f"{index}.png")
        picture = draw.integers(0, 256, (40, 70, 3), np.uint8)
        Image.fromarray(picture).save(tmp_path / "source" / f"{index}.png")
    return tmp_path


def test_classes_are_mapped_by_name_and_the_likeliest_is_read(model: Path) -> None:
    judge = load_judge(str(model), "cpu")
    assert judge.space.classes == ("road", "vegetation", "terrain", "car")
    assert judge.space.ids == ((7,), (21,), (22,), (26,))
    assert "tree; plant -> vegetation (id 21)" in judge.mapping
    assert judge.mapping[-1] == "not used: painting"
    image = np.random.default_rng(0).integers(0, 256, (40, 70, 3), np.uint8)
    scene = judge.read(image)
    assert scene.labels.shape == (40, 70)
    assert (scene.labels == TERRAIN).all(), "where it would say painting"
    assert np.isnan(scene.depth).all() and not judge.reads_depth
    assert judge.features(image).shape == (16,)


def test_a_judge_that_misreads_the_source_measures_nothing_and_says_so(
    model: Path, frames: Path, tmp_path: Path
) -> None:
    audit = audit_translations(
        Folders(
            source=str(frames / "source"),
            translated=str(frames / "source"),
            labels=str(frames / "ids"),
        ),
        Reading(judge=str(model), worst=1, device="cpu"),
        Against(),
        tmp_path,
    )
    assert audit.on_source.right < 0.5
    assert audit.cosmos["Seg mIOU"] is None
    assert {"segmentation", "depth"} <= audit.notes.keys()
    assert {each.code for each in audit.findings} == {"unchanged", "not measured"}
    assert "the judge misreads" in (tmp_path / "report.html").read_text()
    assert json.loads((tmp_path / "audit.json").read_text())["on_source"]["depth_error"] is None


def test_what_is_no_judge_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Path
) -> None:
    with refused("audit.no_judge"):
        load_judge("checkpoints/none", "cpu")
    (tmp_path / "config.json").write_text("{}")
    with refused("audit.judge"):
        load_judge(str(tmp_path), "cpu")
    monkeypatch.setitem(sys.modules, "transformers", None)
    with refused("audit.transformers_missing"):
        load_judge("someone/streets", "cpu")
