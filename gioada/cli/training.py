"""Commands that train, and that watch a training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from gioada.cli.here import HERE, LaunchHere
from gioada.errors import Problem
from gioada.methods.presets import ALIASES, PRESETS, find
from gioada.methods.variants import SCALED
from gioada.training.options import departed
from gioada.training.spec import Experiment


@dataclass(frozen=True, kw_only=True)
class TrainCommand:
    """An experiment, and where and how it runs here (which does not change its networks)."""

    experiment: Annotated[Experiment, tyro.conf.arg(name="")]
    launch: LaunchHere = HERE
    run: Annotated[Path | None, tyro.conf.arg(aliases=["--run-folder"])] = None
    """The run folder; default runs/PRESET-PAIR-SEED-VARIANT. Under torchrun say --run-folder, as
    it takes --run for an option of its own."""
    resume: bool = False
    """Go on from the newest checkpoint of the run folder, with the run's own options."""
    variant: str = SCALED
    """Named departures (gioada/methods/variants.py), which other options go before; --literal is
    short for --variant literal, section 3.5 to the letter."""


def train(command: TrainCommand) -> None:
    """Train a preset in a run folder; Ctrl-C saves and stops.

    Args:
        command: the preset with its options.
    """
    from gioada.evaluation.evaluate import validation_scores
    from gioada.training.run import train_run

    experiment, launch = command.experiment, command.launch
    folder = command.run or default_run(experiment, command.variant)
    if command.resume:
        _check_preset(folder, experiment)
    new = None if command.resume else experiment
    train_run(folder, new, launch, validation_scores(launch.places))


def resume(run: Path, /, launch: LaunchHere = HERE) -> None:
    """Go on with a run from its newest checkpoint, with its own options.

    Args:
        run: the run folder.
        launch: how it is carried out here.
    """
    from gioada.evaluation.evaluate import validation_scores
    from gioada.training.run import train_run

    train_run(run, None, launch, validation_scores(launch.places))


def _check_preset(folder: Path, experiment: Experiment) -> None:
    from gioada import records

    if not (folder / "spec.json").exists():
        return  # which going on with it says in its own words
    stored = records.read_values(folder / "spec.json").get("method", {}).get("name")
    if stored != experiment.method.name:
        what = "{path} is a run of {stored}, not of {asked}: say `python -m gioada resume {path}`, "
        what += "or name another run folder."
        raise Problem(
            "run.other_preset", what, path=folder, stored=stored, asked=experiment.method.name
        )


def runs(folders: tuple[Path, ...] = (Path("runs"),), /, *, json: bool = False) -> None:
    """List the runs of a folder with their state, or show all about one run.

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
        what = "nobody trains in {path} just now, so nothing can be asked of it."
        raise Problem("run.not_alive", what, path=run)
    RunFolder(run).ask(request)


def default_run(experiment: Experiment, variant: str = SCALED) -> Path:
    """``runs/both-demo-0``, or with departures ``runs/both-demo-0-steady``."""
    return Path("runs") / (experiment.name if variant == SCALED else f"{experiment.name}-{variant}")


def presets() -> None:
    """List the presets: the rows of the paper's tables."""
    for name, preset in PRESETS.items():
        print(f"{name:8} {preset.summary}")
    for alias, name in ALIASES.items():
        print(f"{alias:8} the same as {name}")


def experiments(variant: str = SCALED) -> type:
    """The presets as subcommands whose every option can be overridden.

    Args:
        variant: gives the options' defaults; Problem if there is none of the name.
    """
    summaries = {name: preset.summary for name, preset in PRESETS.items()}
    summaries |= {alias: f"the same as {name}" for alias, name in ALIASES.items()}
    defaults = {
        name: TrainCommand(
            experiment=departed(Experiment(method=find(name)), variant), variant=variant
        )
        for name in summaries
    }
    presets_type = tyro.extras.subcommand_type_from_defaults(defaults, summaries)
    return Annotated[presets_type, tyro.conf.arg(name="")]  # type: ignore[return-value]
