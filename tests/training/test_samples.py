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
from gioada.data.depth import UNMEASURED, depth_colours
from gioada.data.frame import Frame
from gioada.data.labels import KITTI10, LABEL_SPACES, LabelSpace
from gioada.data.stream import PairStream, image_array
from gioada.training import samples as pictures
from gioada.training.runtime import Runtime
from gioada.training.samples import NARROWEST, NUM_SAMPLES, WIDEST, Row, draw_sheet, save_samples
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


Box = tuple[int, int, int, int]


def plain(number: int, height: int, width: int) -> np.ndarray:
    """A picture in a colour of its own, which neither text nor legend has."""
    return np.full((height, width, 3), (number, 7, 201), np.uint8)


def sheet(
    height: int = 96, width: int = 320, *, samples: int = 2, space: LabelSpace = KITTI10
) -> Image.Image:
    """Blocks of two rows; picture n of block b is plain in 10 * b + n."""

    def row(block: int, place: int) -> Row:
        first, second, third = (plain(10 * block + 3 * place + n, height, width) for n in range(3))
        return Row(name=("source", "target")[place], note="", pictures=(first, second, third))

    blocks = [[row(block, place) for place in range(2)] for block in range(samples)]
    return draw_sheet(blocks, space, title="step-000500")


def box(drawn: Image.Image, number: int) -> Box:
    """Left, upper, right and lower edge of a picture on the sheet."""
    found = Image.fromarray((np.asarray(drawn) == (number, 7, 201)).all(-1)).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("given", "shown"),
    [((96, 320), (96, 320)), ((32, 64), (120, 240)), ((375, 1242), (145, 480))],
)
def test_pictures_keep_their_proportions(given: tuple[int, int], shown: tuple[int, int]) -> None:
    assert NARROWEST == 240 and WIDEST == 480
    left, upper, right, lower = box(sheet(*given), 0)
    assert (lower - upper, right - left) == shown


def test_rows_and_columns_are_in_order() -> None:
    drawn = sheet()
    at = [[box(drawn, 10 * b + n) for n in range(6)] for b in range(2)]
    lefts = [[edges[0] for edges in block] for block in at]
    assert lefts[0] == lefts[1] and lefts[0][:3] == lefts[0][3:] == sorted(set(lefts[0]))
    uppers = [edges[1] for block in at for edges in block]
    assert uppers == sorted(uppers) and len(set(uppers)) == 4
    within, between = uppers[3] - uppers[0], uppers[6] - uppers[3]
    assert between > within > 96, "samples are set apart"


def test_colours_that_stand_for_something_are_not_mixed() -> None:
    stripes = np.zeros((64, 960, 3), np.uint8)
    stripes[:, ::2] = 250
    blocks = [[Row(name="source", note="", pictures=(stripes, stripes, stripes))]]
    columns = np.asarray(draw_sheet(blocks, KITTI10, title=""))[80]
    greys = columns[(columns == columns[:, :1]).all(-1), 0]
    assert (greys == 125).sum() == WIDEST, "the image alone is averaged"


@pytest.mark.parametrize("name", list(LABEL_SPACES))
@pytest.mark.parametrize("width", [64, 2048])
def test_every_class_has_its_colour_and_name_in_the_legend(name: str, width: int) -> None:
    space = LABEL_SPACES[name]
    drawn = sheet(width // 2, width, samples=1, space=space)
    last = box(drawn, 5)
    legend = np.asarray(drawn)[last[3] :, : last[0] - 8]
    for colour in (*space.colours, (0, 0, 0)):
        assert (legend == colour).all(-1).sum() >= 11 * 11  # within its frame
    # Nothing is cut off: paper all around.
    assert (legend[-1] == 255).all() and (legend[:, -1] == 255).all()


def test_the_depth_scale_has_the_colours_of_the_maps() -> None:
    drawn = np.asarray(sheet(samples=1))
    last = box(Image.fromarray(drawn), 5)
    strip = drawn[last[3] :, last[0] : last[2]]
    for metres, share in ((0, 0.0), (20, 0.5), (80, 1.0)):
        colour = depth_colours(np.array([[float(metres)]]))[0, 0].astype(int)
        column = strip[:, round(share * (strip.shape[1] - 1))].astype(int)
        assert (abs(column - colour).max(-1) <= 3).sum() >= 10
