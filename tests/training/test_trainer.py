"""The loop: it stops and resumes to the last bit, in one phase and across two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from gioada.data.labels import VOID
from gioada.methods.objective import Objective
from gioada.methods.spec import Method
from gioada.training.journal import read_journal
from gioada.training.runtime import make_runtime
from gioada.training.trainer import Trainer, make_optimisers, pixel_accuracy
from tests.tiny import experiment, memory_loader, objective, reading

FP32 = make_runtime("cpu", precision="fp32", channels_last=True)
CYCLEGAN = {"steps": 4, "translation_steps": 4}
RANDOM = reading("both", noise=0.1, image_pool=1, guide="average")


def train(
    folder: Path, method: str | Method, *, stop_at: int | None = None, **options: Any
) -> Trainer:
    """Train in a folder, from what is there, up to the end or a step."""
    torch.manual_seed(len(list(folder.glob("*"))))  # a resumed run must not depend on it
    run = experiment(method, **{**(CYCLEGAN if method == "cg" else {}), **options})
    trainer = Trainer(run, objective(method, seed=torch.initial_seed()), FP32, folder)

    def report(line: dict[str, Any]) -> None:
        if line["step"] == stop_at:
            trainer.stop()

    folder.mkdir(exist_ok=True)
    last = trainer.run(memory_loader(), report)
    assert last == (stop_at or trainer.num_steps)
    return trainer


def weights(module: Objective) -> dict[str, torch.Tensor]:
    return {name: weight.detach().clone() for name, weight in module.named_parameters()}


def lines(folder: Path) -> list[dict[str, Any]]:
    """The journal without what depends on the clock."""
    kept = read_journal(folder / "journal.jsonl")
    return [{k: v for k, v in line.items() if k != "steps_per_second"} for line in kept]


@pytest.mark.parametrize(
    ("method", "stops"),
    [("both", (1,)), ("both", (2, 5)), (RANDOM, (3,)), ("cg", (2,)), ("cg", (4,)), ("cg", (3, 6))],
)
def test_a_stopped_run_goes_on_to_the_last_bit(
    tmp_path: Path, method: str | Method, stops: tuple[int, ...]
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    expected = train(whole, method)
    for stop in (*stops, None):
        trainer = train(parts, method, stop_at=stop)
    found, wanted = weights(trainer.objective), weights(expected.objective)
    assert found.keys() == wanted.keys()
    assert [key for key in wanted if not torch.equal(found[key], wanted[key])] == []
    assert lines(parts) == lines(whole)
    assert [line["step"] for line in lines(parts)] == list(range(1, trainer.num_steps + 1))


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    expected = train(whole, "both")
    with pytest.raises(KeyboardInterrupt):
        trainer = Trainer(experiment("both", save_every=2), objective("both"), FP32, killed)
        killed.mkdir()

        def kill(line: dict[str, Any]) -> None:
            if line["step"] == 5:
                raise KeyboardInterrupt

        trainer.run(memory_loader(), kill)
    assert [line["step"] for line in lines(killed)] == [1, 2, 3, 4, 5]
    again = train(killed, "both")
    assert all(
        torch.equal(a, b)
        for a, b in zip(again.objective.parameters(), expected.objective.parameters(), strict=True)
    )
    assert lines(killed) == lines(whole)


def test_a_finished_run_has_nothing_left_to_do(tmp_path: Path) -> None:
    before = train(tmp_path, "na", steps=2)
    after = train(tmp_path, "na", steps=2)
    assert all(
        torch.equal(a, b)
        for a, b in zip(before.objective.parameters(), after.objective.parameters(), strict=True)
    )
    assert len(lines(tmp_path)) == 2


def test_cyclegan_comes_first_and_then_stays_to_the_bit(tmp_path: Path) -> None:
    start = weights(objective("cg", seed=0))
    middle = weights(train(tmp_path, "cg", stop_at=4).objective)
    end = weights(train(tmp_path, "cg").objective)

    def changed(before: dict, after: dict) -> set[str]:
        return {
            name.split(".")[1]
            for name in before
            if not name.startswith("average") and not torch.equal(before[name], after[name])
        }

    assert changed(start, middle) == {"translator", "back", "image", "back_image"}
    assert changed(middle, end) == {"task"}
    phases = [line["phase"] for line in lines(tmp_path)]
    assert phases == 4 * ["translation"] + 4 * ["task"]


def test_each_phase_has_its_own_schedule(tmp_path: Path) -> None:
    train(tmp_path, "cg", schedule="linear")
    assert [line["lr"] for line in lines(tmp_path)] == pytest.approx(
        [2e-4, 2e-4, 2e-4, 1e-4, 2e-4, 2e-4, 2e-4, 1e-4]
    )


@pytest.mark.parametrize("name", ["na", "both", "sep"])
def test_every_network_of_a_method_learns(tmp_path: Path, name: str) -> None:
    start = weights(objective(name, seed=0))
    end = weights(train(tmp_path, name, steps=1).objective)
    still = {key.rpartition(".")[0] for key in start if torch.equal(start[key], end[key])}
    # Convolutions before an instance normalisation have biases that cannot matter.
    assert {key.split(".")[1] for key in still} <= {"translator", "image"}
    (line,) = lines(tmp_path)
    assert set(line["discriminators"]) == set(line["discriminator_accuracy"])
    assert line["task_accuracy"].keys() == {"translated", "raw"}


def test_without_averaging_the_average_is_the_networks(tmp_path: Path) -> None:
    module = train(tmp_path, "na", steps=2, average=0.0).objective
    pairs = zip(module.average.parameters(), module.generators.parameters(), strict=True)
    assert all(torch.equal(average, weight) for average, weight in pairs)


def test_half_precision_takes_finite_steps(tmp_path: Path) -> None:
    bf16 = make_runtime("cpu", precision="bf16", channels_last=True)
    trainer = Trainer(experiment("both", steps=2), objective("both"), bf16, tmp_path)
    assert trainer.run(memory_loader(), lambda _: None) == 2
    assert all(torch.isfinite(weight).all() for weight in trainer.objective.parameters())


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    trainer = Trainer(experiment("gd", save_every=2), objective("gd"), FP32, tmp_path)

    def break_a_weight(line: dict[str, Any]) -> None:
        if line["step"] == 3:
            with torch.no_grad():
                next(trainer.objective.generators["task"].parameters()).fill_(float("nan"))

    with pytest.raises(FloatingPointError, match="the loss of the generators is nan"):
        trainer.run(memory_loader(), break_a_weight)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["step-000002"]


def test_every_network_has_its_own_rate_and_momentum() -> None:
    run = experiment("both", lr_task=1e-5, lr_translator=2e-5, lr_image=3e-5, lr_output=4e-5)
    optimisers = make_optimisers(objective("both"), run.training)
    groups = [group for optimiser in optimisers.values() for group in optimiser.param_groups]
    assert [(group["lr"], group["betas"]) for group in groups] == [
        (1e-5, (0.9, 0.999)),
        (2e-5, (0.5, 0.999)),
        (3e-5, (0.5, 0.999)),
        (4e-5, (0.9, 0.99)),
    ]
    cyclegan = make_optimisers(objective("cg"), run.training)["generators"].param_groups
    assert [group["lr"] for group in cyclegan] == [1e-5, 2e-5, 2e-5]


def test_pixel_accuracy_leaves_void_out() -> None:
    labels = torch.tensor([[[0, 1, 1, VOID]]], dtype=torch.uint8)
    logits = torch.tensor([[[[2.0, 0.0, 3.0, 9.0]], [[1.0, 1.0, 1.0, 1.0]]]])
    assert pixel_accuracy(logits, labels) == pytest.approx(2 / 3)
    assert pixel_accuracy(logits, torch.full_like(labels, VOID)) == 0.0
