"""The named pairs: a source, a target and a label space, nothing more.

``SOURCE/TARGET`` joins any two that share classes: ``virtual-kitti/kitti`` and
``synthia/cityscapes`` are the paper's, ``demo/camvid`` is a mixture. ``SOURCE/TARGET:SPACE`` says
which classes are learnt where the target's own are not wanted. ``demo`` is the rendered pair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from gioada.data.choices import LabelChoices
from gioada.data.domains import Source, Target, sources, targets
from gioada.data.frame import Frames
from gioada.data.framesets import RenderedSet
from gioada.data.labels import LabelSpace, find_space, part_of
from gioada.data.packed import PackedFrames, pack
from gioada.data.places import Places
from gioada.data.rendered import WORLDS

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
            ValueError: the pair has no such part, or the data is not there or not whole.
        """
        found = {
            "source": self.source.train,
            "target": self.target.train,
            "evaluation": self.target.evaluation,
            "validation": self.target.validation,
            "held_out": self.source.held_out,
        }[part]
        if found is None:
            raise ValueError(
                f"the pair {self.name} has no {part.replace('_', '-')} frames{self._why(part)}"
            )
        if places.packed is not None and (places.packed / part).is_dir():
            return PackedFrames(places.packed / part, origin=repr(found))
        return found.open(places, size)

    def _why(self, part: Part) -> str:
        if self.target.evaluation is None and part in ("evaluation", "validation"):
            return (
                ": its target has no labels, so that there is nothing to score on. Look at "
                "predictions, or score on a pair whose target is labelled."
            )
        return ": all that it has are trained or reported on. Choose another split."

    @property
    def worlds(self) -> dict[str, int]:
        """Versions of the rendered worlds that are trained on, by their names."""
        rendered = (part for part in (self.source.train, self.target.train)
                    if isinstance(part, RenderedSet))  # fmt: skip
        found = (WORLDS[part.domain] for part in rendered)
        return {world.folder: world.version for world in found}

    def with_source_frames(self, count: int | None) -> Pair:
        """With the source's first so many frames to train on; None is all of them."""
        if count is None:
            return self
        return replace(self, source=replace(self.source, train=self.source.train.limited(count)))

    def pack(self, places: Places, to: Path) -> None:
        """Write the frames that are trained on, decoded, for ``places.packed``.

        Raises:
            ValueError: the data is not there or not whole, or ``to`` holds another pair.
        """
        parts = (("source", self.source.train), ("target", self.target.train))
        for part, found in parts:
            pack(found.open(places, self.target.size), to / part, origin=repr(found))


def find_pair(name: str, choices: LabelChoices | None = None) -> Pair:
    """The pair of that name: ``demo``, ``virtual-kitti/kitti``, ``demo/demo:camvid11``.

    Args:
        name: see above.
        choices: where doubtful classes go.

    Raises:
        ValueError: naming the sources, targets or classes that there are.
    """
    ends, _, wanted = SHORT.get(name, name).partition(":")
    first, slash, second = ends.partition("/")
    known_sources, known_targets = sources(choices or LabelChoices()), targets()
    if not slash or first not in known_sources or second not in known_targets:
        raise ValueError(
            f"there is no pair {name!r}: name one of {', '.join(SHORT)}, or SOURCE/TARGET with a "
            f"source out of {', '.join(known_sources)} and a target out of "
            f"{', '.join(known_targets)}."
        )
    source, target = known_sources[first], known_targets[second]
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
        raise ValueError(f"source and target of {name} share fewer than two classes.")
    return part_of(space, shared)
