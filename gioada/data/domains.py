"""The sources and targets that there are, by name, with the protocol of each.

A new one is an entry in ``SOURCES`` or ``TARGETS``; where its files lie and how they are written is
a ``DataSet`` in ``gioada.data.sets``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gioada.data.encodings import LabelChoices, label_encodings
from gioada.data.framesets import FrameSet, RenderedSet, StoredSet
from gioada.data.labels import KITTI10
from gioada.data.rendered import WORLDS
from gioada.data.sets.camvid import camvid
from gioada.data.sets.carla import carla
from gioada.data.sets.cityscapes import cityscapes
from gioada.data.sets.disk import DataSet
from gioada.data.sets.folders import folders
from gioada.data.sets.gta_v import GTA_V
from gioada.data.sets.kitti import kitti
from gioada.data.sets.photos import photos
from gioada.data.sets.shift import shift
from gioada.data.sets.synthia import synthia
from gioada.data.sets.urbansyn import URBANSYN
from gioada.data.sets.virtual_kitti import virtual_kitti, virtual_kitti_2
from gioada.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Source:
    """A synthetic domain, with labels and mostly with depth."""

    train: FrameSet
    held_out: FrameSet | None = None
    """Frames that no training sees, to judge translations on."""
    ids: frozenset[int] | None = None
    """Cityscapes ids that occur in it; None if that is known only when it is opened."""
    size: tuple[int, int] | None = None
    """Height and width to train at, if not the target's."""
    has_depth: bool = True


@dataclass(frozen=True, kw_only=True)
class Target:
    """A real domain, of which training sees images only."""

    space: str
    """The label space that it is scored on."""
    size: tuple[int, int]
    """Height and width to train at; it is scored at each image's own."""
    train: FrameSet
    """Unlabelled: training cannot see the labels."""
    evaluation: FrameSet | None = None
    """Labelled frames for reporting; nothing is chosen on them. None where nothing is labelled."""
    validation: FrameSet | None = None
    """Other labelled frames, to choose options on."""
    ids: frozenset[int] | None = None
    """Cityscapes ids that are labelled in it; None for all of its space."""


def from_disk(
    disk_set: DataSet,
    folder: str,
    ids: frozenset[int] | None,
    *,
    size: tuple[int, int] | None = None,
    held_out: DataSet | None = None,
) -> Source:
    """A source whose files lie in a folder of that name under the data folder."""
    train, other = (
        each and StoredSet(disk_set=each, role="source", folder=folder)
        for each in (disk_set, held_out)
    )
    assert train is not None
    deep = disk_set.depth is not None
    return Source(train=train, held_out=other, ids=ids, size=size, has_depth=deep)


def ids_of(encoding: str) -> frozenset[int]:
    """The Cityscapes ids that an encoding can write."""
    return frozenset(label_encodings(KITTI10)[encoding].table.values()) - {0}


def _target(disk_set: DataSet, folder: str, *, labelled: bool = True, every: int = 1) -> StoredSet:
    return StoredSet(
        disk_set=disk_set, role="target", folder=folder, labelled=labelled, every=every
    )


def _demo_source(most: int) -> Source:
    return Source(
        train=RenderedSet(domain="source", first=0, count=min(800, most)),
        held_out=RenderedSet(domain="source", first=100_000, count=min(50, most)),
        ids=WORLDS["source"].ids,
    )


def _demo_target(most: int) -> Target:
    return Target(
        space="kitti10",
        size=(96, 320),
        train=RenderedSet(domain="target", first=0, count=min(800, most), labelled=False),
        evaluation=RenderedSet(domain="target", first=100_000, count=min(150, most)),
        validation=RenderedSet(domain="target", first=200_000, count=min(40, most)),
        ids=WORLDS["target"].ids,
    )


def rendered_source(name: str) -> Source:
    """A world that is a source of its own name."""
    return Source(
        train=RenderedSet(domain=name, first=0, count=WORLDS[name].frames),
        held_out=RenderedSet(domain=name, first=100_000, count=50),
        ids=WORLDS[name].ids,
    )


def _virtual_kitti(choices: LabelChoices) -> Source:
    found = virtual_kitti(van=choices.van, small_vegetation=choices.small_vegetation)
    return from_disk(found, "virtual-kitti", ids_of("virtual-kitti-colour"), size=(375, 1242))


def _virtual_kitti_2(choices: LabelChoices) -> Source:
    found = virtual_kitti_2(van=choices.van, small_vegetation=choices.small_vegetation)
    return from_disk(found, "virtual-kitti-2", ids_of("virtual-kitti-colour"), size=(375, 1242))


def _synthia(choices: LabelChoices) -> Source:
    # Ids that never occur in its 9,400 frames are left out.
    ids = ids_of("synthia") - {9, 22, 27, 31}
    return from_disk(synthia(lane_marking=choices.lane_marking), "synthia", ids, size=(760, 1280))


SOURCES: dict[str, Callable[[LabelChoices], Source]] = {
    "demo": lambda _: _demo_source(800),
    "demo-tiny": lambda _: _demo_source(8),
    **{
        name: lambda _, name=name: rendered_source(name)
        for name, world in WORLDS.items()
        if world.frames
    },
    "virtual-kitti": _virtual_kitti,
    "virtual-kitti-2": _virtual_kitti_2,
    "synthia": _synthia,
    "carla": lambda _: from_disk(carla("0.9.14"), "carla", ids_of("carla-0.9.14")),
    "carla-0.9.10": lambda _: from_disk(carla("0.9.10"), "carla-0.9.10", ids_of("carla-0.9.10")),
    "urbansyn": lambda _: from_disk(URBANSYN, "urbansyn", ids_of("cityscapes-train-ids")),
    "shift": lambda _: from_disk(
        shift("train"), "shift", ids_of("carla-0.9.10"), held_out=shift("val")
    ),
    "gta-v": lambda _: from_disk(GTA_V, "gta-v", ids_of("cityscapes-ids")),
    "folders": lambda _: from_disk(folders("train"), "source", None),
}
"""Every source by name, for choices of where doubtful classes go."""

TARGETS: dict[str, Target] = {
    "demo": _demo_target(800),
    "demo-tiny": _demo_target(8),
    "kitti": Target(
        space="kitti10",
        size=(375, 1242),
        train=_target(kitti("testing"), "kitti", labelled=False),
        # The paper reports on the 200 training images and adapts on the 200 test images.
        evaluation=_target(kitti("training"), "kitti"),
    ),
    "cityscapes": Target(
        space="cityscapes16",
        size=(512, 1024),
        train=_target(cityscapes("train", labelled=False), "cityscapes", labelled=False),
        evaluation=_target(cityscapes("val"), "cityscapes"),
        validation=_target(cityscapes("train"), "cityscapes", every=25),
    ),
    "camvid": Target(
        space="camvid11",
        size=(360, 480),
        train=_target(camvid("train", labelled=False), "camvid", labelled=False),
        evaluation=_target(camvid("test"), "camvid"),
        # From the same drive as half of train: good for choosing, not for reporting.
        validation=_target(camvid("val"), "camvid"),
    ),
    "photos": Target(
        space="cityscapes16",
        size=(240, 320),
        train=_target(photos(), "photos", labelled=False),
    ),
    "folders": Target(
        space="cityscapes16",
        size=(512, 1024),
        train=_target(folders("train", labelled=False), "target", labelled=False),
        evaluation=_target(folders("test"), "target"),
        validation=_target(folders("val"), "target"),
    ),
}
"""Every target by name."""


def find_source(name: str, choices: LabelChoices | None = None) -> Source:
    """The source of that name; raises Problem ``data.source``."""
    if name not in SOURCES:
        what = "there is no source {name}: there are {known}."
        raise Problem("data.source", what, name=repr(name), known=", ".join(SOURCES))
    return SOURCES[name](choices or LabelChoices())
