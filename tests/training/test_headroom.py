"""Disk is checked before it is written to, and memory that does not suffice leads to advice."""

from __future__ import annotations

import re
import shutil
import weakref
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gioada.training import headroom
from gioada.training.headroom import (
    Setting,
    describe_memory,
    ensure_space,
    fitting,
    is_out_of_memory,
    size_text,
)

Usage = namedtuple("Usage", "total used free")
TOO_MUCH = 10**15
"""Bytes that no machine has."""
KITTI = Setting(height=375, width=1242, micro_batch=4)
ERROR = "CUDA out of memory. Tried to allocate 2.00 GiB.\nSee documentation"


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Collecting garbage takes a tenth of a second each time, and a CPU has no cache."""
    monkeypatch.setattr(headroom, "clear_device_cache", lambda **_: None)


def room_for(pixels: float, *, tried: list[Setting] | None = None) -> Callable[[Setting], None]:
    """A step that takes memory by its pixels, half as much in bf16."""

    def attempt(setting: Setting) -> None:
        if tried is not None:
            tried.append(setting)
        each = 1.0 if setting.precision == "fp32" else 0.5
        needs = setting.height * setting.width * setting.micro_batch * each
        # The error is torch's own.
        torch.empty(TOO_MUCH if needs > pixels else 1, dtype=torch.uint8)

    return attempt


def images(count: float) -> float:
    return count * KITTI.height * KITTI.width


# --- disk ---------------------------------------------------------------------------------------


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 1_099_000_000))
    ensure_space(tmp_path, 999_000_000)
    with pytest.raises(OSError, match=r"has 1\.1 GB left, and 2\.2 GB are needed: delete"):
        ensure_space(tmp_path, 2_000_000_000)
    with pytest.raises(OSError, match="needed"):
        ensure_space(tmp_path, 1_000_000_000)


def test_the_folder_need_not_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ensure_space(tmp_path / "runs" / "both" / "checkpoints", 1)
    ensure_space(Path("runs/both"), 1)
    with pytest.raises(OSError, match="the disk of runs/both has"):
        ensure_space(Path("runs/both"), TOO_MUCH)
    assert list(tmp_path.iterdir()) == []


def test_sizes_are_written_as_people_do() -> None:
    assert [size_text(n) for n in (12, 3_400, 5_600_000, 7_800_000_000)] == [
        "12 bytes",
        "3.4 kB",
        "5.6 MB",
        "7.8 GB",
    ]


# --- memory -------------------------------------------------------------------------------------


def test_what_torch_says_when_memory_is_used_up() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(TOO_MUCH, dtype=torch.uint8)
    assert is_out_of_memory(caught.value)
    for error in (
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        RuntimeError("CUDA error: out of memory"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried ..."),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("could not create a primitive"),
        MemoryError(),
    ):
        assert is_out_of_memory(error)
    for error in (
        RuntimeError("could not create a primitive descriptor for a convolution"),
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
        ValueError("not enough memory"),
        KeyboardInterrupt(),
    ):
        assert not is_out_of_memory(error)


def test_precision_and_micro_batch_are_both_told_where_either_fits() -> None:
    assert fitting(ERROR, KITTI, room_for(images(2))) == (
        "a step with images of 375 x 1242, 4 at a time, in fp32, does not fit into the memory "
        "(CUDA out of memory. Tried to allocate 2.00 GiB). What fits: `--training.precision bf16`, "
        "or `--training.accumulate 2`."
    )


@pytest.mark.parametrize(
    ("room", "current", "options"),
    [
        (1.0, KITTI, "`--training.accumulate 4`"),
        (0.5, KITTI, "`--training.precision bf16 --training.accumulate 4`"),
        (
            0.25,
            KITTI,
            "`--height 232 --width 776 --training.precision bf16 --training.accumulate 4`",
        ),
        (1.0, replace(KITTI, precision="bf16"), "`--training.accumulate 2`"),
        (1.0, replace(KITTI, accumulate=3), "`--training.accumulate 12`"),
        (2.5, replace(KITTI, micro_batch=6), "`--training.accumulate 3`"),
        (0.6, replace(KITTI, micro_batch=1), "`--training.precision bf16`"),
        (
            0.25,
            replace(KITTI, micro_batch=1),
            "`--height 232 --width 776 --training.precision bf16`",
        ),
    ],
)
def test_the_least_change_that_fits_is_told(room: float, current: Setting, options: str) -> None:
    sentence = fitting(ERROR, current, room_for(images(room)))
    assert sentence.partition("What fits: ")[2] == f"{options}."


def test_a_crop_is_made_smaller_by_its_own_option() -> None:
    crop = replace(KITTI, micro_batch=1, cropped=True)
    sentence = fitting(ERROR, crop, room_for(images(0.25)))
    assert sentence.endswith("`--crop 232 776 --training.precision bf16`.")


def test_what_is_named_fits_and_keeps_the_proportions() -> None:
    tried: list[Setting] = []
    fitting(ERROR, KITTI, room_for(images(0.2), tried=tried))
    room_for(images(0.2))(tried[-1])
    assert tried[-1].height % 8 == tried[-1].width % 8 == 0
    assert tried[-1].width / tried[-1].height == pytest.approx(1242 / 375, rel=0.03)


@pytest.mark.parametrize(("precision", "attempts"), [("fp32", 13), ("bf16", 9)])
def test_the_search_ends_and_tries_nothing_twice(precision: str, attempts: int) -> None:
    tried: list[Setting] = []
    large = replace(KITTI, micro_batch=64, precision=precision)
    sentence = fitting(ERROR, large, room_for(0, tried=tried))
    assert "Nothing that was tried fits either" in sentence
    assert large not in tried
    assert len(tried) == len(set(tried)) == attempts


def test_images_are_not_made_too_small_to_train_on() -> None:
    tried: list[Setting] = []
    fitting(ERROR, Setting(height=64, width=96, micro_batch=1), room_for(0, tried=tried))
    assert min(setting.height for setting in tried) == 32


def test_a_search_that_goes_wrong_says_so() -> None:
    tried: list[Setting] = []

    def attempt(setting: Setting) -> None:
        tried.append(setting)
        raise KeyError("labels")

    sentence = fitting(ERROR, KITTI, attempt)
    assert sentence.endswith("The search for what fits broke off (KeyError: 'labels').")
    assert len(tried) == 1


def test_the_failed_step_gives_its_tensors_back_before_the_search() -> None:
    kept: list[weakref.ref[torch.Tensor]] = []
    alive: list[bool] = []

    def step() -> None:
        features = torch.zeros(8)
        kept.append(weakref.ref(features))
        torch.empty(TOO_MUCH, dtype=torch.uint8)

    def attempt(setting: Setting) -> None:
        alive.append(any(features() is not None for features in kept))
        step()

    with pytest.raises(RuntimeError) as caught:
        step()
    assert kept[0]() is not None
    sentence = fitting(caught.value, KITTI, attempt)
    assert "can't allocate memory" in sentence and "\n" not in sentence
    assert len(alive) > 3 and not any(alive)


def test_memory_is_described() -> None:
    words = describe_memory(torch.device("cpu"))
    number = r"\d+\.\d (GB|MB)"
    pattern = f"{number} of {number} in use on this machine, {number} of it by this process"
    assert re.fullmatch(pattern, words)
