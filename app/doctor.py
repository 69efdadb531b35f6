"""How the files of a frame were understood, one finding for each; what is doubtful is said."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image

from gioada.data.depth_colours import depth_colours
from gioada.data.files import Reading, align, read_depth, read_image, read_labels
from gioada.data.labels import LabelSpace
from gioada.data.resizing import nearest

State = Literal["good", "doubt", "bad", "missing"]
SIGNS: dict[State, str] = {"good": "✓", "doubt": "!", "bad": "✕", "missing": "–"}
DOUBTFUL = 0.05
"""Share of unknown pixels from which a reading is doubtful."""
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

    def read(what: str, path: str | None, reader: Callable[[str], Reading]) -> Reading | None:
        if not path:
            findings.append(Finding(what=what, state="missing", text=f"{what}: not given."))
            return None
        try:
            return reader(path)
        except ValueError as error:
            findings.append(Finding(what=what, state="bad", text=str(error)))
            return None

    picture = read("Picture", image, read_image)
    if picture is not None:
        findings.append(_finding("Picture", picture, picture.values))
    classes = read("Labels", labels, lambda path: read_labels(path, space, label_encoding))
    if classes is not None:
        findings.append(_finding("Labels", classes, space.colourise(classes.values)))
    metres = read("Depth", depth, lambda path: read_depth(path, depth_encoding))
    if metres is not None:
        findings.append(_finding("Depth", metres, depth_colours(metres.values)))
    if picture is None:
        return Checkup(triple=None, findings=tuple(findings))
    fitted = [_fitted(picture.values, each, name, findings)
              for each, name in ((classes, "labels"), (metres, "depth"))]  # fmt: skip
    triple = Triple(image=picture.values, labels=fitted[0], depth=fitted[1], space=space)
    return Checkup(triple=triple, findings=tuple(findings))


def _finding(what: str, reading: Reading, preview: np.ndarray) -> Finding:
    # Depth maps of real scanners are mostly holes, which is no reason for doubt.
    doubtful = what == "Labels" and reading.unknown > DOUBTFUL
    return Finding(
        what=what, state="doubt" if doubtful else "good", text=reading.note, preview=preview
    )


def _fitted(
    image: np.ndarray, reading: Reading | None, name: str, findings: list[Finding]
) -> np.ndarray | None:
    """A map at the size of its picture, or None with a finding if it is of another frame."""
    if reading is None:
        return None
    try:
        aligned = align(image, **{name: reading.values})
    except ValueError as error:
        findings.append(Finding(what="Size", state="bad", text=str(error)))
        return None
    if aligned.note:
        findings.append(Finding(what="Size", state="good", text=aligned.note))
    return getattr(aligned, name)


def report(checkup: Checkup) -> str:
    """The findings as HTML, with small previews of the files as they were understood."""
    return f'<ul class="doctor">{"".join(_items(checkup))}</ul>'


def _items(checkup: Checkup) -> Iterator[str]:
    for finding in checkup.findings:
        sign = f'<b class="{finding.state}" aria-label="{finding.state}">{SIGNS[finding.state]}</b>'
        shown = "" if finding.preview is None or finding.what == "Picture" else _image(finding)
        yield f"<li>{sign}<span>{html.escape(finding.text)}{shown}</span></li>"


def _image(finding: Finding) -> str:
    assert finding.preview is not None
    height, width = finding.preview.shape[:2]
    scale = min(1.0, _SIDE / width)
    small = nearest(finding.preview, max(1, round(height * scale)), max(1, round(width * scale)))
    held = io.BytesIO()
    Image.fromarray(small).save(held, "PNG")
    data = base64.b64encode(held.getvalue()).decode("ascii")
    return f'<img alt="{finding.what} as understood" src="data:image/png;base64,{data}">'
