"""What a run renders before its first step: how much is there, and how long the rest takes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.train import specs
from gioada.cli import here
from gioada.data.framesets import RenderedSet
from gioada.data.places import Places
from gioada.data.rendered import render
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment
from gioada.training.status import OPENING, duration
from gioada.training.watch import RunState


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """Streets that are there, of those that a run learns from."""

    done: int
    total: int
    seconds: float
    """That the others take."""

    @property
    def share(self) -> float:
        """Of the streets that is there, in [0, 1]."""
        return self.done / self.total

    @property
    def sentence(self) -> str:
        """``Streets rendered: 400 of 1,600, about 40 s left.``"""
        left = f"about {duration(self.seconds)} left"
        return f"Streets rendered: {self.done:,} of {self.total:,}, {left}."


def ahead(experiment: Experiment) -> Rendering | None:
    """What a run would have to render, by the time that one street takes; None if nothing."""
    done = total = 0
    seconds = 0.0
    for frames, size, paths in _streets(experiment):
        left = frames.missing(Places(data=here.DATA), size)
        done, total = done + len(paths) - left, total + len(paths)
        if left:
            seconds += left * _one(frames.domain, *size) / (os.cpu_count() or 1)
    return Rendering(done=done, total=total, seconds=seconds) if done < total else None


def bar(experiment: Experiment) -> str:
    """The same as HTML, for a form whose run has not begun; empty if nothing."""
    found = ahead(experiment)
    if found is None:
        return ""
    return (
        f'<p class="how"><progress max="1" value="{found.share:.4f}" aria-label="streets '
        f'rendered"></progress>To render first: {found.total - found.done:,} of {found.total:,} '
        f"streets, about {duration(found.seconds)}; once for all runs of this size.</p>"
    )


def under_way(run: RunState) -> Rendering | None:
    """What a run that opens its data still renders, by its own speed; None if that is all."""
    status = run.status
    if run.state != "starting" or status is None or status.phase != OPENING:
        return None
    try:
        experiment = specs.read(RunFolder(run.path).spec)
        found = ahead(experiment)
    except ValueError:
        return None  # a spec of another version
    if found is None:
        return None
    times = [_written(path) for *_, paths in _streets(experiment) for path in paths]
    fresh = [each for each in times if each > status.process_started]
    if len(fresh) < 2:
        return found
    pace = (time.time() - min(fresh)) / len(fresh)
    return Rendering(done=found.done, total=found.total, seconds=pace * (found.total - found.done))


def _streets(
    experiment: Experiment,
) -> Iterator[tuple[RenderedSet, tuple[int, int], list[Path]]]:
    """The rendered sets that are trained on, with their size and where their pictures lie."""
    pair, sizes = experiment.find_pair(), experiment.sizes
    for role, frames in (("source", pair.source.train), ("target", pair.target.train)):
        if isinstance(frames, RenderedSet):
            files = frames.on_disk(sizes[role]).files(here.DATA)
            yield frames, sizes[role], [each.image for each in files]


def _written(path: Path) -> float:
    """Unix time of a file; 0 if it is not there."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=32)
def _one(domain: str, height: int, width: int) -> float:
    """Seconds that one street takes here, by drawing one."""
    render(domain, seed=0, index=0, height=48, width=64)  # what is made once
    begun = time.thread_time()
    render(domain, seed=0, index=0, height=height, width=width)
    return time.thread_time() - begun
