"""The eleven rows of Tables 1 to 3, rows beyond them, aliases, and the paper's numbers."""

from __future__ import annotations

from dataclasses import replace

from gioada.methods.spec import Map, Method, Readings, SelfTraining, Translation, Weights

JOINT: tuple[tuple[Map, ...], ...] = (("labels", "depth"),)
CYCLEGAN = Weights(image=1.0, back_image=1.0, cycle=10.0, identity=5.0)
CYCLEGAN_READINGS = Readings(image_gan="least-squares", image_pool=50)

_ROWS = (
    Method(name="na", summary="non-adapted: the task network on the raw source"),
    Method(
        name="cg",
        summary="CycleGAN first, the task network on its fixed translations",
        translation=Translation(guided=False, cycle=True),
        weights=CYCLEGAN,
        readings=CYCLEGAN_READINGS,
    ),
    Method(name="gd", summary="translator guided by the task network", translation=Translation()),
    Method(
        name="+d",
        summary="guided translator that also sees depth",
        translation=Translation(conditions=("depth",)),
    ),
    Method(
        name="+s",
        summary="guided translator that also sees labels",
        translation=Translation(conditions=("labels",)),
    ),
    Method(
        name="+sd",
        summary="guided translator that sees depth and labels: input-level adaptation",
        translation=Translation(conditions=("depth", "labels")),
    ),
    Method(name="ss", summary="align the predicted labels", spaces=(("labels",),)),
    Method(name="depth", summary="align the predicted depth", spaces=(("depth",),)),
    Method(
        name="sep",
        summary="align labels and depth with two discriminators",
        spaces=(("labels",), ("depth",)),
    ),
    Method(
        name="joint",
        summary="align labels and depth jointly: output-level adaptation",
        spaces=JOINT,
    ),
    Method(
        name="both",
        summary="input- and output-level adaptation: the paper's final model",
        translation=Translation(conditions=("depth", "labels")),
        spaces=JOINT,
    ),
)
BEYOND = tuple(
    replace(
        method,
        name=f"{method.name}+st".removeprefix("na+"),
        summary=f"{summary}; beyond the paper",
        self_training=SelfTraining(),
    )
    for method, summary in (
        (_ROWS[0], "self-training on the target's photos"),
        (_ROWS[-2], "output-level adaptation and self-training"),
        (_ROWS[-1], "input- and output-level adaptation and self-training"),
    )
)
"""Rows that the paper does not have."""

PRESETS: dict[str, Method] = {method.name: method for method in (*_ROWS, *BEYOND)}
PAPER_ROWS = tuple(method.name for method in _ROWS)
"""Names of the rows of the paper's Tables 1 to 3."""
ALIASES = {"input": "+sd", "output": "joint"}

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
PAPER_TABLE1: dict[str, tuple[tuple[float, ...], float]] = {
    "na": ((79.3, 60.5, 0.0, 0.3, 9.5, 66.8, 8.3, 85.9, 59.2, 4.8), 37.5),
    "+sd": ((83.2, 67.4, 10.8, 21.9, 24.5, 68.8, 6.5, 88.3, 77.8, 9.3), 45.9),
    "joint": ((81.1, 69.1, 7.1, 8.6, 28.3, 79.5, 43.3, 86.0, 79.3, 17.8), 50.0),
    "both": ((81.4, 71.2, 11.3, 26.6, 23.6, 82.8, 56.5, 88.4, 80.1, 12.7), 53.5),
}
PAPER_TABLE2 = {"na": 37.5, "cg": 39.8, "gd": 43.5, "+d": 44.2, "+s": 44.7, "+sd": 45.9}
PAPER_TABLE3 = {"na": 37.5, "ss": 45.9, "depth": 43.8, "sep": 46.3, "joint": 50.0}

_T4_NA = (9.7, 14.1, 58.5, 4.7, 0.3, 22.7, 1.9, 12.9, 70.7, 60.9, 50.2, 7.2, 32.2, 17.4, 1.3, 8.0)
_T4_INPUT = (
    *(77.0, 29.3, 67.9, 0.1, 0.1, 24.7, 10.7, 17.4),
    *(79.4, 78.8, 49.2, 13.7, 70.3, 4.3, 5.8, 12.8),
)
_T4_OUTPUT = (
    *(79.6, 29.7, 75.7, 11.4, 0.3, 25.3, 11.1, 14.8),
    *(76.7, 76.9, 45.3, 15.9, 67.7, 15.8, 4.8, 13.5),
)
_T4_BOTH = (
    *(78.3, 29.2, 76.9, 11.4, 0.3, 26.5, 10.8, 17.2),
    *(81.7, 81.9, 45.8, 15.4, 68.0, 15.9, 7.5, 30.4),
)
PAPER_TABLE4: dict[str, tuple[tuple[float, ...], float, float]] = {
    "na": (_T4_NA, 23.3, 26.5),
    "+sd": (_T4_INPUT, 33.8, 39.7),
    "joint": (_T4_OUTPUT, 35.3, 40.6),
    "both": (_T4_BOTH, 37.3, 43.0),
}


def find(name: str) -> Method:
    """The preset of that name or alias.

    Raises:
        ValueError: naming the presets there are.
    """
    resolved = ALIASES.get(name, name)
    if resolved not in PRESETS:
        known = " ".join((*PRESETS, *ALIASES))
        raise ValueError(f"there is no preset {name!r}; the presets are: {known}")
    return PRESETS[resolved]


def folder_name(name: str) -> str:
    """A preset's name fit for folders and shells: ``+sd`` becomes ``plus-sd``, and ``joint+st``
    ``joint-plus-st``."""
    return name.replace("+", "-plus-").lstrip("-")
