"""Commands on checkpoints: make one of a run, score it, judge its translations."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from gioada.cli.here import PLACES, PlacesHere


def export(
    source: Path,
    /,
    *,
    to: Path,
    snapshot: Literal["averaged", "raw"] = "averaged",
    onnx: bool = False,
    fp16: bool = False,
) -> None:
    """Make a checkpoint (safetensors, card, README) of a run's last snapshot, or ONNX files of one.

    Args:
        source: the run folder; with --onnx a checkpoint.
        to: the checkpoint folder, for example checkpoints/both-demo; with --onnx any folder.
        snapshot: the running average of the weights, or the weights themselves.
        onnx: write task.onnx and translator.onnx, which run without torch (docs/deploy.md).
        fp16: with --onnx, keep weights in 16 bits, as checkpoints do: half the size. They are
            computed with in 32.
    """
    if onnx:
        from gioada.inference.deploy import export_onnx

        for path in export_onnx(source, to, fp16=fp16):
            print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
        return
    from gioada.evaluation.modelcard import write_readme
    from gioada.training.export import export_run

    card = export_run(source, to, averaged=snapshot == "averaged")
    write_readme(to, card)
    print(f"{to}: step {card.steps} of {source}. Next: python -m gioada evaluate --checkpoint {to}")


def push(checkpoint: Path, repository: str, /, *, private: bool = False) -> None:
    """Put a checkpoint into a repository of the Hugging Face Hub; `hf auth login` comes first.

    Args:
        checkpoint: an exported checkpoint folder.
        repository: owner/name; made where there is none.
        private: make a repository that others do not see.
    """
    from gioada import hub
    from gioada.evaluation.modelcard import write_readme
    from gioada.models.card import read_card

    card = read_card(checkpoint)
    if not (checkpoint / "README.md").exists():
        write_readme(checkpoint, card)
    address = hub.push(checkpoint, repository, private=private)
    print(f"{address}. Anybody's: --checkpoint {repository}")


def evaluate(
    *,
    checkpoint: Path,
    pair: str | None = None,
    split: Literal["evaluation", "validation", "held_out"] = "evaluation",
    limit: int | None = None,
    long_side: int | None = None,
    device: str = "auto",
    places: PlacesHere = PLACES,
    json: Path | None = None,
    write_card: bool = False,
) -> None:
    """Score a checkpoint on a pair's labelled target frames; print a table and write json.

    Args:
        checkpoint: an exported checkpoint folder, or owner/name[@revision] of the Hub.
        pair: the pair; default is the one that it was trained on. One of other classes is scored
            over those that both know, and says which.
        split: evaluation (reported), validation (to choose options on), or held-out source.
        limit: only the first so many frames.
        long_side: pixels of the pictures' long side at which the network works; default is that of
            its training images.
        device: auto, cpu, cuda, or cuda:N.
        places: where data lies.
        json: where to write the numbers; default runs/evaluations/NAME-SPLIT.json, with the
            pair's name in it if it is another one.
        write_card: put the numbers into the checkpoint's card and README.
    """
    from gioada.evaluation.command import evaluate_checkpoint

    evaluate_checkpoint(
        checkpoint,
        pair_name=pair,
        split=split,
        limit=limit,
        long_side=long_side,
        device=device,
        places=places,
        json_path=json,
        write_card=write_card,
    )


def consistency(
    *,
    checkpoint: Path,
    judge: Path = Path("checkpoints/joint-demo"),
    limit: int = 20,
    places: PlacesHere = PLACES,
) -> None:
    """Measure what a checkpoint's translations keep, class by class, as a judge network reads them.

    Args:
        checkpoint: an exported checkpoint with a translator, or owner/name[@revision] of the Hub.
        judge: a checkpoint whose task network has seen no translation.
        limit: how many held-out source frames.
        places: where data lies.
    """
    from gioada.evaluation.command import judge_translations

    judge_translations(checkpoint, judge=judge, limit=limit, places=places)


def results(folder: Path = Path("checkpoints"), /) -> None:
    """Print the evaluated checkpoints of a folder as one Markdown table.

    Args:
        folder: the folder of checkpoints.
    """
    from gioada.evaluation.modelcard import results_table
    from gioada.models.card import find_checkpoints

    print(results_table(find_checkpoints(folder)))
