"""A model of the Hub as judge, with a stand-in for transformers."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch

from gioada.audit.judge import load_judge

NAMES = {0: "road", 1: "tree", 2: "car, auto, automobile", 3: "grass", 4: "painting", 5: "plant"}
VEGETATION = 1


class Model:
    """Votes for the class that a pixel's red value names."""

    config = SimpleNamespace(id2label=NAMES)

    def eval(self) -> Model:
        return self

    def to(self, _: torch.device) -> Model:
        return self

    def __call__(
        self, *, pixel_values: torch.Tensor, output_hidden_states: bool = False
    ) -> SimpleNamespace:
        votes = torch.nn.functional.one_hot(pixel_values[:, 0].long(), len(NAMES))
        logits = 10.0 * votes.permute(0, 3, 1, 2).float()
        logits[:, 3] += 1.0  # grass is second everywhere
        hidden = (pixel_values.flatten(2).permute(0, 2, 1),) if output_hidden_states else None
        return SimpleNamespace(logits=logits, hidden_states=hidden)


def processor(images: np.ndarray, return_tensors: str) -> dict[str, torch.Tensor]:
    assert return_tensors == "pt"
    return {"pixel_values": torch.from_numpy(images).permute(2, 0, 1)[None].float()}


@pytest.fixture
def transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("transformers")
    known = {"someone/streets"}

    def loader(value: object) -> SimpleNamespace:
        def from_pretrained(name: str, **_: object) -> object:
            if name not in known:
                raise OSError(f"{name} is not a repository")
            return value

        return SimpleNamespace(from_pretrained=from_pretrained)

    module.AutoImageProcessor = loader(processor)  # type: ignore[attr-defined]
    module.AutoModelForSemanticSegmentation = loader(Model())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "transformers", module)


@pytest.mark.usefixtures("transformers")
def test_classes_are_mapped_by_name_and_the_mapping_is_shown() -> None:
    judge = load_judge("someone/streets", "cpu")
    assert judge.space.classes == ("road", "vegetation", "terrain", "car")
    assert judge.space.ids == ((7,), (21,), (22,), (26,))
    assert "tree; plant -> vegetation (id 21)" in judge.mapping
    assert judge.mapping[-1] == "not asked: painting"


@pytest.mark.usefixtures("transformers")
def test_it_reads_the_likeliest_class_that_cityscapes_has() -> None:
    judge = load_judge("someone/streets", "cpu")
    image = np.zeros((4, 6, 3), np.uint8)
    image[:, :2, 0], image[:, 2:4, 0], image[:, 4:, 0] = 1, 5, 4
    scene = judge.read(image)
    terrain = 2  # where it would have said painting
    assert scene.labels.tolist() == [[VEGETATION] * 4 + [terrain] * 2] * 4
    assert np.isnan(scene.depth).all()
    assert not judge.reads_depth
    assert judge.features(image)[0] == pytest.approx((1 + 5 + 4) / 3)


@pytest.mark.usefixtures("transformers")
def test_a_model_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="check the id"):
        load_judge("someone/nothing", "cpu")


def test_without_transformers_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ValueError, match="pip install transformers"):
        load_judge("someone/streets", "cpu")


def test_neither_a_folder_nor_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="no checkpoint folder"):
        load_judge("checkpoints/none", "cpu")
