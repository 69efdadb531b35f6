"""``python -m gioada evaluate``: a checkpoint's figures, printed, as json, and on its card."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from gioada import records
from gioada.data.pairs import find_pair
from gioada.evaluation.evaluate import Evaluation, evaluate, table
from gioada.evaluation.modelcard import write_readme
from gioada.inference.predictor import Predictor, load_predictor
from gioada.models.card import CARD
from gioada.training.runtime import make_runtime


class First:
    """The first frames of a set."""

    def __init__(self, frames: Any, count: int) -> None:
        self.frames, self.count = frames, min(count, len(frames))

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Any:
        return self.frames[index]


def evaluate_checkpoint(
    folder: Path,
    *,
    pair_name: str | None,
    split: str,
    limit: int | None,
    device: str,
    data: Path,
    json_path: Path | None,
    write_card: bool,
) -> Evaluation:
    """Evaluate a checkpoint folder on a split of a pair and record the figures.

    Raises:
        ValueError: if the checkpoint or the pair does not exist, or their classes differ.
    """
    runtime = make_runtime(device, precision="fp32", channels_last=False)
    predictor = load_predictor(folder, runtime.device)
    card = predictor.card
    pair = find_pair(pair_name or card.pair)
    if pair.space.name != card.space:
        raise ValueError(
            f"{card.name} predicts {card.space} and the pair {pair.name} is scored on "
            f"{pair.space.name}: choose a pair with the same classes."
        )
    if limit is not None and limit < 1:
        raise ValueError(f"a limit of {limit} leaves no frame to evaluate: give at least 1.")
    frames = getattr(pair, split).open(data, height=card.height, width=card.width)
    frames = First(frames, limit) if limit else frames
    result = evaluate(predictor, frames, data=f"{pair.name} {split}", progress=True)
    print(table(result))
    path = json_path or Path("runs") / "evaluations" / f"{card.name}-{split}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    records.write(result, path)
    print(f"written to {path}")
    if write_card:
        _write_card(folder, predictor, result)
    return result


def _write_card(folder: Path, predictor: Predictor, result: Evaluation) -> None:
    measured = {**asdict(result), "torch": torch.__version__}
    card = replace(predictor.card, results=measured, path="")
    records.write(card, folder / CARD)
    write_readme(folder, card)
