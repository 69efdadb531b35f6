"""A run's checkpoints as cards: newest first, whole, and as an export would have them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from gioada import records
from gioada.models.card import Card
from gioada.models.checkpoint import load_critics, load_task, load_translator
from gioada.training import checkpoint
from gioada.training.checkpoint import Head
from gioada.training.export import export_run
from gioada.training.folder import RunFolder
from gioada.training.optimisers import make_optimisers
from gioada.training.snapshots import from_newest, snapshots
from tests.tiny import experiment, objective
from tests.training.runs import CPU


def save(run: Path, *steps: int, method: str = "both") -> Path:
    run.mkdir(exist_ok=True)
    records.write(experiment(method), RunFolder(run).spec)
    for step in steps:
        module = objective(method, seed=step)
        optimisers = make_optimisers(module, experiment(method).training)
        checkpoint.save(
            RunFolder(run).checkpoints, Head(step=step), module, optimisers, CPU, keep=9
        )
    return run


def equal(first: torch.nn.Module, second: torch.nn.Module) -> bool:
    pairs = zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    return all(torch.equal(one, two.float()) for one, two in pairs)


@pytest.mark.parametrize("averaged", [True, False])
def test_a_snapshot_is_what_an_export_of_it_would_be(tmp_path: Path, averaged: bool) -> None:
    run = save(tmp_path / "run", 3)
    (card,) = snapshots(run, averaged=averaged)
    exported = export_run(run, tmp_path / "run-3", averaged=averaged)
    for name in ("preset", "space", "task", "translator", "critic_specs", "averaged", "steps"):
        assert getattr(card, name) == getattr(exported, name), name
    for load in (load_task, load_translator):
        mine, theirs = load(card), load(exported)
        for one, two in zip(mine.parameters(), theirs.parameters(), strict=True):
            assert torch.equal(one.half().float(), two)
    mine, theirs = load_critics(card), load_critics(exported)
    assert list(mine) == list(theirs) == ["output-labels-depth"]


def test_without_an_average_the_weights_themselves_are_used(tmp_path: Path) -> None:
    run = save(tmp_path / "run", 3)
    records.write(experiment("both", average=0.0), RunFolder(run).spec)
    exported = export_run(run, tmp_path / "run-3", averaged=True)
    (card,) = snapshots(run)
    assert not card.averaged and not exported.averaged
    own = run / "checkpoints" / "step-000003" / "generators" / "task.safetensors"
    assert card.weights("task") == own


def test_the_newest_comes_first_and_methods_have_their_networks(tmp_path: Path) -> None:
    assert [card.steps for card in snapshots(save(tmp_path / "run", 1, 12, 3))] == [12, 3, 1]
    card = next(snapshots(save(tmp_path / "na", 1, method="na")))
    assert card.translator is None and card.critics == {}
    assert list(next(snapshots(save(tmp_path / "sep", 1, method="sep"))).critics) == [
        "output-labels",
        "output-depth",
    ]


def test_the_next_newest_takes_the_place_of_one_that_went_away(tmp_path: Path) -> None:
    run = save(tmp_path / "run", 1, 2)
    seen = []

    def load(card: Card) -> int:
        seen.append(card.steps)
        if card.steps == 2:
            shutil.rmtree(card.path)
            raise ValueError("half of it is gone")
        return card.steps

    assert from_newest(run, load) == 1
    assert seen == [2, 1]


def test_all_are_gone_but_newer_ones_have_come(tmp_path: Path) -> None:
    run = save(tmp_path / "run", 1)

    def load(card: Card) -> int:
        if card.steps == 1:
            save(run, 2)
            shutil.rmtree(card.path)
            raise ValueError("half of it is gone")
        return card.steps

    assert from_newest(run, load) == 2


def test_without_any_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no checkpoint yet: wait"):
        from_newest(save(tmp_path / "run"), load_task)
    with pytest.raises(ValueError, match="cannot be read"):
        list(snapshots(tmp_path / "nothing"))
