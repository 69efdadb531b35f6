"""An outcome as a page of Markdown: our rows, the paper's, and what stands between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from gioada.evaluation.certainty import LEVEL, RESAMPLES
from gioada.methods.presets import find
from gioada.methods.variants import SCALED, VARIANTS
from gioada.reproduce.outcome import Difference, Outcome, Row, Value, find_difference, gain_label
from gioada.reproduce.paper import PAIRS, Printed, gain_of, paper_classes, printed, published
from gioada.reproduce.plan import TITLES, Item
from gioada.tables import markdown as table
from gioada.training.options import departed, departures
from gioada.training.spec import Experiment


def markdown(item: Item, outcome: Outcome, command: str) -> str:
    """The page of a table.

    Args:
        item: which.
        outcome: its rows as measured.
        command: what makes it again.
    """
    return "\n".join(_lines(item, outcome, command)) + "\n"


def _lines(item: Item, outcome: Outcome, command: str) -> Iterator[str]:
    yield f"# {TITLES[item]} on `{outcome.pair}`\n"
    yield f"```\n{command}\n```\n"
    yield (
        f"IoU in percent on {outcome.frames} labelled target images{_split(outcome)} that no "
        "training saw: mean "
        f"over seeds ± deviation between them. The last snapshot of each run is measured, never "
        f"the best. {_certainty(outcome)} *Own*: percentage that the run's own task network reads "
        "right on translated / raw source images at the end of training; where raw ones are not "
        "trained on, a gap hints at labels that are written into translations.\n"
    )
    yield from _readings(outcome)
    if outcome.missing:
        yield f"**Incomplete**: {', '.join(outcome.missing)} are not measured yet.\n"
    yield from _ours(outcome)
    yield ""
    yield from _differences(outcome)
    yield ""
    yield from _runs(outcome)
    if item in PAIRS:
        yield ""
        yield from _papers(item, outcome)


def _split(outcome: Outcome) -> str:
    return "" if outcome.split == "evaluation" else f" of the {outcome.split} split"


def _certainty(outcome: Outcome) -> str:
    """How intervals come about, and what bold means."""
    tested = sum(each.p == each.p for each in outcome.differences)
    over = (
        f"over seeds by Student's t and over test images by {RESAMPLES} resamples"
        if outcome.images
        else "over seeds by Student's t. What these runs counted on each image is gone, so that "
        "intervals hold for these test images, and would be wider for others"
    )
    return (
        f"Brackets: {LEVEL:.0%} interval {over}. Differences are taken seed by seed, as rows share "
        "data order and initial weights; in parentheses, how many seeds. **Bold**: what is left "
        f"of the {tested} differences after Holm's correction, and a row that is so above every "
        "other. One seed says nothing of the next: no interval and no bold."
    )


def _readings(outcome: Outcome) -> Iterator[str]:
    """How the rows depart from the paper."""
    variants = dict.fromkeys(row.variant for row in outcome.rows)
    for name in [name for name in variants if name != SCALED] or [SCALED]:
        rows = [row for row in outcome.rows if row.variant == name]
        labels = ", ".join(f"`{row.label}`" for row in rows)
        yield f"{labels} read *{name}*: {VARIANTS[name].summary} ({_options(rows, name)}).\n"
    if any(row.preset == "cg" and VARIANTS[row.variant].level == "input" for row in outcome.rows):
        yield "`cg` departs only in what its task network sees: CycleGAN's game is its own.\n"


def _options(rows: Sequence[Row], variant: str) -> str:
    """The options of the row that departs in most of them."""
    plain = [Experiment(method=find(row.preset)) for row in rows]
    words = [
        [" ".join(each) for each in departures(asdict(before), asdict(departed(before, variant)))]
        for before in plain
    ]
    return ", ".join(f"`{each}`" for each in max(words, key=len)) or "no option departs"


def _ours(outcome: Outcome) -> Iterator[str]:
    first = outcome.rows[0]
    columns = [*first.iou, *first.means, "interval", "abs rel", "rmse, m", "own", "seeds"]
    yield from table(["", *columns], [[*_cells(row, outcome.best(row))] for row in outcome.rows])


def _cells(row: Row, best: bool) -> Iterator[str]:
    yield f"`{row.label}`"
    yield from (number(value.mean) for value in row.iou.values())
    for value in row.means.values():
        yield f"**{spread(value)}**" if best else spread(value)
    yield between(row.interval)
    yield spread(row.depth["abs_rel"], 3)
    yield spread(row.depth["rmse"], 1)
    yield " / ".join(number(value.mean, 0) for value in row.read.values())
    yield str(len(row.runs))


def _differences(outcome: Outcome) -> Iterator[str]:
    if len({row.column for row in outcome.rows}) > 1:
        yield from by_column(outcome)
        return
    yield f"Row minus column, points of {outcome.first_mean}.\n"
    yield from triangle([row.label for row in outcome.rows], outcome.differences)


def triangle(labels: Sequence[str], differences: Sequence[Difference]) -> Iterator[str]:
    """A table of the differences of each row to those above it."""
    rows = []
    for index, label in enumerate(labels[1:], start=1):
        found = [find_difference(differences, label, other) for other in labels[:index]]
        rows.append([f"`{label}`", *map(gained, found), *[""] * (len(labels) - 1 - index)])
    yield from table(["", *(f"`{label}`" for label in labels[:-1])], rows)


def by_column(outcome: Outcome) -> Iterator[str]:
    """Methods by columns: means, gains over ``na`` of the column, and what a gain differs from that
    of the first column."""
    columns = list(dict.fromkeys(row.column for row in outcome.rows))
    rows = {(row.preset, row.column): row for row in outcome.rows}
    yield (
        f"{outcome.first_mean} by column, *gain* over `na` of the same column, and what a gain "
        f"differs from that of the column *{columns[0]}*: below 0, less of it is left.\n"
    )
    head = ["", *(name for column in columns for name in (column, "gain"))]
    head += [f"gain {column}, less gain {columns[0]}" for column in columns[1:]]
    lines = []
    for preset in dict.fromkeys(row.preset for row in outcome.rows):
        found = [rows.get((preset, column)) for column in columns]
        cells = [cell for row in found for cell in _mean_and_gain(outcome, row)]
        labels = [gain_label(row) if row is not None else "" for row in found]
        cells += [gained(outcome.difference(label, labels[0])) for label in labels[1:]]
        lines.append([f"`{preset}`", *cells])
    yield from table(head, lines)


def _mean_and_gain(outcome: Outcome, row: Row | None) -> tuple[str, str]:
    if row is None:
        return "", ""
    return spread(next(iter(row.means.values()))), gained(outcome.gain(row))


def gained(difference: Difference | None) -> str:
    """``**+5.4** [3.1, 7.7] (3)``: points, interval and number of seeds; empty if there is none."""
    if difference is None or not difference.seeds:
        return ""
    points = f"{difference.points:+.1f}"
    if len(difference.seeds) == 1:
        return f"{points} (one seed)"
    points = f"**{points}**" if difference.holds else points
    return f"{points} {between(difference.interval)} ({len(difference.seeds)})"


def _runs(outcome: Outcome) -> Iterator[str]:
    seeds = sorted({run.seed for row in outcome.rows for run in row.runs})
    yield (
        f"Each run: {outcome.first_mean}, and in brackets what it reads right of raw source "
        "images.\n"
    )
    lines = []
    for row in outcome.rows:
        cells = {run.seed: f"{number(run.mean)} ({number(run.read['raw'], 0)})" for run in row.runs}
        lines.append([f"`{row.label}`", *(cells.get(seed, "") for seed in seeds)])
    yield from table(["", *(f"seed {seed}" for seed in seeds)], lines)


def _papers(item: Item, outcome: Outcome) -> Iterator[str]:
    """The paper's rows: whole where our classes are its own, else their gains alone."""
    rows = printed(item)
    where = f"{PAIRS[item]} with networks that start from ImageNet"
    if set(outcome.rows[0].iou) == set(paper_classes(item)):
        yield (
            f"What the paper prints, for {where}. Not run here; on another pair only the order and "
            "the gains can be set beside ours.\n"
        )
        yield from _printed_rows(list(rows.values()), "paper")
        if item == "table4":
            yield "\nRows that the paper quotes from other papers. Published, not run.\n"
            yield from _printed_rows(published(), "published")
    else:
        yield (
            f"The paper's gains are those for {where}: other classes and photographs, so that only "
            "the order and the gains can be set beside ours."
        )
    yield ""
    yield from _gains(rows, outcome)


def _printed_rows(rows: Sequence[Printed], where: str) -> Iterator[str]:
    lines = [
        [f"`{row.label}`", *map(number, (*row.iou.values(), *row.means.values()))] for row in rows
    ]
    yield from table([where, *rows[0].iou, *rows[0].means], lines)


def _gains(rows: dict[str, Printed], outcome: Outcome) -> Iterator[str]:
    lines = []
    for row in outcome.rows:
        if row.preset != "na":
            paper = f"{gain_of(rows, row.label):+.1f}" if row.label in rows else "-"
            lines.append([f"`{row.label}`", gained(outcome.gain(row)), paper])
    first = f"gain over `na`, points of {outcome.first_mean}"
    yield from table([first, "ours", "the paper's"], lines)


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
