"""Fixed samples through a run's networks, as one picture: what the numbers do not show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from gioada.data.stream import PairStream, image_array, image_tensor, source_tensors
from gioada.methods.objective import Objective
from gioada.training.runtime import Runtime

NUM_SAMPLES = 4


@torch.no_grad()
def save_samples(path: Path, objective: Objective, stream: PairStream, runtime: Runtime) -> None:
    """Write rows of source, its labels, its translation, target, the target's predicted labels."""
    networks = objective.average
    rows = []
    for index in range(min(NUM_SAMPLES, len(stream.source), len(stream.target))):
        image, labels, depth = source_tensors(stream.source[index], stream.space)
        batch = [runtime.tensor(values[None]) for values in (image, labels, depth)]
        translated = networks["translator"](batch[0], depth=batch[2], labels=batch[1])
        target = stream.target[index].image
        prediction = networks["task"](runtime.tensor(image_tensor(target)[None]))
        predicted = prediction.labels[0].argmax(0).byte().cpu().numpy()
        rows.append(
            [
                image_array(image),
                stream.space.colourise(labels.numpy()),
                image_array(translated[0]),
                target,
                stream.space.colourise(predicted),
            ]
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.vstack([np.hstack(row) for row in rows])).save(path)
