"""What runs without torch says what torch says, at sizes that no stride divides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from gioada.errors import Problem
from gioada.inference.deploy import export_onnx
from gioada.inference.frame_translator import load_frame_translator
from gioada.inference.predictor import load_predictor
from gioada.models.card import read_card

SIZES = ((97, 161), (75, 133), (131, 99))
BUNDLED = Path(__file__).resolve().parents[2] / "checkpoints"
QUICK = {("both-street", True), ("both-demo", False)}
"""One on each kind of backbone, with each form of translator; the others are slow."""
CASES = [
    pytest.param(path.name, fp16, marks=() if (path.name, fp16) in QUICK else pytest.mark.slow)
    for path in sorted(BUNDLED.iterdir())
    for fp16 in (False, True)
]


def session(path: Path) -> Any:
    runtime = pytest.importorskip("onnxruntime", reason="pip install onnx onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    return runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def triple(size: tuple[int, int], classes: int) -> SimpleNamespace:
    """A photograph of OpenCV's samples cut to a size, with labels and metres that suit nothing."""
    photo = Image.open(BUNDLED.parent / "app" / "examples" / "photo-1-image.jpg").convert("RGB")
    height, width = size
    random = np.random.default_rng(0)
    coarse = random.integers(0, classes, (height // 8 + 1, width // 8 + 1), dtype=np.uint8)
    return SimpleNamespace(
        image=np.asarray(photo.resize((width, height))),
        labels=np.kron(coarse, np.ones((8, 8), np.uint8))[:height, :width],
        depth=np.linspace(1, 120, height * width, dtype=np.float32).reshape(height, width),
    )


@pytest.mark.parametrize(("name", "fp16"), CASES)
def test_it_agrees_with_torch(tmp_path: Path, name: str, fp16: bool) -> None:
    pytest.importorskip("onnx", reason="pip install onnx onnxruntime")
    written = {
        path.stem: session(path) for path in export_onnx(BUNDLED / name, tmp_path, fp16=fp16)
    }
    card, cpu = read_card(BUNDLED / name), torch.device("cpu")
    assert set(written) == {"task"} | ({"translator"} if card.translator else set())
    predictor = load_predictor(BUNDLED / name, cpu)
    classes = len(predictor.space.classes)
    known = written["task"].get_modelmeta().custom_metadata_map
    assert json.loads(known["classes"]) == list(predictor.space.classes)
    for size in SIZES:
        given = triple(size, classes)
        expected = predictor.predict(given.image, long_side=max(size))
        labels, confidence, depth = written["task"].run(None, {"image": given.image[None]})
        assert (labels[0] == expected.labels).mean() >= 0.999
        np.testing.assert_allclose(depth[0], expected.depth, atol=1e-3, rtol=1e-3)
        np.testing.assert_allclose(confidence[0], expected.confidence, atol=1e-3)
        if card.translator is None:
            continue
        expected = load_frame_translator(BUNDLED / name, cpu).translate(
            given.image, labels=given.labels, depth=given.depth, long_side=max(size)
        )
        taken = {each.name for each in written["translator"].get_inputs()}
        values = {key: value[None] for key, value in vars(given).items() if key in taken}
        (made,) = written["translator"].run(None, values)
        assert np.abs(made[0].astype(int) - expected).max() <= 1


def test_without_onnx_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(Problem) as raised:
        export_onnx(BUNDLED / "na-demo", tmp_path)
    assert raised.value.code == "onnx.missing"


def test_the_lines_of_the_document_run_without_torch(tmp_path: Path, root: Path) -> None:
    pytest.importorskip("onnxruntime", reason="pip install onnx onnxruntime")
    export_onnx(BUNDLED / "na-demo", tmp_path / "deployed")
    text = (root / "docs" / "deploy.md").read_text()
    lines = text.split("```python\n")[1].split("```")[0]
    without = "import sys\nsys.modules['torch'] = sys.modules['gioada'] = None\n"
    (tmp_path / "read.py").write_text(without + lines)
    photo = root / "app" / "examples" / "photo-1-image.jpg"
    command = [sys.executable, "read.py", str(photo)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "road: " in done.stdout
    with Image.open(photo) as opened, Image.open(tmp_path / "labels.png") as labels:
        assert opened.size == labels.size
    assert (tmp_path / "depth_cm.png").is_file()
