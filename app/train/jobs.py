"""What can be done to runs: start, resume, ask, end, remove."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from app import places, processes
from app.train import runs
from app.train.runs import Place, find
from gioada import records
from gioada.cli import here
from gioada.data.framesets import StoredSet
from gioada.data.places import Places
from gioada.errors import Problem
from gioada.training.folder import Request, RunFolder
from gioada.training.spec import Experiment

PLACE = "place.json"
SQUASHED = 0.05
"""From which change of proportions on pictures are cropped rather than squashed."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def start(experiment: Experiment, name: str, place: Place) -> str:
    """Start a new run and return its name.

    Args:
        experiment: what is trained.
        name: its name; empty makes one of preset, pair and seed.
        place: where it is trained.

    Raises:
        Problem: ``run.name`` or ``run.taken``, ``run.not_writable``; ``data.*``, the data is not
            there; ``options.unused``.
    """
    chosen = name.strip() or free_name(experiment)
    if not NAME.fullmatch(chosen):
        raise Problem(
            "run.name",
            "{name!r} cannot be the name of a run: use up to 64 letters, digits, dots, hyphens "
            "and underscores, and begin with a letter or digit.",
            name=chosen,
        )
    experiment = proportioned(experiment, _checked_sizes(experiment, place))
    run = RunFolder(places.runs() / chosen)
    try:
        run.path.mkdir(parents=True)
    except FileExistsError:
        what = "There is already a run {name}: choose another name, or resume that one."
        raise Problem("run.taken", what, name=chosen) from None
    except OSError as error:
        raise _not_written(run, error) from error
    try:
        records.write(experiment, run.spec)
        _launch(run, place)
    except OSError as error:
        shutil.rmtree(run.path, ignore_errors=True)  # else its name would be taken
        raise _not_written(run, error) from error
    return chosen


def resume(name: str | None, place: Place) -> None:
    """Go on with a run from its newest checkpoint.

    Raises:
        Problem: ``run.*``: there is no such run, it runs, or it has nothing to go on with.
    """
    run = find(name)
    if run.lives:
        raise Problem("run.in_use", "{name} runs already.", name=run.name)
    if run.state in ("done", "damaged"):
        what = "{name} is {state}: there is nothing to go on with."
        raise Problem("run.ended", what, name=run.name, state=run.state)
    before = place_of_run(run.path)
    place = replace(
        place, source=place.source or before.source, target=place.target or before.target
    )
    try:
        _launch(RunFolder(run.path), place)
    except OSError as error:
        raise _not_written(RunFolder(run.path), error) from error


def _launch(run: RunFolder, place: Place) -> None:
    records.write(place, run.path / PLACE)
    runs.launch(run, place)


def place_of_run(path: Path) -> Place:
    """Where the page trained a run last; the usual place for one that was started elsewhere."""
    try:
        return records.read(Place, path / PLACE)
    except Problem:
        return Place()


def ask(name: str | None, request: Request) -> None:
    """Leave a request for a run; raises Problem ``run.*`` if that cannot be."""
    processes.ask(find(name), request)


def end(name: str | None) -> None:
    """Kill a run that does not stop; raises Problem ``run.*`` if that cannot be."""
    processes.end(find(name))


def remove(name: str | None) -> None:
    """Delete a run that nobody trains, for ever; raises Problem ``run.*`` if that cannot be."""
    processes.remove(find(name))


def free_name(experiment: Experiment) -> str:
    """``both-demo-0``, or ``both-demo-0-2`` where that is taken."""
    from gioada.cli.training import default_run

    return numbered(default_run(experiment).name)


def numbered(first: str) -> str:
    """A name, or with ``-2``, ``-3``, ... behind it where it is taken."""
    names = [first, *(f"{first}-{number}" for number in range(2, 1000))]
    return next((name for name in names if not (places.runs() / name).exists()), first)


def proportioned(experiment: Experiment, found: dict[str, tuple[int, int]]) -> Experiment:
    """An experiment that crops what it would squash.

    Args:
        experiment: the options; where they say a crop or the source's size, they stay.
        found: heights and widths of the files of ``source`` and ``target``.
    """
    if experiment.crop or experiment.source_size:
        return experiment
    wanted = experiment.sizes["target"]
    sizes = {role: _covering(wanted, size) for role, size in found.items()}
    if all(size == wanted for size in sizes.values()):
        return experiment
    height, width = sizes.get("target", wanted)
    source = sizes.get("source", wanted)
    return replace(experiment, height=height, width=width, source_size=source, crop=wanted)


def _covering(wanted: tuple[int, int], own: tuple[int, int]) -> tuple[int, int]:
    """The least size of the own proportions that a wanted one can be cut from."""
    (height, width), (own_height, own_width) = wanted, own
    if abs(own_height / own_width * width / height - 1) < SQUASHED:
        return wanted
    scale = max(height / own_height, width / own_width)
    return max(height, round(own_height * scale)), max(width, round(own_width * scale))


def _not_written(run: RunFolder, error: OSError) -> Problem:
    return Problem(
        "run.not_writable",
        "{path} cannot be written to ({why}): make room there, or name another folder of runs in "
        "GIOADA_RUNS when the page is started.",
        path=run.path,
        why=error.strerror,
    )


def _checked_sizes(experiment: Experiment, place: Place) -> dict[str, tuple[int, int]]:
    """See that files are there to train on, and how large they are; what is rendered is made."""
    folders = {"source": place.source.strip(), "target": place.target.strip()}
    named = {role: Path(folder) for role, folder in folders.items() if folder}
    places = Places(data=here.DATA, **named)
    pair, sizes = experiment.find_pair(), experiment.sizes
    found: dict[str, tuple[int, int]] = {}
    for role, frames in (("source", pair.source.train), ("target", pair.target.train)):
        if isinstance(frames, StoredSet):
            height, width = frames.open(places, sizes[role])[0].image.shape[:2]
            found[role] = height, width
        elif role in named:
            raise Problem(
                "options.unused",
                "{pair} renders its {role}, so that the folder {folder} is not used: leave it "
                "out, or choose another pair.",
                pair=experiment.pair,
                role=role,
                folder=named[role],
            )
    return found
