"""What a check found, as values for machines and as lines for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gioada.data.check.judging import percent
from gioada.data.pairs import Part
from gioada.tables import aligned

_COLUMNS, _INDENT = 100, 13


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A problem or a doubt, as it is reported."""

    code: str
    text: str
    frames: int | None = None
    """How many of the frames looked at have it, where it is of single ones."""


@dataclass(frozen=True, kw_only=True)
class PartReport:
    """What was found of a part of a pair."""

    part: Part
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
    every: int
    """Of the set's frames here, each n-th one is taken."""
    found: int | None = None
    """Frames of the set that are there; None if they could not be listed."""
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
    depth: Mapping[str, float | None] | None = None
    """Metres: nearest, farthest below the sky's 655.35, median, of_sky, of_road (medians); shares
    of the pixels: sky, missing."""
    problems: tuple[Finding, ...] = ()
    suspicions: tuple[Finding, ...] = ()
    sheet: str | None = None


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
        official = "" if report.official is None else f" of {report.official:,}"
        taken = f"; 1 in {report.every} taken: {report.frames:,}" if report.every > 1 else ""
        yield "frames", f"{report.found:,}{official}{taken}; {report.looked:,} looked at"
    for kind, folder in report.folders.items():
        yield kind, f"{folder}: {'; '.join(_about(report, kind))}"
    if report.sheet:
        yield "sheet", report.sheet
    for name, findings in (("problem", report.problems), ("suspicion", report.suspicions)):
        yield from ((name, finding.text) for finding in findings)
    if report.found is None:
        yield "expected", ", ".join(report.layout)
        yield "from", report.where + (f"; licence: {report.licence}" if report.licence else "")


def _about(report: PartReport, kind: str) -> Iterator[str]:
    forms = report.forms.get(kind, {})
    yield _most(forms, report.looked) if forms else "none could be read"
    if kind == "image" and report.sizes:
        yield _most(report.sizes, report.looked)
    if kind == "labels" and report.unknown is not None:
        values = [f"{value}: {percent(share)}" for value, share in report.unknown_values.items()]
        more = ", ..." if len(values) > 3 else ""
        shown = f" ({', '.join(values[:3])}{more})" if values else ""
        unknown = f"{percent(report.unknown)} of unknown values{shown}"
        yield unknown if report.unknown else "every value known"
    if kind == "depth" and report.depth is not None:
        depth = {name: value or 0.0 for name, value in report.depth.items()}
        yield "{nearest:.1f} to {farthest:.1f} m, median {median:.1f} m".format(**depth)
        yield f"{percent(depth['sky'])} sky, {percent(depth['missing'])} not measured"


def _most(counts: Mapping[str, int], looked: int) -> str:
    """``1242x375``, or ``1242x375 (20), 1226x370 (4)``."""
    names = [f"{name} ({count})" for name, count in counts.items()]
    if len(counts) == 1 and looked in counts.values():
        return next(iter(counts))
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def shares_text(reports: Sequence[PartReport]) -> str:
    """The classes' shares in percent, a column for each part with labels; "" if none has any."""
    labelled = [report for report in reports if report.shares]
    if not labelled:
        return ""
    rows = [["percent of the pixels", *(shown_name(report.part) for report in labelled)]]
    for name in labelled[0].shares:
        values = [100 * report.shares[name] for report in labelled]
        rows.append([name, *(f"{value:.2f}" if value else "-" for value in values)])
    return "\n".join(aligned(rows, right=range(1, len(rows[0]))))


def verdict(pair: str, reports: Sequence[PartReport]) -> str:
    """The last line: whether the pair can be used, and what there is to do."""
    odd = sum(len(report.suspicions) for report in reports)
    doubt = f", suspicions to judge by the sheets: {odd}" if odd else ""
    wrong = [report for report in reports if report.problems]
    if not wrong:
        return f"{pair} can be used{doubt}."
    bad = ", ".join(f"{len(each.problems)} in {shown_name(each.part)}" for each in wrong)
    whole = [each for each in reports if each.found is not None and not each.problems]
    good = ", ".join(shown_name(each.part) for each in whole)
    return f"{pair} has problems: {bad}{doubt}" + (f"; usable: {good}." if good else ".")


def shown_name(part: str) -> str:
    """``held-out``."""
    return part.replace("_", "-")
