"""The samples of a run: the same frames each time, and nothing of the training is disturbed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from gioada.data.augment import Augmentation
from gioada.data.depth_colours import UNMEASURED
from gioada.data.frame import Frame
from gioada.data.labels import KITTI10
from gioada.data.stream import PairStream, image_array
from gioada.training import pictures
from gioada.training.pictures import NUM_SAMPLES, save_samples
from gioada.training.runtime import Runtime
from gioada.training.sheet import Row, draw_sheet
from tests.tiny import MemoryFrames, memory_stream, objective

CPU = Runtime(torch.device("cpu"), channels_last=True)
Blocks = Sequence[Sequence[Row]]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Blocks]:
    """What is put on the sheets, before it is."""
    kept: list[Blocks] = []

    def draw(samples: Blocks, *args: Any, **options: Any) -> Image.Image:
        kept.append(samples)
        return draw_sheet(samples, *args, **options)

    monkeypatch.setattr(pictures, "draw_sheet", draw)
    return kept


def names(blocks: Blocks) -> list[list[str]]:
    return [[row.name for row in block] for block in blocks]


@pytest.mark.parametrize(
    ("method", "rows"),
    [
        ("both", ["source", "translated", "target"]),
        ("cg", ["source", "translated", "target"]),
        ("joint", ["source", "target"]),
    ],
)
def test_a_method_without_translator_has_no_translations(
    tmp_path: Path, drawn: list[Blocks], method: str, rows: list[str]
) -> None:
    path = tmp_path / "samples" / "step-000500.png"
    stream = memory_stream(source=9, target=5)
    save_samples(path, objective(method), stream, CPU)
    assert names(drawn[0]) == NUM_SAMPLES * [rows]
    with Image.open(path) as sheet:
        assert sheet.format == "PNG"
    assert [file.name for file in path.parent.iterdir()] == ["step-000500.png"]


def test_the_samples_are_spread_over_the_shorter_domain(
    tmp_path: Path, drawn: list[Blocks]
) -> None:
    stream = memory_stream(source=30, target=8)
    save_samples(tmp_path / "s.png", objective("na"), stream, CPU)
    for block, index in zip(drawn[0], (0, 2, 4, 6), strict=True):
        image, labels, _, _, target = stream.fixed(index)
        assert (block[0].pictures[0] == image_array(image)).all()
        assert (block[0].pictures[1] == KITTI10.colourise(labels.numpy())).all()
        assert (block[1].pictures[0] == image_array(target)).all()


def test_few_frames_are_enough(tmp_path: Path, drawn: list[Blocks]) -> None:
    save_samples(tmp_path / "s.png", objective("na"), memory_stream(source=5, target=1), CPU)
    assert names(drawn[0]) == [["source", "target"]]


def test_the_averaged_networks_are_shown(tmp_path: Path) -> None:
    module, stream = objective("both"), memory_stream()

    def sheet() -> bytes:
        path = tmp_path / "s.png"
        save_samples(path, module, stream, CPU)
        return path.read_bytes()

    before = sheet()
    with torch.no_grad():
        for weight in (*module.generators.parameters(), *module.discriminators.parameters()):
            weight.add_(1.0)
    assert sheet() == before
    for name in ("translator", "task"):
        with torch.no_grad():
            for weight in module.average[name].parameters():
                weight.normal_(std=0.1)
        after = sheet()
        assert after != before
        before = after


def test_nothing_of_the_training_is_disturbed(tmp_path: Path) -> None:
    module = objective("both")
    module.average["task"].backbone.append(nn.Dropout(0.5))  # type: ignore[union-attr, operator]
    module.train()
    module.average["translator"].eval()
    module.average["task"].register_forward_hook(lambda *_: torch.rand(3).sum() and None)
    modes = [part.training for part in module.modules()]
    state = torch.get_rng_state()
    path = tmp_path / "s.png"
    save_samples(path, module, memory_stream(), CPU)
    assert torch.equal(torch.get_rng_state(), state)
    assert [part.training for part in module.modules()] == modes
    assert all(weight.grad is None for weight in module.parameters())
    first = path.read_bytes()
    torch.rand(7)
    save_samples(path, module, memory_stream(), CPU)
    assert path.read_bytes() == first, "dropout is off, whatever the mode"


def test_a_failure_leaves_the_modes_and_the_old_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.png"
    module = objective("na")
    save_samples(path, module, memory_stream(), CPU)
    before = path.read_bytes()
    module.train()

    def half(image: Image.Image, to: Path, **_: Any) -> None:
        to.write_bytes(b"half a picture")
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Image.Image, "save", half)
        with pytest.raises(OSError, match="No space"):
            save_samples(path, module, memory_stream(), CPU)
    assert path.read_bytes() == before
    module.average["task"].register_forward_hook(lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_samples(path, module, memory_stream(), CPU)
    assert all(part.training for part in module.modules())


class SparseFrames(MemoryFrames):
    """Source frames whose right half has no measured depth."""

    def __getitem__(self, index: int) -> Frame:
        frame = super().__getitem__(index)
        assert frame.depth is not None
        frame.depth[:, 32:] = np.nan
        return frame


def test_depth_is_shown_in_metres_and_grey_where_it_is_unknown(
    tmp_path: Path, drawn: list[Blocks]
) -> None:
    for scale in ("clip80", "inverse"):
        stream = PairStream(
            SparseFrames(1),
            MemoryFrames(1, labelled=False),
            KITTI10,
            seed=0,
            source_change=Augmentation(),
            target_change=Augmentation(),
            scale=scale,
        )
        save_samples(tmp_path / "s.png", objective("na"), stream, CPU)
    clipped, inverse = (blocks[0][0].pictures[2] for blocks in drawn)
    assert (clipped[:, 32:] == UNMEASURED).all()
    assert not (clipped[:, :32] == UNMEASURED).all(-1).any()
    near = stream.source[0].depth[:, :32] > 2.0  # type: ignore[index]
    assert abs(clipped[:, :32][near].astype(int) - inverse[:, :32][near]).max() <= 3


def test_bf16_draws_too(tmp_path: Path) -> None:
    path = tmp_path / "s.png"
    half = Runtime(torch.device("cpu"), "bf16", channels_last=True)
    save_samples(path, objective("both"), memory_stream(), half)
    assert path.exists()
