"""The command line. Commands import their machinery when they run, so that help is instant."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import tyro

from gioada.data.places import Places
from gioada.methods.presets import ALIASES, PRESETS, find, folder_name
from gioada.training.locks import Refused
from gioada.training.spec import Experiment, Sitting

DATA = Path(os.environ.get("GIOADA_DATA", "data"))
HERE, PLACES = Sitting(data=DATA), Places(data=DATA)
Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class TrainCommand(Sitting, Experiment):
    """An experiment, and where and how it runs here (which does not change its networks)."""

    data: Path = DATA
    """Folder for rendered and downloaded data."""
    run: Annotated[Path | None, tyro.conf.arg(aliases=["--run-folder"])] = None
    """The run folder; default runs/PRESET-PAIR-SEED. Under torchrun say --run-folder, as it takes
    --run for an option of its own."""
    resume: bool = False
    """Go on from the newest checkpoint of the run folder, with the run's own options."""


def train(command: TrainCommand) -> None:
    """Train a preset in a run folder; Ctrl-C saves and stops.

    Args:
        command: the preset with its options.
    """
    experiment, sitting = _part(command, Experiment), _part(command, Sitting)
    folder = command.run or default_run(experiment)
    if command.resume:
        _check_preset(folder, experiment)
    _train(folder, None if command.resume else experiment, sitting)


def resume(run: Path, /, sitting: Annotated[Sitting, tyro.conf.arg(name="")] = HERE) -> None:
    """Go on with a run from its newest checkpoint, with its own options.

    Args:
        run: the run folder.
        sitting: how it is carried out here.
    """
    _train(run, None, sitting)


def _train(folder: Path, experiment: Experiment | None, sitting: Sitting) -> None:
    from gioada.evaluation.validation import validation_scores
    from gioada.training.run import train_run

    train_run(folder, experiment, sitting, validation_scores(sitting.places))


def _check_preset(folder: Path, experiment: Experiment) -> None:
    from gioada import records

    if not (folder / "spec.json").exists():
        return  # which going on with it says in its own words
    stored = records.read(Experiment, folder / "spec.json")
    if stored.method.name != experiment.method.name:
        raise ValueError(
            f"{folder} is a run of {stored.method.name}, not of {experiment.method.name}: "
            f"say `python -m gioada resume {folder}`, or name another run folder."
        )


def _part(command: Any, kind: type[Record]) -> Record:
    """The command's fields that belong to one of its bases."""
    return kind(**{field.name: getattr(command, field.name) for field in fields(kind)})  # type: ignore[arg-type]


def runs(folders: tuple[Path, ...] = (Path("runs"),), /, *, json: bool = False) -> None:
    """List the runs of a folder with their state, or tell all about one run.

    Args:
        folders: folders of runs, or run folders.
        json: machine-readable output.
    """
    from gioada.training.listing import print_runs

    print_runs(folders, as_json=json)


def ask(request: Literal["stop", "save", "sample"], run: Path, /) -> None:
    """Ask a run in progress to save and stop, to save, or to draw its samples.

    Args:
        request: what to do after the step in progress.
        run: the run folder.
    """
    from gioada.training.folder import RunFolder
    from gioada.training.watch import read_run

    if not read_run(run).lives:
        raise ValueError(f"nobody trains in {run} just now, so nothing can be asked of it.")
    RunFolder(run).ask(request)


def default_run(experiment: Experiment) -> Path:
    """``runs/both-demo-0``."""
    name = folder_name(experiment.method.name)
    pair = experiment.pair.replace("/", "-").replace(":", "-")
    return Path("runs") / f"{name}-{pair}-{experiment.training.seed}"


def export(run: Path, /, *, to: Path, snapshot: Literal["averaged", "raw"] = "averaged") -> None:
    """Make a checkpoint (safetensors, card, README) of a run's last snapshot.

    Args:
        run: the run folder.
        to: the checkpoint folder, for example checkpoints/both-demo.
        snapshot: the running average of the weights, or the weights themselves.
    """
    from gioada.training.export import export_run

    card = export_run(run, to, averaged=snapshot == "averaged")
    print(f"{to}: step {card.steps} of {run}. Next: python -m gioada evaluate --checkpoint {to}")


def evaluate(
    *,
    checkpoint: Path,
    pair: str | None = None,
    split: Literal["evaluation", "validation", "held_out"] = "evaluation",
    limit: int | None = None,
    device: str = "auto",
    places: Annotated[Places, tyro.conf.arg(name="")] = PLACES,
    json: Path | None = None,
    write_card: bool = False,
) -> None:
    """Score a checkpoint on a pair's labelled target frames; print a table and write json.

    Args:
        checkpoint: an exported checkpoint folder.
        pair: the pair; default is the one that it was trained on.
        split: evaluation (reported), validation (to choose options on), or held-out source.
        limit: only the first so many frames.
        device: auto, cpu, cuda, or cuda:N.
        places: where data lies.
        json: where to write the numbers; default runs/evaluations/NAME-SPLIT.json.
        write_card: put the numbers into the checkpoint's card and README.
    """
    from gioada.evaluation.command import evaluate_checkpoint

    evaluate_checkpoint(
        checkpoint,
        pair_name=pair,
        split=split,
        limit=limit,
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
    places: Annotated[Places, tyro.conf.arg(name="")] = PLACES,
) -> None:
    """Measure what a checkpoint's translations keep, class by class, as a judge network reads them.

    Args:
        checkpoint: an exported checkpoint with a translator.
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


def render(*, pair: str = "demo", height: int = 96, width: int = 320, data: Path = DATA) -> None:
    """Render all frames of a demo pair ahead of time.

    Args:
        pair: the pair.
        height: of the images in pixels.
        width: of the images in pixels.
        data: folder for rendered data.
    """
    from gioada.data.pairs import find_pair

    named = find_pair(pair)
    for part in ("source", "target", "evaluation", "validation", "held_out"):
        named.open(part, Places(data=data), (height, width))


def presets() -> None:
    """List the presets: the rows of the paper's tables."""
    for name, method in PRESETS.items():
        print(f"{name:6} {method.summary}")
    for alias, name in ALIASES.items():
        print(f"{alias:6} the same as {name}")


def _experiments() -> type:
    """The presets as subcommands whose every option can be overridden."""
    summaries = {name: method.summary for name, method in PRESETS.items()}
    summaries |= {alias: f"the same as {name}" for alias, name in ALIASES.items()}
    defaults = {name: TrainCommand(method=find(name)) for name in summaries}
    presets_type = tyro.extras.subcommand_type_from_defaults(defaults, summaries)
    return Annotated[presets_type, tyro.conf.arg(name="")]  # type: ignore[return-value]


def main() -> None:
    """Run a command; an expected failure is one sentence and exit status 2, in use is 3."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train.__annotations__["command"] = _experiments()
    commands = {
        "train": train,
        "resume": resume,
        "runs": runs,
        "ask": ask,
        "evaluate": evaluate,
        "consistency": consistency,
        "export": export,
        "results": results,
        "render": render,
        "presets": presets,
    }
    try:
        tyro.extras.subcommand_cli_from_dict(
            commands,
            prog="python -m gioada",
            config=(tyro.conf.AvoidSubcommands,),
        )
    except Refused as refusal:
        print(f"gioada: {refusal}", file=sys.stderr)
        sys.exit(3)
    except (ValueError, OSError, FloatingPointError, MemoryError) as error:
        print(f"gioada: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
