"""Speed, waiting and memory between two lines of the journal."""

from __future__ import annotations

import time

import pytest
import torch

from gioada.training.tempo import Tempo, peak_memory

CPU = torch.device("cpu")


def test_a_lap_counts_its_steps_samples_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 1.5, 4.0, 4.0, 5.0, 5.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    tempo = Tempo(2, CPU, step=10, before=60.0)
    with tempo.waiting():
        pass
    lap = tempo.lap(18)
    assert (lap["samples_per_second"], lap["step_seconds"]) == (4.0, 0.5)
    assert lap["data_wait"] == pytest.approx(0.5 / 4)
    assert lap["seconds"] == 64.0
    again = tempo.lap(19)
    assert (again["step_seconds"], again["data_wait"], again["seconds"]) == (1.0, 0.0, 65.0)


def test_memory_is_a_peak_in_bytes() -> None:
    held = torch.ones(40_000_000)
    before = peak_memory(CPU)
    assert before > held.numel() * 4
    del held
    assert peak_memory(CPU) > 0.98 * before  # the kernel counts in batches
