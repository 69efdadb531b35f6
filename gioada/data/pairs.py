"""The named pairs: a source, a target and a label space, nothing more.

``SOURCE/TARGET`` joins any two that share classes: ``virtual-kitti/kitti`` and
``synthia/cityscapes`` are the paper's, ``demo/camvid`` is a mixture. ``SOURCE/TARGET:SPACE`` says
which classes are learnt where the target's own are not wanted. ``demo`` is the rendered pair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from gioada.data.domains import SOURCES, TARGETS, Source, Target, find_source
from gioada.data.encodings import LabelChoices
from gioada.data.frame import Frames
from gioada.data.framesets import FrameSet, RenderedSet
from gioada.data.labels import LabelSpace, find_space, part_of
from gioada.data.packed import PackedFrames, pack
from gioada.data.places import Places
from gioada.data.rendered import WORLDS
from gioada.errors import Problem

Part = Literal["source", "target", "evaluation", "validation", "held_out"]

SHORT = {
    "demo": "demo/demo",
    "demo-cityscapes": "demo/demo:cityscapes16",
    "demo-camvid": "demo/demo:camvid11",
    # Seconds instead of minutes of rendering, to see a whole run work.
    "demo-tiny": "demo-tiny/demo-tiny",
}
"""Short names of pairs."""

PAPER = ("virtual-kitti/kitti", "synthia/cityscapes")
"""The pairs of the paper."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Source and target to train on, target frames with labels to evaluate on."""

    name: str
    space: LabelSpace
    source: Source
    target: Target

    def open(self, part: Part, places: Places, size: tuple[int, int]) -> Frames:
        """The frames of a part, each at its own size.

        Args:
            part: ``source`` and ``target`` are trained on, ``evaluation`` is reported on.
            places: where data lies.
            size: height and width at which to render, where frames are rendered.

        Raises:
            Problem: the pair has no such part, or the data is not there or not whole.
        """
        found = self.frames(part)
        if found is None:
            unlabelled = part in ("evaluation", "validation") and self.target.evaluation is None
            raise Problem(
                "data.target_unlabelled" if unlabelled else "data.part_missing",
                "the pair {pair} has no {part} frames: {why}",
                pair=self.name,
                part=part.replace("_", "-"),
                why="its target has no labels, so that there is nothing to score on. Look at "
                "predictions, or score on a pair whose target is labelled."
                if unlabelled
                else "all that it has are trained or reported on. Choose another split.",
            )
        if places.packed is not None and (places.packed / part).is_dir():
            return PackedFrames(places.packed / part, origin=found.origin)
        return found.open(places, size)

    def frames(self, part: Part) -> FrameSet | None:
        """The stretch of frames that is a part; None where the pair has none."""
        return {
            "source": self.source.train,
            "target": self.target.train,
            "evaluation": self.target.evaluation,
            "validation": self.target.validation,
            "held_out": self.source.held_out,
        }[part]

    @property
    def worlds(self) -> dict[str, int]:
        """Versions of the rendered worlds that are trained on, by their names."""
        trained = (self.source.train, self.target.train)
        found = (WORLDS[part.domain] for part in trained if isinstance(part, RenderedSet))
        return {world.folder: world.version for world in found}

    def with_source_frames(self, count: int | None) -> Pair:
        """With the source's first so many frames to train on; None is all of them."""
        if count is None:
            return self
        return replace(self, source=replace(self.source, train=self.source.train.limited(count)))

    def pack(self, places: Places, to: Path) -> None:
        """Write the frames that are trained on, decoded, for ``places.packed``.

        Raises:
            Problem: the data is not there or not whole, or ``to`` holds another pair.
        """
        parts = (("source", self.source.train), ("target", self.target.train))
        for part, found in parts:
            pack(found.open(places, self.target.size), to / part, origin=found.origin)


def find_pair(name: str, choices: LabelChoices | None = None) -> Pair:
    """The pair of that name: ``demo``, ``virtual-kitti/kitti``, ``demo/demo:camvid11``.

    Args:
        name: see above.
        choices: where doubtful classes go.

    Raises:
        Problem: ``data.pair`` or ``data.space``, naming what there is; ``data.classes_shared``.
    """
    ends, _, wanted = SHORT.get(name, name).partition(":")
    first, slash, second = ends.partition("/")
    if not slash or first not in SOURCES or second not in TARGETS:
        raise Problem(
            "data.pair",
            "there is no pair {name}: name one of {short}, or SOURCE/TARGET with a source out of "
            "{sources} and a target out of {targets}.",
            name=repr(name),
            short=", ".join(SHORT),
            sources=", ".join(SOURCES),
            targets=", ".join(TARGETS),
        )
    source, target = find_source(first, choices), TARGETS[second]
    space = _shared(find_space(wanted or target.space), source, target, name)
    return Pair(name=name, space=space, source=source, target=target)


def _shared(space: LabelSpace, source: Source, target: Target, name: str) -> LabelSpace:
    """The classes that both domains label; all of them where that is not known beforehand."""
    shared = [
        class_name
        for class_name, ids in zip(space.classes, space.ids, strict=True)
        if all(known is None or known & set(ids) for known in (source.ids, target.ids))
    ]
    if len(shared) < 2:
        what = "source and target of {name} share fewer than two classes."
        raise Problem("data.classes_shared", what, name=name)
    return part_of(space, shared)
