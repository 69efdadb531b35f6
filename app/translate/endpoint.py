"""``/translate``: a frame's translation and what it destroyed, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gradio import FileData
from PIL import Image

from app import checkpoints
from app.files import place, uploaded
from app.tab import Choice
from app.translate.study import Verdict, begin, lacking, translated
from gioada.errors import Problem

CHOICE = Choice(
    network="translator",
    wanted=(("cg-street", "both-street"), ("cg-demo", "both-demo")),
)
"""Which checkpoints are offered, and chosen at first."""


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
    name = checkpoint or next(reversed(CHOICE.first(checkpoints.names("translator"))), None)
    paths = [str(uploaded(file)) if file else None for file in (image, labels, depth)]
    checkup, study = begin(paths, [name] if name else [], label_encoding, depth_encoding, long_side)
    assert study.triple is not None
    (chosen,) = study.checkpoints
    missing = lacking(chosen, study.triple)
    if missing:
        raise Problem(
            "translate.missing",
            "{name} needs {missing}: give that file too.",
            name=chosen.name,
            missing=" and ".join(missing),
        )
    done = translated(study, chosen, study.triple.labels, study.triple.depth)
    path = place(f"{chosen.file_name}.png")
    Image.fromarray(done.picture).save(path)
    return FileData(path=str(path)), {
        "checkpoint": chosen.name,
        "files": checkup.plain,
        "judge": study.judge.name if study.judge else "",
        "evidence": _evidence(done.verdict) if done.verdict else None,
    }


def _evidence(verdict: Verdict) -> dict[str, Any]:
    found = verdict.evidence
    return {
        "kept": found.kept,
        "became": {name: dict(others) for name, others in found.became.items()},
        "mean_kept": found.mean_kept,
        "edges": found.edges,
        "depth": {
            key: value if value == value else None for key, value in asdict(found.depth).items()
        },
        "places": [
            {
                "was": harm.was,
                "became": harm.became,
                "share": harm.place.share,
                "invented": harm.invented,
                "box": [harm.place.left, harm.place.top, harm.place.width, harm.place.height],
            }
            for harm in verdict.harms
        ],
    }
