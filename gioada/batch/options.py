"""What can be chosen where whole folders are predicted or translated; readable without torch."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gioada.audit.options import JUDGE
from gioada.errors import Advice, Problem

Labels = Literal["ids", "train-ids", "colours", "none"]
Depth = Literal["centimetres", "npz", "none"]
Maps = Literal["copy", "link", "rewrite"]


@dataclass(frozen=True, kw_only=True)
class Working:
    """How the network works; the same in every part of a job."""

    long_side: int | None = None
    """Pixels of the long side at which the network works; 0 is each picture's own. Results have
    the picture's own size all the same. Default of predict is that of the training images; of
    translate the picture's own."""
    tile: int = 0
    """Pixels of the sides of the tiles into which larger pictures are cut; 0 cuts those that have
    over 2.5 megapixels where the network works, into tiles of 1024."""
    overlap: int | None = None
    """Pixels that neighbouring tiles share, and over which they are blended; default is an eighth
    of the tile."""
    precision: Literal["auto", "fp32"] = "auto"
    """auto computes in bfloat16 on a device that gains by it."""

    def __post_init__(self) -> None:
        if (self.long_side is not None and self.long_side < 0) or self.tile < 0:
            what = "give a number of pixels, or 0, as the long side and the tile."
            raise Problem("batch.pixels", what)


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How a job is carried out; results are the same, to rounding."""

    device: str = "auto"
    """auto, cpu, cuda, or cuda:N."""
    batch: int = 0
    """Pictures of one size that go through the network together; 0 is one on a CPU, and on a GPU
    as many as have 2.5 megapixels."""
    threads: int = 0
    """Threads that decode, and as many that write; 0 is one per core, eight at most."""
    part: str = "1/1"
    """I/N takes every N-th frame from the I-th on: for N machines that see the same folders. Under
    torchrun or accelerate launch the processes share a part in the same way."""
    strict: bool = False
    """Stop at the first picture that cannot be used."""
    on: Literal["here", "ray"] = "here"
    """ray shares the frames out over the machines of a Ray cluster (RAY_ADDRESS, or one that is
    started here), which see the same folders."""
    actors: int = 0
    """On Ray, how many networks work at once; 0 is one per GPU, or one for two CPUs."""

    def share(self) -> Share:
        """This process's share of the frames.

        Raises:
            Problem: the part is not I/N with I from 1 to N.
        """
        found = re.fullmatch(r"(\d+)/(\d+)", self.part)
        number, parts = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= parts:
            what = "{part} is no part: give 1/8 to 8/8 for eight parts."
            raise Problem("batch.part", what, part=self.part)
        rank, ranks = (int(os.environ.get(key, n)) for key, n in (("RANK", 0), ("WORLD_SIZE", 1)))
        return Share(first=(number - 1) * ranks + rank, every=parts * ranks)

    @property
    def workers(self) -> int:
        """How many threads decode."""
        return self.threads or min(8, os.cpu_count() or 1)


@dataclass(frozen=True, kw_only=True)
class Share:
    """Every so many-th frame."""

    first: int
    every: int

    @property
    def name(self) -> str:
        """``2-of-8``."""
        return f"{self.first + 1}-of-{self.every}"


@dataclass(frozen=True, kw_only=True)
class Predictions:
    """What is written of each picture, into a folder of its own kind."""

    labels: Labels = "ids"
    """As ids of Cityscapes, as its train ids (255 is no class), or as colours: labels/*.png."""
    depth: Depth = "centimetres"
    """16-bit PNG in centimetres, or float32 metres as npz: depth/*."""
    confidence: bool = False
    """The probability of the class, 255 is 1: confidence/*.png."""
    overlay: bool = False
    """The classes' colours over the picture: overlay/*.jpg."""
    video: bool = False
    """Pictures and overlays side by side as one video: overlay.mp4. Needs labels, and PyAV."""
    fps: float | None = None
    """Pictures a second in it; default is that of the video that was read, or 10."""

    def __post_init__(self) -> None:
        if self.video and self.labels == "none":
            what = "a video of overlays needs labels."
            raise Problem("batch.video_labels", what, advice=[Advice("labels", "ids")])
        if not any((self.labels != "none", self.depth != "none", self.confidence, self.overlay)):
            what = "nothing is left to be written: choose labels, depth or another."
            raise Problem("batch.nothing_written", what)


@dataclass(frozen=True, kw_only=True)
class Triples:
    """Where labels and depth lie that belong to the pictures, and what becomes of them."""

    labels: str | None = None
    """Folder, pattern ('gt/**/*_ids.png'), list or zip of label maps, matched by name."""
    depth: str | None = None
    """The same of depth maps."""
    label_encoding: str = "auto"
    """How labels are written (docs/data.md has the names); auto finds out from the first ones."""
    depth_encoding: str = "auto"
    """How depth is written."""
    maps: Maps = "copy"
    """Labels and depth beside the translations: copied, linked, or rewritten at the picture's size
    as ids of Cityscapes and 16-bit centimetres (always so for a data set)."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which translations are good enough to be in the data set."""

    min_kept: float | None = None
    """Leave out frames that kept less than this share of what a judge reads right on the source,
    class by class (0.6); they lie in left-out/ and stand in provenance.json. Needs labels."""
    judge: str = JUDGE
    """The judge: a checkpoint folder, or the id of a semantic-segmentation model of the Hub."""

    def __post_init__(self) -> None:
        if self.min_kept is not None and not 0 < self.min_kept <= 1:
            what = "a share of {share} cannot be kept: give one above 0, up to 1."
            raise Problem("batch.min_kept", what, share=self.min_kept)


@dataclass(frozen=True, kw_only=True)
class KnownSet:
    """A data set in place of files."""

    set: str | None = None
    """A source by its name (virtual-kitti, synthia, street, ...), every frame of it."""
    source: Path | None = None
    """Its folder; default is its name in the data folder."""
    limit: int | None = None
    """Only its first so many frames."""
