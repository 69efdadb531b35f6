"""What translations kept, as sentences and a table in HTML."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.table import FEW, few, percent, swatch, table
from app.translate.study import UNRELIABLE, Study, Translated
from gioada.data.labels import LabelSpace

if TYPE_CHECKING:
    from gioada.evaluation.consistency import Evidence

HOW = (
    "Read by <b>{judge}</b>, a task network that took no part in these translations. Of the pixels "
    "that it reads right on the input, by the given labels, the share that it reads the same in "
    "the translation. Depth: the share of pixels where its reading stays within a factor 1.25. "
    "Edges: correlation of the gradients with those of the input. An untouched picture has 100%, "
    "100% and 1. Grey numbers rest on fewer than {few} pixels."
)


def summary(study: Study) -> str:
    """What is to be seen at a glance, in a sentence as HTML."""
    judged = [each for each in study.translations if each.verdict]
    if not judged:
        return _nothing(study)
    if study.misread > UNRELIABLE:
        return (
            f'<p class="differ">The network that reads the pictures is wrong on <b>'
            f"{percent(study.misread)}</b> of the input already, so that nothing is said of what "
            "was kept.</p>"
        )
    kept = ", ".join(
        f"{html.escape(study.titles[each.name])} <b>{percent(each.verdict.evidence.mean_kept)}</b>"
        for each in judged
        if each.verdict
    )
    return (
        f'<p class="differ">Meaning kept, mean of the classes: {kept}; 100% is an untouched '
        "picture.</p>"
    )


def evidence_table(study: Study) -> str:
    """The table of the translations that were read, as HTML; empty where that says nothing."""
    judged = [each for each in study.translations if each.verdict]
    if not judged or study.triple is None or study.judge is None:
        return _nothing(study)
    if study.misread > UNRELIABLE:
        return '<p class="how">See above: there is no table without a judge that can read.</p>'
    heads = ["class", *(html.escape(study.titles[each.name]) for each in judged)]
    how = HOW.format(judge=html.escape(study.judge.name), few=FEW)
    leaks = "".join(
        f'<p class="how">{line}</p>' for line in (_leak(each, study) for each in judged) if line
    )
    words = f'<p class="how">{how}{_unread(judged, study)}</p>{leaks}'
    return table(heads, list(_rows(judged, study.triple.space))) + words


def _nothing(study: Study) -> str:
    if not study.translations:
        return ""
    why = (
        "the label map was not given"
        if study.judge
        else "that needs a checkpoint with a task network other than those compared"
    )
    return f'<p class="how">What the translations destroyed is not measured: {why}.</p>'


def _rows(judged: Sequence[Translated], space: LabelSpace) -> Iterator[list[str]]:
    found = [each.verdict.evidence for each in judged if each.verdict]
    for name in space.classes:
        if any(name in each.kept for each in found):
            best = max(each.kept.get(name, -1.0) for each in found)
            title = swatch(space, name) + html.escape(name)
            yield [title, *(_class_cell(each, name, best) for each in found)]
    yield ["<b>mean of the classes</b>", *_shares([each.mean_kept for each in found])]
    yield ["<b>depth</b>", *_shares([each.depth.kept for each in found])]
    edges = [each.edges for each in found]
    yield ["<b>edges</b>", *(_strong(f"{edge:.2f}", edge == max(edges)) for edge in edges)]


def _class_cell(found: Evidence, name: str, best: float) -> str:
    if name not in found.kept:
        return "-"
    share, pixels = found.kept[name], float(found.counts[found.classes.index(name)].sum())
    lost = "".join(
        f"; {percent(part)} became {html.escape(other)}" for other, part in found.became[name][:2]
    )
    bar = f'<span class="share" style="--share:{share:.3f}"></span>'
    return f"{bar}{few(_strong(f'{percent(share)} kept', share == best), pixels)}{lost}"


def _shares(shares: Sequence[float]) -> list[str]:
    best = max((share for share in shares if share == share), default=0.0)
    return [
        _strong(f"{percent(share)} kept", share == best) if share == share else "-"
        for share in shares
    ]


def _strong(text: str, best: bool) -> str:
    return f"<b>{text}</b>" if best else text


def _leak(translated: Translated, study: Study) -> str:
    """Whether the labels were written into a translation, in a sentence; empty if not asked."""
    parts = [
        f"{html.escape(reader)} reads the false class on {found.false_labels:.1%} of the pixels "
        f"where the two differ (given the true labels {found.true_labels:.1%})"
        for reader, found in translated.leaks.items()
        if found.false_labels == found.false_labels
    ]
    if not parts:
        return ""
    title = html.escape(study.titles[translated.name])
    return (
        f"Given mirrored labels, <b>{title}</b> makes a picture in which {', and '.join(parts)}. "
        "Equal shares are good: nothing of the labels is written into the picture."
    )


def _unread(judged: Sequence[Translated], study: Study) -> str:
    """The classes that are there and could not be measured."""
    triple = study.triple
    assert triple is not None
    assert triple.labels is not None
    measured = {name for each in judged if each.verdict for name in each.verdict.evidence.kept}
    left = [
        name
        for index, name in enumerate(triple.space.classes)
        if name not in measured and (triple.labels == index).any()
    ]
    if not left:
        return ""
    return f" Not measured, as the judge misses them on the input: {', '.join(left)}."
