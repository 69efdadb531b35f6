"""Rendered frames kept on disk, of every world that can be rendered."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

import numpy as np
from PIL import Image

from gioada.data.frame import SKY_DEPTH, Frame
from gioada.errors import Problem
from gioada.progress import track
from gioada.street import demo, town
from gioada.street.scene import Picture

PARTS = ("image", "labels", "depth")
BEGINNING = 3.0
"""Seconds that are not worth other processes, which import everything first."""
Domain = str
"""A name in ``WORLDS``."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What a domain is drawn by.

    folder: of its frames; version: raised whenever the same numbers give another picture; draw:
    takes seed, index, height and width and gives the same picture for the same numbers; ids:
    Cityscapes ids that occur in it, beside void; frames: how many are trained on where it is a
    source of its own name.
    """

    folder: str
    version: int
    draw: Callable[..., Picture]
    ids: frozenset[int] = frozenset((7, 8, 11, 12, 13, 17, *range(19, 29), 32, 33))
    frames: int = 0


WORLDS: dict[Domain, World] = {
    "source": World(folder="demo", version=demo.WORLD_VERSION, draw=partial(demo.render, "source")),
    "target": World(folder="demo", version=demo.WORLD_VERSION, draw=partial(demo.render, "target")),
    "street": World(folder="street", version=town.WORLD_VERSION, draw=town.render, frames=4000),
}
"""Of every domain, what draws it."""


def render(domain: Domain, *, seed: int, index: int, height: int, width: int) -> Picture:
    """Frame number `index` of a domain; the same arguments give the same frame."""
    return WORLDS[domain].draw(seed=seed, index=index, height=height, width=width)


Job = tuple[Path, Domain, int, int, int, int]
"""Folder, domain, seed, number, height and width of a frame to render."""


class RenderedFrames:
    """Frames first .. first + count - 1 of a domain, from disk.

    They lie in <root>/<world>-v<version>/<height>x<width>/seed<seed>/<domain>/, below that in
    image/, labels/ and depth/ as RGB, 8-bit Cityscapes ids and 16-bit centimetres. Frames that are
    missing are rendered when the object is made; what an interrupted rendering left is kept, and
    so is what other versions of the world left. Frame i depends on its own number alone, so that a
    training and a validation part are two ranges of numbers.

    labelled: False leaves ids and depth of every frame None, and their files unread.
    processes: how many frames are rendered at a time; None takes one per core.
    Raises Problem for an unknown domain or an empty range, OSError when the disk is full.
    """

    def __init__(
        self,
        root: Path,
        domain: Domain,
        *,
        seed: int,
        count: int,
        first: int = 0,
        height: int,
        width: int,
        progress: bool = True,
        processes: int | None = None,
        labelled: bool = False,
    ) -> None:
        if domain not in WORLDS:
            what = "There is no world of domain {domain}; choose one of {known}."
            raise Problem("data.domain", what, domain=repr(domain), known=", ".join(WORLDS))
        if count < 1 or first < 0:
            what = "Frames are counted from 0 and at least one is needed, found {count} from "
            what += "{first}."
            raise Problem("data.range", what, count=count, first=first)
        self.domain: Domain = domain
        self.seed, self.count, self.first = seed, count, first
        self.height, self.width, self.labelled = height, width, labelled
        self.folder = folder_of(root, domain, seed=seed, height=height, width=width)
        try:
            for part in PARTS:
                (self.folder / part).mkdir(parents=True, exist_ok=True)
            self._render_missing(progress, processes or os.cpu_count() or 1)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise OSError(
                    error.errno,
                    f"The disk is full: the rendered frames in {self.folder} are incomplete. "
                    "Free some space and start again; finished frames are kept.",
                ) from error
            raise

    def __len__(self) -> int:
        return self.count

    @property
    def names(self) -> list[str]:
        """What each frame is called: its number, ``000042``."""
        return [f"{self.first + index:06d}" for index in range(self.count)]

    def __getitem__(self, i: int) -> Frame:
        """Frame number first + i; raises IndexError outside 0 <= i < count."""
        if not 0 <= i < self.count:
            raise IndexError(f"There is no frame {i}: the frames are 0 to {self.count - 1}.")
        number = self.first + i
        image = np.array(Image.open(path(self.folder, "image", number)).convert("RGB"))
        if not self.labelled:
            return Frame(image=image)
        ids = np.array(Image.open(path(self.folder, "labels", number)))
        centimetres = np.array(Image.open(path(self.folder, "depth", number)))
        return Frame(
            image=image,
            ids=ids.astype(np.uint8),
            depth=centimetres.astype(np.float32) / np.float32(100),
        )

    def _render_missing(self, progress: bool, processes: int) -> None:
        jobs: list[Job] = [
            (self.folder, self.domain, self.seed, number, self.height, self.width)
            for number in missing(self.folder, self.first, self.count)
        ]
        if not jobs:
            return
        with track(total=len(jobs), what=f"rendering {self.domain}", show=progress) as bar:
            begun, done = time.monotonic(), 0
            # Interpreters take seconds to begin: a few small frames are drawn sooner here.
            while processes == 1 or _left(len(jobs), done, time.monotonic() - begun) < BEGINNING:
                if done == len(jobs):
                    return
                render_to_disk(jobs[done])
                done += 1
                bar.update()
            jobs = jobs[done:]
            # Fresh interpreters: a fork would copy the threads' locks of a running training.
            pool = ProcessPoolExecutor(
                processes, mp_context=get_context("spawn"), initializer=_end_with_parent
            )
            try:
                for _ in pool.map(render_to_disk, jobs, chunksize=4):
                    bar.update()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _left(jobs: int, done: int, seconds: float) -> float:
    """Seconds that the rest takes at the speed of what is done; nothing is known at first."""
    return (jobs - done) * seconds / done if done else 0.0


def _end_with_parent() -> None:
    """Leave no worker behind when the process that started it is killed."""
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def folder_of(root: Path, domain: Domain, *, seed: int, height: int, width: int) -> Path:
    """Where the frames of a domain lie under a data folder, in the version drawn today.

    Earlier releases kept the version in a note within a folder without it; such frames are taken
    where they lie.
    """
    world, below = WORLDS[domain], Path(f"{height}x{width}", f"seed{seed}", domain)
    unversioned = Path(root) / world.folder / below
    try:
        if json.loads((unversioned / "world.json").read_text())["version"] == world.version:
            return unversioned
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Path(root) / f"{world.folder}-v{world.version}" / below


def missing(folder: Path, first: int, count: int) -> list[int]:
    """Numbers of the frames, of first .. first + count - 1, that are not whole in a folder."""
    return [
        number
        for number in range(first, first + count)
        if not all(path(folder, part, number).exists() for part in PARTS)
    ]


def path(folder: Path, part: str, number: int) -> Path:
    """File of one part of a frame."""
    return folder / part / f"{number:06d}.png"


def render_to_disk(job: Job) -> None:
    """Render one frame and write its three files, each whole or not at all."""
    folder, domain, seed, number, height, width = job
    frame = render(domain, seed=seed, index=number, height=height, width=width)
    depth = np.round(np.minimum(frame.depth, SKY_DEPTH) * 100).astype(np.uint16)
    for part, values in (("image", frame.image), ("labels", frame.ids), ("depth", depth)):
        write(values, path(folder, part, number))


def write(values: np.ndarray, target: Path) -> None:
    """Write a PNG under a temporary name, then give it its own."""
    draft = target.with_name(f".{target.stem}.{os.getpid()}.tmp")
    try:
        Image.fromarray(values).save(draft, format="PNG", compress_level=3)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
