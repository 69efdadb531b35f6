"""``/compare``: what several checkpoints say of a photo, and where they differ, for programs."""

from __future__ import annotations

import math
from typing import Any, get_type_hints

import numpy as np
from gradio import FileData
from gradio.events import api
from PIL import Image

from app.compare.choice import CHECKPOINTS
from app.compare.differences import largest_differences
from app.compare.numbers import Numbers, apart, numbers
from app.compare.study import Reading, Study, answers, begin
from app.scratch import place
from app.tab import NETWORK, told
from app.uploads import uploaded
from gioada.data.depth_encodings import encode
from gioada.evaluation.contradictions import shares


def compare(
    photo: FileData,
    checkpoints: list[str] | None = None,
    labels: FileData | None = None,
    depth: FileData | None = None,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
    fast: bool = False,
    focal: float = 0,
) -> tuple[list[FileData], list[FileData], dict[str, Any]]:
    """Compare up to four checkpoints on a photo, and with the truth where it is given.

    Args:
        photo: a picture file.
        checkpoints: names as the page offers them, all with the same classes; none is the page's
            own first choice.
        labels: the photo's true label map.
        depth: its true depth map.
        label_encoding: how the label map is written; auto finds out.
        depth_encoding: how the depth map is written; auto finds out.
        long_side: pixels of the long side at which the networks work; 0 is each training's size.
        fast: compute in bfloat16 where the processor can.
        focal: focal length of the photo in pixels, for contradictions; 0 is a view of 65 degrees.

    Returns:
        Label maps (8-bit PNG of indices into the report's classes, with a palette), depth maps
        (16-bit PNG of centimetres), one per checkpoint in their order; and a report: shares of
        the picture where labels and depths differ, the largest such places, and per checkpoint
        shares and IoU by class, depth errors, contradictions of depth and labels, and what its
        D_output believes.
    """
    names = list(checkpoints or CHECKPOINTS.offered()["value"])
    paths = [str(uploaded(file)) if file else None for file in (photo, labels, depth)]
    checkup, study = begin(
        paths, names, label_encoding=label_encoding, depth_encoding=depth_encoding,
        long_side=long_side, fast=fast, focal=focal,
    )  # fmt: skip
    for study in answers(study):  # noqa: B007, B020 - the last one has all answers
        pass
    files = [(_labels(each, study), _depth(each)) for each in study.readings]
    understood = [{"what": each.what, "state": each.state, "text": each.text}
                  for each in checkup.findings]  # fmt: skip
    report = {"files": understood, **_report(study)}
    return [pair[0] for pair in files], [pair[1] for pair in files], report


def _labels(reading: Reading, study: Study) -> Any:
    picture = Image.fromarray(reading.scene.labels)
    picture.putpalette(study.space.colourise(np.arange(256, dtype=np.uint8)).tobytes())
    return _file(picture, reading, "labels")


def _depth(reading: Reading) -> Any:
    centimetres = encode(reading.scene.depth, "centimetres-16bit")
    return _file(Image.fromarray(centimetres), reading, "depth_cm")


def _file(picture: Image.Image, reading: Reading, what: str) -> Any:
    path = place(f"{reading.name.replace(': ', '-').replace('/', '-')}_{what}.png")
    picture.save(path, compress_level=1)
    # As a dictionary: Gradio makes one only of a file that is an output by itself.
    return FileData(path=str(path)).model_dump()


def _report(study: Study) -> dict[str, Any]:
    differ, depths = apart(study)
    names = [each.name for each in study.readings]
    places = largest_differences(names, study.labels, study.space, study.triple.labels)
    found = zip(numbers(study), study.readings, strict=True)
    return {
        "classes": list(study.space.classes),
        "differ": {"labels": differ, "depth": depths},
        "places": [
            {"said": each.said, "given": each.given or None, "share": each.place.share,
             "box": [each.place.left, each.place.top, each.place.width, each.place.height]}
            for each in places
        ],
        "checkpoints": [_checkpoint(*each) for each in found],
    }  # fmt: skip


def _checkpoint(found: Numbers, reading: Reading) -> dict[str, Any]:
    belief = reading.belief
    return {
        "name": found.name,
        "shares": found.shares,
        "iou": _known(found.iou) or None,
        "means": _known(found.means) or None,
        "right": found.right,
        "depth": _known(found.depth) or None,
        "contradictions": shares(reading.contradictions),
        "belief": None if belief is None else float(belief.mean()),
    }


def _known(values: dict[str, float]) -> dict[str, float | None]:
    """JSON has no NaN."""
    return {name: None if math.isnan(value) else value for name, value in values.items()}


def register() -> None:
    """Offer the endpoint; to be called while the page is laid out."""
    # gr.api reads the annotations as they stand: a string would make one output of the three.
    compare.__annotations__.update(get_type_hints(compare))
    api(told(compare), api_name="compare", **NETWORK)
