"""``/translate``: a frame's translation and what it destroyed, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, get_type_hints

from gradio import FileData
from gradio.events import api
from PIL import Image

from app import shelf
from app.scratch import place
from app.tab import NETWORK, told
from app.translate.study import Judged, begin, lacking, translated
from app.uploads import uploaded

WANTED = "both-demo"


def translate(
    image: FileData,
    labels: FileData | None = None,
    depth: FileData | None = None,
    checkpoint: str = "",
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
) -> tuple[FileData, dict[str, Any]]:
    """Translate a rendered frame into the style of photographs.

    Args:
        image: a picture file.
        labels: its label map; guided translators may need it, and so does the evidence.
        depth: its depth map.
        checkpoint: a name as the page offers it; "" is the page's own first choice.
        label_encoding: how the label map is written; auto finds out.
        depth_encoding: how the depth map is written; auto finds out.
        long_side: pixels of the long side at which the network works; 0 is its training's size.

    Returns:
        The translation (PNG at the working size) and a report: how each file was understood, the
        judge, shares kept and what was lost per class, the largest places of harm, and agreement
        of depth and edges.
    """
    name = checkpoint or str(shelf.preferred(shelf.names("translator"), WANTED) or "")
    paths = [str(uploaded(file)) if file else None for file in (image, labels, depth)]
    checkup, study = begin(paths, [name], label_encoding, depth_encoding, long_side)
    assert study.triple is not None
    missing = lacking(name, study.triple)
    if missing:
        raise ValueError(f"{name} needs {' and '.join(missing)}: give that file too.")
    done = translated(study, name, study.triple.labels, study.triple.depth)
    path = place(f"{name.replace(': ', '-')}.png")
    Image.fromarray(done.picture).save(path)
    return FileData(path=str(path)), {
        "checkpoint": name,
        "files": [{"what": each.what, "state": each.state, "text": each.text}
                  for each in checkup.findings],
        "judge": study.judge,
        "evidence": _evidence(done.judged) if done.judged else None,
    }  # fmt: skip


def _evidence(judged: Judged) -> dict[str, Any]:
    found = judged.evidence
    return {
        "kept": found.kept,
        "became": {name: dict(others) for name, others in found.became.items()},
        "mean_kept": found.mean_kept,
        "edges": found.edges,
        "depth": {key: value if value == value else None
                  for key, value in asdict(found.depth).items()},
        "places": [
            {"was": harm.was, "became": harm.became, "share": harm.place.share,
             "invented": harm.invented,
             "box": [harm.place.left, harm.place.top, harm.place.width, harm.place.height]}
            for harm in judged.harms
        ],
    }  # fmt: skip


def register() -> None:
    """Offer the endpoint; to be called while the page is laid out."""
    # gr.api reads the annotations as they stand: a string would make one output of the two.
    translate.__annotations__.update(get_type_hints(translate))
    api(told(translate), api_name="translate", **NETWORK)
