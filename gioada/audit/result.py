"""What an audit finds, as values: the report, the table and the json are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gioada.audit.intervals import Interval


@dataclass(frozen=True, kw_only=True)
class ClassAudit:
    """One class over all frames; what cannot be measured is None, and ``note`` says why."""

    name: str
    pixels: int
    """Given, over all frames."""
    judge_right: float
    """Share in [0, 1] of its pixels that the judge reads right on the raw source."""
    judge_iou: float
    """The judge's IoU of it on the raw source, percent."""
    kept: Interval | None
    """Of the pixels read right on the source, the share still read so."""
    became: dict[str, float] = field(default_factory=dict)
    """Other readings of at least 1 %, largest first."""
    outline: Interval | None = None
    """Share of the steps across its outlines that is still there; needs no judge."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Invention:
    """Something seen where nothing of it was given nearby."""

    seen: str
    """The class that is seen."""
    within: str
    """The class that was given there."""
    share: Interval | None
    """Of all pixels of the class that was given; None where the judge misreads that on the source
    already."""
    judge_right: float
    """Share in [0, 1] of the class that was given that the judge reads right on the source."""


@dataclass(frozen=True, kw_only=True)
class OnSource:
    """How well the judge reads the raw source: nothing finer can be seen in the translation."""

    right: float
    """Share in [0, 1] of the labelled pixels."""
    miou: float
    """Percent."""
    depth_error: float | None
    """Mean relative error of its depth; None if it reads none, or none was given."""


@dataclass(frozen=True, kw_only=True)
class FrameAudit:
    """One frame."""

    name: str
    judge_right: float
    """Share in [0, 1] of the labelled pixels that the judge reads right on the source."""
    kept: float
    """Share of the pixels read right on the source that are still read so."""
    mean_kept: float
    """The same class by class, and their mean: frames are ordered by it."""
    destroyed: float
    """Share of the picture."""
    invented: float
    """Share of the picture."""
    edges: float
    """Correlation of the gradients."""
    canny_f1: float
    blurred_ssim: float
    depth_rmse: float
    """Metres; NaN if the judge reads no depth."""
    shift: tuple[float, float]
    """Pixels to the right and down."""
    measured: bool = True
    """Whether the judge reads its source well enough to say what was kept."""
    shows: str = ""
    """Another source frame whose picture the translation shows."""
    places: tuple[str, ...] = ()
    """Of the worst frames, the largest losses in words."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that speaks against training on the translations as they are."""

    code: str
    """``shifted``, ``swapped``, ``class lost``, ``outline lost``, ``invented``, ``unchanged``,
    ``depth``, ``not measured``."""
    what: str
    """The class or the figure that it is about."""
    text: str
    """A sentence for people."""
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Closeness:
    """Kernel distances to the target over one network's features; smaller is closer."""

    features: str
    """The network."""
    source: float
    """Of the raw source."""
    translated: float
    deviation: float
    """Of ``translated``, over random halves."""
    floor: float
    """Of two halves of the target: no translation can be told to be closer than that."""
    floor_deviation: float


@dataclass(frozen=True, kw_only=True)
class ProbeRow:
    """A small segmentation network trained on one of the sets."""

    trained_on: str
    """``source``, ``translated`` or ``both``."""
    scores: dict[str, float]
    """Percent by class, means over seeds; NaN for a class that nobody saw."""
    mean: float
    """Mean over the classes, and over seeds."""
    gain: Interval | None = None
    """Over ``source``, in points."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What the translations are worth, measured by training on them."""

    measure: str
    """``mIoU on labelled target photos``, or ``pseudo-agreement``."""
    steps: int
    seeds: int
    images: int
    rows: tuple[ProbeRow, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """Whether the translator paints labels that its pictures should not hold."""

    reader: str
    false_labels: float
    true_labels: float


@dataclass(frozen=True, kw_only=True)
class Audit:
    """All that was measured."""

    source: str
    translated: str
    judge: str
    mapping: tuple[str, ...]
    on_source: OnSource
    encodings: dict[str, str]
    num_frames: int
    sizes: dict[str, int]
    """Height x width of the translations -> frames."""
    unpaired: dict[str, tuple[str, ...]]
    problems: dict[str, str]
    """Frame -> why it could not be read."""
    findings: tuple[Finding, ...]
    classes: tuple[ClassAudit, ...]
    mean_kept: Interval | None
    """Over the classes that are measured."""
    inventions: tuple[Invention, ...]
    geometry: dict[str, Interval | None]
    cosmos: dict[str, Interval | None]
    """Cosmos-Transfer's four figures, by their names."""
    notes: dict[str, str]
    """What stands in the way of a figure, by its name."""
    frames: tuple[FrameAudit, ...]
    """Worst first."""
    closeness: tuple[Closeness, ...] = ()
    probe: Probe | None = None
    code: tuple[Code, ...] = ()
