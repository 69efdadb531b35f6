"""The checkpoints that are offered, and what is remembered of their answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from app import checkpoints, hub, networks
from app.answers import fingerprint
from app.checkpoints import Checkpoint, find, names
from gioada import records
from gioada.inference.predictor import Predictor
from gioada.models.card import read_card
from gioada.training import checkpoint
from gioada.training.checkpoint import Head
from gioada.training.folder import RunFolder
from gioada.training.optimisers import make_optimisers
from tests.tiny import experiment, objective
from tests.training.runs import CPU

IMAGE = np.random.default_rng(0).integers(0, 256, (40, 64, 3), np.uint8)
pytestmark = pytest.mark.usefixtures("shelf_of_stand_ins")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of runs of this test's own."""
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def save(run: Path, step: int, *, method: str = "both", keep: int = 2) -> None:
    """What a trainer leaves at a step; the weights differ from step to step."""
    run.mkdir(parents=True, exist_ok=True)
    records.write(experiment(method), RunFolder(run).spec)
    module = objective(method, seed=step)
    optimisers = make_optimisers(module, experiment(method).training)
    checkpoint.save(RunFolder(run).checkpoints, Head(step=step), module, optimisers, CPU, keep=keep)


# --- runs ---------------------------------------------------------------------------------------


def test_the_newest_checkpoint_of_a_run_is_offered_and_replaced_by_a_newer_one(runs: Path) -> None:
    assert names("task") == ["both-demo", "cg-demo", "joint-demo", "na-demo"]
    save(runs / "mine", 5)
    save(runs / "plain", 5, method="na")
    assert set(names("task")) >= {"run: mine", "run: plain"}
    assert "run: mine" in names("translator") and "run: plain" not in names("translator")
    first = find("run: mine").scene(IMAGE)
    assert find("run: mine").predictor.card.steps == 5
    save(runs / "mine", 6)
    assert find("run: mine").predictor.card.steps == 6
    assert (find("run: mine").scene(IMAGE).depth != first.depth).any()
    assert find("run: mine", "translator").translator.card.name == "run: mine"


def test_a_checkpoint_that_is_removed_while_it_is_read_gives_way_to_another(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(runs / "mine", 1)
    save(runs / "mine", 2)
    read = torch.nn.Module.load_state_dict
    taken: list[int] = []

    def vanish(module: torch.nn.Module, *arguments: object, **options: object) -> object:
        if not taken:
            taken.append(2)
            shutil.rmtree(runs / "mine" / "checkpoints" / "step-000002")
            raise RuntimeError("half of it is gone")
        return read(module, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(torch.nn.Module, "load_state_dict", vanish)
    assert find("run: mine").predictor.card.steps == 1


def test_a_run_whose_checkpoints_are_all_damaged_says_so(runs: Path) -> None:
    save(runs / "mine", 1)
    (runs / "mine" / "checkpoints" / "step-000001" / "average" / "task.safetensors").write_bytes(
        b"PK"
    )
    with pytest.raises(ValueError, match=r"task network of run: mine cannot be loaded"):
        find("run: mine").scene(IMAGE)


def test_runs_that_have_saved_nothing_or_are_damaged_are_left_out(runs: Path) -> None:
    save(runs / "good", 1)
    shutil.copytree(runs / "good", runs / "cut")
    (runs / "cut" / "spec.json").write_text('{"method"')
    (runs / "young").mkdir()
    (runs / "young" / "spec.json").write_text((runs / "good" / "spec.json").read_text())
    assert [name for name in names("task") if name.startswith("run: ")] == ["run: good"]


def test_no_pickle_of_a_run_is_opened(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(runs / "mine", 1)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a run's checkpoint went through pickle")

    for name in ("pickle.load", "pickle.loads", "pickle.Unpickler", "torch.load"):
        monkeypatch.setattr(name, refuse)
    assert find("run: mine").predictor.card.steps == 1
    assert find("run: mine").belief(IMAGE) is not None


# --- the Hub ------------------------------------------------------------------------------------


@pytest.fixture
def repository(
    stand_ins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], SimpleNamespace]]:
    """Puts a repository with one checkpoint on a Hub of its own; without one, nothing answers."""
    log = SimpleNamespace(asked=[], root=tmp_path / "0123abcd", there=False)

    def snapshot_download(name: str, **options: object) -> str:
        log.asked.append((name, options))
        if not log.there:
            raise ConnectionError("no way to the Hub")
        return str(log.root)

    def put(names: str, *, there: bool = True) -> SimpleNamespace:
        shutil.copytree(stand_ins / "both-demo", log.root / "both-full")
        log.there = there
        monkeypatch.setenv("GIOADA_HUB", names)
        _forget_the_hub()
        hub.found()
        for thread in hub._threads.values():
            thread.join()
        return log

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    yield put
    _forget_the_hub()


def _forget_the_hub() -> None:
    for known in (hub._found, hub._problems, hub._threads):
        known.clear()


def test_checkpoints_of_the_hub_stand_beside_the_local_ones(repository: Callable) -> None:
    log = repository("lab/streets")
    assert names("task")[-2:] == ["na-demo", "hub: lab/streets/both-full@0123abcd"]
    scene = find("hub: lab/streets/both-full").scene(IMAGE)
    np.testing.assert_array_equal(scene.labels, find("both-demo").scene(IMAGE).labels)
    assert not hub.notes()
    for _, options in log.asked:
        kinds = {pattern.rpartition("/")[2] for pattern in options["allow_patterns"]}
        assert kinds == {"checkpoint.json", "*.safetensors", "README.md"}


def test_without_the_hub_a_sentence_and_what_is_there(repository: Callable) -> None:
    repository("lab/streets, lab/streets", there=False)
    assert names("task") == ["both-demo", "cg-demo", "joint-demo", "na-demo"]
    (sentence,) = hub.notes()
    assert "no way to the Hub" in sentence and sentence.endswith("Other checkpoints are used.")


# --- answers ------------------------------------------------------------------------------------


def test_an_answer_is_remembered_until_checkpoint_picture_or_size_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    predict = Predictor.predict

    def counted(self: Predictor, *arguments: object, **options: object) -> object:
        asked.append(self.card.name)
        return predict(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Predictor, "predict", counted)
    image = IMAGE[::-1].copy()
    first = find("na-demo").scene(image)
    again = find("na-demo").scene(image)
    np.testing.assert_array_equal(first.depth, again.depth)
    assert first.depth.dtype == again.depth.dtype == np.float32
    assert asked == ["na-demo"]
    assert find("na-demo").known_scene(image) is not None
    assert find("na-demo").known_scene(image, 512) is None
    find("both-demo").scene(image)
    find("na-demo").scene(image, 80)
    find("na-demo").scene(image[::-1])
    assert len(asked) == 4


def test_fast_is_another_answer_only_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "fast_pays", lambda: True)
    assert find("na-demo").scene_key(IMAGE) != find("na-demo").scene_key(IMAGE, None, True)
    monkeypatch.setattr(networks, "fast_pays", lambda: False)
    assert find("na-demo").scene_key(IMAGE) == find("na-demo").scene_key(IMAGE, None, True)


def test_what_the_output_discriminators_believe(runs: Path) -> None:
    assert find("na-demo").belief(IMAGE) is None
    save(runs / "mine", 1)
    believed = find("run: mine").belief(IMAGE)
    assert believed is not None
    assert believed.shape == (40, 64) and believed.dtype == np.float32
    assert believed.min() >= 0 and believed.max() <= 1


def test_networks_leave_the_gpu_when_a_training_starts_there() -> None:
    on_gpu = SimpleNamespace(device=torch.device("cuda"))
    on_cpu = SimpleNamespace(device=torch.device("cpu"))
    for key, network in (("gpu", on_gpu), ("cpu", on_cpu)):
        networks._networks[key,] = network
    networks.release()
    assert ("gpu",) not in networks._networks
    assert networks._networks.pop(("cpu",)) is on_cpu


def test_an_exported_checkpoint_is_known_by_its_weights(stand_ins: Path, tmp_path: Path) -> None:
    """So that stored answers belong to them, wherever they lie."""
    found = find("na-demo")
    shutil.copytree(stand_ins / "na-demo", tmp_path / "na-demo")
    copied = Checkpoint(card=read_card(tmp_path / "na-demo"))
    assert found.version("task") == copied.version("task")
    assert found.version("task") != find("joint-demo").version("task")


def test_people_see_methods_and_requests_names() -> None:
    found = checkpoints.offered("task")
    assert ("GIO-Ada (demo)", "both-demo") in checkpoints.choices(found)
    assert checkpoints.titles(found)["na-demo"] == "Non-adapted"
    twice = [*found[:1], *found[:1]]
    assert checkpoints.titles(twice) == {"both-demo": "GIO-Ada, both-demo"}


def test_fingerprints_tell_arrays_apart() -> None:
    zeros = np.zeros((2, 3), np.uint8)
    others = [zeros + 1, zeros.reshape(3, 2), zeros.astype(np.int8)]
    assert len({fingerprint(array) for array in [zeros, *others]}) == 4
    assert fingerprint(zeros) == fingerprint(zeros.copy())
