"""The runs that the page shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app import places, processes
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState, find_runs, read_run

EXAMPLES = places.ROOT / "app" / "examples" / "runs"
EXAMPLE = "example: "
"""Before the names of runs that come with the page; no run's own name can begin so."""


def own() -> list[RunState]:
    """The runs in the folder of runs, the most recently started first."""
    processes.reap()
    return [processes.with_child(run) for run in find_runs(places.runs())]


def listed() -> list[RunState]:
    """What the page lists: its own runs, or the examples where there are none yet."""
    return own() or examples()


def examples() -> list[RunState]:
    """Finished runs that come with the page, to be looked at."""
    return [replace(run, name=EXAMPLE + run.name) for run in find_runs(EXAMPLES)]


def is_example(run: RunState) -> bool:
    """Whether a run came with the page, and can only be looked at."""
    return run.name.startswith(EXAMPLE)


def find(name: str | None) -> RunState:
    """One of the page's own runs by its name.

    Raises:
        Problem: ``run.none``: there is none of that name.
    """
    processes.reap()
    # Looked up among the names that are there, so that a name can never lead out of the folder.
    root = places.runs()
    known = root.iterdir() if root.is_dir() else ()
    path = next((path for path in known if path.name == name), None)
    if path is None:
        what = "There is no run {name!r}: it may have been removed. Choose another one."
        raise Problem("run.none", what, name=name)
    return processes.with_child(read_run(path))


def find_any(name: str | None) -> RunState:
    """A run or an example by its name; raises as ``find``."""
    return next((run for run in examples() if run.name == name), None) or find(name)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and from what a run is trained; nothing of it changes the networks."""

    device: str = "auto"
    """auto, cpu, cuda or cuda:N."""
    source: str = ""
    """Folder of the source's files; empty is the usual one."""
    target: str = ""
    """Folder of the target's files; empty is the usual one."""

    def words(self, *, device: bool = True) -> list[str]:
        """The options for a terminal.

        Args:
            device: also the device.
        """
        options = {
            "--device": self.device if device and self.device != "auto" else "",
            "--source": self.source.strip(),
            "--target": self.target.strip(),
        }
        return [word for option, value in options.items() if value for word in (option, value)]


def launch(run: RunFolder, place: Place) -> None:
    """Start a trainer in a run folder that has a spec."""
    words = ["resume", str(run.path), "--quiet", *place.words()]
    processes.start(run, words, place.device)
