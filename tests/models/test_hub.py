"""Checkpoints go up to the Hub and come down, only safetensors, and each refusal is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from huggingface_hub import ModelCard, constants

from gioada import hub
from gioada.audit.judge import CheckpointJudge, load_judge
from gioada.cli import main
from gioada.errors import Problem
from gioada.models.card import read_card
from gioada.models.checkpoint import export
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator
from tests.hub import GATED, READER, Hub, running
from tests.models.test_checkpoint import CARD, networks
from tests.tiny import TASK, random_batch

NAME = "lab/streets"


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    export(tmp_path / "tiny", CARD, networks())
    return tmp_path / "tiny"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with running(tmp_path / "cache", monkeypatch) as found:
        yield found


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def run(*words: object) -> None:
        monkeypatch.setattr("sys.argv", ["gioada", *map(str, words)])
        main()

    return run


def test_a_checkpoint_is_pushed_and_read_at_its_commit(
    served: Hub, checkpoint: Path, command: Callable[..., None]
) -> None:
    (checkpoint / "state.pt").write_bytes(b"a pickle")
    command("push", checkpoint, NAME)
    newest = list(served.repositories[NAME])[-1]
    files = served.repositories[NAME][newest]
    tensors = {"task.safetensors", "translator.safetensors"}
    assert set(files) == {".gitattributes", "README.md", "checkpoint.json", *tensors}
    for place in (NAME, f"{NAME}@main", f"{NAME}@{newest}"):
        assert read_card(place).name == f"{NAME}@{newest}"
    loaded, here = (TaskNetwork.from_pretrained(place) for place in (NAME, checkpoint))
    image = random_batch().image
    assert torch.equal(loaded(image).labels, here(image).labels)
    assert not loaded.training and loaded.card is not None
    assert isinstance(Translator.from_pretrained(NAME, revision=newest), Translator)
    assert isinstance(load_judge(NAME, "cpu"), CheckpointJudge)


def test_an_older_commit_stays_what_it_was(served: Hub, checkpoint: Path) -> None:
    first = served.put(NAME, checkpoint)
    before = read_card(NAME).name
    second = served.commit(NAME, {"README.md": b"another"})
    assert read_card(NAME).name == f"{NAME}@{second}"
    assert read_card(before).name == before == f"{NAME}@{first}"


def test_nothing_but_safetensors_comes_down(served: Hub, checkpoint: Path) -> None:
    for name in ("evil.pt", "pytorch_model.bin", "model.pkl", "run.py", "sub/evil.bin"):
        (checkpoint / name).parent.mkdir(exist_ok=True)
        (checkpoint / name).write_bytes(b"no")
    served.put(NAME, checkpoint)
    TaskNetwork.from_pretrained(NAME)
    assert set(served.given) == {
        *("checkpoint.json", "task.safetensors", "translator.safetensors"),
    }


def test_one_of_several_in_a_repository(served: Hub, checkpoint: Path) -> None:
    commit = served.put(NAME, checkpoint.parent)
    assert read_card(f"{NAME}/tiny@main").name == f"{NAME}/tiny@{commit}"
    with pytest.raises(Problem) as raised:
        read_card(NAME)
    assert raised.value.code == "checkpoint.none"


def test_a_network_is_pushed_alone(served: Hub, checkpoint: Path) -> None:
    (checkpoint / "README.md").write_text("what it is")
    TaskNetwork.from_pretrained(checkpoint).push_to_hub(NAME)
    card = read_card(NAME)
    assert card.task == TASK and card.translator is None
    assert (Path(card.path) / "README.md").read_text() == "what it is"
    with pytest.raises(Problem) as raised:
        Translator.from_pretrained(NAME)
    assert raised.value.code == "checkpoint.lacks"
    with pytest.raises(Problem) as raised:
        TaskNetwork(TASK).push_to_hub(NAME)
    assert raised.value.code == "checkpoint.no_card"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as raised:
        act()
    assert str(raised.value).endswith((".", ")."))
    return raised.value.code


def test_refusals_are_told_apart(
    served: Hub, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.put(NAME, checkpoint)
    served.put(GATED, checkpoint)
    assert code_of(lambda: read_card("lab/nothing")) == "hub.missing"
    assert code_of(lambda: read_card(f"{NAME}@never")) == "hub.revision"
    assert code_of(lambda: read_card(GATED)) == "hub.gated"
    assert code_of(lambda: hub.fetch("a/b--c")) == "hub.name"
    assert code_of(lambda: hub.fetch("../etc")) == "hub.name"
    monkeypatch.setenv("HF_TOKEN", READER)
    assert code_of(lambda: hub.push(checkpoint, "lab/mine")) == "hub.refused"
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert code_of(lambda: read_card(NAME)) == "hub.refused"
    monkeypatch.delenv("HF_TOKEN")
    assert code_of(lambda: hub.push(checkpoint, "lab/mine")) == "hub.refused"
    assert code_of(lambda: read_card("lab/nothing")) == "hub.missing"


def test_without_the_hub_its_cache_is_used(
    served: Hub, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = served.put(NAME, checkpoint)
    read_card(NAME)
    unreachable: tuple[tuple[str, object], ...] = (
        ("ENDPOINT", "http://127.0.0.1:9"),
        ("HF_HUB_OFFLINE", True),
    )
    for setting, value in unreachable:
        monkeypatch.setattr(constants, setting, value)
        assert read_card(NAME).name == f"{NAME}@{commit}"
        assert code_of(lambda: read_card("lab/other")) == "hub.unreachable"


def test_a_folder_here_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hub.is_address("lab/streets") and hub.is_address(Path("lab/streets@v1"))
    (tmp_path / "lab").mkdir()
    for name in ("lab/streets", "/lab/streets", "../lab/streets", "lab", "a/../b", "-/x"):
        assert not hub.is_address(name)


@pytest.mark.parametrize("name", ["both-demo", "na-street"])
def test_bundled_cards_carry_the_metadata_of_the_hub(root: Path, name: str) -> None:
    folder = root / "checkpoints" / name
    data = ModelCard.load(folder / "README.md").data
    assert (data.license, data.library_name, data.model_name) == ("mit", "gioada", name)
    (first, *_) = data.eval_results or []
    assert first.metric_name == "mIoU"
    assert first.metric_value == pytest.approx(read_card(folder).results["means"]["mIoU"], abs=1e-3)
