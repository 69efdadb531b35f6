"""A run's numbers, one json object a line: appended by the trainer, read by whoever watches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

from gioada.whole import write_whole


class Journal:
    """Appends lines to ``journal.jsonl``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def cut(self, step: int) -> list[dict[str, Any]]:
        """Drop what a killed process wrote after a checkpoint's step; return what is left."""
        kept = [line for line in read_journal(self.path) if line["step"] <= step]
        text = "".join(json.dumps(line) + "\n" for line in kept)
        write_whole(self.path, lambda draft: draft.write_text(text))
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


def newest_lines(path: Path, *parts: str) -> list[dict[str, Any]]:
    """For each part, such as ``validation``, the last complete line of a journal that has it.

    Numbers that are not finite are None. Empty where there is no such line, or no journal; a
    cut-off or damaged line is passed over.
    """
    try:
        journal = path.read_bytes()
    except OSError:
        journal = b""
    return [_newest_line(journal, part) for part in parts]


def _newest_line(journal: bytes, part: str) -> dict[str, Any]:
    mark, end = f'"{part}"'.encode(), len(journal)
    while (at := journal.rfind(mark, 0, end)) >= 0:
        start, stop = journal.rfind(b"\n", 0, at) + 1, journal.find(b"\n", at)
        line = parse(journal[start:stop]) if stop >= 0 else None
        if line and isinstance(line.get(part), dict):
            return line
        end = start
    return {}


def parse(text: bytes) -> dict[str, Any] | None:
    """A journal line, with None for numbers that are not finite; None if it is damaged."""
    try:
        line = json.loads(text, parse_constant=lambda _: None)
    except ValueError:  # also of bytes that are no text
        return None
    return line if isinstance(line, dict) and isinstance(line.get("step"), int) else None


class JournalTail:
    """Reads a journal as it grows, a piece at each poll.

    Attributes:
        restarted: whether the last ``read`` began anew, because a resumed run had cut its
            journal, or because it was removed: what was read before is to be thrown away.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.restarted = path, False
        self._offset, self._end = 0, b""

    def read(self) -> list[dict[str, Any]]:
        """The lines that have become complete since the last call; none if there is no file."""
        try:
            with self.path.open("rb") as file:
                self.restarted = self._offset > 0 and not self._is_continued(file)
                if self.restarted:
                    self._offset, self._end = 0, b""
                file.seek(self._offset)
                fresh = file.read()
        except OSError:
            self.restarted = self._offset > 0
            self._offset, self._end, fresh = 0, b"", b""
        complete = fresh[: fresh.rfind(b"\n") + 1]
        self._offset += len(complete)
        # The times in these lines are those of one launch alone. A file's number and size would
        # not do: a new file may have the old one's number, and be longer.
        self._end = (self._end + complete)[-1024:]
        return [line for text in complete.splitlines() if (line := parse(text)) is not None]

    def _is_continued(self, file: BinaryIO) -> bool:
        file.seek(self._offset - len(self._end))
        return file.read(len(self._end)) == self._end
