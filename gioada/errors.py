"""One kind of error for everything that a person can mend: a code, fields, and what may help.

Code decides by ``code`` and ``fields``; sentences are made from them at the edge (``str``, the
command line, the page). Nothing reads a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Advice:
    """An option that may help."""

    option: str
    """As on the command line, without dashes: ``training.batch``."""
    value: str = ""
    """What to set it to, or to aim at; empty where only the option is to be named."""


class Problem(ValueError):
    """Something that a person can mend.

    Args:
        code: what kind it is, ``area.what``, the same for ever: ``data.folder_missing``.
        what: the sentence, with fields in braces.
        advice: options that may help, the best first.
        fields: the values of the sentence's fields, and any others; plain values and paths.
    """

    def __init__(
        self, code: str, what: str, *, advice: Sequence[Advice] = (), **fields: object
    ) -> None:
        self.code, self.what, self.advice, self.fields = code, what, tuple(advice), fields
        super().__init__(str(self))  # for those who print an error's first argument, as tyro does

    def __str__(self) -> str:
        """The sentence, and the options that may help as on the command line."""
        tries = "; ".join(f"--{each.option} {each.value}".rstrip() for each in self.advice)
        return self.sentence + (f" What may help: {tries}." if tries else "")

    @property
    def sentence(self) -> str:
        """What happened, without what may help."""
        return self.what.format(**self.fields) if self.fields else self.what

    @property
    def kind(self) -> tuple[str, str]:
        """What two problems share that differ in names and numbers alone."""
        return self.code, self.what

    def __reduce__(self) -> tuple[Any, ...]:
        """Carried over to another process whole."""
        return read, (self.values(),)

    def values(self) -> dict[str, Any]:
        """As plain json."""
        plain = (int, float, str, bool, type(None))
        fields = {
            name: value if isinstance(value, plain) else str(value)
            for name, value in self.fields.items()
        }
        advice = [asdict(each) for each in self.advice]
        return {"code": self.code, "what": self.what, "fields": fields, "advice": advice}


def out_of_range(field: str, value: float, bounds: str) -> Problem:
    """The refusal of a number, with the bounds in words: ``at least 1``."""
    what = "{field} must be {bounds}, and it is {value}."
    return Problem("options.wrong", what, field=field, value=value, bounds=bounds)


def read(values: Mapping[str, Any]) -> Problem:
    """What ``Problem.values`` has written."""
    advice = [Advice(**each) for each in values["advice"]]
    return Problem(values["code"], values["what"], advice=advice, **values["fields"])
