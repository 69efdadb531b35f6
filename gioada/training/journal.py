"""A run's numbers: one json object a line, appended and flushed; it survives a killed process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Journal:
    """Appends lines to ``journal.jsonl``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def cut(self, step: int) -> list[dict[str, Any]]:
        """Drop what a killed process wrote after a checkpoint's step; return what is left."""
        kept = [line for line in read_journal(self.path) if line["step"] <= step]
        temporary = self.path.with_name(self.path.name + ".part")
        temporary.write_text("".join(json.dumps(line) + "\n" for line in kept))
        temporary.replace(self.path)
        return kept

    def write(self, line: dict[str, Any]) -> None:
        """Append one line; it must have a ``step``."""
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")


def read_journal(path: Path) -> list[dict[str, Any]]:
    """All complete lines of a journal; none if there is no file yet."""
    if not path.exists():
        return []
    lines = []
    for text in path.read_text().splitlines():
        try:
            lines.append(json.loads(text))
        except json.JSONDecodeError:
            break  # the line that a killed process was writing
    return lines
