"""Twenty steps of every preset, by the command line, from frames that lie beside this file."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.guard.pinned import CHECKPOINTS, FRAMES, gioada, narrow

STEPS = 20
COMMON = (
    *("--pair", "folders/folders:kitti10", "--data", FRAMES, "--height", "32", "--width", "64"),
    *("--networks.num-blocks", "1", "--training.log-every", "1", "--training.sample-every", "0"),
    *("--training.save-every", str(STEPS), "--device", "cpu", "--threads", "1", "--quiet"),
)
BESIDE = {
    "both, steady": ("both", "--variant", "steady"),
    "both, every reading": (
        *("both", "--method.readings.noise", "0.05"),
        *("--method.readings.image-pool", "4", "--method.readings.train-on-raw"),
        *("--method.readings.guide", "average", "--method.readings.output-push", "both"),
        *("--method.readings.output-gan", "saturating", "--method.readings.output-source", "raw"),
        # So that D_output learns something to push with in so few steps.
        *("--training.lr-output", "0.02", "--method.weights.output", "0.5"),
        *("--training.batch", "2", "--training.accumulate", "2", "--training.schedule", "poly"),
        *("--training.warmup", "5", "--training.clip", "1.0", "--training.rare-share", "0.5"),
        *("--training.optimiser-task", "sgd", "--networks.up", "resize", "--crop", "32", "48"),
    ),
    "joint+st, timm, colours": (
        *("joint+st", "--networks.backbone", "test_efficientnet"),
        *("--networks.head", "deeplab-v2"),
        *("--method.readings.colours", "0.5", "--method.self-training.hide", "0.5"),
    ),
}
"""Runs that turn on what presets leave off, by name, with their words."""


def journals() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every run by name with its numbers, step by step, and checksums of its last weights."""
    from gioada.methods.presets import PRESETS

    narrow(4)
    teacher = ("--teacher", str(CHECKPOINTS / "na-tiny"))
    runs = {
        name: (name, *(teacher if preset.method.distillation else ()))
        for name, preset in PRESETS.items()
    } | BESIDE
    for name, words in runs.items():
        with tempfile.TemporaryDirectory() as folder:
            yield name, _journal(name, words, Path(folder) / "run")


def _journal(name: str, words: tuple[str, ...], folder: Path) -> dict[str, Any]:
    two_phases = words[0] == "cg"
    budget = ("--training.steps", str(STEPS // 2 if two_phases else STEPS))
    status, said = gioada("train", *words, *COMMON, *budget, "--run", folder)
    if status:
        raise RuntimeError(f"{name} did not train: {said}")
    return {"columns": columns(folder), "weights": weights(folder / "checkpoints")}


def columns(folder: Path) -> dict[str, list[Any]]:
    """A run's numbers by ``group.name``, a value for each step; null where a step has none."""
    lines = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    flat = [dict(_numbers(line)) for line in lines]
    names = sorted({name for line in flat for name in line})
    return {name: [line.get(name) for line in flat] for name in names}


def _numbers(line: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in line.items():
        if name == "machine":
            continue  # times and memory
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", each) for key, each in value.items())
        else:
            yield name, value


def weights(folder: Path) -> dict[str, str]:
    """A checksum of each network below a folder, by ``group/name``, of the newest step."""
    newest = sorted(folder.glob("step-*"))[-1] if any(folder.glob("step-*")) else folder
    files = sorted(newest.rglob("*.safetensors"))
    return {str(path.relative_to(newest).with_suffix("")): checksum(path) for path in files}


def pixels(path: str | Path) -> str:
    """Size, and a checksum of the values, of a picture, however it is packed."""
    with Image.open(path) as picture:
        return array_text(np.asarray(picture))


def array_text(values: np.ndarray) -> str:
    """Shape, type, and a checksum of the values."""
    digest = hashlib.sha256(values.tobytes()).hexdigest()[:16]
    return f"{'x'.join(map(str, values.shape))} {values.dtype} {digest}"


def checksum(path: Path) -> str:
    """Of the tensors of a file by name, whatever the order and the header that they lie in."""
    from safetensors.numpy import load_file

    total = hashlib.sha256()
    for name, values in sorted(load_file(path).items()):
        total.update(f"{name} {values.dtype} {values.shape}".encode())
        total.update(values.tobytes())
    return total.hexdigest()[:16]
