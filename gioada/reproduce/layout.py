"""An outcome as a page of Markdown: our rows, the paper's, and what stands between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from gioada.evaluation.bootstrap import LEVEL, RESAMPLES
from gioada.methods.variants import LITERAL, VARIANTS, Variant
from gioada.reproduce.outcome import Outcome, Row, Value
from gioada.reproduce.paper import PAIRS, Printed, printed, published
from gioada.reproduce.plan import Table
from gioada.training.options import departures


def markdown(table: Table, outcome: Outcome, command: str) -> str:
    """The page of a table.

    Args:
        table: which.
        outcome: its rows as measured.
        command: what makes it again.
    """
    return "\n".join(_lines(table, outcome, command)) + "\n"


def _lines(table: Table, outcome: Outcome, command: str) -> Iterator[str]:
    number = table.removeprefix("table")
    yield f"# Table {number} on `{outcome.pair}`\n"
    yield f"```\n{command}\n```\n"
    yield (
        f"IoU in percent on {outcome.frames} labelled target images that no training saw: mean "
        f"over seeds ± deviation between them. The last snapshot of each run is measured, never "
        f"the best. Brackets: {LEVEL:.0%} interval of {RESAMPLES} resamples over images and seeds. "
        "**Bold**: above every other row by more than chance, as all intervals of its differences "
        "lie above 0.\n"
    )
    variant = VARIANTS[outcome.guided]
    yield (
        f"Rows with a guided translator are read *{outcome.guided}*: {variant.summary} "
        f"({_options(variant)}).\n"
    )
    if outcome.missing:
        yield f"**Incomplete**: {', '.join(outcome.missing)} are not measured yet.\n"
    yield from _ours(outcome)
    yield ""
    yield from _papers(table, outcome)


def _options(variant: Variant) -> str:
    def plain(each: Variant) -> dict[str, object]:
        return {"readings": asdict(each.readings), "weights": {"image": each.image}}

    words = departures(plain(VARIANTS[LITERAL]), plain(variant), "method.")
    return ", ".join(f"`{' '.join(each)}`" for each in words) or "no option departs"


def _ours(outcome: Outcome) -> Iterator[str]:
    first = outcome.rows[0]
    columns = [*first.iou, *first.means, "interval", "over na", "abs rel", "rmse, m", "seeds"]
    yield f"| | {' | '.join(columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    for row in outcome.rows:
        yield f"| {' | '.join(_cells(row))} |"


def _cells(row: Row) -> Iterator[str]:
    yield f"`{row.label}`"
    yield from (number(value.mean) for value in row.iou.values())
    for value in row.means.values():
        yield f"**{spread(value)}**" if row.best else spread(value)
    yield between(row.interval)
    yield "" if row.preset == "na" else f"{row.gain:+.1f} {between(row.gain_interval)}"
    yield spread(row.depth["abs_rel"], 3)
    yield spread(row.depth["rmse"], 1)
    yield str(len(row.seeds))


def _papers(table: Table, outcome: Outcome) -> Iterator[str]:
    rows = printed(table)
    yield (
        f"What the paper prints, for {PAIRS[table]} with networks that start from ImageNet. Not "
        "run here; on another pair only the order and the gains can be set beside ours.\n"
    )
    yield from _printed_rows(list(rows.values()), "paper")
    if table == "table4":
        yield "\nRows that the paper quotes from other papers. Published, not run.\n"
        yield from _printed_rows(published(), "published")
    yield ""
    yield from _gains(rows, outcome)


def _printed_rows(rows: Sequence[Printed], where: str) -> Iterator[str]:
    columns = [*rows[0].iou, *rows[0].means]
    yield f"| {where} | {' | '.join(columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    for row in rows:
        numbers = [number(value) for value in (*row.iou.values(), *row.means.values())]
        yield f"| `{row.label}` | {' | '.join(numbers)} |"


def _gains(rows: dict[str, Printed], outcome: Outcome) -> Iterator[str]:
    def mean_of(label: str) -> float:
        return next(iter(rows[label].means.values())) or 0.0

    yield "| gain over `na`, points of mIoU | ours | the paper's |"
    yield "| --- | ---: | ---: |"
    for row in outcome.rows:
        if row.preset != "na" and row.label in rows:
            ours = f"{row.gain:+.1f} {between(row.gain_interval)}"
            yield f"| `{row.label}` | {ours} | {mean_of(row.label) - mean_of('na'):+.1f} |"


def number(value: float | None, digits: int = 1) -> str:
    """A figure, or a dash where there is none."""
    return "-" if value is None or value != value else f"{value:.{digits}f}"


def spread(value: Value, digits: int = 1) -> str:
    """``44.5 ± 0.6``; without the deviation where one seed has none."""
    shown = number(value.mean, digits)
    known = value.deviation == value.deviation
    return f"{shown} ± {value.deviation:.{digits}f}" if known else shown


def between(ends: tuple[float, float]) -> str:
    """``[43.1, 45.6]``; empty where there is no interval."""
    return "" if ends[0] != ends[0] else f"[{ends[0]:.1f}, {ends[1]:.1f}]"
