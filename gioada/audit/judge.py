"""Who reads the pictures: a checkpoint's task network, or a segmentation model of the Hub."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from gioada import hub
from gioada.audit.options import JUDGE
from gioada.data.frame import nearest
from gioada.data.labels import CITYSCAPES, LabelSpace
from gioada.errors import Advice, Problem
from gioada.evaluation.closeness import features
from gioada.inference.predictor import Predictor, load_predictor
from gioada.inference.scene import Scene
from gioada.inference.sizing import shrunk
from gioada.models.card import CARD
from gioada.training.runtime import pick_device

FIRST_NAMED = 6
"""Cityscapes ids below this are kinds of void."""
ALSO_CALLED: Mapping[str, str] = {
    "tree": "vegetation",
    "plant": "vegetation",
    "grass": "terrain",
    "earth": "terrain",
    "pavement": "sidewalk",
    "house": "building",
    "skyscraper": "building",
    "bicyclist": "rider",
    "streetlight": "pole",
    "street light": "pole",
    "signboard": "traffic sign",
    "minibike": "motorcycle",
    "motorbike": "motorcycle",
    "bike": "bicycle",
    "pedestrian": "person",
}
"""Names of ADE20K, Mapillary and CamVid for classes of Cityscapes."""


class Judge(Protocol):
    """Reads classes, and perhaps depth, off a picture."""

    name: str
    space: LabelSpace
    mapping: tuple[str, ...]
    """How its own classes became those of the space, a line each; empty if they are its own."""
    reads_depth: bool

    def read(self, image: NDArray[np.uint8]) -> Scene:
        """Classes of a picture uint8 H W 3, and its depth, NaN if the judge reads none."""
        ...

    def features(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        """F features of a picture uint8 H W 3, averaged over its positions."""
        ...


class CheckpointJudge:
    """The task network of a checkpoint."""

    mapping: tuple[str, ...] = ()
    reads_depth = True

    def __init__(self, predictor: Predictor) -> None:
        self.predictor = predictor
        self.name, self.space = predictor.card.name, predictor.space

    def read(self, image: NDArray[np.uint8]) -> Scene:
        """Classes and depth in metres."""
        return self.predictor.predict(image)

    def features(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Of the layer that both classifiers read."""
        return features(self.predictor, image)


class HubJudge:
    """A model that answers with one class per pixel.

    Only its classes that Cityscapes has count: where another is likelier, the likeliest of those
    is taken.

    Raises Problem if it has fewer than two of them.
    """

    reads_depth = False

    def __init__(self, name: str, model: Any, processor: Any, device: torch.device) -> None:
        self.name, self.model, self.processor, self.device = name, model, processor, device
        named = {int(index): str(label) for index, label in model.config.id2label.items()}
        self.groups = _groups(named)
        if len(self.groups) < 2:
            what = "{name} has fewer than two classes that Cityscapes has ({classes}, ...): "
            what += "choose a model of street scenes."
            classes = ", ".join(list(named.values())[:8])
            raise Problem("audit.judge_classes", what, name=name, classes=classes)
        self.space = _space(name, tuple(self.groups))
        self.mapping = _lines(named, self.groups)

    @torch.inference_mode()
    def read(self, image: NDArray[np.uint8]) -> Scene:
        """Classes at the picture's size; depth is NaN."""
        height, width = image.shape[:2]
        image = shrunk(image)
        logits = self._answer(image).logits.float()
        chosen = torch.stack([logits[:, each].amax(1) for each in self.groups.values()], 1)
        size = (image.shape[0], image.shape[1])
        maps = F.interpolate(chosen, size=size, mode="bilinear", align_corners=False)
        confidence, labels = maps.softmax(1).max(1)
        return Scene(
            labels=nearest(labels[0].byte().cpu().numpy(), height, width),
            confidence=nearest(confidence[0].cpu().numpy(), height, width),
            depth=np.full((height, width), np.nan, np.float32),
        )

    @torch.inference_mode()
    def features(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Of the encoder's last layer."""
        last = self._answer(shrunk(image), output_hidden_states=True).hidden_states[-1]
        # Convolutional encoders give 1 F h w, transformers without a pyramid 1 positions F.
        mean = last.mean((2, 3)) if last.ndim == 4 else last.mean(1)
        return mean[0].double().cpu().numpy()

    def _answer(self, image: NDArray[np.uint8], **options: bool) -> Any:
        inputs: Mapping[str, Tensor] = self.processor(images=image, return_tensors="pt")
        return self.model(**{key: each.to(self.device) for key, each in inputs.items()}, **options)


def load_hub_judge(address: str, device: torch.device) -> HubJudge:
    """A model by its id on the Hub, ``owner/name[@revision]``, or of a folder.

    Its name then has the commit where that is known.

    Raises:
        Problem: transformers is not installed, or has no such model.
    """
    name, _, revision = address.partition("@") if hub.is_address(address) else (address, "", "")
    try:
        from transformers import (  # type: ignore[import-not-found]
            AutoImageProcessor,
            AutoModelForSemanticSegmentation,
        )
    except ImportError as error:
        what = "{name} as a judge needs transformers: pip install transformers."
        advice = [Advice("judge", JUDGE)]
        raise Problem("audit.transformers_missing", what, advice=advice, name=name) from error
    at = {"revision": revision or "main"}
    try:
        processor = AutoImageProcessor.from_pretrained(name, **at)
        model = AutoModelForSemanticSegmentation.from_pretrained(name, use_safetensors=True, **at)
    except (OSError, ValueError) as error:
        what = "{name} cannot be loaded as a semantic-segmentation model ({reason}): check the id."
        advice = [Advice("judge", JUDGE)]
        reason = str(error)
        raise Problem("audit.judge", what, advice=advice, name=name, reason=reason) from error
    commit = getattr(model.config, "_commit_hash", None)
    name = f"{name}@{commit}" if commit else name
    return HubJudge(name, model.eval().to(device), processor, device)


def _groups(named: Mapping[int, str]) -> dict[int, list[int]]:
    """Cityscapes id -> the model's classes that mean it, in the order of ids."""
    ids = {name: id_ for id_, (name, _) in CITYSCAPES.items() if id_ >= FIRST_NAMED}
    found: dict[int, list[int]] = {}
    for index, label in named.items():
        # ADE20K lists several words: "sidewalk, pavement".
        words = [word.strip().lower() for word in label.replace(";", ",").split(",")]
        known = [ids[name] for word in words if (name := ALSO_CALLED.get(word, word)) in ids]
        if known:
            found.setdefault(known[0], []).append(index)
    return dict(sorted(found.items()))


def _space(name: str, ids: tuple[int, ...]) -> LabelSpace:
    return LabelSpace(
        name=f"classes of {name}",
        classes=tuple(CITYSCAPES[id_][0] for id_ in ids),
        colours=tuple(CITYSCAPES[id_][1] for id_ in ids),
        ids=tuple((id_,) for id_ in ids),
        means=(("mIoU", tuple(range(len(ids)))),),
    )


def _lines(named: Mapping[int, str], groups: Mapping[int, list[int]]) -> tuple[str, ...]:
    lines = [
        f"{'; '.join(named[index] for index in indices)} -> {CITYSCAPES[id_][0]} (id {id_})"
        for id_, indices in groups.items()
    ]
    used = {index for indices in groups.values() for index in indices}
    unused = [label for index, label in named.items() if index not in used]
    return (*lines, f"not used: {'; '.join(unused)}") if unused else tuple(lines)


def load_judge(name: str, device: str = "auto") -> Judge:
    """A judge by its name.

    Args:
        name: a checkpoint, in a folder or on the Hub; a semantic-segmentation model of the Hub by
            its id; or the folder of such a model.
        device: auto, cpu, cuda, or cuda:N.

    Raises:
        Problem: it is none of these, or cannot be loaded.
    """
    folder = Path(name)
    own_model = (folder / "config.json").is_file() and not (folder / CARD).is_file()
    if (folder.is_dir() and not own_model) or _is_checkpoint(name):
        return CheckpointJudge(load_predictor(name, pick_device(device)))
    if own_model or hub.is_address(name):
        return load_hub_judge(name, pick_device(device))
    what = "{name} is no checkpoint folder and no id of a model."
    advice = [Advice("judge", "nvidia/segformer-b0-finetuned-cityscapes-768-768")]
    raise Problem("audit.no_judge", what, advice=advice, name=name)


def _is_checkpoint(name: str) -> bool:
    """Whether one of ours lies at an address of the Hub; its other models have no such card."""
    if not hub.is_address(name):
        return False
    try:
        return (hub.fetch(name, only=f"*{CARD}").folder / CARD).is_file()
    except Problem as problem:
        if problem.code == "hub.unreachable":
            return False  # but a model may lie in the cache of transformers
        raise
