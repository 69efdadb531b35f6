"""What predictions amount to, in sentences and tables as HTML."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence

from app.predict.numbers import Numbers, apart, class_numbers, numbers, shares_of
from app.predict.study import Study
from app.table import FEW, few, percent, swatch, table
from gioada.data.depth import FAR
from gioada.data.labels import LabelSpace

DEPTHS = {
    "abs_rel": ("relative depth error, 0 is perfect", "{:.3f}", False),
    "rmse": ("root mean square depth error, 0 is perfect", "{:.2f} m", False),
    "delta_1.25": ("depth within a factor 1.25, 100% is perfect", "{:.0%}", True),
    "si_log": ("error of log depth whatever the scale, 0 is perfect", "{:.3f}", False),
}
"""By the names of DepthError: title, how it is written, and whether higher is better."""


def summary(study: Study) -> str:
    """What is to be seen at a glance, in a sentence as HTML."""
    if len(study.readings) < 2:
        return ""
    labels, depths = apart(study)
    rights = [
        (each.right or 0.0, study.titles[each.name])
        for each in numbers(study)
        if each.right is not None
    ]
    right = ", ".join(f"{html.escape(title)} <b>{percent(share)}</b>" for share, title in rights)
    more = f"right: {right}" if right else f"depths differ by over 25% on <b>{percent(depths)}</b>"
    return (
        f'<p class="differ">They disagree on <b>{percent(labels)}</b> of the pixels; {more}. '
        f"{_why(study)}</p>"
    )


def _why(study: Study) -> str:
    """What the adapted ones saw that the others did not; empty unless there are both."""
    titles = {each.name: html.escape(study.titles[each.name]) for each in study.checkpoints}
    plain = [titles[each.name] for each in study.checkpoints if each.card.preset == "na"]
    adapted = [titles[each.name] for each in study.checkpoints if each.card.preset != "na"]
    if not plain or not adapted:
        return ""
    drawn = all(each.world == "demo" for each in study.checkpoints)
    target = "pictures of the target" if drawn else "photos"
    return (
        f"{' and '.join(plain)} learned from rendered streets alone, "
        f"{' and '.join(adapted)} from unlabelled {target} too."
    )


def numbers_table(study: Study) -> str:
    """The numbers of all checkpoints per class, with what they are and what good is."""
    return (
        _alone(study)
        if len(study.checkpoints) == 1
        and study.triple.labels is None
        and study.triple.depth is None
        else _beside(study)
    )


def _alone(study: Study) -> str:
    (reading,), space = study.readings, study.space
    rows = [
        [
            swatch(space, each.name) + html.escape(each.name),
            percent(each.share),
            few(f"{each.confidence:.0%}", each.share * reading.scene.labels.size),
            few(
                f"{each.metres:.1f} m" if each.metres < FAR - 0.5 else f"{FAR:.0f} m or more",
                each.share * reading.scene.labels.size,
            ),
        ]
        for each in class_numbers(reading.scene, space)
    ]
    how = (
        '<p class="how">Confidence is how sure the network is of the class that it says, up to '
        "100%; it may be sure and wrong. "
        f"Depth is the median over the class's pixels. {GREY}</p>"
    )
    return table(["class", "share of the photo", "mean confidence", "median depth"], rows) + how


GREY = f"Grey numbers rest on fewer than {FEW} pixels."


def _beside(study: Study) -> str:
    """Per class IoU and share of each checkpoint, means, and depth errors."""
    truth, found = study.triple.labels, numbers(study)
    head = [
        "class",
        *(["true"] if truth is not None else []),
        *(html.escape(study.titles[each.name]) for each in found),
    ]
    given = None if truth is None else shares_of(truth, study.space)
    size = study.triple.image.shape[0] * study.triple.image.shape[1]
    rows = [
        *_classes(found, study.space, given, size),
        *_means(found, given),
        *_depths(found, given),
    ]
    return table(head, rows) + _how(study)


def _classes(
    found: Sequence[Numbers], space: LabelSpace, given: dict[str, float] | None, size: int
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
            _bar(
                each.iou[name] / 100,
                few(_marked(each.iou[name], best, "{:.1f}"), given[name] * size),
            )
            + f' <span class="of">{percent(each.shares[name])}</span>'
            for each in found
        ]
        yield [title, percent(given[name]), *cells]


def _means(found: Sequence[Numbers], given: dict[str, float] | None) -> Iterator[list[str]]:
    between = [] if given is None else [""]
    for name in found[0].means:
        values = [each.means[name] for each in found]
        best = _best(values)
        cells = (_bar(value / 100, _marked(value, best, "{:.1f}")) for value in values)
        yield [f"<b>{name}</b>", *between, *cells]
    if found[0].right is not None:
        rights = [each.right or 0.0 for each in found]
        best = _best(rights)
        cells = (_bar(right, _marked(right, best, "{:.0%}")) for right in rights)
        yield ["<b>right pixels</b>", *between, *cells]


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
    if study.triple.labels is not None:
        labels = (
            "IoU, intersection over union in percent on this one photo against the true labels: "
            "100 is perfect; a class that is neither true nor said counts in no mean. Beside it "
            "the share of the picture that is said to be this class. " + GREY
        )
    else:
        labels = (
            "Shares of the picture. Give the true labels to see the IoU of each class, and who is "
            "right where."
        )
    depth = (
        "Depth is scored where the true one is nearer than 80 m."
        if study.triple.depth is not None
        else "Give the true depth to see depth errors."
    )
    return f'<p class="how">{labels} {depth}</p>'
