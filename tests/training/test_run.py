"""A run from its options to its folder and to a checkpoint, on eight rendered frames."""

from __future__ import annotations

import errno
import os
import shutil
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
from gioada.errors import Problem
from gioada.models.checkpoint import load_task
from gioada.models.spec import Networks
from gioada.training import checkpoint
from gioada.training.export import export_run
from gioada.training.folder import RunFolder
from gioada.training.journal import read_journal
from gioada.training.logger import Logger
from gioada.training.run import train_run
from gioada.training.spec import Experiment, Launch
from gioada.training.status import Status, hold_run, read_status
from gioada.training.step import Stepper
from tests.tiny import NETWORKS, WIDTH, experiment


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """A run takes over the signals of its process; the tests give them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def tiny(name: str = "both", **options: Any) -> Experiment:
    return replace(experiment(name, **options), pair="demo-tiny")


def train(folder: Path, run: Experiment | None, data: Path, **launch: Any) -> None:
    train_run(folder, run, Launch(data=data, device="cpu", quiet=True, **launch))


def status(folder: Path) -> Status:
    found = read_status(RunFolder(folder))
    assert found is not None
    return found


def steps(folder: Path) -> list[int]:
    return [line["step"] for line in read_journal(folder / "journal.jsonl")]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "both"
    train(folder, tiny(steps=3, save_every=2), data)
    return folder


def test_a_run_leaves_its_options_numbers_weights_pictures_and_words(finished: Path) -> None:
    assert records.read(Experiment, finished / "spec.json") == tiny(steps=3, save_every=2)
    assert steps(finished) == [1, 2, 3]
    machine = read_journal(finished / "journal.jsonl")[-1]["machine"]
    assert machine["samples_per_second"] > 0 and machine["memory"] > 1e7
    assert 0 <= machine["data_wait"] <= 1 and machine["seconds"] > 0
    checkpoints = sorted(path.name for path in (finished / "checkpoints").iterdir())
    assert checkpoints == ["step-000002", "step-000003"]
    with Image.open(finished / "samples" / "step-000003.png") as picture:
        assert picture.width > 5 * WIDTH
    told = status(finished)
    assert (told.state, told.step, told.steps, told.checkpoint) == ("done", 3, 3, 3)
    assert told.device.startswith("CPU") and told.health and told.pid == os.getpid()
    text = (finished / "log.txt").read_text()
    assert "begins with step 1 of 3" in text and "step 2: saved" in text and "finished" in text


@pytest.mark.parametrize(("averaged", "group"), [(True, "average"), (False, "generators")])
def test_the_last_snapshot_is_exported(
    finished: Path, tmp_path: Path, averaged: bool, group: str
) -> None:
    card = export_run(finished, tmp_path / "shelf", averaged=averaged)
    assert (card.name, card.preset, card.pair, card.steps) == ("shelf", "both", "demo-tiny", 3)
    assert card.averaged == averaged and card.translator is not None
    assert card.trained["step"] == 3 and card.trained["device"].startswith("CPU")
    assert set(card.trained["task_accuracy"]) == {"translated", "raw"}
    stored = load_file(finished / "checkpoints" / "step-000003" / group / "task.safetensors")
    for name, weight in load_task(card).state_dict().items():
        assert torch.equal(weight, stored[name].half().float()), name


def test_an_exported_card_does_not_say_where_files_lay(finished: Path, tmp_path: Path) -> None:
    run = shutil.copytree(finished, tmp_path / "run")
    begun = replace(tiny(steps=3), networks=replace(NETWORKS, weights="/some/where/begun"))
    records.write(begun, run / "spec.json")
    card = export_run(run, tmp_path / "shelf", averaged=True)
    assert card.task and card.task.weights == card.experiment["networks"]["weights"] == "begun"


def test_an_existing_run_is_not_overwritten(finished: Path, data: Path) -> None:
    with pytest.raises(ValueError, match=r"already holds a run: go on with it by .* resume .*`"):
        train(finished, tiny(), data)


def test_a_run_that_never_saved_can_be_started_anew(tmp_path: Path, data: Path) -> None:
    records.write(tiny("na", steps=9), tmp_path / "spec.json")
    train(tmp_path, tiny("na", steps=2), data)
    assert steps(tmp_path) == [1, 2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_after_its_step_and_it_goes_on_from_there(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    write = Logger.line

    def line(self: Logger, told: dict[str, Any]) -> None:
        write(self, told)
        if told["step"] == 2:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(Logger, "line", line)
    train(tmp_path / "run", tiny("na", steps=4), data)
    assert steps(tmp_path / "run") == [1, 2]
    # A second signal does not wait.
    assert signal.getsignal(number) is signal.default_int_handler
    told = status(tmp_path / "run")
    assert (told.state, told.step, told.checkpoint) == ("stopped", 2, 2)
    train(tmp_path / "run", None, data)
    assert steps(tmp_path / "run") == [1, 2, 3, 4]
    told = status(tmp_path / "run")
    assert (told.state, told.step, told.resumed_from) == ("done", 4, 2)
    assert "goes on from step 2" in (tmp_path / "run" / "log.txt").read_text()


def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(
    tmp_path: Path, data: Path
) -> None:
    train(tmp_path, tiny("na", steps=4, save_every=2), data)
    (tmp_path / "checkpoints" / "step-000004" / "state.pt").write_bytes(b"x")
    train(tmp_path, None, data)
    text = (tmp_path / "log.txt").read_text()
    assert "step-000004 is damaged (state.pt has 1 of" in text and "goes on from step 2" in text
    assert steps(tmp_path) == [1, 2, 3, 4]


def test_a_request_to_an_earlier_trainer_is_forgotten(tmp_path: Path, data: Path) -> None:
    records.write(tiny("na", steps=3), tmp_path / "spec.json")
    RunFolder(tmp_path).ask("stop")
    train(tmp_path, None, data)
    assert steps(tmp_path) == [1, 2, 3]


def test_a_resumed_run_keeps_its_own_options(finished: Path, data: Path) -> None:
    train(finished, None, data)
    assert steps(finished) == [1, 2, 3]


def test_there_must_be_a_run_to_resume(tmp_path: Path, data: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no run in .* to resume"):
        train(tmp_path / "nothing", None, data)


FULL = Networks(size="full", weights="vgg.pth")


@pytest.mark.parametrize(
    ("change", "device", "sentence"),
    [
        ({"networks": FULL}, "cpu", r"no weights at vgg\.pth"),
        ({}, "cuda", "no CUDA device"),
    ],
)
def test_a_run_that_cannot_start_leaves_no_folder(
    tmp_path: Path,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    device: str,
    sentence: str,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    run, launch = replace(tiny("na", steps=1), **change), Launch(data=data, device=device)
    with pytest.raises(ValueError, match=sentence):
        train_run(tmp_path / "run", run, launch)
    assert not (tmp_path / "run").exists()


def test_one_run_is_trained_by_one_process(tmp_path: Path, data: Path) -> None:
    folder = RunFolder(tmp_path)
    records.write(tiny("na", steps=1), folder.spec)
    lock = hold_run(folder)
    with pytest.raises(Problem, match="is being trained already"):
        train(tmp_path, None, data)
    assert read_status(folder) is None  # the word of the one who trains
    lock.release()
    train(tmp_path, tiny("na", steps=1), data)


def test_a_full_disk_fails_the_run_with_its_last_checkpoint_and_it_goes_on(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    train(whole, tiny("na", steps=4, save_every=1), data)
    save, saved = checkpoint.save_file, []

    def full(*args: Any) -> None:
        saved.append(args)
        if len(saved) > 6:  # of two networks in each checkpoint, the averages included
            raise OSError(errno.ENOSPC, "No space left on device")
        save(*args)

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(Problem, match=r"step-0+\d is complete") as raised:
        train(part, tiny("na", steps=4, save_every=1), data)
    assert raised.value.code == "training.disk_full"
    last = status(part)
    assert last.state == "failed" and last.problem and last.checkpoint >= 1
    assert last.problem["code"] == "training.disk_full" and last.reason == str(raised.value)
    monkeypatch.undo()
    train(part, None, data)
    assert steps(part) == steps(whole)
    same = [folder / "checkpoints" / "step-000004" / "generators" for folder in (whole, part)]
    one, other = (load_file(folder / "task.safetensors") for folder in same)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_running_out_of_memory_says_what_takes_less(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    monkeypatch.setattr(Stepper, "step", full)
    with pytest.raises(Problem) as raised:
        train(tmp_path, tiny("na", steps=2, batch=2), data)
    assert raised.value.code == "training.memory"
    last = status(tmp_path)
    assert last.state == "failed" and last.problem
    assert last.problem["advice"][0] == {"option": "training.accumulate", "value": "2"}


def test_a_run_that_cannot_go_on_says_so_in_its_folder(tmp_path: Path, data: Path) -> None:
    run = tiny("na", steps=1)
    records.write(replace(run, networks=FULL), tmp_path / "spec.json")
    with pytest.raises(Problem):
        train(tmp_path, None, data)
    last = status(tmp_path)
    assert last.state == "failed" and last.problem
    assert last.problem["code"] == "weights.missing"
    records.write(run, tmp_path / "spec.json")
    train(tmp_path, None, data)
    assert status(tmp_path).state == "done" and status(tmp_path).problem is None


def test_validation_scores_the_averaged_networks_without_touching_the_run(
    tmp_path: Path, data: Path
) -> None:
    asked = []

    def score(card: Any, network: Any, device: torch.device) -> dict[str, float]:
        torch.rand(3)
        asked.append((card.preset, card.steps, device.type, network.training))
        return {"mIoU": 12.5}

    run = tiny("na", steps=4, validate_every=2)
    launch = Launch(data=data, device="cpu", quiet=True)
    train_run(tmp_path / "scored", run, launch, score)
    assert asked == [("na", 2, "cpu", False), ("na", 4, "cpu", False)]
    lines = read_journal(tmp_path / "scored" / "journal.jsonl")
    assert [line for line in lines if "validation" in line] == [
        {"step": 2, "validation": {"mIoU": 12.5}},
        {"step": 4, "validation": {"mIoU": 12.5}},
    ]
    train(tmp_path / "alone", replace(run, training=replace(run.training, validate_every=0)), data)
    alone = read_journal(tmp_path / "alone" / "journal.jsonl")
    assert [line["terms"] for line in alone] == [line["terms"] for line in lines if "terms" in line]


def test_a_run_without_a_snapshot_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        export_run(tmp_path, tmp_path / "out", averaged=True)
    records.write(tiny(), tmp_path / "spec.json")
    with pytest.raises(ValueError, match="has no checkpoint yet"):
        export_run(tmp_path, tmp_path / "out", averaged=True)
