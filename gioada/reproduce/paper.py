"""What the paper prints in Tables 1 to 4, to stand beside our rows; nothing here was run by us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gioada.data.labels import CITYSCAPES16
from gioada.errors import Problem
from gioada.methods import presets
from gioada.methods.presets import PAPER_CLASSES, find_preset
from gioada.reproduce.plan import ROWS, Item

PAIRS: dict[Item, str] = {
    "table1": "Virtual KITTI to KITTI",
    "table2": "Virtual KITTI to KITTI",
    "table3": "Virtual KITTI to KITTI",
    "table4": "SYNTHIA to Cityscapes",
}


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A row as the paper prints it."""

    label: str
    iou: dict[str, float | None]
    """Percent, by class; None where the paper has a dash; empty where it prints no classes."""
    means: dict[str, float | None]


def printed(table: Item) -> dict[str, Printed]:
    """The rows of a table that are the paper's own, by the paper's label; none for what the paper
    does not have."""
    if table not in ROWS:
        return {}
    found: dict[str, Printed] = {}
    for label in ROWS[table]:
        preset = find_preset(label)
        if table == "table4" and preset.cityscapes:
            row = preset.cityscapes
            found[label] = _printed16(label, row.iou, *row.means)
        elif preset.kitti:
            found[label] = _on_kitti(label, preset.kitti, by_class=table == "table1")
    return found


def paper_classes(table: Item) -> tuple[str, ...]:
    """The classes that a table's means are over; ValueError for what the paper does not have."""
    if table not in PAIRS:
        raise Problem("reproduce.no_table", "the paper has no {table}.", table=table)
    return CITYSCAPES16.classes if table == "table4" else PAPER_CLASSES


def gain_of(rows: Mapping[str, Printed], label: str) -> float:
    """Points of the first mean that a printed row lies above the printed ``na``."""
    ours, without = (next(iter(rows[name].means.values())) or 0.0 for name in (label, "na"))
    return ours - without


def published() -> list[Printed]:
    """The rows of Table 4 that the paper quotes from other papers."""
    rows = []
    for label, numbers in _PUBLISHED.items():
        *iou, mean16, mean13 = (None if word == "-" else float(word) for word in numbers.split())
        rows.append(_printed16(label, iou, mean16, mean13))
    return rows


def _on_kitti(label: str, row: presets.Printed, *, by_class: bool) -> Printed:
    classes = zip(PAPER_CLASSES, row.iou, strict=True) if by_class else ()
    return Printed(label=label, iou=dict(classes), means={"mIoU": row.means[0]})


def _printed16(
    label: str, iou: Sequence[float | None], mean16: float | None, mean13: float | None
) -> Printed:
    return Printed(
        label=label,
        iou=dict(zip(CITYSCAPES16.classes, iou, strict=True)),
        means={"mIoU16": mean16, "mIoU13": mean13},
    )


_PUBLISHED = {
    "FCNs Wld": "11.5 19.6 30.8 4.4 0.0 20.3 0.1 11.7 42.3 68.7 51.2 3.8 54.0 3.2 0.2 0.6 "
    "20.1 22.9",
    "Curriculum": "65.2 26.1 74.9 0.1 0.5 10.7 3.7 3.0 76.1 70.6 47.1 8.2 43.2 20.7 0.7 13.1 "
    "29.0 34.8",
    "Cross-City": "62.7 25.6 78.3 - - - 1.2 5.4 81.3 81.0 37.4 6.4 63.5 16.1 1.2 4.6 - 35.7",
    "ROAD-Net": "77.7 30.0 77.5 9.6 0.3 25.8 10.3 15.6 77.6 79.8 44.5 16.6 67.8 14.5 7.0 23.8 "
    "36.1 41.7",
    "Tsai et al.": "78.9 29.2 75.5 - - - 0.1 4.8 72.6 76.7 43.4 8.8 71.1 16.0 3.6 8.4 - 37.6",
    "Sankaranarayanan et al.": "80.1 29.1 77.5 2.8 0.4 26.8 11.1 18.0 78.1 76.7 48.2 15.2 70.5 "
    "17.4 8.7 16.7 36.1 42.1",
    "CBST": "69.6 28.7 69.5 12.1 0.1 25.4 11.9 13.6 82.0 81.9 49.1 14.5 66.0 6.6 3.7 32.4 "
    "35.4 40.7",
}
"""The columns of Table 4: 16 classes, their mean, and that of the 13 without wall, fence, pole."""
