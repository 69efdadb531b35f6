"""Disk is checked before it is written to, and memory that does not suffice leads to advice."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
import torch

from gioada.training.headroom import advice_on_memory, ensure_space, is_out_of_memory, size_text

Usage = namedtuple("Usage", "total used free")
TOO_MUCH = 10**15
"""Bytes that no machine has."""


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


def test_only_out_of_memory_names_the_options_that_take_less() -> None:
    with pytest.raises(MemoryError) as caught, advice_on_memory():
        torch.empty(TOO_MUCH, dtype=torch.uint8)
    for option in ("batch", "accumulate", "crop", "precision bf16", "networks.size"):
        assert option in str(caught.value)
    assert "allocate memory" in str(caught.value.__cause__)
    with pytest.raises(KeyError), advice_on_memory():
        raise KeyError("labels")
