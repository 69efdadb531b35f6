"""What a check found, as values for machines and as lines for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gioada.data.check.wording import counted, listed, percent

_COLUMNS = 100
_INDENT = 13


@dataclass(frozen=True, kw_only=True)
class DepthReport:
    """Depth of the frames looked at."""

    nearest: float
    """Metres, as all here, to a tenth."""
    farthest: float
    """Of what is nearer than the sky's 655.35 m."""
    median: float
    sky: float
    """Share of the pixels at 655.3 m or beyond, in [0, 1]."""
    missing: float
    """Share of the pixels that were not measured."""
    median_of_sky: float | None
    """Where the labels say sky."""
    median_of_road: float | None
    """Where the labels say road."""


@dataclass(frozen=True, kw_only=True)
class PartReport:
    """What was found of a part of a pair."""

    part: str
    title: str
    root: str
    """The folder that was searched."""
    layout: tuple[str, ...]
    """Where files are expected, under the root."""
    where: str
    """Where the files come from."""
    licence: str
    official: int | None
    """Frames that the whole set has, if that is known."""
    found: int | None = None
    """Frames of the set that are there; None if they could not be listed."""
    every: int = 1
    """Of these, each n-th one is taken."""
    frames: int | None = None
    """Frames of the part."""
    looked: int = 0
    """Frames that were read."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Kind of file -> its folder under the root."""
    forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Kind of file -> ``8-bit RGB PNG`` -> frames."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """``1242x375`` -> images."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """Class -> share of the label pixels in [0, 1]; the last one is ``no class``."""
    unknown: float | None = None
    """Share of the label pixels whose value is in no table of the set."""
    unknown_values: Mapping[str, float] = field(default_factory=dict)
    """The commonest of these values -> share."""
    depth: DepthReport | None = None
    problems: tuple[str, ...] = ()
    suspicions: tuple[str, ...] = ()
    sheet: str | None = None


@dataclass(frozen=True, kw_only=True)
class PairReport:
    """What was found of a pair."""

    pair: str
    space: str
    usable: bool
    """There are no problems; suspicions do not count."""
    parts: tuple[PartReport, ...]


def part_text(report: PartReport) -> str:
    """A part in lines."""
    lines = [f"{shown_name(report.part)}: {report.title}"]
    for name, text in _facts(report):
        lines += textwrap.wrap(
            text,
            _COLUMNS,
            initial_indent=f"  {name}".ljust(_INDENT),
            subsequent_indent=" " * _INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _facts(report: PartReport) -> Iterator[tuple[str, str]]:
    yield "in", report.root
    if report.found is not None:
        yield "frames", _frames(report)
    for kind, folder in report.folders.items():
        yield kind, f"{folder}: {'; '.join(_about(report, kind))}"
    if report.sheet:
        yield "sheet", report.sheet
    for problem in report.problems:
        yield "problem", problem
    for suspicion in report.suspicions:
        yield "suspicion", suspicion
    if report.found is None:
        yield "expected", ", ".join(report.layout)
        yield "from", report.where + (f"; licence: {report.licence}" if report.licence else "")


def _frames(report: PartReport) -> str:
    official = "" if report.official is None else f" of {report.official:,}"
    taken = f"; 1 in {report.every} taken: {report.frames:,}" if report.every > 1 else ""
    return f"{report.found:,}{official}{taken}; {report.looked:,} looked at"


def _about(report: PartReport, kind: str) -> Iterator[str]:
    forms = report.forms.get(kind, {})
    yield _most(forms, report.looked) if forms else "none could be read"
    if kind == "image" and report.sizes:
        yield _most(report.sizes, report.looked)
    if kind == "labels" and report.unknown is not None:
        told = [f"{value}: {percent(share)}" for value, share in report.unknown_values.items()]
        values = f" ({', '.join(told[:3])}{', ...' if len(told) > 3 else ''})" if told else ""
        unknown = f"{percent(report.unknown)} of unknown values{values}"
        yield unknown if report.unknown else "every value known"
    if kind == "depth" and report.depth is not None:
        depth = report.depth
        yield f"{depth.nearest:.1f} to {depth.farthest:.1f} m, median {depth.median:.1f} m"
        yield f"{percent(depth.sky)} sky, {percent(depth.missing)} not measured"


def _most(counts: Mapping[str, int], looked: int) -> str:
    """``1242x375``, or ``1242x375 (20), 1226x370 (4)``."""
    if len(counts) == 1:
        ((name, count),) = counts.items()
        return name if count == looked else f"{name} ({count})"
    told = [f"{name} ({count})" for name, count in counts.items()]
    return ", ".join(told[:4]) + (f" and {len(told) - 4} more" if len(told) > 4 else "")


def shares_text(parts: Sequence[PartReport]) -> str:
    """The classes' shares in percent, a column for each part with labels; "" if none has any."""
    labelled = [report for report in parts if report.shares]
    if not labelled:
        return ""
    names = labelled[0].shares
    rows = [["percent of the pixels", *(shown_name(report.part) for report in labelled)]]
    for name in names:
        values = [100 * report.shares[name] for report in labelled]
        rows.append([name, *(f"{value:.2f}" if value else "-" for value in values)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if column else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def verdict(report: PairReport) -> str:
    """The last line: whether the pair can be used, and what there is to do."""
    suspicions = sum(len(part.suspicions) for part in report.parts)
    odd = f", {counted(suspicions, 'suspicion')} to judge by the sheets" if suspicions else ""
    wrong = [part for part in report.parts if part.problems]
    if not wrong:
        return f"{report.pair} can be used{odd}."
    problems = sum(len(part.problems) for part in wrong)
    bad = listed([shown_name(part.part) for part in wrong])
    good = [shown_name(part.part) for part in report.parts if not part.problems]
    rest = f"; {listed(good)} can be used" if good else ""
    return f"{report.pair} has {counted(problems, 'problem')} in {bad}{odd}{rest}."


def shown_name(part: str) -> str:
    """``held-out``."""
    return part.replace("_", "-")
