"""A run's checkpoints: whole ones only, the newest readable one, and what a full disk leaves."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from gioada.methods.objective import Objective
from gioada.training import checkpoint
from gioada.training.trainer import make_optimisers
from tests.tiny import experiment, objective

Run = tuple[Objective, dict[str, torch.optim.Optimizer]]


def begin(seed: int = 0) -> Run:
    """A run whose weights are all its seed, so that a checkpoint can be told by one weight."""
    module = objective("both")
    with torch.no_grad():
        for weight in module.parameters():
            weight.fill_(float(seed))
    return module, make_optimisers(module, experiment("both").training)


def save(folder: Path, *steps: int, keep: int = 10) -> None:
    for step in steps:
        checkpoint.save(folder, step, *begin(step), keep=keep)


def values(module: Objective) -> set[float]:
    return {value for weight in module.parameters() for value in weight.unique().tolist()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_there_is_nothing_to_load_at_first(tmp_path: Path) -> None:
    assert checkpoint.load(tmp_path / "checkpoints", *begin()) == 0


def test_networks_are_readable_files_by_name(tmp_path: Path) -> None:
    save(tmp_path, 3)
    files = {str(p.relative_to(tmp_path / "step-000003")) for p in tmp_path.rglob("*.*")}
    assert files == {
        "state.pt",
        "generators/task.safetensors",
        "generators/translator.safetensors",
        "discriminators/image.safetensors",
        "discriminators/output-labels-depth.safetensors",
        "average/task.safetensors",
        "average/translator.safetensors",
    }


def test_the_newest_ones_are_kept_by_number(tmp_path: Path) -> None:
    save(tmp_path, 1, 2, 3, keep=2)
    assert names(tmp_path) == ["step-000002", "step-000003"]
    save(tmp_path, 999_999, 1_000_000, keep=1)
    assert names(tmp_path) == ["step-1000000"]


def test_a_checkpoint_of_the_same_step_is_replaced(tmp_path: Path) -> None:
    save(tmp_path, 4, 4)
    assert names(tmp_path) == ["step-000004"]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


@pytest.mark.parametrize(
    "name",
    ["average/task.safetensors", "discriminators/image.safetensors", "state.pt"],
)
@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_the_one_before_a_torn_one_is_used(tmp_path: Path, name: str, damage: object) -> None:
    save(tmp_path, 1, 2)
    damage(tmp_path / "step-000002" / name)  # type: ignore[operator]
    module, optimisers = begin(7)
    assert checkpoint.load(tmp_path, module, optimisers) == 1
    assert values(module) == {1.0}


def test_an_unfinished_one_is_no_checkpoint(tmp_path: Path) -> None:
    save(tmp_path, 1)
    (tmp_path / ".step-000002.part").mkdir()
    (tmp_path / "step-notes").mkdir()
    assert checkpoint.load(tmp_path, *begin()) == 1
    save(tmp_path, 2)
    assert names(tmp_path) == ["step-000001", "step-000002", "step-notes"]


def test_if_none_can_be_read_the_run_does_not_start_over(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    for path in tmp_path.rglob("state.pt"):
        cut(path)
    with pytest.raises(ValueError, match=r"no checkpoint in .* can be read"):
        checkpoint.load(tmp_path, *begin())


def test_a_full_disk_leaves_the_older_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OSError, match=r"step-000002 could not be written .*No space left"):
        save(tmp_path, 2)
    assert names(tmp_path) == ["step-000001"]


@contextmanager
def small_files() -> Iterator[None]:
    """No file may grow beyond 2 kB, as on a disk that fills while it is written.

    Around one call only: the limit also holds for a file that pytest reports into.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("only_the_state", [False, True])
def test_what_the_libraries_raise_on_a_full_disk_is_a_sentence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_the_state: bool
) -> None:
    if only_the_state:
        monkeypatch.setattr(checkpoint, "save_file", lambda tensors, path: path.touch())
    with pytest.raises(OSError, match="could not be written"), small_files():
        save(tmp_path, 2)
    assert names(tmp_path) == []


def test_no_code_in_a_checkpoint_runs(tmp_path: Path) -> None:
    save(tmp_path, 1)
    torch.save({"step": 1, "path": Path("x")}, tmp_path / "step-000001" / "state.pt")
    with pytest.raises(ValueError, match="can be read"):
        checkpoint.load(tmp_path, *begin())


def test_optimisers_and_random_numbers_come_back(tmp_path: Path) -> None:
    module, optimisers = begin(1)
    for weight in module.parameters():
        weight.grad = torch.ones_like(weight)
    optimisers["generators"].step()
    torch.manual_seed(5)
    module.pools["image"].images = [torch.ones(3, 2, 2)]
    checkpoint.save(tmp_path, 9, module, optimisers, keep=1)
    expected = torch.rand(3)
    other, others = begin(2)
    assert checkpoint.load(tmp_path, other, others) == 9
    assert torch.equal(torch.rand(3), expected)
    moments = [list(o["generators"].state.values()) for o in (optimisers, others)]
    assert moments[0] and len(moments[0]) == len(moments[1])
    for first, second in zip(*moments, strict=True):
        assert all(torch.equal(first[key], second[key]) for key in first)
    assert torch.equal(other.pools["image"].images[0], torch.ones(3, 2, 2))
