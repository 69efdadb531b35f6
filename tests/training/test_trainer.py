"""The loop: it stops and resumes to the last bit, in one phase and across two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from gioada.errors import Problem
from gioada.methods.objective import Objective
from gioada.methods.spec import Method
from gioada.training.folder import RunFolder
from gioada.training.journal import read_journal
from gioada.training.runtime import Runtime
from tests.tiny import memory_loader, reading
from tests.training.runs import CPU, Notes, differences, make_trainer, train, weights

RANDOM = reading("both", noise=0.1, image_pool=1, guide="average")


def lines(folder: Path) -> list[dict[str, Any]]:
    """The journal without what depends on the machine."""
    kept = read_journal(folder / "journal.jsonl")
    return [{k: v for k, v in line.items() if k != "machine"} for line in kept]


def drop_out(objective: Objective) -> None:
    """Give the task network the dropout that some of its kind have."""
    objective.generators["task"].shared.append(nn.Dropout(0.5))  # type: ignore[operator, union-attr]
    objective.average["task"].shared.append(nn.Dropout(0.5))  # type: ignore[operator, union-attr]


@pytest.mark.parametrize(
    ("method", "stops", "options"),
    [
        ("both", (1,), {}),
        ("both", (2, 5), {"schedule": "poly"}),
        (RANDOM, (3,), {"change": drop_out}),
        ("joint", (4,), {"runtime": Runtime(torch.device("cpu"), "bf16", channels_last=True)}),
        ("cg", (2,), {"workers": 2}),
        ("cg", (3,), {}),
        ("cg", (2, 4), {"batch": 2, "accumulate": 2}),
        ("na", (3,), {"optimiser_task": "sgd"}),
    ],
)
def test_a_stopped_run_goes_on_to_the_last_bit(
    tmp_path: Path, method: str | Method, stops: tuple[int, ...], options: dict[str, Any]
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    expected, _ = train(whole, method, **options)
    for stop in (*stops, None):
        trainer, _ = train(parts, method, stop_at=stop, **options)
    assert differences(trainer.objective, expected.objective) == []
    assert lines(parts) == lines(whole)
    assert [line["step"] for line in lines(parts)] == [1, 2, 3, 4, 5, 6]


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    expected, _ = train(whole, "both")

    def kill(line: dict[str, Any]) -> None:
        if line["step"] == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trainer = make_trainer(killed, "both", save_every=2)
        trainer.run(memory_loader(), Notes(killed, kill))
    assert [line["step"] for line in lines(killed)] == [1, 2, 3, 4, 5]
    again, notes = train(killed, "both")
    assert notes.restored is not None and notes.restored.head.step == 4
    assert differences(again.objective, expected.objective) == []
    assert lines(killed) == lines(whole)


def test_a_finished_run_has_nothing_left_to_do(tmp_path: Path) -> None:
    before, _ = train(tmp_path, "na", steps=2)
    after, notes = train(tmp_path, "na", steps=2)
    assert differences(before.objective, after.objective) == []
    assert len(lines(tmp_path)) == 2 and notes.saved_at == []


def test_how_often_a_run_is_measured_does_not_change_it(tmp_path: Path) -> None:
    often, _ = train(tmp_path / "often", RANDOM, log_every=1)
    rarely, _ = train(tmp_path / "rarely", RANDOM, log_every=4, save_every=2, sample_every=1)
    assert differences(often.objective, rarely.objective) == []
    assert [line["step"] for line in lines(tmp_path / "rarely")] == [4, 6]


def test_other_data_is_not_trained_on(tmp_path: Path) -> None:
    train(tmp_path, "na", stop_at=2)
    trainer = make_trainer(tmp_path, "na", steps=9)
    with pytest.raises(ValueError, match=r"trained on other data: .* 'task steps': 6.*steps': 9"):
        trainer.run(memory_loader(), Notes(tmp_path))


def test_cyclegan_comes_first_and_then_stays_to_the_bit(tmp_path: Path) -> None:
    start = weights(make_trainer(tmp_path, "cg").objective)
    middle = weights(train(tmp_path, "cg", stop_at=3)[0].objective)
    end = weights(train(tmp_path, "cg")[0].objective)

    def changed(before: dict, after: dict) -> set[str]:
        return {
            name.split(".")[1]
            for name in before
            if not name.startswith("average") and not torch.equal(before[name], after[name])
        }

    assert changed(start, middle) == {"translator", "back", "image", "back_image"}
    assert changed(middle, end) == {"task"}
    phases = [line["phase"] for line in lines(tmp_path)]
    assert phases == 3 * ["translation"] + 3 * ["task"]


def test_each_phase_has_its_own_schedule(tmp_path: Path) -> None:
    train(tmp_path, "cg", schedule="linear", steps=4, translation_steps=4)
    assert [line["lr"]["task"] for line in lines(tmp_path)] == pytest.approx(
        [2e-4, 2e-4, 2e-4, 1e-4, 2e-4, 2e-4, 2e-4, 1e-4]
    )


@pytest.mark.parametrize("name", ["na", "both", "sep"])
def test_every_network_of_a_method_learns(tmp_path: Path, name: str) -> None:
    start = weights(make_trainer(tmp_path, name).objective)
    end = weights(train(tmp_path, name, steps=1)[0].objective)
    still = {key.rpartition(".")[0] for key in start if torch.equal(start[key], end[key])}
    # Convolutions before an instance normalisation have biases that cannot matter.
    assert {key.split(".")[1] for key in still} <= {"translator", "image"}
    (line,) = lines(tmp_path)
    assert set(line["discriminators"]) == set(line["discriminator_accuracy"])
    assert line["task_accuracy"].keys() == {"translated", "raw"}


def test_without_averaging_the_average_is_the_networks(tmp_path: Path) -> None:
    module = train(tmp_path, "na", steps=2, average=0.0)[0].objective
    pairs = zip(module.average.parameters(), module.generators.parameters(), strict=True)
    assert all(torch.equal(average, weight) for average, weight in pairs)


def test_half_precision_takes_finite_steps(tmp_path: Path) -> None:
    bf16 = Runtime(torch.device("cpu"), "bf16", channels_last=True)
    trainer, _ = train(tmp_path, "both", runtime=bf16, steps=2)
    assert all(torch.isfinite(weight).all() for weight in trainer.objective.parameters())


@pytest.mark.parametrize("log_every", [1, 5])
def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_checkpoint(
    tmp_path: Path, log_every: int
) -> None:
    trainer = make_trainer(tmp_path, "gd", save_every=2, log_every=log_every)
    step = trainer.stepper.step

    def break_a_weight(*args: Any, **options: Any) -> Any:
        if args[1].step == 3:  # the fourth
            with torch.no_grad():
                next(trainer.objective.generators["task"].parameters()).fill_(float("nan"))
        return step(*args, **options)

    trainer.stepper.step = break_a_weight  # type: ignore[method-assign]
    with pytest.raises(Problem, match=r"last good .* step-000002") as raised:
        trainer.run(memory_loader(), Notes(tmp_path))
    assert (raised.value.code, raised.value.fields["step"]) == ("training.not_finite", 4)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["step-000002"]


def test_pictures_scores_and_checkpoints_come_when_they_are_due(tmp_path: Path) -> None:
    _, notes = train(tmp_path, "na", save_every=4, sample_every=3, validate_every=4, log_every=5)
    assert notes.saved_at == [4, 6]
    assert notes.sampled_at == [3, 6]
    assert notes.validated_at == [4, 6]
    _, notes = train(tmp_path / "b", "na", sample_every=0)
    assert notes.sampled_at == [6] and notes.validated_at == []


def test_requests_are_served_once(tmp_path: Path) -> None:
    trainer = make_trainer(tmp_path, "na", save_every=100, sample_every=0)
    folder = RunFolder(tmp_path)
    folder.spec.touch()

    def ask(line: dict[str, Any]) -> None:
        if line["step"] == 2:
            folder.ask("save")
            folder.ask("sample")
        if line["step"] == 4:
            folder.ask("stop")

    notes = Notes(tmp_path, ask)
    assert trainer.run(memory_loader(), notes).step == 4
    assert (notes.saved_at, notes.sampled_at) == ([2, 4], [2])
    assert folder.asked() == frozenset()


def test_a_step_on_parts_is_the_step_on_the_whole(tmp_path: Path) -> None:
    whole, _ = train(tmp_path / "whole", "both", batch=4, steps=2, runtime=CPU)
    parts, _ = train(tmp_path / "parts", "both", batch=4, steps=2, runtime=CPU, accumulate=2)
    for one, other in zip(lines(tmp_path / "whole"), lines(tmp_path / "parts"), strict=True):
        assert one["terms"] == pytest.approx(other["terms"], rel=1e-4)
        assert one["discriminators"] == pytest.approx(other["discriminators"], rel=1e-4)
    for name, weight in weights(whole.objective).items():
        other = weights(parts.objective)[name]
        # Adam makes a step of the rate's size of any gradient, also of one that is only rounding.
        assert (weight - other).abs().max() <= 2 * 2 * 2e-4, name
