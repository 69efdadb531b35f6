"""Two processes train what one does, stop together, and go on as one or as two.

They are forked from this one, which has torch already; that torchrun and accelerate start them is
a test of the lines that the page prints.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gioada.training.folder import RunFolder
from gioada.training.journal import read_journal
from gioada.training.run import train_run
from gioada.training.runtime import make_runtime
from gioada.training.spec import Launch
from gioada.training.trainer import Observer
from tests.tiny import experiment, memory_loader
from tests.training.runs import Notes, make_trainer, weights
from tools.browser import free_port

NEWEST = "checkpoints/step-000003"
FORK = multiprocessing.get_context("fork")


def as_two(work: Callable[..., None], *arguments: Any) -> None:
    """Do something in two processes of one group."""
    port = str(free_port())

    def rank(number: int) -> None:
        names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_PORT")
        values = (str(number), str(number), "2", "2", port)
        os.environ.update(zip(names, values, strict=True), MASTER_ADDR="127.0.0.1")
        work(*arguments)

    ranks = [FORK.Process(target=rank, args=(number,)) for number in range(2)]
    for process in ranks:
        process.start()
    for process in ranks:
        process.join(100)
        process.kill()
    assert [process.exitcode for process in ranks] == [0, 0]


def lines(folder: Path) -> list[dict[str, Any]]:
    return [{**line, "machine": None} for line in read_journal(folder / "journal.jsonl")]


def alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    # The first step is the same up to the order of sums. After that, Adam has made a step of the
    # rate's size of each gradient, also of those that are only rounding.
    near = 1e-5 if one["step"] == 1 else 2e-2
    for group in ("terms", "discriminators"):
        assert one[group] == pytest.approx(other[group], rel=near, abs=1e-6), group
    # A pixel whose two best classes are equal within rounding falls to either.
    assert one["task_accuracy"] == pytest.approx(other["task_accuracy"], abs=0.02)


def train(folder: Path, data: Path) -> None:
    options = replace(experiment("both", steps=3, batch=2), pair="demo-tiny")
    train_run(folder, options, Launch(data=data, device="cpu", quiet=True, threads=1))


def test_two_processes_train_what_one_does(tmp_path: Path, data: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    train(one, data)
    as_two(train, two, data)
    assert len(lines(one)) == len(lines(two)) == 3
    for line, other in zip(lines(one), lines(two), strict=True):
        alike(line, other)
    heads = [json.loads((run / NEWEST / "checkpoint.json").read_text()) for run in (one, two)]
    assert [head["processes"] for head in heads] == [1, 2]
    assert heads[0]["counts"] == heads[1]["counts"]


def train_until_asked(folder: Path) -> None:
    """Nine steps of CycleGAN, in which the first process is asked to stop after the fifth."""
    runtime = make_runtime("cpu", channels_last=True)
    trainer = make_trainer(folder, "cg", runtime=runtime, batch=2, steps=9, translation_steps=3)

    def react(line: dict[str, Any]) -> None:
        if line["step"] == 5 and runtime.rank == 0:
            RunFolder(folder).ask("stop")

    observer = Notes(folder, react) if runtime.first else Observer()
    head = trainer.run(memory_loader(), observer)
    values = torch.cat([weight.flatten() for weight in weights(trainer.objective).values()])
    both = runtime.collect(values[None])
    assert torch.equal(both[0], both[1])
    (folder / f"rank-{runtime.rank}").write_text(str(head.step))


def test_all_processes_stop_at_one_step_with_the_same_weights(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text("{}")
    as_two(train_until_asked, tmp_path)
    assert [(tmp_path / f"rank-{number}").read_text() for number in range(2)] == ["10", "10"]
    # As two again, from the step that both have saved.
    as_two(train_until_asked, tmp_path)
    assert [(tmp_path / f"rank-{number}").read_text() for number in range(2)] == ["12", "12"]
