"""Speed, waiting and memory of a run; and what goes wrong with disk and memory, as values."""

from __future__ import annotations

import errno
import shutil
import time
from collections import namedtuple
from pathlib import Path

import pytest
import torch

from gioada.errors import Problem
from gioada.methods.presets import find
from gioada.training.machine import Clock, as_problem, ensure_space, peak_memory, size_text
from gioada.training.options import advised
from gioada.training.spec import Experiment, Training

CPU = torch.device("cpu")
Usage = namedtuple("Usage", "total used free")
TOO_MUCH = 10**15
"""Bytes that no machine has."""
RUN = Experiment(method=find("na"), training=Training(batch=2))


def test_a_lap_counts_its_steps_samples_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 1.0, 1.5, 4.0, 4.0, 5.0, 5.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(times))
    clock = Clock(2, CPU, step=10, before=60.0)
    with clock.waiting():
        pass
    lap = clock.lap(18)
    assert (lap["samples_per_second"], lap["step_seconds"]) == (4.0, 0.5)
    assert lap["data_wait"] == pytest.approx(0.5 / 4)
    assert lap["seconds"] == 64.0
    again = clock.lap(19)
    assert (again["step_seconds"], again["data_wait"], again["seconds"]) == (1.0, 0.0, 65.0)


def test_memory_is_a_peak_in_bytes() -> None:
    held = torch.ones(40_000_000)
    before = peak_memory(CPU)
    assert before > held.numel() * 4
    del held
    assert peak_memory(CPU) > 0.98 * before  # the kernel counts in batches


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 1_099_000_000))
    ensure_space(Path("runs/both/checkpoints"), 999_000_000)  # which need not be there
    with pytest.raises(Problem) as raised:
        ensure_space(tmp_path, 2_000_000_000)
    assert raised.value.code == "training.disk_full"
    assert (raised.value.fields["free"], raised.value.fields["needed"]) == ("1.1 GB", "2.2 GB")
    with pytest.raises(Problem):
        ensure_space(Path("runs/both"), 1_000_000_000)
    assert list(tmp_path.iterdir()) == []


def test_sizes_are_written_as_people_do() -> None:
    sizes = [size_text(n) for n in (12, 3_400, 5_600_000, 7_800_000_000)]
    assert sizes == ["12 bytes", "3.4 kB", "5.6 MB", "7.8 GB"]


def test_what_torch_and_the_system_raise_becomes_a_code() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(TOO_MUCH, dtype=torch.uint8)
    codes = {
        "training.memory": (
            caught.value,
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
            RuntimeError("CUDA error: out of memory"),
            RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried ..."),
            RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(h)`"),
            RuntimeError("could not create a primitive"),
            MemoryError(),
        ),
        "training.disk_full": (OSError(errno.ENOSPC, "No space left on device"),),
        "run.not_writable": (PermissionError(errno.EACCES, "Permission denied"),),
        "training.failed": (
            RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
            ValueError("not enough memory"),
        ),
        "data.missing": (Problem("data.missing", "there is none."),),
    }
    for code, errors in codes.items():
        assert [as_problem(error, RUN).code for error in errors] == [code] * len(errors)


def test_advice_on_memory_can_be_followed_and_then_there_is_less_of_it() -> None:
    advice = as_problem(MemoryError(), RUN).advice
    assert [(each.option, each.value) for each in advice] == [
        ("training.accumulate", "2"),
        ("training.precision", "bf16"),
        ("training.batch", "1"),
    ]
    split = advised(RUN, advice[0])
    assert split.training.accumulate == 2
    assert [each.option for each in as_problem(MemoryError(), split).advice] == [
        "training.precision"
    ]
