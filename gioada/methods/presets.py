"""The eleven rows of Tables 1 to 3 with what the paper prints of them, rows beyond, and aliases.

A preset is a value: put one more into ``PRESETS``, and every command and the page have it.
"""

from __future__ import annotations

from dataclasses import replace

from gioada.errors import Problem
from gioada.methods.spec import (
    Distillation,
    Map,
    Method,
    Readings,
    SelfTraining,
    Translation,
    Weights,
)
from gioada.records import record

PAPER_CLASSES = (
    "road",
    "building",
    "pole",
    "traffic light",
    "traffic sign",
    "vegetation",
    "terrain",
    "sky",
    "car",
    "truck",
)
"""Of KITTI, in the columns' order; those of Cityscapes are ``CITYSCAPES16``'s."""


@record
class Printed:
    """A row as the paper prints it, in percent."""

    tables: tuple[int, ...]
    """That have it."""
    means: tuple[float, ...]
    """Mean IoU over all classes, and on Cityscapes also over the 13 without wall, fence, pole."""
    iou: tuple[float, ...] = ()
    """By class, where it prints them."""


@record
class Preset:
    """What is true of a preset."""

    method: Method
    """What is trained, under the preset's name."""
    title: str = ""
    """What people call it; empty is its name."""
    kitti: Printed | None = None
    """From Virtual KITTI to KITTI, where the paper has the row."""
    cityscapes: Printed | None = None
    """From SYNTHIA to Cityscapes, likewise."""

    @property
    def beyond(self) -> bool:
        """Whether the paper has no such row."""
        return self.kitti is None and self.cityscapes is None

    @property
    def summary(self) -> str:
        """The preset in a line."""
        return self.method.summary


def _printed(tables: str, means: str, iou: str = "") -> Printed:
    return Printed(
        tables=tuple(map(int, tables.split())),
        means=tuple(map(float, means.split())),
        iou=tuple(map(float, iou.split())),
    )


JOINT: tuple[tuple[Map, ...], ...] = (("labels", "depth"),)
_TO_ITSELF = SelfTraining()
_NA = Method(name="na", summary="non-adapted: the task network on the raw source")
_OUTPUT = Method(
    name="joint",
    summary="align labels and depth jointly: output-level adaptation",
    spaces=JOINT,
)
_BOTH = Method(
    name="both",
    summary="input- and output-level adaptation: the paper's final model",
    translation=Translation(conditions=("depth", "labels")),
    spaces=JOINT,
)

_ALL = (
    Preset(
        method=_NA,
        title="Non-adapted",
        kitti=_printed("1 2 3", "37.5", "79.3 60.5 0.0 0.3 9.5 66.8 8.3 85.9 59.2 4.8"),
        cityscapes=_printed(
            "4",
            "23.3 26.5",
            "9.7 14.1 58.5 4.7 0.3 22.7 1.9 12.9 70.7 60.9 50.2 7.2 32.2 17.4 1.3 8.0",
        ),
    ),
    Preset(
        title="CycleGAN",
        method=Method(
            name="cg",
            summary="CycleGAN first, the task network on its fixed translations",
            translation=Translation(guided=False, cycle=True),
            weights=Weights(image=1.0, back_image=1.0, cycle=10.0, identity=5.0),
            readings=Readings(image_gan="least-squares", image_pool=50),
        ),
        kitti=_printed("2", "39.8"),
    ),
    Preset(
        method=Method(
            name="gd",
            summary="translator guided by the task network",
            translation=Translation(),
        ),
        kitti=_printed("2", "43.5"),
    ),
    Preset(
        method=Method(
            name="+d",
            summary="guided translator that also sees depth",
            translation=Translation(conditions=("depth",)),
        ),
        kitti=_printed("2", "44.2"),
    ),
    Preset(
        method=Method(
            name="+s",
            summary="guided translator that also sees labels",
            translation=Translation(conditions=("labels",)),
        ),
        kitti=_printed("2", "44.7"),
    ),
    Preset(
        title="Input adaptation",
        method=Method(
            name="+sd",
            summary="guided translator that sees depth and labels: input-level adaptation",
            translation=Translation(conditions=("depth", "labels")),
        ),
        kitti=_printed("1 2", "45.9", "83.2 67.4 10.8 21.9 24.5 68.8 6.5 88.3 77.8 9.3"),
        cityscapes=_printed(
            "4",
            "33.8 39.7",
            "77.0 29.3 67.9 0.1 0.1 24.7 10.7 17.4 79.4 78.8 49.2 13.7 70.3 4.3 5.8 12.8",
        ),
    ),
    Preset(
        method=Method(name="ss", summary="align the predicted labels", spaces=(("labels",),)),
        kitti=_printed("3", "45.9"),
    ),
    Preset(
        method=Method(name="depth", summary="align the predicted depth", spaces=(("depth",),)),
        kitti=_printed("3", "43.8"),
    ),
    Preset(
        method=Method(
            name="sep",
            summary="align labels and depth with two discriminators",
            spaces=(("labels",), ("depth",)),
        ),
        kitti=_printed("3", "46.3"),
    ),
    Preset(
        method=_OUTPUT,
        title="Output adaptation",
        kitti=_printed("1 3", "50.0", "81.1 69.1 7.1 8.6 28.3 79.5 43.3 86.0 79.3 17.8"),
        cityscapes=_printed(
            "4",
            "35.3 40.6",
            "79.6 29.7 75.7 11.4 0.3 25.3 11.1 14.8 76.7 76.9 45.3 15.9 67.7 15.8 4.8 13.5",
        ),
    ),
    Preset(
        method=_BOTH,
        title="GIO-Ada",
        kitti=_printed("1", "53.5", "81.4 71.2 11.3 26.6 23.6 82.8 56.5 88.4 80.1 12.7"),
        cityscapes=_printed(
            "4",
            "37.3 43.0",
            "78.3 29.2 76.9 11.4 0.3 26.5 10.8 17.2 81.7 81.9 45.8 15.4 68.0 15.9 7.5 30.4",
        ),
    ),
    Preset(
        title="Self-training",
        method=replace(
            _NA,
            name="st",
            summary="self-training on the target's photos; beyond the paper",
            self_training=_TO_ITSELF,
        ),
    ),
    Preset(
        title="Output adaptation + self-training",
        method=replace(
            _OUTPUT,
            name="joint+st",
            summary="output-level adaptation and self-training; beyond the paper",
            self_training=_TO_ITSELF,
        ),
    ),
    Preset(
        title="GIO-Ada + self-training",
        method=replace(
            _BOTH,
            name="both+st",
            summary="input- and output-level adaptation and self-training; beyond the paper",
            self_training=_TO_ITSELF,
        ),
    ),
    Preset(
        title="Distilled",
        method=Method(
            name="distil",
            summary="a teacher's soft predictions of the target's photos; beyond the paper",
            distillation=Distillation(),
        ),
    ),
)
PRESETS: dict[str, Preset] = {preset.method.name: preset for preset in _ALL}
ALIASES = {"input": "+sd", "output": "joint"}
"""The paper's other names."""


def find(name: str) -> Method:
    """The method of the preset of that name or alias; raises as ``find_preset``."""
    return find_preset(name).method


def find_preset(name: str) -> Preset:
    """The preset of that name or alias.

    Raises:
        Problem: ``preset.unknown``, naming the presets there are.
    """
    resolved = ALIASES.get(name, name)
    if resolved not in PRESETS:
        raise Problem(
            "preset.unknown",
            "there is no preset {name!r}; the presets are: {known}",
            name=name,
            known=" ".join((*PRESETS, *ALIASES)),
        )
    return PRESETS[resolved]


def folder_name(name: str) -> str:
    """A preset's name fit for folders and shells: ``+sd`` becomes ``plus-sd``, and ``joint+st``
    ``joint-plus-st``."""
    return name.replace("+", "-plus-").lstrip("-")
