"""``python -m gioada evaluate``: a checkpoint's figures, printed, as json, and on its card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import torch

from gioada import records
from gioada.data.frame import First
from gioada.data.pairs import Pair, Part, find_pair
from gioada.data.places import Places
from gioada.errors import Problem
from gioada.evaluation.common import common_classes
from gioada.evaluation.consistency import Evidence, over_frames
from gioada.evaluation.evaluate import Evaluation, evaluate, table
from gioada.evaluation.leak import Leak
from gioada.evaluation.leak import over_frames as leaks_over
from gioada.evaluation.modelcard import write_readme
from gioada.inference.frame_translator import load_frame_translator
from gioada.inference.predictor import Predictor, load_predictor
from gioada.models.card import CARD, Card
from gioada.training.runtime import pick_device
from gioada.training.spec import Experiment


def evaluate_checkpoint(
    folder: Path,
    *,
    pair_name: str | None,
    split: Part,
    limit: int | None,
    long_side: int | None,
    device: str,
    places: Places,
    json_path: Path | None,
    write_card: bool,
) -> Evaluation:
    """Evaluate a checkpoint folder on a split of a pair and record the figures.

    A pair of other classes is scored over those that both know; see ``gioada.evaluation.common``.

    Raises:
        ValueError: if the checkpoint or the pair does not exist, or they have no class in common.
    """
    predictor = load_predictor(folder, pick_device(device))
    card = predictor.card
    if write_card and not folder.is_dir():
        what = "figures are written into a checkpoint that is here: {name} lies on the Hub."
        raise Problem("evaluate.not_here", what, name=card.name)
    pair = _pair_of(card) if pair_name is None else find_pair(pair_name)
    common = common_classes(predictor.space, pair.space)
    frames = pair.open(split, places, (card.height, card.width))
    frames = First(frames, limit)
    data = f"{pair.name} {split}"
    result = evaluate(
        predictor, frames, data=data, progress=True, common=common, long_side=long_side
    )
    print(table(result))
    path = json_path or Path("runs") / "evaluations" / f"{_file_name(card, pair)}-{split}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    records.write(result, path)
    print(f"written to {path}")
    if write_card:
        _write_card(folder, predictor, result)
    return result


def _file_name(card: Card, pair: Pair) -> str:
    name = card.name if pair.name == card.pair else f"{card.name}-{pair.name}"
    return re.sub("[/:]", "-", name)


def _pair_of(card: Card) -> Pair:
    """The pair that a checkpoint was trained on, with the choices of classes that it was."""
    if not card.experiment:
        return find_pair(card.pair)
    return records.build(Experiment, card.experiment).find_pair()


def _write_card(folder: Path, predictor: Predictor, result: Evaluation) -> None:
    measured = {**asdict(result), "torch": torch.__version__}
    card = replace(predictor.card, results=measured, path="")
    records.write(card, folder / CARD)
    write_readme(folder, card)


def judge_translations(folder: Path, *, judge: Path, limit: int, places: Places) -> Evidence:
    """Print what a checkpoint's translator keeps of held-out source frames, read by a judge.

    Raises:
        ValueError: if either checkpoint cannot be loaded, or their classes differ.
    """
    translator, predictor = load_frame_translator(folder), load_predictor(judge)
    card = translator.card
    frames = _pair_of(card).open("held_out", places, (card.height, card.width))
    first = First(frames, limit)
    result = over_frames(predictor, translator, first)
    print(f"{card.name} on {len(first)} held-out source frames, read by {predictor.card.name}")
    print("\n".join(evidence_lines(result)))
    if card.translator is not None and "labels" in card.translator.conditions:
        readers = [load_predictor(folder), predictor]
        found = leaks_over(readers, translator, first)
        print("given the labels of another frame, the false class is read where the two differ")
        for reader, leak in zip(readers, found, strict=True):
            print(leak_line(reader.card.name, leak))
    return result


def leak_line(reader: str, found: Leak) -> str:
    """What a task network reads of false labels, in a line for people."""
    return (
        f"  {reader:15} {100 * found.false_labels:5.1f} % of the pixels; "
        f"given the true ones {100 * found.true_labels:.1f} %"
    )


def evidence_lines(found: Evidence) -> Iterator[str]:
    """What a translation kept, in lines for people."""
    for name, share in found.kept.items():
        others = ", ".join(
            f"{100 * lost:.1f} % became {other}" for other, lost in found.became[name][:3]
        )
        yield f"  {name:15} {100 * share:5.1f} % kept{'; ' if others else ''}{others}"
    yield f"  {'mean':15} {100 * found.mean_kept:5.1f} % kept"
    yield f"  edge agreement  {found.edges:5.2f}"
    depth = found.depth
    yield (
        f"  depth           {100 * depth.kept:5.1f} % within 1.25 of the reading of the source; "
        f"relative error {depth.error_after:.3f}, on the source {depth.error_before:.3f}"
    )
