"""A run folder: what lies where, and how anybody asks a run for something."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from gioada.errors import Problem

Request = Literal["stop", "save", "sample"]


def step_name(step: int) -> str:
    """What belongs to a step is called ``step-000500``."""
    return f"step-{step:06d}"


def list_checkpoints(folder: Path) -> list[Path]:
    """The complete checkpoints in a folder, oldest first; not whether they are undamaged."""
    paths = [path for path in folder.glob("step-*") if re.fullmatch(r"step-\d+", path.name)]
    return sorted(paths, key=_step_of)


def _step_of(path: Path) -> int:
    return int(path.name.removeprefix("step-"))


@dataclass(frozen=True)
class RunFolder:
    """The folder of a run: the one thing that a trainer and those who watch it share.

    Each file has one writer. Whoever starts a run writes ``spec.json``, anybody may leave a
    request, and the trainer writes the rest and removes the requests that it has served.
    """

    path: Path

    @property
    def name(self) -> str:
        """The run's name: that of its folder."""
        return self.path.name if self.path.name not in ("", "..") else self.path.resolve().name

    @property
    def spec(self) -> Path:
        """What is trained: an ``Experiment`` as json."""
        return self.path / "spec.json"

    @property
    def status(self) -> Path:
        """How far the trainer says it is; replaced in one piece."""
        return self.path / "status.json"

    @property
    def journal(self) -> Path:
        """The numbers, a json object a line, appended."""
        return self.path / "journal.jsonl"

    @property
    def log(self) -> Path:
        """What the process printed, appended."""
        return self.path / "log.txt"

    @property
    def samples(self) -> Path:
        """The pictures by step: ``step-000500.png``."""
        return self.path / "samples"

    @property
    def checkpoints(self) -> Path:
        """The snapshots by step: ``step-000500/``, complete as soon as they bear that name."""
        return self.path / "checkpoints"

    @property
    def lock(self) -> Path:
        """Locked while a trainer lives."""
        return self.path / "run.lock"

    def holds_run(self) -> bool:
        """Whether there is anything of a run here, be it damaged."""
        return any(path.is_file() for path in (self.spec, self.status, self.journal))

    def saved_steps(self) -> list[int]:
        """Steps of the complete checkpoints, oldest first; not whether they are undamaged."""
        return [_step_of(path) for path in list_checkpoints(self.checkpoints)]

    def command(self, words: str) -> str:
        """A command on this run, to be pasted into a shell here: ``ask stop``, ``resume``."""
        path, here = self.path.absolute(), Path.cwd()
        shown = path.relative_to(here) if path.is_relative_to(here) else path
        return f"python -m gioada {words} {shlex.quote(str(shown))}"

    def ask(self, request: Request) -> None:
        """Leave a request that the trainer serves after its present step.

        Raises:
            Problem: ``run.none``, there is no run in the folder; ``run.not_writable``, it may not
                be written to; ``options.wrong``, there is no such request.
        """
        if request not in get_args(Request):
            what = "{value!r} cannot be asked for: say {known}."
            known = ", ".join(get_args(Request))
            raise Problem("options.wrong", what, field="request", value=request, known=known)
        if not self.holds_run():
            raise no_run(self)
        try:
            (self.path / request).touch()
        except OSError as error:
            what = "{path} may not be written to ({why}), so nothing can be asked of the run: ask "
            what += "as the user who started it."
            raise Problem("run.not_writable", what, path=self.path, why=error.strerror) from error

    def asked(self) -> frozenset[Request]:
        """The requests that wait."""
        return frozenset(name for name in get_args(Request) if (self.path / name).exists())

    def forget(self) -> None:
        """Take away the requests that an earlier trainer left behind."""
        for request in get_args(Request):
            self.served(request)

    def served(self, request: Request) -> None:
        """Take a request away; nothing happens if it is gone."""
        (self.path / request).unlink(missing_ok=True)


def no_run(folder: RunFolder) -> Problem:
    """That there is no run in a folder."""
    what = "there is no run in {path}: name a run's folder, as `python -m gioada runs` lists them."
    return Problem("run.none", what, path=folder.path)
