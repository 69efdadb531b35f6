"""What translations kept, as a table of words and bars."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.table import percent, swatch, table
from app.translate.study import Study, Translated
from gioada.data.labels import LabelSpace

if TYPE_CHECKING:
    from gioada.evaluation.consistency import Evidence

HOW = (
    "Judge: <b>{judge}</b>, a task network that took no part in these translations. Of the pixels "
    "that it reads right on the input, by the given labels, the share that it reads the same in "
    "the translation; higher is better. Depth: the share of pixels where its reading stays within "
    "a factor 1.25. Edges: correlation of the gradients with those of the input."
)


def evidence_table(study: Study) -> str:
    """The table of the translations that were judged, as HTML; why there is none, if so."""
    judged = [each for each in study.translations if each.judged]
    if not judged or study.triple is None:
        return _nothing(study)
    heads = ["class", *(html.escape(each.name) for each in judged)]
    how = HOW.format(judge=html.escape(study.judge))
    leaks = "".join(f'<p class="how">{line}</p>' for line in map(_leak, judged) if line)
    told = f'<p class="how">{how}{_unread(judged, study)}</p>{leaks}'
    return table(heads, list(_rows(judged, study.triple.space))) + told


def _nothing(study: Study) -> str:
    if not study.translations:
        return ""
    why = (
        "the label map was not given" if study.judge
        else "that needs a checkpoint with a task network other than those compared"
    )  # fmt: skip
    return f'<p class="how">What the translations destroyed is not measured: {why}.</p>'


def _rows(judged: Sequence[Translated], space: LabelSpace) -> Iterator[list[str]]:
    found = [each.judged.evidence for each in judged if each.judged]
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
    share = found.kept[name]
    lost = "".join(f"; {percent(part)} became {html.escape(other)}"
                   for other, part in found.became[name][:2])  # fmt: skip
    bar = f'<span class="bar-of" style="--share:{share:.3f}"></span>'
    return f"{bar}{_strong(f'{percent(share)} kept', share == best)}{lost}"


def _shares(shares: Sequence[float]) -> list[str]:
    best = max((share for share in shares if share == share), default=0.0)
    return [_strong(f"{percent(share)} kept", share == best) if share == share else "-"
            for share in shares]  # fmt: skip


def _strong(text: str, best: bool) -> str:
    return f"<b>{text}</b>" if best else text


def _leak(translated: Translated) -> str:
    """Whether the labels were written into a translation, in a sentence; empty if not asked."""
    told = [
        f"{html.escape(reader)} reads the false class on {found.false_labels:.1%} of the pixels "
        f"where the two differ (told the true labels {found.true_labels:.1%})"
        for reader, found in translated.leaks.items()
        if found.false_labels == found.false_labels
    ]
    if not told:
        return ""
    name = html.escape(translated.name)
    return f"Told mirrored labels, <b>{name}</b> makes a picture in which {', and '.join(told)}."


def _unread(judged: Sequence[Translated], study: Study) -> str:
    """The classes that are there and could not be measured."""
    triple = study.triple
    assert triple is not None
    assert triple.labels is not None
    measured = {name for each in judged if each.judged for name in each.judged.evidence.kept}
    left = [name for index, name in enumerate(triple.space.classes)
            if name not in measured and (triple.labels == index).any()]  # fmt: skip
    if not left:
        return ""
    return f" Not measured, as the judge misses them on the input: {', '.join(left)}."
