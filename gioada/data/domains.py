"""The sources and targets that there are, by name, with the protocol of each."""

from __future__ import annotations

from dataclasses import dataclass

from gioada.data.choices import LabelChoices
from gioada.data.encodings import label_encodings
from gioada.data.framesets import DEMO_IDS, STREET_IDS, FrameSet, RenderedSet, StoredSet
from gioada.data.labels import KITTI10
from gioada.data.sets.camvid import CamVid
from gioada.data.sets.carla import Carla
from gioada.data.sets.cityscapes import Cityscapes
from gioada.data.sets.disk import DiskSet
from gioada.data.sets.folders import Folders
from gioada.data.sets.kitti import Kitti
from gioada.data.sets.photos import Photos
from gioada.data.sets.synthia import Synthia
from gioada.data.sets.virtual_kitti import VirtualKitti
from gioada.data.sets.virtual_kitti2 import VirtualKitti2


@dataclass(frozen=True, kw_only=True)
class Source:
    """A synthetic domain, with labels and depth."""

    train: FrameSet
    held_out: FrameSet | None = None
    """Frames that no training sees, to judge translations on."""
    ids: frozenset[int] | None = None
    """Cityscapes ids that occur in it; None if that is known only when it is opened."""
    size: tuple[int, int] | None = None
    """Height and width to train at, if not the target's."""


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


def sources(choices: LabelChoices) -> dict[str, Source]:
    """Every source by name."""
    van, small_vegetation = choices.van, choices.small_vegetation
    return {
        "demo": _demo_source(800),
        "demo-tiny": _demo_source(8),
        "street": Source(
            train=RenderedSet(domain="street", first=0, count=4000),
            held_out=RenderedSet(domain="street", first=100_000, count=50),
            ids=STREET_IDS,
        ),
        "virtual-kitti": _source(
            VirtualKitti(van=van, small_vegetation=small_vegetation),
            "virtual-kitti",
            _ids("virtual-kitti-colour"),
            size=(375, 1242),
        ),
        "virtual-kitti-2": _source(
            VirtualKitti2(van=van, small_vegetation=small_vegetation),
            "virtual-kitti-2",
            _ids("virtual-kitti-colour"),
            size=(375, 1242),
        ),
        # Ids that never occur in its 9,400 frames are left out.
        "synthia": _source(
            Synthia(lane_marking=choices.lane_marking),
            "synthia",
            _ids("synthia") - {9, 22, 27, 31},
            size=(760, 1280),
        ),
        "carla": _source(Carla(version="0.9.14"), "carla", _ids("carla-0.9.14")),
        "carla-0.9.10": _source(Carla(version="0.9.10"), "carla-0.9.10", _ids("carla-0.9.10")),
        "folders": _source(Folders(split="train"), "source", None),
    }


def targets() -> dict[str, Target]:
    """Every target by name."""
    return {
        "demo": _demo_target(800),
        "demo-tiny": _demo_target(8),
        "kitti": Target(
            space="kitti10",
            size=(375, 1242),
            train=_target(Kitti(split="testing"), "kitti", labelled=False),
            # The paper reports on the 200 training images and adapts on the 200 test images.
            evaluation=_target(Kitti(split="training"), "kitti"),
        ),
        "cityscapes": Target(
            space="cityscapes16",
            size=(512, 1024),
            train=_target(Cityscapes(split="train", labelled=False), "cityscapes", labelled=False),
            evaluation=_target(Cityscapes(split="val"), "cityscapes"),
            validation=_target(Cityscapes(split="train"), "cityscapes", every=25),
        ),
        "camvid": Target(
            space="camvid11",
            size=(360, 480),
            train=_target(CamVid(split="train", labelled=False), "camvid", labelled=False),
            evaluation=_target(CamVid(split="test"), "camvid"),
            # From the same drive as half of train: good for choosing, not for reporting.
            validation=_target(CamVid(split="val"), "camvid"),
        ),
        "photos": Target(
            space="cityscapes16",
            size=(240, 320),
            train=_target(Photos(), "photos", labelled=False),
        ),
        "folders": Target(
            space="cityscapes16",
            size=(512, 1024),
            train=_target(Folders(split="train", labelled=False), "target", labelled=False),
            evaluation=_target(Folders(split="test"), "target"),
            validation=_target(Folders(split="val"), "target"),
        ),
    }


def _source(
    disk_set: DiskSet,
    folder: str,
    ids: frozenset[int] | None,
    size: tuple[int, int] | None = None,
) -> Source:
    train = StoredSet(disk_set=disk_set, role="source", folder=folder)
    return Source(train=train, ids=ids, size=size)


def _target(disk_set: DiskSet, folder: str, *, labelled: bool = True, every: int = 1) -> StoredSet:
    return StoredSet(
        disk_set=disk_set, role="target", folder=folder, labelled=labelled, every=every
    )


def _ids(encoding: str) -> frozenset[int]:
    """The Cityscapes ids that an encoding can write."""
    return frozenset(label_encodings(KITTI10)[encoding].table.values()) - {0}


def _demo_source(most: int) -> Source:
    return Source(
        train=RenderedSet(domain="source", first=0, count=min(800, most)),
        held_out=RenderedSet(domain="source", first=100_000, count=min(50, most)),
        ids=DEMO_IDS,
    )


def _demo_target(most: int) -> Target:
    return Target(
        space="kitti10",
        size=(96, 320),
        train=RenderedSet(domain="target", first=0, count=min(800, most), labelled=False),
        evaluation=RenderedSet(domain="target", first=100_000, count=min(150, most)),
        validation=RenderedSet(domain="target", first=200_000, count=min(40, most)),
        ids=DEMO_IDS,
    )
