"""What translations kept, as a page of Markdown: section 4.2 with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from statistics import mean, stdev

from gioada.evaluation.certainty import LEVEL
from gioada.methods.variants import VARIANTS
from gioada.reproduce.layout import number, spread, triangle
from gioada.reproduce.outcome import Difference, Value, difference, held_together, summed
from gioada.reproduce.plan import TITLES
from gioada.reproduce.translations import Judges, TranslationScores
from gioada.tables import markdown as table

WORTH_NAMING = 0.03
"""Mean share over seeds from which it is named what a class became."""


def markdown(judges: Judges, found: Sequence[TranslationScores], command: str, variant: str) -> str:
    """The page.

    Args:
        judges: who judged.
        found: the runs' translations.
        command: what makes it again.
        variant: departures of the rows that they concern.
    """
    return "\n".join(_lines(judges, found, command, variant)) + "\n"


def _lines(
    judges: Judges, found: Sequence[TranslationScores], command: str, variant: str
) -> Iterator[str]:
    yield f"# {TITLES['section4.2']}\n\n```\n{command}\n```\n"
    yield (
        f"{judges.frames} held-out source frames were translated and read again by a task network "
        f"that has seen no translation, `{judges.reader}` (mean IoU {judges.reader_source:.1f} on "
        f"these frames untranslated, {judges.reader_target:.1f} on the target's). *Kept*: of the "
        "pixels of a class that it reads right on the source, the percentage that it reads as that "
        "class in the translation. The row `target` is what it reads right of the target's own "
        "pixels: of a picture that looks like the target not much more can be read. *Depth*: "
        "pixels whose read depth stays within a factor of 1.25. *Edges*: correlation of gradients, "
        "1 is unchanged. *Distance*: kernel distance to the target over the features of "
        f"`{judges.measure}`, which has seen neither target nor translations; the raw source is at "
        f"{judges.raw:.2f}, one half of the target at {judges.same:.2f} from the other. *Own*: "
        "percentage that the run's own task network reads right on translated and on raw source "
        "images at the end of training; where raw ones are not trained on, a gap hints at labels "
        "that are written into translations. Mean over seeds ± deviation between them. "
        "Differences are taken seed by "
        f"seed; brackets: their {LEVEL:.0%} interval over seeds by Student's t, for these frames "
        "and this judge; in parentheses, how many seeds. **Bold**: what is left of them after "
        "Holm's correction. One seed says nothing of the next: no interval and no bold. "
        f"The translators read *{variant}*: {VARIANTS[variant].summary}.\n"
    )
    names = dict.fromkeys(each.preset for each in found)
    rows = {name: [each for each in found if each.preset == name] for name in names}
    classes = list(dict.fromkeys(name for each in found for name in each.kept))
    others = ["depth", "edges", "distance", "own, translated", "own, raw", "seeds"]
    lines = [["`target`", *_recall(judges, classes), *"-" * len(others)]]
    lines += [[f"`{name}`", *_cells(runs, classes)] for name, runs in rows.items()]
    yield from table(["", "mean kept", *classes, *others], lines)
    yield "\nRow minus column, points of mean kept.\n"
    yield from triangle(list(rows), differences(rows))
    yield "\nWhat the lost pixels became, where it is at least 3 %:\n"
    for name, runs in rows.items():
        yield f"- `{name}`: {'; '.join(_became(runs)) or 'nothing'}."


def differences(rows: Mapping[str, Sequence[TranslationScores]]) -> list[Difference]:
    """Of what every two rows keep on average, in points, paired by seed."""
    found = {name: {run.seed: 100 * run.mean_kept for run in runs} for name, runs in rows.items()}
    return held_together(
        difference(row, other, summed([found[row]], [found[other]]))
        for other, row in combinations(rows, 2)
    )


def _recall(judges: Judges, classes: Sequence[str]) -> Iterator[str]:
    found = [judges.reader_recall.get(name, float("nan")) for name in classes]
    yield number(mean([value for value in found if value == value]))
    yield from (number(value, 0) for value in found)


def _cells(runs: Sequence[TranslationScores], classes: Sequence[str]) -> Iterator[str]:
    yield spread(_over(100 * run.mean_kept for run in runs))
    for name in classes:
        known = [100 * run.kept[name] for run in runs if name in run.kept]
        yield f"{mean(known):.0f}" if known else "-"
    yield spread(_over(100 * run.depth_kept for run in runs))
    yield spread(_over(run.edges for run in runs), 2)
    yield spread(_over(run.distance for run in runs), 2)
    yield spread(_over(100 * run.read_translated for run in runs))
    yield spread(_over(100 * run.read_raw for run in runs))
    yield str(len(runs))


def _became(runs: Sequence[TranslationScores]) -> list[str]:
    shares: dict[tuple[str, str], float] = {}
    for run in runs:
        for name, others in run.became.items():
            for other, share in others:
                shares[name, other] = shares.get((name, other), 0.0) + share / len(runs)
    largest = sorted((pair for pair in shares if shares[pair] >= WORTH_NAMING), key=shares.get)  # type: ignore[arg-type]
    return [
        f"{name} became {other} {100 * shares[name, other]:.0f} %"
        for name, other in reversed(largest)
    ]


def _over(values: Iterator[float]) -> Value:
    known = list(values)
    return Value(mean=mean(known), deviation=stdev(known) if len(known) > 1 else float("nan"))
