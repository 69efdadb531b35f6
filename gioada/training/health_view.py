"""What the rules of ``health`` are made of: a view of the journal, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["fine", "watch", "act"]
Line = Mapping[str, Any]
Found = Iterator[tuple[Severity, dict[str, str]]]

RECENT = 20
"""Lines that are averaged over: each tells of a single step, hence of a few images."""


@dataclass(frozen=True, kw_only=True)
class View:
    """The newest lines of one phase, at least RECENT of them."""

    lines: tuple[Line, ...]
    whole: bool
    """Whether the first line of the phase is among them."""

    def names(self, group: str) -> tuple[str, ...]:
        """The numbers in a group of the newest line."""
        return tuple(self.lines[-1].get(group, ()))

    def values(self, group: str, name: str) -> list[float]:
        """A number line by line, the oldest first."""
        return [line[group][name] for line in self.lines if name in line.get(group, ())]

    def means(self, group: str, name: str) -> list[float]:
        """Means over RECENT lines each, the oldest first."""
        values = self.values(group, name)
        ends = range(len(values), RECENT - 1, -RECENT)
        return [sum(values[end - RECENT : end]) / RECENT for end in reversed(ends)]

    def games(self, *, dead: bool = False) -> Iterator[tuple[list[float], dict[str, str]]]:
        """The discriminators that are (not) dead: mean accuracies, and words to speak of each.

        A dead one gives the same answer to everything, and so has exactly half right.
        """
        for name in self.names("discriminator_accuracy"):
            newest = self.values("discriminator_accuracy", name)[-RECENT:]
            if all(abs(value - 0.5) < 1e-3 for value in newest) is dead:
                means = self.means("discriminator_accuracy", name)
                shares = {"share": percent(means[-1]), "before": percent(max(means))}
                yield means, {**_names(name), **shares, "steps": self.steps}

    @property
    def steps(self) -> str:
        """How many steps the lines cover."""
        return f"{self.lines[-1]['step'] - self.lines[0]['step']:,}"


@dataclass(frozen=True)
class Try:
    """An option that may help; its name may have words in braces."""

    option: str
    value: str = ""
    """What to set it to; a number also where the run has less."""
    times: float = 0.0
    """Or by what to multiply it."""

    @property
    def text(self) -> str:
        """As the table has it."""
        return f"`--{self.option}{f' {self.value}' if self.value else f'` times `{self.times:g}'}`"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row of the table."""

    name: str
    when: str
    says: str
    """With words in braces, for which the function gives the words of a run."""
    tries: tuple[Try, ...]
    """What may help in a new run, the best first."""
    check: Callable[[View], Found]


def rule(
    name: str, *, when: str, says: str, tries: tuple[Try, ...] = ()
) -> Callable[[Callable[[View], Found]], Rule]:
    """Make a rule of the function that follows."""
    return lambda check: Rule(name=name, when=when, says=says, tries=tries, check=check)


def percent(share: float) -> str:
    """A share in words; 99.9% is not 100%."""
    return f"{share:.1%}" if 0.99 <= share < 0.9995 else f"{share:.0%}"


def _names(discriminator: str) -> dict[str, str]:
    """What a discriminator is called, who learns from it, and what its options are called."""
    if discriminator == "image":
        return {"name": "D_img", "learner": "the translator", "game": "image", "weight": "image"}
    if discriminator == "back_image":
        names = {"name": "D_img of the way back", "learner": "the translator back"}
        return {**names, "game": "image", "weight": "back-image"}
    name = f"D_output on {discriminator.removeprefix('output-').replace('-', ' and ')}"
    return {"name": name, "learner": "the task network", "game": "output", "weight": "output"}
