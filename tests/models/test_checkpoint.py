"""Exported checkpoints come back as they were, and damaged ones say so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from gioada.errors import Problem
from gioada.methods.objective import Objective
from gioada.methods.presets import find
from gioada.models.card import Card, find_checkpoints, read_card
from gioada.models.checkpoint import export, load_task, load_translator, save_checkpoint
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator
from tests.problems import refused
from tests.tiny import (
    CLASSES,
    HEIGHT,
    NETWORKS,
    TASK,
    TRANSLATOR,
    WIDTH,
    objective,
    random_batch,
)

CARD = Card(
    name="tiny", preset="both", pair="demo", space="kitti10", height=HEIGHT, width=WIDTH, seed=0,
    steps=7,
)  # fmt: skip


def networks() -> nn.ModuleDict:
    torch.manual_seed(0)
    return nn.ModuleDict({"task": TaskNetwork(TASK), "translator": Translator(TRANSLATOR)})


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    export(folder, CARD, networks())
    return folder


def test_the_card_comes_back(exported: Path) -> None:
    expected = replace(CARD, task=TASK, translator=TRANSLATOR, path=str(exported))
    assert read_card(exported) == expected
    assert find_checkpoints(exported.parent) == [expected]


def test_the_networks_come_back_rounded_to_16_bits(exported: Path) -> None:
    card, batch, original = read_card(exported), random_batch(), networks()
    task, translator = load_task(card), load_translator(card)
    for name, loaded in (("task", task), ("translator", translator)):
        for weight, before in zip(loaded.parameters(), original[name].parameters(), strict=True):
            assert weight.dtype == torch.float32
            assert torch.equal(weight, before.half().float())
            assert not weight.requires_grad
        assert not loaded.training
    with torch.no_grad():
        difference = task(batch.image).labels - original["task"](batch.image).labels
    assert difference.abs().max() < 0.01


def test_a_run_begins_from_a_checkpoint(tmp_path: Path) -> None:
    card = export(tmp_path / "tiny", CARD, objective("+sd").generators)
    begun = objective("+sd", seed=1)
    begun.begin_with(card.path, CARD.space, CARD.depth_scale)
    for name, saved in (("task", load_task(card)), ("translator", load_translator(card))):
        for side in (begun.generators, begun.average):
            own = side[name].state_dict()
            assert all(torch.equal(own[key], value) for key, value in saved.state_dict().items())
    assert all(weight.requires_grad for weight in begun.generators.parameters())


@pytest.mark.parametrize(
    ("space", "scale", "networks", "field"),
    [
        ("camvid11", "clip80", {}, "classes"),
        ("kitti10", "log80", {}, "depth"),
        ("kitti10", "clip80", {"num_blocks": 2}, "translator network's num_blocks"),
    ],
)
def test_a_run_cannot_begin_from_other_networks(
    exported: Path, space: str, scale: Any, networks: dict[str, Any], field: str
) -> None:
    begun = Objective(find("+sd"), replace(NETWORKS, **networks), CLASSES, (HEIGHT, WIDTH))
    with refused("weights.other", field=field):
        begun.begin_with(str(exported), space, scale)


def test_a_network_without_weights_is_left_out(tmp_path: Path) -> None:
    bundle = nn.ModuleDict({"task": TaskNetwork(TASK), "translator": nn.Identity()})
    bundle["back"] = Translator(TRANSLATOR)
    card = export(tmp_path / "na", CARD, bundle)
    assert card.translator is None
    assert [path.name for path in (tmp_path / "na").glob("*.safetensors")] == ["task.safetensors"]
    with pytest.raises(ValueError, match="na holds no translator"):
        load_translator(card)


def test_a_translator_alone_has_no_task_network(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "half", replace(CARD, translator=TRANSLATOR), {})
    with pytest.raises(ValueError, match="half holds no task network"):
        load_task(read_card(tmp_path / "half"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def scramble(path: Path) -> None:
    path.write_bytes(b"PK" + bytes(200))


def rename_a_tensor(path: Path) -> None:
    tensors = load_file(path)
    tensors["another"] = tensors.pop("backbone.0.weight")
    save_file(tensors, path)


def widen_a_tensor(path: Path) -> None:
    tensors = load_file(path)
    tensors["backbone.0.weight"] = torch.zeros(8, 3, 3, 3)
    save_file(tensors, path)


@pytest.mark.parametrize("damage", [Path.unlink, cut, scramble, rename_a_tensor, widen_a_tensor])
def test_a_damaged_network_says_so(exported: Path, damage: object) -> None:
    card = read_card(exported)
    damage(exported / "task.safetensors")  # type: ignore[operator]
    with pytest.raises(ValueError, match=r"task network of tiny cannot be loaded: .*task\.safet"):
        load_task(card)
    load_translator(card)  # the other one still can be


def test_nothing_is_unpickled(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a checkpoint went through pickle")

    for name in ("pickle.load", "pickle.loads", "pickle.Unpickler", "torch.load"):
        monkeypatch.setattr(name, refuse)
    card = read_card(exported)
    load_task(card)
    load_translator(card)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"name": "tiny"', "record.not_json"),
        ("[1, 2]", "record.wrong"),
        ('{"name": "tiny"}', "record.wrong"),
        (None, "checkpoint.none"),
    ],
)
def test_a_damaged_card_says_so_and_hides_no_other(
    exported: Path, text: str | None, code: str
) -> None:
    broken = exported.parent / "broken"
    broken.mkdir()
    if text is not None:
        (broken / "checkpoint.json").write_text(text)
    with pytest.raises(Problem) as raised:
        read_card(broken)
    assert raised.value.code == code
    assert [card.name for card in find_checkpoints(exported.parent)] == ["tiny"]


def test_a_field_of_a_later_version_is_named(exported: Path) -> None:
    path = exported / "checkpoint.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "colour": "blue"}))
    with pytest.raises(Problem) as raised:
        read_card(exported)
    assert (raised.value.code, raised.value.fields["field"]) == ("record.wrong", "colour")


def test_no_checkpoints_in_no_folder(tmp_path: Path) -> None:
    assert find_checkpoints(tmp_path / "nowhere") == []
