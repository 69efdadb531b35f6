"""A run's checkpoints: whole ones only, the newest readable one, and what a full disk leaves."""

from __future__ import annotations

import errno
import hashlib
import json
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from gioada.errors import Problem
from gioada.methods.objective import Objective
from gioada.training import checkpoint
from gioada.training.checkpoint import Head
from gioada.training.optimisers import make_optimisers
from gioada.training.runtime import Runtime
from tests.tiny import experiment, objective
from tests.training.runs import CPU

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
        checkpoint.save(folder, Head(step=step), *begin(step), CPU, keep=keep)


def load(folder: Path, *run: Objective | dict) -> int | None:
    """The step that was restored."""
    restored = checkpoint.load(folder, *(run or begin()), CPU)  # type: ignore[arg-type]
    return restored and restored.head.step


def values(module: Objective) -> set[float]:
    return {value for weight in module.parameters() for value in weight.unique().tolist()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_there_is_nothing_to_load_at_first(tmp_path: Path) -> None:
    assert load(tmp_path / "checkpoints") is None


def test_networks_are_readable_files_by_name(tmp_path: Path) -> None:
    save(tmp_path, 3)
    files = {str(p.relative_to(tmp_path / "step-000003")) for p in tmp_path.rglob("*.*")}
    assert files == {
        "state.pt",
        "checkpoint.json",
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


def flip(path: Path) -> None:
    """One bit in the middle, as a bad disk does it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


@pytest.mark.parametrize(
    "name",
    ["average/task.safetensors", "discriminators/image.safetensors", "state.pt", "checkpoint.json"],
)
@pytest.mark.parametrize("damage", [cut, Path.unlink, flip])
def test_the_one_before_a_damaged_one_is_used_and_said_so(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    save(tmp_path, 1, 2)
    damage(tmp_path / "step-000002" / name)
    module, optimisers = begin(7)
    restored = checkpoint.load(tmp_path, module, optimisers, CPU)
    assert restored is not None and restored.head.step == 1
    (sentence,) = restored.damaged
    assert sentence.startswith("step-000002 is damaged (")
    if (name, damage) != ("checkpoint.json", flip):  # which then names some other file
        assert name.rpartition("/")[2] in sentence
    assert values(module) == {1.0}


def test_an_unfinished_one_is_no_checkpoint(tmp_path: Path) -> None:
    save(tmp_path, 1)
    (tmp_path / ".step-000002.part").mkdir()
    (tmp_path / "step-notes").mkdir()
    assert load(tmp_path) == 1
    save(tmp_path, 2)
    assert names(tmp_path) == ["step-000001", "step-000002", "step-notes"]


def test_if_none_can_be_read_the_run_does_not_start_over(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    for path in tmp_path.rglob("state.pt"):
        cut(path)
    with pytest.raises(ValueError, match=r"no checkpoint in .* can be used: step-000002"):
        load(tmp_path)


def test_a_full_disk_leaves_the_older_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(Problem, match="step-000001 is complete") as raised:
        save(tmp_path, 2)
    assert raised.value.code == "training.disk_full"
    assert names(tmp_path) == ["step-000001"]


@contextmanager
def small_files() -> Iterator[None]:
    """No file may grow beyond 500 bytes, as on a disk that fills while it is written.

    Around one call only: the limit also holds for a file that pytest reports into.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
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
    with pytest.raises(Problem) as raised, small_files():
        save(tmp_path, 2)
    assert raised.value.code == "training.not_written"
    assert names(tmp_path) == []


def test_no_code_in_a_checkpoint_runs(tmp_path: Path) -> None:
    save(tmp_path, 1)
    state, head = (tmp_path / "step-000001" / name for name in ("state.pt", "checkpoint.json"))
    torch.save({"optimisers": {}, "path": Path("x")}, state)
    told = json.loads(head.read_text())  # someone who can write the folder can write this too
    told["files"]["state.pt"] = {
        "bytes": state.stat().st_size,
        "sha256": hashlib.sha256(state.read_bytes()).hexdigest(),
    }
    head.write_text(json.dumps(told))
    with pytest.raises(ValueError, match=r"(?i)can be used.*weights.only"):
        load(tmp_path)


def test_optimisers_and_image_pools_come_back(tmp_path: Path) -> None:
    module, optimisers = begin(1)
    for weight in module.parameters():
        weight.grad = torch.ones_like(weight)
    optimisers["task"].step()
    module.pools["image"].images = [torch.ones(3, 2, 2)]
    checkpoint.save(tmp_path, Head(step=9), module, optimisers, CPU, keep=1)
    other, others = begin(2)
    other.pools["image"].size = 5
    assert load(tmp_path, other, others) == 9
    moments = [list(o["task"].state.values()) for o in (optimisers, others)]
    assert moments[0] and len(moments[0]) == len(moments[1])
    for first, second in zip(*moments, strict=True):
        assert all(torch.equal(first[key], second[key]) for key in first)
    assert torch.equal(other.pools["image"].images[0], torch.ones(3, 2, 2))


@pytest.mark.parametrize(("processes", "shares"), [(1, [6]), (2, [3, 3]), (4, [2, 2, 2, 0])])
def test_another_number_of_processes_shares_the_image_pool(
    tmp_path: Path, processes: int, shares: list[int]
) -> None:
    module, optimisers = begin(1)
    module.pools["image"].images = [torch.full((3, 2, 2), float(i)) for i in range(6)]
    checkpoint.save(tmp_path, Head(step=9), module, optimisers, CPU, keep=1)
    found = []
    for rank in range(processes):
        module.pools["image"].size = 10
        alone = Alone(torch.device("cpu"), rank=rank, processes=processes)
        checkpoint.load(tmp_path, module, optimisers, alone)
        found.append([int(image[0, 0, 0]) for image in module.pools["image"].images])
    assert [len(part) for part in found] == shares
    assert sorted(number for part in found for number in part) == list(range(6))


class Alone(Runtime):
    """One of several processes, the others of which are not there."""

    def objects(self, value: object) -> list[object]:
        return [value] * self.processes


def test_processes_that_see_different_disks_are_told(tmp_path: Path) -> None:
    class Apart(Alone):
        def objects(self, value: object) -> list[object]:
            return [value, 0]

    save(tmp_path, 3)
    runtime = Apart(torch.device("cpu"), rank=0, processes=2)
    with pytest.raises(ValueError, match=r"different checkpoints .*\[3, 0\].* all machines share"):
        checkpoint.load(tmp_path, *begin(), runtime)


def test_too_little_space_is_noticed_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    with pytest.raises(Problem) as raised:
        save(tmp_path, 2)
    assert raised.value.code == "training.disk_full"
    assert names(tmp_path) == ["step-000001"]
