"""A run from its options to its folder and to a checkpoint, on eight rendered frames."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from gioada import records
from gioada.models.checkpoint import load_task
from gioada.models.spec import Networks
from gioada.training import run as run_module
from gioada.training.journal import read_journal
from gioada.training.run import export_run, train_run
from gioada.training.spec import Experiment
from tests.tiny import HEIGHT, WIDTH, experiment


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """A run takes over the signals of its process; the tests give them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def tiny(name: str = "both", **options: Any) -> Experiment:
    return replace(experiment(name, **options), pair="demo-tiny")


def train(folder: Path, run: Experiment, data: Path, **options: Any) -> None:
    defaults = {"resume": False, "device": "cpu", "threads": None, "quiet": True}
    train_run(run, folder=folder, data=data, **{**defaults, **options})


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "both"
    train(folder, tiny(steps=3, save_every=2), data)
    return folder


def test_a_run_leaves_its_options_numbers_weights_and_pictures(finished: Path) -> None:
    assert records.read(Experiment, finished / "spec.json") == tiny(steps=3, save_every=2)
    assert [line["step"] for line in read_journal(finished / "journal.jsonl")] == [1, 2, 3]
    checkpoints = sorted(path.name for path in (finished / "checkpoints").iterdir())
    assert checkpoints == ["step-000002", "step-000003"]
    with Image.open(finished / "samples" / "step-000003.png") as picture:
        assert picture.size == (5 * WIDTH, 4 * HEIGHT)
    trained = json.loads((finished / "trained.json").read_text())
    assert trained["step"] == 3 and trained["device"].startswith("CPU")
    assert set(trained["task_accuracy"]) == {"translated", "raw"}


@pytest.mark.parametrize(("averaged", "group"), [(True, "average"), (False, "generators")])
def test_the_last_snapshot_is_exported(
    finished: Path, tmp_path: Path, averaged: bool, group: str
) -> None:
    card = export_run(finished, tmp_path / "shelf", averaged=averaged)
    assert (card.name, card.preset, card.pair, card.steps) == ("shelf", "both", "demo-tiny", 3)
    assert card.averaged == averaged and card.translator is not None
    assert card.trained["step"] == 3
    stored = load_file(finished / "checkpoints" / "step-000003" / group / "task.safetensors")
    for name, weight in load_task(card).state_dict().items():
        assert torch.equal(weight, stored[name].half().float()), name


def test_an_existing_run_is_neither_overwritten_nor_forgotten(finished: Path, data: Path) -> None:
    with pytest.raises(ValueError, match="already holds a run: add --resume"):
        train(finished, tiny(), data)
    with pytest.raises(ValueError, match="is a run of both, not of na"):
        train(finished, tiny("na"), data, resume=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_after_its_step(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def shown(_: object, line: dict[str, Any]) -> None:
        if line["step"] == 2:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(run_module, "_show", shown)
    train(tmp_path / "run", tiny("na", steps=9), data)
    assert [line["step"] for line in read_journal(tmp_path / "run/journal.jsonl")] == [1, 2]
    checkpoints = [path.name for path in (tmp_path / "run/checkpoints").iterdir()]
    assert checkpoints == ["step-000002"]
    # A second one does not wait.
    assert signal.getsignal(number) is signal.default_int_handler


def test_a_resumed_run_keeps_its_own_options(finished: Path, data: Path) -> None:
    train(finished, tiny(steps=50), data, resume=True)
    assert len(read_journal(finished / "journal.jsonl")) == 3
    assert records.read(Experiment, finished / "spec.json").training.steps == 3


def test_there_must_be_a_run_to_resume(tmp_path: Path, data: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no run in .* to resume"):
        train(tmp_path / "nothing", tiny(), data, resume=True)


FULL = Networks(size="full", weights="vgg.pth")


@pytest.mark.parametrize(
    ("change", "device", "sentence"),
    [
        ({"pair": "dmeo"}, "cpu", "no pair 'dmeo'"),
        ({"networks": FULL}, "cpu", r"no weights at vgg\.pth"),
        ({}, "cuda", "no CUDA device"),
    ],
)
def test_a_run_that_cannot_start_does_not_keep_its_folder(
    tmp_path: Path,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    device: str,
    sentence: str,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    run = tiny("na", steps=1)
    with pytest.raises(ValueError, match=sentence):
        train(tmp_path / "run", replace(run, **change), data, device=device)
    train(tmp_path / "run", run, data)


def test_a_run_without_a_snapshot_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        export_run(tmp_path, tmp_path / "out", averaged=True)
    records.write(tiny(), tmp_path / "spec.json")
    with pytest.raises(ValueError, match="has no checkpoint yet"):
        export_run(tmp_path, tmp_path / "out", averaged=True)
