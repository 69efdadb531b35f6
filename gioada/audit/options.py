"""What an audit is given, as values; readable without torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gioada.errors import Advice, Problem

JUDGE = "checkpoints/na-street"
"""The bundled network for photographs; it has seen no translation."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Who reads the pictures, and how files are read."""

    judge: str = JUDGE
    """A checkpoint, in a folder or on the Hugging Face Hub; or a semantic-segmentation model of the
    Hub by its id (for which transformers is needed)."""
    label_encoding: str = "auto"
    """How label maps are written, as docs/data.md names it; auto finds it out."""
    depth_encoding: str = "auto"
    """How depth maps are written; auto finds it out."""
    limit: int | None = None
    """Only the first so many frames."""
    worst: int = 8
    """Frames that the report shows."""
    device: str = "auto"
    """auto, cpu, cuda, or cuda:N."""


@dataclass(frozen=True, kw_only=True)
class Against:
    """What else the translations are held against."""

    target: str | None = None
    """Folder, pattern or zip of the target's photos: adds the distance to them."""
    target_labels: str | None = None
    """Label maps of those photos, for the probe to be scored on."""
    backbone: str | None = None
    """NAME=WEIGHTS, a pretrained network whose features are compared beside the judge's, such as
    vgg16=FILE or resnet50=imagenet."""
    translator: Path | None = None
    """Our checkpoint that made the translations: adds the test for labels painted in code."""
    probe: int = 0
    """Steps of a small segmentation network on source, translations and both; 0 for none."""
    probe_seeds: int = 1
    """Trainings of the probe per set; one is no measure of the next."""

    def __post_init__(self) -> None:
        if (self.probe or self.target_labels or self.backbone) and self.target is None:
            what = "a probe, labels of the target and a backbone are about the target's photos."
            raise Problem("audit.target", what, advice=[Advice("target", "FOLDER")])
        if self.probe < 0 or self.probe_seeds < 1:
            raise Problem("audit.probe", "a probe has at least 0 steps and 1 seed.")
