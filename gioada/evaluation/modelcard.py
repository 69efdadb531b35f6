"""A checkpoint's README: what it is, how it was made, what it scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from huggingface_hub import EvalResult, ModelCardData

from gioada.data.framesets import RenderedSet
from gioada.data.pairs import Part, find_pair
from gioada.errors import Advice, Problem
from gioada.methods.presets import PRESETS
from gioada.models.card import Card
from gioada.models.spec import VGG16, find_backbone
from gioada.training.options import departures
from gioada.training.spec import Experiment


def write_readme(folder: Path, card: Card) -> None:
    """Write ``README.md`` from the card alone, with the metadata that the Hub reads."""
    text = "\n".join(_lines(card)) + "\n"
    (folder / "README.md").write_text(f"---\n{_metadata(card).to_yaml()}\n---\n\n{text}")


def _metadata(card: Card) -> ModelCardData:
    results = card.results
    metrics = [("mean_iou", name, value) for name, value in results.get("means", {}).items()]
    metrics += [(name, f"depth {name}", value) for name, value in results.get("depth", {}).items()]
    pair, _, split = results.get("data", "").rpartition(" ")
    found = [
        EvalResult(
            task_type="depth-estimation" if name.startswith("depth ") else "image-segmentation",
            dataset_type=card.pair.replace("/", "-"),
            dataset_name=pair or split,
            dataset_split=split,
            metric_type=kind,
            metric_name=name,
            metric_value=round(value, 4),
        )
        for kind, name, value in metrics
        if _known(value)
    ]
    return ModelCardData(
        license="mit",
        library_name="gioada",
        pipeline_tag="image-segmentation" if card.task else "image-to-image",
        tags=["domain-adaptation", "semantic-segmentation", "depth-estimation"],
        model_name=card.name,
        eval_results=found or None,
    )


def _lines(card: Card) -> Iterator[str]:
    results, trained = card.results, card.trained
    yield f"# {card.name}\n"
    yield f"`{card.preset}`: {PRESETS[card.preset].summary}." if card.preset in PRESETS else ""
    yield ""
    yield (
        f"Trained on the pair `{card.pair}` at {card.height} x {card.width}, seed {card.seed}, "
        f"{card.steps} steps in all; this is the last snapshot"
        f"{' (running average of the weights)' if card.averaged else ''}. It took "
        f"{trained.get('seconds', 0) / 60:.0f} minutes on {trained.get('device', '?')} with "
        f"{trained.get('threads', '?')} thread(s), torch {trained.get('torch', '?')}. "
        f"{_networks(card)}"
    )
    for world, version in trained.get("worlds", {}).items():
        yield f"\nIts training images are of version {version} of the rendered world `{world}`."
    if card.pair.startswith("demo"):
        yield "\nA network that knows nothing but this drawn pair is not good on real photos."
    read_otherwise = [option for option in _departures(card) if option.startswith("--method.")]
    if read_otherwise:
        yield "\nDeparts from the preset: "
        yield ", ".join(f"`{option.removeprefix('--method.')}`" for option in read_otherwise) + "."
    if card.translator is not None:
        form = "residual, tanh(net + atanh(x))" if card.translator.residual else "tanh(net)"
        conditions = ", ".join(card.translator.conditions) or "nothing"
        yield f"\nTranslator: {form}; sees beside the image: {conditions}."
    accuracy = trained.get("task_accuracy") or {}
    if accuracy and card.translator is not None:
        yield (
            "Task accuracy on source images in training, last tenth: "
            + ", ".join(f"{view} {value:.3f}" for view, value in accuracy.items())
            + "."
        )
    if leak := trained.get("leak"):
        yield (
            f"Leak: given mirrored labels, the translator made the task network read the false "
            f"class on {leak['false_labels']:.1%} of the pixels where the two differ, given the "
            f"true ones on {leak['true_labels']:.1%} (in training, last tenth)."
        )
    yield from _figures(results) if results else ("\nIt was not measured.",)
    yield "\n## Data, licence and limits\n"
    yield from _data(card)
    yield (
        "\nThe weights are under the MIT licence, as far as the data allow, and for research: one "
        f"seed, the classes of `{card.space}` and no others, depth of the cameras that they saw. "
        "Nothing that moves should rely on them."
    )
    yield "\n## Commands\n\n```"
    if card.preset in PRESETS:
        yield train_command(card)
    yield f"python -m gioada export runs/{card.name} --to checkpoints/{card.name}"
    split = results.get("data", "evaluation").rsplit(maxsplit=1)[-1]
    which = "" if split == "evaluation" else f" --split {split}"
    yield (
        f"python -m gioada evaluate --checkpoint checkpoints/{card.name} --pair {card.pair}{which}"
    )
    yield "```"


def _figures(results: dict[str, Any]) -> Iterator[str]:
    yield "\n## Results\n"
    side = results.get("long_side")
    asked = f" (asked at a long side of {side} pixels)" if side else ""
    yield f"`{results['data']}`, {results['num_frames']} frames that no training saw{asked}:\n"
    yield "| class | IoU % |\n| --- | ---: |"
    for name, value in {**results["iou"], **results["means"]}.items():
        yield f"| {name} | {_number(value, 1)} |"
    known = {name: value for name, value in results["depth"].items() if _known(value)}
    if known:
        yield "\nDepth, nearer than 80 m: " + ", ".join(
            f"{name} {_number(value, 3)}" for name, value in known.items()
        )
    plausible = results.get("plausible") or {}
    if shares := [f"{name} {_number(value, 3)}" for name, value in plausible.items()]:
        yield f"\nWhether depth is plausible where only labels are known: {', '.join(shares)}."


def _data(card: Card) -> Iterator[str]:
    try:
        pair = find_pair(card.pair)
    except ValueError:
        return  # a pair of the owner's own
    parts: tuple[Part, ...] = ("source", "target")
    for part in parts:
        frames = pair.frames(part)
        on_disk = frames.on_disk if isinstance(frames, RenderedSet) else None
        known = on_disk((card.height, card.width)) if on_disk else getattr(frames, "disk_set", None)
        if known is not None:
            licence = known.facts.licence
            yield f"- {part}: {known.facts.title}" + (f" ({licence})" if licence else "")


def _networks(card: Card) -> str:
    networks = card.experiment.get("networks", {})
    width = {
        "small": "a quarter of the paper's width",
        "medium": "half of the paper's width",
        "full": "the paper's width",
    }
    start = {"none": "from scratch", "imagenet": "from ImageNet"}
    weights, backbone = networks.get("weights", "none"), networks.get("backbone", VGG16)
    return (
        f"Networks of {width.get(networks.get('size', ''), 'their own width')}; the task network "
        f"on {backbone} ({find_backbone(backbone).summary}), "
        f"{start.get(weights, f'from {weights}')}."
    )


def _known(value: float | None) -> bool:
    """Whether there is a figure (NaN is null in the card)."""
    return value is not None and value == value


def _number(value: float | None, digits: int) -> str:
    """A figure, or a dash where there is none."""
    return f"{value:.{digits}f}" if value is not None and _known(value) else "-"


def train_command(card: Card) -> str:
    """The command that trains this checkpoint: what differs from the preset's defaults."""
    options = "".join(f" {option}" for option in _departures(card))
    threads = f" --threads {card.trained['threads']}" if "threads" in card.trained else ""
    return f"python -m gioada train {card.preset} --run runs/{card.name}{options}{threads}"


def _departures(card: Card) -> list[str]:
    """Options of the run that differ from its preset's defaults, as the command line has them."""
    if card.preset not in PRESETS:
        return []
    default = asdict(Experiment(method=PRESETS[card.preset].method))
    return [" ".join(words) for words in departures(default, card.experiment)]


def results_table(cards: Sequence[Card]) -> str:
    """The evaluated checkpoints as Markdown tables by data, in the order of the presets.

    Raises:
        ValueError: if none of them carries results.
    """
    order = {name: place for place, name in enumerate(PRESETS)}
    known = sorted(
        (card for card in cards if card.results), key=lambda c: order.get(c.preset, len(order))
    )
    if not known:
        what = "no checkpoint has results yet: evaluate one first."
        raise Problem("evaluate.no_results", what, advice=[Advice("write-card")])
    by_data: dict[str, list[Card]] = {}
    for card in known:
        by_data.setdefault(card.results["data"], []).append(card)
    return "\n\n".join(f"{data}:\n\n{_table(those)}" for data, those in by_data.items())


def _table(known: Sequence[Card]) -> str:
    first = known[0].results
    columns = [*first["iou"], *first["means"], "abs rel", "minutes"]
    lines = [
        f"| preset | {' | '.join(columns)} |",
        f"| --- |{' ---: |' * len(columns)}",
    ]
    for card in known:
        values = [_number(value, 1) for value in card.results["iou"].values()]
        values += [f"**{_number(value, 1)}**" for value in card.results["means"].values()]
        values += [_number(card.results["depth"].get("abs_rel"), 3)]
        values += [f"{card.trained.get('seconds', 0) / 60:.0f}"]
        lines.append(f"| `{card.preset}` | {' | '.join(values)} |")
    return "\n".join(lines)
