"""What the numbers of a run mean, in plain words, by the rules in ``health_rules``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from gioada.training.health_rules import RULES
from gioada.training.health_view import RECENT, Line, Rule, Severity, View
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


def findings(lines: Sequence[Line], experiment: Experiment | None = None) -> tuple[Finding, ...]:
    """What the rules say of a journal's newest lines, the gravest first.

    Args:
        lines: oldest first; the last ``WINDOW`` count, as far as they are of the newest phase.
        experiment: the run's options, so that none is advised that it has already.
    """
    measured = [line for line in lines if "terms" in line]  # validation has lines of its own
    phase = _newest_phase(measured)
    if len(phase) < RECENT:
        return (_too_early(len(phase)),)
    view = View(lines=phase, whole=_is_whole(phase, measured))
    found = [
        Finding(rule=rule.name, severity=severity, sentence=_sentence(rule, words, experiment))
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


def rules_table() -> str:
    """All rules as a Markdown table; words that depend on the run are in capitals."""
    rows = [
        ("rule", "when", "what it says"),
        ("---", "---", "---"),
        *((rule.name, rule.when, rule.says + _advice(rule.tries)) for rule in RULES),
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


def _sentence(rule: Rule, words: Mapping[str, str], experiment: Experiment | None) -> str:
    tries = [phrase.format(**words) for phrase in rule.tries]
    return rule.says.format(**words) + _advice([t for t in tries if not _has(experiment, t)])


def _advice(tries: Sequence[str]) -> str:
    """A sentence, as a run that goes on keeps its options."""
    if not tries:
        return ""
    *most, last = tries
    return f" In a new run, try {', '.join(most)}{' or ' if most else ''}{last}."


def _has(experiment: Experiment | None, phrase: str) -> bool:
    """Whether a run was started with the options in a phrase, each with the value named there."""
    options = re.findall(r"--([a-z.-]+)(?: ([\w.-]+))?", phrase)
    return experiment is not None and all(
        _reaches(reduce(getattr, name.replace("-", "_").split("."), experiment), value)
        for name, value in options
    )


def _reaches(present: Any, wanted: str) -> bool:
    """Whether an option has a value, or more of it; a switch has none, nor has "a higher one"."""
    if isinstance(present, bool):
        return present
    if isinstance(present, str):
        return present == wanted
    return wanted != "" and present >= float(wanted)
