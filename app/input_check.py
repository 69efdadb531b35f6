"""How the files of a frame were understood, one finding for each; what is doubtful is said."""

from __future__ import annotations

import base64
import contextlib
import html
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from gioada.data.depth import depth_colours
from gioada.data.files import Reading, align, read_depth, read_image, read_labels
from gioada.data.frame import nearest
from gioada.data.labels import LabelSpace

State = Literal["good", "doubt", "bad", "missing"]
SIGNS: dict[State, str] = {"good": "✓", "doubt": "!", "bad": "✕", "missing": "–"}
DOUBTFUL = 0.05
"""Share of unknown pixels from which a reading is doubtful."""
GREY = ("carla-log", "grey8-80m")
"""What 8 bits of grey can mean."""
FLAT, CLEARLY = 0.95, 0.1
"""How straight 1 / depth must run down the picture to be a road, and by how much straighter than
under the other reading; of CARLA's frames it is 0.98 and more, and 0.7 in the other reading."""
VERY_FLAT, LEAST = 0.99, 0.005
"""The same where both readings are nearly straight."""
ENOUGH = 0.02
"""Share of the pixels that must be road to tell the unit by it."""
_SIDE = 260


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found in one file."""

    what: str
    state: State
    text: str
    preview: np.ndarray | None = None
    """uint8 H W 3: the file as it is understood."""


@dataclass(frozen=True, kw_only=True)
class Triple:
    """A frame as translators take it; maps that were not given, or are bad, are None."""

    image: np.ndarray
    """uint8 H W 3."""
    labels: np.ndarray | None
    """uint8 H W class indices, 255 void."""
    depth: np.ndarray | None
    """float32 H W metres, NaN where not measured."""
    space: LabelSpace


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """A frame, as far as it can be read, and what was found in its files."""

    triple: Triple | None
    """None if the picture itself cannot be read."""
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> list[str]:
        """Sentences on the files that cannot be used."""
        return [finding.text for finding in self.findings if finding.state == "bad"]

    @property
    def plain(self) -> list[dict[str, str]]:
        """The findings for programs."""
        return [
            {"what": each.what, "state": each.state, "text": each.text} for each in self.findings
        ]


def examine(
    image: str | None,
    labels: str | None,
    depth: str | None,
    space: LabelSpace,
    *,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
) -> Checkup:
    """Read the files of a frame; nothing is raised, each file has a finding.

    Args:
        image, labels, depth: paths of uploaded files.
        space: the classes wanted.
        label_encoding, depth_encoding: names of encodings, or ``auto``.
    """
    findings: list[Finding] = []
    picture = classes = metres = None
    if image:
        with _found("Picture", findings):
            picture = read_image(image)
            findings.append(_finding("Picture", picture, picture.values))
    else:
        findings.append(_missing("Picture"))
    if labels:
        with _found("Labels", findings, wrong=lambda: depth_in_place_of_labels(labels)):
            classes = read_labels(labels, space, label_encoding)
            findings.append(_finding("Labels", classes, space.colourise(classes.values)))
    else:
        findings.append(_missing("Labels"))
    if depth:
        with _found("Depth", findings, wrong=lambda: labels_in_place_of_depth(depth, space)):
            metres = _depth(depth, depth_encoding, classes, space)
            findings.append(_finding("Depth", metres, depth_colours(metres.values)))
    else:
        findings.append(_missing("Depth"))
    if picture is None:
        return Checkup(triple=None, findings=tuple(findings))
    fitted = [
        None if each is None else _fitted(picture.values, each, name, findings)
        for each, name in ((classes, "labels"), (metres, "depth"))
    ]
    triple = Triple(image=picture.values, labels=fitted[0], depth=fitted[1], space=space)
    return Checkup(triple=triple, findings=tuple(findings))


def _depth(path: str, encoding: str, classes: Reading | None, space: LabelSpace) -> Reading:
    """A depth map; 8 bits of grey are CARLA's where its labels, or the road in it, say so.

    Raises:
        ValueError: it cannot be read, or its unit cannot be told.
    """
    try:
        return read_depth(path, encoding)
    except ValueError:
        if encoding != "auto":
            raise
        reads: dict[str, Reading] = {}
        for name in GREY:
            with contextlib.suppress(ValueError):
                reads[name] = read_depth(path, name)
        if len(reads) < len(GREY):
            raise
        if classes is not None and classes.encoding.startswith("carla"):
            return _because(reads["carla-log"], "as the labels are CARLA's")
        fits = {
            name: road_likeness(read.values, _road(classes, read.values.shape, space))
            for name, read in reads.items()
        }
        best = max(fits, key=lambda name: fits[name])
        ahead = fits[best] - min(fits.values())
        if not any(
            fits[best] >= flat and ahead >= clearly
            for flat, clearly in ((FLAT, CLEARLY), (VERY_FLAT, LEAST))
        ):
            raise
        return _because(reads[best], "so that the road is flat")


def _because(reading: Reading, reason: str) -> Reading:
    """A reading that was inferred, with the metres just before the car to check it by."""
    height = reading.values.shape[0]
    near = float(np.nanmedian(reading.values[-max(1, height // 20) :]))
    note = reading.note.replace("(as chosen)", f"({reason}; {near:.1f} m at the lower edge)")
    return replace(reading, note=note)


def _road(classes: Reading | None, shape: tuple[int, ...], space: LabelSpace) -> np.ndarray | None:
    """Where a label map says road: bool H W; None where there is none of the depth's size."""
    if classes is None or classes.values.shape != shape or "road" not in space.classes:
        return None
    road = classes.values == space.classes.index("road")
    return road if road.mean() > ENOUGH else None


def road_likeness(metres: np.ndarray, road: np.ndarray | None = None) -> float:
    """How straight 1 / depth falls along the rows of a road, in [0, 1]: flat ground gives 1.

    Args:
        metres: float32 H W.
        road: bool H W; None takes the middle of the lower rows for it.
    """
    height, width = metres.shape
    if road is None:
        road = np.zeros(metres.shape, np.bool_)
        road[int(0.65 * height) :, int(0.4 * width) : int(0.6 * width)] = True
    rows = np.flatnonzero(road.sum(axis=1) >= 8)
    if len(rows) < 8:
        return 0.0
    middles = [np.nanmedian(metres[row][road[row]]) for row in rows]
    near = 1 / np.maximum(middles, 0.1)
    if not np.isfinite(near).all() or np.ptp(near) < 1e-3 or near[-1] < 1 / 15:
        return 0.0
    return max(0.0, float(np.corrcoef(near, rows)[0, 1])) ** 2


def depth_in_place_of_labels(path: str) -> str:
    """A sentence if a file given as labels is a depth map; else empty."""
    with contextlib.suppress(ValueError):
        read = read_depth(path)
        if np.unique(read.values).size > 256:
            return f"{Path(path).name} is a depth map: it belongs into the slot Depth."
    return ""


def labels_in_place_of_depth(path: str, space: LabelSpace) -> str:
    """A sentence if a file given as depth is a label map; else empty."""
    with contextlib.suppress(ValueError):
        read = read_labels(path, space)
        if read.unknown < DOUBTFUL:
            return f"{Path(path).name} is a label map: it belongs into the slot Labels."
    return ""


@contextlib.contextmanager
def _found(what: str, findings: list[Finding], wrong: Callable[[], str] = str) -> Iterator[None]:
    """Note a file that cannot be read; with what it is instead where that is known."""
    try:
        yield
    except ValueError as error:
        findings.append(Finding(what=what, state="bad", text=wrong() or str(error)))


def _missing(what: str) -> Finding:
    return Finding(what=what, state="missing", text=f"{what}: not given.")


def _finding(what: str, reading: Reading, preview: np.ndarray) -> Finding:
    # Depth maps of real scanners are mostly holes, which is no reason for doubt.
    doubtful = what == "Labels" and reading.unknown > DOUBTFUL
    return Finding(
        what=what, state="doubt" if doubtful else "good", text=reading.note, preview=preview
    )


def _fitted(
    image: np.ndarray, reading: Reading, name: str, findings: list[Finding]
) -> np.ndarray | None:
    """A map at the size of its picture, or None with a finding if it is of another frame."""
    try:
        aligned = align(image, **{name: reading.values})
    except ValueError as error:
        findings.append(Finding(what="Size", state="bad", text=str(error)))
        return None
    if aligned.note:
        findings.append(Finding(what="Size", state="good", text=aligned.note))
    return getattr(aligned, name)


def report(checkup: Checkup) -> str:
    """The findings as HTML: one line while all is well, which opens, and is open when not."""
    states = [each.state for each in checkup.findings]
    given = [
        each.what.lower()
        for each in checkup.findings
        if each.state in ("good", "doubt") and each.what != "Size"
    ]
    worst: State = "bad" if "bad" in states else "doubt" if "doubt" in states else "good"
    if worst == "bad":
        line = "A file cannot be used"
    elif worst == "doubt":
        line = "Read, with doubts"
    else:
        line = f"Read: {', '.join(given)}" if given else "No file yet"
    opened = " open" if worst != "good" else ""
    return (
        f'<details class="input-check"{opened}><summary>{_sign(worst)}<span>{line}</span></summary>'
        f"<ul>{''.join(_items(checkup))}</ul></details>"
    )


def _sign(state: State) -> str:
    return f'<b class="{state}" aria-label="{state}">{SIGNS[state]}</b>'


def _items(checkup: Checkup) -> Iterator[str]:
    for finding in checkup.findings:
        shown = "" if finding.preview is None or finding.what == "Picture" else _image(finding)
        yield f"<li>{_sign(finding.state)}<span>{html.escape(finding.text)}{shown}</span></li>"


def _image(finding: Finding) -> str:
    assert finding.preview is not None
    height, width = finding.preview.shape[:2]
    scale = min(1.0, _SIDE / width)
    small = nearest(finding.preview, max(1, round(height * scale)), max(1, round(width * scale)))
    held = io.BytesIO()
    Image.fromarray(small).save(held, "PNG")
    data = base64.b64encode(held.getvalue()).decode("ascii")
    return f'<img alt="{finding.what} as understood" src="data:image/png;base64,{data}">'
