"""What the numbers of a run mean, in plain words, by the rules in ``health_rules``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from gioada.errors import Advice, Problem
from gioada.training.health_rules import RULES
from gioada.training.health_view import RECENT, Line, Rule, Severity, Try, View
from gioada.training.options import follows
from gioada.training.spec import Experiment

WINDOW = 1000
"""Lines of the journal that are looked back on."""

_ORDER = ("act", "watch", "fine")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule says of a run."""

    rule: str
    """Its name in the table of rules."""
    severity: Severity
    """``fine`` needs nothing; ``watch`` may pass by itself; ``act`` rarely does."""
    sentence: str
    """What it means, with what to try."""
    advice: tuple[Advice, ...] = ()
    """Options of a new run that may help."""


def findings(lines: Sequence[Line], experiment: Experiment) -> tuple[Finding, ...]:
    """What the rules say of a journal's newest lines, the gravest first.

    Args:
        lines: oldest first; the last ``WINDOW`` count, as far as they are of the newest phase.
        experiment: the run's options, which advice starts from.
    """
    measured = [line for line in lines if "terms" in line]  # validation has lines of its own
    phase = _newest_phase(measured)
    if len(phase) < RECENT:
        return (_too_early(len(phase)),)
    view = View(lines=phase, whole=_is_whole(phase, measured))
    found = [
        _finding(rule, severity, words, experiment)
        for rule in RULES
        for severity, words in rule.check(view)
    ]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))


def headline(found: Sequence[Finding]) -> str:
    """The gravest finding, and how many more there are to look at; one line."""
    if not found:
        return "Nothing unusual."
    more = sum(finding.severity != "fine" for finding in found) - 1
    return found[0].sentence + (f" ({more} more to look at.)" if more > 0 else "")


def advice_of(found: Sequence[Finding]) -> tuple[Advice, ...]:
    """What the gravest finding that needs something advises."""
    return next((each.advice for each in found if each.severity != "fine"), ())


def rules_table() -> str:
    """All rules as a Markdown table; words that depend on the run are in capitals."""
    rows = [
        ("rule", "when", "what it says"),
        ("---", "---", "---"),
        *(
            (rule.name, rule.when, rule.says + _advised([each.text for each in rule.tries]))
            for rule in RULES
        ),
    ]
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return re.sub(r"\{(\w+)\}", lambda gap: gap[1].upper(), text)


def _newest_phase(measured: Sequence[Line]) -> tuple[Line, ...]:
    phase: list[Line] = []
    for line in reversed(measured[-WINDOW:]):
        if line.get("phase") != measured[-1].get("phase"):
            break
        phase.append(line)
    return tuple(reversed(phase))


def _is_whole(phase: Sequence[Line], measured: Sequence[Line]) -> bool:
    """Whether a phase's first line is there: it follows another phase, or nothing."""
    if len(measured) > len(phase) and len(phase) < WINDOW:
        return True
    return phase[0]["step"] <= phase[1]["step"] - phase[0]["step"]


def _too_early(lines: int) -> Finding:
    sentence = f"Too early to tell: a phase needs {RECENT} lines in the journal and has {lines}."
    return Finding(rule="too early", severity="fine", sentence=sentence)


def _finding(
    rule: Rule, severity: Severity, words: Mapping[str, str], experiment: Experiment
) -> Finding:
    tries = [_advice(each, words, experiment) for each in rule.tries]
    advice = tuple(each for each in tries if each)
    texts = [f"`--{each.option} {each.value}`" for each in advice]
    return Finding(
        rule=rule.name,
        severity=severity,
        sentence=rule.says.format(**words) + _advised(texts),
        advice=advice,
    )


def _advice(wish: Try, words: Mapping[str, str], experiment: Experiment) -> Advice | None:
    """The option with its new value; None where the run has it, or where it would not fit."""
    option = wish.option.format(**words)
    present: Any = reduce(getattr, option.replace("-", "_").split("."), experiment)
    counts = isinstance(present, int | float) and not isinstance(present, bool)
    if counts and not wish.times and present >= float(wish.value):
        return None
    advice = Advice(option, wish.value or f"{wish.times * present:.3g}")
    try:
        return None if follows(experiment, advice) else advice
    except Problem:
        return None  # it contradicts another option of the run


def _advised(tries: Sequence[str]) -> str:
    """A sentence, as a run that goes on keeps its options."""
    if not tries:
        return ""
    *most, last = tries
    return f" In a new run, try {', '.join(most)}{' or ' if most else ''}{last}."
