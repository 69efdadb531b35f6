"""A comparison in words and tables."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence

import numpy as np

from app.compare.numbers import Numbers, apart
from app.compare.study import Study, has_critic
from app.table import percent, swatch, table
from gioada.data.labels import LabelSpace
from gioada.evaluation.contradictions import FARTHEST, NEAREST_SKY, NOD, STEEPEST, shares

DEPTHS = {
    "abs_rel": ("relative depth error", "{:.3f}", False),
    "rmse": ("root mean square depth error", "{:.2f} m", False),
    "delta_1.25": ("depth within a factor 1.25", "{:.0%}", True),
}
"""By the names of DepthError: title, how it is written, and whether higher is better."""
JOINT = (
    '<h4 class="over">Joint space: do depth and labels fit each other?</h4>'
    '<p class="how">No truth is needed to see that a prediction contradicts itself: sky nearer '
    f"than {NEAREST_SKY:.0f} m; road, sidewalk or terrain steeper than {STEEPEST:.0f} degrees (up "
    f"to {FARTHEST:.0f} m away); the same more than {NOD:.0f} degrees above a level horizon.</p>"
)
BELIEF = (
    "D_output learned to tell predictions on target images from those on source images. On a "
    "photo of the target, 100% says that the prediction still looks like a target's; at 50% the "
    "two cannot be told apart, which is what adaptation wants."
)


def differing(study: Study) -> str:
    """How much the checkpoints differ, as HTML; empty for a single one."""
    if len(study.readings) < 2:
        return ""
    labels, depths = apart(study)
    who = "They differ" if len(study.readings) == 2 else "Not all say the same"
    return (
        f'<p class="differ">{who} on <b>{percent(labels)}</b> of the pixels; their depths differ '
        f"by more than a factor 1.25 on <b>{percent(depths)}</b>.</p>"
    )


# --- the table ----------------------------------------------------------------------------------


def numbers_table(found: Sequence[Numbers], study: Study) -> str:
    """Per class IoU and share of each checkpoint, means, and depth errors, as HTML."""
    truth = study.triple.labels
    head = ["class", *(["given"] if truth is not None else []),
            *(html.escape(each.name) for each in found)]  # fmt: skip
    given = None if truth is None else _given(truth, study.space)
    rows = [*_classes(found, study.space, given), *_means(found), *_depths(found, given)]
    return table(head, rows) + _how(study)


def _given(truth: np.ndarray, space: LabelSpace) -> dict[str, float]:
    counts = np.bincount(truth.ravel(), minlength=256)[: space.num_classes]
    return dict(zip(space.classes, (counts / truth.size).tolist(), strict=True))


def _classes(
    found: Sequence[Numbers], space: LabelSpace, given: dict[str, float] | None
) -> Iterator[list[str]]:
    for name in space.classes:
        if not (given or {}).get(name) and not any(each.shares[name] for each in found):
            continue
        title = swatch(space, name) + html.escape(name)
        if given is None:
            yield [title, *(_bar(each.shares[name], percent(each.shares[name])) for each in found)]
            continue
        best = _best([each.iou[name] for each in found])
        cells = [
            _bar(each.iou[name] / 100, _marked(each.iou[name], best, "{:.1f}"))
            + f' <span class="of">{percent(each.shares[name])}</span>'
            for each in found
        ]
        yield [title, percent(given[name]), *cells]


def _means(found: Sequence[Numbers]) -> Iterator[list[str]]:
    for name in found[0].means:
        values = [each.means[name] for each in found]
        best = _best(values)
        yield [f"<b>{name}</b>", "", *(
            _bar(value / 100, _marked(value, best, "{:.1f}")) for value in values
        )]  # fmt: skip
    if found[0].right is not None:
        rights = [each.right or 0.0 for each in found]
        best = _best(rights)
        yield ["<b>right pixels</b>", "", *(
            _bar(right, _marked(right, best, "{:.0%}")) for right in rights
        )]  # fmt: skip


def _depths(found: Sequence[Numbers], given: dict[str, float] | None) -> Iterator[list[str]]:
    for key, (title, form, rising) in DEPTHS.items():
        values = [each.depth.get(key, math.nan) for each in found]
        if all(math.isnan(value) for value in values):
            continue
        best = _best(values, rising)
        between = [] if given is None else [""]
        yield [f"<b>{title}</b>", *between, *(_marked(value, best, form) for value in values)]


def _bar(share: float, text: str) -> str:
    if math.isnan(share):
        return text
    return f'<span class="share" style="--share:{share:.3f}"></span>{text}'


def _best(values: Sequence[float], rising: bool = True) -> float:
    known = [value for value in values if not math.isnan(value)]
    if len(known) < 2 or min(known) == max(known):
        return math.nan
    return max(known) if rising else min(known)


def _marked(value: float, best: float, form: str) -> str:
    if math.isnan(value):
        return "not there"
    return f"<b>{form.format(value)}</b>" if value == best else form.format(value)


def _how(study: Study) -> str:
    said = []
    if study.triple.labels is not None:
        said.append(
            "IoU, intersection over union in percent on this one photo against the given labels: "
            "higher is better; a class that is neither given nor said counts in no mean. In grey "
            "the share of the picture that is said to be this class."
        )
    else:
        said.append(
            "Shares of the picture. Give the label map of this photo to see the IoU of each class, "
            "and who is right where."
        )
    if study.triple.depth is not None:
        said.append(
            "Depth against the given one where that is nearer than 80 m: of the errors lower is "
            "better, of the share within a factor 1.25 higher."
        )
    else:
        said.append("Give its depth map to see depth errors.")
    return f'<p class="how">{" ".join(said)}</p>'


# --- the joint space ----------------------------------------------------------------------------


def joint(study: Study, *, done: bool) -> str:
    """Contradictions and beliefs of each checkpoint in words, as HTML.

    Args:
        study: gives the checkpoints.
        done: whether all were asked what their D_output believes.
    """
    items = []
    for each in study.readings:
        told = ", ".join(f"{name} <b>{percent(share)}</b>"
                         for name, share in shares(each.contradictions).items())  # fmt: skip
        items.append(f"<li><b>{html.escape(each.name)}</b>: {told} of the picture.</li>")
    believed = [
        f"<li><b>{html.escape(each.name)}</b>: its D_output gives <b>"
        f"{percent(float(each.belief.mean()))}</b> to target, patch by patch from "
        f"{percent(float(each.belief.min()))} to {percent(float(each.belief.max()))}.</li>"
        for each in study.readings
        if each.belief is not None
    ]
    how = f'<p class="how">{BELIEF}</p>' if believed else ""
    lacking = _lacking(study) if done else ""
    return f'{JOINT}<ul class="joint">{"".join(items + believed)}</ul>{how}{lacking}'


def _lacking(study: Study) -> str:
    names = [each.name for each in study.readings if not has_critic(each.name)]
    if not names:
        return ""
    verb = "carries" if len(names) == 1 else "carry"
    return (
        f'<p class="how">{html.escape(" and ".join(names))} {verb} no D_output, so nothing is told '
        "of what it believes: runs of presets that adapt the output do, and checkpoints exported "
        "from them.</p>"
    )
