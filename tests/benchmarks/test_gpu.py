"""The GPU's page can be tried without one: its parts run dry, and each benchmark can be started."""

from __future__ import annotations

import importlib
import tarfile
from pathlib import Path
from typing import Any

import pytest
import torch

import benchmarks
from benchmarks import gpu, gpu_parts

MODULES = [path.stem for path in Path(benchmarks.__path__[0]).glob("*.py")]


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_can_be_started(name: str) -> None:
    importlib.import_module(f"benchmarks.{name}")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rows", "steps", "inference", "determinism"])
def test_a_part_runs_dry(name: str) -> None:
    found: dict[str, Any] = {}
    gpu_parts.PARTS[name](torch.device("cpu"), True, found.update)
    assert found
    assert not [row for row in found.values() if "failed" in row or "differs" in row]


def test_what_a_study_leaves_is_packed_without_what_only_resumes(tmp_path: Path) -> None:
    root = tmp_path / "study"
    for name in ("a/journal.jsonl", "a/checkpoints/step-1/average/task.safetensors",
                 "checkpoints/a/task.safetensors", "counts/a.npz", "a/run.lock"):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    gpu.pack(root, tmp_path)
    with tarfile.open(tmp_path / "study.tar") as tar:
        assert sorted(tar.getnames()) == [
            "a/journal.jsonl",
            "checkpoints/a/task.safetensors",
            "counts/a.npz",
        ]
