"""The named pairs: a value that names two readers and a label space, nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gioada.data.demo.cache import RenderedFrames
from gioada.data.demo.world import Domain
from gioada.data.frame import Frames
from gioada.data.labels import LABEL_SPACES, LabelSpace


@dataclass(frozen=True, kw_only=True)
class DemoSet:
    """A stretch of the rendered street world."""

    domain: Domain
    first: int
    count: int
    labelled: bool = True

    def open(self, root: Path, *, height: int, width: int) -> Frames:
        """The frames, rendered into ``root`` where they are missing."""
        return RenderedFrames(
            root,
            self.domain,
            seed=0,
            first=self.first,
            count=self.count,
            height=height,
            width=width,
            labelled=self.labelled,
        )


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Source and target to train on, target frames with labels to evaluate on."""

    name: str
    space: LabelSpace
    source: DemoSet
    target: DemoSet
    """Unlabelled: training cannot see the labels."""
    evaluation: DemoSet
    """Labelled target frames for reporting; nothing is chosen on them."""
    validation: DemoSet
    """Other labelled target frames, to choose options on."""
    held_out: DemoSet
    """Source frames that no training sees, to judge translations on."""


def _demo(name: str, space: str, *, most: int = 800) -> Pair:
    return Pair(
        name=name,
        space=LABEL_SPACES[space],
        source=DemoSet(domain="source", first=0, count=min(800, most)),
        target=DemoSet(domain="target", first=0, count=min(800, most), labelled=False),
        evaluation=DemoSet(domain="target", first=100_000, count=min(150, most)),
        validation=DemoSet(domain="target", first=200_000, count=min(40, most)),
        held_out=DemoSet(domain="source", first=100_000, count=min(50, most)),
    )


PAIRS: dict[str, Pair] = {
    pair.name: pair
    for pair in (
        _demo("demo", "kitti10"),
        _demo("demo-cityscapes", "cityscapes16"),
        _demo("demo-camvid", "camvid11"),
        # Seconds instead of minutes of rendering, to see a whole run work.
        _demo("demo-tiny", "kitti10", most=8),
    )
}


def find_pair(name: str) -> Pair:
    """The pair of that name.

    Raises:
        ValueError: naming the pairs there are.
    """
    if name not in PAIRS:
        raise ValueError(f"there is no pair {name!r}; the pairs are: {' '.join(PAIRS)}")
    return PAIRS[name]
