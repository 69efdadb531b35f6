"""Networks of a checkpoint as ONNX files, which run without torch; see docs/deploy.md.

All that a network needs lies in its graph: scaling to [-1, 1] and the backbone's own statistics,
padding, the class of each pixel, metres. Height and width are whatever comes. Only resizing to the
size that the network works at is left to who calls it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gioada.data.depth import SCALES, DepthScale
from gioada.data.labels import find_space
from gioada.errors import Problem
from gioada.inference.sizing import SMALLEST
from gioada.models.card import Card, read_card
from gioada.models.checkpoint import load_task, load_translator
from gioada.whole import write_whole

OPSET = 18


class _Task(nn.Module):
    def __init__(self, network: nn.Module, scale: DepthScale) -> None:
        super().__init__()
        self.network, self.metres = network, SCALES[scale][1]

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 1 H W 3 -> class uint8 1 H W, its probability, and depth in metres, both float."""
        prediction = self.network(_planes(image))
        confidence, labels = prediction.labels.softmax(1).max(1)
        return labels.to(torch.uint8), confidence, self.metres(prediction.depth[:, 0])


class _Translator(nn.Module):
    def __init__(self, network: nn.Module, scale: DepthScale) -> None:
        super().__init__()
        self.network, self.normalise = network, SCALES[scale][0]

    def forward(self, image: Tensor, labels: Tensor, depth: Tensor) -> Tensor:
        """uint8 1 H W 3, class uint8 1 H W (255 void), metres float 1 H W -> uint8 1 H W 3."""
        scaled = self.normalise(depth)[:, None]
        made = self.network(_planes(image), depth=scaled, labels=labels.long())
        return ((made + 1) * 127.5).round().clip(0, 255).to(torch.uint8).permute(0, 2, 3, 1)


def _planes(image: Tensor) -> Tensor:
    return image.permute(0, 3, 1, 2).float() / 127.5 - 1.0


@dataclass(frozen=True)
class _Graph:
    """What is exported of a network."""

    module: nn.Module
    inputs: dict[str, Tensor]
    outputs: list[str]


def export_onnx(place: Path | str, to: Path, *, fp16: bool = False) -> list[Path]:
    """Write ``task.onnx`` and ``translator.onnx`` of a checkpoint, those that it has.

    Args:
        place: as ``read_card`` takes it.
        to: the folder.
        fp16: keep weights in 16 bits; they are computed with in 32.

    Returns:
        The files. Each knows its classes, their colours, the size that it was trained at and its
        checkpoint: ``metadata_props``.

    Raises:
        Problem: ``onnx.missing``, a package is not installed; or as ``read_card``.
    """
    try:
        import onnx
    except ImportError as error:
        what = "Writing ONNX needs {package}: pip install onnx onnxruntime."
        raise Problem("onnx.missing", what, package=error.name) from error
    card = read_card(place)
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for name, graph in _graphs(card).items():
        model = _exported(graph)
        if fp16:
            _halve(model)
        for key, value in _described(card, name).items():
            model.metadata_props.add(key=key, value=value)
        path = to / f"{name}.onnx"
        write_whole(path, lambda draft, model=model: onnx.save(model, draft))
        written.append(path)
    return written


def _graphs(card: Card) -> dict[str, _Graph]:
    size = (1, 2 * SMALLEST + 5, 3 * SMALLEST + 3)
    image, maps = torch.zeros(*size, 3, dtype=torch.uint8), torch.zeros(size)
    found = {}
    if card.task:
        task = _Task(load_task(card), card.depth_scale)
        found["task"] = _Graph(task, {"image": image}, ["labels", "confidence", "depth"])
    if card.translator:
        translator = _Translator(load_translator(card), card.depth_scale)
        inputs = {"image": image, "labels": maps.byte(), "depth": maps}
        found["translator"] = _Graph(translator, inputs, ["translated"])
    return found


_SYMBOLS: dict[str, Callable[..., Any]] = {
    "aten::atanh": lambda g, x: g.op("Atanh", x),
    "aten::expm1": lambda g, x: g.op("Sub", g.op("Exp", x), g.op("Constant", value_t=_ONE)),
}
"""What the exporter does not know by itself."""
_ONE = torch.tensor(1.0)


def _exported(graph: _Graph) -> Any:
    import onnx

    for name, symbol in _SYMBOLS.items():
        torch.onnx.register_custom_op_symbolic(name, symbol, OPSET)  # type: ignore[attr-defined]
    sides = {1: "height", 2: "width"}
    with TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = Path(folder, "graph.onnx")
        # By tracing: torch.export takes minutes over the sizes of padded strided convolutions.
        torch.onnx.export(
            graph.module.eval(),
            tuple(graph.inputs.values()),
            file,
            input_names=list(graph.inputs),
            output_names=graph.outputs,
            dynamic_axes={name: dict(sides) for name in [*graph.inputs, *graph.outputs]},
            opset_version=OPSET,
            # Folding batch norm into convolutions is the runtime's: weights stay as checkpoints
            # have them, of which 16 bits are the whole.
            training=torch.onnx.TrainingMode.PRESERVE,
            dynamo=False,
        )
        return onnx.load(file)


def _halve(model: Any) -> None:
    """Keep the weights of a model in 16 bits; each is cast to 32 before it is used."""
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for weight in model.graph.initializer:
        if weight.data_type != TensorProto.FLOAT or len(weight.dims) < 2:
            continue
        halved = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16))
        name, halved.name = weight.name, f"{weight.name}.half"
        weight.CopyFrom(halved)
        casts.append(helper.make_node("Cast", [halved.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _described(card: Card, network: str) -> dict[str, str]:
    space = find_space(card.space)
    listed = {
        "classes": space.classes,
        "colours": space.colours,
        "size": (card.height, card.width),
        "conditions": card.translator.conditions if card.translator else (),
    }
    values = {key: json.dumps(value) for key, value in listed.items()}
    return {"checkpoint": card.name, "network": network, **values}
