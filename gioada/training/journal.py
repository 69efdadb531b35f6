"""A run's numbers: one json object a line, appended and flushed; it survives a killed process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Journal:
    """Appends lines to ``journal.jsonl``; on resuming, lines after the checkpoint are dropped."""

    def __init__(self, path: Path, *, resume_at: int) -> None:
        self.path = path
        kept = [line for line in read_journal(path) if line["step"] <= resume_at]
        temporary = path.with_name(path.name + ".part")
        temporary.write_text("".join(json.dumps(line) + "\n" for line in kept))
        temporary.replace(path)

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
